//! Changes and facts out, verdicts in.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde_json::value::RawValue;
use shared::protocol::{MAX_BATCH, Parked, PushAnswer, PushRequest, Verdict};
use uuid::Uuid;

use super::copied;
use crate::core::Edge;
use crate::core::store::{Result, StoreError, facts, outbox, phone};

/// Before compression: well below the server's limit, and little to repeat where the network breaks.
const MAX_BYTES: usize = 1 << 20;

/// What is in a batch, in order.
pub struct Asked {
    pub changes: Vec<Uuid>,
    pub facts: Vec<Uuid>,
}

/// The next batch, without the facts that are `left` out.
pub fn batch(tx: &Transaction<'_>, left: &BTreeSet<Uuid>) -> Result<(PushRequest, Asked)> {
    let raw = |text: String| RawValue::from_string(text).map_err(StoreError::from);
    let mut push = PushRequest::default();
    let mut asked = Asked { changes: Vec::new(), facts: Vec::new() };
    for waiting in outbox::next(tx, MAX_BATCH, MAX_BYTES)? {
        // JSON is UTF-8; a row that is not was damaged, and the server parks what it cannot read.
        push.changes.push(raw(String::from_utf8_lossy(&waiting.body).into_owned())?);
        asked.changes.push(waiting.id);
    }
    for (id, body) in facts::next(tx, MAX_BATCH, left)? {
        push.facts.push(raw(body)?);
        asked.facts.push(id);
    }
    Ok((push, asked))
}

/// What an answer says about the whole batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Each change has its verdict.
    Decided,
    /// Another copy of this store was quicker: what is left has new numbers.
    NumberedAnew,
    /// The answer does not fit the question.
    Nothing,
}

/// Applies the verdicts on these changes.
pub fn apply(
    tx: &Transaction<'_>,
    edge: &mut Edge,
    ids: &[Uuid],
    answer: &PushAnswer,
    now: DateTime<Utc>,
) -> Result<Applied> {
    if answer.verdicts.len() != ids.len() {
        return Ok(Applied::Nothing);
    }
    if phone::meet_epoch(tx, answer.epoch)? {
        outbox::offer_again(tx)?;
    }
    let decided = ids.iter().copied().zip(answer.verdicts.iter().copied());
    let (taken, decided): (Vec<_>, Vec<_>) =
        decided.partition(|(_, verdict)| *verdict == Verdict::Parked(Parked::Clone));
    for (id, verdict) in decided {
        outbox::decide(tx, id, verdict)?;
    }
    if let Some((first, _)) = taken.first() {
        copied::number_anew(tx, edge, *first)?;
    }
    for fact in &answer.facts {
        facts::stored(tx, *fact)?;
    }
    let covered = phone::get(tx)?.backup_covers_seq;
    phone::meet_server(tx, answer.now - now, covered)?;
    Ok(if taken.is_empty() { Applied::Decided } else { Applied::NumberedAnew })
}

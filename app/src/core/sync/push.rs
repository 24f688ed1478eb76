//! Changes and facts out, verdicts in.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde_json::value::RawValue;
use shared::protocol::{MAX_BATCH, PushAnswer, PushRequest};
use uuid::Uuid;

use crate::core::store::{Result, StoreError, facts, outbox, phone};

/// Before compression: well below the server's limit, and little to repeat where the network breaks.
const MAX_BYTES: usize = 1 << 20;

/// The next batch, and the ids of its changes in order.
pub fn batch(tx: &Transaction<'_>) -> Result<(PushRequest, Vec<Uuid>)> {
    let raw = |text: String| RawValue::from_string(text).map_err(StoreError::from);
    let mut push = PushRequest::default();
    let mut ids = Vec::new();
    for waiting in outbox::next(tx, MAX_BATCH, MAX_BYTES)? {
        // JSON is UTF-8; a row that is not was damaged, and the server parks what it cannot read.
        push.changes.push(raw(String::from_utf8_lossy(&waiting.body).into_owned())?);
        ids.push(waiting.id);
    }
    push.facts = facts::next(tx, MAX_BATCH)?.into_iter().map(raw).collect::<Result<_>>()?;
    Ok((push, ids))
}

/// Applies the verdicts on these changes. False where the answer does not fit the question.
pub fn apply(tx: &Transaction<'_>, ids: &[Uuid], answer: &PushAnswer, now: DateTime<Utc>) -> Result<bool> {
    if answer.verdicts.len() != ids.len() {
        return Ok(false);
    }
    if phone::meet_epoch(tx, answer.epoch)? {
        outbox::offer_again(tx)?;
    }
    for (id, verdict) in ids.iter().zip(&answer.verdicts) {
        outbox::decide(tx, *id, *verdict)?;
    }
    for fact in &answer.facts {
        facts::stored(tx, *fact)?;
    }
    let covered = phone::get(tx)?.backup_covers_seq;
    phone::meet_server(tx, answer.now - now, covered)?;
    Ok(true)
}

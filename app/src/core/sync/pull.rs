//! The view: pages of what this phone may see.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use shared::change::Kind;
use shared::protocol::{Cursor, Held, Item, PullAnswer, PullRequest, Snapshot};
use shared::state::Event;

use crate::core::request::{Changes, Topic};
use crate::core::store::{Result, attachments, facts, outbox, phone, retention, snapshots};

/// What came of a page.
pub struct Page {
    /// Another one follows.
    pub more: bool,
    /// Everything still held is in the outbox again.
    pub reset: bool,
    /// Both sides see the same.
    pub agree: bool,
    /// What is to be read again.
    pub changes: Changes,
}

/// Asks from the cursor on.
pub fn request(tx: &Transaction<'_>) -> Result<PullRequest> {
    let row = phone::get(tx)?;
    let newest = outbox::newest_stored(tx)?;
    let holds = row.epoch.zip(newest).map(|(epoch, change)| Held { epoch, change });
    Ok(PullRequest { since: row.cursor, persons: phone::persons(tx)?, holds })
}

/// Applies a page, in one transaction.
pub fn apply(tx: &Transaction<'_>, since: Cursor, answer: &PullAnswer, now: DateTime<Utc>) -> Result<Page> {
    if phone::get(tx)?.cursor != since {
        // Another process has read meanwhile; this page may be older than what it has seen.
        return Ok(Page { more: true, reset: false, agree: true, changes: Changes::new() });
    }
    let mut changes = Changes::new();
    let other_epoch = match answer.next.epoch {
        Some(epoch) => phone::meet_epoch(tx, epoch)?,
        None => false,
    };
    if answer.reset {
        snapshots::clear(tx)?;
        changes.extend([Topic::Reports, Topic::Reference]);
    }
    // Unless this is the first page ever, a reset means that the server may have lost what it had acknowledged.
    if other_epoch || (answer.reset && since.epoch.is_some()) {
        outbox::offer_again(tx)?;
        changes.insert(Topic::Queue);
    }
    for item in &answer.items {
        match item {
            Item::Record(snapshot) => {
                snapshots::put(tx, snapshot)?;
                receive(tx, snapshot, answer.next.seq)?;
                changes.insert(if snapshot.record.kind == Kind::Report { Topic::Reports } else { Topic::Reference });
            }
            Item::Gone { id } => {
                snapshots::remove(tx, *id)?;
                attachments::left_view(tx, *id, answer.next.seq.saturating_add(1))?;
                changes.extend([Topic::Reports, Topic::Reference]);
            }
        }
    }
    phone::read_up_to(tx, answer.next)?;
    phone::meet_server(tx, answer.now - now, answer.backup_covers_seq)?;
    if !answer.more {
        facts::read_up_to(tx, answer.next.seq)?;
    }
    retention::let_go_covered(tx)?;
    let agree = match answer.fingerprint {
        Some(theirs) if !answer.more => theirs == snapshots::fingerprint(tx)?,
        _ => true,
    };
    Ok(Page { more: answer.more, reset: answer.reset, agree, changes })
}

/// Marks the own attachments that the server has. From when on a backup has their bytes, too: from the receipt on if it
/// came after the attachment was announced; otherwise from anything that is stored later than this page.
fn receive(tx: &Transaction<'_>, snapshot: &Snapshot, read: u64) -> Result<()> {
    let Some(story) = &snapshot.story else { return Ok(()) };
    let receipts = || story.history.iter().filter(|it| it.event == Event::Received).map(|it| it.seq);
    for attachment in story.attachments.iter().filter(|attachment| attachment.received) {
        let announced: Option<u64> = attachments::announced(tx, attachment.id)?;
        let receipt = announced.and_then(|announced| receipts().find(|receipt| *receipt > announced));
        attachments::received(tx, attachment.id, receipt.unwrap_or(read.saturating_add(1)))?;
    }
    Ok(())
}

/// Reads the view from its beginning.
pub fn start_over(tx: &Transaction<'_>) -> Result<()> {
    phone::read_up_to(tx, Cursor::default())
}

//! What may go, and when. Nothing that the server has not acknowledged goes by itself.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use shared::protocol::Cursor;

use super::{Result, attachments, phone, rows, view};

/// Acknowledged data that no backup covers is kept at most so long, in seconds.
const KEEP_ACKNOWLEDGED_S: i64 = 90 * 86_400;
/// The way of a round is kept so long, in seconds.
const KEEP_TRACK_S: i64 = 7 * 86_400;

/// Counts elapsed time and lets go what is too old by it. A clock that jumps makes nothing old: a step counts at most a
/// day, and one back counts nothing.
pub fn grow_older(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<()> {
    rows::run(
        tx,
        "UPDATE phone SET lived_s = lived_s + min(max((?1 - seen_at) / 1000, 0), 86400), seen_at = ?1",
        [rows::millis(now)],
    )?;
    let older = |what: &str, keep_s: i64| {
        rows::run(tx, &format!("{what} AND since_s + ?1 <= (SELECT lived_s FROM phone)"), [keep_s])
    };
    older("UPDATE rounds SET track = NULL WHERE ended_at IS NOT NULL AND track IS NOT NULL", KEEP_TRACK_S)?;
    older("DELETE FROM outbox WHERE state = 'stored' AND seq <= (SELECT read_seq FROM phone)", KEEP_ACKNOWLEDGED_S)?;
    older("UPDATE attachments SET body = NULL WHERE stage = 'received' AND body IS NOT NULL", KEEP_ACKNOWLEDGED_S)?;
    older("DELETE FROM facts WHERE stored = 1", KEEP_ACKNOWLEDGED_S)?;
    forget_thumbs(tx)
}

/// Whether [`grow_older`] has something to do: an hour has gone by, or the clock was set back.
pub fn is_time_to_grow_older(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<bool> {
    let seen: i64 = tx.prepare_cached("SELECT seen_at FROM phone")?.query_row((), |row| row.get(0))?;
    Ok(!(0..3_600_000).contains(&(rows::millis(now) - seen)))
}

/// Lets go what a backup covers: changes that are read back, and facts; bytes are let go by [`let_go_bytes`]. Thumbnails
/// stay while their report is open.
pub fn let_go_covered(tx: &Transaction<'_>) -> Result<()> {
    let row = phone::get(tx)?;
    let covered = rows::int(row.backup_covers_seq);
    rows::run(
        tx,
        "DELETE FROM outbox WHERE state = 'stored' AND seq <= ?1 AND seq <= (SELECT read_seq FROM phone)",
        [covered],
    )?;
    rows::run(tx, "DELETE FROM facts WHERE stored = 1 AND covered_by <= ?1", [covered])?;
    forget_thumbs(tx)
}

/// Lets go bytes that are received and that a backup covers, those of a few attachments at a time: what is erased is
/// written twice before it is gone, and a full phone has no room for a thousand photos. False where nothing was left.
pub fn let_go_bytes(tx: &Transaction<'_>) -> Result<bool> {
    const AT_ONCE: i64 = 8;
    let gone = rows::run(
        tx,
        "UPDATE attachments SET body = NULL WHERE id IN
         (SELECT id FROM attachments WHERE stage = 'received' AND body IS NOT NULL
          AND covered_by <= (SELECT backup_covers_seq FROM phone) LIMIT ?1)",
        [AT_ONCE],
    )?;
    Ok(gone > 0)
}

fn forget_thumbs(tx: &Transaction<'_>) -> Result<()> {
    for report in attachments::with_thumb_only(tx)? {
        if !view::report(tx, report)?.is_some_and(|report| report.state().is_open()) {
            attachments::forget(tx, report)?;
        }
    }
    Ok(())
}

/// The device is locked: it shows nothing any more and keeps only what the server does not have.
pub fn forget_acknowledged(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(
        "DELETE FROM snapshots;
         DELETE FROM outbox WHERE state = 'stored';
         DELETE FROM attachments WHERE stage = 'received';
         DELETE FROM facts WHERE stored = 1;",
    )?;
    phone::read_up_to(tx, Cursor::default())
}

/// The phone moves to another city, with nothing waiting: nobody's rows meet.
pub fn forget_city(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(
        "DELETE FROM snapshots;
         DELETE FROM outbox;
         DELETE FROM attachments;
         DELETE FROM facts;
         DELETE FROM chores_done;
         DELETE FROM rounds;
         DELETE FROM persons;
         DELETE FROM pins;
         DELETE FROM pin_tries;
         DELETE FROM spent_codes;
         UPDATE phone SET person = NULL, locked = 0, epoch = NULL, backup_covers_seq = 0;",
    )?;
    phone::read_up_to(tx, Cursor::default())
}

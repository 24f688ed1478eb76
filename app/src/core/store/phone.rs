//! The one row about the phone itself.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::protocol::Cursor;
use uuid::Uuid;

use super::{Result, rows};

/// Which city the phone belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Where the server is, `https://…` without a slash at the end.
    pub server: String,
    /// Proves the device.
    pub token: String,
    /// The city's own id.
    pub city: Uuid,
    /// Its name.
    pub city_name: String,
    /// The phone's name in the office.
    pub label: String,
    /// The team.
    pub team: Option<String>,
}

/// The row.
#[derive(Clone, Debug)]
pub struct PhoneRow {
    /// The phone's id, for good.
    pub device: Uuid,
    /// None before the first enrolment.
    pub enrolment: Option<Enrolment>,
    /// Who holds the phone.
    pub person: Option<Uuid>,
    /// Which copy of the store this is, once a second one has shown itself.
    pub copy: Option<Uuid>,
    /// The server's history that acknowledgements belong to.
    pub epoch: Option<Uuid>,
    /// How far the view has been read.
    pub cursor: Cursor,
    /// Up to here everything is in a backup.
    pub backup_covers_seq: u64,
    /// The server's clock minus the phone's, in milliseconds.
    pub clock_offset_ms: i64,
}

/// Writes the row at the first start.
pub fn begin(tx: &Transaction<'_>, device: Uuid, now: DateTime<Utc>) -> Result<()> {
    rows::run(tx, "INSERT OR IGNORE INTO phone (device, seen_at) VALUES (?1, ?2)", (device, rows::millis(now)))?;
    Ok(())
}

/// Whether [`begin`] has run.
pub fn exists(tx: &Transaction<'_>) -> Result<bool> {
    Ok(rows::one(tx, "SELECT 1 FROM phone", (), |_| Ok(()))?.is_some())
}

/// The row.
pub fn get(tx: &Transaction<'_>) -> Result<PhoneRow> {
    let sql = "SELECT device, person, epoch, read_epoch, read_seq, backup_covers_seq, clock_offset_ms, enrolment, copy
        FROM phone";
    let (row, enrolment) = tx.prepare_cached(sql)?.query_row((), |row| {
        let read = PhoneRow {
            device: row.get(0)?,
            enrolment: None,
            person: row.get(1)?,
            epoch: row.get(2)?,
            cursor: Cursor { epoch: row.get(3)?, seq: rows::uint(row.get(4)?) },
            backup_covers_seq: rows::uint(row.get(5)?),
            clock_offset_ms: row.get(6)?,
            copy: row.get(8)?,
        };
        Ok((read, row.get::<_, Option<String>>(7)?))
    })?;
    Ok(PhoneRow { enrolment: enrolment.as_deref().map(serde_json::from_str).transpose()?, ..row })
}

/// The number of the next change; it is used up.
pub fn next_n(tx: &Transaction<'_>) -> Result<u64> {
    let n = tx
        .prepare_cached("UPDATE phone SET next_n = next_n + 1 RETURNING next_n - 1")?
        .query_row((), |row| row.get(0))?;
    Ok(rows::uint(n))
}

/// The store goes on as a copy of its own: other copies keep the numbers up to here, and those that follow them.
pub fn part_ways(tx: &Transaction<'_>, copy: Uuid, jump: u64) -> Result<()> {
    rows::run(tx, "UPDATE phone SET copy = ?1, next_n = next_n + ?2", (copy, rows::int(jump)))?;
    Ok(())
}

/// The phone belongs to a city now.
pub fn enrol(tx: &Transaction<'_>, enrolment: &Enrolment) -> Result<()> {
    rows::run(tx, "UPDATE phone SET enrolment = ?1", [serde_json::to_string(enrolment)?])?;
    Ok(())
}

/// Who holds the phone now. Whoever once did stays part of the view.
pub fn use_person(tx: &Transaction<'_>, person: Option<Uuid>) -> Result<()> {
    rows::run(tx, "UPDATE phone SET person = ?1, locked = 0", [person])?;
    if let Some(person) = person {
        rows::run(tx, "INSERT OR IGNORE INTO persons (id) VALUES (?1)", [person])?;
    }
    Ok(())
}

/// Everybody who has used the phone.
pub fn persons(tx: &Transaction<'_>) -> Result<Vec<Uuid>> {
    rows::all(tx, "SELECT id FROM persons ORDER BY id", (), |row| row.get(0))
}

/// Sets the cursor.
pub fn read_up_to(tx: &Transaction<'_>, cursor: Cursor) -> Result<()> {
    rows::run(tx, "UPDATE phone SET read_epoch = ?1, read_seq = ?2", (cursor.epoch, rows::int(cursor.seq)))?;
    Ok(())
}

/// Sets the epoch that acknowledgements belong to; whether another one was known before.
pub fn meet_epoch(tx: &Transaction<'_>, epoch: Uuid) -> Result<bool> {
    let known = get(tx)?.epoch;
    rows::run(tx, "UPDATE phone SET epoch = ?1 WHERE epoch IS NOT ?1", [epoch])?;
    Ok(known.is_some_and(|known| known != epoch))
}

/// What the server said about itself.
pub fn meet_server(tx: &Transaction<'_>, offset: TimeDelta, backup_covers_seq: u64) -> Result<()> {
    let values = (offset.num_milliseconds(), rows::int(backup_covers_seq));
    rows::run(tx, "UPDATE phone SET clock_offset_ms = ?1, backup_covers_seq = ?2", values)?;
    Ok(())
}

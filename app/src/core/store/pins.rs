//! PINs of the people who share the phone, and whether it is locked.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{Result, rows};

/// Sets a person's PIN, or takes it away.
pub fn set(tx: &Transaction<'_>, person: Uuid, hash: Option<&str>) -> Result<()> {
    rows::run(tx, "DELETE FROM pins WHERE person = ?1", [person])?;
    if let Some(hash) = hash {
        rows::run(tx, "INSERT INTO pins (person, hash) VALUES (?1, ?2)", (person, hash))?;
    }
    Ok(())
}

/// The hash of a person's PIN.
pub fn hash(tx: &Transaction<'_>, person: Uuid) -> Result<Option<String>> {
    rows::one(tx, "SELECT hash FROM pins WHERE person = ?1", [person], |row| row.get(0))
}

/// So many wrong ones in a row are free; from then on there is a pause after each.
const FREE_TRIES: i64 = 5;
/// The pause, in milliseconds. A clock that is set makes it shorter, which is better than a phone that stays shut.
const PAUSE_MS: i64 = 60_000;

/// Whether a PIN or a code of this person may be tried now.
pub fn may_try(tx: &Transaction<'_>, person: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let sql = "SELECT 1 FROM pin_tries WHERE person = ?1 AND wrong >= ?2 AND ?3 - at BETWEEN 0 AND ?4 - 1";
    Ok(rows::one(tx, sql, (person, FREE_TRIES, rows::millis(now), PAUSE_MS), |_| Ok(()))?.is_none())
}

/// What was tried: a right one makes up for the wrong ones.
pub fn tried(tx: &Transaction<'_>, person: Uuid, right: bool, now: DateTime<Utc>) -> Result<()> {
    if right {
        rows::run(tx, "DELETE FROM pin_tries WHERE person = ?1", [person])?;
    } else {
        rows::run(
            tx,
            "INSERT INTO pin_tries (person, wrong, at) VALUES (?1, 1, ?2)
             ON CONFLICT (person) DO UPDATE SET wrong = wrong + 1, at = excluded.at",
            (person, rows::millis(now)),
        )?;
    }
    Ok(())
}

/// The code for a forgotten PIN that this person used last on this phone.
pub fn spent_code(tx: &Transaction<'_>, person: Uuid) -> Result<Option<String>> {
    rows::one(tx, "SELECT hash FROM spent_codes WHERE person = ?1", [person], |row| row.get(0))
}

/// It is used.
pub fn spend_code(tx: &Transaction<'_>, person: Uuid, hash: &str) -> Result<()> {
    let sql = "INSERT INTO spent_codes (person, hash) VALUES (?1, ?2) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash";
    rows::run(tx, sql, (person, hash))?;
    Ok(())
}

/// Everybody who has one.
pub fn all(tx: &Transaction<'_>) -> Result<BTreeSet<Uuid>> {
    Ok(rows::all(tx, "SELECT person FROM pins", (), |row| row.get(0))?.into_iter().collect())
}

/// Those whose reports are shown to nobody now: they have a PIN, and do not hold the phone.
pub fn hidden(tx: &Transaction<'_>) -> Result<BTreeSet<Uuid>> {
    let sql = "SELECT person FROM pins WHERE person IS NOT (SELECT person FROM phone)";
    Ok(rows::all(tx, sql, (), |row| row.get(0))?.into_iter().collect())
}

/// Who holds the phone has just shown the PIN.
pub fn opened(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<()> {
    rows::run(tx, "UPDATE phone SET opened_at = ?1", [rows::millis(now)])?;
    Ok(())
}

/// When who holds the phone has shown the PIN; none where there is no PIN.
pub fn opened_at(tx: &Transaction<'_>) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT coalesce(opened_at, 0) FROM phone WHERE person IN (SELECT person FROM pins)";
    rows::one(tx, sql, (), |row| Ok(rows::time(row.get(0)?)))
}

/// Whoever holds the phone with a PIN does no longer.
pub fn lock(tx: &Transaction<'_>) -> Result<()> {
    let sql = "UPDATE phone SET person = NULL, locked = 1 WHERE person IN (SELECT person FROM pins)";
    rows::run(tx, sql, ())?;
    Ok(())
}

/// Whether somebody is to show a PIN, or go on without a name.
pub fn is_locked(tx: &Transaction<'_>) -> Result<bool> {
    Ok(rows::one(tx, "SELECT locked FROM phone", (), |row| row.get(0))?.unwrap_or_default())
}

//! What came of today's chores. The phone remembers a day, and which fact tells of it only until the
//! server has that.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Transaction;
use shared::domain::ChoreOutcome;
use uuid::Uuid;

use super::{Result, StoreError, rows};

/// A chore of today.
pub struct Done {
    /// What came of it.
    pub outcome: ChoreOutcome,
    /// The fact that tells of it, while it can be taken back.
    pub fact: Option<Uuid>,
}

/// Those of a day, by chore.
pub fn of(tx: &Transaction<'_>, day: NaiveDate) -> Result<BTreeMap<Uuid, Done>> {
    let sql = "SELECT chore, outcome, CASE out WHEN 0 THEN fact END FROM chores_done WHERE day = ?1";
    let found: Vec<(Uuid, String, Option<Uuid>)> =
        rows::all(tx, sql, [day.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let done = |(chore, outcome, fact): (Uuid, String, Option<Uuid>)| {
        let outcome = serde_json::from_value(outcome.into()).map_err(StoreError::from)?;
        Ok((chore, Done { outcome, fact }))
    };
    found.into_iter().map(done).collect()
}

/// Remembers what this fact tells; what was on other days is forgotten.
pub fn remember(tx: &Transaction<'_>, chore: Uuid, day: NaiveDate, outcome: ChoreOutcome, fact: Uuid) -> Result<()> {
    let day = day.to_string();
    rows::run(tx, "DELETE FROM chores_done WHERE day <> ?1", [&day])?;
    let sql = "INSERT OR REPLACE INTO chores_done (chore, day, outcome, fact) VALUES (?1, ?2, ?3, ?4)";
    rows::run(tx, sql, (chore, day, outcome.as_str(), fact))?;
    Ok(())
}

/// It was a mistake: the chore is open again, and nobody hears of it.
pub fn take_back(tx: &Transaction<'_>, chore: Uuid) -> Result<()> {
    rows::run(tx, "DELETE FROM facts WHERE id = (SELECT fact FROM chores_done WHERE chore = ?1)", [chore])?;
    rows::run(tx, "DELETE FROM chores_done WHERE chore = ?1", [chore])?;
    Ok(())
}

/// Everything that waits is on its way: until the answer is here, nothing is taken back.
pub fn go_out(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "UPDATE chores_done SET out = 1 WHERE fact IS NOT NULL", ())?;
    Ok(())
}

/// Nobody has answered, as when there is no network. Where only the answer was lost, what is taken back now has been counted.
pub fn come_back(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "UPDATE chores_done SET out = 0", ())?;
    Ok(())
}

/// The server has this fact.
pub fn arrived(tx: &Transaction<'_>, fact: Uuid) -> Result<()> {
    rows::run(tx, "UPDATE chores_done SET fact = NULL WHERE fact = ?1", [fact])?;
    Ok(())
}

/// What waits has left the phone, and nobody will answer.
pub fn leave(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "UPDATE chores_done SET fact = NULL WHERE fact IS NOT NULL", ())?;
    Ok(())
}

/// Whether there is something that can be taken back.
pub fn any_here(tx: &Transaction<'_>) -> Result<bool> {
    let sql = "SELECT 1 FROM chores_done WHERE fact IS NOT NULL AND out = 0 LIMIT 1";
    Ok(rows::one(tx, sql, (), |_| Ok(()))?.is_some())
}

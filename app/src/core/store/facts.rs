//! Anonymous facts on their way to the server.

use rusqlite::Transaction;
use shared::domain::Fact;
use uuid::Uuid;

use super::{Result, rows};

/// Keeps a fact.
pub fn add(tx: &Transaction<'_>, fact: &Fact) -> Result<()> {
    rows::run(tx, "INSERT INTO facts (id, body) VALUES (?1, ?2)", (fact.id, serde_json::to_string(fact)?))?;
    Ok(())
}

/// Some that wait, encoded. By id: random, so that their order tells nothing.
pub fn next(tx: &Transaction<'_>, most: usize) -> Result<Vec<String>> {
    let sql = "SELECT body FROM facts WHERE stored = 0 ORDER BY id LIMIT ?1";
    rows::all(tx, sql, [rows::int(most as u64)], |row| row.get(0))
}

/// How many wait.
pub fn waiting(tx: &Transaction<'_>) -> Result<usize> {
    let sql = "SELECT count(*) FROM facts WHERE stored = 0";
    Ok(rows::count(tx.prepare_cached(sql)?.query_row((), |row| row.get(0))?))
}

/// The server has it.
pub fn stored(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    rows::run(tx, "UPDATE facts SET stored = 1, since_s = (SELECT lived_s FROM phone) WHERE id = ?1", [id])?;
    Ok(())
}

/// Facts have no place in the server's order. Whatever gets a place after `read` was stored after the facts that are
/// stored now, so a backup that has it has them, too.
pub fn read_up_to(tx: &Transaction<'_>, read: u64) -> Result<()> {
    let sql = "UPDATE facts SET covered_by = ?1 WHERE stored = 1 AND covered_by IS NULL";
    rows::run(tx, sql, [rows::int(read.saturating_add(1))])?;
    Ok(())
}

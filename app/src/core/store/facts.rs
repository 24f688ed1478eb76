//! Anonymous facts on their way to the server.

use std::collections::BTreeSet;

use rusqlite::Transaction;
use shared::domain::Fact;
use uuid::Uuid;

use super::{Result, chores, rows};

/// Keeps a fact.
pub fn add(tx: &Transaction<'_>, fact: &Fact) -> Result<()> {
    rows::run(tx, "INSERT INTO facts (id, body) VALUES (?1, ?2)", (fact.id, serde_json::to_string(fact)?))?;
    Ok(())
}

/// Some that wait and are not `left` out, encoded. By id: random, so that their order tells nothing.
pub fn next(tx: &Transaction<'_>, most: usize, left: &BTreeSet<Uuid>) -> Result<Vec<(Uuid, String)>> {
    let sql = "SELECT id, body FROM facts WHERE stored = 0 ORDER BY id LIMIT ?1";
    let most_read = rows::int((most + left.len()) as u64);
    let mut next = rows::all(tx, sql, [most_read], |row| Ok((row.get(0)?, row.get(1)?)))?;
    next.retain(|(id, _)| !left.contains(id));
    next.truncate(most);
    Ok(next)
}

/// How many wait.
pub fn waiting(tx: &Transaction<'_>) -> Result<usize> {
    let sql = "SELECT count(*) FROM facts WHERE stored = 0";
    Ok(rows::count(tx.prepare_cached(sql)?.query_row((), |row| row.get(0))?))
}

/// The server has it.
pub fn stored(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    rows::run(tx, "UPDATE facts SET stored = 1, since_s = (SELECT lived_s FROM phone) WHERE id = ?1", [id])?;
    chores::arrived(tx, id)
}

/// Facts have no place in the server's order. Whatever gets a place after `read` was stored after the facts that are
/// stored now, so a backup that has it has them, too.
pub fn read_up_to(tx: &Transaction<'_>, read: u64) -> Result<()> {
    let sql = "UPDATE facts SET covered_by = ?1 WHERE stored = 1 AND covered_by IS NULL";
    rows::run(tx, sql, [rows::int(read.saturating_add(1))])?;
    Ok(())
}

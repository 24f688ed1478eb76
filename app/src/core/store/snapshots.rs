//! The view: what the server last said about each record.

use rusqlite::Transaction;
use shared::change::Kind;
use shared::protocol::{Fingerprint, Snapshot};
use uuid::Uuid;

use super::{Result, rows};

/// The record looks like this now.
pub fn put(tx: &Transaction<'_>, snapshot: &Snapshot) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO snapshots (id, kind, seq, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, seq = excluded.seq, body = excluded.body",
        (snapshot.record.id, snapshot.record.kind.as_str(), rows::int(snapshot.seq), serde_json::to_string(snapshot)?),
    )?;
    Ok(())
}

/// The record left the view.
pub fn remove(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    rows::run(tx, "DELETE FROM snapshots WHERE id = ?1", [id])?;
    Ok(())
}

/// The view begins anew.
pub fn clear(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "DELETE FROM snapshots", ())?;
    Ok(())
}

/// One record.
pub fn get(tx: &Transaction<'_>, id: Uuid) -> Result<Option<Snapshot>> {
    let body: Option<String> = rows::one(tx, "SELECT body FROM snapshots WHERE id = ?1", [id], |row| row.get(0))?;
    Ok(body.as_deref().map(serde_json::from_str).transpose()?)
}

/// All of a kind, by id.
pub fn of_kind(tx: &Transaction<'_>, kind: &Kind) -> Result<Vec<Snapshot>> {
    let sql = "SELECT body FROM snapshots WHERE kind = ?1 ORDER BY id";
    let bodies: Vec<String> = rows::all(tx, sql, [kind.as_str()], |row| row.get(0))?;
    Ok(bodies.iter().map(|body| serde_json::from_str(body)).collect::<Result<_, _>>()?)
}

/// What both sides compare.
pub fn fingerprint(tx: &Transaction<'_>) -> Result<Fingerprint> {
    let view = rows::all(tx, "SELECT id, seq FROM snapshots", (), |row| Ok((row.get(0)?, rows::uint(row.get(1)?))))?;
    Ok(view.into_iter().collect())
}

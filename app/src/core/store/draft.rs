//! The one draft.

use rusqlite::Transaction;

use super::{Result, rows};
use crate::core::draft::Draft;

/// Begins one; whatever was begun before is gone.
pub fn put(tx: &Transaction<'_>, draft: &Draft) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO draft (one, body) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE
         SET body = excluded.body, photo = NULL, voice = NULL",
        [serde_json::to_string(draft)?],
    )?;
    Ok(())
}

/// Changes what is known of it, and keeps its photo.
pub fn update(tx: &Transaction<'_>, draft: &Draft) -> Result<()> {
    rows::run(tx, "UPDATE draft SET body = ?1", [serde_json::to_string(draft)?])?;
    Ok(())
}

/// Keeps the photo as taken.
pub fn set_photo(tx: &Transaction<'_>, photo: &[u8]) -> Result<()> {
    rows::run(tx, "UPDATE draft SET photo = ?1", [photo])?;
    Ok(())
}

/// Keeps what was said.
pub fn set_voice(tx: &Transaction<'_>, voice: &[u8]) -> Result<()> {
    rows::run(tx, "UPDATE draft SET voice = ?1", [voice])?;
    Ok(())
}

/// What was begun, and whether it has a photo or a voice.
pub fn get(tx: &Transaction<'_>) -> Result<Option<Draft>> {
    let sql = "SELECT body, photo IS NOT NULL, voice IS NOT NULL FROM draft";
    let found: Option<(String, bool, bool)> =
        rows::one(tx, sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let Some((body, photo, voice)) = found else { return Ok(None) };
    Ok(Some(Draft { photo, voice, ..serde_json::from_str(&body)? }))
}

/// What was said.
pub fn voice(tx: &Transaction<'_>) -> Result<Option<Vec<u8>>> {
    Ok(rows::one(tx, "SELECT voice FROM draft", (), |row| row.get(0))?.flatten())
}

/// Its photo.
pub fn photo(tx: &Transaction<'_>) -> Result<Option<Vec<u8>>> {
    Ok(rows::one(tx, "SELECT photo FROM draft", (), |row| row.get(0))?.flatten())
}

/// It is saved, or given up.
pub fn clear(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "DELETE FROM draft", ())?;
    Ok(())
}

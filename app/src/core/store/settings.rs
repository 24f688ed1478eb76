//! Choices of whoever holds the phone.

use std::collections::BTreeMap;

use rusqlite::Transaction;

use super::{Result, rows};

/// Chooses; none is the default again.
pub fn set(tx: &Transaction<'_>, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => rows::run(
            tx,
            "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )?,
        None => rows::run(tx, "DELETE FROM settings WHERE key = ?1", [key])?,
    };
    Ok(())
}

/// Everything that was chosen.
pub fn all(tx: &Transaction<'_>) -> Result<BTreeMap<String, String>> {
    let all = rows::all(tx, "SELECT key, value FROM settings", (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.into_iter().collect())
}

//! Between rows and types.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Rows};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::change::{Change, Kind, MAX_OFFICE_BYTES, Role};
use shared::merge::Record;
use uuid::Uuid;

use super::super::Result;

/// Milliseconds since 1970.
pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A time from milliseconds since 1970; the nearest possible one where the number is none.
pub fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// SQLite's integers have a sign. Places in the order stay far below.
pub fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The name of a unit variant, as serde writes it.
pub fn name<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A unit variant from its name.
pub fn named<T: DeserializeOwned>(name: &str) -> Result<T> {
    Ok(serde_json::from_value(Value::String(name.to_owned()))?)
}

/// The role of a row.
pub fn role(name: &str) -> Result<Role> {
    named(name)
}

/// A record as it adds up now.
pub fn record(connection: &Connection, id: Uuid) -> Result<Option<Record>> {
    let mut statement = connection.prepare_cached("SELECT body FROM records WHERE id = ?1")?;
    let mut found = statement.query([id])?;
    match found.next()? {
        Some(row) => Ok(Some(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?)),
        None => Ok(None),
    }
}

/// What changes add up to: rows of role and body, in the server's order.
pub fn sum(id: Uuid, kind: Kind, mut changes: Rows) -> Result<Record> {
    let mut record = Record::new(id, kind);
    while let Some(row) = changes.next()? {
        let role = role(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if let Ok(change) = Change::decode(body, MAX_OFFICE_BYTES) {
            record.apply(&change, role);
        }
    }
    Ok(record)
}

/// All records of a kind.
pub fn records(connection: &Connection, kind: &str) -> Result<Vec<Record>> {
    let mut statement = connection.prepare_cached(
        "SELECT body FROM records
         WHERE kind = ?1 AND kind NOT IN ('report', 'attachment', 'sighting', 'answer') ORDER BY id",
    )?;
    let mut found = statement.query([kind])?;
    let mut records = Vec::new();
    while let Some(row) = found.next()? {
        records.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(records)
}

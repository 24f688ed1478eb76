//! Between Rust and SQLite, which knows signed integers only.

use chrono::{DateTime, Utc};
use rusqlite::Row;

use super::Result;

pub fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

pub fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or(0)
}

pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// All rows of a query.
pub fn all<T>(
    tx: &rusqlite::Transaction<'_>,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let rows = tx.prepare_cached(sql)?.query_map(params, read)?.collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The only row of a query, if there is one.
pub fn one<T>(
    tx: &rusqlite::Transaction<'_>,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    use rusqlite::OptionalExtension;
    Ok(tx.prepare_cached(sql)?.query_row(params, read).optional()?)
}

/// Does something; how many rows changed.
pub fn run(tx: &rusqlite::Transaction<'_>, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
    Ok(tx.prepare_cached(sql)?.execute(params)?)
}

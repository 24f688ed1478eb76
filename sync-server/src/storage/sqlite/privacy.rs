//! What the auditor asks, counted from the tables.

use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};
use shared::merge::Record;
use uuid::Uuid;

use super::super::{Kept, Privacy, Result};
use super::{SqliteStorage, rows};

/// What is counted, and how: a number, and the oldest time in milliseconds.
const KEPT: [(&str, &str); 10] = [
    ("reports", "SELECT count(*), min(stored_at) FROM reports"),
    (
        "photos",
        "SELECT count(*), min(received_at) FROM attachments WHERE blob IS NOT NULL AND sealed = 0 AND role <> 'voice'",
    ),
    (
        "voices",
        "SELECT count(*), min(received_at) FROM attachments WHERE blob IS NOT NULL AND sealed = 0 AND role = 'voice'",
    ),
    ("evidence", "SELECT count(*), min(received_at) FROM attachments WHERE blob IS NOT NULL AND sealed = 1"),
    ("messages", "SELECT count(*), min(received_at) FROM inbox"),
    ("mails", "SELECT count(*), min(frozen_at) FROM mails"),
    ("log", "SELECT count(*), min(at) FROM deeds"),
    ("persons", "SELECT count(*), NULL FROM records WHERE kind = 'person'"),
    ("phones", "SELECT count(*), NULL FROM devices WHERE revoked_at IS NULL"),
    ("accounts", "SELECT count(*), NULL FROM users WHERE closed_at IS NULL"),
];

impl Privacy for SqliteStorage {
    fn kept(&self) -> Result<Vec<Kept>> {
        self.read(|transaction| {
            let mut kept = Vec::new();
            for (what, sql) in KEPT {
                let (count, oldest): (i64, Option<i64>) =
                    transaction.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                kept.push(Kept { what, count: count.unsigned_abs(), oldest: oldest.map(rows::time) });
            }
            let (count, oldest): (i64, Option<String>) = transaction
                .prepare_cached("SELECT count(*), min(date) FROM facts")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let oldest = oldest.and_then(|day| day.parse::<NaiveDate>().ok());
            let oldest = oldest.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
            kept.push(Kept { what: "facts", count: count.unsigned_abs(), oldest });
            Ok(kept)
        })
    }

    fn about_person(&self, person: Uuid) -> Result<Option<Value>> {
        self.read(|transaction| {
            let Some(record) = rows::record(transaction, person)?.filter(|it| it.kind == shared::change::Kind::Person)
            else {
                return Ok(None);
            };
            let mut statement = transaction.prepare_cached(
                "SELECT records.body, reports.number, reports.state, reports.stored_at
                 FROM records LEFT JOIN reports ON reports.id = records.id WHERE records.person = ?1 ORDER BY records.id",
            )?;
            let found = statement.query_map([person], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, Option<String>>(1)?,
                    row.get::<_, Option<String>>(2)?,
                    row.get::<_, Option<i64>>(3)?,
                ))
            })?;
            let mut begun = Vec::new();
            for row in found {
                let (body, number, state, stored_at) = row?;
                let record: Record = serde_json::from_str(&body)?;
                let mut said = fields(&record);
                said.insert("kind".to_owned(), json!(record.kind.as_str()));
                said.insert("id".to_owned(), json!(record.id));
                if let (Some(number), Some(state), Some(at)) = (number, state, stored_at) {
                    said.insert("number".to_owned(), json!(number));
                    said.insert("state".to_owned(), json!(state));
                    said.insert("stored_at".to_owned(), json!(rows::time(at)));
                }
                begun.push(Value::Object(said));
            }
            let mut statement = transaction.prepare_cached(
                "SELECT label FROM devices JOIN device_persons ON device_persons.device = devices.id
                 WHERE device_persons.person = ?1 ORDER BY label",
            )?;
            let phones: Vec<String> = statement.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let place: Option<String> =
                transaction.prepare_cached("SELECT name FROM city")?.query_row([], |row| row.get(0)).optional()?;
            Ok(Some(json!({ "city": place, "person": fields(&record), "phones": phones, "begun": begun })))
        })
    }
}

/// What a record says now.
fn fields(record: &Record) -> Map<String, Value> {
    let said = record.fields.iter().filter(|(_, cell)| !cell.value.is_null());
    // A code for a forgotten PIN is a secret of the phone's.
    said.filter(|(name, _)| *name != "pin_reset").map(|(name, cell)| (name.clone(), cell.value.clone())).collect()
}

//! What whoever runs the server does.

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension};
use shared::change::{Change, Kind, MAX_OFFICE_BYTES};
use shared::merge::Record;
use uuid::Uuid;

use super::super::{Findings, Operations, Overview, Result, StorageError};
use super::{SqliteStorage, lock, rows};
use crate::journal::Entry;

/// How far places in the order and short numbers jump after a restore: farther than what was given since any backup.
const JUMP: u64 = 1 << 32;
const NUMBERS_JUMP: i64 = 1_000;

impl Operations for SqliteStorage {
    fn found_city(&self, name: &str, zone: &str, _now: DateTime<Utc>) -> Result<Uuid> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached(
                    "INSERT INTO city (one, id, name, zone, epoch, secret) VALUES (1, ?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (one) DO UPDATE SET name = excluded.name, zone = excluded.zone",
                )?
                .execute((crate::random::v4(), name, zone, crate::random::v4(), crate::random::bytes::<32>()))?;
            write.city_id()
        })
    }

    fn zone(&self) -> Result<Tz> {
        self.write(|write| Ok(write.reference()?.zone))
    }

    fn secret(&self) -> Result<[u8; 32]> {
        self.read(|transaction| Ok(transaction.query_row("SELECT secret FROM city", [], |row| row.get(0))?))
    }

    fn overview(&self) -> Result<Overview> {
        self.read(|transaction| {
            let sql = include_str!("overview.sql");
            let overview = transaction.prepare_cached(sql)?.query_row([], |row| {
                let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
                Ok(Overview {
                    city: row.get(0)?,
                    epoch: row.get(1)?,
                    seq: count(2)?,
                    reports: count(3)?,
                    attachments: count(4)?,
                    parked: count(5)?,
                    mails: count(6)?,
                    waiting: count(7)?,
                    devices: count(8)?,
                })
            });
            overview.optional()?.ok_or(StorageError::NoCity)
        })
    }

    fn check(&self) -> Result<Findings> {
        self.read(|transaction| {
            let mut statement = transaction.prepare("PRAGMA integrity_check")?;
            let said: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let integrity = said.into_iter().filter(|line| line != "ok").collect();
            Ok(Findings { integrity, records: differing(transaction)?, attachments: Vec::new() })
        })
    }

    fn blobs(&self) -> Result<Vec<(Uuid, [u8; 32])>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare("SELECT id, blob FROM attachments WHERE blob IS NOT NULL")?;
            Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
        })
    }

    fn copy_to(&self, path: &Path) -> Result<u64> {
        // Neither a reader's nor the writer's connection: a backup takes long and must not keep anybody waiting.
        let copied = {
            let writer = lock(&self.writer);
            writer.path().map(str::to_owned)
        };
        let source =
            shared::sqlite::open_reader(Path::new(&copied.unwrap_or_default())).map_err(|error| match error {
                shared::sqlite::OpenError::Sqlite(error) => error.into(),
                other => StorageError::Journal(std::io::Error::other(other)),
            })?;
        source.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        let copy = Connection::open(path)?;
        Ok(copy.query_row("SELECT seq FROM city", [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    fn backup_covers(&self, seq: u64, epoch: Uuid) -> Result<()> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached("UPDATE city SET backup_covers_seq = max(backup_covers_seq, ?1) WHERE epoch = ?2")?
                .execute((rows::int(seq), epoch))?;
            Ok(())
        })
    }

    fn after_restore(&self, epoch: Uuid, journal: Option<&[Entry]>, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| {
            write.jump(JUMP)?;
            write
                .transaction
                .prepare_cached(
                    "UPDATE city SET epoch = ?1, number = number + ?2, backup_covers_seq = 0,
                         mail_held = max(mail_held, ?3)",
                )?
                .execute((epoch, NUMBERS_JUMP, journal.is_none()))?;
            // Views are read afresh, and half-done uploads begin anew: their bytes may not be in the backup.
            write
                .transaction
                .execute_batch("DELETE FROM sent; DELETE FROM sessions; DELETE FROM uploads WHERE done = 0")?;
            write.replay(journal.unwrap_or_default(), now)
        })
    }

    fn release_mail(&self) -> Result<()> {
        self.write(|write| {
            write.transaction.execute("UPDATE city SET mail_held = 0", [])?;
            Ok(())
        })
    }
}

/// Records that are not what their changes add up to.
fn differing(connection: &Connection) -> Result<Vec<Uuid>> {
    let mut differing = Vec::new();
    let mut records = connection.prepare("SELECT id, kind, body FROM records")?;
    let mut changes = connection.prepare("SELECT role, body FROM changes WHERE record = ?1 ORDER BY seq")?;
    let mut found = records.query([])?;
    while let Some(row) = found.next()? {
        let id: Uuid = row.get(0)?;
        let mut record = Record::new(id, Kind::from(row.get::<_, String>(1)?));
        let mut of_record = changes.query([id])?;
        while let Some(change) = of_record.next()? {
            let role = rows::role(&change.get::<_, String>(0)?)?;
            let body: Vec<u8> = change.get(1)?;
            if let Ok(change) = Change::decode(&body, MAX_OFFICE_BYTES) {
                record.apply(&change, role);
            }
        }
        let stored: Option<Record> = serde_json::from_str(&row.get::<_, String>(2)?).ok();
        if stored.as_ref() != Some(&record) {
            differing.push(id);
        }
    }
    Ok(differing)
}

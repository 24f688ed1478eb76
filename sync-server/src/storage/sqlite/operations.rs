//! What whoever runs the server does.

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension};
use shared::change::Kind;
use shared::merge::Record;
use uuid::Uuid;

use super::super::{Copied, Findings, Operations, Overview, Recovered, Result, StorageError};
use super::{SqliteStorage, lock, rows};

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
            Ok(Findings {
                integrity: integrity(transaction)?,
                records: differing(transaction)?,
                attachments: Vec::new(),
            })
        })
    }

    fn blobs(&self) -> Result<Vec<(Uuid, [u8; 32])>> {
        self.read(|transaction| blobs(transaction))
    }

    fn copy_to(&self, path: &Path) -> Result<Copied> {
        // Neither a reader's nor the writer's connection: a backup takes long and must not keep anybody waiting.
        let source = {
            let writer = lock(&self.writer);
            writer.path().map(str::to_owned)
        };
        let source =
            shared::sqlite::open_reader(Path::new(&source.unwrap_or_default())).map_err(|error| match error {
                shared::sqlite::OpenError::Sqlite(error) => error.into(),
                shared::sqlite::OpenError::Full => StorageError::NoSpace,
                other => StorageError::Journal(std::io::Error::other(other)),
            })?;
        source.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        // Everything is read from the copy: what came in meanwhile is not in it.
        let copy = Connection::open(path)?;
        let (city, epoch, seq) = copy.query_row("SELECT id, epoch, seq FROM city", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()))
        })?;
        let copied = Copied { city, epoch, seq, integrity: integrity(&copy)?, blobs: blobs(&copy)? };
        copy.close().map_err(|(_, error)| error)?;
        Ok(copied)
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

    fn after_restore(&self, epoch: Uuid, recovered: &Recovered, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| write.begin_epoch(epoch, recovered, now))
    }

    fn release_mail(&self) -> Result<()> {
        self.write(|write| {
            write.transaction.execute("UPDATE city SET mail_held = 0", [])?;
            Ok(())
        })
    }
}

/// What SQLite's own check finds.
fn integrity(connection: &Connection) -> Result<Vec<String>> {
    // A query looks whether another connection has written; the check alone believes what this one remembers of the words.
    connection.prepare("SELECT 1 FROM reports_words LIMIT 1")?.exists([])?;
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let said: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

fn blobs(connection: &Connection) -> Result<Vec<(Uuid, [u8; 32])>> {
    let mut statement = connection
        .prepare("SELECT id, blob FROM attachments WHERE blob IS NOT NULL UNION ALL SELECT id, blob FROM inbox")?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Records that are not what their changes add up to.
fn differing(connection: &Connection) -> Result<Vec<Uuid>> {
    let mut differing = Vec::new();
    let mut records = connection.prepare("SELECT id, kind, body FROM records")?;
    let mut changes = connection.prepare("SELECT role, body FROM changes WHERE record = ?1 ORDER BY seq")?;
    let mut found = records.query([])?;
    while let Some(row) = found.next()? {
        let id: Uuid = row.get(0)?;
        let record = rows::sum(id, Kind::from(row.get::<_, String>(1)?), changes.query([id])?)?;
        let stored: Option<Record> = serde_json::from_str(&row.get::<_, String>(2)?).ok();
        if stored.as_ref() != Some(&record) {
            differing.push(id);
        }
    }
    Ok(differing)
}

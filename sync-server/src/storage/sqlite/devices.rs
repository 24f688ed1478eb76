//! Phones of the city.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::{Device, Devices, Enrolled, Enrolment, RefusedEnrolment, Result};
use super::{SqliteStorage, rows};
use crate::journal::Entry;

/// A used code stays good for the phone that used it: the answer may have been lost on its way.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

const COLUMNS: &str = "SELECT id, label, team, revoked_at, last_seen FROM devices";

impl Devices for SqliteStorage {
    fn add_enrolment(&self, enrolment: &Enrolment) -> Result<()> {
        self.write(|write| {
            let expires = rows::millis(enrolment.expires_at);
            write
                .transaction
                .prepare_cached("INSERT INTO enrolments (code_hash, label, team, expires_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute((enrolment.code_hash, &enrolment.label, &enrolment.team, expires))?;
            Ok(())
        })
    }

    fn enrol(
        &self,
        code_hash: &[u8; 32],
        device: Uuid,
        token_hash: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Result<Enrolled, RefusedEnrolment>> {
        self.write(|write| {
            let gone = "DELETE FROM enrolments WHERE expires_at <= ?1";
            write.transaction.prepare_cached(gone)?.execute([rows::millis(now)])?;
            let again = used_by(device, code_hash);
            let found: Option<(String, Option<String>, i64)> = write
                .transaction
                .prepare_cached(
                    "DELETE FROM enrolments WHERE code_hash = ?1 OR code_hash = ?2
                         AND NOT EXISTS (SELECT 1 FROM devices WHERE id = ?3 AND revoked_at IS NOT NULL)
                     RETURNING label, team, expires_at",
                )?
                .query_row((code_hash, again, device), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((label, team, expires)) = found else { return Ok(Err(RefusedEnrolment)) };
            write
                .transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO enrolments (code_hash, label, team, expires_at) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute((again, &label, &team, expires.min(rows::millis(now + AGAIN))))?;
            write
                .transaction
                .prepare_cached(
                    "INSERT INTO devices (id, token_hash, label, team) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, label = excluded.label,
                         team = excluded.team, revoked_at = NULL",
                )?
                .execute((device, token_hash, &label, &team))?;
            self.journal.append(&Entry::Enrolled {
                device,
                token_hash: crate::random::to_hex(token_hash),
                label: label.clone(),
                team: team.clone(),
            })?;
            let (city, city_name) = write
                .transaction
                .prepare_cached("SELECT id, name FROM city")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Ok(Enrolled { city, city_name, label, team }))
        })
    }

    fn token_hash(&self, device: Uuid) -> Result<Option<[u8; 32]>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached("SELECT token_hash FROM devices WHERE id = ?1")?;
            Ok(statement.query_row([device], |row| row.get(0)).optional()?)
        })
    }

    fn device_by_token(&self, token_hash: &[u8; 32]) -> Result<Option<Device>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!("{COLUMNS} WHERE token_hash = ?1"))?;
            Ok(statement.query_row([token_hash], device).optional()?)
        })
    }

    fn devices(&self) -> Result<Vec<Device>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!("{COLUMNS} ORDER BY label, id"))?;
            Ok(statement.query_map([], device)?.collect::<Result<_, _>>()?)
        })
    }

    fn revoke(&self, device: Uuid, now: DateTime<Utc>) -> Result<bool> {
        self.write(|write| {
            let revoked = write
                .transaction
                .prepare_cached("UPDATE devices SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
                .execute((device, rows::millis(now)))?;
            if revoked > 0 {
                self.journal.append(&Entry::Revoked { device, at: now })?;
            }
            Ok(revoked > 0)
        })
    }
}

/// Under what a used code is kept, so that it is of no use to anybody else.
fn used_by(device: Uuid, code_hash: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(code_hash).chain_update(device).finalize().into()
}

pub fn device(row: &Row) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get(0)?,
        label: row.get(1)?,
        team: row.get(2)?,
        revoked_at: row.get::<_, Option<i64>>(3)?.map(rows::time),
        last_seen: row.get::<_, Option<String>>(4)?.and_then(|day| day.parse().ok()),
    })
}

//! Accounts and sessions, and the way to everything else that people who look at reports do.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::OptionalExtension;
use shared::change::Kind;
use shared::merge::Record;
use uuid::Uuid;

use super::super::{
    AnswerGiven, Answered, AttachmentRow, Deed, Desk, Edit, Edited, Filter, OfferedAnswer, OpenAt, Refused, ReportPage,
    ReportRow, Result, Session, Staff, StaffRole, StorageError,
};
use super::{SqliteStorage, answers, edits, pull, reports, rows};
use crate::photos::Blob;

impl Desk for SqliteStorage {
    fn put_user(&self, name: &str, role: StaffRole, password_hash: &str, now: DateTime<Utc>) -> Result<Uuid> {
        self.write(|write| {
            let id: Uuid = write
                .transaction
                .prepare_cached(
                    "INSERT INTO users (id, name, role, password_hash) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (name) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash,
                         closed_at = NULL
                     RETURNING id",
                )?
                .query_row((crate::random::v7(now), name, rows::name(role), password_hash), |row| row.get(0))?;
            write.transaction.prepare_cached("DELETE FROM sessions WHERE user = ?1")?.execute([id])?;
            Ok(id)
        })
    }

    fn user(&self, name: &str) -> Result<Option<(Staff, String)>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT id, name, role, password_hash FROM users WHERE name = ?1 AND closed_at IS NULL",
            )?;
            let found: Option<(Uuid, String, String, String)> = statement
                .query_row([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                .optional()?;
            found.map(|(id, name, role, hash)| Ok((Staff { id, name, role: rows::named(&role)? }, hash))).transpose()
        })
    }

    fn add_session(&self, token_hash: &[u8; 32], user: Uuid, csrf: &str, expires_at: DateTime<Utc>) -> Result<()> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached("INSERT INTO sessions (token_hash, user, csrf, expires_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute((token_hash, user, csrf, rows::millis(expires_at)))?;
            Ok(())
        })
    }

    fn session(&self, token_hash: &[u8; 32], now: DateTime<Utc>, prolong_to: DateTime<Utc>) -> Result<Option<Session>> {
        const MINUTE: i64 = 60_000;
        let found: Option<(Uuid, String, String, String, i64)> = self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT users.id, name, role, csrf, expires_at FROM sessions JOIN users ON users.id = user
                 WHERE token_hash = ?1 AND expires_at > ?2 AND closed_at IS NULL",
            )?;
            let row = statement.query_row((token_hash, rows::millis(now)), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            });
            Ok(row.optional()?)
        })?;
        let Some((id, name, role, csrf, expires)) = found else { return Ok(None) };
        let expires_at = rows::time(expires.max(rows::millis(prolong_to)));
        // Not with every click: a write each minute is enough to tell idle from busy.
        if rows::millis(expires_at) > expires + MINUTE {
            let prolonged = self.write(|write| {
                write
                    .transaction
                    .prepare_cached("UPDATE sessions SET expires_at = ?2 WHERE token_hash = ?1")?
                    .execute((token_hash, rows::millis(expires_at)))?;
                Ok(())
            });
            match prolonged {
                // On a full disk pages can still be read, until the session ends as it would.
                Ok(()) | Err(StorageError::NoSpace) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(Session { staff: Staff { id, name, role: rows::named(&role)? }, csrf, expires_at }))
    }

    fn end_session(&self, token_hash: &[u8; 32]) -> Result<()> {
        self.write(|write| {
            write.transaction.prepare_cached("DELETE FROM sessions WHERE token_hash = ?1")?.execute([token_hash])?;
            Ok(())
        })
    }

    fn edit(&self, staff: Option<Uuid>, edits: &[Edit], now: DateTime<Utc>) -> Result<Result<Vec<Edited>, Refused>> {
        edits::part(self.write(|write| write.edit_all(staff, edits, now)))
    }

    fn close_old_tasks(&self, answered: DateTime<Utc>, due: NaiveDate, now: DateTime<Utc>) -> Result<u64> {
        let closed = edits::part(self.write(|write| write.close_old_tasks(answered, due, now)))?;
        // The server's own edit of a field that is the office's is refused by no rule.
        Ok(closed.unwrap_or_default())
    }

    fn resend(&self, staff: Uuid, report: Uuid, now: DateTime<Utc>) -> Result<Result<(), Refused>> {
        edits::part(self.write(|write| {
            write.resend(report, now)?;
            let deed = Deed { staff: Some(staff), deed: "report_resent", about: Some(report), what: String::new() };
            Ok(write.note_deed(&deed, now)?)
        }))
    }

    fn reports(&self, filter: &Filter) -> Result<(Vec<ReportRow>, u64)> {
        self.read(|transaction| reports::list(transaction, filter))
    }

    fn report(&self, id: Uuid) -> Result<Option<ReportPage>> {
        self.read(|transaction| reports::page(transaction, id))
    }

    fn records(&self, kind: &Kind) -> Result<Vec<Record>> {
        self.read(|transaction| rows::records(transaction, kind.as_str()))
    }

    fn attachment(&self, id: Uuid) -> Result<Option<AttachmentRow>> {
        self.read(|transaction| reports::attachment(transaction, id))
    }

    fn phone_may_see(&self, device: Uuid, attachment: Uuid) -> Result<bool> {
        self.write(|write| {
            let bringer = write.bringer(device)?;
            pull::may_see(write.transaction, &*write.reference()?, &bringer, attachment)
        })
    }

    fn offered(&self, forwarding: Uuid) -> Result<Option<OfferedAnswer>> {
        self.write(|write| answers::offered(write, forwarding))
    }

    fn open_at(&self, department: Uuid) -> Result<Option<OpenAt>> {
        self.write(|write| answers::open_at(write, department))
    }

    fn answer_by_link(&self, answer: &AnswerGiven, photo: Option<&Blob>, now: DateTime<Utc>) -> Result<Answered> {
        self.write(|write| answers::store_if_asked(write, answer, photo, now))
    }

    fn answer(&self, answer: &AnswerGiven, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        self.write(|write| answers::store(write, answer, None, now))
    }
}

//! Retention: rows first, then files. What a row lets go is noted beside it, and removed from the disk in a transaction of
//! its own, in which nobody can begin to name the same bytes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{Due, Erased, Result, Retention, Run, StorageError};
use super::{SqliteStorage, Write, lock, rows};
use crate::journal::Entry;
use crate::photos::{Sha256, StoreError};

impl Retention for SqliteStorage {
    fn erase_attachments(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool> {
        self.counted(erased, |write, erased| write.erase_attachments(due, most, erased, now))
    }

    fn forget_authors(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool> {
        self.counted(erased, |write, erased| {
            let reports = write.nameless_now(due.author, most)?;
            erased.authors += reports.len() as u64;
            write.forget_authors(reports, now)
        })
    }

    fn forget_reports(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool> {
        self.counted(erased, |write, erased| {
            let reports = write.over_now(due, most)?;
            erased.reports += reports.len() as u64;
            write.forget_reports(reports, now)
        })
    }

    fn forget_messages(&self, before: DateTime<Utc>) -> Result<u64> {
        self.write(|write| {
            let old = "FROM inbox WHERE status <> 'open' AND alert_at IS NULL AND received_at < ?1";
            let before = rows::millis(before);
            let let_go = format!("INSERT INTO let_go (blob) SELECT blob {old} ON CONFLICT DO NOTHING");
            write.transaction.execute(&let_go, [before])?;
            Ok(write.transaction.execute(&format!("DELETE {old}"), [before])? as u64)
        })
    }

    fn forget_log(&self, before: DateTime<Utc>) -> Result<u64> {
        self.write(|write| {
            let (transaction, before) = (write.transaction, rows::millis(before));
            transaction.execute("DELETE FROM sessions WHERE expires_at < ?1", [before])?;
            transaction.execute("DELETE FROM enrolments WHERE expires_at < ?1", [before])?;
            transaction.execute("DELETE FROM hand_overs WHERE expires_at < ?1", [before])?;
            // Of what is nobody's any more, and was brought again.
            let mine = "SELECT 1 FROM attachments WHERE id = uploads.attachment AND device = uploads.device";
            transaction.execute(&format!("DELETE FROM uploads WHERE NOT EXISTS ({mine})"), [])?;
            transaction.execute("DELETE FROM retention_runs WHERE at < ?1", [before])?;
            Ok(transaction.execute("DELETE FROM deeds WHERE at < ?1", [before])? as u64)
        })
    }

    fn old_mails(&self, before: DateTime<Utc>) -> Result<Vec<Uuid>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT id FROM mails WHERE status <> 'frozen' AND frozen_at < ?1
                 UNION ALL SELECT mail FROM summaries WHERE status <> 'frozen' AND frozen_at < ?1",
            )?;
            Ok(statement.query_map([rows::millis(before)], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    fn remove_let_go(&self, remove: &mut dyn FnMut(&Sha256) -> Result<(), StoreError>) -> Result<u64> {
        let waiting: Vec<Sha256> = self.read(|transaction| {
            let mut statement = transaction.prepare_cached("SELECT blob FROM let_go")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })?;
        let mut removed = 0;
        for blob in waiting {
            removed += u64::from(self.write(|write| write.remove(&blob, remove))?);
        }
        Ok(removed)
    }

    fn note_run(&self, run: &Run) -> Result<()> {
        self.write(|write| {
            let erased = serde_json::to_string(&run.erased)?;
            write
                .transaction
                .execute("INSERT INTO retention_runs (at, erased) VALUES (?1, ?2)", (rows::millis(run.at), erased))?;
            Ok::<_, StorageError>(())
        })?;
        // What is gone from the rows is to be gone from the log beside them, too. Where somebody reads just now: the next time.
        let _ = lock(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(())
    }

    fn runs(&self, limit: u32) -> Result<Vec<Run>> {
        self.read(|transaction| {
            let mut statement =
                transaction.prepare_cached("SELECT at, erased FROM retention_runs ORDER BY line DESC LIMIT ?1")?;
            let mut found = statement.query([limit])?;
            let mut runs = Vec::new();
            while let Some(row) = found.next()? {
                let erased = serde_json::from_str(&row.get::<_, String>(1)?)?;
                runs.push(Run { at: rows::time(row.get(0)?), erased });
            }
            Ok(runs)
        })
    }
}

impl SqliteStorage {
    /// What a transaction erases counts once it is committed.
    fn counted(&self, erased: &mut Erased, work: impl FnOnce(&Write, &mut Erased) -> Result<bool>) -> Result<bool> {
        let mut counts = *erased;
        let done = self.write(|write| work(write, &mut counts))?;
        *erased = counts;
        Ok(done)
    }
}

impl Write<'_> {
    fn erase_attachments(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool> {
        let mut statement = self.transaction.prepare_cached(include_str!("due_attachments.sql"))?;
        let [voice, ended, stored, handed_over] = [due.voice, due.ended, due.stored, due.handed_over].map(rows::millis);
        let mut found = statement.query((voice, ended, stored, handed_over, most))?;
        let (mut attachments, mut reports) = (Vec::new(), BTreeSet::new());
        while let Some(row) = found.next()? {
            let (id, role): (Uuid, String) = (row.get(0)?, row.get(2)?);
            reports.insert(row.get::<_, Uuid>(1)?);
            match role.as_str() {
                role if row.get(3)? || role == "evidence" => erased.evidence += 1,
                "voice" => erased.voices += 1,
                _ => erased.photos += 1,
            }
            attachments.push((id, row.get::<_, Sha256>(4)?));
        }
        if attachments.is_empty() {
            return Ok(false);
        }
        let ids = attachments.iter().map(|(id, _)| *id).collect();
        self.storage.journal.append(&Entry::Erased { attachments: ids, at: now })?;
        for (id, blob) in attachments {
            self.transaction
                .prepare_cached("INSERT INTO let_go (blob) VALUES (?1) ON CONFLICT DO NOTHING")?
                .execute([blob])?;
            self.transaction.prepare_cached("DELETE FROM uploads WHERE attachment = ?1")?.execute([id])?;
            self.transaction
                .prepare_cached("UPDATE attachments SET blob = NULL, erased_at = ?2 WHERE id = ?1")?
                .execute((id, rows::millis(now)))?;
        }
        for report in reports {
            self.touch(report)?;
        }
        Ok(true)
    }

    /// Removes a file that no row names. It is no longer waited for either way.
    fn remove(&self, blob: &Sha256, remove: &mut dyn FnMut(&Sha256) -> Result<(), StoreError>) -> Result<bool> {
        let named = "SELECT 1 FROM attachments WHERE blob = ?1 UNION ALL SELECT 1 FROM inbox WHERE blob = ?1";
        let named = self.transaction.prepare_cached(named)?.exists([blob])?;
        if !named {
            remove(blob)?;
        }
        self.transaction.prepare_cached("DELETE FROM let_go WHERE blob = ?1")?.execute([blob])?;
        Ok(!named)
    }

    /// An attachment that was erased in days that a restore lost, and that a phone brings again, stays erased.
    pub fn stays_erased(&self, attachment: Uuid) -> Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE attachments SET erased_at = erased.at, received_at = coalesce(received_at, erased.at)
                 FROM erased WHERE erased.id = attachments.id AND attachments.id = ?1 AND blob IS NULL",
            )?
            .execute([attachment])?;
        Ok(())
    }
}

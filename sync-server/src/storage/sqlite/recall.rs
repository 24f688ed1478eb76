//! After a restore: what the journal knows and the database does not. Mails of the lost days are put back into the ledger
//! and into the histories of their reports, also of those that only phones still have.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use shared::change::{Change, Kind};
use shared::domain::Black;
use shared::merge::Record;
use shared::state::{Event, Happening};
use uuid::Uuid;

use super::super::Result;
use super::settle::Cause;
use super::{Write, rows};
use crate::journal::Entry;

impl Write<'_> {
    /// Puts every fact of the journal back. Doing so twice changes nothing.
    pub fn replay(&self, journal: &[Entry], now: DateTime<Utc>) -> Result<()> {
        let mut announced = BTreeSet::new();
        for entry in journal {
            put_back(self.transaction, entry)?;
            match entry {
                Entry::Frozen { announces, .. } => announced.extend(announces.iter().map(|it| it.report)),
                Entry::Forgotten { reports, whole, at } => self.forget_again(reports, *whole, *at)?,
                _ => {}
            }
        }
        for report in announced {
            self.recall(report, now)?;
            self.settle(report, Cause::default(), now)?;
        }
        Ok(())
    }

    /// Something of its content is new since then. What a mail told of before a restore is not.
    pub fn is_corrected(&self, report: Uuid, history: &[Happening], since: u64) -> Result<bool> {
        let mut told = self.transaction.prepare_cached(
            "SELECT 1 FROM changes JOIN told ON told.id = changes.id WHERE changes.about = ?1 AND changes.seq = ?2",
        )?;
        for happening in history.iter().filter(|happening| happening.seq > since) {
            let corrected = matches!(happening.event, Event::Corrected { .. });
            if corrected && !told.exists((report, rows::int(happening.seq)))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Departments know what this change says: it is no correction to them.
    pub fn is_no_news(&self, change: Uuid) -> Result<()> {
        self.transaction
            .prepare_cached("INSERT INTO told (id) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([change])?;
        Ok(())
    }

    /// After a restore the ledger knows of mails that the history does not: they are written into it. Nothing happens where
    /// it knows them, or where the report is not here yet.
    pub fn recall(&self, report: Uuid, now: DateTime<Utc>) -> Result<()> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, department, occasion, urgent, status = 'mailed', mailed_at,
                 EXISTS (SELECT 1 FROM changes WHERE about = ?1 AND record = forwardings.id)
             FROM forwardings
             WHERE report IN (SELECT id FROM reports WHERE id = ?1) AND status IN ('frozen', 'mailed')
                 AND NOT EXISTS (SELECT 1 FROM changes WHERE about = ?1 AND record = forwardings.id AND first = 0)
             ORDER BY line",
        )?;
        let mut found = statement.query([report])?;
        while let Some(row) = found.next()? {
            let id: Uuid = row.get(0)?;
            let (department, occasion): (String, String) = (row.get(1)?, row.get(2)?);
            if !row.get::<_, bool>(6)? {
                let fields = json!({"department": department, "occasion": occasion, "urgent": row.get::<_, bool>(3)?});
                self.store_event(Kind::Forwarding, id, report, fields, true, now)?;
            }
            if row.get(4)? {
                let at = row.get::<_, Option<i64>>(5)?.map(rows::time);
                self.store_event(Kind::Forwarding, id, report, json!({"mailed": at.unwrap_or(now)}), false, now)?;
            }
        }
        Ok(())
    }

    /// What staff sealed or blacked out is still so after a restore.
    pub fn journal_cover(&self, change: &Change) -> Result<()> {
        if change.kind != Kind::Attachment {
            return Ok(());
        }
        let attachment = change.record;
        if let Some(sealed) = change.value("sealed") {
            self.transaction.prepare_cached("DELETE FROM sealed WHERE id = ?1")?.execute([attachment])?;
            self.storage.journal.append(&Entry::Sealed { attachment, sealed: *sealed == json!(true) })?;
        }
        if let Some(black) = change.value("black") {
            self.transaction.prepare_cached("DELETE FROM blacked WHERE id = ?1")?.execute([attachment])?;
            let black = serde_json::from_value(black.clone()).unwrap_or_default();
            self.storage.journal.append(&Entry::Blacked { attachment, black })?;
        }
        Ok(())
    }

    /// Staff sealed it in days that a restore lost.
    pub fn was_sealed_before_restore(&self, attachment: Uuid) -> Result<bool> {
        Ok(self.transaction.prepare_cached("SELECT 1 FROM sealed WHERE id = ?1")?.exists([attachment])?)
    }

    /// What is black in a picture: what its record says, and what staff blacked out in days that a restore lost. Where they
    /// uncovered something in those days, they do so again.
    pub fn black_of(&self, record: &Record) -> Result<String> {
        let said = record.value("black").map_or_else(|| "[]".to_owned(), ToString::to_string);
        black_with_lost(self.transaction, record.id, said)
    }

    /// A mail of before a restore could tell of this attachment.
    pub fn is_told(&self, attachment: Uuid) -> Result<bool> {
        Ok(self.transaction.prepare_cached("SELECT 1 FROM told WHERE id = ?1")?.exists([attachment])?)
    }
}

/// Both lists of [`Black`] in one.
fn black_with_lost(connection: &Connection, attachment: Uuid, said: String) -> Result<String> {
    let mut lost = connection.prepare_cached("SELECT black FROM blacked WHERE id = ?1")?;
    let lost: Option<String> = lost.query_row([attachment], |row| row.get(0)).optional()?;
    let Some(lost) = lost else { return Ok(said) };
    let mut black: Vec<Black> = serde_json::from_str(&said).unwrap_or_else(|_| vec![Black::ALL]);
    let more: Vec<Black> = serde_json::from_str(&lost)?;
    for part in more {
        if !black.contains(&part) {
            black.push(part);
        }
    }
    Ok(serde_json::to_string(&black)?)
}

/// Puts one fact back. Forwardings come back even where their report is not here: when a phone offers it again, the
/// ledger already says that it was announced.
fn put_back(connection: &Connection, entry: &Entry) -> Result<()> {
    match entry {
        Entry::Frozen { mail, message_id, department, contact, at, announces } => {
            let at = rows::millis(*at);
            connection.execute(
                "INSERT INTO mails (id, department, message_id, status, frozen_at, urgent, contact)
                 VALUES (?1, ?2, ?3, 'frozen', ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING",
                (mail, department, message_id, at, announces.iter().any(|it| it.urgent), contact),
            )?;
            for it in announces {
                connection.execute(
                    "INSERT INTO numbers (report, number) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    (it.report, &it.number),
                )?;
                for known in &it.knew {
                    connection.execute("INSERT INTO told (id) VALUES (?1) ON CONFLICT DO NOTHING", [known])?;
                }
                connection.execute(
                    "INSERT INTO forwardings (id, report, department, occasion, urgent, status, mail, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'frozen', ?6, ?7)
                     ON CONFLICT (id) DO UPDATE SET status = 'frozen', mail = excluded.mail
                     WHERE status = 'waiting'",
                    (it.forwarding, it.report, department, it.occasion.as_str(), it.urgent, mail, at),
                )?;
            }
        }
        Entry::ListsOpen { mail, at } => {
            connection.execute("UPDATE mails SET lists_open = 1 WHERE id = ?1", [mail])?;
            // It is out for this week: the job plans the next one.
            connection.execute(
                "UPDATE schedule SET open_list_due = NULL FROM mails
                 WHERE mails.id = ?1 AND mails.department = schedule.department AND open_list_due <= ?2",
                (mail, rows::millis(*at)),
            )?;
        }
        Entry::Delivered { mail, at } => {
            let at = rows::millis(*at);
            connection.execute("UPDATE mails SET status = 'mailed', mailed_at = ?2 WHERE id = ?1", (mail, at))?;
            connection.execute("UPDATE summaries SET status = 'mailed', mailed_at = ?2 WHERE mail = ?1", (mail, at))?;
            connection
                .execute("UPDATE forwardings SET status = 'mailed', mailed_at = ?2 WHERE mail = ?1", (mail, at))?;
        }
        Entry::Summary { mail, recipient, month, message_id, at } => {
            connection.execute(
                "INSERT INTO summaries (mail, recipient, month, message_id, frozen_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
                (mail, recipient, month, message_id, rows::millis(*at)),
            )?;
        }
        Entry::Dissolved { mail } => {
            connection.execute("UPDATE mails SET status = 'dissolved' WHERE id = ?1", [mail])?;
            connection.execute(
                "UPDATE forwardings SET status = 'waiting', mail = NULL, mailed_at = NULL
                 WHERE mail = ?1 AND report IN (SELECT id FROM reports)",
                [mail],
            )?;
            connection.execute("DELETE FROM forwardings WHERE mail = ?1", [mail])?;
            connection.execute(
                "UPDATE schedule SET open_list_due = frozen_at FROM mails
                 WHERE mails.id = ?1 AND mails.department = schedule.department AND lists_open = 1",
                [mail],
            )?;
        }
        Entry::Enrolled { device, token_hash, label, team } => {
            connection.execute(
                "INSERT INTO devices (id, token_hash, label, team) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, label = excluded.label,
                     team = excluded.team, revoked_at = NULL",
                (device, crate::random::from_hex(token_hash), label, team),
            )?;
        }
        Entry::Sealed { attachment, sealed } => {
            // The mark also where a phone has yet to bring the attachment again.
            if *sealed {
                connection.execute("INSERT INTO sealed (id) VALUES (?1) ON CONFLICT DO NOTHING", [attachment])?;
                connection.execute("UPDATE attachments SET sealed = 1 WHERE id = ?1", [attachment])?;
            } else if connection.execute("DELETE FROM sealed WHERE id = ?1", [attachment])? > 0 {
                let open = "UPDATE attachments SET sealed = 0 WHERE id = ?1 AND role <> 'evidence'";
                connection.execute(open, [attachment])?;
            }
        }
        Entry::Blacked { attachment, black } => {
            connection.execute("DELETE FROM blacked WHERE id = ?1", [attachment])?;
            if !black.is_empty() {
                let black = serde_json::to_string(black)?;
                connection.execute("INSERT INTO blacked (id, black) VALUES (?1, ?2)", (attachment, black))?;
            }
            if let Some(record) = rows::record(connection, *attachment)? {
                let said = record.value("black").map_or_else(|| "[]".to_owned(), ToString::to_string);
                let black = black_with_lost(connection, *attachment, said)?;
                connection.execute("UPDATE attachments SET black = ?2 WHERE id = ?1", (attachment, black))?;
            }
        }
        Entry::Erased { attachments, at } => {
            let at = rows::millis(*at);
            for id in attachments {
                connection.execute("INSERT INTO erased (id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", (id, at))?;
                connection.execute(
                    "INSERT INTO let_go (blob) SELECT blob FROM attachments WHERE id = ?1 AND blob IS NOT NULL
                     ON CONFLICT DO NOTHING",
                    [id],
                )?;
                connection.execute(
                    "UPDATE attachments SET blob = NULL, erased_at = ?2, received_at = coalesce(received_at, ?2)
                     WHERE id = ?1",
                    (id, at),
                )?;
            }
        }
        // It touches more than rows: see `Write::forget_again`.
        Entry::Forgotten { .. } => {}
        Entry::Revoked { device, at } => {
            connection.execute(
                "UPDATE devices SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1",
                (device, rows::millis(*at)),
            )?;
        }
    }
    Ok(())
}

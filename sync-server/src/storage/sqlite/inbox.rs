//! Incoming post: what it is about is decided inside the transaction that stores it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};
use shared::domain::Department;
use uuid::Uuid;

use super::super::{
    AnswerGiven, Arrived, Decision, Deed, Inbox, IncomingKind, IncomingList, IncomingReport, IncomingRow, Refused,
    Result,
};
use super::edits::{self, Stop};
use super::settle::Cause;
use super::{SqliteStorage, Write, answers, rows};
use crate::mail::{Answered, Fate, Letter, Recipient, Reply, Returned, What};

const ROW: &str = "
    SELECT inbox.id, blob, inbox.received_at, kind, inbox.status, sender, subject, text, suggested, photos, forwarding, mail,
           inbox.department, reports.id, reports.number, reports.category, reports.hazard
    FROM inbox LEFT JOIN reports ON reports.id = inbox.report";

/// Where a message belongs.
#[derive(Default)]
struct Place {
    report: Option<Uuid>,
    forwarding: Option<Uuid>,
    mail: Option<Uuid>,
    department: String,
}

impl Inbox for SqliteStorage {
    fn note_recipients(&self, mail: Uuid, addresses: &[String]) -> Result<()> {
        self.write(|write| {
            let mut note = write
                .transaction
                .prepare_cached("INSERT OR IGNORE INTO mail_recipients (mail, address) VALUES (?1, ?2)")?;
            addresses.iter().try_for_each(|address| note.execute((mail, address)).map(drop))?;
            Ok(())
        })
    }

    fn take_in(&self, arrived: &Arrived, now: DateTime<Utc>) -> Result<Option<IncomingKind>> {
        self.write(|write| {
            let known = "SELECT 1 FROM inbox WHERE blob = ?1";
            if write.transaction.prepare_cached(known)?.exists([arrived.blob])? {
                return Ok(None);
            }
            write.take_post(arrived, now).map(Some)
        })
    }

    fn inbox(&self, list: IncomingList, offset: u32, limit: u32) -> Result<(Vec<IncomingRow>, u64)> {
        let (fits, order, report) = match list {
            IncomingList::Open => {
                let hazards = "kind = 'reply' AND coalesce(hazard, 0) = 1 DESC";
                ("?1 IS NULL AND inbox.status = 'open'", format!("{hazards}, inbox.received_at"), None)
            }
            IncomingList::All => ("?1 IS NULL", "inbox.received_at DESC".to_owned(), None),
            IncomingList::Of(report) => {
                ("inbox.report = ?1 AND kind = 'reply'", "inbox.received_at DESC".to_owned(), Some(report))
            }
        };
        self.read(|transaction| {
            let total: i64 = transaction
                .prepare_cached(&format!("SELECT count(*) FROM inbox WHERE {fits}"))?
                .query_row([report], |row| row.get(0))?;
            let mut statement = transaction
                .prepare_cached(&format!("{ROW} WHERE {fits} ORDER BY {order}, inbox.id LIMIT ?2 OFFSET ?3"))?;
            let found = statement.query_map((report, limit, offset), incoming_row)?.collect::<Result<Vec<_>, _>>()?;
            Ok((found, total.unsigned_abs()))
        })
    }

    fn incoming(&self, id: Uuid) -> Result<Option<IncomingRow>> {
        self.read(|transaction| {
            Ok(transaction
                .prepare_cached(&format!("{ROW} WHERE inbox.id = ?1"))?
                .query_row([id], incoming_row)
                .optional()?)
        })
    }

    fn decide(&self, staff: Uuid, id: Uuid, decision: Decision, now: DateTime<Utc>) -> Result<Result<(), Refused>> {
        edits::part(self.write(|write| write.decide(staff, id, decision, now)))
    }

    fn claim_alert(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<IncomingRow>> {
        let due = "SELECT id FROM inbox WHERE alert_at <= ?1 ORDER BY alert_at LIMIT 1";
        // Mostly nobody has written: that costs no write.
        let due: Option<Uuid> = self.read(|transaction| {
            Ok(transaction.prepare_cached(due)?.query_row([rows::millis(now)], |row| row.get(0)).optional()?)
        })?;
        let Some(id) = due else { return Ok(None) };
        self.write(|write| {
            let claim = "UPDATE inbox SET alert_at = ?3 WHERE id = ?1 AND alert_at <= ?2";
            let claimed =
                write.transaction.prepare_cached(claim)?.execute((id, rows::millis(now), rows::millis(until)))?;
            let row = format!("{ROW} WHERE inbox.id = ?1 AND ?2 = 1");
            Ok(write.transaction.prepare_cached(&row)?.query_row((id, claimed as i64), incoming_row).optional()?)
        })
    }

    fn alerted(&self, id: Uuid) -> Result<()> {
        self.write(|write| {
            write.transaction.prepare_cached("UPDATE inbox SET alert_at = NULL WHERE id = ?1")?.execute([id])?;
            Ok(())
        })
    }
}

/// Where a department has mail now, in small letters.
fn addresses_of(department: &Department) -> Vec<String> {
    let own = [Some(&department.email), department.urgent_email.as_ref()].into_iter().flatten();
    let fields = own.chain(department.duty.iter().map(|contact| &contact.email));
    let all = fields.flat_map(|field| field.split(','));
    all.map(|address| address.trim().to_lowercase()).filter(|address| !address.is_empty()).collect()
}

fn incoming_row(row: &Row) -> rusqlite::Result<IncomingRow> {
    let text = |column| row.get::<_, String>(column);
    let report = match row.get::<_, Option<Uuid>>(13)? {
        Some(id) => Some(IncomingReport { id, number: text(14)?, category: text(15)?, hazard: row.get(16)? }),
        None => None,
    };
    Ok(IncomingRow {
        id: row.get(0)?,
        blob: row.get(1)?,
        received_at: rows::time(row.get(2)?),
        kind: rows::named(&text(3)?).unwrap_or(IncomingKind::Unreadable),
        status: text(4)?,
        sender: text(5)?,
        subject: text(6)?,
        text: text(7)?,
        suggested: rows::named(&text(8)?).ok(),
        photos: row.get(9)?,
        forwarding: row.get(10)?,
        mail: row.get(11)?,
        department: text(12)?,
        report,
    })
}

impl Write<'_> {
    fn take_post(&self, arrived: &Arrived, now: DateTime<Utc>) -> Result<IncomingKind> {
        let Letter { from, subject, what } = arrived.letter;
        let from = from.as_deref().unwrap_or_default();
        let (kind, open, place) = match what {
            What::Unreadable => (IncomingKind::Unreadable, true, Place::default()),
            What::Automatic => (IncomingKind::Automatic, false, Place::default()),
            What::Returned(returned) => self.returned(returned, now)?,
            What::Reply(reply) => {
                let (kind, place) = self.reply(from, reply)?;
                (kind, true, place)
            }
        };
        let (text, suggested, photos) = match what {
            What::Reply(reply) => (reply.text.as_str(), reply.suggested.map_or("", |it| it.as_str()), reply.photos),
            _ => ("", "", 0),
        };
        let is_reply = kind == IncomingKind::Reply;
        let hazard = match place.report.filter(|_| is_reply) {
            Some(report) => self
                .transaction
                .prepare_cached("SELECT hazard FROM reports WHERE id = ?1")?
                .query_row([report], |row| row.get(0))?,
            None => false,
        };
        self.transaction
            .prepare_cached(
                "INSERT INTO inbox (id, blob, received_at, kind, status, sender, subject, text, suggested, photos, report,
                     forwarding, mail, department, alert_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(rusqlite::params![
                arrived.id,
                arrived.blob,
                rows::millis(now),
                kind.as_str(),
                if open { "open" } else { "closed" },
                from,
                subject,
                text,
                suggested,
                i64::try_from(photos).unwrap_or_default(),
                place.report,
                place.forwarding,
                place.mail,
                place.department,
                hazard.then(|| rows::millis(now)),
            ])?;
        if let Some(report) = place.report.filter(|_| is_reply) {
            self.settle(report, Cause::default(), now)?;
        }
        Ok(kind)
    }

    /// A mail server tells what became of a mail of ours. Only whom the mail went to can bring it back, and only when it
    /// reached nobody else; where another address failed, a person looks.
    fn returned(&self, returned: &Returned, now: DateTime<Utc>) -> Result<(IncomingKind, bool, Place)> {
        let failed = returned.recipients.iter().filter(|it| it.fate == Fate::Failed);
        let failed: Vec<&Recipient> = failed.collect();
        let kind = if failed.is_empty() { IncomingKind::Delay } else { IncomingKind::Bounce };
        for message_id in &returned.mail {
            let Some((mail, department)) = self.mail_of(message_id)? else { continue };
            let addresses = self.addresses(mail, &department)?;
            let mut open = false;
            for recipient in &failed {
                match recipient.addresses.iter().find(|address| addresses.contains(*address)) {
                    Some(address) => self.failed(mail, address, &recipient.status, now)?,
                    None => open = true,
                }
            }
            return Ok((kind, open, Place { mail: Some(mail), department, ..Place::default() }));
        }
        Ok((kind, false, Place::default()))
    }

    /// One of a mail's addresses did not get it.
    fn failed(&self, mail: Uuid, address: &str, status: &str, now: DateTime<Utc>) -> Result<()> {
        self.transaction
            .prepare_cached("UPDATE mail_recipients SET failed = 1 WHERE mail = ?1 AND address = ?2")?
            .execute((mail, address))?;
        let reached = "SELECT 1 FROM mail_recipients JOIN mails ON mails.id = mail
                       WHERE mail = ?1 AND failed = 0 AND instr(refused, address) = 0";
        if !self.transaction.prepare_cached(reached)?.exists([mail])? {
            return self.bounce(mail, &format!("returned: {status}"), now);
        }
        // As where the first server refuses some of several.
        self.transaction
            .prepare_cached(
                "UPDATE mails SET refused = iif(refused = '', ?2, refused || ', ' || ?2)
                 WHERE id = ?1 AND instr(refused, ?2) = 0",
            )?
            .execute((mail, address))?;
        Ok(())
    }

    /// Where a reply belongs: by number only.
    fn reply(&self, from: &str, reply: &Reply) -> Result<(IncomingKind, Place)> {
        let (mut announced, mut lists) = (Vec::new(), false);
        for message_id in &reply.answers {
            if let Some((mail, _)) = self.mail_of(message_id)? {
                announced.extend(self.announced_by(mail)?);
                lists |= self.lists_open(mail)?;
            }
        }
        let numbered = reply.numbers.iter().map(|number| self.numbered(number)).collect::<Result<Vec<_>>>()?;
        let numbered = numbered.into_iter().flatten().collect();
        let Some(report) = (Answered { announced, lists, numbered, numbers: reply.numbers.len() }).report() else {
            let kind = if self.knows(from)? { IncomingKind::Unplaced } else { IncomingKind::Stranger };
            return Ok((kind, Place::default()));
        };
        for (forwarding, department, mail) in self.told(report)? {
            if self.addresses(mail, &department)?.contains(from) {
                let (report, forwarding) = (Some(answers::root(self, report)?), Some(forwarding));
                return Ok((IncomingKind::Reply, Place { report, forwarding, mail: None, department }));
            }
        }
        Ok((IncomingKind::Stranger, Place { report: Some(report), ..Place::default() }))
    }

    fn mail_of(&self, message_id: &str) -> Result<Option<(Uuid, String)>> {
        let sql = "SELECT id, department FROM mails WHERE message_id = ?1";
        let row = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        Ok(self.transaction.prepare_cached(sql)?.query_row([message_id], row).optional()?)
    }

    fn announced_by(&self, mail: Uuid) -> Result<Vec<Uuid>> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT DISTINCT report FROM forwardings WHERE mail = ?1 ORDER BY report")?;
        Ok(statement.query_map([mail], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn lists_open(&self, mail: Uuid) -> Result<bool> {
        let sql = "SELECT lists_open FROM mails WHERE id = ?1";
        Ok(self.transaction.prepare_cached(sql)?.query_row([mail], |row| row.get(0))?)
    }

    fn numbered(&self, number: &str) -> Result<Option<Uuid>> {
        let sql = "SELECT id FROM reports WHERE number = ?1";
        Ok(self.transaction.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()?)
    }

    /// What departments were told about a report by mail, the last first.
    fn told(&self, report: Uuid) -> Result<Vec<(Uuid, String, Uuid)>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, department, mail FROM forwardings
             WHERE report = ?1 AND mail IS NOT NULL AND status IN ('frozen', 'mailed', 'bounced') ORDER BY line DESC",
        )?;
        let row = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(statement.query_map([report], row)?.collect::<Result<_, _>>()?)
    }

    /// Where a mail went, and where its department has mail now: after a restore nobody knows the former.
    fn addresses(&self, mail: Uuid, department: &str) -> Result<BTreeSet<String>> {
        let mut statement = self.transaction.prepare_cached("SELECT address FROM mail_recipients WHERE mail = ?1")?;
        let noted: Vec<String> = statement.query_map([mail], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let reference = self.reference()?;
        let now = reference.departments.get(department).map(addresses_of).unwrap_or_default();
        Ok(noted.into_iter().map(|address| address.to_lowercase()).chain(now).collect())
    }

    /// Whether any department has this address, or a mail went there.
    fn knows(&self, from: &str) -> Result<bool> {
        let noted = "SELECT 1 FROM mail_recipients WHERE address = ?1";
        let is_now = |known: &Department| addresses_of(known).iter().any(|address| address == from);
        Ok(!from.is_empty()
            && (self.transaction.prepare_cached(noted)?.exists([from])?
                || self.reference()?.departments.values().any(is_now)))
    }

    fn decide(&self, staff: Uuid, id: Uuid, decision: Decision, now: DateTime<Utc>) -> Result<(), Stop> {
        let row = self
            .transaction
            .prepare_cached(&format!("{ROW} WHERE inbox.id = ?1"))?
            .query_row([id], incoming_row)
            .optional()?
            .ok_or(Stop::Refused(Refused::Unknown))?;
        if row.status != "open" {
            return Err(Stop::Refused(Refused::Stale));
        }
        let about = row.report.as_ref().map(|report| report.id);
        let (deed, status) = match decision {
            Decision::Answer(outcome) => {
                let forwarding = row.forwarding.ok_or(Stop::Refused(Refused::Invalid))?;
                let note = Some(row.text.clone()).filter(|text| !text.is_empty());
                answers::store(self, &AnswerGiven { forwarding, outcome, note, initials: None }, None, now)?;
                ("reply_answered", "answered")
            }
            Decision::Note if row.kind == IncomingKind::Reply => ("reply_noted", "noted"),
            Decision::Note => return Err(Stop::Refused(Refused::Invalid)),
            Decision::Dismiss => ("reply_dismissed", "dismissed"),
            Decision::Assign(report) => return self.assign(staff, &row, report, now),
            Decision::Bounced => {
                let mail = row.mail.ok_or(Stop::Refused(Refused::Invalid))?;
                self.bounce(mail, "returned", now)?;
                ("reply_bounced", "closed")
            }
        };
        self.transaction
            .prepare_cached("UPDATE inbox SET status = ?2, alert_at = NULL WHERE id = ?1")?
            .execute((id, status))?;
        self.note_deed(&Deed { staff: Some(staff), deed, about: about.or(Some(id)), what: String::new() }, now)?;
        if let Some(report) = about.filter(|_| row.kind == IncomingKind::Reply) {
            self.settle(report, Cause::default(), now)?;
        }
        Ok(())
    }

    /// Staff know what it is about, and that it is from the department that has it.
    fn assign(&self, staff: Uuid, row: &IncomingRow, report: Uuid, now: DateTime<Utc>) -> Result<(), Stop> {
        if !matches!(row.kind, IncomingKind::Stranger | IncomingKind::Unplaced) {
            return Err(Stop::Refused(Refused::Invalid));
        }
        let told = self.told(report)?.into_iter().next();
        let (forwarding, department) = told.map(|(id, department, _)| (id, department)).unzip();
        let report = answers::root(self, report)?;
        self.transaction
            .prepare_cached(
                "UPDATE inbox SET kind = 'reply', report = ?2, forwarding = ?3, department = ?4 WHERE id = ?1",
            )?
            .execute((row.id, report, forwarding, department.unwrap_or_default()))?;
        let what = String::new();
        self.note_deed(&Deed { staff: Some(staff), deed: "reply_assigned", about: Some(report), what }, now)?;
        Ok(self.settle(report, Cause::default(), now)?)
    }
}

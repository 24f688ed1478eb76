//! What the mail job reads and writes.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use forwarding::duty;
use forwarding::schedule::Rhythm;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use shared::change::Kind;
use shared::domain::{AttachmentRole, Department, Report};
use uuid::Uuid;

use super::super::{Addressee, DigestPlan, FrozenItem, FrozenMail, Ledger, Mailed, Result};
use super::answers::may_be_sent;
use super::reference::Reference;
use super::settle::{Cause, history};
use super::{SqliteStorage, Write, reports, rows};
use crate::journal::{Announced, Entry};

/// A report that is not whole waits this long for its photos; then it goes as "Foto folgt".
const WAIT_FOR_PHOTOS: Duration = Duration::hours(24);
/// "Hier": about 40 m in degrees, at the latitude of North Rhine-Westphalia.
const NEAR_LAT: f64 = 0.00036;
const NEAR_LON: f64 = 0.00058;
const HALF_A_YEAR: Duration = Duration::days(182);

/// Forwardings that may join a digest: of reports that are whole, or that have waited long enough. One that was stored
/// later than now was stored under a clock that was wrong: nobody knows how long it has waited.
const READY: &str = "
    FROM forwardings JOIN reports ON reports.id = forwardings.report
    WHERE forwardings.department = ?1 AND forwardings.status = 'waiting' AND urgent = 0
        AND (received_at IS NOT NULL OR stored_at <= ?2 OR stored_at > ?3)";

impl Ledger for SqliteStorage {
    fn mail_held(&self) -> Result<bool> {
        self.read(|transaction| Ok(transaction.query_row("SELECT mail_held FROM city", [], |row| row.get(0))?))
    }

    fn digests(&self, now: DateTime<Utc>) -> Result<Vec<DigestPlan>> {
        self.write(|write| {
            let reference = write.reference()?;
            let mut departments: Vec<&Department> = reference.departments.values().collect();
            departments.sort_by(|a, b| a.code.cmp(&b.code));
            departments
                .into_iter()
                .map(|department| {
                    let next = "SELECT next_due, open_list_due FROM schedule WHERE department = ?1";
                    let planned: Option<(i64, Option<i64>)> = write
                        .transaction
                        .prepare_cached(next)?
                        .query_row([&department.code], |row| Ok((row.get(0)?, row.get(1)?)))
                        .optional()?;
                    let ready = write.transaction.prepare_cached(&format!("SELECT count(*) {READY}"))?.query_row(
                        (&department.code, rows::millis(now - WAIT_FOR_PHOTOS), rows::millis(now)),
                        |row| row.get(0),
                    )?;
                    Ok(DigestPlan {
                        to: addressee(department, None, &reference),
                        next_due: planned.map(|(next_due, _)| rows::time(next_due)),
                        open_list_due: planned.and_then(|(_, open_list_due)| open_list_due).map(rows::time),
                        ready,
                    })
                })
                .collect()
        })
    }

    fn set_next_due(&self, department: &str, at: DateTime<Utc>) -> Result<()> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached(
                    "INSERT INTO schedule (department, next_due) VALUES (?1, ?2)
                     ON CONFLICT (department) DO UPDATE SET next_due = excluded.next_due",
                )?
                .execute((department, rows::millis(at)))?;
            Ok(())
        })
    }

    fn set_open_list_due(&self, department: &str, at: Option<DateTime<Utc>>) -> Result<()> {
        self.write(|write| write.set_open_list_due(department, at))
    }

    fn freeze_digest(&self, department: &str, mail: Uuid, host: &str, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        self.write(|write| {
            let ready: Vec<Uuid> = write
                .transaction
                .prepare_cached(&format!("SELECT forwardings.id {READY} ORDER BY line"))?
                .query_map((department, rows::millis(now - WAIT_FOR_PHOTOS), rows::millis(now)), |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let lists_open = write.takes_open_list(department, now)?;
            if ready.is_empty() && !lists_open {
                return Ok(None);
            }
            write.freeze(mail, department, None, &ready, host, now)?;
            if lists_open {
                write.carries_open_list(mail, now)?;
            }
            Ok(Some(mail))
        })
    }

    fn freeze_urgent(&self, new_id: &mut dyn FnMut() -> Uuid, host: &str, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
        self.write(|write| {
            let waiting: Vec<(Uuid, Uuid, String)> = write
                .transaction
                .prepare_cached(
                    "SELECT id, report, department FROM forwardings
                     WHERE status = 'waiting' AND urgent = 1 ORDER BY line",
                )?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<Result<_, _>>()?;
            let mut mails: BTreeMap<(Uuid, String), Vec<Uuid>> = BTreeMap::new();
            for (id, report, department) in waiting {
                mails.entry((report, department)).or_default().push(id);
            }
            mails
                .into_iter()
                .map(|((_, department), members)| {
                    let mail = new_id();
                    let contact = write.on_duty(&department, now)?;
                    write.freeze(mail, &department, Some(&contact), &members, host, now)?;
                    Ok(mail)
                })
                .collect()
        })
    }

    fn ask_next_contacts(&self, new_id: &mut dyn FnMut() -> Uuid, host: &str, now: DateTime<Utc>) -> Result<u32> {
        self.write(|write| write.ask_next_contacts(new_id, host, now))
    }

    fn frozen_mail(&self, mail: Uuid) -> Result<Option<FrozenMail>> {
        self.write(|write| write.frozen_mail(mail))
    }

    fn mailed(&self, mailed: Mailed) -> Result<()> {
        self.write(|write| {
            let status = "UPDATE mails SET status = 'mailed', mailed_at = ?2, attempts = attempts + 1, why = ''
                          WHERE id = ?1 AND status = 'frozen'";
            if write.transaction.prepare_cached(status)?.execute((mailed.mail, rows::millis(mailed.at)))? == 0 {
                return Ok(());
            }
            write
                .transaction
                .prepare_cached("UPDATE forwardings SET status = 'mailed', mailed_at = ?2 WHERE mail = ?1")?
                .execute((mailed.mail, rows::millis(mailed.at)))?;
            write.no_trouble(mailed.mail)?;
            write.tell_reports(mailed.mail, json!({"mailed": mailed.at}), mailed.at)?;
            Ok(self.journal.append(&Entry::Delivered { mail: mailed.mail, at: mailed.at })?)
        })
    }

    fn bounced(&self, mail: Uuid, why: &str, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| write.bounce(mail, why, now))
    }
}

impl Write<'_> {
    /// It came back. Told a second time, or of a mail that never went out, it changes nothing.
    pub fn bounce(&self, mail: Uuid, why: &str, now: DateTime<Utc>) -> Result<()> {
        let bounced = "UPDATE mails SET status = 'bounced', why = ?2 WHERE id = ?1 AND status IN ('frozen', 'mailed')";
        if self.transaction.prepare_cached(bounced)?.execute((mail, why))? == 0 {
            return Ok(());
        }
        self.came_back(mail, now)
    }

    pub fn came_back(&self, mail: Uuid, now: DateTime<Utc>) -> Result<()> {
        self.transaction
            .prepare_cached("UPDATE forwardings SET status = 'bounced' WHERE mail = ?1")?
            .execute([mail])?;
        self.tell_reports(mail, json!({"bounced": now}), now)
    }

    /// Who reads urgent mail of a department now.
    fn on_duty(&self, department: &str, now: DateTime<Utc>) -> Result<String> {
        let reference = self.reference()?;
        let contacts = reference.departments.get(department).map(Department::contacts).unwrap_or_default();
        let contact = duty::first_on_duty(&contacts, now, reference.zone);
        Ok(contact.map(|contact| contact.name.clone()).unwrap_or_default())
    }

    /// With a contact it is an urgent mail.
    pub fn freeze(
        &self,
        mail: Uuid,
        department: &str,
        contact: Option<&str>,
        members: &[Uuid],
        host: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let message_id = format!("<{mail}@{host}>");
        self.transaction
            .prepare_cached(
                "INSERT INTO mails (id, department, urgent, message_id, frozen_at, contact)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((mail, department, contact.is_some(), &message_id, rows::millis(now), contact))?;
        for member in members {
            self.transaction
                .prepare_cached("UPDATE forwardings SET status = 'frozen', mail = ?2 WHERE id = ?1")?
                .execute((member, mail))?;
        }
        let announces = self.announced(mail)?;
        let (department, contact) = (department.to_owned(), contact.map(str::to_owned));
        self.storage.journal.append(&Entry::Frozen { mail, message_id, department, contact, at: now, announces })?;
        Ok(())
    }

    fn announced(&self, mail: Uuid) -> Result<Vec<Announced>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT forwardings.id, report, coalesce(number, ''), occasion, urgent
             FROM forwardings LEFT JOIN reports ON reports.id = report WHERE mail = ?1 ORDER BY line",
        )?;
        let mut found = statement.query([mail])?;
        let mut announced = Vec::new();
        while let Some(row) = found.next()? {
            announced.push(Announced {
                forwarding: row.get(0)?,
                report: row.get(1)?,
                number: row.get(2)?,
                occasion: rows::named(&row.get::<_, String>(3)?)?,
                urgent: row.get(4)?,
                knew: self.known_of(row.get(1)?)?,
            });
        }
        Ok(announced)
    }

    fn known_of(&self, report: Uuid) -> Result<Vec<Uuid>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id FROM changes WHERE about = ?1 AND kind = 'report' AND first = 0 AND role = 'phone'
             UNION ALL SELECT id FROM attachments WHERE report = ?1 AND received_at IS NOT NULL",
        )?;
        Ok(statement.query_map([report], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn frozen_mail(&self, mail: Uuid) -> Result<Option<FrozenMail>> {
        let mut found = self.transaction.prepare_cached(
            "SELECT department, urgent, message_id, part_of, lists_open, contact FROM mails WHERE id = ?1",
        )?;
        let mut found = found.query([mail])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let (code, urgent, message_id): (String, bool, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (part_of, lists_open): (Option<Uuid>, bool) = (row.get(3)?, row.get(4)?);
        let contact: Option<String> = row.get(5)?;
        let reference = self.reference()?;
        let Some(department) = reference.departments.get(&code) else { return Ok(None) };
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id, report, occasion, nth FROM forwardings WHERE mail = ?1 ORDER BY line")?;
        let mut found = statement.query([mail])?;
        let (mut items, mut members) = (Vec::new(), 0);
        while let Some(row) = found.next()? {
            members += 1;
            let occasion = rows::named(&row.get::<_, String>(2)?)?;
            items.extend(item(self.transaction, row.get(0)?, row.get(1)?, occasion, row.get(3)?)?);
        }
        let in_reply_to = match (urgent, lists_open) {
            (true, _) => self.earlier_urgent(mail)?,
            (false, false) => self.first_of_all(mail)?,
            (false, true) => None,
        };
        let open = if lists_open { Some(self.open_at(&code, Some(mail))?) } else { None };
        let to = addressee(department, contact.as_deref(), &reference);
        let (tries, part) = (self.tries(mail)?, part_of.map(|whole| self.parts_of(whole)).transpose()?);
        Ok(Some(FrozenMail { id: mail, to, urgent, message_id, in_reply_to, tries, part, members, items, open }))
    }

    /// The first urgent mail about the same report to the same department: later ones thread behind it. Never a digest: an
    /// urgent mail must not be folded away under yesterday's list.
    fn earlier_urgent(&self, mail: Uuid) -> Result<Option<String>> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT message_id FROM mails WHERE status = 'mailed' AND id <> ?1 AND urgent = 1
                     AND department = (SELECT department FROM mails WHERE id = ?1)
                     AND id IN (SELECT mail FROM forwardings
                                WHERE report IN (SELECT report FROM forwardings WHERE mail = ?1))
                 ORDER BY frozen_at LIMIT 1",
            )?
            .query_row([mail], |row| row.get(0))
            .optional()?)
    }

    /// The one mail that first announced every report of this digest, such as to a late photo: it threads behind that. One with
    /// anything else in it begins a thread of its own; otherwise all digests would be one thread.
    fn first_of_all(&self, mail: Uuid) -> Result<Option<String>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT DISTINCT (
                 SELECT message_id FROM mails JOIN forwardings AS earlier ON earlier.mail = mails.id
                 WHERE earlier.report = mine.report AND mails.status = 'mailed' AND mails.id <> ?1
                     AND mails.department = (SELECT department FROM mails WHERE id = ?1)
                 ORDER BY mails.frozen_at LIMIT 1)
             FROM forwardings AS mine WHERE mine.mail = ?1 LIMIT 2",
        )?;
        let first: Vec<Option<String>> = statement.query_map([mail], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(match first.as_slice() {
            [Some(only)] => Some(only.clone()),
            _ => None,
        })
    }

    /// Writes what became of a mail into the history of each report in it.
    fn tell_reports(&self, mail: Uuid, what: serde_json::Value, now: DateTime<Utc>) -> Result<()> {
        let mut statement = self.transaction.prepare_cached("SELECT id, report FROM forwardings WHERE mail = ?1")?;
        let members: Vec<(Uuid, Uuid)> =
            statement.query_map([mail], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        for (forwarding, report) in members {
            self.store_event(Kind::Forwarding, forwarding, report, what.clone(), false, now)?;
            self.settle(report, Cause::default(), now)?;
        }
        Ok(())
    }
}

fn item(
    connection: &Connection,
    forwarding: Uuid,
    report: Uuid,
    occasion: shared::state::Occasion,
    nth: u32,
) -> Result<Option<FrozenItem>> {
    let (Some(row), Some(record)) = (reports::row(connection, report)?, rows::record(connection, report)?) else {
        return Ok(None);
    };
    let content: Report = record.read().unwrap_or_default();
    let attachments = reports::attachments(connection, report)?;
    let is_photo = |role| matches!(role, AttachmentRole::Photo | AttachmentRole::Before | AttachmentRole::After);
    let photo_pending =
        attachments.iter().any(|a| is_photo(a.role) && !a.sealed && a.blob.is_none() && a.erased_at.is_none());
    let photo_held = attachments.iter().any(|a| is_photo(a.role) && !a.sealed && a.unchecked);
    let voice = attachments.iter().any(|a| a.role == AttachmentRole::Voice && !a.sealed);
    let district = connection
        .prepare_cached("SELECT district FROM reports WHERE id = ?1")?
        .query_row([report], |row| row.get(0))?;
    Ok(Some(FrozenItem {
        forwarding,
        occasion,
        nth,
        note: record.text("office_text").map(str::to_owned).or(content.note),
        amount: content.amount.map(|amount| amount.as_str().to_owned()),
        district,
        accuracy: content.place.and_then(|place| place.position.accuracy),
        sightings: row.status.sightings,
        taken_back: content.withdrawn,
        history: history(connection, report)?,
        here: here_before(connection, report)?,
        photos: attachments.into_iter().filter(may_be_sent).collect(),
        photo_pending,
        photo_held,
        voice,
        report: row,
    }))
}

/// How many reports of the same category there were within 40 m in the last half year, this one included, and when the
/// first of them was stored; none where it is the only one.
fn here_before(connection: &Connection, report: Uuid) -> Result<Option<(u32, DateTime<Utc>)>> {
    let found: Option<(u32, Option<i64>)> = connection
        .prepare_cached(
            "SELECT count(*), min(other.stored_at) FROM reports AS this JOIN reports AS other
                 ON other.category = this.category AND other.lat BETWEEN this.lat - ?2 AND this.lat + ?2
                 AND other.lon BETWEEN this.lon - ?3 AND this.lon + ?3
             WHERE this.id = ?1 AND other.stored_at BETWEEN this.stored_at - ?4 AND this.stored_at
                 AND other.same_as IS NULL AND other.state NOT IN ('withdrawn', 'self_done')",
        )?
        .query_row((report, NEAR_LAT, NEAR_LON, HALF_A_YEAR.num_milliseconds()), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(times, since)| Some((times, rows::time(since?)))).filter(|(times, _)| *times > 1))
}

/// Urgent mail goes to this contact as it is set up today. Where it is gone, to the last one, who is there at all times.
fn addressee(department: &Department, contact: Option<&str>, reference: &Reference) -> Addressee {
    let contacts = department.contacts();
    let named = contacts.iter().find(|known| Some(known.name.as_str()) == contact).or(contacts.last());
    Addressee {
        id: reference.department_ids.get(&department.code).copied().unwrap_or_default(),
        code: department.code.clone(),
        short: department.short.clone(),
        in_sentence: if department.article.is_empty() {
            department.short.clone()
        } else {
            format!("{} {}", department.article, department.short)
        },
        name: department.name.clone(),
        email: department.email.clone(),
        urgent_email: named.map_or_else(|| department.email.clone(), |contact| contact.email.clone()),
        rhythm: Rhythm::from(department),
        wants_accept: department.wants_accept,
    }
}

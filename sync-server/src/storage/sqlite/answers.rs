//! What departments say, through the link in their mail.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use shared::change::{Author, Change, Edit, Kind, Role};
use shared::domain::{AttachmentBytes, AttachmentRole, Department, Outcome, Report};
use shared::state::{Event, Occasion, State};
use uuid::Uuid;

use super::super::{AnswerGiven, Answered, AttachmentRow, OfferedAnswer, OpenAt, Result};
use super::settle::{Cause, history};
use super::{Write, reports, rows};
use crate::photos::Blob;
use crate::random::to_hex;

/// Reports on one list; of more, the most urgent ones.
const MOST: usize = 300;

/// The report that speaks for this one: itself, or the end of the chain of merges.
pub fn root(write: &Write, report: Uuid) -> Result<Uuid> {
    Ok(write
        .transaction
        .prepare_cached(
            "WITH RECURSIVE up (id, depth) AS (
                 SELECT ?1, 0 UNION SELECT reports.same_as, depth + 1 FROM reports JOIN up USING (id)
                 WHERE reports.same_as IS NOT NULL AND depth < 32)
             SELECT id FROM up ORDER BY depth DESC LIMIT 1",
        )?
        .query_row([report], |row| row.get(0))?)
}

pub fn offered(write: &Write, forwarding: Uuid) -> Result<Option<OfferedAnswer>> {
    let connection = write.transaction;
    let Some(forwarding) = reports::forwarding(connection, forwarding)? else { return Ok(None) };
    let (Some(mailed), Some(report)) =
        (reports::row(connection, forwarding.report)?, reports::row(connection, root(write, forwarding.report)?)?)
    else {
        return Ok(None);
    };
    let reference = write.reference()?;
    let department = reference.departments.get(&forwarding.department);
    let earlier = history(connection, report.id)?
        .into_iter()
        .filter_map(|happening| match happening.event {
            Event::Answered { department, outcome, note } if department == forwarding.department => {
                Some((outcome, note, happening.at))
            }
            _ => None,
        })
        .collect();
    let record = rows::record(connection, report.id)?;
    let content: Report = record.as_ref().and_then(|record| record.read().ok()).unwrap_or_default();
    let office_text = record.as_ref().and_then(|record| record.text("office_text")).map(str::to_owned);
    let photos = reports::attachments(connection, report.id)?.into_iter().filter(may_be_sent).map(|a| a.id).collect();
    let district = connection
        .prepare_cached("SELECT district FROM reports WHERE id = ?1")?
        .query_row([report.id], |row| row.get(0))?;
    let asked = report.status.department.as_deref() == Some(forwarding.department.as_str());
    let over = !asked
        || forwarding.occasion == Occasion::Withdrawn
        || forwarding.status == "cancelled"
        || matches!(report.status.state, State::Withdrawn | State::Closed);
    Ok(Some(OfferedAnswer {
        number_in_mail: mailed.number,
        department: department.map_or_else(|| forwarding.department.clone(), |department| department.name.clone()),
        wants_accept: department.is_some_and(|department| department.wants_accept),
        over,
        newer: newer(write, forwarding.id, report.id)?,
        district,
        text: office_text.or(content.note),
        amount: content.amount.map(|amount| amount.as_str().to_owned()),
        photos,
        sent: sent(write, report.id, &forwarding.department)?,
        earlier,
        report,
        forwarding,
    }))
}

/// A later mail to the same department that asks for work on the same report. Of a report that this one was merged into,
/// the first mail is no newer question; nor is one that asks the department's next contact because the first has not answered.
fn newer(write: &Write, forwarding: Uuid, root: Uuid) -> Result<Option<Uuid>> {
    Ok(write
        .transaction
        .prepare_cached(
            "SELECT later.id FROM forwardings AS this
             JOIN forwardings AS later ON later.department = this.department AND later.line > this.line
             WHERE this.id = ?1 AND later.report IN (this.report, ?2) AND later.status = 'mailed'
                 AND later.occasion NOT IN ('corrected', 'withdrawn', 'late_photo', 'next_contact')
                 AND (later.report = this.report OR later.occasion <> 'first')
             ORDER BY later.line DESC LIMIT 1",
        )?
        .query_row((forwarding, root), |row| row.get(0))
        .optional()?)
}

/// Photos that a department has sent with its answers, and that it may see again.
fn sent(write: &Write, report: Uuid, department: &str) -> Result<Vec<Uuid>> {
    let mut statement = write.transaction.prepare_cached(
        "SELECT attachments.id FROM attachments JOIN records USING (id)
         WHERE attachments.report = ?1 AND role = 'answer' AND sealed = 0 AND blob IS NOT NULL
             AND records.body ->> '$.fields.department.value' = ?2
         ORDER BY attachments.id",
    )?;
    Ok(statement.query_map((report, department), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

pub fn open_at(write: &Write, department: Uuid) -> Result<Option<OpenAt>> {
    let Some(record) = rows::record(write.transaction, department)?.filter(|it| it.kind == Kind::Department) else {
        return Ok(None);
    };
    let Ok(department) = record.read::<Department>() else { return Ok(None) };
    // The same reports as in the weekly list (`open_list`), each by its newest link: told, or spoken for by the mail of a
    // report that was merged into it.
    let mut newest = write.transaction.prepare_cached(
        "SELECT (SELECT id FROM forwardings WHERE forwardings.report = reports.id
                     AND forwardings.department = reports.department AND status IN ('mailed', 'covered')
                     AND occasion NOT IN ('corrected', 'withdrawn', 'late_photo') ORDER BY line DESC LIMIT 1)
         FROM reports WHERE department = ?1 AND open = 1 AND state NOT IN ('not_ours', 'bounced')
         ORDER BY hazard DESC, state = 'reopened' DESC, arrival",
    )?;
    let found: Vec<Option<Uuid>> = newest.query_map([&department.code], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let links: Vec<Uuid> = found.into_iter().flatten().collect();
    let items: Vec<Option<OfferedAnswer>> =
        links.iter().take(MOST).map(|link| offered(write, *link)).collect::<Result<_>>()?;
    let items = items.into_iter().flatten().filter(OfferedAnswer::is_asked).collect();
    Ok(Some(OpenAt { department, items, count: links.len() }))
}

/// Not sealed, every byte here, and nobody in it who has not been checked.
pub fn may_be_sent(attachment: &AttachmentRow) -> bool {
    use shared::domain::AttachmentRole::{After, Before, Photo};
    let photo = matches!(attachment.role, Photo | Before | After);
    photo && !attachment.sealed && !attachment.unchecked && attachment.blob.is_some()
}

/// As [`store`], unless the department is no longer asked there: looked up in the same transaction.
pub fn store_if_asked(
    write: &Write,
    answer: &AnswerGiven,
    photo: Option<&Blob>,
    now: DateTime<Utc>,
) -> Result<Answered> {
    match offered(write, answer.forwarding)? {
        None => Ok(Answered::Unknown),
        Some(offered) if !offered.is_asked() => Ok(Answered::NotAsked),
        Some(_) => Ok(store(write, answer, photo, now)?.map_or(Answered::Unknown, |_| Answered::Stored)),
    }
}

pub fn store(write: &Write, answer: &AnswerGiven, photo: Option<&Blob>, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    let find = "SELECT report, department FROM forwardings WHERE id = ?1";
    let found: Option<(Uuid, String)> = write
        .transaction
        .prepare_cached(find)?
        .query_row([answer.forwarding], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((report, department)) = found else { return Ok(None) };
    let report = root(write, report)?;
    let photo = match photo {
        Some(photo) if !is_here(write, report, photo)? => Some(photo),
        _ => None,
    };
    // Pressed twice, or sent again by a proxy: what was said last is not said twice.
    let last = history(write.transaction, report)?.into_iter().rev().find_map(|happening| match happening.event {
        Event::Answered { department: who, outcome, note } => Some((who, outcome, note)),
        Event::Assigned { .. } | Event::Sighted { .. } => Some((String::new(), Outcome::Note, None)),
        _ => None,
    });
    let said = last == Some((department.clone(), answer.outcome, answer.note.clone()));
    if said && photo.is_none() {
        return Ok(Some(report));
    }
    let about = [
        ("report", Some(json!(report))),
        ("forwarding", Some(json!(answer.forwarding))),
        ("department", Some(json!(department))),
    ];
    if let Some(photo) = photo {
        let bytes = AttachmentBytes { sha256: to_hex(&photo.sha256), size: photo.size, mime: "image/jpeg".to_owned() };
        let fields = [("role", Some(json!(AttachmentRole::Answer))), ("bytes", Some(json!(bytes)))];
        let attachment = say(write, Kind::Attachment, about.iter().cloned().chain(fields), now)?;
        // Its bytes are on the disk already: the report stays as whole as it was.
        write.write_down()?;
        write
            .transaction
            .prepare_cached("UPDATE attachments SET blob = ?2, received_at = ?3 WHERE id = ?1")?
            .execute((attachment, photo.sha256, rows::millis(now)))?;
    }
    if !said {
        let text = |text: &Option<String>| text.as_ref().map(|text| Value::String(text.clone()));
        let fields = [
            ("outcome", Some(json!(answer.outcome))),
            ("note", text(&answer.note)),
            ("initials", text(&answer.initials)),
        ];
        say(write, Kind::Answer, about.into_iter().chain(fields), now)?;
    }
    write.settle(report, Cause::default(), now)?;
    Ok(Some(report))
}

/// The same photo came with an earlier answer.
fn is_here(write: &Write, report: Uuid, photo: &Blob) -> Result<bool> {
    let sql = "SELECT 1 FROM attachments WHERE report = ?1 AND role = 'answer' AND blob = ?2";
    Ok(write.transaction.prepare_cached(sql)?.exists((report, photo.sha256))?)
}

/// Stores what a department begins, and returns its id.
fn say(
    write: &Write,
    kind: Kind,
    fields: impl Iterator<Item = (&'static str, Option<Value>)>,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let fields: BTreeMap<String, Edit> =
        fields.filter_map(|(name, value)| Some((name.to_owned(), Edit { base: None, value: value? }))).collect();
    let id = crate::random::v7(now);
    let change = Change {
        id,
        n: 0,
        kind,
        record: id,
        author: Author { device: write.city_id()?, person: None, copy: None },
        fields,
        made_at: now,
        extra: Default::default(),
    };
    write.store(&change, &change.encode()?, Role::Department, now)?;
    Ok(id)
}

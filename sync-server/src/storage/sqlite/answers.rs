//! What departments say, through the link in their mail.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use shared::change::{Author, Change, Edit, Kind, Role};
use shared::domain::Outcome;
use shared::state::{Event, Occasion};
use uuid::Uuid;

use super::super::{AnswerGiven, AttachmentRow, OfferedAnswer, Result};
use super::settle::history;
use super::{Write, reports};

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
    let photos = reports::attachments(connection, report.id)?.into_iter().filter(may_be_sent).map(|a| a.id).collect();
    let asked = report.status.department.as_deref() == Some(forwarding.department.as_str());
    let over = !asked
        || forwarding.occasion == Occasion::Withdrawn
        || forwarding.status == "cancelled"
        || matches!(report.status.state.as_str(), "withdrawn" | "closed");
    Ok(Some(OfferedAnswer {
        number_in_mail: mailed.number,
        department: department.map_or_else(|| forwarding.department.clone(), |department| department.name.clone()),
        wants_accept: department.is_some_and(|department| department.wants_accept),
        over,
        photos,
        earlier,
        report,
        forwarding,
    }))
}

/// Not sealed, every byte here, and nobody in it who has not been checked.
pub fn may_be_sent(attachment: &AttachmentRow) -> bool {
    use shared::domain::AttachmentRole::{After, Before, Photo};
    let photo = matches!(attachment.role, Photo | Before | After);
    photo && !attachment.sealed && !attachment.unchecked && attachment.blob.is_some()
}

pub fn store(write: &Write, answer: &AnswerGiven, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    let find = "SELECT report, department FROM forwardings WHERE id = ?1";
    let found: Option<(Uuid, String)> = write
        .transaction
        .prepare_cached(find)?
        .query_row([answer.forwarding], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((report, department)) = found else { return Ok(None) };
    let report = root(write, report)?;
    // Pressed twice, or sent again by a proxy: what was said last is not said twice.
    let last = history(write.transaction, report)?.into_iter().rev().find_map(|happening| match happening.event {
        Event::Answered { department: who, outcome, note } => Some((who, outcome, note)),
        Event::Assigned { .. } | Event::Sighted { .. } => Some((String::new(), Outcome::Note, None)),
        _ => None,
    });
    if last == Some((department.clone(), answer.outcome, answer.note.clone())) {
        return Ok(Some(report));
    }
    let text = |text: &Option<String>| text.as_ref().map(|text| Value::String(text.clone()));
    let fields: BTreeMap<String, Edit> = [
        ("report", Some(json!(report))),
        ("forwarding", Some(json!(answer.forwarding))),
        ("department", Some(json!(department))),
        ("outcome", Some(json!(answer.outcome))),
        ("note", text(&answer.note)),
        ("initials", text(&answer.initials)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), Edit { base: None, value: value? })))
    .collect();
    let change = Change {
        id: crate::random::v7(now),
        n: 0,
        kind: Kind::Answer,
        record: crate::random::v7(now),
        author: Author { device: write.city_id()?, person: None, copy: None },
        fields,
        made_at: now,
        extra: Default::default(),
    };
    write.store(&change, &change.encode()?, Role::Department, now)?;
    write.settle(report, super::settle::Cause::default(), now)?;
    Ok(Some(report))
}

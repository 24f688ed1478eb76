//! Reports as this phone sees them: what the server last said, with own changes that it has not seen yet on top.

use std::collections::BTreeSet;

use rusqlite::Transaction;
use shared::change::{Author, Kind, Role};
use shared::merge::Record;
use shared::protocol::{Snapshot, Story};
use shared::state::State;
use uuid::Uuid;

use super::attachments::{self, Attachment, Stage};
use super::{Result, outbox, phone, rows, snapshots};

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportView {
    /// Its fields; the `base` of an edit comes from here.
    pub record: Record,
    /// What became of it, once the server knows it.
    pub story: Option<Story>,
    /// Something of it waits to be sent, or was sent and is not read back.
    pub pending: bool,
    /// Why the server parked something of it: a person looks at it.
    pub parked: Option<String>,
    /// Photos and voice notes taken with this phone.
    pub attachments: Vec<Attachment>,
}

impl ReportView {
    /// One's own; other people's reports nearby can get sightings only.
    pub fn is_own(&self) -> bool {
        self.story.as_ref().is_none_or(|story| story.own)
    }

    /// Who began it, as far as the phone sees that.
    pub fn beginner(&self) -> Option<Author> {
        let phone = |field: &str| self.record.fields.get(field).filter(|cell| cell.role == Role::Phone);
        phone("taken_at").or_else(|| phone("category")).map(|cell| cell.author)
    }

    /// It was begun by one of these.
    pub fn is_of(&self, persons: &BTreeSet<Uuid>) -> bool {
        self.beginner().and_then(|begun| begun.person).is_some_and(|person| persons.contains(&person))
    }

    /// The state as shown. What the server derived holds only for what has reached it: a correction that waits makes the
    /// report "saved" again; missing bytes do so until a department was told, since that remains true.
    pub fn state(&self) -> State {
        let Some(story) = &self.story else { return State::Saved };
        let bytes_missing = self.attachments.iter().any(|attachment| attachment.stage.is_queued());
        match story.status.state {
            _ if self.pending => State::Saved,
            State::Received | State::Assigned if bytes_missing => State::Saved,
            state => state,
        }
    }

    /// How far an attachment is that may be another phone's.
    pub fn stage(&self, id: Uuid) -> Option<Stage> {
        self.attachments.iter().find(|attachment| attachment.id == id).map(|attachment| attachment.stage)
    }
}

/// One report.
pub fn report(tx: &Transaction<'_>, id: Uuid) -> Result<Option<ReportView>> {
    let read = phone::get(tx)?.cursor.seq;
    let snapshot = snapshots::get(tx, id)?.filter(|snapshot| snapshot.record.kind == Kind::Report);
    let on_top = outbox::on_top(tx, id, snapshot.as_ref().map(|snapshot| snapshot.seq), read)?;
    if snapshot.is_none() && on_top.is_empty() {
        return Ok(None);
    }
    let seen = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
    let (mut record, story) =
        snapshot.map_or_else(|| (Record::new(id, Kind::Report), None), |snapshot| (snapshot.record, snapshot.story));
    for change in &on_top {
        record.apply(change, Role::Phone);
    }
    let pending = rows::one(
        tx,
        "SELECT 1 FROM outbox WHERE about = ?1 AND kind IN ('report', 'attachment')
         AND (state = 'waiting' OR (state = 'stored' AND seq > ?2)) LIMIT 1",
        (id, rows::int(read.max(seen))),
        |_| Ok(()),
    )?;
    let parked = rows::one(
        tx,
        "SELECT why FROM outbox WHERE about = ?1 AND state = 'parked' ORDER BY n LIMIT 1",
        [id],
        |row| row.get(0),
    )?;
    let attachments = attachments::of_report(tx, id)?;
    Ok(Some(ReportView { record, story, pending: pending.is_some(), parked, attachments }))
}

/// Ids of all reports: own ones and those nearby, oldest first by their authors' clocks.
pub fn ids(tx: &Transaction<'_>) -> Result<Vec<Uuid>> {
    rows::all(
        tx,
        "SELECT id FROM snapshots WHERE kind = 'report'
         UNION SELECT record FROM outbox WHERE kind = 'report'
               AND (state <> 'stored' OR seq > (SELECT read_seq FROM phone))
         ORDER BY 1",
        (),
        |row| row.get(0),
    )
}

/// All reports.
pub fn all(tx: &Transaction<'_>) -> Result<Vec<ReportView>> {
    ids(tx)?.into_iter().filter_map(|id| report(tx, id).transpose()).collect()
}

/// All records of a kind that the server told of, with what waits on top.
pub fn of_kind(tx: &Transaction<'_>, kind: &Kind) -> Result<Vec<Record>> {
    let read = phone::get(tx)?.cursor.seq;
    let on_top = |snapshot: Snapshot| {
        let mut record = snapshot.record;
        for change in outbox::on_top(tx, record.id, Some(snapshot.seq), read)? {
            record.apply(&change, Role::Phone);
        }
        Ok(record)
    };
    snapshots::of_kind(tx, kind)?.into_iter().map(on_top).collect()
}

/// As [`of_kind`], also those that were begun here and that the server has not told of yet.
pub fn with_begun(tx: &Transaction<'_>, kind: &Kind) -> Result<Vec<Record>> {
    let mut records = of_kind(tx, kind)?;
    let read = phone::get(tx)?.cursor.seq;
    let begun: Vec<Uuid> = rows::all(
        tx,
        "SELECT DISTINCT record FROM outbox WHERE kind = ?1 AND (state <> 'stored' OR seq > ?2)
         AND record NOT IN (SELECT id FROM snapshots) ORDER BY record",
        (kind.as_str(), rows::int(read)),
        |row| row.get(0),
    )?;
    for id in begun {
        let mut record = Record::new(id, kind.clone());
        for change in outbox::on_top(tx, id, None, read)? {
            record.apply(&change, Role::Phone);
        }
        records.push(record);
    }
    Ok(records)
}

/// A person's name.
pub fn name_of_person(tx: &Transaction<'_>, person: Uuid) -> Result<Option<String>> {
    Ok(snapshots::get(tx, person)?.and_then(|snapshot| snapshot.record.text("name").map(str::to_owned)))
}

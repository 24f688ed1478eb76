//! How things stand: for `status`, `list` and every screen that shows reports.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::domain::{Amount, AttachmentRole, Report};
use shared::geo::Position;
use shared::merge::Record;
use shared::state::{Happening, State, Status};
use uuid::Uuid;

use super::store::attachments::{self, Stage};
use super::store::view::{self, ReportView};
use super::store::{Result, facts, outbox, phone, pins, rounds};
use super::{PhoneError, find};

/// The whole phone. Printed by `status --json`: names stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneStatus {
    /// Changes and facts that the server has not answered.
    pub queued: usize,
    /// Photos whose bytes have still to leave the phone.
    pub attachments_queued: usize,
    /// Photos that the server refused for good.
    pub attachments_failed: usize,
    /// Changes that a person in the office looks at.
    pub parked: usize,
    /// The server's epoch, once met.
    pub epoch: Option<Uuid>,
    /// How far the view has been read in the server's order.
    pub seq: u64,
    /// Up to here everything is in a backup of the server.
    pub backup_covers_seq: u64,
    /// The server's clock minus the phone's, in milliseconds, at the last answer.
    pub clock_offset_ms: i64,
    /// The phone's id.
    pub device: Uuid,
    /// The city that it belongs to.
    pub city: Option<String>,
    /// Its name in the office.
    pub label: Option<String>,
    /// Its team.
    pub team: Option<String>,
    /// Who holds it.
    pub person: Option<String>,
    /// The round that is open.
    pub round: Option<RoundStatus>,
    /// Own reports, newest first.
    pub reports: Vec<ReportStatus>,
}

/// The open round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundStatus {
    /// Its start, UTC.
    pub started_at: DateTime<Utc>,
    /// A break.
    pub paused: bool,
    /// Stops that were checked.
    pub stops_done: usize,
}

/// A report as the phone sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportStatus {
    /// Its id.
    pub id: Uuid,
    /// Its short number, once the server gave one.
    pub number: Option<String>,
    /// Code of the category.
    pub category: String,
    /// The state, derived.
    pub state: State,
    /// When every byte was on the server's disk, UTC.
    pub received_at: Option<DateTime<Utc>>,
    /// Photos and voice notes.
    pub attachments: Vec<AttachmentStatus>,
    /// Fields in which two values met and nobody has decided.
    pub conflicts: Vec<String>,
    /// Somebody else's, nearby.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub foreign: bool,
    /// Something of it waits to be sent.
    pub pending: bool,
    /// A person in the office looks at something of it, and why.
    pub parked: Option<String>,
    /// Danger to people.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hazard: bool,
    /// Code of the department that has it or gets it.
    pub department: Option<String>,
    /// Its short name, and the German article that makes it part of a sentence, where the phone knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<(String, String)>,
    /// When the mail goes out, UTC.
    pub due: Option<DateTime<Utc>>,
    /// Why it was closed.
    pub reason: Option<String>,
    /// Number of the report that it was merged into, which speaks for it: department, time and reason are that one's.
    pub same_as: Option<String>,
    /// That one's state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as_state: Option<State>,
    /// The department's words.
    pub answer: Option<String>,
    /// What the office tells the Kümmerer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it was seen, by the phone's clock.
    pub taken_at: Option<DateTime<Utc>>,
    /// Where.
    pub at: Option<Position>,
    /// The Kümmerer's words.
    pub note: Option<String>,
}

/// A photo or voice note as the phone sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentStatus {
    /// Which.
    pub id: Uuid,
    /// What it shows.
    pub role: AttachmentRole,
    /// How far its bytes have come; none: taken with another phone, and not yet received.
    pub stage: Option<Stage>,
    /// Key of the text that says why it cannot be read, or why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A report with all that happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// How it stands.
    pub report: ReportStatus,
    /// How much lies there.
    pub amount: Option<Amount>,
    /// Done by the Kümmerer.
    pub self_done: bool,
    /// Taken back.
    pub withdrawn: bool,
    /// What happened, oldest first, once the server knows it.
    pub history: Vec<Happening>,
}

/// One report, named as people name it.
pub fn story(tx: &Transaction<'_>, name: &str) -> Result<Story, PhoneError> {
    let view = find::report(tx, name)?;
    let words = Words::read(tx)?;
    let fields: Report = view.record.read().unwrap_or_default();
    Ok(Story {
        report: words.describe(&view),
        amount: fields.amount,
        self_done: fields.self_done,
        withdrawn: fields.withdrawn.is_some(),
        history: view.story.map(|story| story.history).unwrap_or_default(),
    })
}

/// Everything.
pub fn status(tx: &Transaction<'_>) -> Result<PhoneStatus> {
    Ok(PhoneStatus { reports: reports(tx, false)?, ..without_reports(tx)? })
}

/// The phone itself.
pub fn without_reports(tx: &Transaction<'_>) -> Result<PhoneStatus> {
    let row = phone::get(tx)?;
    let enrolment = row.enrolment.as_ref();
    Ok(PhoneStatus {
        queued: outbox::waiting(tx)? + facts::waiting(tx)?,
        attachments_queued: attachments::queued(tx)?,
        attachments_failed: attachments::failed(tx)?,
        parked: outbox::parked(tx)?,
        epoch: row.epoch,
        seq: row.cursor.seq,
        backup_covers_seq: row.backup_covers_seq,
        clock_offset_ms: row.clock_offset_ms,
        device: row.device,
        city: enrolment.map(|enrolment| enrolment.city_name.clone()),
        label: enrolment.map(|enrolment| enrolment.label.clone()),
        team: enrolment.and_then(|enrolment| enrolment.team.clone()),
        person: row.person.map(|person| view::name_of_person(tx, person)).transpose()?.flatten(),
        round: open_round(tx)?,
        reports: Vec::new(),
    })
}

fn open_round(tx: &Transaction<'_>) -> Result<Option<RoundStatus>> {
    let Some(round) = rounds::open(tx)? else { return Ok(None) };
    let stops_done = rounds::visits(tx, round.id)?.len();
    Ok(Some(RoundStatus { started_at: round.started_at, paused: round.paused_at.is_some(), stops_done }))
}

/// A page of own reports that were begun before this one, newest first.
pub fn page(tx: &Transaction<'_>, before: Option<Uuid>, take: usize) -> Result<Vec<ReportStatus>> {
    let words = Words::read(tx)?;
    let hidden = pins::hidden(tx)?;
    let older = view::ids(tx)?.into_iter().rev().filter(|id| before.is_none_or(|before| *id < before));
    let own = older.filter_map(|id| match view::report(tx, id) {
        Ok(Some(view)) if view.is_own() && !view.is_of(&hidden) => Some(Ok(words.describe(&view))),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    });
    own.take(take).collect()
}

/// Own reports, newest first; with `nearby` also other people's.
pub fn reports(tx: &Transaction<'_>, nearby: bool) -> Result<Vec<ReportStatus>> {
    let all = view::all(tx)?;
    let hidden = pins::hidden(tx)?;
    let words = Words::read(tx)?;
    let shown = |report: &&ReportView| if report.is_own() { !report.is_of(&hidden) } else { nearby };
    Ok(all.iter().rev().filter(shown).map(|report| words.describe(report)).collect())
}

/// What the office calls things.
pub(super) struct Words {
    hazards: Vec<String>,
    departments: Vec<Record>,
}

impl Words {
    pub(super) fn read(tx: &Transaction<'_>) -> Result<Words> {
        Ok(Words { hazards: find::hazards(tx)?, departments: find::departments(tx)? })
    }

    fn name(&self, department: &str) -> Option<(String, String)> {
        let record = self.departments.iter().find(|record| record.text("code") == Some(department))?;
        Some((record.text("short")?.to_owned(), record.text("article").unwrap_or_default().to_owned()))
    }

    pub(super) fn describe(&self, view: &ReportView) -> ReportStatus {
        let fields: Report = view.record.read().unwrap_or_default();
        let story = view.story.as_ref();
        let own = story.map_or_else(Status::default, |story| story.status.clone());
        let root = story.and_then(|story| story.root.clone());
        let same_as_state = root.as_ref().map(|root| root.state);
        let told = root.unwrap_or_else(|| own.clone());
        ReportStatus {
            hazard: self.hazards.contains(&fields.category),
            department_name: told.department.as_deref().and_then(|code| self.name(code)),
            id: view.record.id,
            number: story.map(|story| story.number.clone()),
            category: fields.category,
            state: view.state(),
            received_at: own.received_at,
            attachments: attachments_of(view),
            conflicts: view.record.conflicts().map(str::to_owned).collect(),
            foreign: !view.is_own(),
            pending: view.pending,
            parked: view.parked.clone(),
            department: told.department,
            due: told.due,
            reason: told.reason,
            same_as: story.and_then(|story| story.same_as_number.clone()),
            same_as_state,
            answer: own.note,
            message: fields.message,
            taken_at: fields.taken_at,
            at: fields.place.map(|place| place.position),
            note: fields.note,
        }
    }
}

/// Those of this phone first, then those that only the server knows.
pub(super) fn attachments_of(view: &ReportView) -> Vec<AttachmentStatus> {
    let here = view.attachments.iter().map(|it| AttachmentStatus {
        id: it.id,
        role: it.role,
        stage: Some(it.stage),
        why: Some(it.why.clone()).filter(|why| !why.is_empty()),
    });
    let elsewhere = view.story.iter().flat_map(|story| &story.attachments).filter(|it| view.stage(it.id).is_none());
    let elsewhere = elsewhere.map(|it| AttachmentStatus {
        id: it.id,
        role: it.role,
        stage: it.received.then_some(Stage::Received),
        why: None,
    });
    here.chain(elsewhere).collect()
}

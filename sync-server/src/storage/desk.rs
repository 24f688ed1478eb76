//! Use cases of people who look at reports: staff in the office, and departments through their links.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use shared::change::Kind;
use shared::domain::{AttachmentRole, Black, Department, Outcome};
use shared::merge::{self, Record};
use shared::state::{Happening, Occasion, State, Status};
use uuid::Uuid;

use super::{Result, Staff, StaffRole};
use crate::photos::Blob;
use crate::photos::picture::Stored;

/// An edit that staff make to a record.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What the record is.
    pub kind: Kind,
    /// Which record; it begins with this edit where there is none.
    pub record: Uuid,
    /// New values.
    pub fields: BTreeMap<String, Value>,
    /// The changes that the form showed in these fields; none takes what holds now (command line, import).
    pub bases: Option<BTreeMap<String, Uuid>>,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It has this place in the order.
    Stored(u64),
    /// It says what holds already.
    Nothing,
}

/// Why an edit is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such record.
    #[error("there is no such record")]
    Unknown,
    /// The role may not.
    #[error("this role may not do that")]
    NotAllowed,
    /// A value is not possible.
    #[error("a value is not possible")]
    Invalid,
    /// Somebody else has written into it since the form was shown.
    #[error("somebody else has written into it")]
    Stale,
    /// A report cannot be the same as itself, nor as one that is merged into it.
    #[error("a report cannot be merged into itself")]
    Circle,
}

/// More than so many are not counted.
pub const MANY: u64 = 10_000;

/// A list's filter; everything where empty.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this category.
    pub category: Option<String>,
    /// At this department.
    pub department: Option<String>,
    /// In this district.
    pub district: Option<String>,
    /// Short number, or words of the note or the place.
    pub text: Option<String>,
    /// How many to pass over.
    pub offset: u32,
    /// How many to show.
    pub limit: u32,
}

/// A report in a list.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// Which.
    pub id: Uuid,
    /// Short number.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// The category is dangerous to people.
    pub hazard: bool,
    /// Place in words: nearest stop or street, district.
    pub place: Option<String>,
    /// WGS84 latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// When it was seen, by the phone's clock.
    pub taken_at: Option<DateTime<Utc>>,
    /// When the server stored it.
    pub stored_at: DateTime<Utc>,
    /// State and what its words need.
    pub status: Status,
    /// A photo that may be shown.
    pub photo: Option<Uuid>,
    /// Values met and nobody has decided.
    pub conflicts: u32,
}

/// A report with everything that its page shows.
#[derive(Clone, Debug)]
pub struct ReportPage {
    /// As in lists.
    pub row: ReportRow,
    /// Its fields, with who set them and what lost.
    pub record: Record,
    /// Photos and voice notes.
    pub attachments: Vec<AttachmentRow>,
    /// What happened, oldest first.
    pub history: Vec<Happening>,
    /// Who of the staff did it, by place in the order.
    pub signed: BTreeMap<u64, String>,
    /// What each change said, by place in the order.
    pub written: BTreeMap<u64, Written>,
    /// The ledger.
    pub forwardings: Vec<ForwardingRow>,
    /// Fields in which values met.
    pub conflicts: Vec<Conflict>,
    /// Short number of the report that it was merged into.
    pub same_as_number: Option<String>,
    /// Reports that were merged into it: id and short number.
    pub merged: Vec<(Uuid, String)>,
}

/// What one change said.
#[derive(Clone, Debug)]
pub struct Written {
    /// Which change.
    pub change: Uuid,
    /// When, by its author's clock.
    pub made_at: DateTime<Utc>,
    /// Fields of the report: what was said, where something had been said before.
    pub fields: Vec<FieldEdit>,
}

/// What a change did to a field.
#[derive(Clone, Debug)]
pub struct FieldEdit {
    /// Which.
    pub field: String,
    /// What held until then.
    pub before: Value,
    /// What the change says.
    pub value: Value,
    /// Which of them holds.
    pub outcome: merge::Outcome,
}

/// A field in which two values met.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// The value that holds.
    pub holds: Value,
    /// The values that lost and are not settled.
    pub lost: Vec<Value>,
}

/// An attachment.
#[derive(Clone, Debug)]
pub struct AttachmentRow {
    /// Which.
    pub id: Uuid,
    /// Of which report.
    pub report: Uuid,
    /// What it shows.
    pub role: AttachmentRole,
    /// Kept apart: evidence, or bytes that nobody could decode.
    pub sealed: bool,
    /// Media type, once known.
    pub mime: Option<String>,
    /// SHA-256 of the bytes on disk, once every byte is there.
    pub blob: Option<[u8; 32]>,
    /// Its report says that a person or number plate is in the photo, and nobody has checked.
    pub unchecked: bool,
    /// What is blacked out wherever it is shown or sent.
    pub black: Vec<Black>,
    /// When its bytes were erased, UTC.
    pub erased_at: Option<DateTime<Utc>>,
    /// Staff released it for reports of work.
    pub released: bool,
}

impl AttachmentRow {
    /// The picture as everybody may see it, once every byte is there.
    pub fn picture(&self) -> Option<Stored> {
        Some(Stored { blob: self.blob?, black: self.black.clone() })
    }

    /// Media type under which this voice note is served; none where it is none. Whatever a phone says, it is nothing else:
    /// a photo that calls itself sound would come out as it was sent.
    pub fn sound(&self) -> Option<&'static str> {
        let mime = self.mime.as_deref()?.split(';').next()?;
        SOUNDS.into_iter().find(|known| self.role == AttachmentRole::Voice && *known == mime)
    }
}

/// A browser's guesses about a file must not matter.
const SOUNDS: [&str; 5] = ["audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm"];

/// A line of the ledger.
#[derive(Clone, Debug)]
pub struct ForwardingRow {
    /// Which.
    pub id: Uuid,
    /// Of which report.
    pub report: Uuid,
    /// Code of the department.
    pub department: String,
    /// Why.
    pub occasion: Occasion,
    /// By urgent mail.
    pub urgent: bool,
    /// `waiting`, `frozen`, `mailed`, `bounced`, `cancelled`, `covered`.
    pub status: String,
    /// When the ledger took it, UTC.
    pub created_at: DateTime<Utc>,
    /// When the mail went out, UTC.
    pub mailed_at: Option<DateTime<Utc>>,
    /// How often the report was reopened, or which contact this one is; 0 where it is unknown.
    pub nth: u32,
    /// Name of the contact that an urgent mail went to; may be empty.
    pub contact: String,
}

/// What an answer page shows.
#[derive(Clone, Debug)]
pub struct OfferedAnswer {
    /// The forwarding that the link names.
    pub forwarding: ForwardingRow,
    /// The report that an answer reaches: the one that the forwarded one was merged into, if it was.
    pub report: ReportRow,
    /// It was merged: its own number differs from the one in the mail.
    pub number_in_mail: String,
    /// Name of the department.
    pub department: String,
    /// The department confirms first.
    pub wants_accept: bool,
    /// The department is no longer asked: withdrawn, closed or passed on.
    pub over: bool,
    /// A newer mail asks the same department about the same report: its forwarding.
    pub newer: Option<Uuid>,
    /// Name of the district.
    pub district: Option<String>,
    /// The Kümmerer's or staff's words.
    pub text: Option<String>,
    /// Code of the amount class.
    pub amount: Option<String>,
    /// Photos that may be shown.
    pub photos: Vec<Uuid>,
    /// Photos that the department has sent itself.
    pub sent: Vec<Uuid>,
    /// What the department has said already: outcome, words, when.
    pub earlier: Vec<(Outcome, Option<String>, DateTime<Utc>)>,
}

impl OfferedAnswer {
    /// An answer under this link still reaches somebody.
    pub fn is_asked(&self) -> bool {
        !self.over && self.newer.is_none()
    }
}

/// Everything that a department was asked for and that is open.
#[derive(Clone, Debug)]
pub struct OpenAt {
    /// The department.
    pub department: Department,
    /// The most urgent ones, by the newest link of each.
    pub items: Vec<OfferedAnswer>,
    /// How many there are.
    pub count: usize,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is stored, or was before.
    Stored,
    /// The department is no longer asked under this link.
    NotAsked,
    /// There is no such forwarding.
    Unknown,
}

/// What a department says.
#[derive(Clone, Debug)]
pub struct AnswerGiven {
    /// The forwarding that it answers.
    pub forwarding: Uuid,
    /// What.
    pub outcome: Outcome,
    /// In its words.
    pub note: Option<String>,
    /// Who, as initials.
    pub initials: Option<String>,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// Every form carries it.
    pub csrf: String,
    /// Not valid after this time, UTC.
    pub expires_at: DateTime<Utc>,
}

/// What people who look at reports do.
pub trait Desk: Send + Sync {
    /// Makes an account, or gives an existing one a new password and role; its sessions end.
    fn put_user(&self, name: &str, role: StaffRole, password_hash: &str, now: DateTime<Utc>) -> Result<Uuid>;
    /// The account of a name, with the hash of its password.
    fn user(&self, name: &str) -> Result<Option<(Staff, String)>>;
    /// Begins a session.
    fn add_session(&self, token_hash: &[u8; 32], user: Uuid, csrf: &str, expires_at: DateTime<Utc>) -> Result<()>;
    /// The session of a token, if it is still valid; it is prolonged to `prolong_to`.
    fn session(&self, token_hash: &[u8; 32], now: DateTime<Utc>, prolong_to: DateTime<Utc>) -> Result<Option<Session>>;
    /// Ends a session.
    fn end_session(&self, token_hash: &[u8; 32]) -> Result<()>;

    /// Edits of staff, all or none. The author is the account; none is the server's own set-up.
    fn edit(&self, staff: Option<Uuid>, edits: &[Edit], now: DateTime<Utc>) -> Result<Result<Vec<Edited>, Refused>>;
    /// Takes tasks from the phones that were answered before this time, or that made sense until a day before `due`; how
    /// many.
    fn close_old_tasks(&self, answered: DateTime<Utc>, due: NaiveDate, now: DateTime<Utc>) -> Result<u64>;
    /// Sends a report to its department again.
    fn resend(&self, staff: Uuid, report: Uuid, now: DateTime<Utc>) -> Result<Result<(), Refused>>;
    /// A page of reports, newest first, and how many there are in all; a count over [`MANY`] is not taken to its end.
    fn reports(&self, filter: &Filter) -> Result<(Vec<ReportRow>, u64)>;
    /// One report.
    fn report(&self, id: Uuid) -> Result<Option<ReportPage>>;
    /// All records of a kind that the office sets up, and tasks.
    fn records(&self, kind: &Kind) -> Result<Vec<Record>>;

    /// An attachment, for whoever has been checked to have the right.
    fn attachment(&self, id: Uuid) -> Result<Option<AttachmentRow>>;
    /// Whether a phone may see this attachment.
    fn phone_may_see(&self, device: Uuid, attachment: Uuid) -> Result<bool>;

    /// What an answer link leads to.
    fn offered(&self, forwarding: Uuid) -> Result<Option<OfferedAnswer>>;
    /// What is open at a department, by its record; none where it is unknown.
    fn open_at(&self, department: Uuid) -> Result<Option<OpenAt>>;
    /// Stores an answer that came by a link, and the photo that came with it, if the department is still asked there.
    fn answer_by_link(&self, answer: &AnswerGiven, photo: Option<&Blob>, now: DateTime<Utc>) -> Result<Answered>;
    /// Stores an answer, however late; the report it reached, or nothing where the forwarding is unknown.
    fn answer(&self, answer: &AnswerGiven, now: DateTime<Utc>) -> Result<Option<Uuid>>;
}

//! Use cases of the mail job: what is due, freezing a mail, and what became of it.

use chrono::{DateTime, Utc};
use forwarding::schedule::Rhythm;
use shared::domain::Withdrawal;
use shared::state::{Happening, Occasion};
use uuid::Uuid;

use super::{AttachmentRow, ReportRow, Result};

/// A department that gets mail.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// Its record.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// As people say it.
    pub short: String,
    /// As people say it inside a sentence: "die EDG".
    pub in_sentence: String,
    /// In full.
    pub name: String,
    /// Where the digest goes.
    pub email: String,
    /// Where urgent mail goes.
    pub urgent_email: String,
    /// When the digest goes, and the list of what is open.
    pub rhythm: Rhythm,
    /// It confirms first.
    pub wants_accept: bool,
}

/// A department's digest, as far as it is planned.
#[derive(Clone, Debug)]
pub struct DigestPlan {
    /// To whom.
    pub to: Addressee,
    /// When it goes out next, UTC.
    pub next_due: Option<DateTime<Utc>>,
    /// When the list of what is open goes out next, UTC; none where the department wants none, or it is not planned yet.
    pub open_list_due: Option<DateTime<Utc>>,
    /// Forwardings that could join it now.
    pub ready: u32,
}

/// A mail whose members and Message-ID no longer change.
#[derive(Clone, Debug)]
pub struct FrozenMail {
    /// Its id, also the left part of its Message-ID.
    pub id: Uuid,
    /// To whom.
    pub to: Addressee,
    /// At once, by the urgent address.
    pub urgent: bool,
    /// Whole, with angle brackets.
    pub message_id: String,
    /// Message-ID of an earlier mail about the same report, for urgent ones.
    pub in_reply_to: Option<String>,
    /// How often it was tried, or the digest that it stands for.
    pub tries: u32,
    /// It is a part of a digest that was refused: how many parts were refused, and whether one was taken.
    pub part: Option<(u32, bool)>,
    /// How many forwardings it announces.
    pub members: usize,
    /// What it announces, from today's rows; fewer than `members` while reports are missing after a restore.
    pub items: Vec<FrozenItem>,
    /// The list of what else is open at the department, where it carries that; nothing of it is announced.
    pub open: Option<Vec<OpenReport>>,
}

/// A report that a department knows and has not finished.
#[derive(Clone, Debug)]
pub struct OpenReport {
    /// The report as it is now.
    pub report: ReportRow,
    /// Name of the district.
    pub district: Option<String>,
    /// When the department heard of it first, UTC.
    pub since: DateTime<Utc>,
}

/// A forwarding in a mail, with its report as it is today.
#[derive(Clone, Debug)]
pub struct FrozenItem {
    /// The forwarding.
    pub forwarding: Uuid,
    /// Why.
    pub occasion: Occasion,
    /// How often the report was reopened.
    pub nth: u32,
    /// The report as it is now.
    pub report: ReportRow,
    /// The Kümmerer's or staff's words.
    pub note: Option<String>,
    /// Code of the amount class.
    pub amount: Option<String>,
    /// Name of the district.
    pub district: Option<String>,
    /// Accuracy of the place in metres.
    pub accuracy: Option<f64>,
    /// Sightings by others.
    pub sightings: u32,
    /// Why its author took it back.
    pub taken_back: Option<Withdrawal>,
    /// All that happened to the report.
    pub history: Vec<Happening>,
    /// How many of the same category there were at this place lately, this one included, and since when, UTC.
    pub here: Option<(u32, DateTime<Utc>)>,
    /// Attachments that may be mailed: not sealed, received, checked.
    pub photos: Vec<AttachmentRow>,
    /// Photos are announced and not here yet.
    pub photo_pending: bool,
    /// Photos wait for staff.
    pub photo_held: bool,
    /// Somebody spoke; that is heard in the office alone.
    pub voice: bool,
}

/// A mail that the receiving server took.
#[derive(Clone, Copy, Debug)]
pub struct Mailed {
    /// The mail.
    pub mail: Uuid,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// What a mail is made of.
pub trait Ledger: Send + Sync {
    /// Mail waits for staff: the database was restored without its journal.
    fn mail_held(&self) -> Result<bool>;
    /// Every department, with its plan.
    fn digests(&self, now: DateTime<Utc>) -> Result<Vec<DigestPlan>>;
    /// Stores when a department's next digest is due.
    fn set_next_due(&self, department: &str, at: DateTime<Utc>) -> Result<()>;
    /// Stores when a department's next list of what is open is due.
    fn set_open_list_due(&self, department: &str, at: Option<DateTime<Utc>>) -> Result<()>;
    /// Freezes a digest of all that may join it: reports that are whole, or were stored more than 24 h ago; with the list of
    /// what is open, where that is due: the next one is planned in the same transaction. Nothing new and nothing open, no
    /// mail. The journal has it before this returns.
    fn freeze_digest(&self, department: &str, mail: Uuid, host: &str, now: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// Freezes one urgent mail for each report that has urgent forwardings waiting.
    fn freeze_urgent(&self, new_id: &mut dyn FnMut() -> Uuid, host: &str, now: DateTime<Utc>) -> Result<Vec<Uuid>>;
    /// Hazards that nobody has confirmed in time: the next contact is asked by a forwarding and a frozen mail of its own, and
    /// where nobody is left to ask, *Zu tun* says so. How many reports that happened to; a second time at once, none.
    fn ask_next_contacts(&self, new_id: &mut dyn FnMut() -> Uuid, host: &str, now: DateTime<Utc>) -> Result<u32>;
    /// A frozen mail with its items as they are today.
    fn frozen_mail(&self, mail: Uuid) -> Result<Option<FrozenMail>>;
    /// It is out. The journal has it before this returns.
    fn mailed(&self, mailed: Mailed) -> Result<()>;
    /// A mail came back: the reports' words change back, and staff see it.
    fn bounced(&self, mail: Uuid, why: &str, now: DateTime<Utc>) -> Result<()>;
}

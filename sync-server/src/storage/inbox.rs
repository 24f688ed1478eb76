//! Use cases of incoming post: what departments and mail servers send back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::domain::Outcome;
use uuid::Uuid;

use super::{Refused, Result};
use crate::mail::Letter;

/// What a message turned out to be, once it was compared with what the city knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomingKind {
    /// A department writes about one report.
    Reply,
    /// Nobody knows the sender: kept apart from the reports.
    Stranger,
    /// A department writes, and no one number says about what.
    Unplaced,
    /// A mail came back.
    Bounce,
    /// A mail server still tries.
    Delay,
    /// A machine wrote it.
    Automatic,
    /// Nobody can read it.
    Unreadable,
}

impl IncomingKind {
    /// The name in the database and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            IncomingKind::Reply => "reply",
            IncomingKind::Stranger => "stranger",
            IncomingKind::Unplaced => "unplaced",
            IncomingKind::Bounce => "bounce",
            IncomingKind::Delay => "delay",
            IncomingKind::Automatic => "automatic",
            IncomingKind::Unreadable => "unreadable",
        }
    }
}

/// A message of which every byte is on the disk.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// The id that it gets.
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub blob: [u8; 32],
    /// What stands in it.
    pub letter: &'a Letter,
}

/// A message in the inbox.
#[derive(Clone, Debug)]
pub struct IncomingRow {
    /// Which.
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub blob: [u8; 32],
    /// When it came, UTC.
    pub received_at: DateTime<Utc>,
    /// What it is.
    pub kind: IncomingKind,
    /// `open`, `answered`, `noted`, `dismissed`, or `closed`: nobody had to do anything.
    pub status: String,
    /// Who it says it is from.
    pub sender: String,
    /// One line.
    pub subject: String,
    /// The sender's own words.
    pub text: String,
    /// What the words suggest.
    pub suggested: Option<Outcome>,
    /// How many pictures are attached.
    pub photos: u32,
    /// The report that it is about.
    pub report: Option<IncomingReport>,
    /// The forwarding that it answers.
    pub forwarding: Option<Uuid>,
    /// The mail of ours that it is about, where it came back.
    pub mail: Option<Uuid>,
    /// Code of the department; empty where none is known.
    pub department: String,
}

/// What the inbox says of a report.
#[derive(Clone, Debug)]
pub struct IncomingReport {
    /// Which.
    pub id: Uuid,
    /// Short number.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// The category is dangerous to people.
    pub hazard: bool,
}

/// What staff decide about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is the department's answer: as if it had been given by the link.
    Answer(Outcome),
    /// It stands in the history, and nothing follows.
    Note,
    /// It is of no use.
    Dismiss,
    /// It is about this report.
    Assign(Uuid),
    /// The mail did not arrive.
    Bounced,
}

/// Which messages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingList {
    /// What waits for somebody: replies to hazards first, then the longest waiting.
    Open,
    /// Everything, the newest first.
    All,
    /// Replies about one report, the newest first.
    Of(Uuid),
}

/// What comes in by mail.
pub trait Inbox: Send + Sync {
    /// Notes where a mail is about to go.
    fn note_recipients(&self, mail: Uuid, addresses: &[String]) -> Result<()>;
    /// Stores a message and does what follows from it; none where it is known.
    fn take_in(&self, arrived: &Arrived, now: DateTime<Utc>) -> Result<Option<IncomingKind>>;
    /// Messages of a list, at most so many, and how many there are.
    fn inbox(&self, list: IncomingList, offset: u32, limit: u32) -> Result<(Vec<IncomingRow>, u64)>;
    /// One message.
    fn incoming(&self, id: Uuid) -> Result<Option<IncomingRow>>;
    /// Staff decide. [`Refused::Stale`] where somebody else has, [`Refused::Invalid`] where this cannot be decided of it.
    fn decide(&self, staff: Uuid, id: Uuid, decision: Decision, now: DateTime<Utc>) -> Result<Result<(), Refused>>;
    /// Claims a reply to a hazard of which the office is to hear by mail; nobody else gets it before `until`.
    fn claim_alert(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<IncomingRow>>;
    /// The office has heard of it.
    fn alerted(&self, id: Uuid) -> Result<()>;
}

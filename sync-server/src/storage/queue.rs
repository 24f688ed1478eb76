//! Use cases of the outgoing post: who sends which mail now, what became of it, and where mail does not get through.

use chrono::{DateTime, Utc};
use forwarding::retry::{About, Then};
use uuid::Uuid;

use super::Result;

/// A mail that its holder alone may send until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub mail: Uuid,
    /// Until then, UTC.
    pub until: DateTime<Utc>,
    /// No earlier attempt can have arrived.
    pub certain: bool,
}

/// A mail that was not handed over.
#[derive(Clone, Debug)]
pub struct Undelivered {
    /// Whose attempt it was. One that has lapsed says nothing any more: somebody else is at it.
    pub claim: Claim,
    /// What the failure is about.
    pub about: About,
    /// The other side certainly does not have it.
    pub certain: bool,
    /// What becomes of it.
    pub then: Then,
    /// New mails, and which forwardings of this one go with each: where it is divided.
    pub parts: Vec<(Uuid, Vec<Uuid>)>,
    /// Right side of their Message-IDs.
    pub host: String,
    /// For staff; no personal data.
    pub why: String,
}

/// Whether mail gets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As far as is known.
    Open,
    /// It did not, and it is too early to ask again.
    Closed,
    /// It did not: whoever hears this asks, and nobody else does.
    Ask,
}

/// Where mail does not get through.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Code of the department; none: the mail server takes nothing.
    pub department: Option<String>,
    /// Its urgent mail.
    pub urgent: bool,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
    /// How many attempts failed.
    pub tries: u32,
    /// When it is tried again, UTC.
    pub next_try: DateTime<Utc>,
    /// What the other side said.
    pub why: String,
}

/// A mail that is not out.
#[derive(Clone, Debug)]
pub struct PostRow {
    /// Which.
    pub id: Uuid,
    /// Code of the department.
    pub department: String,
    /// At once, about one report.
    pub urgent: bool,
    /// `frozen`, `bounced` or `failed`.
    pub status: String,
    /// It may have arrived.
    pub unknown: bool,
    /// When its members were fixed, UTC.
    pub frozen_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, UTC.
    pub next_attempt: DateTime<Utc>,
    /// What the other side said.
    pub why: String,
    /// Addresses that were refused while others took it.
    pub refused: String,
    /// Its reports: id and number.
    pub reports: Vec<(Uuid, String)>,
}

/// What the outgoing post does.
pub trait Queue: Send + Sync {
    /// Claims the next frozen mail whose attempt is due, urgent or not; nobody else gets it before `until`.
    fn claim(&self, urgent: bool, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<Claim>>;
    /// Addresses that were refused while others took the mail: staff see them.
    fn partly_refused(&self, mail: Uuid, addresses: &[String]) -> Result<()>;
    /// A claimed mail was not handed over.
    fn undelivered(&self, undelivered: &Undelivered, now: DateTime<Utc>) -> Result<()>;
    /// Whether mail gets out. Whoever is told to ask has until `until` to say what came of it.
    fn way(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Way>;
    /// It does not: what certainly is not out joins the next digests, so that each department gets one in the end.
    fn way_is_closed(&self, why: &str, now: DateTime<Utc>) -> Result<()>;
    /// It does again.
    fn way_is_open(&self) -> Result<()>;
    /// All that waits for a better moment is due now: of this department, or of all.
    fn try_now(&self, department: Option<&str>, now: DateTime<Utc>) -> Result<()>;
    /// Where mail does not get through, the mail server first, then the longest.
    fn troubles(&self) -> Result<Vec<Trouble>>;
    /// What staff are told of, since it has lasted a day: the mail server alone, or departments that mail does not reach.
    fn lasting_troubles(&self, now: DateTime<Utc>) -> Result<Vec<Trouble>>;
    /// Mails that are not out and of which something is known, the oldest first; and so many that staff must look at.
    fn post(&self, limit: u32) -> Result<Vec<PostRow>>;
}

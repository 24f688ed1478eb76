//! Use cases of monthly summaries: the numbers of an area, and who was sent them.

use chrono::{DateTime, TimeDelta, Utc};
use forwarding::month::Month;
use uuid::Uuid;

use super::Result;

/// What became of the reports of a month in an area. Reports that are taken back, or that are the same as another, do not
/// count. Nothing about persons, and nothing of anonymous facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// One line for each category that was reported, by code.
    pub lines: Vec<SummaryLine>,
    /// From the report to the department's first answer, the middle one; none where nothing was answered.
    pub answered_after: Option<TimeDelta>,
    /// What is open in the area, whenever it was reported: the oldest ones.
    pub longest: Vec<LongOpen>,
}

/// The reports of a category, by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryLine {
    /// Code of the category.
    pub category: String,
    /// Mended, or seen as gone.
    pub done: u64,
    /// By the Kümmerer.
    pub self_done: u64,
    /// By staff, without repair.
    pub closed: u64,
    /// Somebody may still have to do something.
    pub open: u64,
}

/// A report that is open for long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongOpen {
    /// Short number.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// In words.
    pub place: Option<String>,
    /// When it came, UTC.
    pub stored_at: DateTime<Utc>,
}

/// A summary whose recipient, month and Message-ID no longer change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenSummary {
    /// The mail, also the left part of its Message-ID.
    pub mail: Uuid,
    /// Whole, with angle brackets.
    pub message_id: String,
    /// Record of the recipient.
    pub recipient: Uuid,
    /// What it is about.
    pub month: Month,
    /// How often it was tried.
    pub attempts: u32,
}

/// A summary, as the office sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    /// Record of the recipient.
    pub recipient: Uuid,
    /// `frozen`, `mailed`, `failed`.
    pub status: String,
    /// When it went out, or was put together, UTC.
    pub at: DateTime<Utc>,
    /// Why it did not go out; no personal data.
    pub why: String,
}

/// What summaries need.
pub trait Summaries: Send + Sync {
    /// The numbers of an area, by layer and foreign id, about what came between two times, UTC.
    fn summary(&self, layer: &str, area: &str, span: (DateTime<Utc>, DateTime<Utc>)) -> Result<Summary>;
    /// Freezes a mail about this month for each of these recipients that has none; one that was refused for good is tried
    /// again as it was. The journal has it before this returns.
    fn freeze_summaries(
        &self,
        recipients: &[Uuid],
        month: Month,
        new_id: &mut dyn FnMut() -> Uuid,
        host: &str,
        retry: bool,
        now: DateTime<Utc>,
    ) -> Result<()>;
    /// Claims the next one whose attempt is due; nobody else gets it before `until`.
    fn claim_summary(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<FrozenSummary>>;
    /// It is out. The journal has it before this returns.
    fn summary_mailed(&self, mail: Uuid, at: DateTime<Utc>) -> Result<()>;
    /// It is not; none for `next_attempt` where trying again is pointless.
    fn summary_undelivered(&self, mail: Uuid, why: &str, next_attempt: Option<DateTime<Utc>>) -> Result<()>;
    /// What became of the summaries of a month.
    fn summaries_of(&self, month: Month) -> Result<Vec<SummaryRow>>;
}

//! Where everything is kept: use cases, each one transaction. SQLite now ([`sqlite`]); the traits are the place where
//! PostgreSQL comes in when one machine is outgrown. No ORM and no query builder: SQL is written for its engine.
//!
//! Calls block; the edges run them on a thread for blocking work. Time comes in as an argument.

mod conversation;
mod desk;
mod evidence;
mod inbox;
mod ledger;
mod lending;
mod operations;
mod privacy;
mod proof;
mod queue;
mod retention;
mod review;
mod setup;
pub mod sqlite;
mod summaries;

pub use conversation::{Device, Devices, Enrolled, Enrolment, Exchange, RefusedEnrolment, Staff, StaffRole};
pub use desk::{
    AnswerGiven, Answered, AttachmentRow, Conflict, Desk, Edit, Edited, FieldEdit, Filter, ForwardingRow, MANY,
    OfferedAnswer, OpenAt, Refused, ReportPage, ReportRow, Session, Written,
};
pub use evidence::{Evidence, EvidenceRow, Exhibit, HandOver, LogRow, MAX_TRIES, NewHandOver, Shelf};
pub use inbox::{Arrived, Decision, Inbox, IncomingKind, IncomingList, IncomingReport, IncomingRow};
pub use ledger::{Addressee, DigestPlan, FrozenItem, FrozenMail, Ledger, Mailed, OpenReport};
pub use lending::{Lending, LoanRow};
pub use operations::{Copied, Findings, Operations, Overview, Recovered};
pub use privacy::{Kept, Privacy};
pub use proof::{FactCount, Left, Member, Proof, Released, Reported};
pub use queue::{Claim, PostRow, Queue, Trouble, Undelivered, Way};
pub use retention::{Due, Erased, Retention, Run};
pub use review::{Counts, Deed, DeedRow, ParkedRow, PhoneRow, Review, Spot, TodoRow, Undone, View};
pub use setup::{Account, DryRun, MailRow, Moved, Setup};
pub use summaries::{FrozenSummary, LongOpen, Summaries, Summary, SummaryLine, SummaryRow};

use chrono::TimeDelta;

use crate::api::uploads::UploadLedger;

/// Why a use case failed. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The disk is full: 507, and try again later.
    #[error("the disk is full")]
    NoSpace,
    /// The database failed.
    #[error("the database failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// A stored row cannot be read back.
    #[error("a stored row cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The city is not set up.
    #[error("there is no city in this database yet")]
    NoCity,
    /// The bytes of an attachment cannot be removed.
    #[error("a file cannot be removed: {0}")]
    Attachments(#[from] crate::photos::StoreError),
    /// The journal beside the database cannot be written.
    #[error("the journal cannot be written: {0}")]
    Journal(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => StorageError::NoSpace,
            _ => StorageError::Sqlite(error),
        }
    }
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(mut waits: Vec<TimeDelta>) -> Option<TimeDelta> {
    waits.sort_unstable();
    let upper = *waits.get(waits.len() / 2)?;
    let lower = *waits.get(waits.len().checked_sub(1)? / 2)?;
    Some(lower + (upper - lower) / 2)
}

/// What a use case returns.
pub type Result<T, E = StorageError> = std::result::Result<T, E>;

/// Everything that the server keeps.
pub trait Storage:
    Devices
    + Exchange
    + Desk
    + Review
    + Setup
    + Lending
    + Evidence
    + Ledger
    + Queue
    + Inbox
    + Summaries
    + Retention
    + Proof
    + Privacy
    + Operations
    + UploadLedger
{
}

impl<
    T: Devices
        + Exchange
        + Desk
        + Review
        + Setup
        + Lending
        + Evidence
        + Ledger
        + Queue
        + Inbox
        + Summaries
        + Retention
        + Proof
        + Privacy
        + Operations
        + UploadLedger,
> Storage for T
{
}

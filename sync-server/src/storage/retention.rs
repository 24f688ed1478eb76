//! Use cases of retention: what is kept no longer than it may be, and the proof that it is gone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Result;
use crate::photos::{Sha256, StoreError};

/// What is from before these moments is due, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Voice notes that came.
    pub voice: DateTime<Utc>,
    /// Reports that ended: their photos.
    pub ended: DateTime<Utc>,
    /// Reports that were stored, whatever became of them: all of their photos.
    pub stored: DateTime<Utc>,
    /// Evidence that was handed over.
    pub handed_over: DateTime<Utc>,
    /// Mails that went out, and messages that came in.
    pub mails: DateTime<Utc>,
    /// Reports that ended: who reported them.
    pub author: DateTime<Utc>,
    /// Reports that were stored: all of them but numbers, once nobody knows any more who reported them.
    pub text: DateTime<Utc>,
    /// What staff did and looked at.
    pub log: DateTime<Utc>,
}

/// How much went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Erased {
    /// Photos, of which nobody has the bytes any more.
    pub photos: u64,
    /// Voice notes.
    pub voices: u64,
    /// Sealed attachments.
    pub evidence: u64,
    /// Files that were removed from the disk.
    pub files: u64,
    /// Mails that were kept as files.
    pub mails: u64,
    /// Messages that came in.
    pub messages: u64,
    /// Reports of which nobody can tell any more who wrote them.
    pub authors: u64,
    /// Reports of which only numbers are left.
    pub reports: u64,
    /// Lines of the log.
    pub log: u64,
}

/// A run of retention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// What went.
    pub erased: Erased,
}

/// What is done so that nothing is kept for too long. Each step is a transaction; a process that dies between two of them
/// leaves the rest to the next run.
pub trait Retention: Send + Sync {
    /// Erases attachments that are due, at most so many, and counts them in `erased`; false where none was left. The journal
    /// has them before this returns, so a restore does not bring them back.
    fn erase_attachments(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool>;
    /// Forgets who reported what ended, as [`Retention::erase_attachments`] erases.
    fn forget_authors(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool>;
    /// Makes numbers of reports whose time is over, as [`Retention::erase_attachments`] erases.
    fn forget_reports(&self, due: &Due, most: u32, erased: &mut Erased, now: DateTime<Utc>) -> Result<bool>;
    /// Forgets messages that came in and that nobody has to read any more.
    fn forget_messages(&self, before: DateTime<Utc>) -> Result<u64>;
    /// Forgets lines of the log, and links that have long been over.
    fn forget_log(&self, before: DateTime<Utc>) -> Result<u64>;
    /// Mails that went out before, or never will.
    fn old_mails(&self, before: DateTime<Utc>) -> Result<Vec<Uuid>>;
    /// Hands blobs that were let go to `remove`, unless a row names them. Nobody can begin to name one meanwhile.
    fn remove_let_go(&self, remove: &mut dyn FnMut(&Sha256) -> Result<(), StoreError>) -> Result<u64>;
    /// Notes a run.
    fn note_run(&self, run: &Run) -> Result<()>;
    /// The last runs, newest first.
    fn runs(&self, limit: u32) -> Result<Vec<Run>>;
}

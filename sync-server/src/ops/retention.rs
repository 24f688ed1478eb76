//! Nothing is kept longer than it may be (`retention --now`, and a job). By this server's clock alone: a phone decides nothing.

use chrono::{DateTime, Months, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::folder::Folder;
use crate::photos::{AttachmentStore, StoreError};
use crate::storage::{Due, Erased, Run, Storage, StorageError};

/// So many attachments are erased in one transaction: others write in between.
const AT_ONCE: u32 = 200;
/// A job that has not run for longer than this may have a wrong clock: it notes that, and erases the next time.
const TRUSTED: TimeDelta = TimeDelta::days(7);
/// How often the job erases.
const EVERY: TimeDelta = TimeDelta::hours(20);

/// How long what is kept: the table `[retention]` of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// Voice notes, from the day on which they came.
    pub voice_days: u16,
    /// Photos, after their report ended.
    pub photos_months: u16,
    /// Photos, whatever became of their report; evidence that nobody fetched, too.
    pub photos_at_most_months: u16,
    /// Evidence, after it was handed over.
    pub evidence_days: u16,
    /// Mails, those that go out and those that come in.
    pub mails_days: u16,
    /// Who reported, after the report ended.
    pub author_months: u16,
    /// All of a report, after it came; numbers stay. It waits until nobody knows any more who reported it, so whoever did can
    /// read how it ended.
    pub text_months: u16,
    /// What staff did and looked at.
    pub log_months: u16,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            voice_days: 14,
            photos_months: 6,
            photos_at_most_months: 24,
            evidence_days: 30,
            mails_days: 90,
            author_months: 3,
            text_months: 24,
            log_months: 12,
        }
    }
}

/// In what a term is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Of 24 hours.
    Days,
    /// Of the calendar.
    Months,
}

/// A term as a page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is kept: the end of the name of its text.
    pub key: &'static str,
    /// How long.
    pub amount: u16,
    /// In days or months.
    pub unit: Unit,
}

impl Terms {
    /// All terms, the shortest matter first.
    pub fn lines(&self) -> [Line; 8] {
        let days = |key, amount| Line { key, amount, unit: Unit::Days };
        let months = |key, amount| Line { key, amount, unit: Unit::Months };
        [
            days("voice", self.voice_days),
            days("evidence", self.evidence_days),
            days("mails", self.mails_days),
            months("author", self.author_months),
            months("photos", self.photos_months),
            months("photos-at-most", self.photos_at_most_months),
            months("text", self.text_months),
            months("log", self.log_months),
        ]
    }

    /// What is due now.
    pub fn due(&self, now: DateTime<Utc>) -> Due {
        let days = |days: u16| now - TimeDelta::days(days.into());
        let months =
            |months: u16| now.checked_sub_months(Months::new(months.into())).unwrap_or(DateTime::<Utc>::MIN_UTC);
        Due {
            voice: days(self.voice_days),
            ended: months(self.photos_months),
            stored: months(self.photos_at_most_months),
            handed_over: days(self.evidence_days),
            mails: days(self.mails_days),
            author: months(self.author_months),
            text: months(self.text_months),
            log: months(self.log_months),
        }
    }
}

/// Why a run ended early. What it erased until then is gone; the next run goes on.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A mail that was kept as a file.
    #[error("an old mail cannot be removed: {0}")]
    Mail(#[from] std::io::Error),
}

/// Where the things are.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The rows.
    pub storage: &'a dyn Storage,
    /// The bytes.
    pub photos: &'a dyn AttachmentStore,
    /// Mails that were kept as files.
    pub folder: &'a Folder,
}

/// Erases what is due, and notes what it was.
///
/// # Errors
/// [`RetentionError`].
pub fn run(place: Place, terms: &Terms, now: DateTime<Utc>) -> Result<Run, RetentionError> {
    let (due, storage) = (terms.due(now), place.storage);
    let mut erased = Erased::default();
    while storage.erase_attachments(&due, AT_ONCE, &mut erased, now)? {}
    while storage.forget_authors(&due, AT_ONCE, &mut erased, now)? {}
    while storage.forget_reports(&due, AT_ONCE, &mut erased, now)? {}
    erased.messages = storage.forget_messages(due.mails)?;
    erased.mails = remove_mails(place, due.mails)?;
    erased.log = storage.forget_log(due.log)?;
    let mut remove = |blob: &_| -> Result<(), StoreError> { place.photos.remove(blob) };
    erased.files = storage.remove_let_go(&mut remove)?;
    let run = Run { at: now, erased };
    storage.note_run(&run)?;
    Ok(run)
}

/// As [`run`], for a job that looks often. A clock that has jumped ahead erases nothing at once.
///
/// # Errors
/// As [`run`].
pub fn run_if_due(place: Place, terms: &Terms, now: DateTime<Utc>) -> Result<Option<Run>, RetentionError> {
    let last = place.storage.runs(1)?.first().map(|run| run.at);
    match last.map(|last| now - last) {
        Some(ago) if ago >= TimeDelta::zero() && ago < EVERY => Ok(None),
        Some(ago) if ago >= TimeDelta::zero() && ago < TRUSTED => run(place, terms, now).map(Some),
        _ => {
            place.storage.note_run(&Run { at: now, erased: Erased::default() })?;
            Ok(None)
        }
    }
}

/// Mails of the file mode are called by their ids.
fn remove_mails(place: Place, before: DateTime<Utc>) -> Result<u64, RetentionError> {
    let mut removed = 0;
    for mail in place.storage.old_mails(before)? {
        match std::fs::remove_file(place.folder.mails().join(format!("{mail}.eml"))) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(removed)
}

//! Use cases around what not everybody may see: blacked out photos, sealed evidence and its hand-over, and the log of who
//! looked.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AttachmentRow, Result};
use crate::photos::picture::Stored;

/// Wrong codes after which a hand-over is locked.
pub const MAX_TRIES: u32 = 5;

/// Which reports with evidence are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shelf {
    /// With something sealed that nobody has fetched.
    #[default]
    Open,
    /// With something sealed that was fetched.
    Fetched,
    /// With photos in which something is black, whose originals are evidence.
    Blacked,
}

/// A report with evidence.
#[derive(Clone, Debug)]
pub struct EvidenceRow {
    /// The report.
    pub report: Uuid,
    /// Short number.
    pub number: String,
    /// Code of its category.
    pub category: String,
    /// Place in words.
    pub place: Option<String>,
    /// When the server stored it, UTC.
    pub stored_at: DateTime<Utc>,
    /// Sealed attachments.
    pub sealed: u64,
    /// Photos with something black.
    pub blacked: u64,
    /// Its last hand-over: when it was made, and when it was fetched.
    pub handed: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
}

/// An attachment whose original only the evidence officer may see.
#[derive(Clone, Debug)]
pub struct Exhibit {
    /// The attachment; every byte of it is here.
    pub row: AttachmentRow,
    /// SHA-256 of the original.
    pub sha256: [u8; 32],
    /// Short number of its report.
    pub number: String,
    /// Its place among the report's attachments, from 1.
    pub nth: u32,
    /// When the last byte came, UTC.
    pub received_at: DateTime<Utc>,
    /// The change that said last whether it is sealed.
    pub base: Option<Uuid>,
}

impl Exhibit {
    /// SHA-256 of the original, hexadecimal.
    pub fn sha256_hex(&self) -> String {
        crate::random::to_hex(&self.sha256)
    }

    /// The picture as it was sent.
    pub fn original(&self) -> Stored {
        Stored { blob: self.sha256, black: Vec::new() }
    }

    /// What its file is called when it is loaded: `26-01234-2.jpg`.
    pub fn file_name(&self) -> String {
        let ending = match self.row.mime.as_deref().and_then(|mime| mime.split(';').next()) {
            Some("image/jpeg") => "jpg",
            Some("image/png") => "png",
            Some("image/webp") => "webp",
            Some("image/heic") => "heic",
            Some("audio/webm") => "webm",
            Some("audio/mp4") => "m4a",
            Some("audio/ogg") => "ogg",
            _ => "bin",
        };
        format!("{}-{}.{ending}", self.number, self.nth)
    }
}

/// Evidence is to be handed over.
#[derive(Clone, Debug)]
pub struct NewHandOver {
    /// The form that asks for it: sent twice, it makes one.
    pub id: Uuid,
    /// The report.
    pub report: Uuid,
    /// What of it.
    pub files: Vec<Uuid>,
    /// Who gets it: a police station, a prosecutor.
    pub recipient: String,
    /// Their file number.
    pub file_number: String,
    /// SHA-256 of the link's token.
    pub token_hash: [u8; 32],
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// Not opened after this time, UTC.
    pub expires_at: DateTime<Utc>,
}

/// A hand-over, with its receipt.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// Which.
    pub id: Uuid,
    /// The report.
    pub report: Uuid,
    /// Its short number.
    pub number: String,
    /// What of it.
    pub files: Vec<Uuid>,
    /// Who gets it.
    pub recipient: String,
    /// Their file number.
    pub file_number: String,
    /// When it was made, UTC.
    pub created_at: DateTime<Utc>,
    /// Not opened after this time, UTC.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back, UTC.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Wrong codes so far.
    pub tries: u32,
    /// The receipt: when it was fetched first, UTC, and by whom.
    pub taken: Option<(DateTime<Utc>, String)>,
}

impl HandOver {
    /// It can be opened at this time.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.withdrawn_at.is_none() && self.tries < MAX_TRIES && now <= self.expires_at
    }
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct LogRow {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Name of the account; none is the command line, or somebody without one.
    pub staff: Option<String>,
    /// What, as in the keys of texts.
    pub deed: String,
    /// A few words.
    pub what: String,
    /// The report that it is about: id and short number.
    pub report: Option<(Uuid, String)>,
}

/// What the evidence officer and the auditor do, and whoever blacks out photos.
pub trait Evidence: Send + Sync {
    /// The change that last wrote this field of an attachment.
    fn base(&self, attachment: Uuid, field: &str) -> Result<Option<Uuid>>;
    /// Reports with evidence, newest first, and how many.
    fn evidence(&self, shelf: Shelf, offset: u32, limit: u32) -> Result<(Vec<EvidenceRow>, u64)>;
    /// What of a report is evidence; none where the report is not known.
    fn exhibits(&self, report: Uuid) -> Result<Option<(String, Vec<Exhibit>)>>;
    /// An attachment that is evidence. That staff look at it is in the log before this returns.
    fn look(&self, staff: Uuid, attachment: Uuid, now: DateTime<Utc>) -> Result<Option<Exhibit>>;
    /// Makes a hand-over; false where this one is made already.
    fn hand_over(&self, staff: Uuid, new: &NewHandOver, now: DateTime<Utc>) -> Result<bool>;
    /// Hand-overs of a report, newest first.
    fn hand_overs(&self, report: Uuid) -> Result<Vec<HandOver>>;
    /// One hand-over.
    fn hand_over_by_id(&self, id: Uuid) -> Result<Option<HandOver>>;
    /// Nobody opens it any more; false where it is not known, or was taken back before.
    fn withdraw_hand_over(&self, staff: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool>;
    /// Somebody opens a hand-over. None where the token is unknown, the code wrong, the time over, or there were too many
    /// tries: one answer, so a guesser learns nothing. The receipt is stored before this returns.
    fn open_hand_over(
        &self,
        token_hash: &[u8; 32],
        code_hash: &[u8; 32],
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(HandOver, Vec<Exhibit>)>>;
    /// A file of a hand-over that is still open; in the log before this returns.
    fn fetch(&self, hand_over: Uuid, attachment: Uuid, now: DateTime<Utc>) -> Result<Option<Exhibit>>;
    /// What was done from a time until before another, newest first, and how much.
    fn log(&self, from: DateTime<Utc>, until: DateTime<Utc>, offset: u32, limit: u32) -> Result<(Vec<LogRow>, u64)>;
}

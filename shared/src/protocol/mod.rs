//! Every message between phone and server: JSON over HTTP, bodies compressed with gzip.
//!
//! Both sides use these types, so that they cannot drift apart. Changes travel as the very bytes that their author
//! encoded ([`RawValue`]); the server stores and compares those.

mod fingerprint;
mod view;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

pub use fingerprint::Fingerprint;
pub use view::{AttachmentView, Item, Snapshot, Story};

/// The version of these messages. A server speaks to phones of this version and of the one before.
pub const VERSION: u32 = 1;
/// Header of every request and answer: version and capabilities, `1; tus, gzip`.
pub const HEADER: &str = "kuemmerer-protocol";
/// What this program can do, for [`HEADER`].
pub const CAPABILITIES: &str = "1; tus, gzip";

/// Redeem a code: [`EnrolRequest`] → [`EnrolAnswer`].
pub const ENROL: &str = "/api/v1/enrol";
/// Bring changes and facts: [`PushRequest`] → [`PushAnswer`].
pub const PUSH: &str = "/api/v1/push";
/// Read the view: [`PullRequest`] → [`PullAnswer`].
pub const PULL: &str = "/api/v1/pull";
/// Bytes of attachments, by tus 1.0.
pub const UPLOADS: &str = "/api/v1/uploads/";
/// A photo or voice note: followed by its id.
pub const ATTACHMENTS: &str = "/api/v1/attachments/";

/// Most changes in one push.
pub const MAX_BATCH: usize = 100;
/// Most bytes of a push after decompression.
pub const MAX_PUSH_BYTES: usize = 8 * 1024 * 1024;
/// Most items in a page of a pull.
pub const MAX_PAGE: usize = 500;

/// Reads the version from [`HEADER`]; what follows the semicolon may grow.
pub fn version(header: &str) -> Option<u32> {
    header.split(';').next()?.trim().parse().ok()
}

/// A phone asks to belong to a city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The one-time code, as typed: case, spaces and dashes do not matter.
    pub code: String,
    /// The phone's id: its own choice at its first start, kept for good.
    pub device: Uuid,
}

/// It does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The city's own id: another one is refused while anything waits.
    pub city: Uuid,
    /// The city's name.
    pub city_name: String,
    /// Proves the device from now on. 256 bits, hexadecimal.
    pub token: String,
    /// The device's name, given in the office.
    pub label: String,
    /// The team.
    #[serde(default)]
    pub team: Option<String>,
}

/// What a phone brings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PushRequest {
    /// Encoded changes, in the order of the device's counter.
    #[serde(default)]
    pub changes: Vec<Box<RawValue>>,
    /// Anonymous facts, in no order.
    #[serde(default)]
    pub facts: Vec<Box<RawValue>>,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The server's epoch.
    pub epoch: Uuid,
    /// One for each change, in the order of the request.
    pub verdicts: Vec<Verdict>,
    /// The facts that are stored.
    #[serde(default)]
    pub facts: Vec<Uuid>,
    /// The server's clock, UTC.
    pub now: DateTime<Utc>,
}

/// What became of one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It has this place in the server's order; the same for the same change, however often it is sent.
    Stored(u64),
    /// It is kept raw, and a person looks at it.
    Parked(Parked),
}

/// Why a change is parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parked {
    /// The bytes are no change.
    Malformed,
    /// A value is not possible.
    Invalid,
    /// The author may not write this.
    NotAllowed,
    /// The author is not the device that brought it, or its person is unknown here.
    Author,
    /// Other bytes under the id of a stored change.
    OtherContent,
    /// Another change under the same number of the device: its store was cloned.
    Clone,
    /// An earlier change of the same record is parked.
    Behind,
    /// The device is revoked.
    Revoked,
    /// A reason that this program does not know.
    #[serde(other)]
    Other,
}

impl Parked {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Parked::Malformed => "malformed",
            Parked::Invalid => "invalid",
            Parked::NotAllowed => "not_allowed",
            Parked::Author => "author",
            Parked::OtherContent => "other_content",
            Parked::Clone => "clone",
            Parked::Behind => "behind",
            Parked::Revoked => "revoked",
            Parked::Other => "other",
        }
    }
}

/// How far a phone has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The epoch it knows; none before the first pull.
    pub epoch: Option<Uuid>,
    /// Place in the server's order.
    pub seq: u64,
}

/// A phone asks what is new.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PullRequest {
    /// Since when.
    pub since: Cursor,
    /// Who uses this phone: their reports are part of the view.
    #[serde(default)]
    pub persons: Vec<Uuid>,
    /// By what the phone knows a server that was set back; none where it holds nothing acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Held>,
}

/// The newest own change that a phone holds as acknowledged. A server of this epoch that does not know it was set back to
/// an older state, also where its order has grown beyond that place since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The epoch that acknowledged it.
    pub epoch: Uuid,
    /// Its id.
    pub change: Uuid,
}

/// A page of news.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PullAnswer {
    /// The cursor was unknown, or the epoch is another one: the view begins anew with this page, and the phone offers
    /// again what it still holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// Applied in one transaction.
    pub items: Vec<Item>,
    /// The cursor after this page.
    pub next: Cursor,
    /// There is another page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Of the whole view, on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Up to here everything is in a backup.
    #[serde(default)]
    pub backup_covers_seq: u64,
    /// The server's clock, UTC.
    pub now: DateTime<Utc>,
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?}: {message}")]
pub struct ErrorBody {
    /// What is wrong, for the program.
    pub code: ErrorCode,
    /// What is wrong, for its developer; people read a text of their own language.
    pub message: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request has another form.
    Malformed,
    /// The body is too large.
    TooLarge,
    /// No token, or an unknown one.
    Unauthorized,
    /// The device is revoked.
    Revoked,
    /// The code is wrong, used or expired: the same answer for each.
    WrongCode,
    /// Too many attempts.
    SlowDown,
    /// The version is too old for this server.
    TooOld,
    /// Not here, or not for you.
    NotFound,
    /// The server's disk is full.
    NoSpace,
    /// The server failed; its log says how.
    Internal,
    /// A code that this program does not know.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_may_grow() {
        assert_eq!(version(CAPABILITIES), Some(VERSION));
        assert_eq!(version("2; everything, more"), Some(2));
        assert_eq!(version("nonsense"), None);
    }

    #[test]
    fn an_older_phone_reads_codes_it_does_not_know() {
        assert_eq!(serde_json::from_str::<Parked>(r#""because_of_rain""#).unwrap(), Parked::Other);
        assert_eq!(serde_json::from_str::<ErrorCode>(r#""because_of_rain""#).unwrap(), ErrorCode::Other);
        assert_eq!(serde_json::from_str::<Verdict>(r#"{"parked":"x"}"#).unwrap(), Verdict::Parked(Parked::Other));
    }
}

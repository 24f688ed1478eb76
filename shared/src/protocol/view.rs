//! What a phone may see: snapshots of records, not the log of their changes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::AttachmentRole;
use crate::merge::Record;
use crate::state::{Happening, Status};

/// News about one record of the view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "nearly every item is a record")]
pub enum Item {
    /// It looks like this now.
    Record(Snapshot),
    /// It left the view.
    Gone {
        /// Which.
        id: Uuid,
    },
}

/// A record at a place in the server's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its fields, with who set them and what lost.
    #[serde(flatten)]
    pub record: Record,
    /// The place in the order at which it last changed: its version.
    pub seq: u64,
    /// For a report: what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Story>,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The short number, `26-01234`.
    pub number: String,
    /// One's own, with everything; otherwise category, place, age and state only.
    pub own: bool,
    /// The state and what its words need.
    pub status: Status,
    /// Short number of the report that speaks for it, where it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as_number: Option<String>,
    /// What became of that one: its outcome is this one's, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<Status>,
    /// Where in the server's order the last thing stands that its author should hear and that is no event of its own: a
    /// message of staff, or the outcome of the report that speaks for it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub told: u64,
    /// Photos and voice notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentView>,
    /// What happened, oldest first; one's own only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Happening>,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// An attachment, as far as a phone may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Which.
    pub id: Uuid,
    /// What it shows.
    pub role: AttachmentRole,
    /// Kept apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// Every byte is on the server's disk.
    #[serde(default)]
    pub received: bool,
}

//! What the auditor asks: how much of what is kept, and what is known about one person.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::Result;

/// How much of something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What: `reports`, `photos`, `voices`, `evidence`, `messages`, `mails`, `log`, `facts`, `persons`, `phones`, `accounts`.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// Since when the oldest of them is here, UTC, where that is known.
    pub oldest: Option<DateTime<Utc>>,
}

/// What the auditor needs.
pub trait Privacy: Send + Sync {
    /// How much is kept, in a fixed order.
    fn kept(&self) -> Result<Vec<Kept>>;
    /// Everything that names this person: the person's record, what the person began on phones, which phones. None for nobody
    /// that is known. Sightings, attachments and reports, each with the fields that hold.
    fn about_person(&self, person: Uuid) -> Result<Option<Value>>;
}

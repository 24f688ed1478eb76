//! Use cases of whoever runs the server.

use std::path::Path;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Result;

/// What is in the database, in numbers.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Overview {
    /// The city's name.
    pub city: String,
    /// Its epoch.
    pub epoch: Uuid,
    /// The server's place in its own order.
    pub seq: u64,
    /// Reports.
    pub reports: u64,
    /// Attachments whose every byte is here.
    pub attachments: u64,
    /// Changes that a person must look at.
    pub parked: u64,
    /// Mails that went out.
    pub mails: u64,
    /// Forwardings that wait.
    pub waiting: u64,
    /// Devices that are not revoked.
    pub devices: u64,
}

/// What `check` finds.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Findings {
    /// SQLite's own check; empty is well.
    pub integrity: Vec<String>,
    /// Records that are not what their changes add up to.
    pub records: Vec<Uuid>,
    /// Attachments whose blob is missing or differs: filled in by the caller, who has the store.
    pub attachments: Vec<Uuid>,
}

/// What whoever runs the server does.
pub trait Operations: Send + Sync {
    /// Sets the city up, once; a second time only its name and zone change.
    fn found_city(&self, name: &str, zone: &str, now: DateTime<Utc>) -> Result<Uuid>;
    /// The city's zone, as in the IANA database.
    fn zone(&self) -> Result<chrono_tz::Tz>;
    /// The key that signs answer links.
    fn secret(&self) -> Result<[u8; 32]>;
    /// In numbers.
    fn overview(&self) -> Result<Overview>;
    /// Integrity of the database, and of each record against its changes.
    fn check(&self) -> Result<Findings>;
    /// Hashes of all blobs that rows name, and whose attachment they are.
    fn blobs(&self) -> Result<Vec<(Uuid, [u8; 32])>>;
    /// A copy of the database at this path, taken while others write. Returns the seq that it covers.
    fn copy_to(&self, path: &Path) -> Result<u64>;
    /// A backup that covers this seq is safe: phones may let go.
    fn backup_covers(&self, seq: u64, epoch: Uuid) -> Result<()>;
    /// After a restore: a new epoch, seq and numbers far ahead, and the journal's facts put back. Without a journal mail
    /// is held until staff release it.
    fn after_restore(&self, epoch: Uuid, journal: Option<&[crate::journal::Entry]>, now: DateTime<Utc>) -> Result<()>;
    /// Staff let mail go again.
    fn release_mail(&self) -> Result<()>;
}

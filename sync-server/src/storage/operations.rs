//! Use cases of whoever runs the server.

use std::path::Path;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Result;
use crate::journal::Entry;

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

/// What is in a copy of the database, read from the copy.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The city's own id.
    pub city: Uuid,
    /// Its epoch.
    pub epoch: Uuid,
    /// Everything up to this place in the server's order is in it.
    pub seq: u64,
    /// What SQLite's own check finds; empty is well.
    pub integrity: Vec<String>,
    /// Hashes of all blobs that its rows name, and whose attachment they are.
    pub blobs: Vec<(Uuid, [u8; 32])>,
}

/// What is known of the time that an older database does not know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recovered<'a> {
    /// Facts to be put back.
    pub journal: &'a [Entry],
    /// Not everything that was mailed is in the journal: mail waits until staff release it.
    pub hold_mail: bool,
    /// Attachments that rows say are here, and whose bytes are not.
    pub without_bytes: &'a [Uuid],
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
    /// Hashes of all blobs that rows name, and whose they are: of an attachment, or of a message that came in.
    fn blobs(&self) -> Result<Vec<(Uuid, [u8; 32])>>;
    /// A copy of the database at this path, taken while others write.
    fn copy_to(&self, path: &Path) -> Result<Copied>;
    /// A backup that covers this seq is safe: phones may let go.
    fn backup_covers(&self, seq: u64, epoch: Uuid) -> Result<()>;
    /// After a restore: a new epoch, seq and numbers far ahead, and the journal's facts put back.
    fn after_restore(&self, epoch: Uuid, recovered: &Recovered, now: DateTime<Utc>) -> Result<()>;
    /// Staff let mail go again.
    fn release_mail(&self) -> Result<()>;
}

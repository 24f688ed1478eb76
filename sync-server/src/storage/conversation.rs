//! Use cases of phones: belonging to the city, bringing and reading.

use chrono::{DateTime, NaiveDate, Utc};
use shared::protocol::{PullAnswer, PullRequest, PushAnswer, PushRequest};
use uuid::Uuid;

use super::Result;

/// A phone that belongs to the city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its own id.
    pub id: Uuid,
    /// Its name in the office.
    pub label: String,
    /// The team that uses it.
    pub team: Option<String>,
    /// When it was locked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The day of its last sync. A day, since more would show when people work.
    pub last_seen: Option<NaiveDate>,
}

/// A one-time code to be given out. The code itself is never stored.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// SHA-256 of the code in its normal form.
    pub code_hash: [u8; 32],
    /// The device's name.
    pub label: String,
    /// Its team.
    pub team: Option<String>,
    /// Not redeemed after this time, UTC.
    pub expires_at: DateTime<Utc>,
}

/// A redeemed code.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// The city's id.
    pub city: Uuid,
    /// The city's name.
    pub city_name: String,
    /// The device's name.
    pub label: String,
    /// Its team.
    pub team: Option<String>,
}

/// Wrong, used and expired are one answer: a guesser learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedEnrolment;

/// What somebody in the office may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[clap(rename_all = "snake_case")]
pub enum StaffRole {
    /// Reviews, corrects, re-routes.
    Reviewer,
    /// Plans and reviews.
    Lead,
    /// Sees sealed evidence.
    EvidenceOfficer,
    /// Reads what is kept and who looked.
    Auditor,
    /// Sets up accounts; no content.
    Admin,
}

/// Somebody in the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The account's id: author of changes.
    pub id: Uuid,
    /// The account's name.
    pub name: String,
    /// What it may do.
    pub role: StaffRole,
}

/// Phones of the city.
pub trait Devices: Send + Sync {
    /// Keeps a code until it is redeemed or expires.
    fn add_enrolment(&self, enrolment: &Enrolment) -> Result<()>;
    /// Redeems a code for one device; for a while also again, since the answer may have been lost. A device that is
    /// known keeps its id, its records and gets the new token; a revoked one is welcome again by a new code.
    fn enrol(
        &self,
        code_hash: &[u8; 32],
        device: Uuid,
        token_hash: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Result<Enrolled, RefusedEnrolment>>;
    /// Whose token this is, revoked or not.
    fn device_by_token(&self, token_hash: &[u8; 32]) -> Result<Option<Device>>;
    /// The hash of a device's token, revoked or not.
    fn token_hash(&self, device: Uuid) -> Result<Option<[u8; 32]>>;
    /// All of them, by label.
    fn devices(&self) -> Result<Vec<Device>>;
    /// Locks a device from the next request on; false where there is none. Written to the journal first.
    fn revoke(&self, device: Uuid, now: DateTime<Utc>) -> Result<bool>;
}

/// Bringing and reading.
pub trait Exchange: Send + Sync {
    /// Stores or parks each change, and stores facts without a trace of who brought them.
    fn push(&self, device: Uuid, push: &PushRequest, now: DateTime<Utc>) -> Result<PushAnswer>;
    /// Staff trust what a revoked device has left: it counts as if the device had brought it before. How many changes were
    /// stored; what breaks another rule still waits for a person.
    fn release(&self, device: Uuid, now: DateTime<Utc>) -> Result<u64>;
    /// Drops what devices that are still revoked left before this time. How many changes.
    fn forget_left_by_revoked(&self, before: DateTime<Utc>) -> Result<u64>;
    /// A page of what the device may see.
    fn pull(&self, device: Uuid, pull: &PullRequest, now: DateTime<Utc>) -> Result<PullAnswer>;
}

//! What proof of work is counted from: anonymous facts by day and team, reports without whoever made them, and who could have
//! made a fact (to show nothing that leads to a person).

use chrono::{DateTime, NaiveDate, Utc};
use forwarding::month::Month;
use shared::domain::FactKind;
use uuid::Uuid;

use super::Result;

/// Facts of one day and team that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct FactCount {
    /// The day.
    pub date: NaiveDate,
    /// Code of the team; empty for a phone of no team.
    pub team: String,
    /// What was done.
    pub what: FactKind,
    /// How often.
    pub count: u64,
}

/// Days on which a person was of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which person.
    pub person: Uuid,
    /// Code of the team; a person without one may hold every phone.
    pub team: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// Day after the last.
    pub until: Option<NaiveDate>,
}

/// A report, as far as proof of work needs it. Those that are taken back, or that are the same as another, do not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Which.
    pub id: Uuid,
    /// Code of the category.
    pub category: String,
    /// The state, as in the interface.
    pub state: String,
    /// Somebody may still have to do something.
    pub open: bool,
    /// WGS84 latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// Place in words.
    pub place: Option<String>,
    /// When the server stored it, UTC.
    pub stored_at: DateTime<Utc>,
    /// The department's first answer, UTC.
    pub answered_at: Option<DateTime<Utc>>,
}

/// What is left of reports whose time is over: how many there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// In which they came.
    pub month: Month,
    /// Code of the category.
    pub category: String,
    /// The state in the end, as in the interface.
    pub state: String,
    /// How many.
    pub reports: u64,
}

/// A photo that staff released for reports of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// Attachment.
    pub id: Uuid,
    /// Its report.
    pub report: Uuid,
    /// `photo`, `before` or `after`.
    pub role: String,
}

/// What proof of work needs.
pub trait Proof: Send + Sync {
    /// Facts from a day to a day, both included.
    fn facts(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<FactCount>>;
    /// Each day and team that checked this stop, the latest first, until `enough` says so.
    fn visits_of(&self, stop: Uuid, enough: &mut dyn FnMut(NaiveDate, &str) -> bool) -> Result<()>;
    /// Who was of which team, and when.
    fn roster(&self) -> Result<Vec<Member>>;
    /// Teams that phones, facts or routes name.
    fn teams_named(&self) -> Result<Vec<String>>;
    /// Reports that were stored between two times, UTC; in an area, by layer and foreign id as of their day.
    fn reported(&self, span: (DateTime<Utc>, DateTime<Utc>), area: Option<(&str, &str)>) -> Result<Vec<Reported>>;
    /// What is left of reports that are kept no longer. Those that are taken back, or that are the same as another, do not count.
    fn left(&self) -> Result<Vec<Left>>;
    /// In which area of a layer each place lies on a day: foreign ids.
    fn located(&self, layer: &str, places: &[((f64, f64), NaiveDate)]) -> Result<Vec<Option<String>>>;
    /// Photos of these reports that staff released.
    fn released(&self, reports: &[Uuid], most: usize) -> Result<Vec<Released>>;
}

//! Use cases of the review desk: what needs a person, looking for reports, taking steps back, and who did what.

use chrono::{DateTime, NaiveDate, Utc};
use forwarding::concern::Why;
use shared::change::Kind;
use uuid::Uuid;

use super::{Device, Edit, Edited, Filter, Refused, ReportRow, Result};

/// A report in *Zu tun*.
#[derive(Clone, Debug)]
pub struct TodoRow {
    /// The report.
    pub row: ReportRow,
    /// Why it is here, by consequence, and since when, UTC.
    pub why: Vec<(Why, DateTime<Utc>)>,
    /// The report that looks alike.
    pub other: Option<Uuid>,
}

/// How much there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports that need a person.
    pub reports: u64,
    /// Changes that wait in quarantine.
    pub parked: u64,
    /// Messages that came in by mail and belong to no report yet.
    pub letters: u64,
    /// All of the inbox that waits for somebody, replies about reports included.
    pub inbox: u64,
    /// Phones that have long not come, or that hold something back.
    pub phones: u64,
    /// Mail does not go out, or not to some departments, and staff should know.
    pub post: u64,
    /// Things that more than one phone has.
    pub lent_twice: u64,
    /// Sealed attachments, and nobody has handed them over.
    pub evidence: u64,
}

impl Counts {
    /// All that *Zu tun* lists.
    pub fn todo(&self) -> u64 {
        self.reports + self.parked + self.letters + self.phones + self.post + self.lent_twice
    }
}

/// Something of a phone that could not be stored as it is.
#[derive(Clone, Debug)]
pub struct ParkedRow {
    /// Which.
    pub id: i64,
    /// The phone that brought it.
    pub device: Uuid,
    /// The phone's name.
    pub label: String,
    /// The phone is locked.
    pub revoked: bool,
    /// Why, as in [`shared::protocol::Parked`].
    pub why: String,
    /// When it came, UTC.
    pub received_at: DateTime<Utc>,
    /// The report that it is about, where that is known here.
    pub report: Option<(Uuid, String)>,
    /// As it was sent.
    pub body: Vec<u8>,
}

/// A phone, as *Zu tun* and the list of phones show it.
#[derive(Clone, Debug)]
pub struct PhoneRow {
    /// The phone.
    pub device: Device,
    /// Photos and voice notes that it has announced and not brought for a day.
    pub missing: u64,
    /// The day on which staff last asked after it.
    pub asked_on: Option<NaiveDate>,
}

/// A part of the map, WGS84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

/// A report on the map.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Which.
    pub id: Uuid,
    /// Short number.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// The category is dangerous to people.
    pub hazard: bool,
    /// It is open.
    pub open: bool,
    /// WGS84 latitude and longitude in degrees.
    pub position: (f64, f64),
}

/// What staff do beside changes.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who; none is the command line.
    pub staff: Option<Uuid>,
    /// What, as in the keys of texts: `evidence_seen`, `device_revoked`.
    pub deed: &'static str,
    /// The record, device, attachment or account.
    pub about: Option<Uuid>,
    /// A few words, no content of reports.
    pub what: String,
}

/// A deed in the log.
#[derive(Clone, Debug)]
pub struct DeedRow {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Name of the account.
    pub staff: Option<String>,
    /// What.
    pub deed: String,
    /// The record, device, attachment or account.
    pub about: Option<Uuid>,
    /// A few words.
    pub what: String,
}

/// A step that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What the record is.
    pub kind: Kind,
    /// Which.
    pub record: Uuid,
    /// Where the step back stands in the order: it can be taken back, too.
    pub seq: Option<u64>,
}

/// What the review desk does.
pub trait Review: Send + Sync {
    /// Reports that need a person: by consequence, the longest waiting first; and how many there are.
    fn todo(&self, why: Option<Why>, offset: u32, limit: u32) -> Result<(Vec<TodoRow>, u64)>;
    /// Why one report is in *Zu tun*.
    fn concerns(&self, report: Uuid) -> Result<Option<TodoRow>>;
    /// How many reports each reason holds.
    fn concern_counts(&self) -> Result<Vec<(Why, u64)>>;
    /// How much there is to do.
    fn counts(&self, now: DateTime<Utc>) -> Result<Counts>;
    /// What could not be stored as it is, oldest first.
    fn parked(&self, limit: u32) -> Result<Vec<ParkedRow>>;
    /// One of them.
    fn parked_change(&self, id: i64) -> Result<Option<ParkedRow>>;
    /// Staff have looked at it and drop it; false where it is gone.
    fn drop_parked(&self, staff: Uuid, id: i64, now: DateTime<Utc>) -> Result<bool>;
    /// Phones, by name; those only that need a look, or all.
    fn phones(&self, all: bool, now: DateTime<Utc>) -> Result<Vec<PhoneRow>>;
    /// Staff have asked after a phone: it is out of *Zu tun* for a week.
    fn asked_after(&self, staff: Uuid, device: Uuid, now: DateTime<Utc>) -> Result<bool>;
    /// As [`super::Desk::edit`], and refused as [`Refused::Stale`] where somebody else has written into a field since the form
    /// was shown.
    fn edit_untouched(&self, staff: Uuid, edits: &[Edit], now: DateTime<Utc>) -> Result<Result<Vec<Edited>, Refused>>;
    /// Takes an edit of staff back: its fields say what they said before. Refused where somebody has written into them
    /// since, and where whoever asks `may` not write to such a record.
    fn undo(
        &self,
        staff: Uuid,
        seq: u64,
        may: &dyn Fn(&Kind) -> bool,
        now: DateTime<Utc>,
    ) -> Result<Result<Undone, Refused>>;
    /// Reports in a part of the map, the newest so many; and whether there are more.
    fn spots(&self, filter: &Filter, view: &View, limit: u32) -> Result<(Vec<Spot>, bool)>;
    /// Districts in which there are reports, by name.
    fn districts(&self) -> Result<Vec<String>>;
    /// Writes down what staff did.
    fn note_deed(&self, deed: &Deed, now: DateTime<Utc>) -> Result<()>;
    /// What staff did, newest first; about one thing, or all.
    fn deeds(&self, about: Option<Uuid>, offset: u32, limit: u32) -> Result<Vec<DeedRow>>;
    /// Settles reports whose derived rows an older program wrote. How many.
    fn catch_up(&self, now: DateTime<Utc>) -> Result<u64>;
}

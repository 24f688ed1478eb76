//! What can be asked of the phone's core. The only way in, for every screen and for the command line.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::domain::{Amount, AttachmentRole, ChoreOutcome, FactKind, Seen, TaskOutcome, Withdrawal};
use shared::geo::Position;
use shared::track::{Fix, Track};
use uuid::Uuid;

use super::board::Board;
use super::chores::ChoreToday;
use super::draft::{Draft, DraftStep};
use super::overview::Overview;
use super::patrol::{RoundSummary, Today};
use super::reference::Reference;
use super::status::{PhoneStatus, ReportStatus, Story};
use super::tasks::TaskToday;
use super::things::ThingToday;

/// A use case. Each is one transaction, [`Request::PreparePhoto`] and [`Request::ImportTrack`] aside, which also compute.
///
/// A report is named as people name it: its number, its id, or a beginning of the id that is its only one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Saves a report with what was taken, for good.
    Report(NewReport),
    /// Works on the oldest photo that is still as it was taken.
    PreparePhoto,
    /// Changes an own report.
    Correct {
        /// Which.
        report: String,
        /// What is different now.
        to: Correction,
    },
    /// Takes an own report back, or takes that back (none).
    Withdraw {
        /// Which.
        report: String,
        /// Why.
        why: Option<Withdrawal>,
    },
    /// Somebody looked again at any report.
    Sighting {
        /// Which.
        report: String,
        /// What was seen.
        seen: Seen,
    },
    /// Keeps a contact or a referral, without a name.
    Fact(FactKind),
    /// Who holds the phone: a name or id; nobody is fine. Whoever has a PIN has to show it ([`Request::SignIn`]).
    UsePerson(Option<String>),
    /// The person holds the phone who shows this PIN.
    SignIn {
        /// Who.
        person: Uuid,
        /// Four digits.
        pin: String,
    },
    /// The person forgot the PIN and shows a code of the office: the PIN is gone, and the person holds the phone.
    ForgotPin {
        /// Who.
        person: Uuid,
        /// Eight digits.
        code: String,
    },
    /// Another PIN for whoever holds the phone, or none.
    SetPin(Option<String>),
    /// A step of today's round.
    Round(RoundStep),
    /// A position on today's way. One a second comes in, so it answers shortly and nothing is read again.
    Fix(Fix),
    /// A round that another device recorded.
    ImportTrack {
        /// The GPX file.
        #[serde(with = "serde_bytes")]
        gpx: Vec<u8>,
        /// Code, name or id of the route that was walked.
        route: Option<String>,
    },
    /// Own rounds whose way is still here, newest first.
    Tracks,
    /// The way of one of them.
    Track(Uuid),
    /// Of the way of a round that ended, only these points stay.
    CutTrack {
        /// Of which round.
        round: Uuid,
        /// Place of the first point that stays, from 0.
        first: usize,
        /// Place of the last one.
        last: usize,
    },
    /// Forgets the own way of a round, or all (none).
    ForgetTracks(Option<Uuid>),
    /// How things stand.
    Status,
    /// Reports, newest first.
    List {
        /// Also other people's open ones nearby.
        nearby: bool,
    },
    /// Own data, for other programs.
    Export(ExportFormat),
    /// What waits, as a file that only the server can read: this part of it, from 0. Nothing is marked as sent.
    HandOver(usize),
    /// A step of what was begun and is not saved yet.
    Draft(DraftStep),
    /// What there is to choose from.
    Reference,
    /// One report with all that happened to it.
    Story(String),
    /// The small picture of a photo that was taken with this phone.
    Thumb(Uuid),
    /// What was said and is not saved yet.
    Spoken,
    /// A photo of this phone, while it can still be changed.
    Photo(Uuid),
    /// Black blocks in a photo of this phone, while no byte of it has left.
    Blacken {
        /// Which photo.
        photo: Uuid,
        /// Around these points, as parts of width and height from the upper left.
        points: Vec<(f64, f64)>,
    },
    /// The open round with its stops.
    Today,
    /// What Home shows.
    Overview,
    /// What the office tells everybody: notices, and who helps.
    Board,
    /// What the office wants rounds to look at.
    Tasks,
    /// What was found there; none takes the last answer back.
    AnswerTask {
        /// Which.
        task: Uuid,
        /// What.
        outcome: Option<TaskOutcome>,
    },
    /// What comes again and is due today.
    Chores,
    /// What came of one of them; none takes that back while it is still here.
    DoChore {
        /// Which.
        chore: Uuid,
        /// What.
        outcome: Option<ChoreOutcome>,
    },
    /// What can be lent, and who has it.
    Things,
    /// This phone takes a thing: its code, name or id.
    Lend(String),
    /// This phone gives it back.
    GiveBack(String),
    /// A page of own reports, newest first.
    Own {
        /// Only those that were begun before this one.
        before: Option<Uuid>,
        /// At most so many.
        take: usize,
    },
    /// How much room the store takes.
    Space,
    /// Begins or ends to practise: everything is as always, and nothing of it goes out.
    Practise(bool),
    /// A choice of whoever holds the phone; no value is the default again.
    Choose {
        /// Which.
        key: String,
        /// What.
        value: Option<String>,
    },
}

/// A new report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewReport {
    /// Code of the category.
    pub category: String,
    /// Where the device was at the shutter. Without it, a photo's own position is taken, if it has one.
    pub at: Option<Position>,
    /// In the Kümmerer's words.
    pub note: Option<String>,
    /// How much lies there.
    pub amount: Option<Amount>,
    /// Of what it is.
    pub material: Option<String>,
    /// The Kümmerer did the work.
    pub self_done: bool,
    /// A person or a number plate is in a photo.
    pub person_in_photo: bool,
    /// As taken.
    pub photos: Vec<NewPhoto>,
    /// What was begun becomes this report: its photo, and its position where none is given.
    #[serde(default)]
    pub from_draft: bool,
}

/// A photo as the camera wrote it.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPhoto {
    /// What it shows.
    pub role: AttachmentRole,
    /// The file.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewPhoto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {} bytes", self.role, self.bytes.len())
    }
}

/// What is different in a report; what is none stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Correction {
    /// Code of the category.
    pub category: Option<String>,
    /// The place.
    pub at: Option<Position>,
    /// In the Kümmerer's words; an empty text removes it.
    pub note: Option<String>,
    /// How much lies there.
    pub amount: Option<Amount>,
    /// Of what it is.
    pub material: Option<String>,
    /// Further photos.
    pub photos: Vec<NewPhoto>,
    /// What was said and is not saved yet joins them.
    #[serde(default)]
    pub from_draft: bool,
}

/// A step of a round. Each is on disk when it returns.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundStep {
    /// Begins, by code, name or id of a route, or without one. Where one is open already, it goes on.
    Start(Option<String>),
    /// A break: nothing is recorded.
    Pause,
    /// The break is over.
    Resume,
    /// A stop was checked.
    Visit {
        /// Code or id of the stop.
        stop: String,
        /// `ok`, `problem` or `no_access`.
        outcome: String,
    },
    /// The end; the team's anonymous facts are made.
    End,
}

/// In which form data leaves the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Own tracks.
    Gpx,
    /// Own reports.
    GeoJson,
}

/// What came of a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "one is alive at a time")]
pub enum Reply {
    /// It is on disk.
    Saved {
        /// The report, or the record that was made.
        id: Uuid,
    },
    /// A photo is final, or there was none to work on.
    Prepared(Option<PhotoDone>),
    /// Who holds the phone now.
    Person(Option<String>),
    /// How the round stands.
    Round(RoundSummary),
    /// Own rounds.
    Tracks(Vec<RoundSummary>),
    /// One of them with its way.
    Track(RoundSummary, Track),
    /// How things stand.
    Status(PhoneStatus),
    /// Reports.
    Reports(Vec<ReportStatus>),
    /// A file's content.
    File(String),
    /// What waits, as a file.
    HandedOver(HandedOver),
    /// How the draft stands.
    Draft(Option<Draft>),
    /// What there is to choose from.
    Reference(Reference),
    /// A report.
    Story(Story),
    /// A JPEG, where there is one.
    Picture(#[serde(with = "serde_bytes")] Option<Vec<u8>>),
    /// What was said, where there is something.
    Sound(#[serde(with = "serde_bytes")] Option<Vec<u8>>),
    /// A photo, where it can still be changed.
    Photo(Option<Shown>),
    /// The open round.
    Today(Option<Today>),
    /// Home.
    Overview(Overview),
    /// Notices, and who helps.
    Board(Board),
    /// Tasks, open ones first.
    Tasks(Vec<TaskToday>),
    /// Chores of today, open ones first.
    Chores(Vec<ChoreToday>),
    /// What can be lent.
    Things(Vec<ThingToday>),
    /// Bytes.
    Space(u64),
    /// It is done.
    Done,
}

/// A part of what waits.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct HandedOver {
    /// So many parts there are; none where nothing waits.
    pub parts: usize,
    /// The file; empty where there is no such part.
    #[serde(with = "serde_bytes")]
    pub file: Vec<u8>,
}

impl std::fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "one of {} parts, {} bytes", self.parts, self.file.len())
    }
}

/// A photo as it is sent.
#[derive(Clone, Serialize, Deserialize)]
pub struct Shown {
    /// The file.
    #[serde(with = "serde_bytes")]
    pub jpeg: Vec<u8>,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}, {} bytes", self.size, self.jpeg.len())
    }
}

/// What became of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoDone {
    /// Which.
    pub attachment: Uuid,
    /// Key of the text that says why it cannot be read, if so. The file is kept and sent all the same, sealed.
    pub unreadable: Option<String>,
}

/// A reply, and what is to be read again because of it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What came of it.
    pub reply: Reply,
    /// What has changed.
    pub changes: Changes,
}

/// What has changed; screens that show it read again.
pub type Changes = BTreeSet<Topic>;

/// Something that a screen may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Reports and their states.
    Reports,
    /// What waits to be sent.
    Queue,
    /// Who holds the phone.
    Person,
    /// Today's round.
    Round,
    /// Categories, routes, notices and what else the office sets up.
    Reference,
    /// Which city the phone belongs to, or that it is locked.
    Enrolment,
    /// What was begun and is not saved yet.
    Draft,
}

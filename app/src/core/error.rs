//! What can go wrong when the phone is asked for something. Its text for people is made at the edge, in their language.

use shared::change::Malformed;
use shared::domain::Invalid;

use super::patrol::gpx::GpxError;
use super::store::StoreError;

/// Why a request was refused. Nothing of it is kept then.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A value is not possible.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such code in a list.
    #[error("{list:?} has no {code}")]
    UnknownCode {
        /// Which list.
        list: List,
        /// What was asked for.
        code: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No report goes by this name here.
    #[error("no report {0}")]
    UnknownReport(String),
    /// The beginning of more than one report's id.
    #[error("more than one report begins with {0}")]
    AmbiguousReport(String),
    /// The report is somebody else's: it can get sightings only.
    #[error("the report is somebody else's")]
    NotYours,
    /// The correction changes nothing.
    #[error("nothing is different")]
    NothingDifferent,
    /// Nobody valid has this name.
    #[error("no person {0}")]
    UnknownPerson(String),
    /// It is not the person's PIN, or no PIN at all.
    #[error("that is not the PIN")]
    WrongPin,
    /// It is not the code that the office gave out, or it is used or too old.
    #[error("that is not the code")]
    WrongCode,
    /// Too many wrong PINs in a row.
    #[error("too many wrong PINs")]
    TooManyTries,
    /// The photo has left the phone, or is leaving: only the office can change it now.
    #[error("the photo is on its way")]
    OnItsWay,
    /// No route goes by this name.
    #[error("no route {0}")]
    UnknownRoute(String),
    /// No stop goes by this name.
    #[error("no stop {0}")]
    UnknownStop(String),
    /// The task is not here any more.
    #[error("no such task")]
    UnknownTask,
    /// It has left the phone, or is leaving: nothing takes it back any more.
    #[error("it has been told")]
    Told,
    /// No thing goes by this name.
    #[error("no thing {0}")]
    UnknownThing(String),
    /// Another phone has it.
    #[error("another phone has it")]
    LentElsewhere,
    /// No round is open.
    #[error("no round was started")]
    NoRound,
    /// The recorded way cannot be read.
    #[error(transparent)]
    Gpx(#[from] GpxError),
    /// The recorded way has no point that can be believed.
    #[error("the track has no usable point")]
    EmptyTrack,
    /// More bytes than are read.
    #[error("{bytes} bytes, at most {limit} are read")]
    TooManyBytes {
        /// So many there are.
        bytes: u64,
        /// So many are read.
        limit: u64,
    },
    /// Something waits for the city that the phone belongs to.
    #[error("something waits for {0}")]
    OtherCity(String),
    /// The change cannot be encoded within its limits.
    #[error(transparent)]
    Change(#[from] Malformed),
}

/// A list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Categories, as the office set them up.
    Category,
    /// What a contact was about.
    Topic,
    /// What came of a contact.
    Outcome,
    /// What somebody needs.
    Need,
    /// Who can help.
    Offer,
    /// What came of a referral.
    ReferralOutcome,
    /// Where a visit was.
    Institution,
    /// What came of a visit.
    VisitOutcome,
    /// What was found at a stop.
    StopOutcome,
}

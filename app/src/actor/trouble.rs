//! Why something was refused, as the screen can tell it. The sentences are in the texts.

use serde::{Deserialize, Serialize};
use shared::domain::Invalid;
use shared::sync::Failure;

use crate::core::PhoneError;
use crate::core::store::StoreError;
use crate::core::sync::EnrolError;

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// No space is left.
    Full,
    /// Another window holds the store.
    Elsewhere,
    /// The store was written by a newer program.
    Newer,
    /// The store was damaged; it is kept aside.
    Damaged,
    /// This browser has no place for the store.
    Unsupported,
    /// The report is somebody else's.
    NotYours,
    /// A correction that changes nothing.
    NothingDifferent,
    /// What was named is not there (any more).
    Unknown,
    /// A text is too long: so many characters are allowed.
    TooLong(usize),
    /// A photo has too many bytes.
    TooLarge,
    /// Something waits for this other city.
    OtherCity(String),
    /// It is not the person's PIN.
    WrongPin,
    /// Too many wrong PINs in a row: a minute's pause.
    TooManyTries,
    /// The photo has left the phone, or is leaving.
    OnItsWay,
    /// What was said has left the phone, or is leaving.
    Told,
    /// Another phone has the thing.
    LentElsewhere,
    /// The code is wrong, used or expired.
    WrongCode,
    /// The code is no code.
    Address,
    /// The server was not reached.
    Offline,
    /// The server cannot do it now.
    ServerTrouble,
    /// The app is too old for the server.
    TooOld,
    /// What should not happen; for whoever helps.
    Failed(String),
}

impl Trouble {
    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Trouble::Full => "trouble-full",
            Trouble::Elsewhere => "trouble-elsewhere",
            Trouble::Newer => "trouble-newer",
            Trouble::Damaged => "trouble-damaged",
            Trouble::Unsupported => "trouble-unsupported",
            Trouble::NotYours => "trouble-not-yours",
            Trouble::NothingDifferent => "trouble-nothing-different",
            Trouble::Unknown => "trouble-unknown",
            Trouble::TooLong(_) => "trouble-too-long",
            Trouble::TooLarge => "trouble-too-large",
            Trouble::OtherCity(_) => "trouble-other-city",
            Trouble::WrongPin => "trouble-wrong-pin",
            Trouble::TooManyTries => "trouble-too-many-tries",
            Trouble::OnItsWay => "trouble-on-its-way",
            Trouble::Told => "trouble-told",
            Trouble::LentElsewhere => "trouble-lent-elsewhere",
            Trouble::WrongCode => "trouble-wrong-code",
            Trouble::Address => "trouble-address",
            Trouble::Offline => "trouble-offline",
            Trouble::ServerTrouble => "trouble-server",
            Trouble::TooOld => "trouble-too-old",
            Trouble::Failed(_) => "trouble-failed",
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        match error {
            StoreError::Full => Trouble::Full,
            StoreError::Busy => Trouble::Elsewhere,
            StoreError::Newer { .. } => Trouble::Newer,
            StoreError::Damaged { .. } | StoreError::Corrupt | StoreError::Foreign => Trouble::Damaged,
            StoreError::Sqlite(_) | StoreError::Unreadable(_) | StoreError::Io(_) => Trouble::Failed(error.to_string()),
        }
    }
}

impl From<PhoneError> for Trouble {
    fn from(error: PhoneError) -> Trouble {
        match error {
            PhoneError::Store(error) => error.into(),
            PhoneError::Invalid(Invalid::TooLong { limit, .. }) => Trouble::TooLong(limit),
            PhoneError::NotYours => Trouble::NotYours,
            PhoneError::WrongPin => Trouble::WrongPin,
            PhoneError::WrongCode => Trouble::WrongCode,
            PhoneError::TooManyTries => Trouble::TooManyTries,
            PhoneError::OnItsWay => Trouble::OnItsWay,
            PhoneError::Told => Trouble::Told,
            PhoneError::LentElsewhere => Trouble::LentElsewhere,
            PhoneError::NothingDifferent => Trouble::NothingDifferent,
            PhoneError::UnknownCode { .. }
            | PhoneError::UnknownReport(_)
            | PhoneError::AmbiguousReport(_)
            | PhoneError::UnknownPerson(_)
            | PhoneError::UnknownRoute(_)
            | PhoneError::UnknownStop(_)
            | PhoneError::UnknownTask
            | PhoneError::UnknownThing(_)
            | PhoneError::NoRound => Trouble::Unknown,
            PhoneError::TooManyBytes { .. } => Trouble::TooLarge,
            PhoneError::OtherCity(city) => Trouble::OtherCity(city),
            PhoneError::Invalid(Invalid::Form { .. })
            | PhoneError::Gpx(_)
            | PhoneError::EmptyTrack
            | PhoneError::Change(_) => Trouble::Failed(error.to_string()),
        }
    }
}

impl From<EnrolError> for Trouble {
    fn from(error: EnrolError) -> Trouble {
        match error {
            EnrolError::Address => Trouble::Address,
            EnrolError::WrongCode => Trouble::WrongCode,
            EnrolError::Failed(Failure::Offline) => Trouble::Offline,
            EnrolError::Failed(Failure::TooOld) => Trouble::TooOld,
            EnrolError::Failed(_) => Trouble::ServerTrouble,
            EnrolError::Phone(error) => error.into(),
        }
    }
}

//! A report and what belongs to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::geo::Position;

/// What a Kümmerer passes on: dirt, damage, a hazard, a citizen's idea, or own work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Code of the category.
    pub category: String,
    /// Where; none is "Weiß nicht".
    pub place: Option<Place>,
    /// The Kümmerer's own words.
    pub note: Option<String>,
    /// How much lies there.
    pub amount: Option<Amount>,
    /// When it was seen, by the phone's clock.
    pub taken_at: Option<DateTime<Utc>>,
    /// Done by the Kümmerer: counted, never forwarded.
    pub self_done: bool,
    /// A person or a number plate is in a photo: photos go after a check.
    pub person_in_photo: bool,
    /// The author takes it back.
    pub withdrawn: Option<Withdrawal>,
    /// Staff hold it back.
    pub held: bool,
    /// Staff closed it without repair: one of the plain reasons.
    pub closed: Option<String>,
    /// Staff merged it into this report.
    pub same_as: Option<Uuid>,
    /// Staff chose this department, whatever the rules say.
    pub department: Option<String>,
    /// What staff tell the Kümmerer; shown on the phone.
    pub message: Option<String>,
    /// When staff heard, by telephone, that a department knows of the hazard.
    pub confirmed: Option<DateTime<Utc>>,
    /// What staff have looked at and leave as it is.
    pub checked: Vec<Checked>,
    /// Reports that look alike and are about something else.
    pub differs: Vec<Uuid>,
}

/// What needs a look, and may stay as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// The voice note says nothing that a department needs.
    Voice,
    /// Nobody can say where it is.
    Place,
}

/// A part of a picture that is blacked out in every copy that is served or sent: shares of the upright picture's width and
/// height, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Black {
    /// Left edge, 0 to 1.
    pub left: f32,
    /// Upper edge, 0 to 1.
    pub top: f32,
    /// Right edge, 0 to 1.
    pub right: f32,
    /// Lower edge, 0 to 1.
    pub bottom: f32,
}

/// Where something is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// WGS84.
    #[serde(flatten)]
    pub position: Position,
    /// How it was found.
    #[serde(default)]
    pub source: PlaceSource,
}

/// How a place was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSource {
    /// By the device at the shutter.
    #[default]
    Device,
    /// The person chose a stop or street nearby.
    Chosen,
}

/// Amount classes of litter and dumping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// A bag.
    Bag,
    /// The boot of a car.
    Trunk,
    /// A van.
    Van,
    /// More than that.
    More,
}

impl Amount {
    /// The code, as in the field and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Amount::Bag => "bag",
            Amount::Trunk => "trunk",
            Amount::Van => "van",
            Amount::More => "more",
        }
    }
}

/// Why an author takes a report back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// "War ein Versehen".
    Mistake,
    /// Somebody took care of it meanwhile.
    SelfDone,
}

impl Black {
    /// All of the picture.
    pub const ALL: Black = Black { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
}

/// What an attachment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentRole {
    /// The report's photo.
    Photo,
    /// Before own work.
    Before,
    /// After own work.
    After,
    /// A spoken note.
    Voice,
    /// A hint to the culprit: sealed.
    Evidence,
    /// What a department sent with its answer. Stays in the office and with that department.
    Answer,
}

/// The fact, set once, what the final bytes of an attachment are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentBytes {
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Length in bytes.
    pub size: u64,
    /// Media type.
    pub mime: String,
}

/// What somebody saw who looked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Noch da.
    StillThere,
    /// Ist weg.
    Gone,
}

/// What a department says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Erledigt.
    Done,
    /// Nicht zuständig.
    NotOurs,
    /// Angenommen.
    Accepted,
    /// A question or remark; changes no state.
    Note,
}

impl Outcome {
    /// The code, as in the field and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::NotOurs => "not_ours",
            Outcome::Accepted => "accepted",
            Outcome::Note => "note",
        }
    }
}

//! What was begun and is not saved yet. It is on disk before the shutter, and with its photo right after it: a phone
//! with little memory may kill the app at any moment, above all while its camera is open.

use serde::{Deserialize, Serialize};
use shared::geo::Position;

use super::store::draft;
use super::{Phone, PhoneError, attach};
use crate::core::request::NewPhoto;
use shared::domain::AttachmentRole;
use uuid::Uuid;

/// What was begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// A report of what.
    pub kind: DraftKind,
    /// Where the device was.
    pub at: Option<Position>,
    /// The phone's own camera was opened and has not come back: its photo is missing.
    pub waits_for_photo: bool,
    /// What is said in it belongs to this report; none: it becomes one of its own, an idea.
    pub report: Option<Uuid>,
    /// What was typed before somebody spoke.
    pub note: String,
    /// What was said is here. The store tells, as with the photo.
    pub voice: bool,
    /// Its photo is here. The store tells; what is written does not count.
    pub photo: bool,
}

/// What a draft becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    /// A report.
    #[default]
    Report,
    /// Own work, with the photo from before.
    SelfDone,
    /// What somebody says.
    Voice,
}

/// A step of a draft. Each is on disk when it returns.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftStep {
    /// Begins; what was begun before is given up.
    Begin(Draft),
    /// A better position, or the camera was opened.
    Update(Draft),
    /// The shutter.
    Photo(#[serde(with = "serde_bytes")] Vec<u8>),
    /// What was said; what was begun before is given up.
    Speak(Draft, #[serde(with = "serde_bytes")] Vec<u8>),
    /// Nothing comes of it.
    GiveUp,
    /// Only looks.
    Look,
}

impl Phone {
    /// A step, and how the draft stands after it.
    pub(super) fn draft(&mut self, step: DraftStep) -> Result<Option<Draft>, PhoneError> {
        if let DraftStep::Look = step {
            return Ok(self.store.read(draft::get)?);
        }
        self.store.write(|tx| {
            match step {
                DraftStep::Begin(begun) => draft::put(tx, &begun)?,
                DraftStep::Update(known) => draft::update(tx, &known)?,
                DraftStep::Photo(bytes) => {
                    let photo = NewPhoto { role: AttachmentRole::Photo, bytes };
                    attach::check_sizes(std::slice::from_ref(&photo))?;
                    if draft::get(tx)?.is_none() {
                        draft::put(tx, &Draft::default())?;
                    }
                    draft::set_photo(tx, &photo.bytes)?;
                }
                DraftStep::Speak(begun, bytes) => {
                    let voice = NewPhoto { role: AttachmentRole::Voice, bytes };
                    attach::check_sizes(std::slice::from_ref(&voice))?;
                    draft::put(tx, &begun)?;
                    draft::set_voice(tx, &voice.bytes)?;
                }
                DraftStep::GiveUp => draft::clear(tx)?,
                DraftStep::Look => {}
            }
            Ok(draft::get(tx)?)
        })
    }
}

//! What the fields of records mean, and which values are possible.
//!
//! A record is kept as its fields, so that those of a newer program survive; these structs are how this program reads
//! them. Reading is tolerant (what is missing has a default), writing is not ([`validate`]).

mod chore;
mod duty;
mod fact;
mod pin_reset;
mod reference;
mod report;
mod task;
mod thing;

pub use chore::{Chore, ChoreOutcome};
pub use duty::{DutyContact, DutyFault, DutyHours, MAX_CONTACTS, check_duty};
pub use fact::{Fact, FactKind};
pub use pin_reset::PinReset;
pub use reference::{
    Category, Department, Notice, Partner, Person, Phrase, Recipient, Route, Rule, Stop, Team, Translation,
};
pub use report::{
    Amount, AttachmentBytes, AttachmentRole, Black, Checked, Outcome, Place, PlaceSource, Report, Seen, Withdrawal,
};
pub use task::{Task, TaskOutcome};
pub use thing::{Loan, Thing};

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::change::{Change, Kind};
use crate::geo::Position;
use crate::merge::Record;

/// The longest text a person may enter, in characters.
pub const MAX_TEXT: usize = 4_000;
const MAX_WORD: usize = 200;
/// The longest task, in characters: it is read while walking.
const MAX_TASK: usize = 280;
/// The longest check list, in characters.
const MAX_CHECKS: usize = 1_000;
/// The longest phrase, in characters: it is shown in very large letters.
const MAX_PHRASE: usize = 120;

/// Why a value is not possible. The screen turns it into a sentence; the server parks the change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The value has another form than the field.
    #[error("{field} has a value of another form")]
    Form {
        /// Which field.
        field: String,
    },
    /// A text is too long.
    #[error("{field} has {length} characters, {limit} are allowed")]
    TooLong {
        /// Which field.
        field: String,
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl Record {
    /// The record as one of this module's structs.
    ///
    /// # Errors
    /// Where a field that the struct needs is missing or has another form.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let fields: Map<String, Value> = self
            .fields
            .iter()
            .filter(|(_, cell)| !cell.value.is_null())
            .map(|(name, cell)| (name.clone(), cell.value.clone()))
            .collect();
        serde_json::from_value(Value::Object(fields))
    }
}

/// Checks every field of a change that this program knows; `null` empties a field and is always possible.
///
/// # Errors
/// The first field that is not possible.
pub fn validate(change: &Change) -> Result<(), Invalid> {
    for (field, edit) in &change.fields {
        if !edit.value.is_null() {
            validate_field(&change.kind, field, &edit.value)?;
        }
    }
    Ok(())
}

fn validate_field(kind: &Kind, field: &str, value: &Value) -> Result<(), Invalid> {
    match (kind, field) {
        (Kind::Report, "category" | "material" | "department" | "closed" | "ticket") => word(field, value),
        (Kind::Report | Kind::Answer, "note") | (Kind::Report, "office_text" | "message" | "comment") => {
            text(field, value, MAX_TEXT)
        }
        (Kind::Report, "place") => form::<Place>(field, value),
        (Kind::Report, "amount") => form::<Amount>(field, value),
        (Kind::Report, "taken_at" | "confirmed") => form::<DateTime<Utc>>(field, value),
        (Kind::Report, "checked") => form::<Vec<Checked>>(field, value),
        (Kind::Report, "differs") => form::<Vec<Uuid>>(field, value),
        (Kind::Attachment, "black") => form::<Vec<Black>>(field, value),
        (Kind::Report, "self_done" | "person_in_photo" | "held") | (Kind::Attachment, "sealed") => {
            form::<bool>(field, value)
        }
        (Kind::Report, "withdrawn") => form::<Withdrawal>(field, value),
        (Kind::Report, "same_as") | (_, "report" | "forwarding") => form::<Uuid>(field, value),
        (Kind::Attachment, "role") => form::<AttachmentRole>(field, value),
        (Kind::Attachment, "bytes") => form::<AttachmentBytes>(field, value),
        (Kind::Sighting, "seen") => form::<Seen>(field, value),
        (Kind::Answer, "outcome") => form::<Outcome>(field, value),
        (Kind::Answer, "initials") => text(field, value, 40),
        (Kind::Person, "name") => word(field, value),
        (Kind::Person, "pin_reset") => form::<PinReset>(field, value),
        (Kind::Department, "duty") => duty::validate(field, value),
        (Kind::Department, "confirm_minutes") => form::<u32>(field, value),
        (Kind::Phrase, "text") => text(field, value, MAX_PHRASE),
        (Kind::Phrase, "translations") => form::<Vec<Translation>>(field, value),
        (Kind::Task, "text") => text(field, value, MAX_TASK),
        (Kind::Task, "team" | "route" | "stop") => word(field, value),
        (Kind::Task, "place") => form::<Position>(field, value),
        (Kind::Task, "until") => form::<NaiveDate>(field, value),
        (Kind::Task, "outcome") => form::<TaskOutcome>(field, value),
        (Kind::Task, "closed") => form::<bool>(field, value),
        (Kind::Chore, "text") => text(field, value, MAX_TASK),
        (Kind::Chore, "team" | "route" | "stop" | "layer" | "area") => word(field, value),
        (Kind::Chore, "weekdays") => form::<Vec<Weekday>>(field, value),
        (Kind::Chore, "valid_from" | "valid_to") | (Kind::Loan, "since" | "back") => form::<NaiveDate>(field, value),
        (Kind::Thing, "code" | "name" | "team") => word(field, value),
        (Kind::Thing, "checks") => checks(field, value),
        (Kind::Thing, "ended") => form::<bool>(field, value),
        (Kind::Loan, "thing") => form::<Uuid>(field, value),
        _ => Ok(()),
    }
}

/// A check list: few lines, and none of them long.
fn checks(field: &str, value: &Value) -> Result<(), Invalid> {
    text(field, value, MAX_CHECKS)?;
    let length = value.as_str().unwrap_or_default().lines().filter(|line| !line.trim().is_empty()).count();
    let limit = Thing::MAX_CHECKS;
    if length > limit { Err(Invalid::TooLong { field: field.to_owned(), length, limit }) } else { Ok(()) }
}

fn form<T: DeserializeOwned>(field: &str, value: &Value) -> Result<(), Invalid> {
    T::deserialize(value).map(drop).map_err(|_| Invalid::Form { field: field.to_owned() })
}

/// A code, a name: one line.
pub(crate) fn word(field: &str, value: &Value) -> Result<(), Invalid> {
    text(field, value, MAX_WORD)?;
    let broken = value.as_str().is_some_and(|word| word.contains(char::is_control));
    if broken { Err(Invalid::Form { field: field.to_owned() }) } else { Ok(()) }
}

fn text(field: &str, value: &Value, limit: usize) -> Result<(), Invalid> {
    let text = value.as_str().ok_or_else(|| Invalid::Form { field: field.to_owned() })?;
    let length = text.chars().count();
    if length > limit { Err(Invalid::TooLong { field: field.to_owned(), length, limit }) } else { Ok(()) }
}

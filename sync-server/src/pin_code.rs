//! A code for somebody who forgot the PIN. It is told to that person and to nobody else; phones get what it takes to check
//! it with their next sync.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use shared::change::Kind;
use shared::domain::PinReset;
use uuid::Uuid;

use crate::random;
use crate::storage::{Edit, Refused, Storage, StorageError};

const VALID: TimeDelta = TimeDelta::days(7);

/// What is told to the person.
pub struct PinCode {
    /// Whose.
    pub person: Uuid,
    /// Eight digits.
    pub code: String,
    /// Its end, UTC.
    pub until: DateTime<Utc>,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum PinCodeError {
    /// Nobody has this name or id.
    #[error("there is no person {0}")]
    Nobody(String),
    /// More than one person has this name.
    #[error("several people are called {0}: name the id")]
    Several(String),
    /// It cannot be written into the record.
    #[error("this cannot be stored: {0}")]
    Refused(#[from] Refused),
    /// The storage fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl PinCode {
    /// Makes one for whoever has this name, without regard to case, or this id. An older one ends. `staff` gives it
    /// out; none is the command line.
    ///
    /// # Errors
    /// Where there is no such person, or more than one, or the storage fails.
    pub fn new(
        storage: &dyn Storage,
        name: &str,
        staff: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<PinCode, PinCodeError> {
        let wanted = name.trim().to_lowercase();
        let mut found = storage.records(&Kind::Person)?;
        found.retain(|person| {
            let named = person.text("name").is_some_and(|name| name.to_lowercase() == wanted);
            named || person.id.to_string() == wanted
        });
        let person = match found.as_slice() {
            [person] => person.id,
            [] => return Err(PinCodeError::Nobody(name.to_owned())),
            _ => return Err(PinCodeError::Several(name.to_owned())),
        };
        let (code, until) = (PinReset::code(random::bytes()), now + VALID);
        let reset = PinReset::new(&code, random::bytes(), until);
        let fields = BTreeMap::from([("pin_reset".to_owned(), json!(reset))]);
        storage.edit(staff, &[Edit { kind: Kind::Person, record: person, fields, bases: None }], now)??;
        Ok(PinCode { person, code, until })
    }
}

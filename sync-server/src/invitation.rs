//! A code with which one phone joins, once, and the link and picture that carry it.

use chrono::{DateTime, TimeDelta, Utc};
use qrcode::QrCode;
use qrcode::render::svg::Color as Svg;
use qrcode::render::unicode::Dense1x2;
use qrcode::types::QrError;

use crate::api::code;
use crate::random;
use crate::storage::{Enrolment, Storage, StorageError};

const VALID: TimeDelta = TimeDelta::days(7);

/// What is handed to whoever holds the phone.
pub struct Invitation {
    /// As typed.
    pub code: String,
    /// Opens the app with the code.
    pub link: String,
    /// Its end, UTC.
    pub until: DateTime<Utc>,
}

impl Invitation {
    /// Makes one. `url` is how phones reach the server.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn new(
        storage: &dyn Storage,
        url: &str,
        label: &str,
        team: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Invitation, StorageError> {
        let code = code::new(random::bytes());
        let until = now + VALID;
        storage.add_enrolment(&Enrolment {
            code_hash: code::hash(&code),
            label: label.to_owned(),
            team: team.map(str::to_owned),
            expires_at: until,
        })?;
        // Behind the #, so that the code never reaches a log of requests.
        Ok(Invitation { link: format!("{url}/app/#enrol={code}"), code, until })
    }

    /// The link as a picture for a page: an SVG element.
    ///
    /// # Errors
    /// As [`Invitation::picture`].
    pub fn svg(&self) -> Result<String, QrError> {
        let whole = QrCode::new(&self.link)?.render::<Svg<'_>>().min_dimensions(240, 240).build();
        // Inside a page there is no XML declaration.
        Ok(whole.find("<svg").and_then(|start| whole.get(start..)).unwrap_or_default().to_owned())
    }

    /// The link as a picture for a terminal.
    ///
    /// # Errors
    /// Where the address of the server is too long for one.
    pub fn picture(&self) -> Result<String, QrError> {
        Ok(QrCode::new(&self.link)?.render::<Dense1x2>().build())
    }
}

//! A change: what somebody did to a record, encoded once and never altered.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The largest encoded change that is accepted, in bytes. A report with a long note takes about 3 kB; an area's
/// polygon is the largest thing that travels as a change, and only the office makes those.
pub const MAX_BYTES: usize = 64 * 1024;
/// As [`MAX_BYTES`], for changes made in the office.
pub const MAX_OFFICE_BYTES: usize = 4 * 1024 * 1024;
const MAX_FIELDS: usize = 64;

/// What a record is. Kinds that this program does not know are kept and passed on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Kind {
    /// A defect, dumping, hazard, idea or a piece of own work.
    Report,
    /// A photo or voice note of a report.
    Attachment,
    /// Somebody looked again: still there, or gone.
    Sighting,
    /// What a department said to a forwarding.
    Answer,
    /// The server has every byte of a report.
    Receipt,
    /// Report × department × occasion: the ledger.
    Forwarding,
    /// Who walks together, with the same routes.
    Team,
    /// Who walks.
    Person,
    /// What a report is about.
    Category,
    /// A municipal department.
    Department,
    /// Category × area × hazard → department.
    Rule,
    /// A polygon of a layer, with validity.
    Area,
    /// A playground, park or container site that is checked.
    Stop,
    /// Stops in order, on weekdays, for a team.
    Route,
    /// A street's name and line, to say a place in words.
    Street,
    /// A message to all phones.
    Notice,
    /// Somebody who helps: the directory.
    Partner,
    /// A sentence to show to somebody who reads another language.
    Phrase,
    /// Something that a round is to look at, sent by the office.
    Task,
    /// Who reads a summary of an area each month.
    Recipient,
    /// What comes again on its weekdays.
    Chore,
    /// Something that can be lent.
    Thing,
    /// That a phone has such a thing.
    Loan,
    /// From a newer program.
    Other(String),
}

const KINDS: [(Kind, &str); 23] = [
    (Kind::Report, "report"),
    (Kind::Attachment, "attachment"),
    (Kind::Sighting, "sighting"),
    (Kind::Answer, "answer"),
    (Kind::Receipt, "receipt"),
    (Kind::Forwarding, "forwarding"),
    (Kind::Team, "team"),
    (Kind::Person, "person"),
    (Kind::Category, "category"),
    (Kind::Department, "department"),
    (Kind::Rule, "rule"),
    (Kind::Area, "area"),
    (Kind::Stop, "stop"),
    (Kind::Route, "route"),
    (Kind::Street, "street"),
    (Kind::Notice, "notice"),
    (Kind::Partner, "partner"),
    (Kind::Phrase, "phrase"),
    (Kind::Task, "task"),
    (Kind::Recipient, "recipient"),
    (Kind::Chore, "chore"),
    (Kind::Thing, "thing"),
    (Kind::Loan, "loan"),
];

impl Kind {
    /// The name on the wire and in the database.
    pub fn as_str(&self) -> &str {
        match self {
            Kind::Other(name) => name,
            known => KINDS.iter().find(|(kind, _)| kind == known).map_or("", |(_, name)| name),
        }
    }

    /// Set up by the office and read by phones: everything that is neither a report nor happens to one, nor is answered.
    pub fn is_reference(&self) -> bool {
        use Kind::*;
        matches!(
            self,
            Team | Person
                | Category
                | Department
                | Rule
                | Area
                | Stop
                | Route
                | Street
                | Notice
                | Partner
                | Phrase
                | Chore
                | Thing
        )
    }
}

impl From<String> for Kind {
    fn from(name: String) -> Kind {
        KINDS.iter().find(|(_, known)| *known == name).map_or(Kind::Other(name), |(kind, _)| kind.clone())
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> String {
        kind.as_str().to_owned()
    }
}

/// Who made a change: a device, and who held it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The phone; for the office, the server and departments the server's own id.
    pub device: Uuid,
    /// The person signed in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    /// Which copy of the phone's store, once a second one has shown itself: copies do not know what the others wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<Uuid>,
}

/// In which capacity a change came in. The server knows it from how the request proved itself, never from the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A Kümmerer's device.
    Phone,
    /// Staff of the Sozialamt.
    Office,
    /// A department, through its answer link.
    Department,
    /// The server itself.
    Server,
}

/// A new value of one field, and what its author saw there before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The change whose value the author saw in this field; none where it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Uuid>,
    /// The new value; `null` empties the field.
    pub value: Value,
}

/// What somebody did. Immutable; a record is what its changes add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Made by the author; the same id again is the same change.
    pub id: Uuid,
    /// The device's counter: a second change under the same number betrays a copied store.
    pub n: u64,
    /// What the record is.
    pub kind: Kind,
    /// Which record.
    pub record: Uuid,
    /// Who.
    pub author: Author,
    /// Only what changed.
    pub fields: BTreeMap<String, Edit>,
    /// The author's clock, UTC: a claim. Phones are wrong by days; it orders nothing.
    pub made_at: DateTime<Utc>,
    /// What a newer program added.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why bytes are no change.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// Over [`MAX_BYTES`].
    #[error("a change of {0} bytes is too large")]
    TooLarge(usize),
    /// More fields than any record has.
    #[error("a change with {0} fields")]
    TooManyFields(usize),
    /// No JSON of this form.
    #[error("not a change: {0}")]
    Json(#[from] serde_json::Error),
}

impl Change {
    /// The bytes that are stored, sent and compared from now on.
    ///
    /// # Errors
    /// None in practice: every value here has a JSON form.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a change, limits first.
    ///
    /// # Errors
    /// [`Malformed`] says what is wrong; the bytes are then kept raw in quarantine.
    pub fn decode(bytes: &[u8], limit: usize) -> Result<Change, Malformed> {
        if bytes.len() > limit {
            return Err(Malformed::TooLarge(bytes.len()));
        }
        let change: Change = serde_json::from_slice(bytes)?;
        if change.fields.len() > MAX_FIELDS {
            return Err(Malformed::TooManyFields(change.fields.len()));
        }
        Ok(change)
    }

    /// The new value of a field, where this change touches it.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).map(|edit| &edit.value)
    }

    /// As [`Change::value`], for text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Value::as_str)
    }

    /// As [`Change::value`], for an id.
    pub fn uuid(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| text.parse().ok())
    }

    /// The report that this change is about: itself, or the one that it names.
    pub fn about(&self) -> Option<Uuid> {
        match self.kind {
            Kind::Report => Some(self.record),
            _ => self.uuid("report"),
        }
    }
}

/// SHA-256 of encoded bytes: two changes under one id are the same only if this agrees.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_newer_program_comes_out_as_it_went_in() {
        let text = r#"{"id":"019ab000-0000-7000-8000-000000000001","n":4,"kind":"drone_flight","record":"019ab000-0000-7000-8000-000000000002","author":{"device":"019ab000-0000-7000-8000-000000000003"},"fields":{"height":{"value":{"metres":12}}},"made_at":"2026-11-23T08:00:00Z","weather":"rain"}"#;
        let change = Change::decode(text.as_bytes(), MAX_BYTES).unwrap();
        assert_eq!(change.kind, Kind::Other("drone_flight".into()));
        assert_eq!(String::from_utf8(change.encode().unwrap()).unwrap(), text);
    }

    #[test]
    fn limits_come_before_parsing() {
        assert!(matches!(Change::decode(&vec![b'['; MAX_BYTES + 1], MAX_BYTES), Err(Malformed::TooLarge(_))));
        assert!(matches!(Change::decode(&vec![b'['; 5000], MAX_BYTES), Err(Malformed::Json(_))));
    }

    fn change(kind: Kind, fields: impl IntoIterator<Item = (String, Value)>) -> Change {
        Change {
            id: Uuid::from_u128(1),
            n: 4,
            kind,
            record: Uuid::from_u128(2),
            author: Author { device: Uuid::from_u128(3), person: None, copy: None },
            fields: fields.into_iter().map(|(name, value)| (name, Edit { base: None, value })).collect(),
            made_at: DateTime::UNIX_EPOCH,
            extra: Map::new(),
        }
    }

    fn note(text: &str) -> Vec<u8> {
        change(Kind::Report, [("note".to_owned(), text.into())]).encode().unwrap()
    }

    #[test]
    fn the_longest_note_and_the_border_of_a_district_fit_and_not_a_byte_more_than_allowed() {
        let longest = note(&"\u{1f9f9}".repeat(crate::domain::MAX_TEXT));
        assert!(Change::decode(&longest, MAX_BYTES).is_ok());
        assert!(Change::decode(&longest, longest.len()).is_ok());
        assert!(matches!(Change::decode(&longest, longest.len() - 1), Err(Malformed::TooLarge(_))));
        let border = note(&"7.46,51.5 ".repeat(300_000));
        assert!(Change::decode(&border, MAX_OFFICE_BYTES).is_ok());
        assert!(matches!(Change::decode(&border, MAX_BYTES), Err(Malformed::TooLarge(_))));
    }

    #[test]
    fn a_change_has_as_many_fields_as_records_have_and_no_more() {
        let with = |count: usize| {
            let fields = (0..count).map(|number| (format!("field{number}"), Value::Null));
            Change::decode(&change(Kind::Report, fields).encode().unwrap(), MAX_BYTES)
        };
        assert!(with(MAX_FIELDS).is_ok());
        assert!(matches!(with(MAX_FIELDS + 1), Err(Malformed::TooManyFields(65))));
        assert!(matches!(with(MAX_FIELDS + 9), Err(Malformed::TooManyFields(73))));
    }

    #[test]
    fn every_kind_has_one_name_and_the_set_up_of_a_city_is_reference() {
        let about_reports = ["report", "attachment", "sighting", "answer", "receipt", "forwarding"];
        let reference = [
            "person",
            "category",
            "department",
            "rule",
            "area",
            "stop",
            "route",
            "street",
            "notice",
            "partner",
            "phrase",
            "chore",
            "thing",
        ];
        for name in about_reports.into_iter().chain(reference).chain(["task", "recipient", "loan", "drone"]) {
            let kind = Kind::from(name.to_owned());
            assert_eq!(kind.as_str(), name);
            assert_eq!(serde_json::to_value(&kind).unwrap(), name);
            assert_eq!(matches!(kind, Kind::Other(_)), name == "drone");
            assert_eq!(kind.is_reference(), reference.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_change_is_read_by_field_and_says_which_report_it_is_about() {
        let report = Uuid::from_u128(9);
        let fields = [("report".to_owned(), Value::from(report.to_string())), ("seen".to_owned(), "gone".into())];
        let sighting = change(Kind::Sighting, fields.clone());
        assert_eq!(sighting.value("seen"), Some(&"gone".into()));
        assert_eq!((sighting.text("seen"), sighting.text("as_of")), (Some("gone"), None));
        assert_eq!((sighting.uuid("report"), sighting.uuid("seen")), (Some(report), None));
        assert_eq!(sighting.about(), Some(report));
        assert_eq!(change(Kind::Report, fields).about(), Some(Uuid::from_u128(2)), "itself");
        assert_eq!(change(Kind::Category, []).about(), None);
    }

    /// The example of FIPS 180-2, appendix B.1.
    #[test]
    fn bytes_are_compared_by_their_sha_256() {
        let hex: String = data_encoding::HEXLOWER.encode(&hash(b"abc"));
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

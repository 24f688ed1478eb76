//! Parts of a report that its page and the comparison of two show: where, photos, facts, values in words.

use serde::Deserialize;
use serde_json::Value;
use shared::change::Role;
use shared::domain::{AttachmentRole, Place};
use uuid::Uuid;

use super::history;
use crate::pages::{Moment, Site, Vocabulary, Words};
use crate::storage::{AttachmentRow, ReportPage};

/// Where it is.
pub(super) struct Spot {
    pub(super) words: Option<String>,
    pub(super) degrees: Option<String>,
    /// For the map: `lat,lon`.
    pub(super) at: Option<String>,
    pub(super) accuracy: Option<i64>,
    /// Another map, where one is set up.
    pub(super) map: Option<String>,
}

impl Spot {
    pub(super) fn new(w: &Words, site: &Site, report: &ReportPage) -> Spot {
        let row = &report.row;
        let place = report.record.value("place").and_then(|place| Place::deserialize(place).ok());
        Spot {
            words: row.place.clone(),
            degrees: row.position.map(|at| w.degrees(at)),
            at: row.position.map(|(lat, lon)| format!("{lat:.6},{lon:.6}")),
            accuracy: place.and_then(|place| place.position.accuracy).map(|metres| metres.ceil() as i64),
            map: row.position.and_then(|at| site.map_link(at)),
        }
    }
}

/// A photo or voice note, or what stands in its place.
pub(super) struct Photo {
    pub(super) id: Uuid,
    pub(super) show: Show,
    pub(super) caption: Option<String>,
}

#[derive(PartialEq, Eq)]
pub(super) enum Show {
    Picture,
    Sound,
    Sealed,
    Waiting,
    /// It was kept as long as it may be.
    Erased,
}

impl Photo {
    pub(super) fn all(w: &Words, report: &ReportPage) -> Vec<Photo> {
        report.attachments.iter().map(|attachment| Photo::new(w, attachment)).collect()
    }

    fn new(w: &Words, attachment: &AttachmentRow) -> Photo {
        let show = match attachment.role {
            _ if attachment.erased_at.is_some() => Show::Erased,
            _ if attachment.sealed => Show::Sealed,
            AttachmentRole::Evidence => Show::Sealed,
            _ if attachment.blob.is_none() => Show::Waiting,
            AttachmentRole::Voice => Show::Sound,
            _ => Show::Picture,
        };
        let caption = match attachment.role {
            _ if attachment.unchecked => Some("office-why-person-in-photo"),
            AttachmentRole::Before => Some("office-photo-before"),
            AttachmentRole::After => Some("office-photo-after"),
            AttachmentRole::Answer => Some("office-photo-answer"),
            AttachmentRole::Voice => Some("office-why-voice"),
            AttachmentRole::Photo | AttachmentRole::Evidence => None,
        };
        let caption = caption.filter(|_| show != Show::Sealed).map(|key| w.t(key));
        Photo { id: attachment.id, show, caption }
    }
}

/// Short facts beside the place and the times.
pub(super) fn facts(w: &Words, report: &ReportPage) -> Vec<(String, String)> {
    let text = |field: &str| report.record.text(field).filter(|text| !text.is_empty()).map(str::to_owned);
    let sightings = i64::from(report.row.status.sightings);
    let all = [
        ("field-note", text("note")),
        ("field-amount", text("amount").map(|code| w.code("amount", &code))),
        ("field-material", text("material")),
        ("field-office_text", text("office_text")),
        ("field-message", text("message")),
        ("field-comment", text("comment")),
        ("field-ticket", text("ticket")),
        ("office-sightings", (sightings > 0).then(|| w.with("answer-reported-again", &[("count", sightings.into())]))),
    ];
    all.into_iter().filter_map(|(key, value)| Some((w.t(key), value?))).collect()
}

/// Two values met.
pub(super) struct Met {
    pub(super) field: String,
    pub(super) word: String,
    pub(super) holds: Stated,
    pub(super) lost: Vec<Stated>,
    /// The change that holds.
    pub(super) base: String,
}

/// Who said what, and when.
pub(super) struct Stated {
    pub(super) change: Uuid,
    pub(super) by: String,
    pub(super) value: String,
    pub(super) at: Option<Moment>,
}

impl Met {
    pub(super) fn all(w: &Words, vocabulary: &Vocabulary, report: &ReportPage) -> Vec<Met> {
        let met = |field: &str| {
            let cell = report.record.fields.get(field)?;
            let said = |change, role, value| stated(w, vocabulary, report, field, change, role, value);
            let lost = cell.losers.iter().filter(|loser| !loser.settled);
            Some(Met {
                field: field.to_owned(),
                word: w.code("field", field),
                holds: said(cell.change, cell.role, &cell.value),
                lost: lost.map(|loser| said(loser.change, loser.role, &loser.value)).collect(),
                base: cell.change.to_string(),
            })
        };
        report.record.conflicts().filter_map(met).collect()
    }
}

/// What a change said in a field, by whom and when.
pub(super) fn stated(
    w: &Words,
    vocabulary: &Vocabulary,
    report: &ReportPage,
    field: &str,
    change: Uuid,
    role: Role,
    said: &Value,
) -> Stated {
    let seq = report.written.iter().find(|(_, written)| written.change == change).map(|(seq, _)| *seq);
    let at = report.history.iter().find(|it| Some(it.seq) == seq).map(|it| w.moment(it.at));
    let by = history::by_whom(w, report, role, seq);
    Stated { change, by, value: value(w, vocabulary, field, said), at }
}

/// A field's value in words.
pub(super) fn value(w: &Words, vocabulary: &Vocabulary, field: &str, value: &Value) -> String {
    match value {
        Value::Null => w.t("office-value-none"),
        Value::Bool(true) => w.t("office-value-yes"),
        Value::Bool(false) => w.t("office-value-no"),
        Value::String(code) if field == "category" => vocabulary.category(w, code),
        Value::String(code) if field == "department" => vocabulary.department(code).to_owned(),
        Value::String(code) if field == "amount" => w.code(field, code),
        Value::String(code) if field == "closed" => w.code("close-reason", code),
        Value::String(text) => text.clone(),
        other => match Place::deserialize(other) {
            Ok(place) => w.degrees((place.position.lat, place.position.lon)),
            Err(_) => w.t("office-value-yes"),
        },
    }
}

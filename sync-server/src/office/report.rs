//! One report, with everything that is known of it and all that staff can do.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use shared::change::Role;
use shared::domain::{AttachmentRole, MAX_TEXT, Place, Report};
use shared::words::Audience;
use uuid::Uuid;

use super::actions::Act;
use super::frame::Frame;
use super::history::{self, Line, Told};
use super::list::{Choice, categories, departments};
use super::session::Reader;
use crate::pages::{Chip, Moment, Shared, Site, Trouble, Vocabulary, Words, page};
use crate::storage::{AttachmentRow, ReportPage, Session};

/// What a page says on top about what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing was done.
    Silent,
    /// It is stored.
    Saved,
    /// It stood there already.
    Same,
    /// It could not be done.
    Refused(Attempt),
}

/// What could not be done; what was typed is not thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Key of the sentence that says why.
    pub(super) why: &'static str,
    pub(super) act: Act,
    pub(super) typed: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    said: String,
}

#[derive(Template)]
#[template(path = "office/report.html")]
struct View {
    w: Words,
    frame: Frame,
    said: Said,
    here: String,
    number: String,
    icon: &'static str,
    category: String,
    hazard: bool,
    chip: Chip,
    held: bool,
    spot: Spot,
    facts: Vec<(String, String)>,
    stored: Moment,
    taken: Option<Moment>,
    received: Option<Moment>,
    photos: Vec<Photo>,
    conflicts: Vec<Met>,
    told: Vec<Told>,
    history: Vec<Line>,
    same_as: Option<(Uuid, String)>,
    merged: Vec<(Uuid, String)>,
    form: Forms,
}

/// Where it is.
struct Spot {
    words: Option<String>,
    degrees: Option<String>,
    accuracy: Option<i64>,
    map: Option<String>,
}

/// A photo, or what stands in its place.
struct Photo {
    id: Uuid,
    show: Show,
    caption: Option<String>,
}

#[derive(PartialEq, Eq)]
enum Show {
    Picture,
    Sound,
    Sealed,
    Waiting,
}

/// Two values met.
struct Met {
    field: String,
    word: String,
    holds: (String, String),
    /// The change, in which capacity, the value.
    lost: Vec<(Uuid, String, String)>,
    base: String,
}

/// What the forms show, and the changes that they build on.
struct Forms {
    categories: Vec<Choice>,
    departments: Vec<Choice>,
    reasons: Vec<Choice>,
    /// The form that could not be stored stays open.
    open: Option<Act>,
    note: String,
    merge: String,
    max: usize,
    closed: bool,
    base: Bases,
}

struct Bases {
    category: String,
    note: String,
    department: String,
    held: String,
    closed: String,
    same_as: String,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Reader(session): Reader,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let said = match asked.said.as_str() {
        "saved" => Said::Saved,
        "same" => Said::Same,
        _ => Said::Silent,
    };
    view(&site, words, session, id, said).await
}

/// The report's page.
pub(super) async fn view(site: &Site, w: Words, session: Session, id: Uuid, said: Said) -> Result<Response, Trouble> {
    let read = site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.report(id)?))).await?;
    let (vocabulary, Some(report)) = read else { return Err(Trouble::NotFound) };
    let frame = Frame::new(site, w.clone(), &session, "/office/reports").await?;
    let status = match said {
        Said::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Ok((status, page(&View::new(site, w, &vocabulary, &report, frame, said))?).into_response())
}

impl View {
    fn new(site: &Site, w: Words, vocabulary: &Vocabulary, report: &ReportPage, frame: Frame, said: Said) -> View {
        let row = &report.row;
        let fields: Report = report.record.read().unwrap_or_default();
        let status = &row.status;
        View {
            frame,
            form: Forms::new(&w, vocabulary, report, &said),
            said,
            here: format!("/office/reports/{}", row.id),
            number: row.number.clone(),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: w.code("category", &row.category),
            hazard: row.hazard,
            chip: vocabulary.chip(&w, Audience::Office, status, report.same_as_number.as_deref()),
            held: report.record.flag("held"),
            spot: Spot {
                words: row.place.clone(),
                degrees: row.position.map(|at| w.degrees(at)),
                accuracy: fields.place.and_then(|place| place.position.accuracy).map(|metres| metres.ceil() as i64),
                map: row.position.and_then(|at| site.map_link(at)),
            },
            facts: facts(&w, report),
            stored: w.moment(row.stored_at),
            taken: row.taken_at.map(|at| w.moment(at)),
            received: status.received_at.map(|at| w.moment(at)),
            photos: report.attachments.iter().map(|attachment| Photo::new(&w, attachment)).collect(),
            conflicts: report.conflicts.iter().filter_map(|met| Met::new(&w, report, &met.field)).collect(),
            told: history::told(&w, vocabulary, &report.forwardings),
            history: history::lines(&w, vocabulary, report),
            same_as: report.record.uuid("same_as").zip(report.same_as_number.clone()),
            merged: report.merged.clone(),
            w,
        }
    }
}

/// Short facts beside the place and the times.
fn facts(w: &Words, report: &ReportPage) -> Vec<(String, String)> {
    let text = |field: &str| report.record.text(field).filter(|text| !text.is_empty()).map(str::to_owned);
    let sightings = i64::from(report.row.status.sightings);
    let all = [
        ("field-note", text("note")),
        ("field-amount", text("amount").map(|code| w.code("amount", &code))),
        ("field-material", text("material")),
        ("field-office_text", text("office_text")),
        ("field-ticket", text("ticket")),
        ("office-sightings", (sightings > 0).then(|| w.with("answer-reported-again", &[("count", sightings.into())]))),
    ];
    all.into_iter().filter_map(|(key, value)| Some((w.t(key), value?))).collect()
}

impl Photo {
    fn new(w: &Words, attachment: &AttachmentRow) -> Photo {
        let show = match attachment.role {
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
            AttachmentRole::Voice => Some("office-why-voice"),
            AttachmentRole::Photo | AttachmentRole::Evidence => None,
        };
        let caption = caption.filter(|_| show != Show::Sealed).map(|key| w.t(key));
        Photo { id: attachment.id, show, caption }
    }
}

impl Met {
    fn new(w: &Words, report: &ReportPage, field: &str) -> Option<Met> {
        let cell = report.record.fields.get(field)?;
        let side = |role: Role| w.t(history::by(role));
        let lost = cell.losers.iter().filter(|loser| !loser.settled);
        Some(Met {
            field: field.to_owned(),
            word: w.code("field", field),
            holds: (side(cell.role), value(w, field, &cell.value)),
            lost: lost.map(|loser| (loser.change, side(loser.role), value(w, field, &loser.value))).collect(),
            base: cell.change.to_string(),
        })
    }
}

/// A field's value in words.
fn value(w: &Words, field: &str, value: &Value) -> String {
    match value {
        Value::Null => w.t("office-value-none"),
        Value::Bool(true) => w.t("office-value-yes"),
        Value::Bool(false) => w.t("office-value-no"),
        Value::String(code) if matches!(field, "category" | "amount") => w.code(field, code),
        Value::String(text) => text.clone(),
        other => match Place::deserialize(other) {
            Ok(place) => w.degrees((place.position.lat, place.position.lon)),
            Err(_) => other.to_string(),
        },
    }
}

impl Forms {
    fn new(w: &Words, vocabulary: &Vocabulary, report: &ReportPage, said: &Said) -> Forms {
        let record = &report.record;
        let tried = match said {
            Said::Refused(attempt) => Some(attempt),
            _ => None,
        };
        let typed = |act: Act| tried.filter(|attempt| attempt.act == act).map(|attempt| attempt.typed.clone());
        let base = |field: &str| record.base(field).map(|change| change.to_string()).unwrap_or_default();
        let reason =
            |code: &&str| Choice { code: (*code).to_owned(), word: w.code("close-reason", code), chosen: false };
        Forms {
            categories: categories(w, vocabulary, &report.row.category),
            departments: departments(vocabulary, record.text("department").unwrap_or_default()),
            reasons: assets::words::CLOSE_REASONS.iter().map(reason).collect(),
            open: tried.map(|attempt| attempt.act),
            note: typed(Act::Note).or_else(|| record.text("note").map(str::to_owned)).unwrap_or_default(),
            merge: typed(Act::Merge).unwrap_or_default(),
            max: MAX_TEXT,
            closed: record.value("closed").is_some(),
            base: Bases {
                category: base("category"),
                note: base("note"),
                department: base("department"),
                held: base("held"),
                closed: base("closed"),
                same_as: base("same_as"),
            },
        }
    }
}

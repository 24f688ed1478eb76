//! One report, with everything that is known of it and all that staff can do.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use forwarding::concern::Why;
use serde::Deserialize;
use shared::domain::MAX_TEXT;
use shared::words::Audience;
use uuid::Uuid;

use super::actions::{self, Act};
use super::deeds::{Deed, Forms, Seen, Step};
use super::frame::Frame;
use super::history::{self, Line, Told};
use super::parts::{Met, Photo, Show, Spot, Stated, facts, stated};
use super::session::Reader;
use super::{compare, todo, undo};
use crate::pages::{Chip, Moment, Shared, Site, Trouble, Words, page};
use crate::storage::Session;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/reports/{id}", get(show))
        .route("/office/reports/{id}/{act}", post(actions::act))
        .route("/office/reports/{id}/compare/{other}", get(compare::show).post(compare::decide))
        .route("/office/undo", post(undo::undo))
}

/// What a page says on top about what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing was done.
    Silent,
    /// It is stored: the sentence that says so, and the place in the order by which it can be taken back.
    Done(&'static str, Option<u64>),
    /// It stood there already, or it is too late.
    Not(&'static str),
    /// It could not be done.
    Refused(Attempt),
}

/// What could not be done; what was typed is not thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Key of the sentence that says why.
    pub(super) why: &'static str,
    pub(super) act: Act,
    pub(super) typed: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    said: String,
    seq: Option<u64>,
}

impl Asked {
    fn said(&self) -> Said {
        match self.said.as_str() {
            "saved" => Said::Done("office-saved", self.seq),
            "merged" => Said::Done("office-said-merged", self.seq),
            "differs" => Said::Done("office-said-differs", self.seq),
            "resent" => Said::Done("office-said-resent", None),
            "undone" => Said::Done("office-said-undone", self.seq),
            "same" => Said::Not("office-same"),
            "late" => Said::Not("office-said-late"),
            _ => Said::Silent,
        }
    }
}

#[derive(Template)]
#[template(path = "office/report.html")]
struct View {
    w: Words,
    frame: Frame,
    said: Said,
    /// What holds now where somebody else was quicker: field, and who said what.
    now: Vec<(String, Stated)>,
    here: String,
    number: String,
    icon: &'static str,
    category: String,
    hazard: bool,
    chip: Chip,
    /// Why it needs a person, each with the way to its step.
    why: Vec<(Chip, String)>,
    next: Option<Step>,
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
    max: usize,
}

async fn show(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Reader(session): Reader,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    view(&site, words, session, id, asked.said()).await
}

/// The report's page.
pub(super) async fn view(site: &Site, w: Words, session: Session, id: Uuid, said: Said) -> Result<Response, Trouble> {
    let seen = site.ask(move |desk| Seen::read(desk, id)).await?.ok_or(Trouble::NotFound)?;
    let frame = Frame::new(site, w.clone(), &session, "/office/reports").await?;
    let status = match &said {
        Said::Refused(attempt) if attempt.why == "office-refused-stale" => StatusCode::CONFLICT,
        Said::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Ok((status, page(&View::new(site, w, &seen, frame, said))?).into_response())
}

impl View {
    fn new(site: &Site, w: Words, seen: &Seen, frame: Frame, said: Said) -> View {
        let Seen { report, vocabulary, .. } = seen;
        let (row, status) = (&report.row, &report.row.status);
        let here = format!("/office/reports/{}", row.id);
        let way = |why: &Why| match (why, seen.other) {
            (Why::Duplicate, Some(other)) => format!("{here}/compare/{other}"),
            (why, _) => match Deed::of(*why) {
                Some(deed) => format!("#{}", deed.anchor()),
                None => format!("/office/inbox?report={}", row.id),
            },
        };
        View {
            frame,
            form: Forms::new(&w, seen, &said),
            now: meanwhile(&w, seen, &said),
            said,
            number: row.number.clone(),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(&w, &row.category),
            hazard: row.hazard,
            chip: vocabulary.chip(&w, Audience::Office, status, report.same_as_number.as_deref()),
            why: seen.why.iter().map(|why| (todo::chip(&w, *why), way(why))).collect(),
            next: Step::next(&w, seen, way),
            held: report.record.flag("held"),
            spot: Spot::new(&w, site, report),
            facts: facts(&w, report),
            stored: w.moment(row.stored_at),
            taken: row.taken_at.map(|at| w.moment(at)),
            received: status.received_at.map(|at| w.moment(at)),
            photos: Photo::all(&w, report),
            conflicts: Met::all(&w, vocabulary, report),
            told: history::told(&w, vocabulary, &report.forwardings),
            history: history::lines(&w, vocabulary, report, &seen.deeds, &seen.replies),
            same_as: report.record.uuid("same_as").zip(report.same_as_number.clone()),
            merged: report.merged.clone(),
            max: MAX_TEXT,
            here,
            w,
        }
    }
}

/// What somebody else wrote into the fields of a form that came too late.
fn meanwhile(w: &Words, seen: &Seen, said: &Said) -> Vec<(String, Stated)> {
    let Said::Refused(Attempt { why: "office-refused-stale", typed, .. }) = said else { return Vec::new() };
    let (report, vocabulary) = (&seen.report, &seen.vocabulary);
    let known = |field: &str| typed.get(&format!("base-{field}"));
    let moved = |field: &String| {
        let cell = report.record.fields.get(field)?;
        (*known(field)? != cell.change.to_string()).then(|| {
            (w.code("field", field), stated(w, vocabulary, report, field, cell.change, cell.role, &cell.value))
        })
    };
    report.record.fields.keys().filter_map(moved).collect()
}

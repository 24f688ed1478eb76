//! Something of a phone that could not be stored as it is: a person reads it, and drops it or takes it over.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use shared::change::{Change, MAX_OFFICE_BYTES};
use shared::domain::Place;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, Reader};
use crate::pages::{Moment, Shared, Trouble, Vocabulary, Words, page};
use crate::storage::{Deed, ParkedRow};

/// Of what is no change, so many characters are shown.
const RAW: usize = 4_000;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/parked/{id}", get(show))
        .route("/office/parked/{id}/drop", post(drop))
        .route("/office/parked/{id}/release", post(release))
}

#[derive(Template)]
#[template(path = "office/parked.html")]
struct View {
    w: Words,
    frame: Frame,
    here: String,
    phone: String,
    why: String,
    received: Moment,
    report: Option<(Uuid, String)>,
    sent: Sent,
    /// Left by a phone that is locked.
    left: bool,
}

enum Sent {
    /// What kind of record, when by the phone's clock, and its fields.
    Change { kind: String, made: Moment, fields: Vec<(String, String)> },
    /// No change at all.
    Raw(String),
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Path(id): Path<i64>,
) -> Result<Response, Trouble> {
    let read = site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.parked_change(id)?))).await?;
    let (vocabulary, Some(row)) = read else { return Err(Trouble::NotFound) };
    page(&View {
        frame: Frame::new(&site, w.clone(), &session, "/office/").await?,
        here: format!("/office/parked/{id}"),
        why: w.code("parked", &row.why),
        received: w.moment(row.received_at),
        sent: Sent::read(&w, &vocabulary, &row),
        left: row.why == "revoked",
        phone: row.label,
        report: row.report,
        w,
    })
}

async fn drop(State(site): State<Shared>, Path(id): Path<i64>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Review)?.id, site.now());
    // Gone is gone, whoever did it.
    site.ask(move |storage| storage.drop_parked(staff, id, now)).await?;
    Ok(Redirect::to("/office/?said=dropped").into_response())
}

/// All that a locked phone has left counts as brought before.
async fn release(State(site): State<Shared>, Path(id): Path<i64>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Review)?.id, site.now());
    let known = site
        .ask(move |storage| {
            let Some(row) = storage.parked_change(id)?.filter(|row| row.why == "revoked") else { return Ok(false) };
            let stored = storage.release(row.device, now)?;
            let what = stored.to_string();
            let deed = Deed { staff: Some(staff), deed: "parked_released", about: Some(row.device), what };
            storage.note_deed(&deed, now)?;
            Ok(true)
        })
        .await?;
    if known { Ok(Redirect::to("/office/?said=released").into_response()) } else { Err(Trouble::NotFound) }
}

impl Sent {
    fn read(w: &Words, vocabulary: &Vocabulary, row: &ParkedRow) -> Sent {
        match Change::decode(&row.body, MAX_OFFICE_BYTES) {
            Ok(change) => Sent::Change {
                kind: w.code("kind", change.kind.as_str()),
                made: w.moment(change.made_at),
                fields: change
                    .fields
                    .iter()
                    .map(|(name, edit)| (w.code("field", name), plain(w, vocabulary, name, &edit.value)))
                    .collect(),
            },
            Err(_) => Sent::Raw(String::from_utf8_lossy(&row.body).chars().take(RAW).collect()),
        }
    }
}

/// A value as somebody can read it; what is none of ours stays as it was sent.
fn plain(w: &Words, vocabulary: &Vocabulary, field: &str, value: &Value) -> String {
    match value {
        Value::Null => w.t("office-value-none"),
        Value::Bool(true) => w.t("office-value-yes"),
        Value::Bool(false) => w.t("office-value-no"),
        Value::String(code) if field == "category" => vocabulary.category(w, code),
        Value::String(code) if field == "amount" => w.code(field, code),
        Value::String(text) => text.parse::<DateTime<Utc>>().map_or_else(|_| text.clone(), |at| w.moment(at).exact),
        other => match Place::deserialize(other) {
            Ok(place) => w.degrees((place.position.lat, place.position.lon)),
            Err(_) => serde_json::to_string_pretty(other).unwrap_or_default(),
        },
    }
}

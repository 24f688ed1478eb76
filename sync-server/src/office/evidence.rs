//! Sealed evidence, and originals of photos in which something is black: for the evidence officer alone. Each look is in the
//! log before a byte is sent. Evidence leaves by a hand-over: a link, and a code on another way (see [`crate::hand_out`]).

mod hand_over;
mod list;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use shared::change::Kind;
use shared::domain::AttachmentRole;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, SignedIn};
use crate::pages::{Moment, Shared, Site, Trouble, Words, page, respond_once, respond_with_file};
use crate::storage::{Edit, Exhibit, Refused, Session};
use hand_over::Handed;

const MAX_WORDS: usize = 200;
const MAX_DAYS: i64 = 7;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/evidence", get(list::list))
        .route("/office/evidence/{id}", get(show))
        .route("/office/evidence/{id}/original", get(original))
        .route("/office/evidence/{id}/seal", post(seal))
        .route("/office/evidence/{id}/hand-over", post(hand_over::hand_over))
        .route("/office/evidence/{id}/withdraw", post(hand_over::withdraw))
        .route("/office/evidence/{id}/receipt", get(hand_over::receipt))
}

/// All evidence of one report.
#[derive(Template)]
#[template(path = "office/evidence.html")]
struct View {
    w: Words,
    frame: Frame,
    report: Uuid,
    number: String,
    said: Option<(&'static str, bool)>,
    exhibits: Vec<Shown>,
    hand_overs: Vec<Handed>,
    /// A hand-over that was just made: link and code, which nobody sees again.
    fresh: Option<(String, String)>,
    recipient: String,
    file_number: String,
    max: usize,
    days: i64,
    once: Uuid,
}

struct Shown {
    id: Uuid,
    what: String,
    moment: Moment,
    sha256: String,
    name: String,
    sealed: bool,
    /// It stays sealed, whatever staff say.
    for_good: bool,
    sound: bool,
    /// It is looked at now.
    open: bool,
    base: String,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Looked {
    /// The attachment whose original is shown.
    look: Option<Uuid>,
    said: String,
    /// As a file, to be saved.
    file: Option<String>,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(report): Path<Uuid>,
    Query(asked): Query<Looked>,
) -> Result<Response, Trouble> {
    who.allow(May::Evidence)?;
    let said = match asked.said.as_str() {
        "withdrawn" => Some(("evidence-withdrawn", false)),
        "saved" => Some(("office-saved", false)),
        _ => None,
    };
    let open = Open { look: asked.look, said, ..Open::default() };
    view(&site, w, who.session, report, open).await
}

/// What a page of evidence begins with.
#[derive(Default)]
struct Open {
    look: Option<Uuid>,
    said: Option<(&'static str, bool)>,
    fresh: Option<(String, String)>,
    recipient: String,
    file_number: String,
}

async fn view(site: &Site, w: Words, session: Session, report: Uuid, open: Open) -> Result<Response, Trouble> {
    let read = site.ask(move |storage| Ok((storage.exhibits(report)?, storage.hand_overs(report)?))).await?;
    let (Some((number, exhibits)), hand_overs) = read else { return Err(Trouble::NotFound) };
    let wrong = open.said.is_some_and(|(_, wrong)| wrong);
    let page = page(&View {
        frame: Frame::new(site, w.clone(), &session, "/office/evidence").await?,
        report,
        number,
        said: open.said,
        exhibits: exhibits.iter().map(|exhibit| Shown::new(&w, exhibit, open.look)).collect(),
        hand_overs: hand_overs.iter().map(|it| Handed::new(site, &w, it)).collect(),
        fresh: open.fresh,
        recipient: open.recipient,
        file_number: open.file_number,
        max: MAX_WORDS,
        days: MAX_DAYS,
        once: crate::random::v4(),
        w,
    })?;
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

/// The original, as a picture encoded anew, as sound, or as the file that was sent.
async fn original(
    State(site): State<Shared>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(asked): Query<Looked>,
) -> Result<Response, Trouble> {
    let (officer, now) = (who.allow(May::Evidence)?.id, site.now());
    let exhibit = site.ask(move |storage| storage.look(officer, id, now)).await?.ok_or(Trouble::NotFound)?;
    if asked.file.is_some() {
        return respond_with_file(&site, exhibit.sha256, &exhibit.file_name()).await;
    }
    let Some(sound) = exhibit.row.sound() else { return respond_once(&site, exhibit.original()).await };
    let mut response = respond_with_file(&site, exhibit.sha256, "").await?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(sound));
    response.headers_mut().remove(header::CONTENT_DISPOSITION);
    Ok(response)
}

async fn seal(State(site): State<Shared>, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Trouble> {
    let (officer, now) = (posted.allow(May::Evidence)?.id, site.now());
    let sealed = posted.fields.raw("sealed") == "true";
    let base = posted.fields.get("base").and_then(|id| id.parse().ok());
    let done = site.ask(move |storage| {
        let Some(row) = storage.attachment(id)? else { return Ok(Err(Refused::Unknown)) };
        let edit = Edit {
            kind: Kind::Attachment,
            record: id,
            fields: BTreeMap::from([("sealed".to_owned(), sealed.into())]),
            bases: Some(base.map(|base: Uuid| ("sealed".to_owned(), base)).into_iter().collect()),
        };
        Ok(storage.edit_untouched(officer, &[edit], now)?.map(|_| row.report))
    });
    let report =
        done.await?.map_err(|why| if why == Refused::Stale { Trouble::Outdated } else { Trouble::NotFound })?;
    Ok(Redirect::to(&format!("/office/evidence/{report}?said=saved")).into_response())
}

impl Shown {
    fn new(w: &Words, exhibit: &Exhibit, look: Option<Uuid>) -> Shown {
        let row = &exhibit.row;
        Shown {
            id: row.id,
            what: w.t(match row.role {
                _ if !row.sealed => "evidence-is-blacked",
                AttachmentRole::Evidence => "evidence-is-hint",
                AttachmentRole::Voice => "evidence-is-voice",
                _ => "evidence-is-photo",
            }),
            moment: w.moment(exhibit.received_at),
            sha256: exhibit.sha256_hex(),
            name: exhibit.file_name(),
            sealed: row.sealed,
            for_good: row.role == AttachmentRole::Evidence,
            sound: row.sound().is_some(),
            open: look == Some(row.id),
            base: exhibit.base.map(|change| change.to_string()).unwrap_or_default(),
        }
    }
}

//! Photos before they go out: staff blacken parts of them and release them.
//!
//! Whoever reviews may blacken more; taking it off again is for a lead or the evidence officer. Photos of a report are
//! released together, by the one fact that they wait for.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::json;
use shared::change::Kind;
use shared::domain::{AttachmentRole, Black};
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Fields, Posted, SignedIn};
use crate::pages::{Shared, Site, Trouble, Vocabulary, Words, page};
use crate::storage::{AttachmentRow, Deed, Edit, Refused, ReportPage, Result as Stored, Session, Staff, Storage};

/// More parts than anybody draws.
const MOST: usize = 60;
/// Somebody else blackens the same photo in the same moment: again, with what is black then.
const TRIES: usize = 3;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/attachments/{id}/redact", get(show).post(save))
        .route("/office/reports/{id}/photos", get(all).post(release))
        .route("/office/attachments/{id}/released", post(for_reports))
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    said: String,
}

/// One photo, to be drawn on.
#[derive(Template)]
#[template(path = "office/redact.html")]
struct Redact {
    w: Words,
    frame: Frame,
    number: String,
    report: Uuid,
    id: Uuid,
    /// Key of what is said on top, and whether something is wrong.
    said: Option<(&'static str, bool)>,
    /// What is black, as the script reads it.
    black: String,
    is_black: bool,
    base: String,
    sealed_base: String,
    nth: usize,
    of: usize,
    before: Option<Uuid>,
    after: Option<Uuid>,
    waits: bool,
    saved: bool,
}

/// All photos of a report.
#[derive(Template)]
#[template(path = "office/photos.html")]
struct Photos {
    w: Words,
    frame: Frame,
    category: String,
    number: String,
    report: Uuid,
    said: Option<(&'static str, bool)>,
    /// Which, how many parts are black, whether it is released for reports of work.
    photos: Vec<(Uuid, usize, bool)>,
    black: bool,
    waits: bool,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Review)?;
    let said = (asked.said == "saved").then_some(("evidence-redact-saved", false));
    view(&site, w, who.session, id, said, None).await
}

/// The page of one photo; `drawn` is what somebody drew and could not save.
async fn view(
    site: &Site,
    w: Words,
    session: Session,
    id: Uuid,
    said: Option<(&'static str, bool)>,
    drawn: Option<Vec<Black>>,
) -> Result<Response, Trouble> {
    let read = site.ask(move |storage| {
        let Some(row) = storage.attachment(id)? else { return Ok(None) };
        let bases = [storage.base(id, "black")?, storage.base(id, "sealed")?];
        Ok(storage.report(row.report)?.map(|report| (row, report, bases)))
    });
    let (row, report, [base, sealed_base]) = read.await?.ok_or(Trouble::NotFound)?;
    if row.sealed {
        return Err(Trouble::Sealed);
    }
    let photos: Vec<Uuid> = photos(&report).map(|photo| photo.id).collect();
    let at = photos.iter().position(|photo| *photo == id).ok_or(Trouble::NotFound)?;
    let text = |base: Option<Uuid>| base.map(|change| change.to_string()).unwrap_or_default();
    let wrong = said.is_some_and(|(_, wrong)| wrong);
    let black = with(&row.black, &drawn.unwrap_or_default());
    let page = page(&Redact {
        frame: Frame::new(site, w.clone(), &session, "/office/reports").await?,
        w,
        number: report.row.number.clone(),
        report: row.report,
        id,
        said,
        is_black: !black.is_empty(),
        black: json!(black).to_string(),
        base: text(base),
        sealed_base: text(sealed_base),
        nth: at + 1,
        of: photos.len(),
        before: at.checked_sub(1).and_then(|before| photos.get(before).copied()),
        after: photos.get(at + 1).copied(),
        waits: row.unchecked,
        saved: said.is_some() && !wrong,
    })?;
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

async fn save(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let staff = posted.allow(May::Review)?.clone();
    let uncovers = posted.allow(May::Uncover).is_ok();
    let Posted { who, fields } = posted;
    let Some(drawn) = read(fields.raw("black")) else {
        return view(&site, w, who.session, id, Some(("evidence-redact-bad", true)), None).await;
    };
    let (author, now, asked) = (staff.id, site.now(), drawn.clone());
    let release = fields.raw("then") == "release";
    let done = site.ask(move |storage| {
        let Some(row) = storage.attachment(id)?.filter(is_photo) else { return Ok(Err(Refused::Unknown)) };
        let stored = if uncovers {
            replace(storage, author, &row, asked, &fields, now)
        } else {
            add(storage, author, id, asked, now)
        };
        match stored? {
            Ok(()) if release => Ok(let_go(storage, &staff, row.report, now)?.map(|()| row.report)),
            other => Ok(other.map(|()| row.report)),
        }
    });
    match done.await? {
        Ok(report) if release => Ok(Redirect::to(&format!("/office/reports/{report}?said=saved")).into_response()),
        Ok(_) => Ok(Redirect::to(&format!("/office/attachments/{id}/redact?said=saved")).into_response()),
        Err(Refused::Unknown) => Err(Trouble::NotFound),
        Err(Refused::Stale) => {
            view(&site, w, who.session, id, Some(("evidence-redact-stale", true)), Some(drawn)).await
        }
        Err(_) => view(&site, w, who.session, id, Some(("office-refused-invalid", true)), Some(drawn)).await,
    }
}

/// Blackens more: what is black stays so, whoever was first.
fn add(
    storage: &dyn Storage,
    author: Uuid,
    id: Uuid,
    drawn: Vec<Black>,
    now: chrono::DateTime<chrono::Utc>,
) -> Stored<Result<(), Refused>> {
    for _ in 0..TRIES {
        let Some(row) = storage.attachment(id)? else { return Ok(Err(Refused::Unknown)) };
        let base = storage.base(id, "black")?;
        match write(storage, author, id, &with(&row.black, &drawn), base, now)? {
            Err(Refused::Stale) => {}
            other => return Ok(other),
        }
    }
    Ok(Err(Refused::Stale))
}

/// Says anew what is black, if nobody else did so since the page was shown.
fn replace(
    storage: &dyn Storage,
    author: Uuid,
    row: &AttachmentRow,
    drawn: Vec<Black>,
    form: &Fields,
    now: chrono::DateTime<chrono::Utc>,
) -> Stored<Result<(), Refused>> {
    if with(&row.black, &drawn).len() == drawn.len() {
        return add(storage, author, row.id, drawn, now);
    }
    write(storage, author, row.id, &drawn, form.get("base").and_then(|id| id.parse().ok()), now)
}

fn write(
    storage: &dyn Storage,
    author: Uuid,
    id: Uuid,
    black: &[Black],
    base: Option<Uuid>,
    now: chrono::DateTime<chrono::Utc>,
) -> Stored<Result<(), Refused>> {
    let edit = Edit {
        kind: Kind::Attachment,
        record: id,
        fields: BTreeMap::from([("black".to_owned(), json!(black))]),
        bases: Some(base.map(|base| ("black".to_owned(), base)).into_iter().collect()),
    };
    Ok(storage.edit_untouched(author, &[edit], now)?.map(drop))
}

async fn all(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Trouble> {
    who.allow(May::Review)?;
    photos_page(&site, w, who.session, id, None).await
}

async fn photos_page(
    site: &Site,
    w: Words,
    session: Session,
    id: Uuid,
    said: Option<(&'static str, bool)>,
) -> Result<Response, Trouble> {
    let (vocabulary, report) = site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.report(id)?))).await?;
    let report = report.ok_or(Trouble::NotFound)?;
    let status = if said.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = page(&Photos {
        frame: Frame::new(site, w.clone(), &session, "/office/reports").await?,
        category: vocabulary.category(&w, &report.row.category),
        w,
        number: report.row.number.clone(),
        report: id,
        said,
        photos: photos(&report).map(|photo| (photo.id, photo.black.len(), photo.released)).collect(),
        black: photos(&report).any(|photo| !photo.black.is_empty()),
        waits: photos(&report).any(|photo| photo.unchecked),
    })?;
    Ok((status, page).into_response())
}

async fn release(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Review)?.clone(), site.now());
    match site.ask(move |storage| let_go(storage, &staff, id, now)).await? {
        Ok(()) => Ok(Redirect::to(&format!("/office/reports/{id}?said=saved")).into_response()),
        Err(Refused::Unknown) => Err(Trouble::NotFound),
        Err(_) => photos_page(&site, w, posted.who.session, id, Some(("office-refused-stale", true))).await,
    }
}

/// A photo may stand in reports of work, or no longer.
async fn for_reports(State(site): State<Shared>, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Export)?.id, site.now());
    let released = posted.fields.raw("released") == "1";
    let report = site
        .ask(move |storage| {
            let Some(row) = storage.attachment(id)?.filter(|row| is_photo(row) && !(released && row.unchecked)) else {
                return Ok(None);
            };
            let fields = BTreeMap::from([("released".to_owned(), json!(released))]);
            let edit = Edit { kind: Kind::Attachment, record: id, bases: None, fields };
            if storage.edit_untouched(staff, &[edit], now)?.is_err() {
                return Ok(None);
            }
            let deed = if released { "photo_released" } else { "photo_unreleased" };
            storage.note_deed(&Deed { staff: Some(staff), deed, about: Some(row.report), what: String::new() }, now)?;
            Ok(Some(row.report))
        })
        .await?
        .ok_or(Trouble::NotFound)?;
    Ok(Redirect::to(&format!("/office/reports/{report}/photos")).into_response())
}

/// The photos of a report may go out: somebody has looked at them.
fn let_go(
    storage: &dyn Storage,
    staff: &Staff,
    report: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> Stored<Result<(), Refused>> {
    let Some(page) = storage.report(report)? else { return Ok(Err(Refused::Unknown)) };
    let field = "person_in_photo".to_owned();
    let base = page.record.base(&field);
    let edit = Edit {
        kind: Kind::Report,
        record: report,
        bases: Some(base.map(|base| (field.clone(), base)).into_iter().collect()),
        fields: BTreeMap::from([(field, false.into())]),
    };
    Ok(storage.edit_untouched(staff.id, &[edit], now)?.map(drop))
}

/// Photos of a report that can be drawn on.
fn photos(report: &ReportPage) -> impl Iterator<Item = &AttachmentRow> {
    report.attachments.iter().filter(|row| is_photo(row))
}

fn is_photo(row: &AttachmentRow) -> bool {
    use AttachmentRole::{After, Answer, Before, Photo};
    let photo = matches!(row.role, Photo | Before | After | Answer);
    photo && !row.sealed && row.blob.is_some()
}

/// What a form drew; none where it makes no sense.
fn read(text: &str) -> Option<Vec<Black>> {
    let drawn: Vec<Black> = serde_json::from_str(text).ok()?;
    let inside = |side: f32| (0.0..=1.0).contains(&side);
    let sound = |part: &Black| {
        [part.left, part.top, part.right, part.bottom].into_iter().all(inside)
            && part.left < part.right
            && part.top < part.bottom
    };
    (drawn.len() <= MOST && drawn.iter().all(sound)).then_some(drawn)
}

/// Both, each part once.
fn with(black: &[Black], more: &[Black]) -> Vec<Black> {
    let mut all = black.to_vec();
    all.extend(more.iter().filter(|part| !black.contains(part)));
    all
}

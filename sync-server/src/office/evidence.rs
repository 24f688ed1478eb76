//! Sealed evidence, and originals of photos in which something is black: for the evidence officer alone. Each look is in the
//! log before a byte is sent. Evidence leaves by a hand-over: a link, and a code on another way (see [`crate::hand_out`]).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::TimeDelta;
use shared::change::Kind;
use shared::domain::AttachmentRole;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, SignedIn, new_token};
use crate::api::code;
use crate::pages::{Moment, Shared, Site, Trouble, Vocabulary, Words, page, query, respond_once, respond_with_file};
use crate::storage::{Edit, Exhibit, HandOver, MAX_TRIES, NewHandOver, Refused, Session, Shelf};

const PAGE: u32 = 50;
const MAX_WORDS: usize = 200;
const MAX_DAYS: i64 = 7;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/evidence", get(list))
        .route("/office/evidence/{id}", get(show))
        .route("/office/evidence/{id}/original", get(original))
        .route("/office/evidence/{id}/seal", post(seal))
        .route("/office/evidence/{id}/hand-over", post(hand_over))
        .route("/office/evidence/{id}/withdraw", post(withdraw))
        .route("/office/evidence/{id}/receipt", get(receipt))
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Listed {
    shelf: Shelf,
    page: u32,
}

#[derive(Template)]
#[template(path = "office/evidence-list.html")]
struct List {
    w: Words,
    frame: Frame,
    shelves: Vec<(&'static str, &'static str, bool)>,
    rows: Vec<Row>,
    total: u64,
    newer: Option<String>,
    older: Option<String>,
}

struct Row {
    report: Uuid,
    number: String,
    category: String,
    icon: &'static str,
    place: Option<String>,
    stored: Moment,
    what: Vec<String>,
    handed: Option<(bool, Moment)>,
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

struct Handed {
    id: Uuid,
    recipient: String,
    file_number: String,
    made: Moment,
    until: String,
    state: String,
    class: &'static str,
    taken: Option<(Moment, String)>,
    open: bool,
}

#[derive(Template)]
#[template(path = "office/evidence-receipt.html")]
struct Receipt {
    w: Words,
    frame: Frame,
    city: String,
    report: Uuid,
    number: String,
    recipient: String,
    file_number: String,
    made: Moment,
    until: String,
    taken: Option<(Moment, String)>,
    files: Vec<(String, String)>,
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

async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Listed>,
) -> Result<Response, Trouble> {
    who.allow(May::Evidence)?;
    let (shelf, offset) = (asked.shelf, asked.page.saturating_mul(PAGE));
    let (vocabulary, (rows, total)) =
        site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.evidence(shelf, offset, PAGE)?))).await?;
    let shelves = [(Shelf::Open, "open"), (Shelf::Fetched, "fetched"), (Shelf::Blacked, "blacked")];
    let name = shelves.iter().find(|(it, _)| *it == shelf).map_or("", |(_, name)| *name);
    let at = |page: u32| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        format!("/office/evidence{}", query(&[("shelf", name), ("page", &page)]))
    };
    let words = |key: &str, count: u64| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        (count > 0).then(|| w.with(key, &[("count", count.into())]))
    };
    let rows = rows.into_iter().map(|row| Row {
        category: vocabulary.category(&w, &row.category),
        icon: w.icon(vocabulary.icon(&row.category)),
        what: [words("evidence-sealed", row.sealed), words("evidence-blacked", row.blacked)]
            .into_iter()
            .flatten()
            .collect(),
        handed: row.handed.map(|(made, taken)| (taken.is_some(), w.moment(taken.unwrap_or(made)))),
        stored: w.moment(row.stored_at),
        report: row.report,
        number: row.number,
        place: row.place,
    });
    page(&List {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/evidence").await?,
        shelves: shelves.iter().map(|(it, name)| (*name, key(*it), *it == shelf)).collect(),
        rows: rows.collect(),
        newer: asked.page.checked_sub(1).map(at),
        older: (u64::from(offset) + u64::from(PAGE) < total).then(|| at(asked.page + 1)),
        total,
        w,
    })
}

fn key(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Open => "evidence-shelf-open",
        Shelf::Fetched => "evidence-shelf-fetched",
        Shelf::Blacked => "evidence-shelf-blacked",
    }
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

async fn hand_over(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(report): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (officer, now) = (posted.allow(May::Evidence)?.id, site.now());
    let Posted { who, fields } = posted;
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let (recipient, file_number) = (text("recipient"), text("file_number"));
    let days = text("days").parse().unwrap_or(0_i64);
    let read = site.ask(move |storage| storage.exhibits(report)).await?.ok_or(Trouble::NotFound)?;
    let chosen = |exhibit: &Exhibit| fields.get(&format!("file-{}", exhibit.row.id)).is_some();
    let files: Vec<Uuid> = read.1.iter().filter(|exhibit| chosen(exhibit)).map(|exhibit| exhibit.row.id).collect();
    let long = [&recipient, &file_number].into_iter().any(|text| text.chars().count() > MAX_WORDS);
    let mistake = if files.is_empty() {
        Some("evidence-no-file")
    } else if recipient.is_empty() || long || !(1..=MAX_DAYS).contains(&days) {
        Some("evidence-no-recipient")
    } else {
        None
    };
    if let Some(mistake) = mistake {
        let open = Open { said: Some((mistake, true)), recipient, file_number, ..Open::default() };
        return view(&site, w, who.session, report, open).await;
    }
    let (token, token_hash) = new_token(&site);
    let secret = (site.state.random)();
    let code = code::new(secret.first_chunk().copied().unwrap_or_default());
    let new = NewHandOver {
        id: fields.get("once").and_then(|id| id.parse().ok()).ok_or(Trouble::Outdated)?,
        report,
        files,
        recipient,
        file_number,
        token_hash,
        code_hash: code::hash(&code),
        expires_at: now + TimeDelta::days(days),
    };
    if !site.ask(move |storage| storage.hand_over(officer, &new, now)).await? {
        let said = Some(("evidence-made-already", true));
        return view(&site, w, who.session, report, Open { said, ..Open::default() }).await;
    }
    let fresh = Some((format!("{}/evidence/{token}", site.state.public_url.trim_end_matches('/')), code));
    view(&site, w, who.session, report, Open { fresh, ..Open::default() }).await
}

async fn withdraw(State(site): State<Shared>, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Trouble> {
    let (officer, now) = (posted.allow(May::Evidence)?.id, site.now());
    let known = site.ask(move |storage| {
        let known = storage.hand_over_by_id(id)?;
        storage.withdraw_hand_over(officer, id, now)?;
        Ok(known)
    });
    let report = known.await?.ok_or(Trouble::NotFound)?.report;
    Ok(Redirect::to(&format!("/office/evidence/{report}?said=withdrawn")).into_response())
}

async fn receipt(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Trouble> {
    who.allow(May::Evidence)?;
    let read = site.ask(move |storage| {
        let Some(known) = storage.hand_over_by_id(id)? else { return Ok(None) };
        let exhibits = storage.exhibits(known.report)?.map(|(_, exhibits)| exhibits).unwrap_or_default();
        Ok(Some((known, exhibits)))
    });
    let (known, exhibits) = read.await?.ok_or(Trouble::NotFound)?;
    let files = exhibits.iter().filter(|exhibit| known.files.contains(&exhibit.row.id));
    page(&Receipt {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/evidence").await?,
        city: site.state.city.clone(),
        files: files.map(|exhibit| (exhibit.file_name(), exhibit.sha256_hex())).collect(),
        report: known.report,
        number: known.number,
        recipient: known.recipient,
        file_number: known.file_number,
        made: w.moment(known.created_at),
        until: w.moment(known.expires_at).exact,
        taken: known.taken.map(|(at, by)| (w.moment(at), by)),
        w,
    })
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

impl Handed {
    fn new(site: &Site, w: &Words, it: &HandOver) -> Handed {
        let open = it.is_open(site.now());
        let (key, class) = match () {
            () if it.withdrawn_at.is_some() => ("evidence-state-withdrawn", ""),
            () if it.taken.is_some() => ("evidence-state-taken", "good"),
            () if it.tries >= MAX_TRIES => ("evidence-state-locked", "hazard"),
            () if !open => ("evidence-state-over", ""),
            () => ("evidence-state-waiting", "wait"),
        };
        Handed {
            id: it.id,
            recipient: it.recipient.clone(),
            file_number: it.file_number.clone(),
            made: w.moment(it.created_at),
            until: w.moment(it.expires_at).exact,
            state: w.t(key),
            class,
            taken: it.taken.as_ref().map(|(at, by)| (w.moment(*at), by.clone())),
            open,
        }
    }
}

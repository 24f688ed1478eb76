//! Incoming post: what departments wrote by mail, what nobody can place, what came back. A person decides about each; until
//! then nothing follows from it.

use ::photo::{Limits, Prepared, prepare};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;
use shared::domain::Outcome;
use std::sync::Arc;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, Reader};
use crate::mail::{photo, whole};
use crate::pages::{Chip, Moment, Shared, Trouble, Vocabulary, Words, page, query};
use crate::storage::{Decision, Filter, IncomingKind, IncomingList, IncomingRow, Refused, Result as Stored, Storage};

const PAGE: u32 = 50;
/// Of a whole message so many characters are shown.
const WHOLE: usize = 20_000;
const HERE: &str = "/office/inbox";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/inbox", get(list))
        .route("/office/inbox/{id}", get(show))
        .route("/office/inbox/{id}/photos/{nth}", get(picture))
        .route("/office/inbox/{id}/decide", post(decide))
}

/// What is asked for, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Replies about this report.
    report: Option<Uuid>,
    /// Also what is decided.
    all: String,
    page: u32,
    said: String,
}

#[derive(Template)]
#[template(path = "office/inbox.html")]
struct List {
    w: Words,
    frame: Frame,
    said: Option<(&'static str, String)>,
    /// Where the lists are: address, word, whether it is this one.
    lists: Vec<(String, String, bool)>,
    empty: String,
    letters: Vec<Shown>,
    newer: Option<String>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "office/letter.html")]
struct One {
    w: Words,
    frame: Frame,
    it: Shown,
    whole: String,
    /// Where they are, and which they are.
    photos: Vec<(String, String)>,
}

/// A message on a page.
struct Shown {
    here: String,
    key: String,
    /// What it is; what has been decided.
    chips: Vec<Chip>,
    sender: String,
    subject: String,
    moment: Moment,
    text: String,
    /// Which report: address, number, what.
    report: Option<(String, String, String)>,
    hazard: bool,
    department: String,
    photos: Option<String>,
    hint: Option<String>,
    /// What can be decided: the suggested answer first.
    suggested: Option<(&'static str, String)>,
    answers: Vec<(&'static str, String)>,
    decisions: Vec<(&'static str, String)>,
    assigns: bool,
}

async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let wanted = match (asked.report, asked.all.as_str()) {
        (Some(report), _) => IncomingList::Of(report),
        (None, "") => IncomingList::Open,
        (None, _) => IncomingList::All,
    };
    let offset = asked.page.saturating_mul(PAGE);
    let (vocabulary, (found, total)) =
        site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.inbox(wanted, offset, PAGE)?))).await?;
    let at = |page: u32| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        let report = asked.report.map(|report| report.to_string()).unwrap_or_default();
        format!("{HERE}{}", query(&[("report", &report), ("all", &asked.all), ("page", &page)]))
    };
    let shown = u64::from(offset) + found.len() as u64;
    let (open, all) = (wanted == IncomingList::Open, wanted == IncomingList::All);
    page(&List {
        said: said(&w, &asked.said),
        lists: vec![(HERE.to_owned(), w.t("inbox-open"), open), (format!("{HERE}?all=1"), w.t("inbox-all"), all)],
        empty: w.t(if open { "inbox-empty-open" } else { "inbox-empty" }),
        letters: found.iter().map(|row| Shown::new(&w, &vocabulary, row)).collect(),
        newer: asked.page.checked_sub(1).map(at),
        older: (shown < total).then(|| at(asked.page + 1)),
        frame: Frame::new(&site, w.clone(), &session, HERE).await?,
        w,
    })
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Path(id): Path<Uuid>,
) -> Result<Response, Trouble> {
    let read = site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.incoming(id)?))).await?;
    let (vocabulary, Some(row)) = read else { return Err(Trouble::NotFound) };
    let (photos, blob) = (Arc::clone(&site.state.photos), row.blob);
    let text = tokio::task::spawn_blocking(move || photos.read(&blob).map(|bytes| whole(&bytes, WHOLE))).await??;
    let alt = |nth: u32| w.t1("inbox-photo-alt", "number", &(nth + 1).to_string());
    page(&One {
        it: Shown::new(&w, &vocabulary, &row),
        photos: (0..row.photos).map(|nth| (format!("{HERE}/{id}/photos/{nth}"), alt(nth))).collect(),
        whole: text,
        frame: Frame::new(&site, w.clone(), &session, HERE).await?,
        w,
    })
}

/// A picture that a stranger sent, as a camera made it: it becomes what phones send, with nothing in it but pixels.
async fn picture(
    State(site): State<Shared>,
    _: Reader,
    Path((id, nth)): Path<(Uuid, usize)>,
) -> Result<Response, Trouble> {
    let row = site.ask(move |desk| desk.incoming(id)).await?.ok_or(Trouble::NotFound)?;
    let permit = Arc::clone(&site.decoding).acquire_owned().await.map_err(|_| Trouble::NotFound)?;
    let photos = Arc::clone(&site.state.photos);
    let shrunk = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let bytes = photo(&photos.read(&row.blob)?, nth).ok_or(Trouble::NotFound)?;
        match prepare(&bytes, &Limits::default()) {
            Prepared::Photo { jpeg, .. } => Ok(jpeg),
            Prepared::Undecodable { .. } => Err(Trouble::Unreadable),
        }
    });
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, shrunk.await??).into_response())
}

/// What somebody wants of it.
enum Wanted {
    Decide(Decision),
    /// It is about the report with this number.
    Number(Option<String>),
}

async fn decide(State(site): State<Shared>, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Review)?.id, site.now());
    let outcome = |code: &str| OUTCOMES.into_iter().find(|it| it.as_str() == code);
    let wanted = match (posted.fields.raw("decision"), outcome(posted.fields.raw("outcome"))) {
        ("answer", Some(outcome)) => Wanted::Decide(Decision::Answer(outcome)),
        ("note", _) => Wanted::Decide(Decision::Note),
        ("dismiss", _) => Wanted::Decide(Decision::Dismiss),
        ("bounced", _) => Wanted::Decide(Decision::Bounced),
        ("assign", _) => Wanted::Number(posted.fields.get("number")),
        _ => return Err(Trouble::NotFound),
    };
    let done = site
        .ask(move |desk| {
            let decision = match wanted {
                Wanted::Decide(decision) => decision,
                Wanted::Number(number) => match by_number(desk, number.as_deref())? {
                    Some(report) => Decision::Assign(report),
                    None => return Ok(Err(None)),
                },
            };
            Ok(desk.decide(staff, id, decision, now)?.map(|()| decision).map_err(Some))
        })
        .await?;
    let said = match done {
        Ok(Decision::Assign(report)) => {
            return Ok(Redirect::to(&format!("{HERE}?report={report}&said=assigned")).into_response());
        }
        Ok(Decision::Answer(_)) => "answered",
        Ok(Decision::Note) => "noted",
        Ok(Decision::Dismiss) => "dismissed",
        Ok(Decision::Bounced) => "bounced",
        Err(None) => "number",
        Err(Some(Refused::Unknown)) => return Err(Trouble::NotFound),
        Err(Some(_)) => "late",
    };
    Ok(Redirect::to(&format!("{HERE}?said={said}")).into_response())
}

/// The report with this short number.
fn by_number(desk: &dyn Storage, number: Option<&str>) -> Stored<Option<Uuid>> {
    let Some(number) = number else { return Ok(None) };
    let filter = Filter { text: Some(number.to_owned()), limit: 20, ..Filter::default() };
    let (rows, _) = desk.reports(&filter)?;
    Ok(rows.iter().find(|row| row.number == number).map(|row| row.id))
}

/// What was just done: how it is shown, and in words.
fn said(w: &Words, said: &str) -> Option<(&'static str, String)> {
    let class = match said {
        "answered" | "noted" | "dismissed" | "bounced" | "assigned" => "notice good",
        "number" | "late" => "notice hazard",
        _ => return None,
    };
    Some((class, w.t(&format!("inbox-said-{said}"))))
}

const OUTCOMES: [Outcome; 4] = [Outcome::Done, Outcome::NotOurs, Outcome::Accepted, Outcome::Note];

impl Shown {
    fn new(w: &Words, vocabulary: &Vocabulary, row: &IncomingRow) -> Shown {
        let open = row.status == "open";
        let known = vocabulary.departments.iter().find(|it| it.code == row.department);
        let can_answer = open && row.kind == IncomingKind::Reply && row.forwarding.is_some();
        let outcomes = OUTCOMES
            .into_iter()
            .filter(|outcome| can_answer && (*outcome != Outcome::Accepted || known.is_some_and(|it| it.wants_accept)));
        let word = |outcome: Outcome| (outcome.as_str(), w.t(&format!("inbox-outcome-{}", outcome.as_str())));
        let suggested = row.suggested.filter(|it| outcomes.clone().any(|possible| possible == *it));
        let decisions: &[&str] = match row.kind {
            _ if !open => &[],
            IncomingKind::Reply => &["note", "dismiss"],
            IncomingKind::Bounce => &["bounced", "dismiss"],
            _ => &["dismiss"],
        };
        let mut chips = vec![kind(w, row.kind)];
        chips.extend((!open && row.status != "closed").then(|| Chip {
            class: "good",
            icon: "check",
            word: w.t(&format!("inbox-status-{}", row.status)),
        }));
        Shown {
            here: format!("{HERE}/{}", row.id),
            key: row.id.to_string(),
            chips,
            sender: if row.sender.is_empty() { w.t("inbox-no-sender") } else { row.sender.clone() },
            subject: row.subject.clone(),
            moment: w.moment(row.received_at),
            text: row.text.clone(),
            report: row.report.as_ref().map(|it| {
                let what = vocabulary.category(w, &it.category);
                (format!("/office/reports/{}", it.id), it.number.clone(), what)
            }),
            hazard: row.report.as_ref().is_some_and(|it| it.hazard),
            department: vocabulary.department(&row.department).to_owned(),
            photos: (row.photos > 0).then(|| w.with("inbox-photos", &[("count", i64::from(row.photos).into())])),
            hint: open.then(|| w.t(&format!("inbox-hint-{}", row.kind.as_str()))),
            suggested: suggested.map(word),
            answers: outcomes.filter(|it| Some(*it) != suggested).map(word).collect(),
            decisions: decisions.iter().map(|code| (*code, w.t(&format!("inbox-decide-{code}")))).collect(),
            assigns: open && matches!(row.kind, IncomingKind::Stranger | IncomingKind::Unplaced),
        }
    }
}

/// What a message is, as shape and words.
pub(super) fn kind(w: &Words, kind: IncomingKind) -> Chip {
    let (class, icon) = match kind {
        IncomingKind::Reply => ("wait", "mail"),
        IncomingKind::Stranger => ("wait", "shield-alert"),
        IncomingKind::Unplaced => ("wait", "circle-question-mark"),
        IncomingKind::Bounce => ("hazard", "mail-x"),
        IncomingKind::Delay => ("", "clock"),
        IncomingKind::Automatic => ("", "settings"),
        IncomingKind::Unreadable => ("", "file-text"),
    };
    Chip { class, icon, word: w.t(&format!("inbox-kind-{}", kind.as_str())) }
}

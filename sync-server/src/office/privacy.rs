//! The privacy desk: what is kept and until when, the proof that it went, what is known about one person, and the documents that
//! a city has to have. Read only.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use shared::change::Kind;
use uuid::Uuid;

use super::frame::Frame;
use super::list::Choice;
use super::rights::May;
use super::session::{Posted, SignedIn};
use crate::ops::retention::{Line, Terms, Unit};
use crate::pages::{Moment, Shared, Site, Trouble, Vocabulary, Words, download, page};
use crate::storage::{Deed, Erased, Kept, LogRow, Run, Session};

const PATH: &str = "/office/privacy";
/// So many runs of retention are shown.
const RUNS: u32 = 30;
/// So many lines of the log are shown; the log has all.
const LINES: u32 = 8;
/// As long as a reason may be.
const REASON: usize = 120;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/privacy", get(show))
        .route("/office/privacy/person", post(person))
        .route("/office/privacy/documents/{name}", get(document))
}

#[derive(Template)]
#[template(path = "office/privacy.html")]
struct Page {
    w: Words,
    frame: Frame,
    terms: Vec<(String, String)>,
    kept: Vec<KeptLine>,
    runs: Vec<RunLine>,
    log: Vec<(Moment, String, String)>,
    persons: Vec<Choice>,
    refused: Option<&'static str>,
    least: String,
}

struct KeptLine {
    what: String,
    count: u64,
    oldest: Option<Moment>,
}

struct RunLine {
    at: Moment,
    said: String,
}

async fn show(State(site): State<Shared>, Extension(w): Extension<Words>, who: SignedIn) -> Result<Response, Trouble> {
    who.allow(May::Privacy)?;
    view(&site, w, &who.session, None).await
}

async fn view(site: &Site, w: Words, session: &Session, refused: Option<&'static str>) -> Result<Response, Trouble> {
    let now = site.now();
    let frame = Frame::new(site, w.clone(), session, PATH).await?;
    let reads_log = frame.may(May::Log);
    let (kept, runs, log, persons) = site
        .ask(move |storage| {
            let month = now - chrono::TimeDelta::days(31);
            let log = if reads_log { storage.log(month, now, 0, LINES)?.0 } else { Vec::new() };
            Ok((storage.kept()?, storage.runs(RUNS)?, log, storage.records(&Kind::Person)?))
        })
        .await?;
    let mut persons: Vec<Choice> = persons
        .iter()
        .map(|person| Choice {
            code: person.id.to_string(),
            word: person.text("name").unwrap_or_default().to_owned(),
            chosen: false,
        })
        .collect();
    persons.sort_by_cached_key(|choice| choice.word.to_lowercase());
    let line = |row: LogRow| {
        (w.moment(row.at), row.staff.unwrap_or_else(|| w.t("evidence-log-nobody")), w.code("deed", &row.deed))
    };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = Page {
        terms: terms(&w, &site.state.config.retention),
        kept: kept.iter().map(|kept| KeptLine::new(&w, kept)).collect(),
        runs: runs.iter().map(|run| RunLine::new(&w, run)).collect(),
        log: log.into_iter().map(line).collect(),
        least: site.state.config.smallest_group.to_string(),
        persons,
        refused,
        frame,
        w,
    };
    Ok((status, page(&shown)?).into_response())
}

/// What is kept, and how long, in words.
fn terms(w: &Words, terms: &Terms) -> Vec<(String, String)> {
    let span = |line: Line| {
        let unit = match line.unit {
            Unit::Days => "privacy-days",
            Unit::Months => "privacy-months",
        };
        (w.t(&format!("privacy-term-{}", line.key)), w.with(unit, &[("count", i64::from(line.amount).into())]))
    };
    terms.lines().into_iter().map(span).collect()
}

impl KeptLine {
    fn new(w: &Words, kept: &Kept) -> KeptLine {
        KeptLine {
            what: w.t(&format!("privacy-kept-{}", kept.what)),
            count: kept.count,
            oldest: kept.oldest.map(|at| w.moment(at)),
        }
    }
}

impl RunLine {
    fn new(w: &Words, run: &Run) -> RunLine {
        let went: Vec<String> = went(&run.erased)
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                w.with(&format!("privacy-went-{what}"), &[("count", count.into())])
            })
            .collect();
        RunLine {
            at: w.moment(run.at),
            said: if went.is_empty() { w.t("privacy-went-nothing") } else { went.join(", ") },
        }
    }
}

/// Name and number of each thing that a run erased, as they stand in its record.
fn went(erased: &Erased) -> Vec<(String, u64)> {
    let counts = serde_json::to_value(erased).unwrap_or_default();
    let counts = counts.as_object().cloned().unwrap_or_default();
    counts.into_iter().filter_map(|(what, count)| Some((what, count.as_u64()?))).collect()
}

/// What is stored about one person, for that person: a file, and a line in the log with the reason.
async fn person(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::PersonalData)?.id, site.now());
    let reason = posted.fields.get("reason").unwrap_or_default();
    let asked: Option<Uuid> = posted.fields.raw("person").parse().ok();
    let (Some(person), false) = (asked, reason.is_empty() || reason.chars().count() > REASON) else {
        return view(&site, w, &posted.who.session, Some("privacy-wrong-person")).await;
    };
    let data = site
        .ask(move |storage| {
            let data = storage.about_person(person)?;
            if data.is_some() {
                let deed = Deed { staff: Some(staff), deed: "person_exported", about: Some(person), what: reason };
                storage.note_deed(&deed, now)?;
            }
            Ok(data)
        })
        .await?
        .ok_or(Trouble::NotFound)?;
    let text = serde_json::to_string_pretty(&data).unwrap_or_default();
    Ok(download("application/json", &format!("auskunft-{}.json", site.today()), text))
}

/// A document, filled from what is set and set up. In German: the law is.
#[derive(Template)]
#[template(path = "office/documents/processing.html")]
struct Processing {
    w: Words,
    facts: Facts,
}

#[derive(Template)]
#[template(path = "office/documents/phone.html")]
struct OnPhone {
    w: Words,
    facts: Facts,
}

#[derive(Template)]
#[template(path = "office/documents/server.html")]
struct OnServer {
    w: Words,
    facts: Facts,
}

/// What documents say about this city.
struct Facts {
    city: String,
    contact: String,
    public_url: String,
    departments: Vec<String>,
    categories: Vec<String>,
    terms: Vec<(String, String)>,
    backup_days: u32,
    backups: bool,
    signed: bool,
    session_hours: u32,
    least: u32,
    today: String,
    version: &'static str,
}

async fn document(State(site): State<Shared>, who: SignedIn, Path(name): Path<String>) -> Result<Response, Trouble> {
    who.allow(May::Privacy)?;
    let (city, zone) = site.city();
    let w = Words::new(assets::Language::De, zone, site.now());
    let vocabulary = site.ask(|storage| Vocabulary::read(storage)).await?;
    let config = &site.state.config;
    let contact = if site.state.contact.is_empty() { w.t("privacy-fill-in") } else { site.state.contact.clone() };
    let departments = vocabulary.departments.iter().filter(|known| !known.ended);
    let categories = vocabulary.categories.iter().filter(|known| !known.ended);
    let facts = Facts {
        city,
        contact,
        public_url: site.state.public_url.clone(),
        departments: departments.map(|known| known.name.clone()).collect(),
        categories: categories.map(|known| vocabulary.category(&w, &known.code)).collect(),
        terms: terms(&w, &config.retention),
        backup_days: config.backup_days,
        backups: !config.backup_dir.is_empty(),
        signed: !config.dkim_key.is_empty(),
        session_hours: config.session_hours,
        least: config.smallest_group,
        today: w.day(site.today()),
        version: env!("CARGO_PKG_VERSION"),
    };
    match name.as_str() {
        "processing" => page(&Processing { w, facts }),
        "phone" => page(&OnPhone { w, facts }),
        "server" => page(&OnServer { w, facts }),
        _ => Err(Trouble::NotFound),
    }
}

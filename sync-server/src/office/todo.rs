//! *Zu tun*: what needs a person, by consequence. Each row offers its next step; the list empties by working through it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use forwarding::concern::Why;
use serde::Deserialize;
use shared::change::Kind;
use shared::merge::Record;
use shared::words::Audience;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, Reader};
use crate::pages::{Chip, Moment, Shared, Trouble, Vocabulary, Words, page, query};
use crate::storage::{
    Counts, IncomingKind, IncomingList, IncomingRow, ParkedRow, PhoneRow, Storage, StorageError, TodoRow,
    Trouble as Hitch,
};

const PAGE: u32 = 100;
/// Reasons that no report has: they follow those of [`Why`].
const PARKED: &str = "parked";
const PHONE: &str = "phone";
const POST: &str = "post";
const INBOX: &str = "inbox";
const LENT: &str = "lent";

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/", get(show)).route("/office/todo/asked", post(asked))
}

/// What is asked for, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    why: String,
    page: u32,
    said: String,
}

#[derive(Template)]
#[template(path = "office/todo.html")]
struct Todo {
    w: Words,
    frame: Frame,
    said: Option<String>,
    head: String,
    filters: Vec<Reason>,
    all: Reason,
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
}

/// A reason to choose.
struct Reason {
    href: String,
    chip: Chip,
    count: u64,
    chosen: bool,
}

/// A report, a parked change or a phone.
struct Row {
    key: String,
    href: String,
    photo: Option<String>,
    icon: &'static str,
    what: String,
    number: Option<String>,
    hazard: bool,
    place: Option<String>,
    chip: Option<Chip>,
    /// Why it is here.
    why: Vec<Chip>,
    since: Since,
    /// What to do next, and where.
    step: (String, String),
    /// Whom to call: as it is dialled, and in words.
    call: Option<(String, String)>,
    /// Where keys lead: forward, compare.
    forward: Option<String>,
    compare: Option<String>,
    /// The phone that can be asked after.
    ask: Option<Uuid>,
}

enum Since {
    Time(Moment),
    /// A phone is seen on a day: a time would tell when people work.
    Day(String),
}

/// What a page of *Zu tun* is made of.
struct Found {
    vocabulary: Vocabulary,
    duty: Duty,
    counted: Vec<(Why, u64)>,
    counts: Counts,
    reports: Vec<TodoRow>,
    total: u64,
    letters: Vec<IncomingRow>,
    parked: Vec<ParkedRow>,
    phones: Vec<PhoneRow>,
    /// Things that more than one phone has, with the phones' names.
    lent: Vec<(Record, Vec<String>)>,
    held: bool,
    post: Vec<Hitch>,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let (now, sought) = (site.now(), asked.clone());
    let found = site
        .ask(move |storage| {
            let counts = storage.counts(now)?;
            let why = Why::named(&sought.why);
            let offset = sought.page.saturating_mul(PAGE);
            let (reports, total) = match (why, sought.why.as_str()) {
                (None, INBOX | PARKED | PHONE | POST | LENT) => (Vec::new(), 0),
                _ => storage.todo(why, offset, PAGE)?,
            };
            // They follow the last report.
            let last = why.is_none() && u64::from(offset) + reports.len() as u64 >= total;
            let shows = |kind| last && (sought.why.is_empty() || sought.why == kind);
            let letters = if shows(INBOX) { storage.inbox(IncomingList::Open, 0, PAGE)?.0 } else { Vec::new() };
            let parked = if shows(PARKED) { storage.parked(PAGE)? } else { Vec::new() };
            let phones = if shows(PHONE) { storage.phones(false, now)? } else { Vec::new() };
            let lent = if shows(LENT) { lent_twice(storage)? } else { Vec::new() };
            // It concerns every report, so it comes first.
            let first = why.is_none() && offset == 0 && (sought.why.is_empty() || sought.why == POST);
            let held = first && storage.mail_held()?;
            let post = if first && !held { storage.lasting_troubles(now)? } else { Vec::new() };
            Ok(Found {
                vocabulary: Vocabulary::read(storage)?,
                duty: Duty {
                    departments: storage.records(&Kind::Department)?,
                    categories: storage.records(&Kind::Category)?,
                },
                counted: storage.concern_counts()?,
                counts,
                reports,
                total,
                // Replies stand with their reports.
                letters: letters.into_iter().filter(|row| row.kind != IncomingKind::Reply).collect(),
                parked,
                phones,
                lent,
                held,
                post,
            })
        })
        .await?;
    let frame = Frame::new(&site, w.clone(), &session, "/office/").await?;
    let shown = u64::from(asked.page) * u64::from(PAGE) + found.reports.len() as u64;
    let reports = found.reports.iter().filter_map(|row| Row::report(&w, &found, row));
    let letters = found.letters.iter().map(|row| Row::letter(&w, row));
    let parked = found.parked.iter().map(|row| Row::parked(&w, row));
    let phones = found.phones.iter().map(|row| Row::phone(&w, row, frame.edits()));
    let lent = found.lent.iter().map(|(thing, phones)| Row::lent(&w, thing, phones));
    let held = found.held.then(|| Row::post(&w, "held", [w.t("todo-post-held"), w.t("todo-post-hint")], None));
    let post = held.into_iter().chain(found.post.iter().map(|trouble| Row::trouble(&w, &found.vocabulary, trouble)));
    let rows = post.chain(reports).chain(letters).chain(lent).chain(parked).chain(phones).collect();
    page(&Todo {
        said: said(&w, &asked.said),
        head: w.with("office-todo-count", &[("count", i64::try_from(found.counts.todo()).unwrap_or(i64::MAX).into())]),
        filters: reasons(&w, &found, &asked.why),
        all: Reason {
            href: "/office/".to_owned(),
            chip: Chip { class: "", icon: "", word: w.t("office-filter-all") },
            count: found.counts.todo(),
            chosen: asked.why.is_empty(),
        },
        rows,
        previous: asked.page.checked_sub(1).map(|page| asked.address(page)),
        next: (shown < found.total).then(|| asked.address(asked.page + 1)),
        frame,
        w,
    })
}

/// Staff have asked after a phone: it is out of the list for a week.
async fn asked(State(site): State<Shared>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Review)?.id, site.now());
    let device: Uuid = posted.fields.raw("device").parse().map_err(|_| Trouble::NotFound)?;
    let known = site.ask(move |storage| storage.asked_after(staff, device, now)).await?;
    if known { Ok(Redirect::to("/office/?said=asked").into_response()) } else { Err(Trouble::NotFound) }
}

/// What was just done, in words.
fn said(w: &Words, said: &str) -> Option<String> {
    matches!(said, "asked" | "dropped" | "released").then(|| w.t(&format!("todo-said-{said}")))
}

impl Asked {
    /// This view on another page.
    fn address(&self, page: u32) -> String {
        let page = if page == 0 { String::new() } else { page.to_string() };
        format!("/office/{}", query(&[("why", &self.why), ("page", &page)]))
    }
}

/// Each reason that holds something, by consequence.
fn reasons(w: &Words, found: &Found, chosen: &str) -> Vec<Reason> {
    let of_reports = found.counted.iter().map(|(why, count)| (why.as_str(), chip(w, *why), *count));
    let others = [
        (INBOX, inbox_chip(w), found.counts.letters),
        (LENT, lent_chip(w), found.counts.lent_twice),
        (PARKED, parked_chip(w), found.counts.parked),
        (POST, post_chip(w), found.counts.post),
        (PHONE, Chip { class: "", icon: "smartphone", word: w.t("todo-why-phone") }, found.counts.phones),
    ];
    of_reports
        .chain(others)
        // The chosen one stays while its last row is worked off.
        .filter(|(code, _, count)| *count > 0 || *code == chosen)
        .map(|(code, chip, count)| Reason {
            href: format!("/office/{}", query(&[("why", code)])),
            chip,
            count,
            chosen: code == chosen,
        })
        .collect()
}

impl Row {
    fn report(w: &Words, found: &Found, todo: &TodoRow) -> Option<Row> {
        let (row, vocabulary) = (&todo.row, &found.vocabulary);
        let (first, since) = todo.why.first()?;
        let href = format!("/office/reports/{}", row.id);
        let compare = todo.other.map(|other| format!("{href}/compare/{other}"));
        let step = match first {
            Why::HazardReply | Why::Reply => format!("/office/inbox?report={}", row.id),
            Why::Unanswered | Why::Urgent => format!("{href}#confirm"),
            Why::Undelivered => format!("{href}#mail"),
            Why::Nobody => format!("{href}#department"),
            Why::Held => format!("{href}#held"),
            Why::Question => format!("{href}#message"),
            Why::Place => format!("{href}#place"),
            Why::Photo => format!("{href}#photos"),
            Why::Voice => format!("{href}#voice"),
            Why::Values => format!("{href}#values"),
            Why::Duplicate => compare.clone().unwrap_or_else(|| href.clone()),
        };
        let call = matches!(first, Why::Unanswered | Why::Urgent)
            .then(|| found.duty.number(&row.category, row.status.department.as_deref()));
        Some(Row {
            key: row.id.to_string(),
            photo: row.photo.map(|id| format!("/office/attachments/{id}?size=thumb")),
            icon: w.icon(vocabulary.icon(&row.category)),
            what: vocabulary.category(w, &row.category),
            number: Some(row.number.clone()),
            hazard: row.hazard,
            place: Some(row.place.clone().unwrap_or_else(|| w.t("office-report-place-unknown"))),
            chip: Some(vocabulary.chip(w, Audience::Office, &row.status, None)),
            why: todo.why.iter().map(|(why, _)| chip(w, *why)).collect(),
            since: Since::Time(w.moment(*since)),
            step: (step, w.t(&format!("office-step-{}", first.as_str()))),
            call: call.flatten(),
            forward: Some(format!("{href}#department")),
            compare,
            ask: None,
            href,
        })
    }

    fn trouble(w: &Words, vocabulary: &Vocabulary, trouble: &Hitch) -> Row {
        let (key, what) = match trouble.department.as_deref() {
            None => ("server", [w.t("todo-post-server"), w.t("todo-post-hint")]),
            Some(code) => {
                let what = w.t1("todo-post-department", "department", vocabulary.department(code));
                (code, [what, w.t("todo-post-hint-department")])
            }
        };
        let key = if trouble.urgent { format!("{key}-urgent") } else { key.to_owned() };
        Row::post(w, &key, what, Some(trouble.since))
    }

    /// The outgoing post, once, whatever number of reports it holds up.
    fn post(w: &Words, key: &str, [what, hint]: [String; 2], since: Option<DateTime<Utc>>) -> Row {
        Row {
            key: format!("post-{key}"),
            href: "/office/mail".to_owned(),
            photo: None,
            icon: w.icon("mail-x"),
            what,
            number: None,
            hazard: false,
            place: Some(hint),
            chip: None,
            why: vec![post_chip(w)],
            since: since.map_or(Since::Day(String::new()), |since| Since::Time(w.moment(since))),
            step: ("/office/mail".to_owned(), w.t("todo-step-post")),
            call: None,
            forward: None,
            compare: None,
            ask: None,
        }
    }

    fn letter(w: &Words, row: &IncomingRow) -> Row {
        let href = format!("/office/inbox/{}", row.id);
        Row {
            key: format!("letter-{}", row.id),
            photo: None,
            icon: w.icon("mail"),
            what: if row.subject.is_empty() { w.t("inbox-no-subject") } else { row.subject.clone() },
            number: None,
            hazard: false,
            place: Some(row.sender.clone()),
            chip: None,
            why: vec![super::inbox::kind(w, row.kind)],
            since: Since::Time(w.moment(row.received_at)),
            step: (href.clone(), w.t("todo-step-inbox")),
            call: None,
            forward: None,
            compare: None,
            ask: None,
            href,
        }
    }

    /// Somebody has to ask who really has it.
    fn lent(w: &Words, thing: &Record, phones: &[String]) -> Row {
        let href = format!("/office/things/{}", thing.id);
        Row {
            key: format!("lent-{}", thing.id),
            photo: None,
            icon: w.icon("package"),
            what: thing.text("name").unwrap_or_default().to_owned(),
            number: None,
            hazard: false,
            place: Some(phones.join(", ")),
            chip: None,
            why: vec![lent_chip(w)],
            since: Since::Day(String::new()),
            step: (href.clone(), w.t("todo-step-lent")),
            call: None,
            forward: None,
            compare: None,
            ask: None,
            href,
        }
    }

    fn parked(w: &Words, row: &ParkedRow) -> Row {
        let href = format!("/office/parked/{}", row.id);
        Row {
            key: format!("parked-{}", row.id),
            photo: None,
            icon: w.icon("package"),
            what: w.t1("todo-parked-from", "phone", &row.label),
            number: row.report.as_ref().map(|(_, number)| number.clone()),
            hazard: false,
            place: Some(w.code("parked", &row.why)),
            chip: None,
            why: vec![parked_chip(w)],
            since: Since::Time(w.moment(row.received_at)),
            step: (href.clone(), w.t("todo-step-parked")),
            call: None,
            forward: None,
            compare: None,
            ask: None,
            href,
        }
    }

    fn phone(w: &Words, row: &PhoneRow, edits: bool) -> Row {
        let missing = i64::try_from(row.missing).unwrap_or(i64::MAX);
        let seen = |day| w.t1("todo-phone-seen", "day", &w.day(day));
        let unseen = row.device.last_seen.map_or_else(|| w.t("todo-phone-never"), seen);
        let mut why = vec![Chip { class: "", icon: "smartphone", word: w.t("todo-why-unseen") }];
        if missing > 0 {
            let word = w.with("todo-why-missing", &[("count", missing.into())]);
            why = vec![Chip { class: "wait", icon: "camera", word }];
        }
        Row {
            key: row.device.id.to_string(),
            href: "/office/phones".to_owned(),
            photo: None,
            icon: w.icon("smartphone"),
            what: row.device.label.clone(),
            number: None,
            hazard: false,
            place: row.device.team.as_deref().map(|team| w.t1("todo-phone-team", "team", team)),
            chip: None,
            why,
            since: Since::Day(unseen),
            step: ("/office/phones".to_owned(), w.t("todo-step-phone")),
            call: None,
            forward: None,
            compare: None,
            ask: edits.then_some(row.device.id),
        }
    }
}

/// Things that more than one phone has.
fn lent_twice(storage: &dyn Storage) -> Result<Vec<(Record, Vec<String>)>, StorageError> {
    let loans = storage.loans()?;
    let twice = |thing: Record| {
        let out = loans.iter().filter(|loan| loan.thing == thing.id).map(|loan| loan.label.clone());
        let phones: Vec<String> = out.collect();
        (phones.len() > 1).then_some((thing, phones))
    };
    Ok(storage.records(&Kind::Thing)?.into_iter().filter_map(twice).collect())
}

/// Whom to call where somebody is in danger.
struct Duty {
    departments: Vec<Record>,
    categories: Vec<Record>,
}

impl Duty {
    /// The duty number of the department that the category names, else of the one that has the report.
    fn number(&self, category: &str, department: Option<&str>) -> Option<(String, String)> {
        let by_code = |records: &'_ [Record], code: &str| {
            records.iter().find(|record| record.text("code") == Some(code)).cloned()
        };
        let named = by_code(&self.categories, category).and_then(|found| found.text("call").map(str::to_owned));
        let code = named.or_else(|| department.map(str::to_owned))?;
        let department = by_code(&self.departments, &code)?;
        let number = department.text("duty_phone").filter(|number| !number.trim().is_empty())?;
        let dialled = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Some((dialled, format!("{} {number}", department.text("short").unwrap_or_default())))
    }
}

/// A reason as shape and words.
pub(super) fn chip(w: &Words, why: Why) -> Chip {
    let (class, icon) = match why {
        Why::HazardReply => ("hazard", "mail"),
        Why::Unanswered => ("hazard", "phone"),
        Why::Urgent => ("hazard", "triangle-alert"),
        Why::Undelivered => ("hazard", "mail-x"),
        Why::Nobody | Why::Held => ("wait", "inbox"),
        Why::Question => ("wait", "circle-question-mark"),
        Why::Reply => ("wait", "mail"),
        Why::Place => ("wait", "map-pin"),
        Why::Photo => ("wait", "eye-off"),
        Why::Voice => ("", "mic"),
        Why::Values => ("", "info"),
        Why::Duplicate => ("", "copy"),
    };
    Chip { class, icon, word: w.t(&format!("office-why-{}", why.as_str())) }
}

fn post_chip(w: &Words) -> Chip {
    Chip { class: "hazard", icon: "mail-x", word: w.t("todo-why-post") }
}

fn inbox_chip(w: &Words) -> Chip {
    Chip { class: "", icon: "mail", word: w.t("todo-why-inbox") }
}

fn lent_chip(w: &Words) -> Chip {
    Chip { class: "wait", icon: "package", word: w.t("todo-why-lent") }
}

fn parked_chip(w: &Words) -> Chip {
    Chip { class: "", icon: "package", word: w.t("todo-why-parked") }
}

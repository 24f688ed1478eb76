//! The outgoing post: what waits, why and until when; what did not arrive; and one button that tries again now.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::{Posted, SignedIn};
use crate::pages::{Chip, Moment, Shared, Trouble as Failure, Vocabulary, Words, page};
use crate::storage::{Deed, PostRow, Storage, Trouble};

/// So many mails are shown.
const MAILS: u32 = 200;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/mail", get(show)).route("/office/mail/now", post(now))
}

#[derive(Template)]
#[template(path = "office/post.html")]
struct View {
    w: Words,
    frame: Frame,
    /// Somebody has just asked for another attempt.
    asked: bool,
    /// No mail goes out at all since a restore.
    held: bool,
    /// The mail server takes nothing.
    closed: Option<Closed>,
    /// Departments whose address takes nothing, then mails that are on their way.
    waits: Vec<Line>,
    /// Mails of which staff must think.
    failed: Vec<Line>,
    /// Digests to come: department, how many reports, when.
    next: Vec<(String, i64, Option<String>)>,
}

struct Closed {
    since: Moment,
    next: String,
    why: Reason,
}

struct Line {
    department: String,
    urgent: bool,
    chip: Option<Chip>,
    reports: Vec<(Uuid, String)>,
    since: Moment,
    attempts: i64,
    next: Option<String>,
    why: Option<Reason>,
    /// Addresses that got nothing while others did.
    refused: String,
}

/// What the other side said: in words, and as it stands in the protocol, for whoever runs the server.
struct Reason {
    words: String,
    code: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: String,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    who.allow(May::SeeSetUp)?;
    let at = site.now();
    let found = site
        .ask(move |storage| {
            Ok((
                Vocabulary::read(storage)?,
                storage.mail_held()?,
                storage.troubles()?,
                storage.post(MAILS)?,
                storage.digests(at)?,
            ))
        })
        .await?;
    let (names, held, troubles, post, digests) = found;
    let server = troubles.iter().find(|trouble| trouble.department.is_none());
    let closed = server.map(|trouble| Closed {
        since: w.moment(trouble.since),
        next: w.planned(trouble.next_try),
        why: Reason::of(&w, &trouble.why),
    });
    let (waits, failed): (Vec<&PostRow>, Vec<&PostRow>) = post.iter().partition(|row| row.status == "frozen");
    // What a mail says of itself is not said again of its department.
    let told = |trouble: &&Trouble| {
        let same =
            |row: &&PostRow| Some(&row.department) == trouble.department.as_ref() && row.urgent == trouble.urgent;
        trouble.department.is_some() && !waits.iter().any(same)
    };
    let of_departments = troubles.iter().filter(told).map(|trouble| Line::trouble(&w, &names, trouble));
    let next = digests.iter().filter(|plan| plan.ready > 0).map(|plan| {
        let due = plan.next_due.filter(|_| closed.is_none() && !held).map(|due| w.planned(due));
        (plan.to.short.clone(), i64::from(plan.ready), due)
    });
    page(&View {
        asked: asked.said == "now",
        held,
        waits: of_departments.chain(waits.iter().map(|row| Line::mail(&w, &names, row, at))).collect(),
        failed: failed.iter().map(|row| Line::mail(&w, &names, row, at)).collect(),
        next: next.collect(),
        closed,
        frame: Frame::new(&site, w.clone(), &who.session, "/office/mail").await?,
        w,
    })
}

/// Whatever waits for a better moment is tried in the next seconds: by the job, so that nobody waits for a page.
async fn now(State(site): State<Shared>, posted: Posted) -> Result<Response, Failure> {
    let (staff, now) = (posted.allow(May::Send)?.id, site.now());
    site.ask(move |storage: &dyn Storage| {
        storage.try_now(None, now)?;
        storage.note_deed(&Deed { staff: Some(staff), deed: "mail_tried", about: None, what: String::new() }, now)
    })
    .await?;
    Ok(Redirect::to("/office/mail?said=now").into_response())
}

impl Line {
    fn trouble(w: &Words, names: &Vocabulary, trouble: &Trouble) -> Line {
        Line {
            department: names.department(trouble.department.as_deref().unwrap_or_default()).to_owned(),
            urgent: trouble.urgent,
            chip: Some(Chip { class: "wait", icon: "clock", word: w.t("post-again") }),
            reports: Vec::new(),
            since: w.moment(trouble.since),
            attempts: trouble.tries.into(),
            next: Some(w.planned(trouble.next_try)),
            why: Some(Reason::of(w, &trouble.why)),
            refused: String::new(),
        }
    }

    fn mail(w: &Words, names: &Vocabulary, row: &PostRow, now: DateTime<Utc>) -> Line {
        let (class, icon, word) = match row.status.as_str() {
            "frozen" if row.unknown => ("wait", "circle-question-mark", "post-unknown"),
            "frozen" if row.next_attempt > now => ("wait", "clock", "post-again"),
            "frozen" => ("", "send", "post-soon"),
            "mailed" => ("wait", "mail-x", "post-partly"),
            "bounced" => ("hazard", "mail-x", "city-mail-bounced"),
            _ => ("hazard", "mail-x", "city-mail-failed"),
        };
        let frozen = row.status == "frozen";
        Line {
            department: names.department(&row.department).to_owned(),
            urgent: row.urgent,
            chip: Some(Chip { class, icon, word: w.t(word) }),
            reports: row.reports.clone(),
            since: w.moment(row.frozen_at),
            attempts: row.attempts.into(),
            next: (frozen && row.next_attempt > now).then(|| w.planned(row.next_attempt)),
            why: (!row.why.is_empty()).then(|| Reason::of(w, &row.why)),
            refused: row.refused.clone(),
        }
    }
}

impl Reason {
    fn of(w: &Words, why: &str) -> Reason {
        let step = why.split_once(": ").map_or(why, |(step, _)| step);
        let for_now = why.split_once(": ").is_some_and(|(_, code)| code.starts_with('4'));
        let key = match step {
            "connect" => "connect",
            "STARTTLS" => "tls",
            "AUTH" => "auth",
            "MAIL FROM" => "sender",
            "RCPT TO" if for_now => "address-later",
            "RCPT TO" => "address",
            "DATA" | "message" if for_now => "content-later",
            "DATA" | "message" if why.contains("no valid answer") || why.contains("timeout") => "silent",
            "DATA" | "message" => "content",
            "file" => "file",
            "the mail cannot be composed" => "compose",
            _ => "other",
        };
        Reason { words: w.t(&format!("post-why-{key}")), code: why.to_owned() }
    }
}

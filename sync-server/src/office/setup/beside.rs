//! What stands beside a form: mails of a department, a rule's trial, the phone's picture of it, what a round found, who has a
//! thing.

use std::collections::BTreeMap;

use assets::Arg;
use chrono::{DateTime, TimeDelta, Utc};
use forwarding::routing::Route;
use serde_json::{Map, Value, json};
use shared::domain::{Rule, TaskOutcome};
use shared::geo::Position;
use shared::merge::Record;
use uuid::Uuid;

use super::choices::{Lookup, Source};
use super::form::Typed;
use super::lending::{self, Held};
use super::sheets::{Beside, Sheet};
use super::way;
use crate::office::period::crowd;
use crate::pages::{Chip, Moment, Words};
use crate::proof::{Period, chores};
use crate::storage::{MailRow, Result, Storage};

/// So many mails are shown.
const MAILS: u32 = 20;
/// Chores are counted for so long.
const DONE: TimeDelta = TimeDelta::days(30);

/// All of it; most is none.
#[derive(Default)]
pub(super) struct Side {
    pub(super) mails: Option<Mails>,
    pub(super) trial: Option<Trial>,
    pub(super) preview: Option<Preview>,
    pub(super) pin: bool,
    pub(super) outcome: Option<String>,
    /// A map belongs to it.
    pub(super) map: bool,
    /// Where the stop is: `lat,lon`.
    pub(super) at: Option<String>,
    /// The stops of the way: `lat,lon;lat,lon`.
    pub(super) way: String,
    /// None where a small team does it alone.
    pub(super) done: Option<Option<u64>>,
    pub(super) held: Option<Vec<Held>>,
}

/// Mail of a department.
pub(super) struct Mails {
    /// When the next digest is due, in words.
    pub(super) due: Option<String>,
    /// As `due`, for the list of what is open.
    pub(super) open_list_due: Option<String>,
    /// How many reports wait for it.
    pub(super) ready: i64,
    /// No mail goes out at all.
    pub(super) held: bool,
    pub(super) lines: Vec<Line>,
}

/// A mail.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) at: Moment,
    pub(super) chip: Chip,
    pub(super) urgent: bool,
    pub(super) reports: i64,
    pub(super) why: String,
    /// It did not arrive: its reports can go again.
    pub(super) failed: bool,
}

/// What a rule would change.
pub(super) struct Trial {
    /// How many reports, in a sentence.
    pub(super) sentence: String,
    /// From when on.
    pub(super) on: String,
    /// From, to, how many.
    pub(super) moved: Vec<(String, String, u64)>,
}

/// As the phone shows it.
pub(super) struct Preview {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) hours: Option<String>,
    pub(super) place: Option<String>,
    pub(super) phone: Option<String>,
}

#[allow(clippy::too_many_arguments, reason = "a page's whole state")]
pub(super) fn read(
    storage: &dyn Storage,
    w: &Words,
    sheet: &Sheet,
    lookup: &Lookup,
    record: Option<&Record>,
    typed: &Typed,
    trial: Option<BTreeMap<String, Value>>,
    least: u32,
    now: DateTime<Utc>,
) -> Result<Side> {
    let mut side = Side::default();
    match (sheet.beside, record) {
        (Beside::Mails, Some(record)) => {
            side.mails = Some(mails(storage, w, record.text("code").unwrap_or_default(), now)?);
        }
        (Beside::Pin, Some(_)) => side.pin = true,
        (Beside::Place, _) => {
            let at = typed.get("position").filter(|at| at.parse::<Position>().is_ok());
            (side.map, side.at) = (true, at.cloned());
        }
        (Beside::Way, _) => {
            let stops = way::lines(w, lookup, typed.get("stops").map_or("", String::as_str));
            let at: Vec<String> = stops.into_iter().map(|stop| stop.at).collect();
            (side.map, side.way) = (true, at.join(";"));
        }
        (Beside::Outcome, Some(record)) => side.outcome = Some(outcome(w, record)),
        (Beside::Done, Some(record)) => {
            side.done = Some(done(storage, least, now)?.get(&record.id).copied().unwrap_or_default())
        }
        (Beside::Loans, Some(record)) => side.held = Some(lending::held(storage, w, record.id)?),
        (Beside::Preview, _) => side.preview = preview(w, lookup, sheet, typed),
        (Beside::DryRun, record) => {
            if let Some(rule) = trial.and_then(|values| rule(values, record)) {
                side.trial = Some(tried(storage, w, lookup, &rule, now)?);
            }
        }
        _ => {}
    }
    Ok(side)
}

/// How often each chore was done in the last days. Only that: a number by team or by day would be about persons.
pub(super) fn done(storage: &dyn Storage, least: u32, now: DateTime<Utc>) -> Result<BTreeMap<Uuid, Option<u64>>> {
    let period = Period::new((now - DONE).date_naive(), now.date_naive());
    chores::done(storage, &crowd(storage, least)?, period)
}

/// What came of a task.
pub(super) fn outcome(w: &Words, task: &Record) -> String {
    let outcome = task.value("outcome").and_then(|value| serde_json::from_value::<TaskOutcome>(value.clone()).ok());
    outcome.map_or_else(|| w.t("city-outcome-open"), |outcome| w.code("task", outcome.as_str()))
}

fn mails(storage: &dyn Storage, w: &Words, code: &str, now: DateTime<Utc>) -> Result<Mails> {
    let plan = storage.digests(now)?.into_iter().find(|plan| plan.to.code == code);
    Ok(Mails {
        due: plan.as_ref().and_then(|plan| plan.next_due).map(|due| w.planned(due)),
        open_list_due: plan.as_ref().and_then(|plan| plan.open_list_due).map(|due| w.planned(due)),
        ready: plan.map_or(0, |plan| i64::from(plan.ready)),
        held: storage.mail_held()?,
        lines: storage.mails(code, MAILS)?.into_iter().map(|mail| line(w, mail)).collect(),
    })
}

fn line(w: &Words, mail: MailRow) -> Line {
    let MailRow { id, urgent, status, frozen_at, mailed_at, why, reports } = mail;
    let failed = matches!(status.as_str(), "bounced" | "failed");
    let (class, icon) = match status.as_str() {
        "mailed" => ("good", "circle-check"),
        _ if failed => ("hazard", "mail-x"),
        _ => ("wait", "clock"),
    };
    Line {
        id: id.to_string(),
        at: w.moment(mailed_at.unwrap_or(frozen_at)),
        chip: Chip { class, icon, word: w.t(&format!("city-mail-{status}")) },
        urgent,
        reports: i64::try_from(reports).unwrap_or(i64::MAX),
        why,
        failed,
    }
}

/// The rule that the form makes.
fn rule(values: BTreeMap<String, Value>, record: Option<&Record>) -> Option<Rule> {
    let code = record.and_then(|record| record.text("code")).map(|code| json!(code));
    let mut fields: Map<String, Value> = values.into_iter().filter(|(_, value)| !value.is_null()).collect();
    fields.extend(code.map(|code| ("code".to_owned(), code)));
    serde_json::from_value(Value::Object(fields)).ok()
}

fn tried(storage: &dyn Storage, w: &Words, lookup: &Lookup, rule: &Rule, now: DateTime<Utc>) -> Result<Trial> {
    let run = storage.dry_run(rule, now)?;
    let count: u64 = run.moved.iter().map(|moved| moved.reports).sum();
    let number = |n: u64| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let way = |route: &Route| match route {
        Route::To(code) => lookup.word(w, Source::Departments, code),
        Route::Hold(code) => w.t1("city-trial-hold", "department", &lookup.word(w, Source::Departments, code)),
        Route::Nobody => w.t("city-trial-nobody"),
    };
    Ok(Trial {
        sentence: w.with("city-trial", &[("count", number(count)), ("total", number(run.reports))]),
        on: w.day(run.on),
        moved: run.moved.iter().map(|moved| (way(&moved.from), way(&moved.to), moved.reports)).collect(),
    })
}

fn preview(w: &Words, lookup: &Lookup, sheet: &Sheet, typed: &Typed) -> Option<Preview> {
    let text = |name: &str| typed.get(name).cloned();
    Some(Preview {
        title: text(sheet.name)?,
        text: text("text").unwrap_or_default(),
        hours: text("hours"),
        place: text("stop").map(|code| lookup.word(w, Source::Stops, &code)),
        phone: text("phone"),
    })
}

//! Sentences about reports, for the command line and for the screen.

use assets::{Arg, Language, Texts};
use chrono::{DateTime, Datelike, Local, Timelike, Utc, Weekday};
use shared::domain::Seen;
use shared::state::{Event, Happening, State, Status};
use shared::words::{Audience, key};
use uuid::Uuid;

use crate::core::ReportStatus;

/// What became of a report, in the words of the phone.
pub fn state(texts: &Texts, report: &ReportStatus, now: DateTime<Utc>) -> String {
    if let Some(root) = report.same_as_state.filter(|_| report.state == State::Duplicate) {
        let spoken_for = ReportStatus { state: root, same_as_state: None, ..report.clone() };
        let number = report.same_as.as_deref().unwrap_or_default();
        let outcome = state(texts, &spoken_for, now);
        return texts.with("phone-state-duplicate-told", &[("number", number.into()), ("state", (&outcome).into())]);
    }
    let when = when(texts, report.due, now);
    let reason = report.reason.as_deref().map(|reason| texts.get(&format!("close-reason-{reason}")));
    let key = key(Audience::Phone, &Status { state: report.state, ..Status::default() });
    texts.with(
        &key,
        &[
            ("department", (&department(texts, report)).into()),
            ("when", (&when).into()),
            ("reason", reason.as_deref().unwrap_or_default().into()),
            ("number", report.same_as.as_deref().unwrap_or_default().into()),
        ],
    )
}

/// The department that has a report or gets it, as part of a sentence.
pub fn department(texts: &Texts, report: &ReportStatus) -> String {
    match (&report.department_name, texts.language()) {
        (Some((short, article)), Language::De) if !article.is_empty() => format!("{article} {short}"),
        (Some((short, _)), _) => short.clone(),
        (None, _) => report.department.as_deref().unwrap_or_default().to_uppercase(),
    }
}

/// What happened to a report, as far as it matters to who reported it. `name` knows what departments are called.
pub fn happened(
    texts: &Texts,
    happening: &Happening,
    history: &[Happening],
    name: impl Fn(&str) -> String,
) -> Option<String> {
    let of = |forwarding: &Uuid| {
        let planned = history.iter().find_map(|it| match &it.event {
            Event::Assigned { forwarding: planned, department, .. } if planned == forwarding => Some(department),
            _ => None,
        });
        planned.map(|code| name(code)).unwrap_or_default()
    };
    let about = |key: &str, department: String| texts.with(key, &[("department", (&department).into())]);
    Some(match &happening.event {
        Event::Stored { self_done: true } => texts.get("event-self_done"),
        Event::Stored { self_done: false } => texts.get("event-recorded"),
        Event::Received => texts.get("phone-state-received"),
        Event::Mailed { forwarding } => about("event-mailed", of(forwarding)),
        Event::Answered { department, outcome, .. } => {
            about(&format!("event-answered-{}", outcome.as_str()), name(department))
        }
        Event::Sighted { seen: Seen::StillThere, .. } => texts.get("event-sighted-still_there"),
        Event::Sighted { seen: Seen::Gone, .. } => texts.get("event-sighted-gone"),
        Event::Withdrawn(true) => texts.get("event-withdrawn"),
        Event::Withdrawn(false) => texts.get("event-withdrawn-undone"),
        Event::Closed(Some(reason)) => {
            texts.with("event-closed", &[("reason", (&texts.get(&format!("close-reason-{reason}"))).into())])
        }
        Event::Closed(None) => texts.get("event-reopened"),
        _ => return None,
    })
}

/// A time to come, as people say it.
fn when(texts: &Texts, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let Some(due) = due.filter(|due| *due > now) else { return texts.get("when-now") };
    let (due, today) = (due.with_timezone(&Local), now.with_timezone(&Local).date_naive());
    let hour = match due.minute() {
        0 => due.hour().to_string(),
        minute => format!("{}:{minute:02}", due.hour()),
    };
    match (due.date_naive() - today).num_days() {
        0 => texts.with("when-today", &[("hour", (&hour).into())]),
        1 => texts.with("when-tomorrow", &[("hour", (&hour).into())]),
        2..=6 => {
            let day = texts.get(weekday(due.weekday()));
            texts.with("when-weekday", &[("day", (&day).into()), ("hour", (&hour).into())])
        }
        _ => {
            let date = due.format("%d.%m.").to_string();
            texts.with("when-date", &[("date", (&date).into()), ("hour", (&hour).into())])
        }
    }
}

/// How long ago something was, as people say it; a clock that was set back makes it "just now".
pub fn ago(texts: &Texts, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (now.with_timezone(&Local).date_naive() - at.with_timezone(&Local).date_naive()).num_days();
    let minutes = (now - at).num_minutes();
    let (key, count) = match (days, minutes) {
        (1.., _) => ("ago-days", days),
        (_, 60..) => ("ago-hours", minutes / 60),
        (_, 1..) => ("ago-minutes", minutes),
        _ => ("ago-now", 0),
    };
    texts.with(key, &[("count", count.into())])
}

/// A count as an argument.
pub fn number(count: usize) -> Arg<'static> {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "weekday-mon",
        Weekday::Tue => "weekday-tue",
        Weekday::Wed => "weekday-wed",
        Weekday::Thu => "weekday-thu",
        Weekday::Fri => "weekday-fri",
        Weekday::Sat => "weekday-sat",
        Weekday::Sun => "weekday-sun",
    }
}

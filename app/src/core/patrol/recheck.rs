//! What a department called done is looked at again on the next round: "Ist weg", or "Noch da".

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;
use shared::domain::{Outcome, Stop};
use shared::state::{Event, Happening, State};
use uuid::Uuid;

use crate::core::status::{ReportStatus, Words};
use crate::core::store::view::{self, ReportView};
use crate::core::store::{Result, outbox, pins};

/// So near to a stop somebody passes by who checks it, in metres.
const NEAR_M: f64 = 150.0;
/// What was done longer ago is asked by nobody any more.
const FRESH: TimeDelta = TimeDelta::days(14);

/// A citizen's idea lies nowhere.
const IDEA: &str = "suggestion";

/// Own reports near these stops, the longest done first; without stops all of them. Each is offered until somebody says
/// what is there.
pub fn rechecks(tx: &Transaction<'_>, stops: &[(Uuid, Stop)], now: DateTime<Utc>) -> Result<Vec<ReportStatus>> {
    let (words, hidden) = (Words::read(tx)?, pins::hidden(tx)?);
    let mut offered = Vec::new();
    for view in view::all(tx)?.iter().filter(|view| view.is_own() && !view.is_of(&hidden)) {
        let Some(done) = done(view).filter(|done| now - done.at <= FRESH) else { continue };
        let report = words.describe(view);
        let near = |(_, stop): &(Uuid, Stop)| report.at.is_some_and(|at| stop.position.distance_m(&at) <= NEAR_M);
        let passed = stops.is_empty() || stops.iter().any(near);
        if passed && report.category != IDEA && !is_seen(tx, view, done.seq)? {
            offered.push((done.seq, report));
        }
    }
    offered.sort_by_key(|(seq, _)| *seq);
    Ok(offered.into_iter().map(|(_, report)| report).collect())
}

/// When a department said so, and nothing else holds since.
fn done(view: &ReportView) -> Option<&Happening> {
    let is_done = |it: &&Happening| matches!(it.event, Event::Answered { outcome: Outcome::Done, .. });
    let story = view.story.as_ref().filter(|story| story.status.state == State::Done)?;
    story.history.iter().rev().find(is_done)
}

/// Somebody has looked who knew of it, on any phone or, not read back yet, on this one.
fn is_seen(tx: &Transaction<'_>, view: &ReportView, done: u64) -> Result<bool> {
    let knew = |it: &Happening| matches!(it.event, Event::Sighted { as_of, .. } if as_of >= done);
    if view.story.as_ref().is_some_and(|story| story.history.iter().any(knew)) {
        return Ok(true);
    }
    let own = outbox::sightings(tx, view.record.id)?;
    Ok(own.iter().any(|change| change.value("as_of").and_then(|seq| seq.as_u64()).is_some_and(|seq| seq >= done)))
}

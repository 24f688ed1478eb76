//! Rounds: start, pause, stops, end. The way stays on this phone; what the team did goes out as anonymous facts, made at
//! the end in one transaction.

mod drawing;
pub mod gpx;
mod own;
mod recheck;
mod way;

pub use drawing::{Drawing, draw};

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::domain::{Fact, FactKind};
use shared::track::{self, Cleaning, Fix, Rules, Track};
use uuid::Uuid;

use super::edge::local_date;
use super::error::List;
use super::reference::Spot;
use super::request::RoundStep;
use super::status::ReportStatus;
use super::store::rounds::{self, Round};
use super::store::{StoreError, facts, pins};
use super::{Edge, Phone, PhoneError, find};

/// Whoever comes this near to a stop has been there, in metres.
const VISITED_WITHIN_M: f64 = 40.0;

/// How a round stands or ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundSummary {
    /// Which, on this phone only.
    pub id: Uuid,
    /// The route that it follows.
    pub route: Option<Uuid>,
    /// Its start, UTC.
    pub started_at: DateTime<Utc>,
    /// Its end, UTC, once it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// A break.
    pub paused: bool,
    /// Without breaks, rounded to five minutes.
    pub minutes: u32,
    /// Stops that were checked.
    pub stops_done: u32,
    /// Stops of the route.
    pub stops_total: u32,
    /// Points of the way that can be believed.
    pub points: usize,
    /// Points that cannot.
    pub dropped: usize,
    /// Where nothing is known of the way.
    pub gaps: Vec<Gap>,
}

/// A stretch of time of which nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last point before it, UTC.
    pub from: DateTime<Utc>,
    /// The first one after it, UTC.
    pub to: DateTime<Utc>,
}

/// The open round with its stops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Today {
    /// How it stands.
    pub round: RoundSummary,
    /// The route's name.
    pub name: Option<String>,
    /// Its stops, in order.
    pub stops: Vec<StopToday>,
    /// Own reports near them that a department called done, and that nobody has looked at since.
    pub rechecks: Vec<ReportStatus>,
}

/// A stop on today's round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopToday {
    /// Where and what.
    pub spot: Spot,
    /// What was found, once it was checked: `ok`, `problem` or `no_access`.
    pub outcome: Option<String>,
}

impl Phone {
    /// The open round, if there is one.
    pub(super) fn today(&mut self) -> Result<Option<Today>, PhoneError> {
        let now = self.edge.now();
        self.store.read(|tx| {
            let Some(open) = rounds::open(tx)? else { return Ok(None) };
            let visits: BTreeMap<Uuid, String> = rounds::visits(tx, open.id)?.into_iter().collect();
            let stops = open.route.map(|route| find::stops_of(tx, route)).transpose()?.unwrap_or_default();
            let on = local_date(open.started_at);
            let name = open.route.map(|route| find::route(tx, &route.to_string(), on)).and_then(Result::ok);
            Ok(Some(Today {
                round: summary(tx, &open, now)?,
                name: name.map(|(_, route)| route.name),
                rechecks: recheck::rechecks(tx, &stops, now)?,
                stops: stops
                    .into_iter()
                    .map(|stop| StopToday { outcome: visits.get(&stop.0).cloned(), spot: Spot::new(stop) })
                    .collect(),
            }))
        })
    }

    /// A position on today's way; ignored in a break.
    pub(super) fn fix(&mut self, fix: &Fix) -> Result<(), PhoneError> {
        self.store.write(|tx| {
            let round = rounds::open(tx)?.ok_or(PhoneError::NoRound)?;
            if round.paused_at.is_none() {
                rounds::add_fix(tx, round.id, fix)?;
            }
            Ok(())
        })
    }

    /// A step of today's round.
    pub(super) fn round(&mut self, step: RoundStep) -> Result<RoundSummary, PhoneError> {
        let Phone { store, edge, .. } = self;
        let now = edge.now();
        store.write(|tx| {
            let open = rounds::open(tx)?;
            if let RoundStep::Start(route) = &step {
                if let Some(open) = open {
                    return summary(tx, &open, now);
                }
                let on = local_date(now);
                let route = route.as_deref().map(|name| find::route(tx, name, on)).transpose()?.map(|(id, _)| id);
                rounds::begin(tx, edge.v7(), route, now)?;
                return summary(tx, &rounds::open(tx)?.ok_or(PhoneError::NoRound)?, now);
            }
            let round = open.ok_or(PhoneError::NoRound)?;
            match step {
                RoundStep::Start(_) => {}
                RoundStep::Pause => rounds::pause(tx, round.id, Some(round.paused_at.unwrap_or(now)), round.paused)?,
                RoundStep::Resume => rounds::pause(tx, round.id, None, paused(&round, now))?,
                RoundStep::Visit { stop, outcome } => {
                    find::code(List::StopOutcome, &outcome, assets::words::STOP_OUTCOMES)?;
                    rounds::visit(tx, round.id, find::stop(tx, &stop)?.0, &outcome)?;
                }
                RoundStep::End => return end(tx, edge, &round, now),
            }
            summary(tx, &rounds::open(tx)?.ok_or(PhoneError::NoRound)?, now)
        })
    }

    /// A round that another device recorded: the stops of the route that the way comes near to count as checked.
    pub(super) fn import_track(&mut self, file: &[u8], route: Option<&str>) -> Result<RoundSummary, PhoneError> {
        let recorded = gpx::read(file)?;
        let (track, cleaning) = track::clean(&recorded, &Rules::default());
        let times = || track.fixes().map(|fix| fix.at);
        let (Some(start), Some(stop)) = (times().min(), times().max()) else { return Err(PhoneError::EmptyTrack) };
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let on = local_date(start);
            let route = route.map(|name| find::route(tx, name, on)).transpose()?.map(|(id, _)| id);
            let round = Round {
                id: edge.v7(),
                route,
                started_at: start,
                paused_at: None,
                paused: TimeDelta::zero(),
                ended_at: Some(stop),
            };
            rounds::begin_ended(tx, &round, &track::encode(&track))?;
            for (stop, at) in route.map(|route| find::stops_of(tx, route)).transpose()?.unwrap_or_default() {
                if way::passes(&track, &at.position, VISITED_WITHIN_M) {
                    rounds::visit(tx, round.id, stop, "ok")?;
                }
            }
            let summary = summarize(tx, &round, stop, &track, cleaning)?;
            tell(tx, edge, &summary, local_date(start))?;
            Ok(summary)
        })
    }
}

fn end(tx: &Transaction<'_>, edge: &mut Edge, round: &Round, now: DateTime<Utc>) -> Result<RoundSummary, PhoneError> {
    let (track, cleaning) = way_of(tx, round)?;
    let ended = Round { ended_at: Some(now), paused: paused(round, now), paused_at: None, ..round.clone() };
    rounds::end(tx, &ended, &track::encode(&track))?;
    // The phone may change hands now.
    pins::lock(tx)?;
    let summary = summarize(tx, &ended, now, &track, cleaning)?;
    tell(tx, edge, &summary, local_date(round.started_at))?;
    Ok(summary)
}

/// Makes the anonymous facts of a round that ended.
fn tell(tx: &Transaction<'_>, edge: &mut Edge, round: &RoundSummary, date: NaiveDate) -> Result<(), PhoneError> {
    let what = FactKind::Round {
        route: round.route,
        stops_done: round.stops_done,
        stops_total: round.stops_total,
        minutes: round.minutes,
    };
    facts::add(tx, &Fact { id: edge.v4(), date, what })?;
    for (stop, outcome) in rounds::visits(tx, round.id)? {
        facts::add(tx, &Fact { id: edge.v4(), date, what: FactKind::StopVisit { stop, outcome } })?;
    }
    Ok(())
}

fn summary(tx: &Transaction<'_>, round: &Round, now: DateTime<Utc>) -> Result<RoundSummary, PhoneError> {
    let (track, cleaning) = way_of(tx, round)?;
    Ok(summarize(tx, round, now, &track, cleaning)?)
}

fn way_of(tx: &Transaction<'_>, round: &Round) -> Result<(Track, Cleaning), StoreError> {
    let fixes: Vec<Fix> = rounds::fixes(tx, round.id)?;
    Ok(track::clean(&fixes, &Rules::default()))
}

fn summarize(
    tx: &Transaction<'_>,
    round: &Round,
    until: DateTime<Utc>,
    track: &Track,
    cleaning: Cleaning,
) -> Result<RoundSummary, StoreError> {
    let stops = round.route.map(|route| find::stops_of(tx, route)).transpose()?.unwrap_or_default();
    let Cleaning { kept, invalid, inaccurate, repeated, same_second, backwards, jumps } = cleaning;
    Ok(RoundSummary {
        id: round.id,
        route: round.route,
        started_at: round.started_at,
        ended_at: round.ended_at,
        paused: round.paused_at.is_some(),
        minutes: five_minutes(until - round.started_at - paused(round, until)),
        stops_done: number(rounds::visits(tx, round.id)?.len()),
        stops_total: number(stops.len()),
        points: kept,
        dropped: invalid + inaccurate + repeated + same_second + backwards + jumps,
        gaps: gaps(track),
    })
}

/// All breaks together, the one that lasts included. A clock that was set back makes none shorter than nothing.
fn paused(round: &Round, now: DateTime<Utc>) -> TimeDelta {
    round.paused + round.paused_at.map_or(TimeDelta::zero(), |since| (now - since).max(TimeDelta::zero()))
}

/// More precise would tell something about people.
fn five_minutes(time: TimeDelta) -> u32 {
    let fives = (time.num_seconds().max(0) + 150) / 300;
    u32::try_from(fives * 5).unwrap_or(u32::MAX)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn gaps(track: &Track) -> Vec<Gap> {
    let ends = track.segments.iter().filter_map(|segment| Some(segment.last()?.at));
    let starts = track.segments.iter().skip(1).filter_map(|segment| Some(segment.first()?.at));
    ends.zip(starts).map(|(from, to)| Gap { from, to }).collect()
}

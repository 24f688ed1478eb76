//! Coverage: when a stop was last checked, how often it should have been, and which places nobody comes to. Places, never
//! persons.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use forwarding::schedule::is_holiday;
use shared::change::Kind;
use shared::domain::{FactKind, Route, Stop};
use uuid::Uuid;

use super::Period;
use super::crowd::{Crowd, Shown};
use crate::storage::{Result, Storage};

/// So many missed days are named.
const NAMED: usize = 3;

/// A stop in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct StopCover {
    /// Which.
    pub id: Uuid,
    /// The stop.
    pub stop: Stop,
    /// Whether it may be shown at all: where a small team walks alone, its visits would be somebody's.
    pub shown: bool,
    /// On how many days of the period a route led there.
    pub due: u64,
    /// On how many of these it was checked.
    pub kept: u64,
    /// The latest days on which it was missed, the latest first.
    pub missed: Vec<NaiveDate>,
    /// Days of the period on which it was checked, whether due or not.
    pub checked: u64,
    /// How often something was wrong there.
    pub problems: u64,
    /// When it was last checked, ever.
    pub last: Option<NaiveDate>,
}

/// An area in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCover {
    /// Foreign id.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Stops in it that may be shown.
    pub stops: u64,
    /// Those that were checked in the period.
    pub checked: u64,
    /// Reports from it in the period.
    pub reports: u64,
}

impl AreaCover {
    /// Nobody came: no stop, or none of them checked.
    pub fn white(&self) -> bool {
        self.checked == 0
    }
}

/// Stops by name, without those that nobody walks to any more. What is due `today` is not missed yet.
pub fn stops(storage: &dyn Storage, crowd: &Crowd, period: Period, today: NaiveDate) -> Result<Vec<StopCover>> {
    let known = storage.records(&Kind::Stop)?;
    let routes: Vec<Route> = storage.records(&Kind::Route)?.iter().filter_map(|it| it.read().ok()).collect();
    let mut visits: BTreeMap<Uuid, BTreeMap<NaiveDate, bool>> = BTreeMap::new();
    for fact in storage.facts(period.from, period.to)? {
        if let FactKind::StopVisit { stop, outcome } = fact.what
            && crowd.shown(fact.date, &fact.team) == Shown::Apart
        {
            *visits.entry(stop).or_default().entry(fact.date).or_default() |= outcome == "problem";
        }
    }
    let due = due(&routes, crowd, period, today);
    let mut covers = Vec::new();
    for record in known {
        let Some(stop) = record.read::<Stop>().ok().filter(|stop| !stop.ended) else { continue };
        let of = visits.remove(&record.id).unwrap_or_default();
        let Due { days, small } = due.get(&record.id).cloned().unwrap_or_default();
        let missed: Vec<NaiveDate> = days.iter().rev().filter(|day| !of.contains_key(day)).copied().collect();
        let mut last = None;
        storage.visits_of(record.id, &mut |day, team| {
            last = last.or((crowd.shown(day, team) == Shown::Apart).then_some(day));
            last.is_some()
        })?;
        covers.push(StopCover {
            id: record.id,
            stop,
            shown: !small,
            due: days.len() as u64,
            kept: (days.len() - missed.len()) as u64,
            missed: missed.into_iter().take(NAMED).collect(),
            checked: of.len() as u64,
            problems: of.values().filter(|problem| **problem).count() as u64,
            last,
        });
    }
    covers.sort_by_cached_key(|cover| cover.stop.name.to_lowercase());
    Ok(covers)
}

/// When a stop is due.
#[derive(Clone, Debug, Default)]
struct Due {
    days: BTreeSet<NaiveDate>,
    /// A route of a team that does not stand apart leads there: nothing is shown.
    small: bool,
}

/// On which days routes lead to each stop. Nobody walks on public holidays.
fn due(routes: &[Route], crowd: &Crowd, period: Period, today: NaiveDate) -> BTreeMap<Uuid, Due> {
    let mut due: BTreeMap<Uuid, Due> = BTreeMap::new();
    for day in period.days() {
        for route in routes.iter().filter(|route| route.walked_on(day)) {
            let apart = crowd.shown(day, route.team.as_deref().unwrap_or_default()) == Shown::Apart;
            for stop in &route.stops {
                let known = due.entry(*stop).or_default();
                known.small |= !apart;
                if apart && day < today && !is_holiday(day) {
                    known.days.insert(day);
                }
            }
        }
    }
    due
}

/// Areas of a layer on the last day of the period, by name.
pub fn areas(
    storage: &dyn Storage,
    layer: &str,
    period: Period,
    span: (DateTime<Utc>, DateTime<Utc>),
    day: impl Fn(DateTime<Utc>) -> NaiveDate,
    stops: &[StopCover],
) -> Result<Vec<AreaCover>> {
    let date = |text: Option<&str>| text.and_then(|day| day.parse::<NaiveDate>().ok());
    let mut areas: BTreeMap<String, AreaCover> = BTreeMap::new();
    for record in storage.records(&Kind::Area)? {
        let begun = date(record.text("valid_from")).is_none_or(|from| from <= period.to);
        let over = date(record.text("valid_to")).is_some_and(|end| end <= period.to);
        if let (Some(id), Some(name)) = (record.text("foreign_id"), record.text("name"))
            && record.text("layer") == Some(layer)
            && begun
            && !over
        {
            let cover = AreaCover { id: id.to_owned(), name: name.to_owned(), stops: 0, checked: 0, reports: 0 };
            areas.insert(id.to_owned(), cover);
        }
    }
    let shown: Vec<&StopCover> = stops.iter().filter(|cover| cover.shown).collect();
    let places: Vec<((f64, f64), NaiveDate)> =
        shown.iter().map(|cover| ((cover.stop.position.lat, cover.stop.position.lon), period.to)).collect();
    for (cover, area) in shown.iter().zip(storage.located(layer, &places)?) {
        if let Some(known) = area.and_then(|area| areas.get_mut(&area)) {
            known.stops += 1;
            known.checked += u64::from(cover.checked > 0);
        }
    }
    // Where it lay on its day: a redrawn area takes no old report with it.
    let reports = storage.reported(span, None)?;
    let places: Vec<((f64, f64), NaiveDate)> =
        reports.iter().filter_map(|report| Some((report.position?, day(report.stored_at)))).collect();
    for area in storage.located(layer, &places)?.into_iter().flatten() {
        areas.get_mut(&area).into_iter().for_each(|known| known.reports += 1);
    }
    let mut areas: Vec<AreaCover> = areas.into_values().collect();
    areas.sort_by_cached_key(|area| area.name.to_lowercase());
    Ok(areas)
}

/// Layers of areas, by name.
pub fn layers(storage: &dyn Storage) -> Result<Vec<String>> {
    let records = storage.records(&Kind::Area)?;
    let layers: BTreeSet<String> = records.iter().filter_map(|it| it.text("layer").map(str::to_owned)).collect();
    Ok(layers.into_iter().collect())
}

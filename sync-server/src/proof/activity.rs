//! The activity report: what was done in a period, for those who pay for it and for the council. Sums only; no person, no team,
//! no hours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use shared::change::Kind;
use shared::domain::{ChoreOutcome, FactKind, Route, Stop};
use uuid::Uuid;

use super::Period;
use super::crowd::{Crowd, Shown};
use crate::storage::{FactCount, Left, Released, Reported, Result, Storage, median};

/// So many photos are part of a report at most.
const PHOTOS: usize = 6;

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The days.
    pub period: Period,
    /// The same as times, UTC.
    pub span: (DateTime<Utc>, DateTime<Utc>),
    /// Layer and foreign id of an area; none is the whole city.
    pub area: Option<(String, String)>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Rounds that were walked.
    pub rounds: u64,
    /// Stops that were checked, each as often as it was.
    pub checks: u64,
    /// How many of these found a problem.
    pub problems: u64,
    /// How many had no access.
    pub no_access: u64,
    /// Different stops that were checked; city-wide, so that it says nothing about small teams.
    pub places: u64,
    /// Reports by category, as its code.
    pub reports: Vec<Line>,
    /// Reports that a department answered.
    pub answered: u64,
    /// From the report to the department's first answer, the middle one.
    pub answered_after: Option<TimeDelta>,
    /// Talks by topic, as its code.
    pub contacts: Vec<(String, u64)>,
    /// Ways to help by what was needed, as its code.
    pub referrals: Vec<(String, u64)>,
    /// Visits by kind of institution, as its code.
    pub visits: Vec<(String, u64)>,
    /// Recurring tasks that were done.
    pub chores: u64,
    /// Days with too few people: what was done then is not part of any number.
    pub hidden_days: u64,
    /// Facts without a place, or of small teams, that a report about an area cannot tell.
    pub elsewhere: u64,
}

/// Reports of a category, by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Code of the category.
    pub category: String,
    /// Mended, or seen as gone.
    pub done: u64,
    /// By the Kümmerer.
    pub self_done: u64,
    /// By staff, without repair.
    pub closed: u64,
    /// Somebody may still have to do something.
    pub open: u64,
}

impl Line {
    /// All of them.
    pub fn all(&self) -> u64 {
        self.done + self.self_done + self.closed + self.open
    }

    fn add(&mut self, open: bool, state: &str, reports: u64) {
        match (open, state) {
            (true, _) => self.open += reports,
            (false, "self_done") => self.self_done += reports,
            (false, "closed") => self.closed += reports,
            (false, _) => self.done += reports,
        }
    }
}

impl Activity {
    /// Reports of all categories.
    pub fn all(&self) -> Line {
        self.reports.iter().fold(Line::default(), |sum, line| Line {
            category: String::new(),
            done: sum.done + line.done,
            self_done: sum.self_done + line.self_done,
            closed: sum.closed + line.closed,
            open: sum.open + line.open,
        })
    }
}

/// Counts, and finds the photos that staff released for it.
///
/// # Errors
/// Where the storage fails.
pub fn count(storage: &dyn Storage, crowd: &Crowd, subject: &Subject) -> Result<(Activity, Vec<Released>)> {
    let mut activity = Activity::default();
    let area = subject.area.as_ref().map(|(layer, id)| (layer.as_str(), id.as_str()));
    let reports = storage.reported(subject.span, area)?;
    // Of an area, and of part of a month, nothing is left to be counted.
    let whole = |left: &Left| {
        let (first, last) = left.month.days();
        subject.area.is_none() && subject.period.from <= first && last <= subject.period.to
    };
    let left: Vec<Left> = storage.left()?.into_iter().filter(whole).collect();
    count_reports(&mut activity, &reports, &left);
    let places = area.map(|area| Places::read(storage, area, subject.period.to)).transpose()?;
    count_facts(&mut activity, crowd, places.as_ref(), storage.facts(subject.period.from, subject.period.to)?);
    activity.hidden_days = subject.period.days().filter(|day| crowd.hides(*day)).count() as u64;
    let mended: Vec<Uuid> = reports.iter().rev().filter(|report| !report.open).map(|report| report.id).collect();
    let mut photos = storage.released(&mended, PHOTOS)?;
    photos.truncate(PHOTOS);
    Ok((activity, photos))
}

fn count_reports(activity: &mut Activity, reports: &[Reported], left: &[Left]) {
    let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
    for Left { category, state, reports, .. } in left {
        let line = lines.entry(category).or_insert_with(|| Line { category: category.clone(), ..Line::default() });
        line.add(false, state, *reports);
    }
    let mut waits = Vec::new();
    for report in reports {
        let begin = || Line { category: report.category.clone(), ..Line::default() };
        lines.entry(&report.category).or_insert_with(begin).add(report.open, &report.state, 1);
        waits.extend(report.answered_at.map(|at| (at - report.stored_at).max(TimeDelta::zero())));
    }
    activity.reports = lines.into_values().collect();
    activity.answered = waits.len() as u64;
    activity.answered_after = median(waits);
}

/// What lies in an area.
struct Places {
    id: String,
    stops: BTreeSet<Uuid>,
    routes: BTreeSet<Uuid>,
}

impl Places {
    fn read(storage: &dyn Storage, (layer, id): (&str, &str), on: NaiveDate) -> Result<Places> {
        let known = storage.records(&Kind::Stop)?;
        let stops: Vec<(Uuid, Stop)> = known.iter().filter_map(|it| Some((it.id, it.read().ok()?))).collect();
        let places: Vec<((f64, f64), NaiveDate)> =
            stops.iter().map(|(_, stop)| ((stop.position.lat, stop.position.lon), on)).collect();
        let located = storage.located(layer, &places)?;
        let inside = stops.iter().zip(located).filter(|(_, area)| area.as_deref() == Some(id));
        let stops: BTreeSet<Uuid> = inside.map(|((stop, _), _)| *stop).collect();
        let routes = storage.records(&Kind::Route)?;
        let leads = |route: &Route| route.stops.iter().any(|stop| stops.contains(stop));
        let routes = routes.iter().filter(|it| it.read::<Route>().is_ok_and(|route| leads(&route)));
        Ok(Places { id: id.to_owned(), routes: routes.map(|it| it.id).collect(), stops })
    }

    fn has(&self, what: &FactKind) -> bool {
        match what {
            FactKind::Round { route, .. } => route.is_some_and(|route| self.routes.contains(&route)),
            FactKind::StopVisit { stop, .. } => self.stops.contains(stop),
            FactKind::ChoreDone { .. } => false,
            FactKind::Contact { area, .. } | FactKind::Referral { area, .. } | FactKind::Visit { area, .. } => {
                area.as_ref() == Some(&self.id)
            }
        }
    }
}

fn count_facts(activity: &mut Activity, crowd: &Crowd, places: Option<&Places>, facts: Vec<FactCount>) {
    let (mut contacts, mut referrals, mut visits) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut checked: BTreeSet<Uuid> = BTreeSet::new();
    for FactCount { date, team, what, count } in facts {
        let shown = crowd.shown(date, &team);
        match (shown, places) {
            (Shown::Hidden, _) => continue,
            // What a small team did has no place.
            (Shown::Together, Some(_)) => {
                activity.elsewhere += count;
                continue;
            }
            (_, Some(places)) if !places.has(&what) => {
                activity.elsewhere += u64::from(has_no_place(&what)) * count;
                continue;
            }
            _ => {}
        }
        match what {
            FactKind::Round { .. } => activity.rounds += count,
            FactKind::StopVisit { stop, outcome } => {
                activity.checks += count;
                activity.problems += u64::from(outcome == "problem") * count;
                activity.no_access += u64::from(outcome == "no_access") * count;
                if shown == Shown::Apart {
                    checked.insert(stop);
                }
            }
            FactKind::Contact { topic, .. } => *contacts.entry(topic).or_default() += count,
            FactKind::Referral { need, .. } => *referrals.entry(need).or_default() += count,
            FactKind::ChoreDone { outcome, .. } => activity.chores += u64::from(outcome == ChoreOutcome::Done) * count,
            FactKind::Visit { institution, .. } => *visits.entry(institution).or_default() += count,
        }
    }
    activity.places = checked.len() as u64;
    activity.contacts = most_first(contacts);
    activity.referrals = most_first(referrals);
    activity.visits = most_first(visits);
}

fn has_no_place(what: &FactKind) -> bool {
    matches!(
        what,
        FactKind::ChoreDone { .. }
            | FactKind::Contact { area: None, .. }
            | FactKind::Referral { area: None, .. }
            | FactKind::Visit { area: None, .. }
    )
}

fn most_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

//! Chores: what comes again on its weekdays. They are here offline; that one was done goes out as an anonymous fact.

use chrono::NaiveDate;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::change::Kind;
use shared::domain::{Chore, ChoreOutcome, Fact, FactKind, Route, Stop};
use uuid::Uuid;

use super::reference::Spot;
use super::store::{Result, chores, facts, phone};
use super::{Phone, PhoneError, find};

/// A chore as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoreToday {
    /// Which.
    pub id: Uuid,
    /// One or two short sentences.
    pub text: String,
    /// The route that it is for, where it is for one.
    pub route: Option<Uuid>,
    /// Where it is.
    pub spot: Option<Spot>,
    /// Name of the area where it is.
    pub area: Option<String>,
    /// What this phone said today.
    pub outcome: Option<ChoreOutcome>,
    /// That can be taken back: it has not gone out.
    pub undo: bool,
}

/// Those of this phone's team that are due today, open ones first.
pub fn chores(tx: &Transaction<'_>, today: NaiveDate) -> Result<Vec<ChoreToday>> {
    let mut due: Vec<(Uuid, Chore)> = find::read(tx, Kind::Chore)?;
    due.retain(|(_, chore)| chore.is_due(today));
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let team = phone::get(tx)?.enrolment.and_then(|enrolment| enrolment.team);
    let routes = find::read::<Route>(tx, Kind::Route)?;
    let stops = find::read::<Stop>(tx, Kind::Stop)?;
    // Areas have many corners: they are read only where one is named.
    let areas =
        if due.iter().any(|(_, chore)| chore.area.is_some()) { find::records(tx, Kind::Area)? } else { Vec::new() };
    let done = chores::of(tx, today)?;
    let show = |(id, chore): (Uuid, Chore)| {
        let route = routes.iter().find(|(_, route)| Some(&route.code) == chore.route.as_ref());
        let whose = chore.team.as_ref().or_else(|| route.and_then(|(_, route)| route.team.as_ref()));
        if team.is_some() && whose.is_some() && whose != team.as_ref() {
            return None;
        }
        let is_here = |area: &&shared::merge::Record| {
            area.text("layer") == chore.layer.as_deref() && area.text("foreign_id") == chore.area.as_deref()
        };
        let area = areas.iter().rev().find(is_here).and_then(|area| area.text("name")).map(str::to_owned);
        let stop = stops.iter().find(|(_, stop)| Some(&stop.code) == chore.stop.as_ref());
        Some(ChoreToday {
            id,
            text: chore.text,
            route: route.map(|(id, _)| *id),
            spot: stop.cloned().map(Spot::new),
            area,
            outcome: done.get(&id).map(|done| done.outcome),
            undo: done.get(&id).is_some_and(|done| done.fact.is_some()),
        })
    };
    let mut today: Vec<ChoreToday> = due.into_iter().filter_map(show).collect();
    today.sort_by_key(|chore| (chore.outcome.is_some(), chore.id));
    Ok(today)
}

/// How many are open.
pub fn open(tx: &Transaction<'_>, today: NaiveDate) -> Result<usize> {
    Ok(chores(tx, today)?.iter().filter(|chore| chore.outcome.is_none()).count())
}

impl Phone {
    /// What came of a chore today, or none where that was a mistake. Once a day: a second tap says nothing new.
    pub(super) fn do_chore(&mut self, chore: Uuid, outcome: Option<ChoreOutcome>) -> Result<Uuid, PhoneError> {
        let (today, id) = (self.edge.today(), self.edge.v4());
        self.store.write(|tx| {
            let due = chores(tx, today)?.into_iter().find(|due| due.id == chore).ok_or(PhoneError::UnknownTask)?;
            match (outcome, due.outcome) {
                (None, Some(_)) if due.undo => chores::take_back(tx, chore)?,
                (None, Some(_)) => return Err(PhoneError::Told),
                (Some(outcome), None) => {
                    facts::add(tx, &Fact { id, date: today, what: FactKind::ChoreDone { chore, outcome } })?;
                    chores::remember(tx, chore, today, outcome, id)?;
                }
                _ => {}
            }
            Ok(chore)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use serde_json::json;

    use super::*;
    use crate::core::tests::{Desk, told};
    use crate::core::{Overview, Reply, Request};
    use ChoreOutcome::*;

    /// A Tuesday.
    const TODAY: &str = "tue";

    fn shown(phone: &mut Phone) -> Vec<(String, Option<ChoreOutcome>, bool)> {
        let Reply::Chores(chores) = phone.handle(Request::Chores).unwrap().reply else { panic!("no chores") };
        chores.into_iter().map(|chore| (chore.text, chore.outcome, chore.undo)).collect()
    }

    fn tap(phone: &mut Phone, chore: u128, outcome: Option<ChoreOutcome>) -> Result<(), PhoneError> {
        phone.handle(Request::DoChore { chore: Uuid::from_u128(chore), outcome }).map(drop)
    }

    fn told_facts(phone: &mut Phone) -> Vec<String> {
        let all = phone.store.read(|tx| facts::next(tx, 100, &Default::default())).unwrap();
        all.into_iter().map(|(_, body)| body).collect()
    }

    fn line(text: &str, outcome: Option<ChoreOutcome>, undo: bool) -> (String, Option<ChoreOutcome>, bool) {
        (text.to_owned(), outcome, undo)
    }

    #[test]
    fn what_is_due_today_is_shown_with_its_own_area() {
        let mut phone = Desk::new().open();
        let today = phone.edge.today();
        assert_eq!(today.format("%a").to_string().to_lowercase(), TODAY);
        let day = |days: i64| (today + chrono::TimeDelta::days(days)).to_string();
        told(&mut phone, Kind::Area, 9, json!({ "layer": "quarters", "foreign_id": "q1", "name": "Hafenviertel" }));
        let place = json!({ "text": "Höfe ansehen", "layer": "quarters", "area": "q1", "weekdays": ["mon", TODAY] });
        told(&mut phone, Kind::Chore, 1, place);
        told(&mut phone, Kind::Chore, 2, json!({ "text": "Kehren" }));
        told(&mut phone, Kind::Chore, 3, json!({ "text": "Nur freitags", "weekdays": ["fri"] }));
        told(&mut phone, Kind::Chore, 4, json!({ "text": "Ab morgen", "valid_from": day(1) }));
        told(&mut phone, Kind::Chore, 5, json!({ "text": "Bis gestern", "valid_to": day(0) }));
        assert_eq!(shown(&mut phone), [line("Höfe ansehen", None, false), line("Kehren", None, false)]);
        let Reply::Chores(chores) = phone.handle(Request::Chores).unwrap().reply else { panic!("no chores") };
        assert_eq!(chores[0].area.as_deref(), Some("Hafenviertel"));
        let Reply::Overview(Overview { tasks, .. }) = phone.handle(Request::Overview).unwrap().reply else { panic!() };
        assert_eq!(tasks, 2, "they count with the tasks of today");
        assert!(matches!(tap(&mut phone, 3, Some(Done)), Err(PhoneError::UnknownTask)), "not due");
    }

    #[test]
    fn it_is_told_once_a_day_and_can_be_taken_back_until_it_goes_out() {
        let desk = Desk::new();
        let mut phone = desk.open();
        told(&mut phone, Kind::Chore, 1, json!({ "text": "Kehren" }));
        tap(&mut phone, 1, Some(NotPossible)).unwrap();
        tap(&mut phone, 1, None).unwrap();
        assert_eq!((shown(&mut phone), told_facts(&mut phone).len()), (vec![line("Kehren", None, false)], 0));
        tap(&mut phone, 1, Some(Done)).unwrap();
        // Killed here.
        let mut phone = desk.open();
        tap(&mut phone, 1, Some(NotPossible)).unwrap();
        assert_eq!(shown(&mut phone), [line("Kehren", Some(Done), true)], "the first tap holds");
        let facts = told_facts(&mut phone);
        assert_eq!(facts.len(), 1);
        let fact: serde_json::Value = serde_json::from_str(&facts[0]).unwrap();
        let keys: Vec<&String> = fact.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["chore", "date", "id", "kind", "outcome"], "nobody, no time of day");

        phone.store.write(chores::go_out).unwrap();
        assert!(matches!(tap(&mut phone, 1, None), Err(PhoneError::Told)), "on its way");
        phone.store.write(chores::come_back).unwrap();
        assert_eq!(shown(&mut phone), [line("Kehren", Some(Done), true)], "there was no network");
        let fact = serde_json::from_value(fact["id"].clone()).unwrap();
        phone.store.write(|tx| facts::stored(tx, fact)).unwrap();
        assert_eq!(shown(&mut phone), [line("Kehren", Some(Done), false)]);
        assert!(matches!(tap(&mut phone, 1, None), Err(PhoneError::Told)));
        desk.clock.fetch_add(86_400, Ordering::SeqCst);
        assert_eq!(shown(&mut phone), [line("Kehren", None, false)], "another day");
        tap(&mut phone, 1, Some(Done)).unwrap();
        assert_eq!(told_facts(&mut phone).len(), 1, "the day before is told");
    }
}

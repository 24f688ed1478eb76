//! Tasks of the office: what a round is to look at. They are here offline, and so is their answer.

use chrono::NaiveDate;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::change::{Author, Kind};
use shared::domain::{Route, Stop, Task, TaskOutcome};
use shared::merge::Record;
use uuid::Uuid;

use super::pen::{Fields, Pen};
use super::reference::Spot;
use super::store::{Result, phone, view};
use super::{Phone, PhoneError, find};

/// A task as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskToday {
    /// Which.
    pub id: Uuid,
    /// One or two short sentences.
    pub text: String,
    /// The route that it is for, where it is for one.
    pub route: Option<Uuid>,
    /// Where it is.
    pub spot: Option<Spot>,
    /// Where it is, where no stop says so.
    pub at: Option<shared::geo::Position>,
    /// The last day on which it makes sense.
    pub until: Option<NaiveDate>,
    /// What was found, once somebody looked.
    pub outcome: Option<TaskOutcome>,
    /// It is the last answer of whoever holds this phone: that can be taken back.
    pub last: bool,
}

/// Those of this phone's team, open ones first, the oldest of them first. One whose last day is over is left out.
pub fn tasks(tx: &Transaction<'_>, today: NaiveDate) -> Result<Vec<TaskToday>> {
    let row = phone::get(tx)?;
    let me = Author { device: row.device, person: row.person, copy: row.copy };
    let stops = find::read::<Stop>(tx, Kind::Stop)?;
    let mut routes = find::read::<Route>(tx, Kind::Route)?;
    routes.retain(|(_, route)| route.valid_on(today));
    let known: Vec<(Record, Task)> = view::of_kind(tx, &Kind::Task)?
        .into_iter()
        .filter_map(|record| Some((record.clone(), record.read().ok()?)))
        .filter(|(_, task): &(_, Task)| !task.closed && task.until.is_none_or(|last| today <= last))
        .collect();
    // Ids of changes grow with time, as far as one phone is concerned.
    let own = known.iter().filter(|(_, task)| task.outcome.is_some()).filter_map(|(record, _)| {
        let cell = record.fields.get("outcome").filter(|cell| cell.author == me)?;
        Some((cell.change, record.id))
    });
    let last = own.max().map(|(_, task)| task);
    let mut tasks: Vec<TaskToday> = known
        .iter()
        .map(|(record, task)| TaskToday {
            id: record.id,
            text: task.text.clone(),
            route: routes.iter().find(|(_, route)| Some(&route.code) == task.route.as_ref()).map(|(id, _)| *id),
            spot: stops.iter().find(|(_, stop)| Some(&stop.code) == task.stop.as_ref()).cloned().map(Spot::new),
            at: task.place,
            until: task.until,
            outcome: task.outcome,
            last: last == Some(record.id),
        })
        .collect();
    tasks.sort_by_key(|task| (task.outcome.is_some(), task.id));
    Ok(tasks)
}

/// How many are open.
pub fn open(tx: &Transaction<'_>, today: NaiveDate) -> Result<usize> {
    Ok(tasks(tx, today)?.iter().filter(|task| task.outcome.is_none()).count())
}

impl Phone {
    /// What a round found, or none where that was a mistake.
    pub(super) fn answer_task(&mut self, task: Uuid, outcome: Option<TaskOutcome>) -> Result<Uuid, PhoneError> {
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let seen = view::of_kind(tx, &Kind::Task)?.into_iter().find(|record| record.id == task);
            let seen = seen.ok_or(PhoneError::UnknownTask)?;
            let fields = Fields::default().change(&seen, "outcome", Some(outcome))?;
            // A second tap says the same.
            if !fields.is_empty() {
                Pen::new(tx, edge)?.write(Kind::Task, task, fields)?;
            }
            Ok(task)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::tests::{Desk, queue, told};
    use crate::core::{Overview, Reply, Request};

    fn tasks(phone: &mut Phone) -> Vec<(String, Option<TaskOutcome>, bool)> {
        let Reply::Tasks(tasks) = phone.handle(Request::Tasks).unwrap().reply else { panic!("no tasks") };
        tasks.into_iter().map(|task| (task.text, task.outcome, task.last)).collect()
    }

    fn open(phone: &mut Phone) -> usize {
        let Reply::Overview(Overview { tasks, .. }) = phone.handle(Request::Overview).unwrap().reply else { panic!() };
        tasks
    }

    fn answer(phone: &mut Phone, task: u128, outcome: Option<TaskOutcome>) -> Result<(), PhoneError> {
        phone.handle(Request::AnswerTask { task: Uuid::from_u128(task), outcome }).map(drop)
    }

    #[test]
    fn a_task_is_answered_offline_and_the_last_answer_can_be_taken_back() {
        use TaskOutcome::*;
        let desk = Desk::new();
        let mut phone = desk.open();
        let today = phone.edge.today();
        let day = |days: i64| (today + chrono::TimeDelta::days(days)).to_string();
        told(&mut phone, Kind::Task, 1, json!({ "text": "Bank", "team": "nord", "until": day(0) }));
        told(&mut phone, Kind::Task, 2, json!({ "text": "Zaun" }));
        told(&mut phone, Kind::Task, 3, json!({ "text": "Gestern", "until": day(-1) }));
        told(&mut phone, Kind::Task, 4, json!({ "text": "Zurückgenommen", "closed": true }));
        let line = |text: &str, outcome, last| (text.to_owned(), outcome, last);
        assert_eq!(tasks(&mut phone), [line("Bank", None, false), line("Zaun", None, false)]);
        assert_eq!(open(&mut phone), 2);

        answer(&mut phone, 1, Some(Seen)).unwrap();
        answer(&mut phone, 1, Some(Seen)).unwrap();
        // Killed here.
        let mut phone = desk.open();
        answer(&mut phone, 2, Some(NotFound)).unwrap();
        assert_eq!(tasks(&mut phone), [line("Bank", Some(Seen), false), line("Zaun", Some(NotFound), true)]);
        assert_eq!(open(&mut phone), 0);
        answer(&mut phone, 2, None).unwrap();
        assert_eq!(tasks(&mut phone), [line("Zaun", None, false), line("Bank", Some(Seen), true)]);
        let changes = queue(&mut phone);
        assert_eq!(changes.len(), 3, "a second tap is nothing new");
        assert!(changes.iter().all(|change| change.kind == Kind::Task && change.fields.len() == 1));
        assert_eq!(changes[2].fields["outcome"].base, Some(changes[1].id));
        assert!(matches!(answer(&mut phone, 9, Some(Seen)), Err(PhoneError::UnknownTask)));
    }

    #[test]
    fn what_is_practised_answers_nothing() {
        let mut phone = Desk::new().open();
        told(&mut phone, Kind::Task, 1, json!({ "text": "Bank" }));
        phone.handle(Request::Practise(true)).unwrap();
        answer(&mut phone, 1, Some(TaskOutcome::Seen)).unwrap();
        assert_eq!(open(&mut phone), 0);
        phone.handle(Request::Practise(false)).unwrap();
        assert_eq!(open(&mut phone), 1);
        assert!(queue(&mut phone).is_empty());
    }
}

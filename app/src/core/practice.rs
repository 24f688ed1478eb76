//! Practice: the real flow on a store of its own, in memory. Nothing of it can go out, since the sync knows the real store
//! alone; it is gone with the day, with the end of the practice, and with the program.

use chrono::NaiveDate;
use shared::change::Kind;

use super::request::{Answer, Changes, Reply, Request, Topic};
use super::store::{Store, StoreError, phone, settings, snapshots};
use super::{Phone, PhoneError};

/// The choice that says on which day somebody practises. It outlives a kill, so that nobody takes the real thing for
/// practice; what was practised does not.
const PRACTICE: &str = "practice";

/// What somebody practises with.
const PRACTISED: [Kind; 11] = [
    Kind::Person,
    Kind::Category,
    Kind::Department,
    Kind::Stop,
    Kind::Route,
    Kind::Notice,
    Kind::Partner,
    Kind::Phrase,
    Kind::Task,
    Kind::Chore,
    Kind::Thing,
];

/// What is practised.
pub struct Practice {
    day: NaiveDate,
    store: Store,
}

impl Phone {
    /// Does what is asked; while somebody practises, on the store for that.
    ///
    /// # Errors
    /// Then nothing has changed.
    pub fn handle(&mut self, request: Request) -> Result<Answer, PhoneError> {
        match &request {
            // Whoever takes the phone now may not know of the practice.
            Request::UsePerson(_) | Request::SignIn { .. } | Request::ForgotPin { .. } | Request::SetPin(_)
                if self.practice.is_some() =>
            {
                self.practise(false)?;
                let Answer { reply, .. } = self.answer(request)?;
                return Ok(Answer { reply, changes: everything() });
            }
            // What is practised is handed to nobody, and takes no room.
            Request::HandOver(_) | Request::Space if self.practice.is_some() => return self.answer(request),
            // Language and look are no practice.
            Request::Choose { .. } if self.practice.is_some() => drop(self.answer(request.clone())?),
            // Real photos do not wait for the end of the practice.
            Request::PreparePhoto => {
                let real = self.answer(request.clone())?;
                if self.practice.is_none() || !matches!(real.reply, Reply::Prepared(None)) {
                    return Ok(real);
                }
            }
            // The one question that screens ask again and again: what they show changes with its answer.
            Request::Overview if self.practice.as_ref().is_some_and(|it| it.day != self.edge.today()) => {
                self.practise(false)?;
                let Answer { reply, .. } = self.answer(request)?;
                return Ok(Answer { reply, changes: everything() });
            }
            Request::Practise(yes) => {
                self.practise(*yes)?;
                return Ok(Answer { reply: Reply::Done, changes: everything() });
            }
            _ => {}
        }
        let Some(Practice { day, store }) = self.practice.take() else { return self.answer(request) };
        let real = std::mem::replace(&mut self.store, store);
        let answer = self.answer(request);
        let store = std::mem::replace(&mut self.store, real);
        self.practice = Some(Practice { day, store });
        let mut answer = answer?;
        if let Reply::Overview(overview) = &mut answer.reply {
            overview.practice = true;
            // Nobody is to call because of these.
            overview.unsent_hazards.clear();
        }
        Ok(answer)
    }

    /// Begins with what the office set up and nothing else, or ends.
    fn practise(&mut self, yes: bool) -> Result<(), PhoneError> {
        let day = self.edge.today();
        let practice = yes.then(|| self.begin(day)).transpose()?;
        let value = yes.then(|| day.to_string());
        self.store.write(|tx| settings::set(tx, PRACTICE, value.as_deref()))?;
        self.practice = practice;
        Ok(())
    }

    fn begin(&mut self, day: NaiveDate) -> Result<Practice, StoreError> {
        let (device, now) = (self.edge.v4(), self.edge.now());
        let (row, settings, records) = self.store.read(|tx| {
            let records: Result<Vec<_>, StoreError> =
                PRACTISED.iter().map(|kind| snapshots::of_kind(tx, kind)).collect();
            Ok::<_, StoreError>((phone::get(tx)?, settings::all(tx)?, records?.concat()))
        })?;
        let mut store = Store::in_memory()?;
        store.write(|tx| {
            phone::begin(tx, device, now)?;
            phone::use_person(tx, row.person)?;
            row.enrolment.map_or(Ok(()), |enrolment| phone::enrol(tx, &enrolment))?;
            records.iter().try_for_each(|record| snapshots::put(tx, record))?;
            settings.iter().try_for_each(|(key, value)| settings::set(tx, key, Some(value)))
        })?;
        Ok(Practice { day, store })
    }

    /// After a kill somebody still practises, if it was today. For screens alone: only they say that it is practice.
    ///
    /// # Errors
    /// Where the store fails; then nobody practises.
    pub fn practise_again(&mut self) -> Result<(), StoreError> {
        let chosen = self.store.read(settings::all)?;
        let day = self.edge.today();
        if chosen.get(PRACTICE) == Some(&day.to_string()) {
            self.practice = Some(self.begin(day)?);
        }
        Ok(())
    }
}

fn everything() -> Changes {
    use Topic::*;
    [Reports, Queue, Person, Round, Reference, Enrolment, Draft].into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use serde_json::json;

    use super::*;
    use crate::core::request::RoundStep;
    use crate::core::tests::{Desk, litter, photo, queue, save, told};
    use crate::core::{NewReport, Overview};

    fn overview(phone: &mut Phone) -> Overview {
        let Reply::Overview(overview) = phone.handle(Request::Overview).unwrap().reply else { panic!("no overview") };
        overview
    }

    fn own(phone: &mut Phone) -> usize {
        overview(phone).reports
    }

    #[test]
    fn what_is_practised_is_shown_and_never_reaches_what_goes_out() {
        let desk = Desk::new();
        let mut phone = desk.open();
        told(&mut phone, Kind::Person, 1, json!({ "name": "Anna" }));
        save(&mut phone, litter(vec![photo()]));
        let waits = queue(&mut phone).len();

        phone.handle(Request::Practise(true)).unwrap();
        assert_eq!((overview(&mut phone).practice, own(&mut phone)), (true, 0));
        save(&mut phone, litter(vec![photo()]));
        save(&mut phone, NewReport { category: "needles".into(), ..litter(Vec::new()) });
        phone.handle(Request::Round(RoundStep::Start(None))).unwrap();
        phone.handle(Request::Round(RoundStep::End)).unwrap();
        assert_eq!((own(&mut phone), overview(&mut phone).unsent_hazards.len()), (2, 0));
        let prepare = |phone: &mut Phone| {
            let Reply::Prepared(done) = phone.handle(Request::PreparePhoto).unwrap().reply else { panic!() };
            done.is_some()
        };
        assert!(prepare(&mut phone) && prepare(&mut phone) && !prepare(&mut phone), "real and practised ones");
        assert_eq!(queue(&mut phone).len(), waits + 1, "the sync sees what a real photo became, and nothing else");

        phone.handle(Request::Practise(false)).unwrap();
        assert_eq!((overview(&mut phone).practice, own(&mut phone)), (false, 1));
        phone.handle(Request::Practise(true)).unwrap();
        assert_eq!(own(&mut phone), 0, "gone");
    }

    #[test]
    fn a_kill_ends_no_practice_and_the_day_does() {
        let desk = Desk::new();
        let mut phone = desk.open();
        phone.handle(Request::Practise(true)).unwrap();
        save(&mut phone, litter(Vec::new()));
        let mut phone = desk.open();
        assert!(!overview(&mut phone).practice, "a command is no practice");
        phone.practise_again().unwrap();
        assert_eq!((overview(&mut phone).practice, own(&mut phone)), (true, 0), "marked as before, and empty");
        desk.clock.fetch_add(86_400, Ordering::SeqCst);
        save(&mut phone, litter(Vec::new()));
        assert!(queue(&mut phone).is_empty(), "until a screen heard of the end, it is practice");
        let answer = phone.handle(Request::Overview).unwrap();
        assert!(answer.changes.contains(&Topic::Reports));
        assert_eq!((overview(&mut phone).practice, own(&mut phone)), (false, 0));
        let mut phone = desk.open();
        phone.practise_again().unwrap();
        assert!(!overview(&mut phone).practice);
    }

    #[test]
    fn who_takes_the_phone_does_not_practise_and_language_is_no_practice() {
        let desk = Desk::new();
        let mut phone = desk.open();
        told(&mut phone, Kind::Person, 1, json!({ "name": "Anna" }));
        phone.handle(Request::Practise(true)).unwrap();
        let choose = Request::Choose { key: "language".into(), value: Some("en".into()) };
        phone.handle(choose).unwrap();
        phone.handle(Request::UsePerson(Some("Anna".into()))).unwrap();
        assert!(!overview(&mut phone).practice);
        let Reply::Reference(reference) = phone.handle(Request::Reference).unwrap().reply else { panic!() };
        assert_eq!(reference.settings.get("language").map(String::as_str), Some("en"));
        assert!(reference.person.is_some());
    }
}

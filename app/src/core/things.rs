//! Things that can be lent, and who has them: this phone, another one, or more than one.
//!
//! Nobody can hold back a phone that has no network from taking what another one has. So each loan is a record of its own
//! (see [`shared::domain::Loan`]), and whoever sees two of them open for one thing says so until one is given back.

use chrono::NaiveDate;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::change::Kind;
use shared::domain::{Loan, Thing};
use shared::merge::Record;
use uuid::Uuid;

use super::pen::{Fields, Pen};
use super::store::{Result, phone, view};
use super::{Phone, PhoneError, find};

/// Who has a thing, as this phone knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Nobody.
    Free,
    /// This phone alone.
    Here,
    /// Another phone alone.
    Elsewhere,
    /// This phone, and at least one other.
    Both,
    /// More than one phone, and not this one.
    Others,
}

impl Holder {
    fn of(here: usize, elsewhere: usize) -> Holder {
        match (here, elsewhere) {
            (0, 0) => Holder::Free,
            (1, 0) => Holder::Here,
            (0, 1) => Holder::Elsewhere,
            (0, _) => Holder::Others,
            // A copy of this phone's store has taken it, too.
            _ => Holder::Both,
        }
    }

    /// This phone has it.
    pub fn is_here(self) -> bool {
        matches!(self, Holder::Here | Holder::Both)
    }

    /// The code, as in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Holder::Free => "free",
            Holder::Here => "here",
            Holder::Elsewhere => "elsewhere",
            Holder::Both => "both",
            Holder::Others => "others",
        }
    }
}

/// A thing as a screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThingToday {
    /// Which.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// As people say it.
    pub name: String,
    /// What is looked at before and after.
    pub checks: Vec<String>,
    /// Who has it.
    pub holder: Holder,
    /// How many phones have it.
    pub phones: usize,
    /// Since when this phone has it, or else the first other one.
    pub since: Option<NaiveDate>,
}

/// A loan that is out.
struct Out {
    record: Record,
    loan: Loan,
    own: bool,
}

fn out(tx: &Transaction<'_>) -> Result<Vec<Out>> {
    let device = phone::get(tx)?.device;
    let read = |record: Record| {
        let loan: Loan = record.read().ok()?;
        let own = record.fields.get("thing").is_some_and(|cell| cell.author.device == device);
        Some(Out { record, loan, own }).filter(|out| out.loan.back.is_none())
    };
    Ok(view::with_begun(tx, &Kind::Loan)?.into_iter().filter_map(read).collect())
}

/// Those that this phone's team may take, and what this phone has, by name.
pub fn things(tx: &Transaction<'_>) -> Result<Vec<ThingToday>> {
    let known: Vec<(Uuid, Thing)> = find::read(tx, Kind::Thing)?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let team = phone::get(tx)?.enrolment.and_then(|enrolment| enrolment.team);
    let out = out(tx)?;
    let show = |(id, thing): (Uuid, Thing)| {
        let count = |own| out.iter().filter(|out| out.loan.thing == id && out.own == own).count();
        let (here, elsewhere) = (count(true), count(false));
        let holder = Holder::of(here, elsewhere);
        let for_us = !thing.ended && (team.is_none() || thing.team.is_none() || thing.team == team);
        let loans = out.iter().filter(|out| out.loan.thing == id && out.own == holder.is_here());
        (for_us || holder.is_here()).then(|| ThingToday {
            id,
            checks: thing.checks().map(str::to_owned).collect(),
            code: thing.code,
            name: thing.name,
            holder,
            phones: here + elsewhere,
            since: loans.map(|out| out.loan.since).min(),
        })
    };
    let mut things: Vec<ThingToday> = known.into_iter().filter_map(show).collect();
    things.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(things)
}

/// A thing by code, name or id.
fn find_thing(tx: &Transaction<'_>, name: &str) -> Result<ThingToday, PhoneError> {
    let is_it = |thing: &ThingToday| thing.code == name || thing.name == name || thing.id.to_string() == name;
    things(tx)?.into_iter().find(is_it).ok_or_else(|| PhoneError::UnknownThing(name.to_owned()))
}

impl Phone {
    /// Takes a thing. The mark names the device and no person: the author of its change is the phone alone.
    pub(super) fn lend(&mut self, name: &str) -> Result<Uuid, PhoneError> {
        let (today, Phone { store, edge, .. }) = (self.edge.today(), self);
        store.write(|tx| {
            let thing = find_thing(tx, name)?;
            match thing.holder {
                Holder::Free => {}
                // A second tap takes nothing twice.
                Holder::Here | Holder::Both => return Ok(thing.id),
                Holder::Elsewhere | Holder::Others => return Err(PhoneError::LentElsewhere),
            }
            let mut pen = Pen::new(tx, edge)?;
            pen.author.person = None;
            let loan = pen.edge.v7();
            pen.create(Kind::Loan, loan, Fields::default().set("thing", thing.id)?.set("since", today)?)?;
            Ok(thing.id)
        })
    }

    /// Gives a thing back: every mark of this phone ends.
    pub(super) fn give_back(&mut self, name: &str) -> Result<Uuid, PhoneError> {
        let (today, Phone { store, edge, .. }) = (self.edge.today(), self);
        store.write(|tx| {
            let thing = find_thing(tx, name)?;
            let mut pen = Pen::new(tx, edge)?;
            pen.author.person = None;
            for out in out(tx)?.into_iter().filter(|out| out.own && out.loan.thing == thing.id) {
                let fields = Fields::default().change(&out.record, "back", Some(today))?;
                pen.write(Kind::Loan, out.record.id, fields)?;
            }
            Ok(thing.id)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::tests::{Desk, queue, told};
    use crate::core::{Overview, Reply, Request};

    fn shown(phone: &mut Phone) -> Vec<(String, Holder)> {
        let Reply::Things(things) = phone.handle(Request::Things).unwrap().reply else { panic!("no things") };
        things.into_iter().map(|thing| (thing.code, thing.holder)).collect()
    }

    fn lend(phone: &mut Phone, thing: &str) -> Result<(), PhoneError> {
        phone.handle(Request::Lend(thing.to_owned())).map(drop)
    }

    fn give_back(phone: &mut Phone, thing: &str) -> Result<(), PhoneError> {
        phone.handle(Request::GiveBack(thing.to_owned())).map(drop)
    }

    fn rickshaw(phone: &mut Phone) {
        told(phone, Kind::Thing, 1, json!({ "code": "rikscha", "name": "Rikscha", "checks": "Bremsen\nLicht" }));
    }

    #[test]
    fn a_thing_is_taken_and_given_back_offline() {
        let desk = Desk::new();
        let mut phone = desk.open();
        rickshaw(&mut phone);
        told(&mut phone, Kind::Thing, 2, json!({ "code": "alt", "name": "Altes Rad", "ended": true }));
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Free)]);
        lend(&mut phone, "rikscha").unwrap();
        lend(&mut phone, "Rikscha").unwrap();
        // Killed here.
        let mut phone = desk.open();
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Here)]);
        let changes = queue(&mut phone);
        assert_eq!(changes.len(), 1, "a second tap takes nothing twice");
        assert!(changes[0].kind == Kind::Loan && changes[0].author.person.is_none());
        give_back(&mut phone, "rikscha").unwrap();
        give_back(&mut phone, "rikscha").unwrap();
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Free)]);
        let changes = queue(&mut phone);
        assert_eq!((changes.len(), changes[1].record), (2, changes[0].record));
        lend(&mut phone, "rikscha").unwrap();
        assert_ne!(queue(&mut phone)[2].record, changes[0].record, "each time is a record of its own");
        assert!(matches!(lend(&mut phone, "alt"), Err(PhoneError::UnknownThing(_))));
    }

    #[test]
    fn what_another_phone_has_cannot_be_taken_and_what_both_have_is_said() {
        let mut phone = Desk::new().open();
        rickshaw(&mut phone);
        let loan = json!({ "thing": Uuid::from_u128(1), "since": "2026-11-23" });
        told(&mut phone, Kind::Loan, 5, loan.clone());
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Elsewhere)]);
        assert!(matches!(lend(&mut phone, "rikscha"), Err(PhoneError::LentElsewhere)));
        // Taken before the phone heard of it.
        told(
            &mut phone,
            Kind::Loan,
            5,
            json!({ "thing": Uuid::from_u128(1), "since": "2026-11-23", "back": "2026-11-23" }),
        );
        lend(&mut phone, "rikscha").unwrap();
        told(&mut phone, Kind::Loan, 6, loan);
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Both)]);
        let both = |phone: &mut Phone| {
            let Reply::Overview(Overview { lent, .. }) = phone.handle(Request::Overview).unwrap().reply else {
                panic!()
            };
            lent.into_iter().map(|thing| (thing.holder, thing.phones)).collect::<Vec<_>>()
        };
        assert_eq!(both(&mut phone), [(Holder::Both, 2)], "Home says so");
        give_back(&mut phone, "rikscha").unwrap();
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Elsewhere)]);
        assert!(both(&mut phone).is_empty());
    }

    #[test]
    fn what_is_practised_takes_nothing() {
        let mut phone = Desk::new().open();
        rickshaw(&mut phone);
        phone.handle(Request::Practise(true)).unwrap();
        lend(&mut phone, "rikscha").unwrap();
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Here)]);
        phone.handle(Request::Practise(false)).unwrap();
        assert_eq!(shown(&mut phone), [("rikscha".to_owned(), Holder::Free)]);
        assert!(queue(&mut phone).is_empty());
    }
}

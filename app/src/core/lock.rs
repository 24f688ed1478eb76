//! Several people share a phone. A PIN separates what they see: it protects nothing, and it blocks neither a report nor
//! the sending. Where the phone is locked, nobody holds it, and whatever is saved is saved without a name.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::request::{Changes, Topic};
use super::store::{phone, pins, view};
use super::{Phone, PhoneError};

/// Whoever showed the PIN holds the phone for so long, a shift.
const HOLDS: TimeDelta = TimeDelta::hours(8);
/// Clocks are set back a little now and then.
const SET_BACK: TimeDelta = TimeDelta::minutes(-10);
const DIGITS: usize = 4;

impl Phone {
    /// The person's name, once the PIN is right.
    pub(super) fn sign_in(&mut self, person: Uuid, pin: &str) -> Result<String, PhoneError> {
        let now = self.edge.now();
        self.store.write(|tx| {
            let name = view::name_of_person(tx, person)?;
            let name = name.ok_or_else(|| PhoneError::UnknownPerson(person.to_string()))?;
            let shown = hash(phone::get(tx)?.device, person, pin);
            if pins::hash(tx, person)?.is_some_and(|known| known != shown) {
                return Err(PhoneError::WrongPin);
            }
            phone::use_person(tx, Some(person))?;
            pins::opened(tx, now)?;
            Ok(name)
        })
    }

    /// Another PIN for whoever holds the phone, or none.
    pub(super) fn set_pin(&mut self, pin: Option<&str>) -> Result<(), PhoneError> {
        if pin.is_some_and(|pin| pin.len() != DIGITS || !pin.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(PhoneError::WrongPin);
        }
        let now = self.edge.now();
        self.store.write(|tx| {
            let row = phone::get(tx)?;
            let person = row.person.ok_or_else(|| PhoneError::UnknownPerson(String::new()))?;
            pins::set(tx, person, pin.map(|pin| hash(row.device, person, pin)).as_deref())?;
            pins::opened(tx, now)?;
            Ok(())
        })
    }

    /// Locks the phone after a shift. Where the store cannot be written, it waits: reading goes on.
    pub(super) fn lock_when_due(&mut self) -> Changes {
        let now = self.edge.now();
        let due = self
            .store
            .read(pins::opened_at)
            .is_ok_and(|opened| opened.is_some_and(|opened| !(SET_BACK..HOLDS).contains(&(now - opened))));
        match due && self.store.write(pins::lock).is_ok() {
            true => [Topic::Person].into(),
            false => Changes::new(),
        }
    }
}

/// So that digits do not lie in the file as they are; ten thousand are quickly tried.
fn hash(device: Uuid, person: Uuid, pin: &str) -> String {
    let digest = Sha256::new().chain_update(device).chain_update(person).chain_update(pin).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use serde_json::json;
    use shared::change::Kind;

    use super::*;
    use crate::core::tests::{Desk, litter, queue, save, told};
    use crate::core::{Overview, Reply, Request, RoundStep};

    const ANNA: Uuid = Uuid::from_u128(1);

    /// Anna has a PIN, Ben has none, and Anna holds the phone.
    fn phone(desk: &Desk) -> Phone {
        let mut phone = desk.open();
        told(&mut phone, Kind::Person, 1, json!({ "name": "Anna" }));
        told(&mut phone, Kind::Person, 2, json!({ "name": "Ben" }));
        phone.handle(Request::UsePerson(Some("Anna".into()))).unwrap();
        phone.handle(Request::SetPin(Some("0412".into()))).unwrap();
        phone
    }

    fn overview(phone: &mut Phone) -> Overview {
        let Reply::Overview(overview) = phone.handle(Request::Overview).unwrap().reply else { panic!("no overview") };
        overview
    }

    fn sign_in(phone: &mut Phone, pin: &str) -> Result<(), PhoneError> {
        phone.handle(Request::SignIn { person: ANNA, pin: pin.into() }).map(drop)
    }

    #[test]
    fn who_has_a_pin_shows_it_and_who_has_none_does_not() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        phone.handle(Request::UsePerson(Some("ben".into()))).unwrap();
        let anna = phone.handle(Request::UsePerson(Some("anna".into())));
        assert!(matches!(anna, Err(PhoneError::WrongPin)));
        assert!(matches!(sign_in(&mut phone, "0413"), Err(PhoneError::WrongPin)));
        assert_eq!(overview(&mut phone).status.person.as_deref(), Some("Ben"), "nothing has changed");
        sign_in(&mut phone, "0412").unwrap();
        phone.handle(Request::SetPin(None)).unwrap();
        phone.handle(Request::UsePerson(None)).unwrap();
        phone.handle(Request::UsePerson(Some("anna".into()))).unwrap();
    }

    #[test]
    fn only_four_digits_are_a_pin_and_only_for_somebody() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        for odd in ["", "123", "12345", "12a4", "１２３４"] {
            assert!(matches!(phone.handle(Request::SetPin(Some(odd.into()))), Err(PhoneError::WrongPin)), "{odd}");
        }
        phone.handle(Request::UsePerson(None)).unwrap();
        assert!(phone.handle(Request::SetPin(Some("1234".into()))).is_err());
    }

    #[test]
    fn a_locked_phone_takes_reports_without_a_name_and_shows_nothing_of_who_held_it() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        save(&mut phone, litter(Vec::new()));
        phone.handle(Request::Round(RoundStep::Start(None))).unwrap();
        assert!(!overview(&mut phone).locked);
        phone.handle(Request::Round(RoundStep::End)).unwrap();
        let locked = overview(&mut phone);
        assert_eq!((locked.locked, locked.reports, locked.waiting), (true, 0, 1), "it goes out all the same");
        assert!(phone.tracks().unwrap().is_empty());

        save(&mut phone, litter(Vec::new()));
        let people: Vec<_> = queue(&mut phone).iter().map(|change| change.author.person).collect();
        assert_eq!(people, [Some(ANNA), None]);
        sign_in(&mut phone, "0412").unwrap();
        let open = overview(&mut phone);
        assert_eq!((open.locked, open.reports), (false, 2));
        assert_eq!(phone.tracks().unwrap().len(), 1);
    }

    #[test]
    fn the_lock_comes_after_a_shift_and_goes_with_no_name() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        desk.clock.fetch_add(8 * 3_600 - 1, Ordering::SeqCst);
        assert!(!overview(&mut phone).locked);
        desk.clock.fetch_add(1, Ordering::SeqCst);
        let answer = phone.handle(Request::Overview).unwrap();
        assert!(answer.changes.contains(&Topic::Person), "screens hear of it");
        assert!(overview(&mut desk.open()).locked, "also after a kill");
        phone.handle(Request::UsePerson(None)).unwrap();
        assert!(!overview(&mut phone).locked);
        phone.handle(Request::UsePerson(Some("Ben".into()))).unwrap();
        desk.clock.fetch_add(9 * 3_600, Ordering::SeqCst);
        assert_eq!(overview(&mut phone).status.person.as_deref(), Some("Ben"), "no PIN, no lock");
    }
}

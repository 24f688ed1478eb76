//! Several people share a phone. A PIN separates what they see: it protects nothing, and it blocks neither a report nor
//! the sending. Where the phone is locked, nobody holds it, and whatever is saved is saved without a name.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use rusqlite::Transaction;
use sha2::{Digest, Sha256};
use shared::domain::PinReset;
use uuid::Uuid;

use super::request::{Changes, Topic};
use super::store::{phone, pins, snapshots, view};
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
        // A wrong try is kept, so it is no error yet.
        let name = self.store.write(|tx| {
            let name = may_try(tx, person, now)?;
            let shown = hash(phone::get(tx)?.device, person, pin);
            let right = pins::hash(tx, person)?.is_none_or(|known| known == shown);
            pins::tried(tx, person, right, now)?;
            if right {
                phone::use_person(tx, Some(person))?;
                pins::opened(tx, now)?;
            }
            Ok::<_, PhoneError>(right.then_some(name))
        })?;
        name.ok_or(PhoneError::WrongPin)
    }

    /// The person's name, once the office's code is right. The PIN is gone then, and the code used up.
    pub(super) fn forgot_pin(&mut self, person: Uuid, code: &str) -> Result<String, PhoneError> {
        let now = self.edge.now();
        let (told, spent, offset) = self.store.read(|tx| {
            may_try(tx, person, now)?;
            let told = snapshots::get(tx, person)?.and_then(|it| it.record.value("pin_reset").cloned());
            Ok::<_, PhoneError>((told, pins::spent_code(tx, person)?, phone::get(tx)?.clock_offset_ms))
        })?;
        let told: Option<PinReset> = told.and_then(|told| serde_json::from_value(told).ok());
        let told = told.filter(|told| spent.as_ref() != Some(&told.hash));
        // Nothing is held while it is hashed.
        let right = told.filter(|told| told.admits(code, now + TimeDelta::milliseconds(offset)));
        let name = self.store.write(|tx| {
            let name = may_try(tx, person, now)?;
            pins::tried(tx, person, right.is_some(), now)?;
            let Some(told) = &right else { return Ok(None) };
            pins::spend_code(tx, person, &told.hash)?;
            pins::set(tx, person, None)?;
            phone::use_person(tx, Some(person))?;
            Ok::<_, PhoneError>(Some(name))
        })?;
        name.ok_or(PhoneError::WrongCode)
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

/// The name of a person who may try a PIN or a code now.
fn may_try(tx: &Transaction<'_>, person: Uuid, now: DateTime<Utc>) -> Result<String, PhoneError> {
    let name = view::name_of_person(tx, person)?.ok_or_else(|| PhoneError::UnknownPerson(person.to_string()))?;
    if pins::may_try(tx, person, now)? { Ok(name) } else { Err(PhoneError::TooManyTries) }
}

/// So that digits do not lie in the file as they are; ten thousand are quickly tried.
fn hash(device: Uuid, person: Uuid, pin: &str) -> String {
    let digest = Sha256::new().chain_update(device).chain_update(person).chain_update(pin).finalize();
    HEXLOWER.encode(&digest)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use serde_json::json;
    use shared::change::Kind;

    use super::*;
    use crate::core::tests::{Desk, NOON, litter, queue, save, told};
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

    /// What the office has put into Anna's record; the code is valid for seven days from noon.
    fn reset(phone: &mut Phone, code: &str) {
        let until = DateTime::from_timestamp(NOON + 7 * 86_400, 0).unwrap();
        let reset = PinReset::new(code, [1; 16], until);
        told(phone, Kind::Person, 1, json!({ "name": "Anna", "pin_reset": reset }));
    }

    fn forgot(phone: &mut Phone, code: &str) -> Result<(), PhoneError> {
        phone.handle(Request::ForgotPin { person: ANNA, code: code.into() }).map(drop)
    }

    #[test]
    fn a_code_of_the_office_takes_a_forgotten_pin_away_once_on_this_phone() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        phone.handle(Request::UsePerson(None)).unwrap();
        assert!(matches!(forgot(&mut phone, "12345678"), Err(PhoneError::WrongCode)), "there is none");
        reset(&mut phone, "12345678");
        assert!(matches!(forgot(&mut phone, "12345679"), Err(PhoneError::WrongCode)));
        forgot(&mut phone, "12345678").unwrap();
        let open = overview(&mut phone);
        assert_eq!((open.status.person.as_deref(), open.locked), (Some("Anna"), false));
        phone.handle(Request::UsePerson(None)).unwrap();
        phone.handle(Request::UsePerson(Some("Anna".into()))).expect("the PIN is gone");

        phone.handle(Request::SetPin(Some("0412".into()))).unwrap();
        phone.handle(Request::UsePerson(None)).unwrap();
        assert!(matches!(forgot(&mut phone, "12345678"), Err(PhoneError::WrongCode)), "used");
        reset(&mut phone, "87654321");
        forgot(&mut phone, "87654321").expect("another one is a new one");
    }

    #[test]
    fn a_code_ends_after_seven_days_by_the_offices_clock() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        reset(&mut phone, "12345678");
        let years = TimeDelta::days(700);
        desk.clock.fetch_add(years.num_seconds(), Ordering::SeqCst);
        phone.store.write(|tx| phone::meet_server(tx, -years + TimeDelta::days(7), 0)).unwrap();
        assert!(matches!(forgot(&mut phone, "12345678"), Err(PhoneError::WrongCode)));
        phone.store.write(|tx| phone::meet_server(tx, -years + TimeDelta::days(6), 0)).unwrap();
        forgot(&mut phone, "12345678").expect("a phone's clock is only a claim");
    }

    #[test]
    fn five_wrong_tries_and_then_one_a_minute() {
        let desk = Desk::new();
        let mut phone = phone(&desk);
        reset(&mut phone, "12345678");
        phone.handle(Request::UsePerson(None)).unwrap();
        for _ in 0..3 {
            assert!(matches!(sign_in(&mut phone, "0000"), Err(PhoneError::WrongPin)));
        }
        for _ in 0..2 {
            assert!(
                matches!(forgot(&mut desk.open(), "00000000"), Err(PhoneError::WrongCode)),
                "a kill starts nothing anew"
            );
        }
        assert!(matches!(sign_in(&mut phone, "0412"), Err(PhoneError::TooManyTries)));
        assert!(matches!(forgot(&mut phone, "12345678"), Err(PhoneError::TooManyTries)));
        save(&mut phone, litter(Vec::new()));
        desk.clock.fetch_add(60, Ordering::SeqCst);
        assert!(matches!(sign_in(&mut phone, "0000"), Err(PhoneError::WrongPin)));
        assert!(matches!(sign_in(&mut phone, "0412"), Err(PhoneError::TooManyTries)));
        desk.clock.fetch_add(60, Ordering::SeqCst);
        sign_in(&mut phone, "0412").unwrap();
        phone.handle(Request::UsePerson(None)).unwrap();
        assert!(
            matches!(sign_in(&mut phone, "0000"), Err(PhoneError::WrongPin)),
            "a right one makes up for the others"
        );
        sign_in(&mut phone, "0412").unwrap();
    }
}

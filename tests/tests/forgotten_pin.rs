//! Somebody forgot the PIN: the office gives out a code, by voice.
#![allow(clippy::unwrap_used, clippy::panic)]

use app::core::{PhoneError, Reply, Request};
use chrono::TimeDelta;
use sync_server::pin_code::{PinCode, PinCodeError};
use tests::{Device, World};
use uuid::Uuid;

fn forgot(phone: &mut Device, person: Uuid, code: &str) -> Result<String, PhoneError> {
    match phone.ask(Request::ForgotPin { person, code: code.to_owned() })? {
        Reply::Person(Some(name)) => Ok(name),
        other => panic!("{other:?}"),
    }
}

fn is_locked(phone: &mut Device) -> bool {
    let Reply::Overview(overview) = phone.ask(Request::Overview).unwrap() else { panic!("no overview") };
    overview.locked
}

#[test]
fn a_code_of_the_office_opens_every_phone_of_the_person_once() {
    let world = World::new();
    let mut phones = [world.phone_of("Anna"), world.phone_of("Anna")];
    for phone in &mut phones {
        phone.sync(&world);
        phone.ask(Request::SetPin(Some("0412".to_owned()))).unwrap();
        phone.report("litter");
        // The shift is over.
        world.pass(TimeDelta::hours(9));
        assert!(is_locked(phone));
    }
    let given = PinCode::new(world.storage(), "anna", None, world.now()).unwrap();
    for phone in &mut phones {
        assert!(matches!(forgot(phone, given.person, &given.code), Err(PhoneError::WrongCode)), "not heard of yet");
        phone.report("litter");
        phone.sync(&world);
        assert_eq!(forgot(phone, given.person, &given.code).unwrap(), "Anna");
        assert!(!is_locked(phone));
        assert!(matches!(forgot(phone, given.person, &given.code), Err(PhoneError::WrongCode)), "used");
    }
    let again = PinCode::new(world.storage(), &given.person.to_string(), None, world.now()).unwrap();
    assert_ne!(again.code, given.code);
    world.pass(TimeDelta::days(8));
    let [phone, _] = &mut phones;
    phone.sync(&world);
    assert!(matches!(forgot(phone, given.person, &again.code), Err(PhoneError::WrongCode)), "too old");
    world.assert_same_view(phone);
    world.assert_sound();
}

#[test]
fn a_code_is_for_one_person() {
    let world = World::new();
    let nobody = PinCode::new(world.storage(), "Nobody", None, world.now());
    assert!(matches!(nobody, Err(PinCodeError::Nobody(_))));
}

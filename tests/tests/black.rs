//! A face is blacked out on the phone: what arrives is the photo without it, whatever the network did before.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use app::core::{PhoneError, Reply, Request};
use shared::sync::Rest;
use tests::{Device, Fate, Network, World};
use uuid::Uuid;

fn photo_of(phone: &mut Device, report: Uuid) -> Uuid {
    phone.phone.prepare_photos().unwrap();
    phone.sees(report).unwrap().attachments[0].id
}

fn shown(phone: &mut Device, photo: Uuid) -> Option<Vec<u8>> {
    let Reply::Photo(shown) = phone.ask(Request::Photo(photo)).unwrap() else { panic!("no photo") };
    shown.map(|shown| shown.jpeg)
}

fn arrived(world: &World, report: Uuid) -> Vec<u8> {
    let blob = world.page(report).attachments[0].blob.expect("it has arrived");
    world.app.photos.read(&blob).unwrap()
}

#[test]
fn the_photo_that_arrives_is_the_black_one_wherever_the_first_try_was_cut() {
    // The push, its answer, the beginning of the upload, its answer.
    for cut in [(0, Fate::Lost), (0, Fate::AnswerLost), (1, Fate::Lost), (1, Fate::AnswerLost)] {
        let world = World::new();
        let mut anna = world.phone_of("Anna");
        anna.sync(&world);
        let report = anna.report_with_photo("litter");
        let photo = photo_of(&mut anna, report);
        let mut network = Network::default();
        anna.session.start(&anna.phone);
        for _ in 0..cut.0 {
            anna.step(&world, &mut network, Fate::Through);
        }
        anna.step(&world, &mut network, cut.1);
        let before = shown(&mut anna, photo).expect("no byte has left");
        anna.ask(Request::Blacken { photo, points: vec![(0.5, 0.5)] }).unwrap();
        anna.restart();
        let black = shown(&mut anna, photo).unwrap();
        assert_ne!(before, black);

        assert_eq!(anna.sync(&world), Rest::Done, "{cut:?}");
        assert_eq!(arrived(&world, report), black, "{cut:?}");
        network.replay(&world);
        assert_eq!(anna.sync(&world), Rest::Done);
        assert_eq!(arrived(&world, report), black, "{cut:?}, and the first tries again");
        assert_eq!(world.storage().overview().unwrap().parked, 0);
        world.assert_holds(&anna);
        world.assert_same_view(&mut anna);
        world.assert_sound();
        let late = anna.ask(Request::Blacken { photo, points: vec![(0.1, 0.1)] });
        assert!(matches!(late, Err(PhoneError::OnItsWay)));
    }
}

#[test]
fn the_bytes_that_are_here_stand_whatever_a_phone_says_later() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    let photo = photo_of(&mut anna, report);
    let copy = world.place("before.copy");
    anna.back_up(&copy);
    anna.sync(&world);
    let first = arrived(&world, report);
    // The phone's store is set back to before it was sent, and nothing of it has left there.
    anna.set_back(&copy);
    anna.ask(Request::Blacken { photo, points: vec![(0.5, 0.5)] }).unwrap();
    anna.sync(&world);
    assert_eq!(arrived(&world, report), first);
    assert_eq!(world.storage().overview().unwrap().parked, 1, "a person looks at it");
    world.assert_sound();
}

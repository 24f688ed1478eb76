//! A phone that does not reach the server any more hands over a file: what waits arrives once, whatever comes after.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use app::core::{Reply, Request};
use shared::domain::FactKind;
use shared::state::State;
use shared::sync::Rest;
use sync_server::hand_over::{TakeError, Taken, take};
use tests::{Device, Fate, Network, World};

fn handed_over(phone: &mut Device, part: usize) -> (usize, Vec<u8>) {
    let Reply::HandedOver(made) = phone.ask(Request::HandOver(part)).unwrap() else { panic!("no file") };
    (made.parts, made.file)
}

fn taken(world: &World, file: &[u8]) -> Result<Taken, TakeError> {
    take(world.storage(), &*world.app.photos, file.to_vec(), world.now())
}

fn talk(phone: &mut Device) {
    let what = FactKind::Contact { area: None, topic: "housing".into(), outcome: "helped".into() };
    phone.ask(Request::Fact(what)).unwrap();
}

#[test]
fn what_waits_arrives_once_by_file_and_by_sync_in_any_order() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.sync(&world);
    assert_eq!(handed_over(&mut anna, 0), (0, Vec::new()), "nothing waits");
    let reports = [anna.report_with_photo("litter"), anna.report("needles"), anna.report_with_photo("graffiti")];
    talk(&mut anna);
    let (parts, file) = handed_over(&mut anna, 0);
    assert_eq!(parts, 1);
    let queued = (anna.status().queued, anna.status().attachments_queued);

    let first = taken(&world, &file).unwrap();
    assert_eq!((first.stored, first.parked, first.facts, first.attachments, first.refused), (7, 0, 1, 2, 0));
    assert_eq!((anna.status().queued, anna.status().attachments_queued), queued, "nothing is marked as sent");
    for report in reports {
        assert!(world.page(report).row.status.received_at.is_some());
    }
    let before = world.dump();
    assert_eq!(taken(&world, &file).unwrap(), first);
    assert_eq!(world.dump(), before, "a second time changes nothing");

    // The phone reaches the server after all, and says the same.
    anna.note(reports[0], "am Tor");
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!((anna.status().queued, anna.status().attachments_queued), (0, 0));
    let before = world.dump();
    assert_eq!(taken(&world, &file).unwrap(), first);
    assert_eq!(world.dump(), before);
    assert_eq!(world.page(reports[0]).record.text("note"), Some("am Tor"));
    assert_eq!(world.reports().len(), 3);
    world.assert_holds(&anna);
    world.assert_same_view(&mut anna);
    world.assert_sound();
    assert_eq!(handed_over(&mut anna, 0).0, 0);
}

#[test]
fn a_photo_that_was_cut_in_the_middle_arrives_by_file() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.sync(&world);
    let report = anna.report_with_photo("litter");
    let mut network = Network::default();
    anna.session.start(&anna.phone);
    // The push and the beginning of the upload; then nothing more.
    for _ in 0..2 {
        anna.step(&world, &mut network, Fate::Through);
    }
    let (_, file) = handed_over(&mut anna, 0);
    let taken = taken(&world, &file).unwrap();
    assert_eq!((taken.stored, taken.attachments), (0, 1), "its changes are here already");
    assert_ne!(world.state(report), State::Saved);
    assert_eq!(anna.sync(&world), Rest::Done);
    world.assert_holds(&anna);
    world.assert_sound();
}

#[test]
fn only_this_city_reads_it_and_rights_are_those_of_the_phone() {
    let (world, other) = (World::new(), World::new());
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    let (_, file) = handed_over(&mut anna, 0);
    assert!(matches!(taken(&other, &file), Err(TakeError::Unreadable)));
    assert!(matches!(taken(&world, b"GIF89a"), Err(TakeError::Other)));
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(matches!(taken(&world, &damaged), Err(TakeError::Unreadable)));
    assert!(world.reports().is_empty());

    let device = anna.id();
    world.storage().revoke(device, world.now()).unwrap();
    let locked = taken(&world, &file).unwrap();
    assert_eq!((locked.stored, locked.attachments, locked.refused), (0, 0, 1), "it lies in quarantine");
    assert!(locked.parked > 0 && world.reports().is_empty());
    world.storage().release(device, world.now()).unwrap();
    assert_eq!(world.reports(), [report]);
    assert_eq!(taken(&world, &file).unwrap().attachments, 1);
    world.assert_sound();
}

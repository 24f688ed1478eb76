//! Three months after the end nobody can tell any more who reported something; after two years numbers are all that is left.
//! What is forgotten stays so, whoever brings it again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use app::core::NewReport;
use chrono::{Months, TimeDelta};
use serde_json::json;
use shared::domain::{Outcome, Seen};
use shared::state::State;
use shared::sync::Rest;
use sync_server::random::to_hex;
use sync_server::storage::{Erased, IncomingKind};
use tests::device::{marktplatz, photo};
use tests::post::Letter;
use tests::retention::NOTHING;
use tests::{Device, World};
use uuid::Uuid;

/// A heap with a photo, corrected, and mended by EDG; Anna has read that. The mail that EDG has.
fn story(world: &World, anna: &mut Device) -> (Uuid, Letter) {
    let place = marktplatz();
    let new =
        NewReport { category: "litter".to_owned(), photos: vec![photo(1)], at: Some(place), ..NewReport::default() };
    let heap = anna.report_with(new);
    anna.sync(world);
    anna.note(heap, "Hinter der Bank");
    anna.sync(world);
    let letter = world.next_morning().only().clone();
    world.answers(&letter.entries[0], Outcome::Done, Some("Abgeholt."));
    anna.sync(world);
    assert_eq!(world.state(heap), State::Done);
    (heap, letter)
}

/// Rows in which the phone or its person stands, but for those that say that there are such a phone and such a person.
fn named(world: &World, phone: &mut Device) -> Vec<String> {
    let dump = world.dump();
    let person = dump.find("\"name\":{\"value\":\"Anna\"").into_iter().find(|(table, _)| *table == "records");
    let person = person.unwrap().1.split("id=").nth(1).unwrap()[..32].parse::<Uuid>().unwrap();
    let apart = |(table, row): &(&str, &str)| {
        let set_up = ["kind=person", "kind=team", "kind=route"].iter().any(|kind| row.contains(kind));
        ["devices", "device_persons"].contains(table) || set_up || (*table == "sent" && row.contains("device="))
    };
    let texts = [phone.id(), person].map(|id| [id.to_string(), to_hex(id.as_bytes())]);
    let rows = texts.iter().flatten().flat_map(|text| dump.find(text)).filter(|row| !apart(row));
    rows.map(|(table, row)| format!("{table}: {row}")).collect()
}

fn was_given(world: &World, report: Uuid) -> bool {
    world.dump().find(&to_hex(report.as_bytes())).iter().any(|(table, _)| *table == "sent")
}

/// A word of Anna's lies on the disk: in the database, in its index, or in the log beside it.
fn says_hinter(world: &World) -> bool {
    ["", "-wal"].iter().any(|ending| {
        let bytes = std::fs::read(format!("{}{ending}", world.app.folder.database().display())).unwrap();
        bytes.to_ascii_lowercase().windows(6).any(|window| window == b"hinter")
    })
}

const AUTHOR: Erased = Erased { authors: 1, ..NOTHING };

#[test]
fn who_reported_is_forgotten_three_months_after_the_end_and_everything_else_goes_on() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let (heap, _) = story(&world, &mut anna);
    ben.sync(&world);
    let (ended, before) = (world.now(), world.page(heap));
    let old = world.place("anna-before.db");
    anna.back_up(&old);
    world.clock.set(ended + Months::new(3) - TimeDelta::hours(1));
    assert_eq!(world.erase(), NOTHING);
    assert!(!named(&world, &mut anna).is_empty() && was_given(&world, heap));

    world.pass(TimeDelta::hours(2));
    assert_eq!(world.erase(), AUTHOR);
    assert_eq!(named(&world, &mut anna), Vec::<String>::new());
    assert!(!was_given(&world, heap));
    let after = world.page(heap);
    assert_eq!((&after.row.status, &after.history), (&before.row.status, &before.history));
    assert_eq!(format!("{:?}", after.written), format!("{:?}", before.written));
    assert_eq!(after.record.text("note"), Some("Hinter der Bank"));
    assert_eq!(world.erase(), NOTHING, "once");

    for phone in [&mut anna, &mut ben] {
        phone.saved.clear();
        assert_eq!(phone.sync(&world), Rest::Done);
        assert!(phone.sees(heap).is_none());
        world.assert_same_view(phone);
    }
    // An old copy of the phone's store knows it, and offers it again.
    let rows = world.dump().0["changes"].len();
    anna.set_back(&old);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert!(anna.sees(heap).is_none());
    assert_eq!((world.dump().0["changes"].len(), world.storage().overview().unwrap().parked), (rows, 0));
    assert_eq!(named(&world, &mut anna), Vec::<String>::new());
    world.assert_same_view(&mut anna);
}

#[test]
fn two_who_wrote_stay_two() {
    let world = World::new();
    let mut phones = [(), ()].map(|()| world.phone_of("Anna"));
    let heap = phones[0].report("litter");
    let sync = |phones: &mut [Device]| {
        for phone in phones {
            phone.sync(&world);
        }
    };
    sync(&mut phones);
    sync(&mut phones);
    phones[0].note(heap, "Am Tor");
    phones[1].note(heap, "Hinter der Bank");
    sync(&mut phones);
    let both = || {
        let met = world.page(heap).conflicts.into_iter().map(|it| (it.holds, it.lost));
        json!(met.collect::<Vec<_>>())
    };
    let before = both();
    assert_eq!(before, json!([["Hinter der Bank", ["Am Tor"]]]), "neither knew of the other");
    phones[0].sync(&world);
    phones[0].withdraw(heap);
    phones[0].sync(&world);
    world.clock.set(world.now() + Months::new(3) + TimeDelta::days(1));
    assert_eq!(world.erase(), AUTHOR);
    assert_eq!(both(), before);
    for phone in &mut phones {
        assert_eq!(named(&world, phone), Vec::<String>::new());
    }
}

#[test]
fn who_looks_again_later_has_three_months_of_their_own() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let (heap, letter) = story(&world, &mut anna);
    // Made before the phone hears that the report is gone, and brought after.
    anna.look_again(heap, Seen::StillThere);
    world.clock.set(world.now() + Months::new(3) + TimeDelta::days(1));
    assert_eq!(world.erase(), AUTHOR);
    anna.sync(&world);
    assert_eq!(world.state(heap), State::Reopened);
    world.assert_sound();
    assert!(!named(&world, &mut anna).is_empty(), "who looked again is known");
    assert!(anna.sees(heap).is_some_and(|seen| seen.department_name.is_some()), "as everybody nearby sees it");
    assert_eq!(world.erase(), NOTHING, "it is open");

    world.next_morning();
    world.kaya_sets(heap, json!({"comment": "Schon wieder", "closed": "private_ground"}));
    assert!(!world.state(heap).is_open());
    let again = world.post_answer(&letter.entries[0], Outcome::Note, Some("Wir kommen."));
    assert!(again.status().as_u16() < 500);
    world.clock.set(world.now() + Months::new(3) + TimeDelta::days(1));
    assert_eq!(world.erase().authors, 1);
    assert_eq!(named(&world, &mut anna), Vec::<String>::new());
    let signed: Vec<String> = world.page(heap).signed.into_values().collect();
    assert!(signed.iter().any(|name| name == "kaya"), "colleagues stand there under their names: {signed:?}");
    anna.sync(&world);
    anna.saved.clear();
    world.assert_same_view(&mut anna);
}

#[test]
fn an_author_stays_forgotten_after_a_restore_and_what_no_backup_had_is_forgotten_again() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let empty = world.back_up("empty.tar");
    let (heap, _) = story(&world, &mut anna);
    let full = world.back_up("full.tar");
    world.clock.set(world.now() + Months::new(3) + TimeDelta::days(1));
    assert_eq!(world.erase(), AUTHOR);

    let world = world.restored(&full, true);
    assert_eq!(named(&world, &mut anna), Vec::<String>::new());
    world.assert_sound();
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert!(anna.sees(heap).is_none());
    anna.saved.clear();
    assert_eq!((world.erase(), named(&world, &mut anna)), (NOTHING, Vec::new()));
    world.assert_same_view(&mut anna);

    let world = world.restored(&empty, true);
    // The phone still holds what it brought; until the next run the report is its own again.
    assert_eq!(anna.sync(&world), Rest::Done);
    if world.reports().contains(&heap) {
        assert_eq!(world.erase().authors, 1);
    }
    assert_eq!(named(&world, &mut anna), Vec::<String>::new());
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(world.storage().overview().unwrap().parked, 0);
    world.assert_same_view(&mut anna);
}

#[test]
fn after_two_years_numbers_are_left_and_what_is_brought_again_is_known() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let stored = world.now();
    let (heap, letter) = story(&world, &mut anna);
    let open = anna.report_with_photo("litter");
    anna.sync(&world);
    let old = world.place("anna-before.db");
    anna.back_up(&old);
    let number = world.number(heap);
    let reply = format!(
        "From: eilig@edg.example.org\nIn-Reply-To: <{}>\nSubject: Re: {number}\n\nIst abgeholt\n",
        letter.message_id
    );
    assert_eq!(world.comes_by_mail(&reply), Some(IncomingKind::Reply));
    world.clock.set(stored + Months::new(24) - TimeDelta::days(1));
    assert_eq!(world.erase().reports, 0);
    let backup = world.back_up("evening.tar");
    assert!(says_hinter(&world));
    world.pass(TimeDelta::days(2));
    let went = world.erase();
    assert_eq!(went.reports, 1, "{went:?}");
    assert_eq!((world.erase(), world.reports()), (NOTHING, vec![open]));

    let nothing_is_left = |world: &World| {
        let dump = world.dump();
        for text in ["Hinter der Bank", "bgeholt", number.as_str()] {
            let rows: Vec<_> = dump.find(text).into_iter().filter(|(table, _)| *table != "deeds").collect();
            assert!(rows.is_empty(), "{text}: {rows:?}");
        }
        let tables: Vec<&str> = dump.find(&to_hex(heap.as_bytes())).iter().map(|(table, _)| *table).collect();
        assert!(tables.iter().all(|table| ["changes", "forgotten", "deeds"].contains(table)), "{tables:?}");
        let [line] = dump.0["statistics"].as_slice() else { panic!("{:?}", dump.0["statistics"]) };
        assert!(line.starts_with("month=2026-11 category=litter district="), "{line}");
        assert!(line.ends_with("state=done hazard=0 self_done=0 days=0 reports=1"), "{line}");
        assert_eq!(world.storage().blobs().unwrap(), [], "neither photos nor replies");
    };
    nothing_is_left(&world);
    assert_eq!(world.opens(letter.entries[0].link()).status(), 410, "a link is over long before");
    assert!(world.storage().report(heap).unwrap().is_none());

    let offers_again = |world: &World, anna: &mut Device| {
        let before = world.dump().0["changes"].len();
        anna.set_back(&old);
        anna.saved = vec![open];
        assert_eq!(anna.sync(world), Rest::Done);
        assert_eq!(anna.sync(world), Rest::Done);
        assert!(anna.sees(heap).is_none());
        assert_eq!(world.storage().overview().unwrap().parked, 0);
        world.assert_same_view(anna);
        before
    };
    assert!(!says_hinter(&world), "neither text nor index");
    let before = offers_again(&world, &mut anna);
    assert_eq!(world.dump().0["changes"].len(), before);
    nothing_is_left(&world);

    let world = world.restored(&backup, true);
    nothing_is_left(&world);
    offers_again(&world, &mut anna);
    assert_eq!(world.erase().reports, 0);
    nothing_is_left(&world);
    assert!(world.state(open).is_open(), "what is open is kept");
}

#[test]
fn a_phone_may_bring_what_neither_server_nor_backup_has_and_it_stays_forgotten() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let empty = world.back_up("empty.tar");
    let (heap, _) = story(&world, &mut anna);
    anna.note(heap, "Noch ein Wort");
    world.clock.set(world.now() + Months::new(24) + TimeDelta::days(1));
    assert_eq!(world.erase().reports, 1);
    let world = world.restored(&empty, true);
    for _ in 0..2 {
        assert_eq!(anna.sync(&world), Rest::Done);
    }
    assert!(world.reports().is_empty() && anna.sees(heap).is_none());
    anna.saved.clear();
    assert_eq!(world.dump().find("Noch ein Wort"), []);
    assert_eq!((world.erase(), named(&world, &mut anna)), (NOTHING, Vec::new()));
    assert_eq!(world.storage().overview().unwrap().parked, 0);
    assert_eq!(anna.status().attachments_queued, 0);
    world.assert_same_view(&mut anna);
    world.assert_sound();
}

#[test]
fn what_was_merged_ends_with_what_it_was_merged_into() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let [root, copy] = [(), ()].map(|()| anna.report_with_photo("litter"));
    anna.sync(&world);
    world.kaya_sets(copy, json!({"same_as": root}));
    world.next_morning();
    world.clock.set(world.now() + Months::new(7));
    let went = world.erase();
    assert_eq!((went.photos, went.authors), (0, 0), "the other one is open");
    world.kaya_sets(root, json!({"closed": "private_ground"}));
    let ended = world.now();
    world.clock.set(ended + Months::new(3) + TimeDelta::hours(1));
    assert_eq!(world.erase(), Erased { authors: 2, ..NOTHING });
    world.clock.set(ended + Months::new(6) + TimeDelta::hours(1));
    assert_eq!(world.erase().photos, 2);
    world.clock.set(ended + Months::new(25));
    assert_eq!(world.erase().reports, 2);
    assert!(world.dump().0["statistics"].iter().any(|line| line.contains("state=duplicate")));
}

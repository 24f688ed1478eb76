//! The store of a phone is copied: set back by a backup of the phone, or used on two phones at once.

use rusqlite::Connection;
use shared::domain::Seen;
use shared::sync::Rest;
use tests::figures::{Figure, seed, tries};
use tests::{Device, Dice, Faulty, World};
use uuid::Uuid;

/// Everything that was shown as saved is there once, and all phones and the office see the same.
fn assert_well(world: &World, phones: &mut [&mut Device]) {
    world.assert_sound();
    world.assert_losers_are_kept();
    assert_eq!(world.storage().overview().unwrap().parked, 0, "nobody has to look at anything");
    for phone in phones {
        assert_eq!(phone.sync(world), Rest::Done, "both sides see the same");
        world.assert_holds(phone);
        world.assert_same_view(phone);
    }
}

fn copy_of(phone: &Device) -> Option<Uuid> {
    Connection::open(&phone.path).unwrap().query_row("SELECT copy FROM phone", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_phone_that_is_set_back_to_last_weeks_copy_goes_on() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let first = anna.report_with_photo("litter");
    anna.sync(&world);
    // The phone is copied with something that still waits, a photo as taken among it.
    let waiting = anna.report_with_photo("path_damage");
    let copy = world.place("last-week.copy");
    anna.back_up(&copy);
    anna.sync(&world);

    world.pass(chrono::TimeDelta::days(7));
    anna.note(first, "hinter der Bank");
    let since = anna.report_with_photo("litter");
    for _ in 0..20 {
        anna.report("graffiti");
    }
    anna.sync(&world);
    world.next_morning();

    anna.set_back(&copy);
    assert_eq!(anna.sees(first).unwrap().note, None, "as of last week");
    let device = anna.id();
    // What she does before the next sync has numbers that are used already; some of it in a chain.
    anna.note(first, "vor der Bank");
    anna.note(first, "vor der zweiten Bank");
    let new = anna.report_with_photo("litter");
    anna.note(new, "neu");
    anna.look_again(waiting, Seen::StillThere);
    assert_eq!(anna.sync(&world), Rest::Done);

    assert_eq!(anna.id(), device, "the phone stays the same one");
    assert!(copy_of(&anna).is_some());
    assert_well(&world, &mut [&mut anna, &mut ben]);
    assert_eq!(world.reports().len(), 24);
    assert_eq!(anna.sees(new).unwrap().note.as_deref(), Some("neu"));
    assert_eq!(world.page(waiting).row.status.sightings, 1);
    // She did not know what she had written in the week that her phone has lost: both stand there, until staff decide.
    let shown = anna.sees(first).unwrap();
    assert_eq!((shown.note.as_deref(), &shown.conflicts[..]), (Some("vor der zweiten Bank"), &["note".to_owned()][..]));
    assert!(anna.sees(since).is_some());

    // From here on nothing is odd any more.
    let name = copy_of(&anna);
    anna.note(first, "weg");
    anna.report("litter");
    anna.sync(&world);
    assert_eq!(copy_of(&anna), name);
    assert_eq!(world.page(first).record.fields["note"].losers.len(), 1);
    assert_well(&world, &mut [&mut anna, &mut ben]);
    world.assert_announced_once();
    Figure::harmless(20, "a phone is set back to last week's copy of its store", 1).tell();
}

#[test]
fn two_copies_of_a_store_go_on_beside_each_other() {
    let (tries, seed) = (tries(12, 500), seed("two_copies_of_a_store_go_on_beside_each_other"));
    let mut shown = 0;
    for one in 0..tries {
        let mut dice = Dice::new(seed.wrapping_add(one));
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let both_know = anna.report_with_photo("litter");
        if dice.below(2) == 0 {
            anna.sync(&world);
        }
        let twin = anna.twin();
        let mut phones = [anna, twin];
        for _ in 0..24 {
            let phone = &mut phones[dice.below(2) as usize];
            match dice.below(6) {
                0 => drop(phone.report_with_photo("litter")),
                1 => drop(phone.report("path_damage")),
                2 | 3 => phone.note(both_know, &format!("Hinweis {}", dice.roll())),
                4 => drop(phone.look_again(both_know, Seen::StillThere)),
                _ => drop(phone.sync_over(&Faulty::new(&world, dice.roll(), 30), &world)),
            }
        }
        let [anna, twin] = &mut phones;
        for _ in 0..2 {
            assert_eq!((anna.sync(&world), twin.sync(&world)), (Rest::Done, Rest::Done));
        }
        assert_well(&world, &mut [anna, twin]);
        let saved: std::collections::BTreeSet<Uuid> = anna.saved.iter().chain(&twin.saved).copied().collect();
        assert_eq!(world.reports().len(), saved.len(), "seed {seed}, world {one}");
        shown += saved.len();
    }
    let figure = Figure::harmless(20, "two copies of a phone's store in use at once", tries);
    figure.note(format!("{shown} reports, seed {seed}")).tell();
}

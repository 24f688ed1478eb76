//! The server is set back to an older state, and phones are ahead of it.

use shared::domain::Outcome;
use shared::sync::Rest;
use tests::{Device, Letters, World};
use uuid::Uuid;

/// A backup in the evening, a whole day after it, and the loss of database and photos.
struct Lost {
    world: World,
    anna: Device,
    ben: Device,
    /// Of Ben, after the backup, mailed.
    since: Uuid,
    letters: Letters,
}

fn lose(with_journal: bool) -> Lost {
    let world = World::new();
    let (mut anna, mut ben, mut cem) = (world.phone_of("Anna"), world.phone_of("Ben"), world.phone_of("Cem"));
    let before = anna.report_with_photo("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    let archive = world.back_up("evening.tar");

    let since = ben.report_with_photo("litter");
    anna.note(before, "jetzt mit Matratze");
    anna.sync(&world);
    ben.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Berichtigt 26-00001", "edg: Neu 26-00002"]);
    // Not mailed yet when the disk dies.
    ben.report("path_damage");
    ben.sync(&world);
    anna.sync(&world);
    world.storage().revoke(cem.id(), world.now()).unwrap();

    let world = world.restored(&archive, with_journal);
    Lost { world, anna, ben, since, letters }
}

#[test]
fn phones_bring_everything_again_and_nothing_is_mailed_twice() {
    let Lost { world, mut anna, mut ben, since, letters } = lose(true);
    assert_eq!(world.reports().len(), 1, "as of the evening");
    // Anna's phone comes home first and reports something new.
    let new = anna.report("litter");
    for phone in [&mut anna, &mut ben] {
        assert_eq!(phone.sync(&world), Rest::Done);
        assert_eq!(phone.sync(&world), Rest::Done);
        world.assert_holds(phone);
        world.assert_same_view(phone);
    }
    world.assert_sound();
    let mut numbers: Vec<String> = world.reports().into_iter().map(|report| world.number(report)).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 4);
    assert_eq!(world.number(since), "26-00002", "the number that is in the mail of the lost day");
    assert!(numbers[2].as_str() > "26-01000", "nothing else may have one that somebody has noted: {numbers:?}");

    let [new, path] = [new, ben.saved[1]].map(|report| world.number(report));
    assert_eq!(world.next_morning().lines(), [format!("edg: Neu {new}"), format!("tiefbau: Neu {path}")]);
    assert!(world.next_morning().lines().is_empty());
    world.assert_announced_once();

    // The mail of before the loss is out: the phone says so, and its link still answers.
    ben.sync(&world);
    assert_eq!(ben.reads(since), "An die EDG geschickt");
    world.answers(letters.entry("edg", "26-00002"), Outcome::Done, Some("Weg."));
    ben.sync(&world);
    assert_eq!(ben.reads(since), "Erledigt. Danke!");
}

#[test]
fn who_was_locked_stays_locked() {
    let Lost { world, .. } = lose(true);
    let locked: Vec<String> = world
        .storage()
        .devices()
        .unwrap()
        .into_iter()
        .filter(|device| device.revoked_at.is_some())
        .map(|device| device.label)
        .collect();
    assert_eq!(locked, ["Cem"]);
}

#[test]
fn without_the_journal_mail_waits_for_staff() {
    let Lost { world, mut anna, mut ben, .. } = lose(false);
    assert_eq!((anna.sync(&world), ben.sync(&world)), (Rest::Done, Rest::Done));
    assert!(world.next_morning().lines().is_empty(), "nobody knows what was mailed");
    world.storage().release_mail().unwrap();
    assert_eq!(world.next_morning().lines().len(), 3, "both departments, once");
    assert!(world.next_morning().lines().is_empty());
}

//! The whole machine is set back (database, journal and photos), nobody says so, and phones are ahead of it.

use serde_json::json;
use shared::sync::Rest;
use tests::figures::Figure;
use tests::{Device, World};
use uuid::Uuid;

/// An evening, a day after it, and the machine as it was in the evening.
struct Back {
    world: World,
    anna: Device,
    ben: Device,
    cem: Device,
    epoch: Uuid,
    /// Of Anna: mailed in the evening, corrected on the day that is lost.
    before: Uuid,
    /// Of Anna, on that day, with a photo.
    since: Uuid,
}

fn set_back() -> Back {
    let world = World::new();
    let (mut anna, mut ben, mut cem) = (world.phone_of("Anna"), world.phone_of("Ben"), world.phone_of("Cem"));
    let before = anna.report_with_photo("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    let evening = world.snapshot("evening");

    let since = anna.report_with_photo("litter");
    anna.note(before, "jetzt mit Matratze");
    ben.report("path_damage");
    for phone in [&mut anna, &mut ben, &mut cem] {
        phone.sync(&world);
    }
    assert_eq!(world.next_morning().lines().len(), 3);
    let epoch = epoch(&world);
    Back { world: world.set_back(&evening), anna, ben, cem, epoch, before, since }
}

fn epoch(world: &World) -> Uuid {
    world.storage().overview().unwrap().epoch
}

/// Everything is here again, and staff decide what may have been mailed.
fn assert_all_is_back(world: &World, phones: &mut [&mut Device]) {
    for phone in &mut *phones {
        assert_eq!(phone.sync(world), Rest::Done);
    }
    for phone in phones {
        assert_eq!(phone.sync(world), Rest::Done);
        world.assert_holds(phone);
        world.assert_same_view(phone);
    }
    world.assert_sound();
    assert!(world.next_morning().lines().is_empty(), "nobody knows what was mailed");
    world.storage().release_mail().unwrap();
    assert!(!world.next_morning().lines().is_empty());
    assert!(world.next_morning().lines().is_empty());
}

#[test]
fn the_first_phone_that_is_ahead_begins_a_new_epoch_for_all() {
    let Back { world, mut anna, mut ben, mut cem, epoch: old, .. } = set_back();
    let seq = world.storage().overview().unwrap().seq;
    // Cem has nothing of his own: his place in the order is proof enough.
    assert_eq!(cem.sync(&world), Rest::Done);
    assert_ne!(epoch(&world), old);
    assert!(world.storage().overview().unwrap().seq > seq + 1_000_000, "no place is given twice");
    assert!(world.storage().mail_held().unwrap());
    assert_all_is_back(&world, &mut [&mut anna, &mut ben, &mut cem]);
    Figure::harmless(17, "machine set back, a phone is ahead", 1).tell();
}

#[test]
fn a_phone_that_the_order_has_overtaken_is_heard_as_well() {
    let Back { world, mut anna, mut ben, cem: _, epoch: old, before, since } = set_back();
    // A new phone that knows nothing of the lost day comes first, and brings more than was lost.
    let mut new = world.phone_of("Cem");
    for _ in 0..30 {
        new.report("litter");
    }
    new.sync(&world);
    assert_eq!(epoch(&world), old, "nobody can know yet");
    // Anna has not read since she brought it, and is behind by now: what she holds proves it.
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_ne!(epoch(&world), old);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert!(world.page(since).attachments.iter().all(|photo| photo.blob.is_some()));
    assert_eq!(world.page(before).record.text("note"), Some("jetzt mit Matratze"));
    assert_all_is_back(&world, &mut [&mut anna, &mut ben, &mut new]);
    Figure::harmless(17, "machine set back, overtaken before a phone comes", 1).tell();
}

#[test]
fn what_builds_on_a_lost_report_may_come_before_it() {
    let Back { world, mut anna, since, .. } = set_back();
    // Written while the server was away: the phone pushes it before it can know.
    anna.note(since, "und ein Kühlschrank");
    assert_eq!((anna.sync(&world), anna.sync(&world)), (Rest::Done, Rest::Done));
    let page = world.page(since);
    assert_eq!((page.row.category.as_str(), page.record.text("note")), ("litter", Some("und ein Kühlschrank")));
    world.assert_holds(&anna);
    world.assert_same_view(&mut anna);
    world.storage().release_mail().unwrap();
    let lines = world.next_morning().lines();
    let number = world.number(since);
    assert!(lines.contains(&format!("edg: Neu {number}")), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains(&number)).count(), 1, "{lines:?}");
}

#[test]
fn nobody_is_believed_who_was_never_here() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report("litter");
    anna.sync(&world);
    let epoch_before = epoch(&world);
    let token = format!("Bearer {}", anna.token());
    let pull = |body: serde_json::Value| {
        let request = http::Request::post("/api/v1/pull").header("authorization", &token);
        let answer = world.call(request.body(body.to_string().into_bytes()).unwrap());
        assert_eq!(answer.status(), 200);
        serde_json::from_slice::<serde_json::Value>(answer.body()).unwrap()
    };
    // Another history, a place that no server reaches, and a change that it acknowledged.
    let far = pull(json!({ "since": { "epoch": epoch_before, "seq": u64::MAX } }));
    assert_eq!(far["reset"], true);
    pull(json!({ "since": { "seq": 0 }, "holds": { "epoch": Uuid::from_u128(1), "change": Uuid::from_u128(2) } }));
    let change = world.bodies_of(anna.saved[0]);
    let change: serde_json::Value = serde_json::from_slice(&change[0]).unwrap();
    pull(json!({ "since": { "seq": 0 }, "holds": { "epoch": epoch_before, "change": change["id"] } }));
    assert_eq!(epoch(&world), epoch_before);
    assert!(!world.storage().mail_held().unwrap());
}

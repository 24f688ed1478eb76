//! The mail job runs many times at once and dies at any point; each forwarding is announced once all the same.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::TimeDelta;
use sync_server::mail::{About, DeliveryError, Stage};
use tests::World;
use tests::post::Trouble;

/// Three departments with digests, and two dangers.
fn waiting() -> World {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    for category in ["litter", "path_damage", "play_equipment", "litter", "needles", "acute_danger", "path_damage"] {
        anna.report(category);
    }
    anna.sync(&world);
    // The hour of the digests, without a run.
    world.pass(TimeDelta::hours(21));
    world
}

/// Everything that waits was announced, in one mail each, and nothing is left.
fn assert_all_announced(world: &World) {
    world.assert_announced_once();
    assert_eq!(world.post.all().announced().len(), 7);
    assert_eq!(world.storage().overview().unwrap().waiting, 0);
}

#[test]
fn ten_at_once_send_each_mail_once() {
    let world = waiting();
    let jobs: Vec<_> = (0..10).map(|_| world.another_process(world.post.clone())).collect();
    let now = world.now();
    std::thread::scope(|threads| {
        for job in &jobs {
            threads.spawn(|| job.run(now).unwrap());
        }
    });
    assert_all_announced(&world);
    let letters = world.post.all();
    let different: BTreeSet<&str> = letters.0.iter().map(|letter| letter.message_id.as_str()).collect();
    assert_eq!((letters.0.len(), different.len()), (5, 5), "{:?}", letters.lines());
}

#[test]
fn killed_before_or_after_any_delivery_it_repeats_only_the_same_mail() {
    for nth in 0..5 {
        for dies in [Trouble::DiesBefore, Trouble::DiesAfter] {
            let world = waiting();
            world.post.expect((0..nth).map(|_| Trouble::None).chain([dies.clone()]));
            let killed = catch_unwind(AssertUnwindSafe(|| world.run_mail_job()));
            assert!(killed.is_err());
            world.run_mail_job();
            assert_eq!(
                world.post.count() - usize::from(matches!(dies, Trouble::DiesAfter)),
                4,
                "its claim still holds"
            );
            world.pass(TimeDelta::minutes(16));
            world.run_mail_job();
            assert_all_announced(&world);
            assert!(world.next_morning().lines().is_empty());
        }
    }
}

#[test]
fn a_mail_whose_fate_is_unknown_is_repeated_as_it_was() {
    let world = waiting();
    let unknown = || Trouble::Fails(failure(Stage::AfterData, About::Content));
    world.post.expect([unknown(), unknown(), unknown(), unknown(), unknown()]);
    assert!(world.run_mail_job().lines().is_empty());
    let frozen = world.message_ids();
    assert_eq!(frozen.len(), 5);
    for _ in 0..10 {
        world.pass(TimeDelta::minutes(30));
        world.run_mail_job();
    }
    assert_all_announced(&world);
    assert_eq!(world.message_ids(), frozen);
}

#[test]
fn a_server_that_is_away_for_days_gets_one_digest_for_each_department() {
    let world = waiting();
    let days = 5;
    for _ in 0..days {
        world.post.expect((0..40).map(|_| Trouble::Fails(failure(Stage::BeforeData, About::Way))));
        assert!(world.next_morning().lines().is_empty());
        world.post.calm();
    }
    world.pass(TimeDelta::hours(5));
    world.run_mail_job();
    assert_all_announced(&world);
    let digests = world.post.all().0.into_iter().filter(|letter| !letter.urgent).count();
    assert_eq!(digests, 3);
    // It is Monday by now: once, what is open.
    let monday = world.next_morning();
    assert!(monday.0.iter().all(|letter| letter.open_list) && monday.lines().is_empty());
    assert!(world.next_morning().0.is_empty());
}

fn failure(stage: Stage, about: About) -> DeliveryError {
    DeliveryError { stage, about, permanent: false, refused: Vec::new(), text: "the server is away".to_owned() }
}

//! What departments get by rhythm: long digests, and once a week what is still open.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::{Outcome, Seen};
use shared::ids;
use shared::state::State;
use sync_server::mail::{About, DeliveryError, Stage};
use sync_server::storage::Edit;
use tests::post::Trouble;
use tests::{Letters, World};

/// The mornings until it is Monday again, silent ones; then Monday's.
fn next_monday(world: &World, days: usize) -> Letters {
    for _ in 1..days {
        assert!(world.next_morning().0.is_empty());
    }
    world.next_morning()
}

/// A report of Monday, mailed on Tuesday.
fn one_open() -> World {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    world
}

#[test]
fn more_than_thirty_are_a_list_with_one_link() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    for _ in 0..31 {
        anna.report("litter");
    }
    anna.sync(&world);
    let letters = world.next_morning();
    let letter = letters.only();
    assert_eq!((letter.entries.len(), letter.pictures), (31, 0));
    assert_eq!(letter.text.matches("/answer/").count(), 1, "{}", letter.text);
    assert!(letter.text.contains("/answer/list/"));
    world.assert_announced_once();
    assert!(world.next_morning().0.is_empty());
}

#[test]
fn what_is_open_is_told_once_a_week_and_announces_nothing() {
    let world = one_open();
    let letters = next_monday(&world, 6);
    let list = letters.only();
    assert!(list.open_list && list.entries.is_empty(), "{}", list.text);
    assert_eq!(list.subject, "1 offene Meldung für die EDG (Mo 30.11.)");
    assert!(list.text.contains("- 26-00001 ") && list.text.contains("seit 6 Tagen bei Ihnen"), "{}", list.text);
    assert!(next_monday(&world, 7).only().open_list);
    world.assert_announced_once();
}

#[test]
fn a_digest_of_that_morning_carries_the_list() {
    let world = one_open();
    world.pass(TimeDelta::days(5));
    let mut anna = world.phone_of("Anna");
    anna.report("litter");
    anna.sync(&world);
    let letters = world.next_morning();
    let letter = letters.only();
    assert_eq!(letter.subject, "1 neue Meldung für die EDG, 1 noch offen (Mo 30.11.)");
    assert_eq!(letters.lines(), ["edg: Neu 26-00002"]);
    assert!(letter.text.contains("- 26-00001 ") && !letter.text.contains("- 26-00002 "), "{}", letter.text);
    assert!(world.next_morning().0.is_empty());
    world.assert_announced_once();
}

#[test]
fn nothing_open_no_mail() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report("litter");
    anna.sync(&world);
    let letters = world.next_morning();
    world.post_answer(letters.entry("edg", "26-00001"), Outcome::Done, None);
    assert!(next_monday(&world, 6).0.is_empty());
}

#[test]
fn a_department_chooses_the_day_or_no_list() {
    let set = |world: &World, day: &str| {
        let fields = [("open_list".to_owned(), json!(day))].into();
        let edit = Edit { kind: Kind::Department, record: ids::named("department", "edg"), fields, bases: None };
        world.storage().edit(Some(world.kaya), &[edit], world.now()).unwrap().unwrap();
        world.run_mail_job();
    };
    let world = one_open();
    set(&world, "thu");
    assert!(world.next_morning().0.is_empty(), "Wednesday");
    assert!(world.next_morning().only().open_list, "Thursday");
    assert!(next_monday(&world, 4).0.is_empty());
    set(&world, "never");
    for _ in 0..10 {
        assert!(world.next_morning().0.is_empty());
    }
}

#[test]
fn killed_at_any_point_or_many_at_once_there_is_one_list() {
    for dies in [Trouble::DiesBefore, Trouble::DiesAfter] {
        let world = one_open();
        for _ in 1..6 {
            assert!(world.next_morning().0.is_empty());
        }
        world.post.expect([dies]);
        assert!(catch_unwind(AssertUnwindSafe(|| world.next_morning())).is_err());
        world.pass(TimeDelta::minutes(16));
        let jobs: Vec<_> = (0..5).map(|_| world.another_process(world.post.clone())).collect();
        let now = world.now();
        std::thread::scope(|threads| {
            for job in &jobs {
                threads.spawn(|| job.run(now).unwrap());
            }
        });
        let mut lists: Vec<_> = world.post.all().0.into_iter().filter(|letter| letter.open_list).collect();
        lists.dedup_by(|a, b| a.message_id == b.message_id);
        assert_eq!(lists.len(), 1);
        assert!(world.next_morning().0.is_empty());
    }
}

#[test]
fn a_list_that_certainly_did_not_go_out_goes_with_the_next_attempt() {
    let world = one_open();
    for _ in 1..6 {
        assert!(world.next_morning().0.is_empty());
    }
    let text = "the server is away".to_owned();
    let away =
        DeliveryError { stage: Stage::BeforeData, about: About::Way, permanent: false, refused: Vec::new(), text };
    world.post.expect([Trouble::Fails(away)]);
    assert!(world.next_morning().0.is_empty());
    assert!(world.run_mail_job().0.is_empty(), "not at once");
    world.pass(TimeDelta::minutes(6));
    assert!(world.run_mail_job().only().open_list);
    assert!(next_monday(&world, 7).only().open_list);
}

#[test]
fn a_restore_with_its_journal_repeats_no_list() {
    let world = one_open();
    for _ in 1..6 {
        assert!(world.next_morning().0.is_empty());
    }
    let sunday = world.back_up("sunday.tar");
    assert!(world.next_morning().only().open_list);
    let world = world.restored(&sunday, true);
    assert!(world.run_mail_job().0.is_empty());
    assert!(next_monday(&world, 7).only().open_list);
}

#[test]
fn every_item_is_answered_by_the_links_of_its_text() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let reports: Vec<_> = (0..30).map(|_| anna.report("litter")).collect();
    anna.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.only().entries.len(), 30);
    for entry in &letters.only().entries {
        world.post_answer(entry, Outcome::Done, None);
    }
    assert!(reports.iter().all(|report| world.state(*report) == State::Done));
}

#[test]
fn a_mail_tells_what_happened_so_far_in_one_line() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    let letters = world.next_morning();
    world.post_answer(letters.entry("edg", "26-00001"), Outcome::Done, Some("Gefegt."));
    anna.sync(&world);
    anna.look_again(report, Seen::StillThere);
    anna.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Wieder offen 26-00001"]);
    let text = &letters.only().text;
    let past = text.lines().find(|line| line.starts_with("Bisher: ")).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(past, "Bisher: Ihre Antwort: Erledigt (Dienstag 7:00) „Gefegt.“, wieder gesehen Dienstag 7:00");
}

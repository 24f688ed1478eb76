//! A department answers through the link in its mail: opening changes nothing, pressing counts once.

use chrono::TimeDelta;
use shared::domain::Outcome;
use shared::state::{Event, State};
use tests::post::Entry;
use tests::{Device, World};
use uuid::Uuid;

fn mailed() -> (World, Device, Uuid, Entry) {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    anna.sync(&world);
    let entry = world.next_morning().entry("edg", "26-00001").clone();
    (world, anna, report, entry)
}

fn answers_to(world: &World, report: Uuid) -> usize {
    world.page(report).history.iter().filter(|happening| matches!(happening.event, Event::Answered { .. })).count()
}

#[test]
fn opening_a_link_changes_nothing() {
    let (world, _anna, _report, entry) = mailed();
    let page = entry.link().split('?').next().unwrap();
    let before = world.dump();
    for query in ["", "?a=done", "?a=not_ours", "?a=accepted", "?a=question", "?a=done&saved=1", "?outcome=done"] {
        let answer = world.opens(&format!("{page}{query}"));
        assert_eq!(answer.status(), 200, "{query}");
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    }
    assert_eq!(before.difference(&world.dump()), Vec::<String>::new());
}

#[test]
fn pressing_twice_answers_once() {
    let (world, mut anna, report, entry) = mailed();
    world.answers(&entry, Outcome::Done, Some("Abgeholt."));
    let once = world.dump();
    world.answers(&entry, Outcome::Done, Some("Abgeholt."));
    assert_eq!(once.difference(&world.dump()), Vec::<String>::new());
    assert_eq!(answers_to(&world, report), 1);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Erledigt. Danke!");
}

#[test]
fn a_forged_or_old_link_answers_nothing() {
    let (world, _anna, report, entry) = mailed();
    let before = world.dump();
    let forged = Entry { link: Some(entry.link().replacen("/answer/A", "/answer/B", 1)), ..entry.clone() };
    let shortened = Entry { link: Some(entry.link().replace("?a=done", "x")), ..entry.clone() };
    for wrong in [forged, shortened].iter().filter(|wrong| wrong.link != entry.link) {
        assert_ne!(world.post_answer(wrong, Outcome::Done, None).status(), 303);
    }
    world.pass(TimeDelta::days(181));
    assert_ne!(world.post_answer(&entry, Outcome::Done, None).status(), 303);
    assert_eq!(before.difference(&world.dump()), Vec::<String>::new());
    assert_eq!(world.state(report), State::Sent);
}

#[test]
fn who_is_no_longer_asked_cannot_decide() {
    let (world, mut anna, report, entry) = mailed();
    anna.withdraw(report);
    anna.sync(&world);
    assert_ne!(world.post_answer(&entry, Outcome::Done, None).status(), 303);
    assert_eq!(answers_to(&world, report), 0);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Zurückgezogen");
}

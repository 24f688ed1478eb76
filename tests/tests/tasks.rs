//! Tasks: the office sends a round somewhere, and hears what was found there.

use app::core::Request;
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::TaskOutcome::{NotFound, Seen};
use shared::ids;
use shared::sync::Rest;
use sync_server::jobs;
use sync_server::storage::Refused;
use tests::{Device, World};

fn texts(phone: &mut Device) -> Vec<String> {
    phone.tasks().into_iter().map(|task| task.text).collect()
}

/// The job that takes old tasks from the phones runs now.
fn tidy(world: &World) {
    let job = jobs::ALL.iter().find(|job| job.name == "tasks").unwrap();
    (job.run)(&world.app).unwrap();
}

#[test]
fn from_the_office_to_the_round_and_back() {
    let world = World::new();
    let (mut anna, mut cem) = (world.phone_of("Anna"), world.phone_of("Cem"));
    let bench = world.kaya_sends_task(json!({ "text": "Ist die Bank heil?", "route": "nordrunde", "stop": "n4" }));
    let fence = world.kaya_sends_task(json!({ "text": "Steht der Zaun?", "team": "sued" }));
    world.kaya_sends_task(json!({ "text": "Schaut nach den Laternen." }));
    assert_eq!((anna.sync(&world), cem.sync(&world)), (Rest::Done, Rest::Done));
    assert_eq!(texts(&mut anna), ["Ist die Bank heil?", "Schaut nach den Laternen."]);
    assert_eq!(texts(&mut cem), ["Steht der Zaun?", "Schaut nach den Laternen."]);

    // Without a network, and with a mistake.
    anna.answer_task(bench, NotFound);
    anna.answer_task(bench, None);
    anna.answer_task(bench, Seen);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(world.task(bench).text("outcome"), Some("seen"));
    assert_eq!(world.task(bench).conflicts().count(), 0, "nobody contradicts oneself");
    assert_eq!(world.storage().overview().unwrap().parked, 0);

    // A slip on the other team's phone is possible, and it is no text.
    cem.answer_task(fence, Seen);
    cem.sync(&world);
    assert!(world.task(fence).text("outcome") == Some("seen") && world.task(bench).text("text").is_some());
    world.assert_same_view(&mut anna);
    world.assert_same_view(&mut cem);
    world.assert_sound();
}

#[test]
fn two_phones_answer_the_same_task_and_both_answers_are_kept() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let bench = world.kaya_sends_task(json!({ "text": "Ist die Bank heil?", "team": "nord" }));
    anna.sync(&world);
    ben.sync(&world);
    anna.answer_task(bench, Seen);
    ben.answer_task(bench, NotFound);
    anna.sync(&world);
    ben.sync(&world);
    anna.sync(&world);
    let found = |phone: &mut Device| phone.tasks().iter().map(|task| task.outcome).collect::<Vec<_>>();
    assert_eq!(
        (found(&mut anna), found(&mut ben)),
        (vec![Some(NotFound)], vec![Some(NotFound)]),
        "the later one holds"
    );
    let cell = &world.task(bench).fields["outcome"];
    assert_eq!(cell.losers.iter().map(|loser| &loser.value).collect::<Vec<_>>(), ["seen"]);
    let seen = anna.snapshot(bench).unwrap().to_string();
    assert!(!seen.contains(&ids::named("person", "Ben").to_string()), "what was found, and not by whom");
}

#[test]
fn a_task_leaves_the_phones_when_it_is_taken_back_answered_or_late() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let back = world.kaya_sends_task(json!({ "text": "Zurück", "team": "nord" }));
    let answered = world.kaya_sends_task(json!({ "text": "Beantwortet", "team": "nord" }));
    world.kaya_sends_task(json!({ "text": "Bis heute", "team": "nord", "until": "2026-11-23" }));
    let stays = world.kaya_sends_task(json!({ "text": "Bleibt", "team": "nord" }));
    anna.sync(&world);
    anna.answer_task(answered, Seen);
    anna.sync(&world);
    assert_eq!(texts(&mut anna), ["Zurück", "Bis heute", "Bleibt", "Beantwortet"]);

    world.kaya_edits(Kind::Task, back, json!({ "closed": true }), None).unwrap();
    world.pass(TimeDelta::days(1));
    tidy(&world);
    anna.sync(&world);
    assert_eq!(texts(&mut anna), ["Bleibt", "Beantwortet"], "nobody walks for yesterday's");
    assert!(anna.snapshot(back).is_none());

    world.pass(TimeDelta::days(3));
    tidy(&world);
    tidy(&world);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(texts(&mut anna), ["Bleibt"]);
    assert!(anna.snapshot(answered).is_none() && anna.snapshot(stays).is_some());
    world.assert_same_view(&mut anna);
    assert_eq!(world.bodies_of(answered).len(), 3, "sent, answered, closed once");
}

#[test]
fn a_phone_sends_no_task_and_the_office_answers_none() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let long = json!({ "text": "a".repeat(281), "team": "nord" });
    let task = ids::named("task", "long");
    assert_eq!(world.kaya_edits(Kind::Task, task, long, None), Err(Refused::Invalid));
    let answered = json!({ "text": "Bank", "outcome": "seen" });
    assert_eq!(world.kaya_edits(Kind::Task, task, answered, None), Err(Refused::NotAllowed));
    assert!(anna.ask(Request::AnswerTask { task, outcome: Some(Seen) }).is_err(), "there is none");

    let (device, person) = (anna.id(), ids::named("person", "Anna"));
    let own = ids::named("task", "own");
    anna.leave_change_of_a_newer_program("task", own, |n| {
        json!({ "id": ids::named("change", "own"), "n": n, "kind": "task", "record": own,
            "author": { "device": device, "person": person }, "made_at": "2026-11-23T09:00:00Z",
            "fields": { "text": { "value": "Für alle" } } })
        .to_string()
    });
    anna.sync(&world);
    assert_eq!(world.storage().overview().unwrap().parked, 1);
    assert!(world.storage().records(&Kind::Task).unwrap().is_empty());
}

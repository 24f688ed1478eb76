//! One report all the way, told from the field, the office and the department.

use app::core::Correction;
use chrono::TimeDelta;
use shared::domain::{Outcome, Seen};
use shared::state::State;
use shared::sync::Rest;
use tests::{Faulty, World};

#[test]
fn from_the_phone_to_the_department_and_back() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    assert_eq!(anna.reads(report), "Auf dem Handy gespeichert");

    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.reads(report), "Geht morgen um 7 an die EDG");

    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"]);
    assert_eq!(letters.only().pictures, 1);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "An die EDG geschickt");

    world.answers(letters.entry("edg", "26-00001"), Outcome::Done, Some("Haben wir mitgenommen."));
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Erledigt. Danke!");
    assert_eq!(anna.sees(report).unwrap().answer.as_deref(), Some("Haben wir mitgenommen."));
    assert_eq!(world.state(report), State::Done);
    assert!(world.next_morning().lines().is_empty());
    world.assert_sound();
}

#[test]
fn days_without_a_network_and_then_home() {
    let world = World::new();
    let mut cem = world.phone_of("Cem");
    let mut reports = Vec::new();
    for day in 1..=5 {
        world.pass(TimeDelta::days(1));
        cem.restart();
        reports.push(if day % 2 == 0 { cem.report("litter") } else { cem.report_with_photo("path_damage") });
        cem.note(reports[0], &format!("am Tag {day} noch da"));
    }
    assert!(reports.iter().all(|report| cem.reads(*report) == "Auf dem Handy gespeichert"));

    // Home: a Wi-Fi that breaks at two of five requests.
    assert_eq!(cem.sync_over(&Faulty::new(&world, 7, 40), &world), Rest::Done);
    world.assert_holds(&cem);
    world.assert_same_view(&mut cem);
    let numbers: Vec<String> = reports.iter().map(|report| world.number(*report)).collect();
    assert_eq!(numbers, ["26-00001", "26-00002", "26-00003", "26-00004", "26-00005"], "in the order of the days");
    assert_eq!(world.page(reports[0]).record.text("note"), Some("am Tag 5 noch da"));

    let letters = world.next_morning();
    assert_eq!(letters.lines().len(), 5, "{:?}", letters.lines());
    assert_eq!(letters.0.len(), 2, "one digest for each department");
}

#[test]
fn two_departments_say_that_it_is_not_theirs() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("needles");
    anna.sync(&world);
    let first = world.run_mail_job();
    assert_eq!(first.lines(), ["edg eilig: Neu 26-00001"]);

    world.answers(first.entry("edg", "26-00001"), Outcome::NotOurs, None);
    let second = world.run_mail_job();
    assert_eq!(second.lines(), ["ordnung eilig: Neu 26-00001"], "at once, since it is dangerous");
    anna.sync(&world);
    assert_eq!(anna.reads(report), "An das Ordnungsamt geschickt");

    world.answers(second.entry("ordnung", "26-00001"), Outcome::NotOurs, Some("Bitte Grünflächenamt."));
    assert!(world.run_mail_job().lines().is_empty());
    assert!(world.next_morning().lines().is_empty(), "nobody is asked until staff have looked");
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Im Büro: wir suchen, wer zuständig ist");

    world.kaya_sets(report, serde_json::json!({ "department": "gruen" }));
    let third = world.run_mail_job();
    assert_eq!(third.lines(), ["gruen eilig: Neu 26-00001"]);
    world.answers(third.entry("gruen", "26-00001"), Outcome::Done, None);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Erledigt. Danke!");
    world.assert_announced_once();
}

#[test]
fn still_there_reopens_only_what_its_author_knew_as_done() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    let letters = world.next_morning();
    anna.sync(&world);

    // Her phone is offline when the EDG answers: she looks at the rubbish of this morning.
    world.answers(letters.entry("edg", "26-00001"), Outcome::Done, None);
    anna.look_again(report, Seen::StillThere);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Erledigt. Danke!");
    assert!(world.next_morning().lines().is_empty());

    anna.look_again(report, Seen::StillThere);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Noch da, wieder gemeldet");
    let again = world.next_morning();
    assert_eq!(again.lines(), ["edg: Wieder offen 26-00001"]);
    world.assert_announced_once();
}

#[test]
fn the_office_corrects_while_the_phone_is_away_and_both_values_are_kept() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    world.kaya_sets(report, serde_json::json!({ "category": "illegal_dumping" }));
    anna.correct(report, Correction { category: Some("broken_glass".into()), ..Correction::default() });
    anna.sync(&world);

    assert_eq!(anna.sees(report).unwrap().category, "illegal_dumping", "the office has looked at it");
    assert_eq!(anna.sees(report).unwrap().conflicts, ["category"]);
    let conflict = &world.page(report).conflicts[0];
    assert_eq!((conflict.field.as_str(), conflict.lost.as_slice()), ("category", &["broken_glass".into()][..]));

    world.kaya_sets(report, serde_json::json!({ "category": "broken_glass" }));
    anna.sync(&world);
    assert_eq!(anna.sees(report).unwrap().category, "broken_glass");
    assert!(world.page(report).conflicts.is_empty(), "she has seen both and decided");
}

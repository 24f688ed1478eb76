//! Why departments are told: each occasion once, to the right one, under a Message-ID of its own.

use app::core::{Correction, Request};
use serde_json::json;
use shared::domain::{Outcome, Seen};
use tests::{Fate, Network, World};
use uuid::Uuid;

fn category(code: &str) -> Correction {
    Correction { category: Some(code.to_owned()), ..Correction::default() }
}

/// Nothing is said twice, now or on the days after.
fn assert_silence(world: &World) {
    assert!(world.run_mail_job().lines().is_empty());
    assert!(world.next_morning().lines().is_empty());
    assert!(world.next_morning().lines().is_empty());
    world.assert_announced_once();
    world.assert_sound();
}

#[test]
fn a_correction_is_told_once_and_only_to_who_has_the_mail() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    anna.note(report, "Drei Säcke");
    anna.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"], "before the mail it is simply what the mail says");
    assert!(letters.only().text.contains("Drei Säcke"));

    anna.note(report, "Vier Säcke");
    anna.sync(&world);
    anna.note(report, "Fünf Säcke");
    anna.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Berichtigt 26-00001"]);
    assert!(letters.only().text.contains("Fünf Säcke"));
    assert_silence(&world);
}

#[test]
fn a_withdrawal_reaches_those_who_were_told_and_nobody_else() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let never_mailed = anna.report("litter");
    world.pass(chrono::TimeDelta::minutes(1));
    let mailed = anna.report("path_damage");
    anna.sync(&world);
    anna.withdraw(never_mailed);
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["tiefbau: Neu 26-00002"]);

    anna.withdraw(mailed);
    anna.sync(&world);
    assert_eq!(anna.reads(mailed), "Zurückgezogen");
    assert_eq!(world.next_morning().lines(), ["tiefbau: Zurückgezogen 26-00002"]);

    anna.save(Request::Withdraw { report: mailed.to_string(), why: None });
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["tiefbau: Zurück bei Ihnen 26-00002"]);
    assert_silence(&world);
}

#[test]
fn another_category_leads_to_another_department_and_back() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    for code in ["path_damage", "litter"] {
        anna.correct(report, category(code));
        anna.sync(&world);
    }
    assert_eq!(
        world.next_morning().lines(),
        ["edg: Neu 26-00001"],
        "there and back before the mail: nobody hears of it"
    );

    anna.correct(report, category("path_damage"));
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Zurückgezogen 26-00001", "tiefbau: Neu 26-00001"]);

    world.kaya_sets(report, json!({ "category": "litter" }));
    assert_eq!(world.next_morning().lines(), ["edg: Zurück bei Ihnen 26-00001", "tiefbau: Zurückgezogen 26-00001"]);
    assert_silence(&world);
}

#[test]
fn seen_again_after_done_for_the_second_time() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    let mut letters = world.next_morning();
    for time in 1..=2 {
        world.answers(letters.entry("edg", "26-00001"), Outcome::Done, None);
        anna.sync(&world);
        anna.look_again(report, Seen::StillThere);
        anna.sync(&world);
        letters = world.next_morning();
        assert_eq!(letters.lines(), ["edg: Wieder offen 26-00001"]);
        assert_eq!(letters.only().text.contains("(2. Mal)"), time == 2);
    }
    assert_silence(&world);
}

#[test]
fn two_reports_of_one_heap_are_merged_and_parted() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let (hers, his) = (anna.report("litter"), ben.report("litter"));
    anna.sync(&world);
    ben.sync(&world);
    world.kaya_sets(his, json!({ "same_as": hers }));
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"], "one mail speaks for both");
    ben.sync(&world);
    assert_eq!(ben.reads(his), "Gehört zu Meldung 26-00001");

    world.kaya_sets(his, json!({ "same_as": null }));
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00002"], "what was never mailed goes out");
    ben.sync(&world);
    assert_eq!(ben.reads(his), "An die EDG geschickt");
    assert_silence(&world);
}

#[test]
fn a_mail_about_the_merged_report_counts_for_the_group_and_its_link_reaches_the_other() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let his = ben.report("litter");
    ben.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"]);

    let hers = anna.report("litter");
    anna.sync(&world);
    world.kaya_sets(his, json!({ "same_as": hers }));
    assert!(world.next_morning().lines().is_empty(), "the EDG knows of the heap");
    anna.sync(&world);
    assert_eq!(anna.reads(hers), "An die EDG geschickt");

    world.answers(letters.entry("edg", "26-00001"), Outcome::Done, None);
    anna.sync(&world);
    assert_eq!(anna.reads(hers), "Erledigt. Danke!");
    world.kaya_sets(his, json!({ "same_as": null }));
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00002"], "hers was never mailed, his was");
    assert_silence(&world);
}

#[test]
fn a_photo_that_is_late_follows_once() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    anna.session.start(&anna.phone);
    let mut network = Network::default();
    anna.step(&world, &mut network, Fate::Through);
    assert_eq!(world.number(report), "26-00001");

    assert!(world.next_morning().lines().is_empty(), "it waits for its photo");
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"], "but no longer than a day");
    assert!(letters.only().text.contains("Foto folgt."));
    assert_eq!(letters.only().pictures, 0);

    anna.sync(&world);
    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Foto nachgereicht 26-00001"]);
    assert_eq!(letters.only().pictures, 1);
    assert_silence(&world);
}

#[test]
fn what_turns_out_to_be_dangerous_is_told_at_once() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let mailed = anna.report("litter");
    world.pass(chrono::TimeDelta::minutes(1));
    let waiting = anna.report("path_damage");
    anna.sync(&world);
    world.kaya_sets(waiting, json!({ "held": true }));
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    world.kaya_sets(waiting, json!({ "held": false }));

    anna.correct(mailed, category("needles"));
    anna.correct(waiting, category("acute_danger"));
    anna.sync(&world);
    assert_eq!(
        world.run_mail_job().lines(),
        ["edg eilig: Jetzt eine Gefahr 26-00001", "ordnung eilig: Neu 26-00002"],
        "without waiting for the morning"
    );
    assert_silence(&world);
}

#[test]
fn staff_send_it_again() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report: Uuid = anna.report("litter");
    anna.sync(&world);
    world.next_morning();
    world.kaya_resends(report);
    assert_eq!(world.next_morning().lines(), ["edg: Noch einmal gesendet 26-00001"]);
    assert_silence(&world);
    assert_eq!(world.post.count(), 2);
}

//! Hazards: mailed at once to whoever is on duty, to the next contact where nobody confirms, and to staff in the end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shared::change::Kind;
use shared::domain::Outcome;
use shared::ids::named;
use shared::state::{Event, State};
use sync_server::jobs;
use sync_server::mail::{About, DeliveryError, Stage};
use tests::post::Trouble;
use tests::{Device, Letters, World, at};
use uuid::Uuid;

const LEAD: &str = "einsatzleitung@edg.example.org";
const STANDBY: &str = "bereitschaft@edg.example.org";
const CENTRE: &str = "leitstelle@edg.example.org";

/// The EDG reads by day, by night on call, and in between at its control centre.
fn contacts() -> Value {
    json!([
        { "name": "Einsatzleitung", "email": LEAD, "hours": { "days": [1, 2, 3, 4, 5], "from": "07:00", "to": "16:00" } },
        { "name": "Bereitschaft", "email": STANDBY,
          "hours": { "days": [1, 2, 3, 4, 5, 6, 7], "from": "06:00", "to": "22:00" } },
        { "name": "Leitstelle", "email": CENTRE },
    ])
}

fn set_up(world: &World, fields: Value) {
    world.kaya_edits(Kind::Department, named("department", "edg"), fields, None).unwrap();
}

/// It is Monday, 10 o'clock.
fn city() -> (World, Device) {
    let world = World::new();
    set_up(&world, json!({ "duty": contacts() }));
    let anna = world.phone_of("Anna");
    (world, anna)
}

/// The job's next run, so many minutes from now.
fn after(world: &World, minutes: i64) -> Letters {
    world.pass(TimeDelta::minutes(minutes));
    world.run_mail_job()
}

fn addresses(letters: &Letters) -> Vec<&str> {
    letters.0.iter().map(|letter| letter.to.as_str()).collect()
}

/// The first reason why the report is in *Zu tun*, if it is.
fn reason(world: &World, report: Uuid) -> Option<&'static str> {
    world.storage().concerns(report).unwrap().and_then(|todo| todo.why.first().map(|(why, _)| why.as_str()))
}

/// Nothing is said twice or any more, now and on the days after.
fn assert_silence(world: &World) {
    for _ in 0..3 {
        assert!(after(world, 16).lines().is_empty());
    }
    assert!(world.next_morning().lines().is_empty());
    assert!(world.next_morning().lines().is_empty());
    world.assert_announced_once();
    world.assert_sound();
}

#[test]
fn a_hazard_is_mailed_by_the_next_run_of_a_job_that_runs_within_a_minute() {
    let (world, mut anna) = city();
    let needles = anna.report("needles");
    anna.sync(&world);
    let letters = world.run_mail_job();
    assert_eq!(letters.lines(), ["edg eilig: Neu 26-00001"]);
    assert_eq!(addresses(&letters), [LEAD]);
    assert_eq!(world.state(needles), State::Sent);
    let job = jobs::ALL.iter().find(|job| job.name == "urgent mail").unwrap();
    assert!(job.every.as_secs() <= 30, "{:?}", job.every);
}

#[test]
fn it_goes_to_the_first_who_is_on_duty() {
    let (world, mut anna) = city();
    for (now, to) in [
        ("2026-11-23T14:59:00Z", LEAD),
        ("2026-11-23T15:00:00Z", STANDBY),
        ("2026-11-23T22:30:00Z", CENTRE),
        ("2026-11-28T09:00:00Z", STANDBY),
        ("2026-12-25T09:00:00Z", STANDBY),
        ("2026-12-28T09:00:00Z", LEAD),
    ] {
        world.clock.set(at(now));
        let report = anna.report("needles");
        anna.sync(&world);
        let letters = world.run_mail_job();
        let number = world.number(report);
        let letter = letters.0.iter().find(|letter| letter.text.contains(&number)).unwrap();
        assert_eq!(letter.to, to, "{now}");
        world.answers(&letter.entries[0], Outcome::Accepted, None);
    }
}

#[test]
fn where_nobody_confirms_the_next_is_asked_then_staff_and_each_once() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    let first = world.run_mail_job();
    assert!(after(&world, 14).lines().is_empty());
    assert_eq!(reason(&world, report), Some("urgent"));

    let second = after(&world, 1);
    assert_eq!(second.lines(), ["edg eilig: Noch nicht bestätigt 26-00001"]);
    assert_eq!(addresses(&second), [STANDBY]);
    let (first, letter) = (first.only(), second.only());
    assert_ne!(letter.message_id, first.message_id);
    assert_ne!(letter.entries[0].forwarding(), first.entries[0].forwarding(), "each has a link of its own");
    assert!(letter.subject.starts_with("DRINGEND, nicht bestätigt: "), "{}", letter.subject);
    assert!(world.run_mail_job().lines().is_empty());

    let third = after(&world, 15);
    assert_eq!(addresses(&third), [CENTRE]);
    assert_eq!(reason(&world, report), Some("urgent"));
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), Some("unanswered"));
    let (todo, _) = world.storage().todo(None, 0, 10).unwrap();
    assert_eq!(todo[0].row.id, report, "above everything else");

    let told: Vec<(String, u32, String)> = world
        .page(report)
        .forwardings
        .iter()
        .map(|row| (row.occasion.as_str().to_owned(), row.nth, row.contact.clone()))
        .collect();
    assert_eq!(
        told,
        [("first", 0, "Einsatzleitung"), ("next_contact", 2, "Bereitschaft"), ("next_contact", 3, "Leitstelle")]
            .map(|(why, nth, who)| (why.to_owned(), nth, who.to_owned()))
    );
    assert_silence(&world);
    assert_eq!(world.post.count(), 3);
    let unanswered =
        |it: &&shared::state::Happening| matches!(&it.event, Event::Noted { field, .. } if field == "unanswered");
    assert_eq!(world.page(report).history.iter().filter(unanswered).count(), 1);
}

#[test]
fn the_department_says_how_long_to_wait() {
    let (world, mut anna) = city();
    set_up(&world, json!({ "confirm_minutes": 5 }));
    anna.report("needles");
    anna.sync(&world);
    world.run_mail_job();
    assert!(after(&world, 4).lines().is_empty());
    assert_eq!(addresses(&after(&world, 1)), [STANDBY]);
}

#[test]
fn a_department_of_before_has_one_address_and_staff_are_alarmed_after_it() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("needles");
    anna.sync(&world);
    assert_eq!(addresses(&world.run_mail_job()), ["eilig@edg.example.org"]);
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), Some("unanswered"));
    assert_silence(&world);
    assert_eq!(world.post.count(), 1);
}

#[test]
fn any_answer_is_a_confirmation_and_the_phone_shows_it() {
    for (outcome, note, reads) in [
        (Outcome::Accepted, None, "die EDG kümmert sich"),
        (Outcome::Done, None, "Erledigt. Danke!"),
        (Outcome::Note, Some("Wo genau?"), "An die EDG geschickt"),
    ] {
        let (world, mut anna) = city();
        let report = anna.report("needles");
        anna.sync(&world);
        world.run_mail_job();
        let letters = after(&world, 15);
        anna.sync(&world);
        assert_eq!(anna.reads(report), "An die EDG geschickt");
        world.answers(letters.entry("edg", "26-00001"), outcome, note);
        anna.sync(&world);
        assert!(anna.reads(report).starts_with(reads), "{outcome:?}: {}", anna.reads(report));
        assert!(!matches!(reason(&world, report), Some("urgent" | "unanswered")), "{outcome:?}");
        assert_silence(&world);
        assert_eq!(world.post.count(), 2, "{outcome:?}");
    }
}

#[test]
fn the_answer_of_the_first_counts_after_the_second_was_asked_and_takes_the_alarm_back() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    let first = world.run_mail_job();
    for _ in 0..3 {
        after(&world, 15);
    }
    assert_eq!(reason(&world, report), Some("unanswered"));
    world.answers(first.entry("edg", "26-00001"), Outcome::Accepted, None);
    assert_eq!((world.state(report), reason(&world, report)), (State::Accepted, None));
    assert_silence(&world);
}

#[test]
fn not_ours_asks_no_further_contact_but_the_next_department() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    let first = world.run_mail_job();
    world.answers(first.entry("edg", "26-00001"), Outcome::NotOurs, None);
    assert_eq!(world.run_mail_job().lines(), ["ordnung eilig: Neu 26-00001"]);
    assert!(after(&world, 15).lines().is_empty(), "it has one contact");
    assert_eq!(reason(&world, report), Some("unanswered"));
    assert_silence(&world);
}

#[test]
fn staff_who_telephoned_confirm_for_the_department() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    world.run_mail_job();
    let now = world.now();
    world.kaya_sets(report, json!({ "confirmed": now }));
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), None);
    assert_silence(&world);
}

#[test]
fn what_is_no_hazard_any_more_or_withdrawn_is_asked_of_nobody() {
    let (world, mut anna) = city();
    let (mistake, litter) = (anna.report("needles"), anna.report("needles"));
    anna.sync(&world);
    world.run_mail_job();
    anna.withdraw(mistake);
    anna.sync(&world);
    world.kaya_sets(litter, json!({ "category": "litter" }));
    let letters = after(&world, 15);
    assert!(!letters.lines().iter().any(|line| line.contains("Noch nicht bestätigt")), "{:?}", letters.lines());
}

#[test]
fn a_mail_that_comes_back_is_not_waited_for() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    let refused = || DeliveryError {
        stage: Stage::BeforeData,
        about: About::Address,
        permanent: true,
        refused: Vec::new(),
        text: "RCPT TO: 550 5.1.1".to_owned(),
    };
    world.post.expect([Trouble::Fails(refused())]);
    assert!(world.run_mail_job().lines().is_empty());
    assert_eq!(world.state(report), State::Bounced);
    assert_eq!(addresses(&after(&world, 0)), [STANDBY]);
    assert_eq!(world.state(report), State::Sent);
    world.assert_announced_once();
}

#[test]
fn where_no_mail_gets_out_staff_hear_of_it_within_the_quarter_of_an_hour() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    let away = || DeliveryError {
        stage: Stage::BeforeData,
        about: About::Way,
        permanent: false,
        refused: Vec::new(),
        text: "connect: refused".to_owned(),
    };
    world.post.expect((0..40).map(|_| Trouble::Fails(away())));
    world.run_mail_job();
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), Some("unanswered"));
    after(&world, 15);
    world.post.calm();
    world.pass(TimeDelta::hours(4));
    world.run_mail_job();
    world.assert_announced_once();
    let mut reached: Vec<String> = world.post.all().0.into_iter().map(|letter| letter.to).collect();
    reached.sort();
    assert_eq!(reached, [STANDBY, LEAD, CENTRE], "each once, when the way is free");
    assert_silence(&world);
}

#[test]
fn killed_at_any_delivery_each_step_is_announced_once() {
    for nth in 0..3 {
        for dies in [Trouble::DiesBefore, Trouble::DiesAfter] {
            let (world, mut anna) = city();
            let report = anna.report("needles");
            anna.sync(&world);
            world.post.expect((0..nth).map(|_| Trouble::None).chain([dies.clone()]));
            let mut deaths = 0;
            for _ in 0..8 {
                deaths += i32::from(catch_unwind(AssertUnwindSafe(|| world.run_mail_job())).is_err());
                world.pass(TimeDelta::minutes(16));
            }
            assert_eq!(deaths, 1);
            assert_eq!(reason(&world, report), Some("unanswered"));
            let announced = world.post.all().announced();
            assert_eq!(announced.len(), 3, "{dies:?} {nth}: {:?}", world.post.all().lines());
            assert_silence(&world);
        }
    }
}

#[test]
fn two_processes_at_once_ask_one_contact() {
    let (world, mut anna) = city();
    anna.report("needles");
    anna.sync(&world);
    world.run_mail_job();
    world.pass(TimeDelta::minutes(15));
    let jobs: Vec<_> = (0..8).map(|_| world.another_process(world.post.clone())).collect();
    let now = world.now();
    std::thread::scope(|threads| {
        for job in &jobs {
            threads.spawn(|| job.run(now).unwrap());
        }
    });
    assert_eq!(world.post.count(), 2);
    world.assert_announced_once();
}

#[test]
fn a_clock_that_jumps_asks_nobody_twice_and_forgets_nobody() {
    let jumps: [fn(DateTime<Utc>) -> DateTime<Utc>; 3] =
        [|now| now + TimeDelta::days(400), |now| now - TimeDelta::days(400), |_| at("1970-01-02T00:00:00Z")];
    for jump in jumps {
        let (world, mut anna) = city();
        let report = anna.report("needles");
        anna.sync(&world);
        world.run_mail_job();
        let right = world.now();
        world.clock.set(jump(right));
        world.run_mail_job();
        // A jump is a new morning, too: what else goes out then is not counted.
        let asked = || world.post.all().0.iter().filter(|letter| letter.urgent).count();
        assert!(asked() <= 2, "one too early at most");
        world.clock.set(right + TimeDelta::minutes(1));
        world.run_mail_job();
        for _ in 0..4 {
            after(&world, 16);
        }
        assert_eq!(reason(&world, report), Some("unanswered"));
        assert!((2..=3).contains(&asked()), "{:?}", world.post.all().lines());
        world.assert_announced_once();
        world.assert_sound();
    }
}

#[test]
fn after_a_restore_the_journal_knows_who_was_asked() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    world.run_mail_job();
    let backup = world.back_up("before.tar");
    assert_eq!(addresses(&after(&world, 15)), [STANDBY]);
    let world = world.restored(&backup, true);
    anna.sync(&world);
    assert!(world.run_mail_job().lines().is_empty());
    let who: Vec<String> = world.page(report).forwardings.into_iter().map(|row| row.contact).collect();
    assert_eq!(who, ["Einsatzleitung", "Bereitschaft"]);
    assert_eq!(addresses(&after(&world, 15)), [CENTRE]);
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), Some("unanswered"));
    assert_silence(&world);
}

#[test]
fn while_mail_is_held_staff_are_alarmed_and_nobody_is_mailed() {
    let (world, mut anna) = city();
    let backup = world.back_up("before.tar");
    let world = world.restored(&backup, false);
    let report = anna.report("needles");
    anna.sync(&world);
    assert!(world.run_mail_job().lines().is_empty());
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!(reason(&world, report), Some("unanswered"));
    assert!(after(&world, 15).lines().is_empty());
}

#[test]
fn two_reports_of_one_danger_ask_each_contact_once() {
    let (world, mut anna) = city();
    let mut ben = world.phone_of("Ben");
    let (hers, his) = (anna.report("needles"), ben.report("needles"));
    anna.sync(&world);
    world.run_mail_job();
    ben.sync(&world);
    world.kaya_sets(hers, json!({ "same_as": his }));
    assert!(world.run_mail_job().lines().is_empty(), "hers speaks for both");
    assert_eq!(addresses(&after(&world, 15)), [STANDBY]);
    assert_eq!(addresses(&after(&world, 15)), [CENTRE]);
    assert!(after(&world, 15).lines().is_empty());
    assert_eq!((reason(&world, his), reason(&world, hers)), (Some("unanswered"), None));
    assert_silence(&world);
}

#[test]
fn contacts_that_change_meanwhile_ask_nobody_twice() {
    let (world, mut anna) = city();
    let report = anna.report("needles");
    anna.sync(&world);
    world.run_mail_job();
    let mut turned = contacts();
    turned.as_array_mut().unwrap().rotate_left(1);
    let last = turned.as_array_mut().unwrap().last_mut().unwrap();
    last.as_object_mut().unwrap().remove("hours");
    set_up(&world, json!({ "duty": turned }));
    assert!(after(&world, 15).lines().is_empty(), "the first to be asked is the last in order now");
    assert_eq!(reason(&world, report), Some("unanswered"));
    set_up(&world, json!({ "duty": null }));
    assert_eq!(addresses(&after(&world, 1)), ["eilig@edg.example.org"], "somebody who does not know yet");
    assert_silence(&world);
}

#[test]
fn a_report_that_comes_late_says_when_it_was_seen() {
    let (world, mut anna) = city();
    anna.report("needles");
    world.pass(TimeDelta::hours(9));
    anna.sync(&world);
    let letters = world.run_mail_job();
    let opens = |letters: &Letters| letters.only().text.lines().take(3).any(|line| line.contains("vor 9 Stunden"));
    assert_eq!(addresses(&letters), [STANDBY], "it is seven in the evening");
    assert!(opens(&letters), "{}", letters.only().text);
    let next = after(&world, 15);
    assert!(opens(&next), "{}", next.only().text);
}

//! Clocks that are wrong, on phones and on the server.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use shared::domain::Seen;
use shared::sync::Rest;
use sync_server::mail::{About, DeliveryError, Stage as At};
use tests::figures::{Figure, seed, tries};
use tests::post::Trouble;
use tests::script::Stage;
use tests::{Dice, Letters, World, at};

/// What the clock of a phone shows, as they are found: never set, a wrong zone, days off, far ahead, the nights in which the
/// hour is there twice or not at all.
fn wrong(now: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    match dice.below(8) {
        0 => at("1970-01-01T00:00:00Z"),
        1 => now - TimeDelta::hours(1 + dice.below(12) as i64),
        2 => now + TimeDelta::hours(1 + dice.below(12) as i64),
        3 => now - TimeDelta::days(1 + dice.below(60) as i64),
        4 => now + TimeDelta::days(1 + dice.below(60) as i64),
        5 => now + TimeDelta::days(3_653),
        6 => at("2026-10-25T00:59:59Z"),
        _ => at("2027-03-28T00:59:59Z"),
    }
}

#[test]
fn phones_whose_clocks_jump_lose_nothing_and_order_nothing() {
    let (tries, seed) = (tries(24, 1_000), seed("phones_whose_clocks_jump_lose_nothing_and_order_nothing"));
    let mut reports = 0;
    for one in 0..tries {
        let mut dice = Dice::new(seed.wrapping_add(one));
        let mut stage = Stage::default();
        for _ in 0..40 {
            let Stage { world, phones, .. } = &mut stage;
            let phone = &mut phones[dice.below(3) as usize];
            phone.set_clock(wrong(world.now(), &mut dice));
            // A start is when a phone counts how old things are.
            phone.restart();
            match dice.below(4) {
                0 => drop(phone.report_with_photo("litter")),
                1 => {
                    let report = phone.report("path_damage");
                    phone.note(report, "am Tor");
                }
                2 => {
                    if let Some(report) = phone.shown().first() {
                        phone.look_again(*report, Seen::StillThere);
                    }
                }
                _ => assert_eq!(phone.sync(world), Rest::Done),
            }
            world.pass(TimeDelta::minutes(dice.below(600) as i64));
        }
        stage.quiet_down();
        stage.assert_well();
        stage.assert_order_is_the_servers();
        reports += stage.phones.iter().map(|phone| phone.saved.len()).sum::<usize>();
    }
    let figure = Figure::harmless(8, "clocks of phones: 1970, hours, days, + 10 years, jumping", tries);
    figure.note(format!("{reports} reports, none refused, seed {seed}")).tell();
}

/// No department got more than one mail.
#[track_caller]
fn assert_one_each(letters: &Letters) {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    letters.0.iter().for_each(|letter| *counted.entry(letter.department.as_str()).or_default() += 1);
    assert!(counted.values().all(|count| *count == 1), "{counted:?}");
}

/// The server's clock shows this, and the mail job runs a few times.
fn job(world: &World, shown: DateTime<Utc>) -> Letters {
    let before = world.post.count();
    for minutes in [0, 1, 61] {
        world.clock.set(shown + TimeDelta::minutes(minutes));
        world.run_mail_job();
    }
    world.post.since(before)
}

#[test]
fn a_server_whose_clock_jumps_ahead_and_back_mails_everything_once_and_goes_on() {
    let mut jumps = 0;
    for days in [1, 3, 30, 400, 3_653] {
        let world = World::new();
        let mut anna = world.phone_of("Anna");
        anna.report("litter");
        anna.report("path_damage");
        anna.sync(&world);
        let morning = world.now();
        // Ahead: everything that waited goes in one mail for each department.
        let ahead = morning + TimeDelta::days(days);
        let letters = job(&world, ahead);
        assert_eq!(letters.lines().len(), 2, "+ {days} days: {:?}", letters.lines());
        assert_one_each(&letters);
        // What comes now is stored under the wrong time; one has a photo that will take long, one a photo that stays on a
        // phone in a drawer.
        let photo_follows = anna.report_with_photo("litter");
        anna.session.start(&anna.phone);
        let mut network = tests::Network::default();
        assert_eq!(anna.step(&world, &mut network, tests::Fate::Through), None);
        assert_eq!(world.page(photo_follows).row.status.received_at, None);
        let mut ben = world.phone_of("Ben");
        ben.report_with_photo("litter");
        ben.session.start(&ben.phone);
        assert_eq!(ben.step(&world, &mut network, tests::Fate::Through), None);

        // And back. The next working mornings bring what is new, once.
        world.clock.set(morning);
        assert!(job(&world, morning).lines().is_empty(), "nothing is new, nothing goes twice");
        anna.report("litter");
        anna.report("path_damage");
        anna.step(&world, &mut network, tests::Fate::Through);
        anna.sync(&world);
        let mut lines = Vec::new();
        for _ in 0..4 {
            let letters = world.next_morning();
            assert_one_each(&letters);
            lines.extend(letters.lines());
        }
        assert_eq!(lines.len(), 4, "+ {days} days and back: {lines:?}");
        for phone in [&mut anna, &mut ben] {
            phone.sync(&world);
            world.assert_holds(phone);
            world.assert_same_view(phone);
        }
        world.assert_announced_once();
        jumps += 2;
    }
    Figure::harmless(8, "the server's clock jumps ahead by up to 10 years, and back", jumps).tell();
}

#[test]
fn a_mail_that_failed_while_the_clock_was_ahead_is_tried_again_when_it_is_back() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report("needles");
    anna.sync(&world);
    let now = world.now();
    world.clock.set(now + TimeDelta::days(400));
    let refused = DeliveryError {
        stage: At::AfterData,
        about: About::Content,
        permanent: false,
        refused: Vec::new(),
        text: "try again later".into(),
    };
    world.post.expect([Trouble::Fails(refused)]);
    assert!(world.run_mail_job().lines().is_empty());
    world.clock.set(now + TimeDelta::minutes(5));
    assert_eq!(world.run_mail_job().lines().len(), 1, "an urgent mail waits for no year to come");
    world.assert_announced_once();
}

#[test]
fn the_nights_of_the_clock_change_have_one_digest_each() {
    let mut nights = 0;
    // Saturday noon before the hour is there twice, and before one is left out; ordnung reads every day, at seven.
    for noon in ["2027-10-30T10:00:00Z", "2027-03-27T11:00:00Z"] {
        let world = World::new();
        world.clock.set(at(noon));
        world.run_mail_job();
        let mut anna = world.phone_of("Anna");
        anna.report("abandoned_vehicle");
        anna.sync(&world);
        let mut sent = Vec::new();
        for _ in 0..3 * 24 * 6 {
            world.pass(TimeDelta::minutes(10));
            let letters = world.run_mail_job();
            assert_one_each(&letters);
            if !letters.lines().is_empty() {
                sent.push(world.now().with_timezone(&chrono_tz::Tz::Europe__Berlin).format("%a %H:%M").to_string());
                anna.report("abandoned_vehicle");
                anna.sync(&world);
            }
        }
        assert_eq!(sent, ["Sun 07:00", "Mon 07:00", "Tue 07:00"]);
        world.assert_announced_once();
        nights += 1;
    }
    Figure::harmless(8, "nights of the clock change, a job every ten minutes", nights).tell();
}

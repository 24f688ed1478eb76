//! Phones, servers and mail jobs that die in the middle of their work (faults 1 and 2), judged by the oracle.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use outside::phone::HERE;
use outside::smtp::{Smtp, free_port, python};
use outside::{City, Ended, Phone, killed_after, oracle};
use tests::Dice;
use tests::figures::{Figure, seed, tries};

/// A small photo.
fn photo(city: &City) -> String {
    let path = city.place.path().join("photo.jpg");
    image::RgbImage::from_fn(320, 240, |x, y| image::Rgb([(x / 2) as u8, y as u8, 60])).save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_phone_killed_while_it_saves_and_syncs_loses_and_doubles_nothing() {
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let mut dice = Dice::new(seed("a_phone_killed_while_it_saves_and_syncs_loses_and_doubles_nothing"));
    let (photo, kills, mut saved) = (photo(&city), tries(200, 1_000), Vec::new());
    // How long an undisturbed report takes here: kills fall before, into and after its commit.
    let begun = Instant::now();
    saved.push(phone.report(&["--category", "litter", "--at", HERE, "--photo", &photo]));
    let usual = begun.elapsed().as_micros().max(1) as u64;

    let (mut died, mut died_acknowledged) = (0, 0);
    for round in 0..kills {
        let arguments: &[&str] = match round % 4 {
            0 => &["--json", "report", "--category", "litter", "--at", HERE],
            1 => &["--json", "report", "--category", "broken_glass", "--at", HERE, "--photo", &photo],
            2 => &["--json", "correct", &saved[0], "--note", &format!("Nummer {round}")],
            _ => &["--json", "sync", "--once"],
        };
        let after = if dice.below(2) == 0 { 1_000 + dice.below(69_000) } else { dice.below(usual) };
        let ended = killed_after(phone.command(arguments), Duration::from_micros(after));
        died += u64::from(ended.code.is_none());
        if round % 4 < 2
            && let Some(id) = ended.acknowledged()
        {
            died_acknowledged += u64::from(ended.code.is_none());
            saved.push(id);
        }
    }
    assert!(died > kills / 4, "{died} died: the others were too fast to be killed");

    let end = Instant::now();
    phone.sync();
    let recovered = end.elapsed();
    city.digest();
    phone.sync();
    let status = phone.status();
    assert_eq!((&status["queued"], &status["attachments_queued"]), (&0.into(), &0.into()), "{status}");
    oracle(&city, &city.mails(), &[&phone], &saved);
    Figure::harmless(1, "kill -9 of a phone that saves and syncs", kills)
        .worst(recovered)
        .note(format!("{died} died, {died_acknowledged} after they had acknowledged; {} acknowledged", saved.len()))
        .tell();
}

/// Saves and syncs, again and again. Where the server is gone it says so and ends; that is no error of the phone.
fn walk(phone: &Phone, photo: &str, over: &AtomicBool) -> Vec<String> {
    let mut saved = Vec::new();
    while !over.load(Ordering::Relaxed) {
        saved.push(phone.report(&["--category", "litter", "--at", HERE, "--photo", photo]));
        saved.push(phone.report(&[
            "--category",
            if saved.len() % 8 == 1 { "needles" } else { "greenery" },
            "--at",
            HERE,
        ]));
        assert!(phone.run(&["sync", "--once"]).done_or_failed());
    }
    saved
}

/// Until nothing waits any more, and how long that took.
fn drained(city: &City, phone: &Phone, since: Instant) -> Duration {
    let end = since + Duration::from_secs(120);
    loop {
        let ended = phone.run(&["sync", "--once"]);
        if ended.code == Some(0) && phone.status()["attachments_queued"] == 0 {
            break;
        }
        assert!(Instant::now() < end, "{ended:?} {}\n{}", phone.status(), city.log());
    }
    since.elapsed()
}

#[test]
fn a_server_killed_under_pushing_phones_loses_nothing_that_it_acknowledged() {
    let city = City::with_districts();
    let mut server = city.serve();
    let names = ["anna", "ben", "cem", "dora", "edda", "fritz", "gül", "hans"];
    let phones: Vec<Phone> = names.map(|name| city.phone(&server, name)).into();
    let mut dice = Dice::new(seed("a_server_killed_under_pushing_phones_loses_nothing_that_it_acknowledged"));
    let (photo, over, kills) = (photo(&city), AtomicBool::new(false), tries(20, 300));

    let (saved, restarted, server) = std::thread::scope(|scope| {
        let walks: Vec<_> = phones.iter().map(|phone| scope.spawn(|| walk(phone, &photo, &over))).collect();
        for _ in 0..kills {
            std::thread::sleep(Duration::from_millis(dice.below(500)));
            let address = server.kill();
            std::thread::sleep(Duration::from_millis(1 + dice.below(70)));
            server = city.serve_at(&address);
        }
        let restarted = Instant::now();
        over.store(true, Ordering::Relaxed);
        let saved: Vec<String> = walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect();
        (saved, restarted, server)
    });
    let worst = std::thread::scope(|scope| {
        let last: Vec<_> = phones.iter().map(|phone| scope.spawn(|| drained(&city, phone, restarted))).collect();
        last.into_iter().map(|drained| drained.join().unwrap()).max().unwrap()
    });
    city.let_a_quarter_of_an_hour_pass_for_mails();
    city.digest();
    phones.iter().for_each(Phone::sync);
    assert!(city.run(&["check"]).done().out.contains("sound"));
    assert!(!city.log().contains("panicked"), "{}", city.log());
    oracle(&city, &city.mails(), &phones.iter().collect::<Vec<_>>(), &saved);
    drop(server);
    Figure::harmless(2, "kill -9 of the server under 8 pushing phones", kills)
        .worst(worst)
        .note(format!("{} reports acknowledged", saved.len()))
        .tell();
}

#[test]
fn twenty_mail_jobs_at_once_killed_anywhere_announce_everything_once() {
    let Some(python) = python() else { return };
    let (mut city, port) = (City::with_districts(), free_port());
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    let smtp = Smtp::start(&python, port, &city.place.path().join("inbox"));
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let mut dice = Dice::new(seed("twenty_mail_jobs_at_once_killed_anywhere_announce_everything_once"));
    let (rounds, mut saved, mut died) = (tries(4, 50), Vec::new(), 0);
    for _ in 0..rounds {
        for category in ["litter", "street_light", "greenery", "needles", "path_damage"] {
            saved.push(phone.report(&["--category", category, "--at", HERE]));
        }
        phone.sync();
        let jobs: Vec<_> = (0..20).map(|_| (city.command(&["digest", "--now"]), 1 + dice.below(400))).collect();
        let ended: Vec<Ended> = std::thread::scope(|scope| {
            let jobs: Vec<_> = jobs
                .into_iter()
                .map(|(job, millis)| scope.spawn(move || killed_after(job, Duration::from_millis(millis))))
                .collect();
            jobs.into_iter().map(|job| job.join().unwrap()).collect()
        });
        died += ended.iter().filter(|job| job.code.is_none()).count() as u64;
        city.let_a_quarter_of_an_hour_pass_for_mails();
        city.digest();
    }
    assert!(died > rounds, "{died} died: the others were too fast to be killed");
    phone.sync();
    oracle(&city, &smtp.folder, &[&phone], &saved);
    let mails: Vec<String> = smtp.mails().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    let different = mails.iter().collect::<BTreeSet<_>>().len();
    Figure::harmless(2, "kill -9 of mail jobs, twenty at once, over SMTP", 20 * rounds)
        .note(format!("{died} died; {different} mails, {} of them repeated under the same id", mails.len() - different))
        .tell();
}

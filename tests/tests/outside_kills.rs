//! Phones and servers that die in the middle of their work (faults 1 and 2), judged by the oracle.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use outside::phone::HERE;
use outside::{City, Dice, Ended, Phone, oracle};

/// 20 kills, or as many as the long form wants.
fn kills(short: usize, long: usize) -> usize {
    if std::env::var_os("KUEMMERER_LONG").is_some() { long } else { short }
}

fn start(phone: &Phone, arguments: &[&str]) -> Child {
    let mut command = phone.command(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Kills a program after so long, unless it has ended by then.
fn killed_after(mut child: Child, time: Duration) -> Ended {
    let end = Instant::now() + time;
    while Instant::now() < end && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    Ended::from(child.wait_with_output().unwrap())
}

/// The id that it acknowledged: a whole line, even where the program did not live to its end.
fn acknowledged(ended: &Ended) -> Option<String> {
    let (line, _) = ended.out.split_once('\n')?;
    let fact: serde_json::Value = serde_json::from_str(line).unwrap();
    Some(fact["id"].as_str().unwrap().to_owned())
}

/// A small photo.
fn photo(city: &City) -> String {
    let path = city.place.path().join("photo.jpg");
    image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 60])).save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_phone_killed_while_it_saves_and_syncs_loses_and_doubles_nothing() {
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let (photo, mut dice, mut saved) = (photo(&city), Dice(42), Vec::new());
    // How long an undisturbed report takes here: kills fall before, into and after its commit.
    let begun = Instant::now();
    saved.push(phone.report(&["--category", "litter", "--at", HERE, "--photo", &photo]));
    let usual = begun.elapsed().as_micros().max(1) as u64;

    let (mut died, mut died_acknowledged) = (0, 0);
    for round in 0..kills(20, 1_000) {
        let arguments: &[&str] = match round % 3 {
            0 => &["--json", "report", "--category", "litter", "--at", HERE],
            1 => &["--json", "report", "--category", "broken_glass", "--at", HERE, "--photo", &photo],
            _ => &["--json", "sync", "--once"],
        };
        let ended = killed_after(start(&phone, arguments), Duration::from_micros(dice.below(usual)));
        died += usize::from(ended.code.is_none());
        if round % 3 < 2
            && let Some(id) = acknowledged(&ended)
        {
            died_acknowledged += usize::from(ended.code.is_none());
            saved.push(id);
        }
    }
    println!(
        "{died} died, {died_acknowledged} of them after they had acknowledged; {} acknowledged in all",
        saved.len()
    );
    assert!(died > kills(20, 1_000) / 3, "{died} died: the others were too fast to be killed");

    phone.sync();
    city.run(&["digest", "--now"]).done();
    phone.sync();
    let status = phone.status();
    assert_eq!((&status["queued"], &status["attachments_queued"]), (&0.into(), &0.into()), "{status}");
    oracle(&city, &city.mails(), &[&phone], &saved);
}

#[test]
fn a_server_killed_under_pushing_phones_loses_nothing_that_it_acknowledged() {
    let city = City::with_districts();
    let mut server = city.serve();
    let phones: Vec<Phone> = ["anna", "ben", "cem", "dora"].map(|name| city.phone(&server, name)).into();
    let (photo, over) = (photo(&city), AtomicBool::new(false));
    let mut dice = Dice(7);

    let (saved, _server): (Vec<String>, _) = std::thread::scope(|scope| {
        let walk = |phone: &Phone| {
            let mut saved = Vec::new();
            while !over.load(Ordering::Relaxed) {
                saved.push(phone.report(&["--category", "litter", "--at", HERE, "--photo", &photo]));
                saved.push(phone.report(&["--category", "greenery", "--at", HERE]));
                // Where the server is gone it says so and ends; that is no error of the phone.
                let ended = phone.run(&["sync", "--once"]);
                assert!(ended.code == Some(0) || !ended.failed().is_empty());
            }
            saved
        };
        let walks: Vec<_> = phones.iter().map(|phone| scope.spawn(move || walk(phone))).collect();
        for _ in 0..kills(5, 300) {
            std::thread::sleep(Duration::from_millis(300 + dice.below(1_200)));
            let address = server.kill();
            std::thread::sleep(Duration::from_millis(dice.below(300)));
            server = city.serve_at(&address);
        }
        over.store(true, Ordering::Relaxed);
        (walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect(), server)
    });
    println!("{} reports acknowledged by {} phones", saved.len(), phones.len());

    for phone in &phones {
        let (mut last, end) = (phone.run(&["sync", "--once"]), Instant::now() + Duration::from_secs(30));
        while last.code != Some(0) {
            assert!(Instant::now() < end, "{last:?}\n{}\n{}", phone.status(), city.log());
            last = phone.run(&["sync", "--once"]);
        }
    }
    city.run(&["digest", "--now"]).done();
    phones.iter().for_each(Phone::sync);
    assert!(city.run(&["check"]).done().out.contains("sound"));
    oracle(&city, &city.mails(), &phones.iter().collect::<Vec<_>>(), &saved);
}

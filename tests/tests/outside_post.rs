//! The real server, killed at each step of a conversation with a real mail server, and at random (fault 16 and 2): everything
//! is announced once, or again under the same Message-ID.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use outside::phone::HERE;
use outside::smtp::{Smtp, free_port, python};
use outside::{City, oracle};
use rusqlite::Connection;
use tests::Dice;
use tests::figures::{Figure, seed, tries};

/// EHLO, MAIL, RCPT, the end of the message before and after it is kept, QUIT.
const STEPS: u64 = 6;
/// One report for each department, and a danger.
const CATEGORIES: [&str; 6] = ["litter", "street_light", "greenery", "abandoned_vehicle", "suggestion", "needles"];

impl City {
    /// The hour of all digests has come.
    fn let_digests_be_due(&self) {
        let database = Connection::open(self.data.join("kuemmerer.db")).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database.execute("UPDATE schedule SET next_due = 0", []).unwrap();
    }
}

#[test]
fn a_server_killed_at_any_step_of_its_post_announces_everything_once() {
    let Some(python) = python() else { return };
    let (mut city, port) = (City::with_districts(), free_port());
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    let smtp = Smtp::start(&python, port, &city.place.path().join("inbox"));
    let mut server = Some(city.serve());
    let phone = city.phone(server.as_ref().unwrap(), "anna");
    let mut dice = Dice::new(seed("a_server_killed_at_any_step_of_its_post_announces_everything_once"));
    let all = STEPS * CATEGORIES.len() as u64;
    // A few in passing; at night each step, and as many moments between steps.
    let kills = tries(8, 2 * all);
    let (stop, reached) = (smtp.folder.join("stop"), smtp.folder.join("reached"));
    let (mut saved, mut at_steps, mut worst) = (Vec::new(), 0, Duration::ZERO);
    for kill in 0..kills {
        saved.extend(CATEGORIES.map(|category| phone.report(&["--category", category, "--at", HERE])));
        let address = server.take().unwrap().kill();
        // Digests begin with the start of the server; so does the danger, once the phone has brought it.
        let step = if kills > all { 1 + kill % all } else { 1 + dice.below(all) };
        let random = kills > all && kill >= all || kill % 4 == 3;
        let next = city.serve_at(&address);
        if random {
            city.let_digests_be_due();
            phone.run(&["sync", "--once"]);
            std::thread::sleep(Duration::from_millis(dice.below(6_000)));
        } else {
            std::fs::write(&stop, step.to_string()).unwrap();
            city.let_digests_be_due();
            phone.run(&["sync", "--once"]);
            let end = Instant::now() + Duration::from_secs(20);
            while !reached.exists() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(20));
            }
            at_steps += u64::from(reached.exists());
        }
        let address = next.kill();
        let _ = (std::fs::remove_file(&reached), std::fs::remove_file(&stop));
        let again = Instant::now();
        server = Some(city.serve_at(&address));
        phone.sync();
        city.let_a_quarter_of_an_hour_pass_for_mails();
        city.digest();
        worst = worst.max(again.elapsed());
    }
    phone.sync();
    assert!(!city.log().contains("panicked"), "{}", city.log());
    oracle(&city, &smtp.folder, &[&phone], &saved);
    let mails: Vec<String> = smtp.mails().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    let different = mails.iter().collect::<BTreeSet<_>>().len();
    assert!(at_steps > 0, "no step was reached");
    let repeated = mails.len() - different;
    Figure::harmless(16, "kill -9 of the server at each step of its post", kills)
        .worst(worst)
        .note(format!("{at_steps} at a step; {different} mails, {repeated} repeated under the same id"))
        .tell();
}

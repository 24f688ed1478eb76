//! A day on bad lines, told through the programs: cut at any byte, both ways, and the server restarted in between
//! (fault 5); judged by the oracle.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod outside;

use std::time::{Duration, Instant};

use outside::phone::HERE;
use outside::{City, Phone, oracle};
use tests::figures::{Figure, seed, tries};
use tests::{Break, Dice, Line, Way};

#[test]
fn a_day_on_lines_that_break_ends_with_everything_where_it_belongs() {
    let mut dice = Dice::new(seed("outside_lines"));
    let city = City::with_districts();
    let mut server = city.serve();
    let line = Line::to(server.address.parse().unwrap());
    let phone = Phone { store: city.place.path().join("anna.db") };
    let code = city.run(&["--json", "enrol", "--name", "anna"]).json();
    let join = || phone.run(&["enrol", &line.url(), code["code"].as_str().unwrap()]);
    // The answer with the token gets lost on its way.
    line.break_after(Way::Down, 40, Break::Reset);
    assert!(!join().failed().is_empty());
    assert!(line.mend());
    join().done();
    phone.sync();

    let photo = city.place.path().join("photo.jpg");
    image::RgbImage::from_fn(1_000, 700, |_, _| image::Rgb(dice.roll().to_le_bytes()[..3].try_into().unwrap()))
        .save(&photo)
        .unwrap();
    let photo = photo.to_str().unwrap();
    let (mut saved, mut broken, mut worst) = (Vec::new(), 0, Duration::ZERO);
    for round in 0..tries(15, 200) {
        let with_photo = round % 3 == 0;
        let arguments = ["--category", "litter", "--at", HERE, "--photo", photo];
        saved.push(phone.report(&arguments[..if with_photo { 6 } else { 4 }]));
        let way = if dice.below(3) == 0 { Way::Down } else { Way::Up };
        let length = if with_photo && way == Way::Up { 500_000 } else { 2_500 };
        line.break_after(way, dice.below(length), if dice.below(2) == 0 { Break::Close } else { Break::Reset });
        let ended = phone.run(&["sync", "--once"]);
        assert!(ended.code == Some(0) || !ended.failed().is_empty());
        broken += u64::from(line.mend());
        if round % 5 == 4 {
            let address = server.kill();
            server = city.serve_at(&address);
        }
        let begun = Instant::now();
        let back = (0..20).any(|_| {
            let done = phone.run(&["sync", "--once"]).code == Some(0);
            if !done {
                std::thread::sleep(Duration::from_millis(500));
            }
            done
        });
        assert!(back, "no sync gets through: {}", phone.status());
        worst = worst.max(begun.elapsed());
        let status = phone.status();
        assert_eq!((&status["queued"], &status["attachments_queued"]), (&0.into(), &0.into()), "{status}");
    }
    city.run(&["digest", "--now"]).done();
    phone.sync();
    oracle(&city, &city.mails(), &[&phone], &saved);
    assert!(!city.log().contains("panic"), "{}", city.log());
    Figure::harmless(5, "programs: lines cut, the server restarted in between", broken).worst(worst).tell();
    drop(server);
}

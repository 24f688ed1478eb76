//! Disks that are full, on either side, also in the middle of a photo (fault 4): reads go on, writes are refused in clear
//! words, and when there is room again everything goes on without help.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::path::Path;
use std::time::{Duration, Instant};

use outside::browser::Browser;
use outside::disk::SmallDisk;
use outside::http::{self, Answer, call};
use outside::phone::HERE;
use outside::{City, Phone, oracle};
use tests::Dice;
use tests::figures::{Figure, seed, tries};

const PASSWORD: &str = "ein langes Passwort";

/// A photo that stays large, however it is packed.
fn photo(place: &Path, width: u32, dice: &mut Dice) -> String {
    let path = place.join("photo.jpg");
    let noise = image::RgbImage::from_fn(width, width * 3 / 4, |_, _| {
        let roll = dice.roll();
        image::Rgb([roll as u8, (roll >> 8) as u8, (roll >> 16) as u8])
    });
    noise.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Bytes of uploads that have begun.
fn begun(city: &City) -> u64 {
    let files = std::fs::read_dir(city.data.join("attachments/partial")).unwrap().map(Result::unwrap);
    files
        .filter(|file| file.path().extension().is_some_and(|end| end == "part"))
        .map(|file| file.metadata().unwrap().len())
        .sum()
}

/// A server whose disk is full: what its guests see.
fn is_full(city: &City, address: &str, ben: &Phone, office: &mut Browser) {
    let health = http::get(address, "/health");
    assert_eq!((health.status, &health.json()["ready"]), (503, &false.into()), "{}", health.text());
    assert!(health.json()["why"].as_str().unwrap().contains("full"), "{}", health.text());
    ben.sync();
    assert_eq!(office.get("/office/").status, 200);
    city.run(&["devices", "list"]).done();
}

/// The answer to a phone that brings what it has not brought yet; none where it has brought everything.
fn push(address: &str, phone: &Phone) -> Option<Answer> {
    let next = "SELECT body FROM outbox WHERE state = 'waiting' ORDER BY n LIMIT 1";
    let body: Vec<u8> = phone.database().query_row(next, [], |row| row.get(0)).ok()?;
    let body = [b"{\"changes\":[", body.as_slice(), b"]}"].concat();
    let bearer = format!("Bearer {}", phone.token());
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("kuemmerer-protocol", "1")];
    Some(call(address, "POST", "/api/v1/push", &headers, &body))
}

#[test]
fn a_full_disk_of_the_server_refuses_in_clear_words_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::of(64) else { return };
    let mut dice = Dice::new(seed("a_full_disk_of_the_server_refuses_in_clear_words_and_goes_on_when_there_is_room"));
    let city = City::with_data_at(disk.path().join("data"));
    city.run_with(&["user", "add", "frau_kaya", "--role", "reviewer"], &format!("{PASSWORD}\n")).done();
    let server = city.serve();
    let [anna, ben] = ["anna", "ben"].map(|name| city.phone(&server, name));
    let mut office = Browser::new(&server.address);
    office.sign_in("frau_kaya", PASSWORD);
    let photo = photo(city.place.path(), 1600, &mut dice);
    let mut saved = vec![ben.report(&["--category", "litter", "--at", HERE])];
    ben.sync();

    let (mut mid_photo, mut refused, mut worst) = (0, 0, Duration::ZERO);
    let times = tries(3, 12);
    for time in 0..times {
        // Room for the reports and some of the photo, or for nothing at all.
        let left = if time % 3 == 2 { 0 } else { 400_000 + dice.below(600_000) as usize };
        saved.push(anna.report(&["--category", "litter", "--at", HERE, "--photo", &photo]));
        saved.extend((0..10).map(|_| anna.report(&["--category", "greenery", "--at", HERE])));
        disk.fill(left);
        let sentence = anna.run(&["sync", "--once"]).failed().to_owned();
        assert!(sentence.contains("Nichts geht verloren"), "{sentence}");
        mid_photo += u64::from(begun(&city) > 0);
        disk.fill(0);
        is_full(&city, &server.address, &ben, &mut office);
        if let Some(answer) = push(&server.address, &anna) {
            assert_eq!(answer.status, 507, "{} {}", answer.head, answer.text());
            assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
            refused += 1;
        }
        assert!(city.run(&["digest", "--now"]).done_or_failed());
        city.run(&["backup", disk.path().join("backup").to_str().unwrap()]).failed();
        disk.clear();

        let room = Instant::now();
        assert_eq!(http::get(&server.address, "/health").status, 200);
        anna.sync();
        worst = worst.max(room.elapsed());
        assert_eq!(begun(&city), 0);
    }
    assert!(mid_photo > 0 && refused > 0, "{mid_photo} in the middle of a photo, {refused} before it");
    city.let_a_quarter_of_an_hour_pass_for_mails();
    city.digest();
    for phone in [&anna, &ben] {
        phone.sync();
    }
    assert!(city.run(&["check"]).done().out.contains("sound"));
    assert!(!city.log().contains("panicked"), "{}", city.log());
    oracle(&city, &city.mails(), &[&anna, &ben], &saved);
    drop(server);
    Figure::harmless(4, "disk of the server full", times)
        .worst(worst)
        .note(format!("{mid_photo} in the middle of a photo"))
        .tell();
}

#[test]
fn a_full_disk_of_the_phone_refuses_in_clear_words_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::of(4) else { return };
    let mut dice = Dice::new(seed("a_full_disk_of_the_phone_refuses_in_clear_words_and_goes_on_when_there_is_room"));
    let city = City::with_districts();
    let server = city.serve();
    let mut phone = city.phone(&server, "anna");
    let store = disk.path().join("anna.db");
    std::fs::copy(&phone.store, &store).unwrap();
    phone.store = store;
    let photo = photo(city.place.path(), 240, &mut dice);
    let report = ["--json", "report", "--category", "litter", "--at", HERE, "--photo", &photo];

    let (mut saved, mut refused, mut unsynced) = (Vec::new(), 0, 0);
    let times = tries(30, 300);
    for time in 0..times {
        // Every level, from nothing to enough for the report, for its photo as taken and for its final one.
        disk.fill((time * 4096 * 100 / times) as usize + dice.below(4096) as usize);
        let ended = phone.run(&report);
        match ended.acknowledged() {
            // The report is safe; that a photo has to wait is told.
            Some(id) => {
                assert_eq!(ended.code, Some(0), "{ended:?}");
                saved.push(id);
            }
            None => {
                assert!(ended.failed().contains("voll"), "{ended:?}");
                refused += 1;
            }
        }
        let kept = phone.status()["reports"].as_array().unwrap().len();
        assert_eq!(kept, saved.len(), "what was refused is not half there");
        phone.run(&["list"]).done();
        let synced = phone.run(&["sync", "--once"]);
        if synced.code != Some(0) {
            assert!(synced.failed().contains("voll"), "{synced:?}");
            unsynced += 1;
        }
        disk.clear();
        if time % 4 == 3 {
            phone.sync();
            // A backup covers the photos, and the phone lets them go.
            city.run(&["backup", city.place.path().join("backup").to_str().unwrap()]).done();
            phone.sync();
        }
    }
    assert!(refused > 0 && !saved.is_empty(), "{refused} refused, {} saved", saved.len());
    phone.sync();
    city.digest();
    phone.sync();
    oracle(&city, &city.mails(), &[&phone], &saved);
    Figure::harmless(4, "disk of a phone full, at every level", times)
        .note(format!("{refused} reports refused, {unsynced} syncs to be repeated"))
        .tell();
}

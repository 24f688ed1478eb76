//! The first, the second, the third … write, sync or rename of a program fails, until one runs through untouched (fault 3).
//! What was acknowledged is there, what failed says so in a sentence, and everything goes on once the disk is well.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::path::{Path, PathBuf};
use std::time::Duration;

use outside::faults::{Fault, came_to_pass, must_be_traceable, numbers};
use outside::phone::HERE;
use outside::{City, Ended, Phone, oracle, run};
use tests::Dice;
use tests::figures::{Figure, is_long, seed};

const ERRORS: [&str; 2] = ["EIO", "ENOSPC"];

/// Each call fails with each error, once and for good, at one number after the other until no call is left to fail. `one`
/// plays the fault and tells whether it came to pass. How many did.
fn every_fault(calls: &[(&'static str, &[PathBuf])], dice: &mut Dice, mut one: impl FnMut(&Fault) -> bool) -> u64 {
    let mut played = 0;
    for (call, files) in calls {
        for error in ERRORS {
            let for_good = dice.below(2) == 1;
            for nth in numbers(is_long(), dice.below(7)) {
                let modes: &[bool] = if is_long() { &[false, true] } else { &[for_good] };
                let faults = modes.iter().map(|for_good| Fault { call, error, nth, for_good: *for_good, files });
                let came = faults.map(|fault| one(&fault)).fold(0, |came, it| came + u64::from(it));
                played += came;
                if came == 0 {
                    break;
                }
            }
        }
    }
    played
}

/// A program run to its end with this fault, and whether it came to pass.
fn befallen(fault: &Fault, command: &std::process::Command, log: &Path) -> (Ended, bool) {
    let ended = run(fault.befalls(command, log, false), b"");
    let came = came_to_pass(log);
    let calls = std::fs::read_to_string(log).unwrap_or_default();
    if calls.lines().any(|call| call.contains("write(2,") && call.contains("(INJECTED)")) {
        // It was the sentence that could not be written.
        assert_eq!(ended.code, Some(1), "{fault:?}");
    } else if ended.code != Some(0) {
        ended.failed();
    } else if !came {
        assert_eq!(ended.err, "", "{fault:?}");
    }
    (ended, came)
}

/// A small photo.
fn photo(place: &Path) -> String {
    let path = place.join("photo.jpg");
    image::RgbImage::from_fn(320, 240, |x, y| image::Rgb([(x / 2) as u8, y as u8, 60])).save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Nothing of it was taken for damaged.
#[track_caller]
fn none_set_aside(store: &Path) {
    let names = std::fs::read_dir(store.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name());
    let aside: Vec<_> = names.filter(|name| name.to_string_lossy().contains("damaged")).collect();
    assert!(aside.is_empty(), "{aside:?}");
}

const PHONE: [(&str, &[PathBuf]); 4] = [("pwrite64", &[]), ("fsync", &[]), ("ftruncate", &[]), ("/^unlink", &[])];

#[test]
fn whichever_write_of_a_phone_fails_what_it_acknowledged_is_saved() {
    must_be_traceable();
    let mut dice = Dice::new(seed("whichever_write_of_a_phone_fails_what_it_acknowledged_is_saved"));
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let (photo, log) = (photo(city.place.path()), city.place.path().join("calls"));
    let mut saved = Vec::new();

    let report = ["--json", "report", "--category", "litter", "--at", HERE, "--photo", &photo];
    let reports = every_fault(&PHONE, &mut dice, |fault| {
        let (ended, came) = befallen(fault, &phone.command(&report), &log);
        assert_eq!(ended.acknowledged().is_some(), ended.code == Some(0), "{fault:?} {ended:?}");
        saved.extend(ended.acknowledged());
        came
    });
    let kept = phone.status()["reports"].as_array().unwrap().len();
    assert!(kept >= saved.len(), "{kept} of {}", saved.len());

    let syncs = every_fault(&PHONE, &mut dice, |fault| {
        saved.push(phone.report(&["--category", "greenery", "--at", HERE, "--photo", &photo]));
        let came = befallen(fault, &phone.command(&["sync", "--once"]), &log).1;
        // It goes on, and each fault meets as much work as the last one did.
        phone.sync();
        came
    });

    // The first start of a phone: what failed is made at the second.
    let begun = every_fault(&PHONE, &mut dice, |fault| {
        let new = Phone { store: tempfile::tempdir_in(city.place.path()).unwrap().keep().join("new.db") };
        let (ended, came) = befallen(fault, &new.command(&["--json", "report", "--category", "litter"]), &log);
        new.report(&["--category", "litter"]);
        let kept = new.status()["reports"].as_array().unwrap().len();
        assert!(kept > usize::from(ended.code == Some(0)), "{fault:?}");
        none_set_aside(&new.store);
        came
    });
    none_set_aside(&phone.store);
    phone.sync();
    city.digest();
    phone.sync();
    oracle(&city, &city.mails(), &[&phone], &saved);
    Figure::harmless(3, "the Nth write or sync of a phone fails", reports + syncs + begun)
        .note(format!("{reports} while it saves, {syncs} while it syncs, {begun} at its first start"))
        .tell();
}

#[test]
fn whichever_write_of_a_server_fails_it_acknowledges_only_what_it_has() {
    must_be_traceable();
    let mut dice = Dice::new(seed("whichever_write_of_a_server_fails_it_acknowledges_only_what_it_has"));
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let address = server.kill();
    let (photo, log) = (photo(city.place.path()), city.place.path().join("calls"));
    let mut saved = Vec::new();

    // A file of a known name: sockets and what wakes a thread are written to by the same call.
    let journal = [city.data.join("journal.jsonl")];
    let calls: [(&str, &[PathBuf]); 7] = [
        ("pwrite64", &[]),
        ("fsync", &[]),
        ("fdatasync", &[]),
        ("ftruncate", &[]),
        ("/^rename", &[]),
        ("/^link", &[]),
        ("write", &journal),
    ];
    let serve = city.command(&["--json", "serve", "--listen", &address]);
    let (mut refused, mut unsynced) = (0, 0);
    let played = every_fault(&calls, &mut dice, |fault| {
        saved.push(phone.report(&["--category", "greenery", "--at", HERE, "--photo", &photo]));
        saved.push(phone.report(&["--category", "needles", "--at", HERE]));
        match city.served_by(fault.befalls(&serve, &log, true)) {
            Ok(server) => {
                let ended = phone.run(&["sync", "--once"]);
                assert!(ended.done_or_failed(), "{fault:?}");
                unsynced += u64::from(ended.code != Some(0));
                server.kill();
            }
            // It says why it does not begin to serve.
            Err(ended) => {
                ended.failed();
                refused += 1;
            }
        }
        let server = city.serve_at(&address);
        phone.sync();
        server.kill();
        // The tracer is a process of its own.
        (0..10).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            came_to_pass(&log)
        })
    });
    assert!(!city.log().contains("panicked"), "{}", city.log());

    let _server = city.serve_at(&address);
    phone.sync();
    city.let_a_quarter_of_an_hour_pass_for_mails();
    city.digest();
    phone.sync();
    assert!(city.run(&["check"]).done().out.contains("sound"));
    oracle(&city, &city.mails(), &[&phone], &saved);
    Figure::harmless(3, "the Nth write, sync or rename of a server fails", played)
        .note(format!("{refused} times it did not start, {unsynced} times a phone had to come again"))
        .tell();
}

#[test]
fn whichever_write_of_a_command_fails_mails_go_once_and_backups_are_whole() {
    must_be_traceable();
    let mut dice = Dice::new(seed("whichever_write_of_a_command_fails_mails_go_once_and_backups_are_whole"));
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let log = city.place.path().join("calls");
    let mut saved = Vec::new();
    let calls: [(&str, &[PathBuf]); 5] =
        [("pwrite64", &[]), ("fsync", &[]), ("fdatasync", &[]), ("write", &[]), ("/^rename", &[])];

    let digests = every_fault(&calls, &mut dice, |fault| {
        saved.push(phone.report(&["--category", "greenery", "--at", HERE]));
        phone.sync();
        let came = befallen(fault, &city.command(&["digest", "--now"]), &log).1;
        city.let_a_quarter_of_an_hour_pass_for_mails();
        came
    });
    city.digest();
    let backup = city.place.path().join("backup");
    let write = ["backup", backup.to_str().unwrap()];
    city.run(&write).done();
    let backups = every_fault(&calls, &mut dice, |fault| {
        let (_, came) = befallen(fault, &city.command(&write), &log);
        assert!(backup.is_file(), "{fault:?}");
        let names = std::fs::read_dir(city.place.path()).unwrap().map(|file| file.unwrap().file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().ends_with("tmp")).collect();
        assert!(left.is_empty(), "{fault:?}: {left:?}");
        came
    });
    phone.sync();
    assert!(city.run(&["check"]).done().out.contains("sound"));
    oracle(&city, &city.mails(), &[&phone], &saved);
    drop(server);
    let elsewhere = city.place.path().join("elsewhere");
    let restored = City { data: elsewhere, place: tempfile::tempdir().unwrap(), set: Vec::new(), user: None };
    restored.run(&["restore", backup.to_str().unwrap()]).done();
    assert!(restored.run(&["check"]).done().out.contains("sound"));
    Figure::harmless(3, "the Nth write, sync or rename of digest or backup fails", digests + backups)
        .note(format!("{digests} digests, {backups} backups"))
        .tell();
}

//! Several processes on one store, on either side (fault 20): each does its work or says a clear sentence, and nobody reads
//! that a database is busy.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::process::Stdio;
use std::thread;

use outside::phone::HERE;
use outside::{City, Ended, Phone, oracle, wait};
use tests::figures::{Figure, tries};

/// Words of machines, and the sentence that the phone has where it gives up waiting.
#[track_caller]
fn says_nothing_of_waiting(ended: &Ended) {
    let said = format!("{}{}", ended.out, ended.err).to_lowercase();
    for word in ["busy", "locked", "sqlite", "belegt", "gesperrt", "panic"] {
        assert!(!said.contains(word), "{ended:?}");
    }
}

/// The same command so many times, one after the other.
fn repeat(phone: &Phone, times: u64, arguments: &[&str]) -> Vec<Ended> {
    let once = |_| {
        let ended = phone.run(arguments).done();
        says_nothing_of_waiting(&ended);
        ended
    };
    (0..times).map(once).collect()
}

#[test]
fn many_programs_on_one_store_all_do_their_work() {
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let first = phone.report(&["--category", "litter", "--at", HERE]);
    let log = city.place.path().join("watch.err");
    let mut watching = phone.command(&["sync", "--watch"]);
    watching.stdout(Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
    let mut watching = watching.spawn().unwrap();

    let times = tries(15, 150);
    let report = ["--json", "report", "--category", "litter", "--at", HERE];
    let mut saved: Vec<String> = thread::scope(|scope| {
        let walks: Vec<_> = (0..4).map(|_| scope.spawn(|| repeat(&phone, times, &report))).collect();
        scope.spawn(|| repeat(&phone, times, &["list"]));
        scope.spawn(|| repeat(&phone, times, &["--json", "status"]));
        scope.spawn(|| repeat(&phone, times, &["sync", "--once"]));
        scope.spawn(|| repeat(&phone, times, &["still-there", &first]));
        scope
            .spawn(|| (0..times).for_each(|n| drop(repeat(&phone, 1, &["correct", &first, "--note", &n.to_string()]))));
        walks.into_iter().flat_map(|walk| walk.join().unwrap()).map(|ended| ended.acknowledged().unwrap()).collect()
    });
    assert_eq!(saved.len() as u64, 4 * times);
    saved.push(first);
    wait(60, "drained queue", || (phone.status()["queued"] == 0).then_some(()));
    assert!(watching.try_wait().unwrap().is_none(), "it goes on watching");
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert_eq!(std::fs::read_to_string(&log).unwrap(), "");
    phone.sync();
    city.digest();
    phone.sync();
    oracle(&city, &city.mails(), &[&phone], &saved);
    Figure::harmless(20, "nine programs at once on a phone that also watches", 9 * times).tell();
}

#[test]
fn programs_that_begin_a_store_at_once_begin_the_same() {
    let place = tempfile::tempdir().unwrap();
    let times = tries(10, 200);
    for time in 0..times {
        let phone = Phone { store: place.path().join(format!("{time}.db")) };
        let saved: Vec<String> = thread::scope(|scope| {
            let report = || phone.report(&["--category", "litter"]);
            let begun: Vec<_> = (0..6).map(|_| scope.spawn(report)).collect();
            begun.into_iter().map(|report| report.join().unwrap()).collect()
        });
        let status = phone.status();
        let reports = status["reports"].as_array().unwrap();
        assert_eq!(reports.len(), saved.len());
        assert!(saved.iter().all(|id| reports.iter().any(|report| report["id"] == **id)));
    }
    Figure::harmless(20, "six programs begin a phone's store at once", times).tell();
}

#[test]
fn of_servers_that_begin_at_once_one_serves_and_the_others_say_why_not() {
    let city = City::with_districts();
    let times = tries(5, 50);
    for _ in 0..times {
        let serve = || city.served_by(city.command(&["--json", "serve", "--listen", "127.0.0.1:0"]));
        let begun: Vec<_> = thread::scope(|scope| {
            let begun: Vec<_> = (0..4).map(|_| scope.spawn(serve)).collect();
            begun.into_iter().map(|server| server.join().unwrap()).collect()
        });
        assert_eq!(begun.iter().filter(|server| server.is_ok()).count(), 1);
        for refused in begun.iter().filter_map(|server| server.as_ref().err()) {
            assert!(refused.failed().contains("in use by another process"), "{refused:?}");
            says_nothing_of_waiting(refused);
        }
    }
    Figure::harmless(20, "four servers begin on one folder at once", times).tell();
}

#[test]
fn commands_beside_a_server_all_do_their_work() {
    let city = City::with_districts();
    let server = city.serve();
    let phones = ["anna", "ben"].map(|name| city.phone(&server, name));
    let times = tries(8, 80);
    let commands: [&[&str]; 5] =
        [&["digest", "--now"], &["check"], &["person", "add", "Emma"], &["devices", "list"], &["enrol", "--name", "x"]];
    let backup = city.place.path().join("backup");
    let saved: Vec<String> = thread::scope(|scope| {
        let walk = |phone: &Phone| -> Vec<String> {
            let step = |_| {
                let id = phone.report(&["--category", "needles", "--at", HERE]);
                phone.sync();
                id
            };
            (0..2 * times).map(step).collect()
        };
        let walks: Vec<_> = phones.iter().map(|phone| scope.spawn(move || walk(phone))).collect();
        for command in commands {
            let city = &city;
            scope.spawn(move || (0..times).for_each(|_| says_nothing_of_waiting(&city.run(command).done())));
        }
        scope.spawn(|| (0..times).for_each(|_| drop(city.run(&["backup", backup.to_str().unwrap()]).done())));
        walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect()
    });
    city.digest();
    for phone in phones.iter().chain(&phones) {
        phone.sync();
    }
    for word in ["busy", "locked", "panicked"] {
        assert!(!city.log().contains(word), "{}", city.log());
    }
    oracle(&city, &city.mails(), &phones.each_ref(), &saved);
    Figure::harmless(20, "six commands beside a server and two pushing phones", 6 * times).tell();
}

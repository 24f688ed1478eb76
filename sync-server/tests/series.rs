//! Backups by the clock: a folder of many, each photo in it once, and what becomes of it over the days.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use common::city::{City, place_of};
use common::command::{program, run};
use common::noon;
use serde_json::{Value, json};
use shared::protocol::PULL;
use sync_server::config::Config;
use sync_server::ops::backup::{BackupError, backup};
use sync_server::ops::check;
use sync_server::ops::schedule::Schedule;
use sync_server::ops::series::Keep;
use sync_server::photos::{AttachmentStore, Directory};
use uuid::Uuid;

const ALL: Keep = Keep { number: 30, days: 30 };

fn day(n: i64) -> DateTime<Utc> {
    noon() + TimeDelta::days(n)
}

/// When the backups in the folder were made, newest first, in days since the first.
fn days(city: &City) -> Vec<i64> {
    let whole = city.series.whole(day(10_000)).unwrap();
    whole.iter().map(|kept| (kept.made_at - noon()).num_days()).collect()
}

fn blobs(folder: &Path) -> usize {
    Directory::beside(&folder.join("attachments")).list().unwrap().len()
}

#[test]
fn backups_share_their_photos_and_each_restores_its_day() {
    let city = City::with_photo(&[1; 200_000]);
    let first = city.add(ALL, day(0)).unwrap();
    city.report(2, &[2; 200_000]);
    let second = city.add(ALL, day(1)).unwrap();
    assert_eq!((first.blobs, second.blobs, blobs(city.series.root())), (1, 2, 2));
    let database = std::fs::metadata(second.file.with_extension("db")).unwrap().len();
    assert!(second.bytes < database + 300_000, "the photo of yesterday is not written again");
    city.server.clock.set(day(2));
    for (backup, reports) in [(first.file.as_path(), 1), (&second.file, 2), (city.series.root(), 2)] {
        let (folder, restored) = city.restore_from(backup, &format!("new-{}", sync_server::random::v4()), true);
        assert!(!restored.unwrap().mail_held);
        let storage = sync_server::app::open_storage(&folder).unwrap();
        let after = storage.overview().unwrap();
        assert_eq!((after.reports, after.attachments), (reports, reports));
        assert!(check::is_well(&check::check(&*storage, &Directory::beside(&folder.attachments())).unwrap()));
    }
}

#[test]
fn they_are_kept_by_number_and_by_age_and_the_newest_always() {
    let city = City::with_photo(b"a photo");
    let keep = Keep { number: 3, days: 10 };
    for n in 0..5 {
        city.add(keep, day(n)).unwrap();
    }
    assert_eq!(days(&city), [4, 3, 2]);
    // Nobody looked after it for a month; a first step of the clock makes nothing old.
    city.add(keep, day(34)).unwrap();
    assert_eq!(days(&city), [34, 4, 3]);
    let no_longer_named = city.server.app.photos.put(b"of a report that was erased").unwrap();
    Directory::beside(&city.series.root().join("attachments")).put(b"of a report that was erased").unwrap();
    city.add(keep, day(35)).unwrap();
    assert_eq!(days(&city), [35, 34]);
    assert!(!place_of(&city.series.root().join("attachments"), &no_longer_named.sha256).exists());
    assert_eq!(blobs(city.series.root()), 1);
    let files = std::fs::read_dir(city.series.root()).unwrap().count();
    assert_eq!(files, 5, "two databases, two manifests, the photos");
}

#[test]
fn what_a_dying_backup_left_is_cleared_away_and_counts_for_nothing() {
    let city = City::with_photo(b"a photo");
    city.add(ALL, day(0)).unwrap();
    for left in ["2026-11-24T12-00-00.000Z.db", "2026-11-24T12-00-00.000Z.tmp", "notes.txt", "holiday.db"] {
        std::fs::write(city.series.root().join(left), b"half").unwrap();
    }
    assert_eq!(days(&city), [0]);
    city.server.clock.set(day(1));
    run(city.server.app.folder.root(), &["check", "--backup", city.series.root().to_str().unwrap()]).said("1 reports");
    city.add(ALL, day(2)).unwrap();
    let there = |name: &str| city.series.root().join(name).exists();
    assert_eq!(["2026-11-24T12-00-00.000Z.db", "2026-11-24T12-00-00.000Z.tmp"].map(there), [false; 2]);
    assert_eq!(["notes.txt", "holiday.db"].map(there), [true; 2], "what is not ours stays");
    assert!(matches!(city.add(ALL, day(0)), Err(BackupError::Exists(_))));
}

#[test]
fn a_photo_that_is_damaged_here_comes_back_from_the_folder() {
    let city = City::with_photo(b"a photo");
    city.add(ALL, day(0)).unwrap();
    std::fs::remove_file(city.blob(1)).unwrap();
    let second = city.add(ALL, day(1)).unwrap();
    assert!(second.missing.is_empty(), "a backup has it");
    city.server.clock.set(day(1));
    let (folder, _) = city.restore_from(&second.file, "new", true);
    run(folder.root(), &["check"]).said("sound");
}

#[test]
fn phones_let_go_only_what_is_wholly_in_a_backup() {
    let city = City::with_photo(b"a photo");
    let covered = || {
        let page = city.server.known_device("telefon").post(PULL, &json!({ "since": { "seq": 0 } })).json();
        page["backup_covers_seq"].as_u64().unwrap()
    };
    assert_eq!(covered(), 0);
    let first = city.add(ALL, day(0)).unwrap();
    assert_eq!(covered(), first.seq);
    city.report(2, b"another photo");
    std::fs::write(city.blob(2), b"rotten").unwrap();
    assert_eq!(city.add(ALL, day(1)).unwrap().missing, [Uuid::from_u128(4)]);
    assert_eq!(covered(), first.seq, "a part of it is nowhere");
    std::fs::write(city.blob(2), b"another photo").unwrap();
    let third = city.add(ALL, day(2)).unwrap();
    assert_eq!(covered(), third.seq);
}

#[test]
fn one_backup_is_made_at_a_time_and_cities_do_not_mix() {
    let city = City::with_photo(b"a photo");
    let hold = city.server.app.folder.backing_up().unwrap();
    assert!(matches!(city.add(ALL, day(0)), Err(BackupError::Folder(_))));
    assert!(matches!(backup(city.server.app.source(), &city.archive, day(0)), Err(BackupError::Folder(_))));
    drop(hold);
    city.add(ALL, day(0)).unwrap();
    let other = City::with_photo(b"a photo");
    assert!(matches!(city.series.add(other.server.app.source(), ALL, day(1)), Err(BackupError::OtherCity(_))));
    assert_eq!(days(&city), [0]);
}

#[test]
fn a_database_that_was_set_back_is_neither_served_nor_backed_up_over_the_newer_one() {
    let city = City::with_photo(b"a photo");
    city.backup();
    let old = city.server.place.path().join("old");
    let data = city.server.app.folder.root();
    run(&old, &["restore", city.archive.to_str().unwrap()]).said("restored");
    // As a snapshot would bring it: of the same epoch.
    let database = old.join("kuemmerer.db");
    let rows = rusqlite::Connection::open(&database).unwrap();
    let before = city.server.app.storage.overview().unwrap();
    rows.execute("UPDATE city SET epoch = ?1, seq = ?2", (before.epoch, before.seq as i64)).unwrap();
    drop(rows);
    city.report(2, b"another photo");
    city.add(ALL, day(0)).unwrap();

    let folder = city.series.root().to_str().unwrap();
    let serve = program(&old).env("KUEMMERER_BACKUP_DIR", folder).args(["serve", "--listen", "127.0.0.1:0"]).output();
    common::command::Ended::from(serve.unwrap()).failed_with("was set back");
    run(&old, &["backup", folder]).failed_with("was set back");
    assert_eq!(days(&city), [0]);
    run(data, &["backup", folder]).said("up to");
}

#[test]
fn a_drill_finds_what_would_not_come_back() {
    let city = City::with_photo(b"a photo");
    let made = city.add(ALL, day(0)).unwrap();
    city.backup();
    let data = city.server.place.path().join("elsewhere");
    let drill = |path: &Path| run(&data, &["check", "--backup", path.to_str().unwrap()]);
    for path in [city.series.root(), &made.file, &city.archive] {
        drill(path).said("1 reports, 1 files");
    }
    let facts = run(&data, &["--json", "check", "--backup", made.file.to_str().unwrap()]).json();
    assert_eq!((&facts["reports"], &facts["findings"]["attachments"]), (&json!(1), &json!([])));
    let database = made.file.with_extension("db");
    let (sound, blob) = (std::fs::read(&database).unwrap(), city.series.root().join("attachments"));
    let blob = place_of(&blob, &city.server.app.storage.blobs().unwrap()[0].1);
    std::fs::write(&blob, b"rotten").unwrap();
    drill(&made.file).failed_with("not what its name says");
    std::fs::remove_file(&blob).unwrap();
    drill(&made.file).failed_with("missing");
    std::fs::write(&blob, b"a photo").unwrap();
    let mut flipped = sound.clone();
    flipped[20_000] ^= 1;
    std::fs::write(&database, flipped).unwrap();
    drill(&made.file).failed_with("not the one of the manifest");
    std::fs::write(&database, sound).unwrap();
    drill(&made.file).said("1 reports");
    assert!(!data.join("kuemmerer.db").exists(), "a drill touches no data folder");
    drill(&data.join("nowhere")).failed_with("no whole backup");
}

#[test]
fn a_journal_that_is_older_than_the_backup_holds_mail() {
    let city = City::with_photo(b"a photo");
    let journal = city.server.app.folder.journal();
    let older = std::fs::read(&journal).unwrap();
    city.server.device("another");
    let made = city.add(ALL, day(0)).unwrap();
    let held = |name: &str| city.restore_from(&made.file, name, true).1.unwrap().mail_held;
    assert!(!held("same"));
    city.server.device("a third");
    assert!(!held("gone on"));
    std::fs::write(&journal, older).unwrap();
    assert!(held("older"));
    city.server.device("a fourth");
    assert!(held("older, and gone on from there"));
}

#[test]
fn one_is_due_each_day_whatever_the_clock_does() {
    let city = City::with_photo(b"a photo");
    let config = |folder: String| Config { backup_dir: folder, ..Config::default() };
    assert!(Schedule::of(&config(String::new())).is_none());
    let schedule = Schedule::of(&config(city.series.root().to_str().unwrap().to_owned())).unwrap();
    let run = |now| schedule.run(city.server.app.source(), now).unwrap().is_some();
    assert!(schedule.is_late(day(0)).unwrap());
    assert!(run(day(0)) && !run(day(0)) && !run(day(0) + TimeDelta::hours(13)));
    assert!(run(day(0) + TimeDelta::hours(14)), "half past two in Berlin is past");
    assert!(!schedule.is_late(day(2)).unwrap() && schedule.is_late(day(3)).unwrap());
    // Ten years ahead and back again: one each.
    assert!(run(day(3_650)) && !run(day(3_650)));
    assert!(run(day(2)) && !run(day(2)) && run(day(3)));
}

#[test]
fn whoever_watches_the_server_hears_how_backups_are() {
    let city = City::with_photo(b"a photo");
    assert_eq!(city.server.get("/health").json()["backup"], "off");
    let data = city.server.app.folder.root();
    let folder = city.series.root().to_str().unwrap();
    let check = || {
        let ended = program(data).env("KUEMMERER_BACKUP_DIR", folder).args(["--json", "check"]).output().unwrap();
        let facts: Value = serde_json::from_slice(&ended.stdout).unwrap();
        (ended.status.code(), facts["backup_late"].as_bool().unwrap())
    };
    assert_eq!(check(), (Some(1), true));
    run(data, &["backup"]).failed_with("where to?");
    let ended = program(data).env("KUEMMERER_BACKUP_DIR", folder).args(["backup"]).output().unwrap();
    common::command::Ended::from(ended).said("up to");
    assert_eq!(check(), (Some(0), false));
}

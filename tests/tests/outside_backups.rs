//! Backups of a running server (faults 17 and 18): taken under load by one program, restored by another, and compared with
//! what phones were told; and a drill of everything, from the first backup to the phones that come home.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use outside::phone::HERE;
use outside::{City, Phone, http, oracle, program, run, wait};
use rusqlite::{Connection, OpenFlags};
use tests::figures::{Figure, tries};

/// A small photo.
fn photo(city: &City) -> String {
    let path = city.place.path().join("photo.jpg");
    image::RgbImage::from_fn(320, 240, |x, y| image::Rgb([(x / 2) as u8, y as u8, 60])).save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Saves and syncs, again and again.
fn walk(phone: &Phone, photo: &str, over: &AtomicBool) -> Vec<String> {
    let mut saved = Vec::new();
    while !over.load(Ordering::Relaxed) {
        saved.push(phone.report(&["--category", "litter", "--at", HERE, "--photo", photo]));
        saved.push(phone.report(&["--category", "path_damage", "--at", HERE]));
        phone.sync();
    }
    saved
}

type Ids = BTreeSet<Vec<u8>>;

fn ids(database: &Connection, sql: &str) -> Ids {
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// What phones were told, as it stands in their stores.
#[derive(Default)]
struct Told {
    /// Changes that the server has.
    stored: Ids,
    /// Attachments of which it has every byte.
    received: Ids,
    /// Attachments whose bytes the phones let go.
    let_go: Ids,
}

impl Told {
    fn to(phones: &[Phone]) -> Told {
        let mut told = Told::default();
        for phone in phones {
            let store = phone.database();
            store.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
            told.stored.extend(ids(&store, "SELECT id FROM outbox WHERE state = 'stored'"));
            told.received.extend(ids(&store, "SELECT id FROM attachments WHERE stage = 'received'"));
            told.let_go.extend(ids(&store, "SELECT id FROM attachments WHERE body IS NULL"));
        }
        told
    }
}

/// A data folder that was restored.
struct Restored {
    data: PathBuf,
    database: Connection,
}

impl Restored {
    fn from(city: &City, backup: &Path) -> Restored {
        let data = city.place.path().join("restored");
        let _ = std::fs::remove_dir_all(&data);
        let mut command = program("sync-server");
        command.arg("--data").arg(&data).arg("restore").arg(backup);
        run(command, b"").done();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = Connection::open_with_flags(data.join("kuemmerer.db"), flags).unwrap();
        Restored { data, database }
    }

    /// Attachments of which every byte is on the disk, hashed by another program than ours.
    fn whole(&self) -> Ids {
        let blobs = self.data.join("attachments/blobs");
        let mut hashing = Command::new("sh");
        hashing.current_dir(&blobs).args(["-c", "find . -type f -exec sha256sum {} +"]);
        let said = run(hashing, b"").done().out;
        let sound: BTreeSet<&str> = said
            .lines()
            .filter(|line| line[66..].replace(['.', '/'], "") == line[..64])
            .map(|line| &line[..64])
            .collect();
        let mut statement =
            self.database.prepare("SELECT id, lower(hex(blob)) FROM attachments WHERE blob IS NOT NULL");
        let rows = statement.as_mut().unwrap().query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows = rows.map(Result::<(Vec<u8>, String), _>::unwrap);
        rows.filter(|(_, blob)| sound.contains(blob.as_str())).map(|(id, _)| id).collect()
    }

    #[track_caller]
    fn holds(&self, before: &Told, after: &Told) {
        let sound: String = self.database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
        let (changes, whole) = (ids(&self.database, "SELECT id FROM changes"), self.whole());
        let lost = |told: &Ids, here: &Ids| told.difference(here).count();
        assert_eq!(lost(&before.stored, &changes), 0, "changes that were acknowledged before the backup began");
        assert_eq!(lost(&before.received, &whole), 0, "attachments that were acknowledged before the backup began");
        assert_eq!(lost(&after.let_go, &whole), 0, "attachments that phones have let go");
        // What is not whole was on its way, and says so.
        let announced = ids(&self.database, "SELECT id FROM attachments WHERE received_at IS NOT NULL");
        assert_eq!(lost(&announced, &whole), 0, "attachments that the copy says are here");
    }
}

#[test]
fn each_backup_under_load_holds_all_that_was_acknowledged_before_it_began() {
    // Each time in a new city: what has to be restored stays as much as phones bring in seconds, not in hours.
    let (restores, cities) = (5, tries(1, 20));
    let done: Vec<_> = (0..cities).map(|_| backups_under_load(restores)).collect();
    let (saved, let_go) = done.iter().fold((0, 0), |sum, city| (sum.0 + city.0, sum.1 + city.1));
    Figure::harmless(18, "a backup under 8 pushing phones is restored", restores * cities)
        .note(format!("{saved} reports pushed meanwhile, {let_go} photos let go"))
        .tell();
}

/// How many reports were saved meanwhile, and how many photos the phones could let go.
fn backups_under_load(restores: u64) -> (usize, usize) {
    let city = City::with_districts();
    let server = city.serve();
    let names = ["anna", "ben", "cem", "dora", "edda", "fritz", "gül", "hans"];
    let phones: Vec<Phone> = names.map(|name| city.phone(&server, name)).into();
    let (photo, over) = (photo(&city), AtomicBool::new(false));
    let folder = city.place.path().join("backups");
    std::fs::create_dir(&folder).unwrap();
    let (saved, let_go) = std::thread::scope(|scope| {
        let walks: Vec<_> = phones.iter().map(|phone| scope.spawn(|| walk(phone, &photo, &over))).collect();
        let mut let_go = 0;
        for round in 0..restores {
            let before = Told::to(&phones);
            // In turn one more in the folder, and one in a file of its own.
            let file = city.place.path().join("backup.tar");
            let to = if round % 2 == 0 { &folder } else { &file };
            let made = city.run(&["--json", "backup", to.to_str().unwrap()]).json();
            let after = Told::to(&phones);
            Restored::from(&city, Path::new(made["file"].as_str().unwrap())).holds(&before, &after);
            let_go = after.let_go.len();
        }
        over.store(true, Ordering::Relaxed);
        let saved: Vec<String> = walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect();
        (saved, let_go)
    });
    phones.iter().for_each(Phone::sync);
    city.run(&["digest", "--now"]).done();
    phones.iter().for_each(Phone::sync);
    assert!(Told::to(&phones).let_go.len() >= let_go && let_go > 0, "phones heard what they may let go");
    oracle(&city, &city.mails(), &phones.iter().collect::<Vec<_>>(), &saved);
    (saved.len(), let_go)
}

#[test]
fn a_drill_from_the_first_backup_to_phones_that_come_home() {
    let mut city = City::with_districts();
    let folder = city.place.path().join("backups");
    city.set.push(("KUEMMERER_BACKUP_DIR", folder.to_str().unwrap().to_owned()));
    let server = city.serve();
    let photo = photo(&city);
    // The clock makes the first one at once.
    wait(60, "backup", || folder.read_dir().ok()?.any(|file| ends_with(&file.unwrap(), "json")).then_some(()));
    let metrics = http::get(&server.address, "/metrics");
    assert!(String::from_utf8_lossy(&metrics.body).contains("kuemmerer_backup_age_seconds"));
    assert!(String::from_utf8_lossy(&http::get(&server.address, "/health").body).contains("\"backup\":\"well\""));

    let (anna, ben) = (city.phone(&server, "anna"), city.phone(&server, "ben"));
    let mut saved = vec![anna.report(&["--category", "litter", "--at", HERE, "--photo", &photo])];
    anna.sync();
    city.run(&["digest", "--now"]).done();
    city.run(&["backup"]).done();
    anna.sync();
    assert_eq!(Told::to(std::slice::from_ref(&anna)).let_go.len(), 1);
    // After the last backup: received, mailed, and only on the phone and in the journal when the disk dies.
    saved.push(ben.report(&["--category", "litter", "--at", HERE, "--photo", &photo]));
    ben.sync();
    city.run(&["digest", "--now"]).done();
    ben.sync();
    let said = city.run(&["check", "--backup", folder.to_str().unwrap()]).done().out;
    assert!(said.contains("1 reports"), "{said}");

    let address = server.kill();
    std::fs::rename(city.data.join("kuemmerer.db"), city.place.path().join("lost.db")).unwrap();
    let _ = ["kuemmerer.db-wal", "kuemmerer.db-shm"].map(|part| std::fs::remove_file(city.data.join(part)));
    std::fs::remove_dir_all(city.data.join("attachments")).unwrap();
    let said = city.run(&["restore", folder.to_str().unwrap()]).done().out;
    assert!(said.contains("mail goes on"), "{said}");
    let server = city.serve_at(&address);
    for phone in [&anna, &ben, &anna, &ben] {
        phone.sync();
    }
    city.run(&["digest", "--now"]).done();
    [&anna, &ben].into_iter().for_each(Phone::sync);
    assert_eq!(ben.shows(&saved[1])["state"], "sent");
    assert!(city.run(&["check"]).done().out.contains("sound"));
    oracle(&city, &city.mails(), &[&anna, &ben], &saved);
    drop(server);
    Figure::harmless(17, "drill: backups by the clock, disk lost, restored, served", 1).tell();
}

fn ends_with(file: &std::fs::DirEntry, ending: &str) -> bool {
    file.path().extension().is_some_and(|found| found == ending)
}

//! Backup and restore: all that was acknowledged before is in it, and what is damaged is never put in place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;

use common::city::City;
use common::command::run;
use common::noon;
use serde_json::{Value, json};
use shared::protocol::PULL;
use sync_server::folder::Folder;
use sync_server::journal;
use sync_server::ops::check;
use sync_server::ops::restore::{RestoreError, restore};
use sync_server::photos::Directory;
use uuid::Uuid;

fn facts(data: &Path, command: &[&str]) -> Value {
    run(data, &[command, &["--json"]].concat()).json()
}

#[test]
fn what_was_acknowledged_comes_back_under_a_new_epoch() {
    let city = City::with_photo(b"a photo");
    let phone = city.server.known_device("telefon");
    let before = city.server.app.storage.overview().unwrap();
    let report = city.backup();
    assert_eq!((report.epoch, report.blobs, report.missing.len()), (before.epoch, 1, 0));
    let page = phone.post(PULL, &json!({ "since": { "seq": 0 } })).json();
    assert_eq!(page["backup_covers_seq"].as_u64(), Some(report.seq), "phones hear that they may let go");

    let (folder, restored) = city.restore("new", false);
    let restored = restored.unwrap();
    assert!(restored.mail_held && restored.epoch != before.epoch);
    let storage = sync_server::app::open_storage(&folder).unwrap();
    let after = storage.overview().unwrap();
    assert_eq!((after.epoch, after.reports, after.attachments), (restored.epoch, 1, 1));
    assert!(after.seq > before.seq + 1_000_000);
    assert!(storage.mail_held().unwrap());
    assert!(check::is_well(&check::check(&*storage, &Directory::beside(&folder.attachments())).unwrap()));
    drop(storage);
    assert_eq!(run(folder.root(), &["mail", "release"]).code, 0);
    assert_eq!(facts(folder.root(), &["digest", "--now"])["held"], false);
}

#[test]
fn a_phone_that_was_revoked_since_stays_so() {
    let city = City::with_photo(b"a photo");
    let phone = city.server.known_device("telefon").id;
    city.backup();
    city.server.app.storage.revoke(phone, noon()).unwrap();
    let (folder, restored) = city.restore("new", true);
    let restored = restored.unwrap();
    assert_eq!((restored.journal, restored.mail_held), (Some(2), false), "it joined and was locked");
    let storage = sync_server::app::open_storage(&folder).unwrap();
    assert!(storage.devices().unwrap().iter().any(|device| device.id == phone && device.revoked_at.is_some()));
}

#[test]
fn a_damaged_journal_is_as_good_as_none_and_is_kept() {
    let city = City::with_photo(b"a photo");
    city.backup();
    std::fs::write(city.server.app.folder.journal(), "nonsense\n{}\n").unwrap();
    let (folder, restored) = city.restore("new", true);
    assert!(restored.unwrap().mail_held);
    assert!(folder.root().join("journal.jsonl.damaged").exists());
    assert!(journal::read(&folder.journal()).unwrap().is_none());
}

#[test]
fn a_database_that_is_there_is_set_aside_and_never_deleted() {
    let city = City::with_photo(b"a photo");
    city.backup();
    let (folder, restored) = city.restore("new", false);
    restored.unwrap();
    assert!(matches!(restore(&folder, &city.archive, false, noon()), Err(RestoreError::NotEmpty(_))));
    let again = restore(&folder, &city.archive, true, noon()).unwrap();
    assert!(again.set_aside.unwrap().join("kuemmerer.db").exists());
    assert!(!folder.restoring().exists());
}

#[test]
fn a_damaged_archive_changes_nothing() {
    let city = City::with_photo(&vec![7; 100_000]);
    city.backup();
    let sound = std::fs::read(&city.archive).unwrap();
    let (folder, _) = city.restore("new", false);
    let before = sync_server::app::open_storage(&folder).unwrap().overview().unwrap();
    let mut flipped_photo = sound.clone();
    let photo = sound.windows(1_000).rposition(|window| window == [7; 1_000]).unwrap();
    flipped_photo[photo] = 8;
    let mut flipped_database = sound.clone();
    flipped_database[20_000] ^= 1;
    for bytes in
        [&sound[..sound.len() / 2], &sound[..sound.len() - 4_096], &flipped_photo, &flipped_database, b"no tar"]
    {
        std::fs::write(&city.archive, bytes).unwrap();
        restore(&folder, &city.archive, true, noon()).unwrap_err();
        assert_eq!(sync_server::app::open_storage(&folder).unwrap().overview().unwrap().epoch, before.epoch);
        assert!(folder.share().is_ok());
    }
}

#[test]
fn an_archive_writes_nowhere_but_where_it_belongs() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    let folder = Folder::create(&place.path().join("data")).unwrap();
    for name in ["../outside", "/tmp/outside", "attachments/../../outside", "attachments/short", "other"] {
        let mut tar = tar::Builder::new(std::fs::File::create(&archive).unwrap());
        let mut header = tar::Header::new_gnu();
        // The builder refuses such names; an attacker does not.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(4);
        header.set_cksum();
        tar.append(&header, &b"evil"[..]).unwrap();
        tar.finish().unwrap();
        assert!(matches!(restore(&folder, &archive, false, noon()), Err(RestoreError::Damaged(_))), "{name}");
        assert!(!place.path().join("outside").exists());
    }
}

#[test]
fn check_and_backup_name_a_photo_that_is_damaged_or_gone() {
    let city = City::with_photo(b"a photo");
    let data = city.server.app.folder.root();
    assert_eq!(run(data, &["check"]).code, 0);
    let path = city.blob(1);
    std::fs::write(&path, b"another").unwrap();
    run(data, &["check"]).failed_with("something is wrong");
    std::fs::remove_file(&path).unwrap();
    let report = city.backup();
    assert_eq!(report.missing, [Uuid::from_u128(2)]);
    let page = city.server.known_device("telefon").post(PULL, &json!({ "since": { "seq": 0 } })).json();
    assert_eq!(page["backup_covers_seq"], 0, "what is not whole covers nothing");
}

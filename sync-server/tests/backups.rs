//! Backup and restore: all that was acknowledged before is in it, and what is damaged is never put in place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};

use common::command::run;
use common::{Server, noon};
use serde_json::{Value, json};
use shared::protocol::{PULL, PUSH};
use sync_server::folder::Folder;
use sync_server::journal;
use sync_server::ops::restore::{RestoreError, Restored, restore};
use sync_server::ops::{backup, check};
use sync_server::photos::Directory;
use uuid::Uuid;

/// A server with one report, and a photo that is all there.
struct City {
    server: Server,
    archive: PathBuf,
}

impl City {
    fn with_photo(photo: &[u8]) -> City {
        use sha2::{Digest, Sha256};
        let server = Server::start();
        let phone = server.device("telefon");
        let sha: String = Sha256::digest(photo).iter().map(|byte| format!("{byte:02x}")).collect();
        let bytes = json!({ "sha256": sha, "size": photo.len(), "mime": "image/jpeg" });
        let (report, attachment) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let changes = [
            phone.change(1, "report", report, json!({ "category": "litter" })),
            phone.change(2, "attachment", attachment, json!({ "report": report, "role": "photo", "bytes": bytes })),
        ];
        assert_eq!(phone.post(PUSH, &json!({ "changes": changes })).status, 200);
        let app = &server.app;
        let upload = app.storage.create_upload(phone.id, attachment, photo.len() as u64, noon()).unwrap();
        let blob = app.photos.put(photo).unwrap();
        app.storage.upload_finished(upload.id, &blob, noon()).unwrap();
        let archive = server.place.path().join("backup.tar");
        City { server, archive }
    }

    fn backup(&self) -> backup::Report {
        let app = &self.server.app;
        backup::backup(app.source(), &self.archive, noon()).unwrap()
    }

    /// Into another folder, as after the loss of a machine; with the journal or without.
    fn restore(&self, name: &str, with_journal: bool) -> (Folder, Result<Restored, RestoreError>) {
        let folder = Folder::create(&self.server.place.path().join(name)).unwrap();
        if with_journal {
            std::fs::copy(self.server.app.folder.journal(), folder.journal()).unwrap();
        }
        let restored = restore(&folder, &self.archive, false, noon());
        (folder, restored)
    }
}

fn facts(data: &Path, command: &[&str]) -> Value {
    run(data, &[command, &["--json"]].concat()).json()
}

#[test]
fn what_was_acknowledged_comes_back_under_a_new_epoch() {
    let city = City::with_photo(b"a photo");
    let phone = city.server.device("telefon");
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
    let phone = city.server.device("telefon").id;
    city.backup();
    city.server.app.storage.revoke(phone, noon()).unwrap();
    let (folder, restored) = city.restore("new", true);
    let restored = restored.unwrap();
    assert_eq!((restored.journal, restored.mail_held), (Some(3), false), "two joined, one of them was locked");
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
    let blob = city.server.app.storage.blobs().unwrap()[0].1;
    let hex = sync_server::random::to_hex(&blob);
    let (folder, rest) = hex.split_at(2);
    let path = data.join("attachments/blobs").join(folder).join(rest);
    std::fs::write(&path, b"another").unwrap();
    run(data, &["check"]).failed_with("something is wrong");
    std::fs::remove_file(&path).unwrap();
    let report = city.backup();
    assert_eq!(report.missing, [Uuid::from_u128(2)]);
    let page = city.server.device("telefon").post(PULL, &json!({ "since": { "seq": 0 } })).json();
    assert_eq!(page["backup_covers_seq"], 0, "what is not whole covers nothing");
}

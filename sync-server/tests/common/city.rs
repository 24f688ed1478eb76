//! A server with something to lose.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::protocol::PUSH;
use sync_server::folder::Folder;
use sync_server::ops::backup::{self, BackupError};
use sync_server::ops::restore::{RestoreError, Restored, restore};
use sync_server::ops::series::{Keep, Series};
use sync_server::random::to_hex;
use uuid::Uuid;

use sync_server::clock::Clock;

use super::{Server, noon};

/// A server with reports, each with a photo that is all there.
pub struct City {
    pub server: Server,
    pub archive: PathBuf,
    pub series: Series,
}

impl City {
    pub fn with_photo(photo: &[u8]) -> City {
        let server = Server::start();
        let (archive, series) = (server.place.path().join("backup.tar"), server.place.path().join("backups"));
        let city = City { server, archive, series: Series::at(&series) };
        city.server.device("telefon");
        city.report(1, photo);
        city
    }

    /// The nth report; its photo's id is one more than 2n - 1, its own.
    pub fn report(&self, n: u64, photo: &[u8]) {
        let phone = self.server.known_device("telefon");
        let bytes = json!({ "sha256": to_hex(&Sha256::digest(photo)), "size": photo.len(), "mime": "image/jpeg" });
        let n = 2 * n;
        let (report, attachment) = (Uuid::from_u128(u128::from(n - 1)), Uuid::from_u128(u128::from(n)));
        let changes = [
            phone.change(n - 1, "report", report, json!({ "category": "litter" })),
            phone.change(n, "attachment", attachment, json!({ "report": report, "role": "photo", "bytes": bytes })),
        ];
        assert_eq!(phone.post(PUSH, &json!({ "changes": changes })).status, 200);
        let app = &self.server.app;
        let upload = app.storage.create_upload(phone.id, attachment, photo.len() as u64, noon()).unwrap();
        let blob = app.photos.put(photo).unwrap();
        app.storage.upload_finished(upload.id, &blob, noon()).unwrap();
    }

    /// Where the photo of the nth report lies.
    pub fn blob(&self, n: u64) -> PathBuf {
        let id = Uuid::from_u128(u128::from(2 * n));
        let (_, sha256) = self.server.app.storage.blobs().unwrap().into_iter().find(|(it, _)| *it == id).unwrap();
        place_of(&self.server.app.folder.attachments(), &sha256)
    }

    pub fn backup(&self) -> backup::Report {
        backup::backup(self.server.app.source(), &self.archive, noon()).unwrap()
    }

    /// One more in the folder of backups.
    pub fn add(&self, keep: Keep, now: DateTime<Utc>) -> Result<backup::Report, BackupError> {
        self.series.add(self.server.app.source(), keep, now)
    }

    /// Into another folder, as after the loss of a machine; with the journal or without.
    pub fn restore(&self, name: &str, with_journal: bool) -> (Folder, Result<Restored, RestoreError>) {
        self.restore_from(&self.archive, name, with_journal)
    }

    /// As [`City::restore`], from this file, manifest or folder.
    pub fn restore_from(
        &self,
        backup: &Path,
        name: &str,
        with_journal: bool,
    ) -> (Folder, Result<Restored, RestoreError>) {
        let folder = Folder::create(&self.server.place.path().join(name)).unwrap();
        if with_journal {
            std::fs::copy(self.server.app.folder.journal(), folder.journal()).unwrap();
        }
        let restored = restore(&folder, backup, false, self.server.clock.now());
        (folder, restored)
    }
}

/// The file of a blob.
pub fn place_of(attachments: &Path, sha256: &[u8; 32]) -> PathBuf {
    let hex = to_hex(sha256);
    let (folder, rest) = hex.split_at(2);
    attachments.join("blobs").join(folder).join(rest)
}

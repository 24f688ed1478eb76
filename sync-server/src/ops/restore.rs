//! Putting a backup in place: whole and verified, or not at all.
//!
//! The database is unpacked beside the old one, checked, brought to its new epoch and only then put in place, by
//! renaming. What was mailed, revoked, sealed and blacked out since stands in the journal, which is not part of a backup and survives.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::sqlite::OpenError;
use uuid::Uuid;

use super::backup::is_sound;
use super::manifest::{DATABASE, FORMAT, Manifest};
use super::unpack::{find, unpack};
use crate::folder::{Folder, FolderError, private_dir, set_aside, sync_dir};
use crate::journal::{self, Journal};
use crate::photos::{AttachmentStore, Directory, StoreError};
use crate::random;
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Ledger, Operations, Recovered, StorageError};

/// Files that together are a database.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// What was done.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// What the archive said.
    pub manifest: Manifest,
    /// The new epoch: phones offer everything again.
    pub epoch: Uuid,
    /// How many entries of the journal were put back; none where there was no journal that can be read.
    pub journal: Option<usize>,
    /// Mail waits until staff release it.
    pub mail_held: bool,
    /// Where the database lies that was here before.
    pub set_aside: Option<PathBuf>,
}

/// Why nothing was restored. What was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Somebody uses the folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// There is a database.
    #[error("there is a database at {0}: with --replace it is set aside, never deleted")]
    NotEmpty(PathBuf),
    /// The disk.
    #[error("the backup cannot be restored: {0}")]
    Io(#[from] io::Error),
    /// A folder without backups, or nothing at all.
    #[error("there is no whole backup at {0}")]
    NoBackup(PathBuf),
    /// The file is no archive of this program, or damaged.
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    /// The manifest is damaged.
    #[error("the manifest of the backup is damaged: {0}")]
    Manifest(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error("the backup has form {0}, this program knows {FORMAT}: use the newer program")]
    Newer(u32),
    /// The database in it does not open.
    #[error("the database in the backup does not open: {0}")]
    Database(#[from] OpenError),
    /// The database in it is not sound.
    #[error("the database in the backup is not sound: {0}")]
    Unsound(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The attachments.
    #[error("the attachments cannot be stored: {0}")]
    Attachments(#[from] StoreError),
}

/// Restores a backup (a file, a manifest, or the newest one of a folder) into a data folder that nobody uses.
///
/// # Errors
/// [`RestoreError`].
pub fn restore(folder: &Folder, backup: &Path, replace: bool, now: DateTime<Utc>) -> Result<Restored, RestoreError> {
    let _alone = folder.alone()?;
    let backup = find(backup, now)?;
    let present = folder.database();
    if !replace && fs::metadata(&present).is_ok_and(|file| file.len() > 0) {
        return Err(RestoreError::NotEmpty(present));
    }
    let place = folder.restoring();
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    private_dir(&place)?;
    let existed = present.exists();
    let done = attempt(folder, &backup, &place.join(DATABASE), now);
    // Where the old database is away and the new one is not there, no command may begin an empty one.
    if done.is_ok() || existed == present.exists() {
        fs::remove_dir_all(&place)?;
    }
    done
}

fn attempt(folder: &Folder, backup: &Path, database: &Path, now: DateTime<Utc>) -> Result<Restored, RestoreError> {
    // Blobs go straight to their place: named by their hash they harm nobody, whatever comes next.
    let photos = Directory::open(&folder.attachments())?;
    let manifest = unpack(backup, database, &mut |bytes| Ok(photos.put_from(bytes)?.sha256))?;
    let known = Known::read(folder, &manifest)?;
    let (epoch, mail_held) = renew(database, folder, &photos, &known, now)?;
    if known.damaged {
        set_aside(&folder.journal(), "damaged")?;
    }
    let set_aside = put_in_place(folder, database)?;
    Ok(Restored { manifest, epoch, journal: known.entries.map(|entries| entries.len()), mail_held, set_aside })
}

/// What the journal knows.
struct Known {
    /// None where there is none that can be read.
    entries: Option<Vec<journal::Entry>>,
    /// It goes on from the backup, and so knows all that was mailed since.
    goes_on: bool,
    /// It cannot be read: as good as none, and kept.
    damaged: bool,
}

impl Known {
    fn read(folder: &Folder, manifest: &Manifest) -> Result<Known, RestoreError> {
        let path = folder.journal();
        let (entries, damaged) = match journal::read(&path) {
            Ok(entries) => (entries, false),
            Err(error) => {
                tracing::error!(%error, "the journal cannot be read");
                (None, true)
            }
        };
        // A machine that was set back has a journal that is older than the backup, and no trace of what it mailed since.
        let goes_on = match &manifest.journal {
            Some(mark) => journal::goes_on_from(&path, mark)?,
            None => true,
        };
        Ok(Known { goes_on: goes_on && entries.is_some(), entries, damaged })
    }
}

/// Checks the unpacked database and gives it its new epoch; whether mail is held.
fn renew(
    database: &Path,
    folder: &Folder,
    photos: &Directory,
    known: &Known,
    now: DateTime<Utc>,
) -> Result<(Uuid, bool), RestoreError> {
    let epoch = random::v4();
    let mail_held = {
        let storage = SqliteStorage::open(database, Journal::at(folder.journal()).into())?;
        if let Some(fault) = storage.check()?.integrity.first() {
            return Err(RestoreError::Unsound(fault.clone()));
        }
        let mut without_bytes = Vec::new();
        for (attachment, blob) in storage.blobs()? {
            if !is_sound(photos, &blob)? {
                without_bytes.push(attachment);
            }
        }
        let journal = known.entries.as_deref().unwrap_or_default();
        let recovered = Recovered { journal, hold_mail: !known.goes_on, without_bytes: &without_bytes };
        storage.after_restore(epoch, &recovered, now)?;
        storage.mail_held()?
    };
    // The last connection to close must be one that writes, or a log stays beside the file that is renamed.
    let last = rusqlite::Connection::open(database).map_err(StorageError::from)?;
    last.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(StorageError::from)?;
    last.close().map_err(|(_, error)| StorageError::from(error))?;
    File::open(database)?.sync_all()?;
    Ok((epoch, mail_held))
}

/// Sets the old database aside and renames the new one to its place.
fn put_in_place(folder: &Folder, database: &Path) -> Result<Option<PathBuf>, RestoreError> {
    let present = folder.database();
    let part = |path: &Path, ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let aside = match present.exists() {
        false => None,
        true => {
            let free = (1_u32..).map(|n| folder.root().join(format!("replaced-{n}"))).find(|path| !path.exists());
            let aside = free.unwrap_or_else(|| folder.root().join("replaced"));
            private_dir(&aside)?;
            let old = aside.join(DATABASE);
            for ending in PARTS.iter().filter(|ending| part(&present, ending).exists()) {
                fs::rename(part(&present, ending), part(&old, ending))?;
            }
            sync_dir(&aside)?;
            Some(aside)
        }
    };
    fs::rename(database, &present)?;
    sync_dir(folder.root())?;
    Ok(aside)
}

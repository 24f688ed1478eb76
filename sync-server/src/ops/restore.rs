//! Putting a backup in place: whole and verified, or not at all.
//!
//! The database is unpacked beside the old one, checked, brought to its new epoch and only then put in place, by
//! renaming. What was mailed and revoked since stands in the journal, which is not part of a backup and survives.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::sqlite::OpenError;
use uuid::Uuid;

use super::manifest::{ATTACHMENTS, DATABASE, FORMAT, Hashing, MANIFEST, Manifest};
use crate::folder::{Folder, FolderError, private_dir, set_aside, sync_dir};
use crate::journal::{self, Journal};
use crate::photos::{AttachmentStore, Directory, StoreError};
use crate::random;
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Operations, StorageError};

/// Larger than any upload that is accepted.
const MAX_BLOB: u64 = 256 << 20;
const MAX_MANIFEST: u64 = 256 << 20;
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

/// Restores an archive into a folder that nobody uses.
///
/// # Errors
/// [`RestoreError`].
pub fn restore(folder: &Folder, archive: &Path, replace: bool, now: DateTime<Utc>) -> Result<Restored, RestoreError> {
    let _alone = folder.alone()?;
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
    let done = attempt(folder, archive, &place.join(DATABASE), now);
    // Where the old database is away and the new one is not there, no command may begin an empty one.
    if done.is_ok() || existed == present.exists() {
        fs::remove_dir_all(&place)?;
    }
    done
}

fn attempt(folder: &Folder, archive: &Path, database: &Path, now: DateTime<Utc>) -> Result<Restored, RestoreError> {
    let manifest = unpack(folder, database, archive)?;
    let entries = read_journal(folder)?;
    let epoch = renew(database, folder, entries.as_deref(), now)?;
    let set_aside = put_in_place(folder, database)?;
    let journal = entries.map(|entries| entries.len());
    Ok(Restored { manifest, epoch, mail_held: journal.is_none(), journal, set_aside })
}

/// Unpacks and verifies. Blobs go straight to their place: named by their hash they harm nobody, whatever comes next.
fn unpack(folder: &Folder, database: &Path, archive: &Path) -> Result<Manifest, RestoreError> {
    let photos = Directory::open(&folder.attachments())?;
    let (mut database_hash, mut blobs, mut manifest) = (None, BTreeSet::new(), None);
    let mut tar = tar::Archive::new(io::BufReader::new(File::open(archive)?));
    for entry in tar.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type() != tar::EntryType::Regular || manifest.is_some() {
            return Err(RestoreError::Damaged("something is in it that does not belong there"));
        }
        // Only these names; nothing of an archive decides where it is written.
        let path = entry.path_bytes().into_owned();
        match std::str::from_utf8(&path).unwrap_or_default() {
            DATABASE if database_hash.is_none() => {
                let mut source = Hashing::new(&mut entry);
                let mut file = File::create(database)?;
                io::copy(&mut source, &mut file)?;
                file.sync_all()?;
                database_hash = Some(source.hex());
            }
            MANIFEST => manifest = Some(serde_json::from_slice::<Manifest>(&read(&mut entry, MAX_MANIFEST)?)?),
            name => {
                let hash = name.strip_prefix(ATTACHMENTS).and_then(random::from_hex);
                let hash = hash.ok_or(RestoreError::Damaged("something is in it that does not belong there"))?;
                if photos.put(&read(&mut entry, MAX_BLOB)?)?.sha256 != hash {
                    return Err(RestoreError::Damaged("an attachment is not what its name says"));
                }
                blobs.insert(random::to_hex(&hash));
            }
        }
    }
    let manifest = manifest.ok_or(RestoreError::Damaged("its end is missing"))?;
    if manifest.format > FORMAT {
        return Err(RestoreError::Newer(manifest.format));
    }
    if database_hash.as_ref() != Some(&manifest.database) {
        return Err(RestoreError::Damaged("the database is not the one of the manifest"));
    }
    if !manifest.attachments.iter().all(|hash| blobs.contains(hash)) {
        return Err(RestoreError::Damaged("attachments are missing"));
    }
    Ok(manifest)
}

fn read(entry: &mut impl Read, limit: u64) -> Result<Vec<u8>, RestoreError> {
    let mut bytes = Vec::new();
    entry.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(RestoreError::Damaged("a file in it is too large")) } else { Ok(bytes) }
}

/// A journal that cannot be read is as good as none, and is kept.
fn read_journal(folder: &Folder) -> Result<Option<Vec<journal::Entry>>, RestoreError> {
    match journal::read(&folder.journal()) {
        Ok(entries) => Ok(entries),
        Err(error) => {
            tracing::error!(%error, "the journal cannot be read and is set aside");
            set_aside(&folder.journal(), "damaged")?;
            Ok(None)
        }
    }
}

/// Checks the unpacked database and gives it its new epoch.
fn renew(
    database: &Path,
    folder: &Folder,
    journal: Option<&[journal::Entry]>,
    now: DateTime<Utc>,
) -> Result<Uuid, RestoreError> {
    let epoch = random::v4();
    {
        let storage = SqliteStorage::open(database, Journal::at(folder.journal()).into())?;
        let findings = storage.check()?;
        if let Some(fault) = findings.integrity.first() {
            return Err(RestoreError::Unsound(fault.clone()));
        }
        storage.after_restore(epoch, journal, now)?;
    }
    // The last connection to close must be one that writes, or a log stays beside the file that is renamed.
    let last = rusqlite::Connection::open(database).map_err(StorageError::from)?;
    last.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(StorageError::from)?;
    last.close().map_err(|(_, error)| StorageError::from(error))?;
    File::open(database)?.sync_all()?;
    Ok(epoch)
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

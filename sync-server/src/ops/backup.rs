//! A backup, taken while the server runs.
//!
//! The database is copied first, blobs after: a blob is on disk before any row names it and never changes, so the backup
//! holds every blob that the copy names. Phones are told that it covers them once it is safe on its disk.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::manifest::{ATTACHMENTS, DATABASE, FORMAT, Hashing, MANIFEST, Manifest};
use crate::folder::{Folder, FolderError, sync_dir};
use crate::journal::{self, Mark};
use crate::photos::{AttachmentStore, Sha256, StoreError};
use crate::random::to_hex;
use crate::storage::{Copied, Storage, StorageError};

/// What a backup is taken of.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The data folder.
    pub folder: &'a Folder,
    /// Its database.
    pub storage: &'a dyn Storage,
    /// Its attachments.
    pub photos: &'a dyn AttachmentStore,
}

/// What is in the backup now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its file, or its manifest in a folder of backups.
    pub file: PathBuf,
    /// The epoch of its database.
    pub epoch: Uuid,
    /// Everything up to this place in the server's order is in it.
    pub seq: u64,
    /// How many blobs.
    pub blobs: usize,
    /// How many bytes were written.
    pub bytes: u64,
    /// Attachments whose blob is not here, or damaged. Phones are not told that the backup covers them.
    pub missing: Vec<Uuid>,
}

/// Why there is no backup. One that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Another one is being made.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A restore would refuse the copy.
    #[error("the database is not sound: {0}")]
    Unsound(String),
    /// The attachments.
    #[error("the attachments cannot be read: {0}")]
    Attachments(#[from] StoreError),
    /// The disk of the backup.
    #[error("the backup cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The manifest.
    #[error("the manifest cannot be written: {0}")]
    Manifest(#[from] serde_json::Error),
    /// Backups of cities do not mix.
    #[error("the backups in {0} are another city's")]
    OtherCity(PathBuf),
    /// Written by a newer program.
    #[error("the backup {0} has form {1}, this program knows {FORMAT}: use the newer program")]
    Newer(PathBuf, u32),
    /// A clock that stands still.
    #[error("there is a backup of this moment already: {0}")]
    Exists(PathBuf),
    /// The newest backup knows more of this epoch.
    #[error("the backup {0} knows more than this database, which was set back: see `restore`")]
    SetBack(PathBuf),
}

/// Writes a backup to the file `path`; it appears whole or not at all. Only its owner may read it.
///
/// # Errors
/// [`BackupError`].
pub fn backup(source: Source, path: &Path, now: DateTime<Utc>) -> Result<Report, BackupError> {
    let _alone = source.folder.backing_up()?;
    let (archive, copy) = (beside(path, "tmp"), beside(path, "db-tmp"));
    // What a backup left that died.
    clear(&[&archive, &copy])?;
    let written = write(source, &archive, &copy, now).and_then(|report| {
        fs::rename(&archive, path)?;
        Ok(report)
    });
    let _ = fs::remove_file(&copy);
    if written.is_err() {
        let _ = fs::remove_file(&archive);
    }
    let report = Report { file: path.to_owned(), ..written? };
    sync_dir(&parent(path))?;
    announce(source.storage, &report)?;
    Ok(report)
}

fn write(source: Source, archive: &Path, copy: &Path, now: DateTime<Utc>) -> Result<Report, BackupError> {
    let taken = take(source, copy)?;
    let mut tar = tar::Builder::new(io::BufWriter::new(private(archive)?));
    let mut database = Hashing::new(File::open(copy)?);
    tar.append_data(&mut header(fs::metadata(copy)?.len(), now), DATABASE, &mut database)?;
    let found = taken.blobs(source, |blob| {
        if !is_sound(source.photos, blob)? {
            return Ok(false);
        }
        let (bytes, size) = source.photos.reader(blob)?;
        tar.append_data(&mut header(size, now), format!("{ATTACHMENTS}{}", to_hex(blob)), bytes.take(size))?;
        Ok(true)
    })?;
    let text = serde_json::to_vec_pretty(&taken.manifest(database.hex(), &found.kept, now))?;
    tar.append_data(&mut header(text.len() as u64, now), MANIFEST, text.as_slice())?;
    let mut file = tar.into_inner()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    let bytes = file.get_ref().metadata()?.len();
    Ok(taken.report(found, bytes))
}

/// A copy of the database, and how far the journal went before it.
pub(super) struct Taken {
    pub(super) copied: Copied,
    journal: Mark,
}

/// Blobs that a copy names.
pub(super) struct Found {
    pub(super) kept: BTreeSet<Sha256>,
    missing: Vec<Uuid>,
}

/// Copies the database to a place where no file is.
pub(super) fn take(source: Source, copy: &Path) -> Result<Taken, BackupError> {
    // SQLite keeps the permissions of an empty file that it fills.
    private(copy)?;
    let journal = journal::mark(&source.folder.journal())?;
    let copied = source.storage.copy_to(copy)?;
    match copied.integrity.first() {
        Some(fault) => Err(BackupError::Unsound(fault.clone())),
        None => Ok(Taken { copied, journal }),
    }
}

impl Taken {
    /// Hands each blob that the copy names to `keep`, once; false from it means that the bytes are nowhere.
    pub(super) fn blobs(
        &self,
        source: Source,
        mut keep: impl FnMut(&Sha256) -> Result<bool, BackupError>,
    ) -> Result<Found, BackupError> {
        let mut found = Found { kept: BTreeSet::new(), missing: Vec::new() };
        for (attachment, blob) in &self.copied.blobs {
            if found.kept.contains(blob) || keep(blob)? {
                found.kept.insert(*blob);
            } else {
                found.missing.push(*attachment);
            }
        }
        if !found.missing.is_empty() {
            // What was removed for good since the copy was taken is not missing.
            let named: BTreeSet<Uuid> = source.storage.blobs()?.into_iter().map(|(attachment, _)| attachment).collect();
            found.missing.retain(|attachment| named.contains(attachment));
        }
        Ok(found)
    }

    pub(super) fn manifest(&self, database: String, kept: &BTreeSet<Sha256>, now: DateTime<Utc>) -> Manifest {
        Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now,
            city: Some(self.copied.city),
            epoch: self.copied.epoch,
            seq: self.copied.seq,
            journal: Some(self.journal.clone()),
            database,
            attachments: kept.iter().map(|blob| to_hex(blob)).collect(),
        }
    }

    pub(super) fn report(&self, found: Found, bytes: u64) -> Report {
        let Copied { epoch, seq, .. } = self.copied;
        Report { file: PathBuf::new(), epoch, seq, blobs: found.kept.len(), bytes, missing: found.missing }
    }
}

/// Whether the blob is here and whole. A damaged one would spoil the backup: `restore` refuses it.
pub(super) fn is_sound(photos: &dyn AttachmentStore, blob: &Sha256) -> Result<bool, StoreError> {
    match photos.verify(blob) {
        Err(StoreError::NotFound) => Ok(false),
        other => other,
    }
}

/// Tells phones what they may let go.
pub(super) fn announce(storage: &dyn Storage, report: &Report) -> Result<(), BackupError> {
    if report.missing.is_empty() {
        storage.backup_covers(report.seq, report.epoch)?;
    }
    Ok(())
}

fn header(size: u64, now: DateTime<Utc>) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(now.timestamp().max(0).unsigned_abs());
    header
}

/// A new file that only its owner may read.
pub(super) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn clear(left_over: &[&Path]) -> io::Result<()> {
    left_over.iter().filter(|path| path.exists()).try_for_each(fs::remove_file)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

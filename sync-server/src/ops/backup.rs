//! A backup in one file, taken while the server runs.
//!
//! The database is copied first, blobs after: a blob is on disk before any row names it and never changes, so the archive
//! holds every blob that the copy names.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::manifest::{ATTACHMENTS, DATABASE, FORMAT, Hashing, MANIFEST, Manifest};
use crate::folder::sync_dir;
use crate::photos::{AttachmentStore, StoreError};
use crate::random::to_hex;
use crate::storage::{Storage, StorageError};

/// What is in the backup now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The epoch of its database.
    pub epoch: Uuid,
    /// Everything up to this place in the server's order is in it.
    pub seq: u64,
    /// How many blobs.
    pub blobs: usize,
    /// Attachments whose blob cannot be read. Phones are not told that the backup covers them.
    pub missing: Vec<Uuid>,
}

/// Why there is no backup. A file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The attachments.
    #[error("the attachments cannot be read: {0}")]
    Attachments(#[from] StoreError),
    /// The file.
    #[error("the backup cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The manifest.
    #[error("the manifest cannot be written: {0}")]
    Manifest(#[from] serde_json::Error),
}

/// Writes a backup to `path`; it appears whole or not at all. Only its owner may read it.
///
/// # Errors
/// [`BackupError`].
pub fn backup(
    storage: &dyn Storage,
    photos: &dyn AttachmentStore,
    path: &Path,
    now: DateTime<Utc>,
) -> Result<Report, BackupError> {
    let (archive, copy) = (beside(path, "tmp"), beside(path, "db-tmp"));
    let written = write(storage, photos, &archive, &copy, now).and_then(|report| {
        fs::rename(&archive, path)?;
        Ok(report)
    });
    let _ = fs::remove_file(&copy);
    if written.is_err() {
        let _ = fs::remove_file(&archive);
    }
    let report = written?;
    sync_dir(&parent(path))?;
    if report.missing.is_empty() {
        storage.backup_covers(report.seq, report.epoch)?;
    }
    Ok(report)
}

fn write(
    storage: &dyn Storage,
    photos: &dyn AttachmentStore,
    archive: &Path,
    copy: &Path,
    now: DateTime<Utc>,
) -> Result<Report, BackupError> {
    let epoch = storage.overview()?.epoch;
    for left_over in [archive, copy] {
        if left_over.exists() {
            fs::remove_file(left_over)?;
        }
    }
    // SQLite keeps the permissions of an empty file that it fills.
    private(copy)?;
    let seq = storage.copy_to(copy)?;

    let mut tar = tar::Builder::new(io::BufWriter::new(private(archive)?));
    let size = fs::metadata(copy)?.len();
    let mut database = Hashing::new(File::open(copy)?);
    tar.append_data(&mut header(size, now), DATABASE, &mut database)?;

    let (mut kept, mut missing) = (BTreeSet::new(), Vec::new());
    for (attachment, blob) in storage.blobs()? {
        if kept.contains(&blob) {
            continue;
        }
        match photos.read(&blob) {
            Ok(bytes) => {
                let name = format!("{ATTACHMENTS}{}", to_hex(&blob));
                tar.append_data(&mut header(bytes.len() as u64, now), name, bytes.as_slice())?;
                kept.insert(blob);
            }
            Err(StoreError::NotFound) => missing.push(attachment),
            Err(error) => return Err(error.into()),
        }
    }

    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        epoch,
        seq,
        database: database.hex(),
        attachments: kept.iter().map(|blob| to_hex(blob)).collect(),
    };
    let text = serde_json::to_vec_pretty(&manifest)?;
    tar.append_data(&mut header(text.len() as u64, now), MANIFEST, text.as_slice())?;
    let mut file = tar.into_inner()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok(Report { epoch, seq, blobs: kept.len(), missing })
}

fn header(size: u64, now: DateTime<Utc>) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(now.timestamp().max(0).unsigned_abs());
    header
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

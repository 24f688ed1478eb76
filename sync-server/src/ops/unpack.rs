//! Reading a backup of either form: everything in it is verified, and nothing of it decides where it is written.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::manifest::{ATTACHMENTS, DATABASE, Hashing, MANIFEST, Manifest};
use super::restore::RestoreError;
use super::series::{self, Series};
use crate::photos::{AttachmentStore, Sha256, StoreError};
use crate::random::{from_hex, to_hex};

/// Larger than any upload that is accepted.
const MAX_BLOB: u64 = 256 << 20;
const MAX_MANIFEST: u64 = 256 << 20;

/// Takes in the bytes of a blob; says what they are.
pub(super) type KeepBlob<'a> = &'a mut dyn FnMut(&mut dyn Read) -> Result<Sha256, StoreError>;

/// The backup that a path means: itself, or the newest one in a folder.
pub(super) fn find(path: &Path, now: DateTime<Utc>) -> Result<PathBuf, RestoreError> {
    if path.exists() && !path.is_dir() {
        return Ok(path.to_owned());
    }
    let newest = Series::at(path).whole(now)?.into_iter().next();
    newest.map(|kept| kept.manifest).ok_or_else(|| RestoreError::NoBackup(path.to_owned()))
}

/// Writes the database to a new file and hands blobs to `keep`. What it returns is whole.
pub(super) fn unpack(backup: &Path, database: &Path, keep: KeepBlob) -> Result<Manifest, RestoreError> {
    if series::is_manifest(backup) { of_series(backup, database, keep) } else { of_file(backup, database, keep) }
}

fn of_series(path: &Path, database: &Path, keep: KeepBlob) -> Result<Manifest, RestoreError> {
    let manifest = read_manifest(&fs::read(path)?)?;
    let (copy, blobs) = series::parts(path);
    let hash = write(File::open(copy)?, database)?;
    for name in &manifest.attachments {
        let hash = from_hex(name).ok_or(RestoreError::Damaged("a name in its manifest is no hash"))?;
        let mut bytes = match blobs.reader(&hash) {
            Err(StoreError::NotFound) => return Err(RestoreError::Damaged("attachments are missing")),
            other => other?.0,
        };
        expect(&hash, keep(&mut bytes)?)?;
    }
    whole(manifest, Some(hash), None)
}

fn of_file(path: &Path, database: &Path, keep: KeepBlob) -> Result<Manifest, RestoreError> {
    let (mut hash, mut blobs, mut manifest) = (None, BTreeSet::new(), None);
    let mut tar = tar::Archive::new(io::BufReader::new(File::open(path)?));
    for entry in tar.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type() != tar::EntryType::Regular || manifest.is_some() {
            return Err(RestoreError::Damaged("something is in it that does not belong there"));
        }
        // Only these names; nothing of an archive decides where it is written.
        let path = entry.path_bytes().into_owned();
        match std::str::from_utf8(&path).unwrap_or_default() {
            DATABASE if hash.is_none() => hash = Some(write(&mut entry, database)?),
            MANIFEST => {
                let mut text = Vec::new();
                entry.take(MAX_MANIFEST).read_to_end(&mut text)?;
                manifest = Some(read_manifest(&text)?);
            }
            name => {
                let hash = name.strip_prefix(ATTACHMENTS).and_then(from_hex);
                let hash = hash.ok_or(RestoreError::Damaged("something is in it that does not belong there"))?;
                if entry.size() > MAX_BLOB {
                    return Err(RestoreError::Damaged("a file in it is too large"));
                }
                expect(&hash, keep(&mut entry)?)?;
                blobs.insert(to_hex(&hash));
            }
        }
    }
    whole(manifest.ok_or(RestoreError::Damaged("its end is missing"))?, hash, Some(&blobs))
}

fn read_manifest(text: &[u8]) -> Result<Manifest, RestoreError> {
    Manifest::read(text)?.map_err(RestoreError::Newer)
}

/// Writes the database and waits for the disk; its hash.
fn write(source: impl Read, to: &Path) -> io::Result<String> {
    let mut source = Hashing::new(source);
    let mut file = File::create(to)?;
    io::copy(&mut source, &mut file)?;
    file.sync_all()?;
    Ok(source.hex())
}

fn expect(name: &Sha256, found: Sha256) -> Result<(), RestoreError> {
    if *name == found { Ok(()) } else { Err(RestoreError::Damaged("an attachment is not what its name says")) }
}

fn whole(
    manifest: Manifest,
    database: Option<String>,
    blobs: Option<&BTreeSet<String>>,
) -> Result<Manifest, RestoreError> {
    if database.as_ref() != Some(&manifest.database) {
        return Err(RestoreError::Damaged("the database is not the one of the manifest"));
    }
    if blobs.is_some_and(|blobs| !manifest.attachments.iter().all(|name| blobs.contains(name))) {
        return Err(RestoreError::Damaged("attachments are missing"));
    }
    Ok(manifest)
}

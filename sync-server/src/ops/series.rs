//! A folder of backups. Each has a database and a manifest of its own; blobs, which never change, lie there once for all of
//! them, so a daily backup costs a copy of the database and the day's photos.
//!
//! Written: blobs, database, manifest; removed the other way round. So whatever a manifest names is there.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::backup::{self, BackupError, Report, Source};
use super::manifest::{Manifest, digest};
use crate::folder::{private_dir, sync_dir};
use crate::photos::{AttachmentStore, Directory, StoreError};
use crate::random::{from_hex, to_hex};

/// The time in a name; no colon, which Windows does not allow.
const NAME: &str = "%Y-%m-%dT%H-%M-%S%.3fZ";
const MANIFEST: &str = "json";
const DATABASE: &str = "db";
const UNFINISHED: &str = "tmp";

/// A folder of backups.
#[derive(Clone, Debug)]
pub struct Series {
    root: PathBuf,
}

/// How long backups are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// So many at most.
    pub number: usize,
    /// So many days at most.
    pub days: u32,
}

/// A backup of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was begun, UTC.
    pub made_at: DateTime<Utc>,
    /// Its manifest.
    pub manifest: PathBuf,
}

impl Series {
    /// The backups in this folder, which [`Series::add`] makes.
    pub fn at(root: &Path) -> Series {
        Series { root: root.to_owned() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All that are whole, newest first. Those of a clock that ran ahead count when their time has come.
    ///
    /// # Errors
    /// Where the folder cannot be read; none is no error.
    pub fn whole(&self, now: DateTime<Utc>) -> io::Result<Vec<Kept>> {
        let mut kept = self.all()?;
        kept.retain(|kept| kept.made_at <= now);
        Ok(kept)
    }

    /// Takes one more, then removes those that are kept no longer.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn add(&self, source: Source, keep: Keep, now: DateTime<Utc>) -> Result<Report, BackupError> {
        let _alone = source.folder.backing_up()?;
        private_dir(&self.root)?;
        self.clear_away()?;
        let manifest = self.root.join(format!("{}.{MANIFEST}", now.format(NAME)));
        if manifest.exists() {
            return Err(BackupError::Exists(manifest));
        }
        let copy = manifest.with_extension(UNFINISHED);
        let written = self.write(source, &manifest, &copy, now);
        if written.is_err() {
            let _ = fs::remove_file(&copy);
        }
        let report = written?;
        backup::announce(source.storage, &report)?;
        self.thin_out(keep, now)?;
        Ok(report)
    }

    fn write(&self, source: Source, manifest: &Path, copy: &Path, now: DateTime<Utc>) -> Result<Report, BackupError> {
        let taken = backup::take(source, copy)?;
        if let Some(before) = self.all()?.first() {
            let path = before.manifest.clone();
            let before = read(&path)?;
            if before.city.is_some_and(|city| city != taken.copied.city) {
                return Err(BackupError::OtherCity(self.root.clone()));
            }
            if before.epoch == taken.copied.epoch && before.seq > taken.copied.seq {
                return Err(BackupError::SetBack(path));
            }
        }
        let blobs = self.blobs()?;
        let mut bytes = fs::metadata(copy)?.len();
        let found = taken.blobs(source, |blob| {
            if blobs.reader(blob).is_ok() {
                return Ok(true);
            }
            if !backup::is_sound(source.photos, blob)? {
                return Ok(false);
            }
            bytes += blobs.put_from(&mut source.photos.reader(blob)?.0)?.size;
            Ok(true)
        })?;
        let file = File::open(copy)?;
        file.sync_all()?;
        let text = serde_json::to_vec(&taken.manifest(to_hex(&digest(file)?), &found.kept, now))?;
        fs::rename(copy, manifest.with_extension(DATABASE))?;
        let mut file = backup::private(copy)?;
        io::Write::write_all(&mut file, &text)?;
        file.sync_all()?;
        fs::rename(copy, manifest)?;
        sync_dir(&self.root)?;
        Ok(Report { file: manifest.to_owned(), ..taken.report(found, bytes + text.len() as u64) })
    }

    /// Removes what is too old or too much, never the newest one, and blobs that no backup names any more.
    fn thin_out(&self, keep: Keep, now: DateTime<Utc>) -> Result<(), BackupError> {
        let whole = self.whole(now)?;
        // Counted from the last but one: a clock that has jumped once makes nothing old.
        let Some(from) = whole.get(1).map(|kept| kept.made_at) else { return Ok(()) };
        let oldest = from - TimeDelta::days(keep.days.into());
        for (_, kept) in whole.iter().enumerate().skip(1).filter(|(n, kept)| *n >= keep.number || kept.made_at < oldest)
        {
            fs::remove_file(&kept.manifest)?;
            sync_dir(&self.root)?;
            fs::remove_file(kept.manifest.with_extension(DATABASE))?;
        }
        let mut named = BTreeSet::new();
        for kept in self.all()? {
            // One that cannot be read may name anything: then nothing is removed.
            named.extend(read(&kept.manifest)?.attachments.iter().filter_map(|name| from_hex(name)));
        }
        let blobs = self.blobs()?;
        for blob in blobs.list()?.iter().filter(|blob| !named.contains(&blob.sha256)) {
            blobs.remove(&blob.sha256)?;
        }
        Ok(())
    }

    /// What a backup left that died: everything that no manifest stands for.
    fn clear_away(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let ours = made_at(&path).is_some() && [UNFINISHED, DATABASE].contains(&ending);
            if ours && !path.with_extension(MANIFEST).exists() {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn all(&self) -> io::Result<Vec<Kept>> {
        let entries = match fs::read_dir(&self.root) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut all = Vec::new();
        for entry in entries {
            let manifest = entry?.path();
            if manifest.extension().is_some_and(|ending| ending == MANIFEST) {
                all.extend(made_at(&manifest).map(|made_at| Kept { made_at, manifest }));
            }
        }
        all.sort_by_key(|kept| std::cmp::Reverse(kept.made_at));
        Ok(all)
    }

    fn blobs(&self) -> Result<Directory, StoreError> {
        Directory::open(&self.root.join("attachments"))
    }
}

impl Kept {
    /// What is in it.
    ///
    /// # Errors
    /// Where the manifest cannot be read.
    pub fn read(&self) -> Result<Manifest, BackupError> {
        read(&self.manifest)
    }
}

/// The database and the blobs that a manifest of a series speaks of.
pub(super) fn parts(manifest: &Path) -> (PathBuf, Directory) {
    let root = manifest.parent().filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (manifest.with_extension(DATABASE), Directory::beside(&root.join("attachments")))
}

/// Whether the path is that of a manifest.
pub(super) fn is_manifest(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == MANIFEST)
}

fn read(manifest: &Path) -> Result<Manifest, BackupError> {
    match Manifest::read(&fs::read(manifest)?)? {
        Ok(manifest) => Ok(manifest),
        Err(form) => Err(BackupError::Newer(manifest.to_owned(), form)),
    }
}

fn made_at(path: &Path) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(path.file_stem()?.to_str()?, NAME).ok().map(|at| at.and_utc())
}

//! Attachments in a directory:
//!
//! ```text
//! partial/0192f0c4-….part     bytes of an upload, in order
//! partial/0192f0c4-….whole    a blob being written; worthless after a crash
//! blobs/ab/cdef…              a blob, named by its sha-256
//! ```
//!
//! A blob appears by renaming a file that is already on disk, so it is there whole or not at all. One that is there
//! already is replaced by the same bytes: stored once, and mended in case it was damaged. A finished upload and its blob
//! are one file under two names; only whole uploads are finished, so nobody writes to it any more.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest, Sha256 as Hasher};
use uuid::Uuid;

use super::{AttachmentStore, Blob, Sha256, StoreError};
use crate::random::to_hex;

/// Bytes read at a time.
const BLOCK: usize = 64 * 1024;

/// Attachments in a directory of this machine, used by one server process.
#[derive(Debug)]
pub struct Directory {
    partial: PathBuf,
    blobs: PathBuf,
    /// Tells apart the blobs that are being written.
    serial: AtomicU64,
}

impl Directory {
    /// Opens the store at `root`, making it if need be, and clears away what a crash left half written.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the directory cannot be made or read.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let store = Self::beside(root);
        fs::create_dir_all(&store.partial)?;
        // All folders that there can be, so that a new blob needs only its own one synced.
        for first in 0..=u8::MAX {
            fs::create_dir_all(store.blobs.join(format!("{first:02x}")))?;
        }
        sync_dir(&store.blobs)?;
        sync_dir(root)?;
        for entry in fs::read_dir(&store.partial)? {
            let path = entry?.path();
            if path.extension() == Some(OsStr::new("whole")) {
                fs::remove_file(path)?;
            }
        }
        Ok(store)
    }

    /// The store at `root` as another process uses it just now: for blobs, and for uploads that the other does not work on.
    pub fn beside(root: &Path) -> Self {
        Self { partial: root.join("partial"), blobs: root.join("blobs"), serial: AtomicU64::new(0) }
    }

    fn part(&self, upload: Uuid) -> PathBuf {
        self.partial.join(format!("{upload}.part"))
    }

    fn blob(&self, sha256: &Sha256) -> PathBuf {
        let name = to_hex(sha256);
        let (folder, rest) = name.split_at(2);
        self.blobs.join(folder).join(rest)
    }

    fn passing(&self) -> PathBuf {
        // A command may keep blobs beside the server.
        self.partial.join(format!("{}-{}.whole", std::process::id(), self.serial.fetch_add(1, Ordering::Relaxed)))
    }

    /// Writes a blob under a passing name, hashing what is written, then gives it its own.
    fn keep(&self, source: &mut dyn Read) -> Result<Blob, StoreError> {
        let passing = self.passing();
        let kept = File::create(&passing).and_then(|mut file| {
            let (sha256, size) = digest(source, &mut file)?;
            file.sync_all()?;
            self.give_name(&passing, &sha256)?;
            Ok(Blob { sha256, size })
        });
        if kept.is_err() {
            // The disk may be full: give back what was taken. The error that matters is the first one.
            let _ = fs::remove_file(&passing);
        }
        Ok(kept?)
    }

    /// The file under a passing name, which is on disk, becomes the blob of this hash.
    fn give_name(&self, passing: &Path, sha256: &Sha256) -> io::Result<()> {
        let path = self.blob(sha256);
        fs::rename(passing, &path)?;
        sync_dir(path.parent().unwrap_or(&self.blobs))
    }
}

impl AttachmentStore for Directory {
    fn append(&self, upload: Uuid, at: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        let mut file = OpenOptions::new().append(true).create(at == 0).open(self.part(upload)).map_err(|error| {
            let missing = at > 0 && error.kind() == io::ErrorKind::NotFound;
            if missing { StoreError::WrongOffset { held: 0, at } } else { error.into() }
        })?;
        let held = file.metadata()?.len();
        if held != at {
            return Err(StoreError::WrongOffset { held, at });
        }
        if let Err(error) = file.write_all(bytes) {
            // What was not acknowledged must not count. If this fails too, the final hash tells.
            let _ = file.set_len(at);
            return Err(error.into());
        }
        Ok(at + bytes.len() as u64)
    }

    fn len(&self, upload: Uuid) -> Result<u64, StoreError> {
        Ok(or_absent(fs::metadata(self.part(upload)))?.map_or(0, |meta| meta.len()))
    }

    fn truncate(&self, upload: Uuid, to: u64) -> Result<(), StoreError> {
        let held = self.len(upload)?;
        if held < to {
            return Err(StoreError::WrongOffset { held, at: to });
        }
        if held > to {
            let file = OpenOptions::new().write(true).open(self.part(upload))?;
            file.set_len(to)?;
            file.sync_all()?;
        }
        Ok(())
    }

    fn finish(&self, upload: Uuid) -> Result<Blob, StoreError> {
        let part = self.part(upload);
        let mut file = OpenOptions::new().read(true).write(true).open(&part)?;
        let (sha256, size) = digest(&mut file, &mut io::sink())?;
        file.sync_all()?;
        let passing = self.passing();
        if fs::hard_link(&part, &passing).is_err() {
            // A file system without second names.
            return self.keep(&mut File::open(&part)?);
        }
        let named = self.give_name(&passing, &sha256);
        // Where the blob was this very file already, renaming does nothing and leaves the passing name.
        let _ = or_absent(fs::remove_file(&passing));
        named?;
        Ok(Blob { sha256, size })
    }

    fn drop_partial(&self, upload: Uuid) -> Result<(), StoreError> {
        Ok(or_absent(fs::remove_file(self.part(upload))).map(drop)?)
    }

    fn partials(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut uploads = Vec::new();
        for entry in fs::read_dir(&self.partial)? {
            let path = entry?.path();
            if path.extension() == Some(OsStr::new("part")) {
                uploads.extend(path.file_stem().and_then(OsStr::to_str).and_then(|stem| stem.parse::<Uuid>().ok()));
            }
        }
        Ok(uploads)
    }

    fn put_from(&self, source: &mut dyn Read) -> Result<Blob, StoreError> {
        self.keep(source)
    }

    fn reader(&self, sha256: &Sha256) -> Result<(Box<dyn Read + Send>, u64), StoreError> {
        let file = File::open(self.blob(sha256))?;
        let size = file.metadata()?.len();
        Ok((Box::new(file), size))
    }

    fn read(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        Ok(fs::read(self.blob(sha256))?)
    }

    fn size(&self, sha256: &Sha256) -> Result<u64, StoreError> {
        Ok(fs::metadata(self.blob(sha256))?.len())
    }

    fn remove(&self, sha256: &Sha256) -> Result<(), StoreError> {
        let path = self.blob(sha256);
        if or_absent(fs::remove_file(&path))?.is_some() {
            sync_dir(path.parent().unwrap_or(&self.blobs))?;
        }
        Ok(())
    }

    fn list(&self) -> Result<Vec<Blob>, StoreError> {
        let mut blobs = Vec::new();
        for folder in fs::read_dir(&self.blobs)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                let name = [folder.file_name(), file.file_name()].map(|part| part.to_string_lossy().into_owned());
                if let Some(sha256) = unhex(&name.concat()) {
                    blobs.push(Blob { sha256, size: file.metadata()?.len() });
                }
            }
        }
        blobs.sort_by_key(|blob| blob.sha256);
        Ok(blobs)
    }

    fn verify(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        let (found, _) = digest(&mut File::open(self.blob(sha256))?, &mut io::sink())?;
        Ok(found == *sha256)
    }
}

/// Copies and hashes in one go.
fn digest(source: &mut dyn Read, copy: &mut dyn Write) -> io::Result<(Sha256, u64)> {
    let (mut hasher, mut size, mut block) = (Hasher::new(), 0, vec![0; BLOCK]);
    loop {
        let count = source.read(&mut block)?;
        let bytes = block.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((hasher.finalize().into(), size));
        }
        hasher.update(bytes);
        copy.write_all(bytes)?;
        size += bytes.len() as u64;
    }
}

/// A name in a directory survives a power cut only when the directory itself is on disk. Windows has no such call.
fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

fn or_absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

fn unhex(text: &str) -> Option<Sha256> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests;

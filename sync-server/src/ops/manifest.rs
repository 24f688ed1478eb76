//! What is in a backup, written last, so that its presence shows that the backup is whole. There are two forms:
//!
//! ```text
//! one file (tar)            a folder of many backups
//! kuemmerer.db              2026-11-25T01-30-00.000Z.db      a copy of the database
//! attachments/<sha-256>     attachments/blobs/ab/cdef…       each blob that its rows name; in a folder once for all
//! manifest.json             2026-11-25T01-30-00.000Z.json    this
//! ```

use std::io::{self, Read};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::journal::Mark;

pub(super) const DATABASE: &str = "kuemmerer.db";
pub(super) const ATTACHMENTS: &str = "attachments/";
pub(super) const MANIFEST: &str = "manifest.json";
/// The version of both forms.
pub(super) const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of its form.
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When it was begun, UTC.
    pub made_at: DateTime<Utc>,
    /// Whose it is; older programs did not say.
    #[serde(default)]
    pub city: Option<Uuid>,
    /// The epoch of its database.
    pub epoch: Uuid,
    /// Everything up to this place in the server's order is in it.
    pub seq: u64,
    /// How far the journal went: one that does not go on from here does not know everything since. Older programs did not
    /// say.
    #[serde(default)]
    pub journal: Option<Mark>,
    /// SHA-256 of the database, hexadecimal.
    pub database: String,
    /// SHA-256 of each blob, hexadecimal, in order.
    pub attachments: Vec<String>,
}

/// What every form of a manifest has.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl Manifest {
    /// Reads one of a form that this program knows; the form that it has where it is a newer one.
    pub(super) fn read(text: &[u8]) -> serde_json::Result<Result<Manifest, u32>> {
        let Form { format } = serde_json::from_slice(text)?;
        if format > FORMAT { Ok(Err(format)) } else { serde_json::from_slice(text).map(Ok) }
    }
}

/// Hashes what is read through it.
pub(super) struct Hashing<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(inner: R) -> Self {
        Hashing { inner, hasher: Sha256::new() }
    }

    pub(super) fn finish(self) -> [u8; 32] {
        self.hasher.finalize().into()
    }

    pub(super) fn hex(self) -> String {
        crate::random::to_hex(&self.finish())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Reads to the end; what came.
pub(super) fn digest(source: impl Read) -> io::Result<[u8; 32]> {
    let mut hashing = Hashing::new(source);
    io::copy(&mut hashing, &mut io::sink())?;
    Ok(hashing.finish())
}

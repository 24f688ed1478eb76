//! What is in a backup: the last file of the archive, so that its presence shows that the archive is whole.
//!
//! ```text
//! kuemmerer.db              a copy of the database
//! attachments/<sha-256>     each blob that its rows name
//! manifest.json             this
//! ```

use std::io::{self, Read};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(super) const DATABASE: &str = "kuemmerer.db";
pub(super) const ATTACHMENTS: &str = "attachments/";
pub(super) const MANIFEST: &str = "manifest.json";
/// The version of the archive's form.
pub(super) const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the archive's form.
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When it was begun, UTC.
    pub made_at: DateTime<Utc>,
    /// The epoch of its database.
    pub epoch: Uuid,
    /// Everything up to this place in the server's order is in it.
    pub seq: u64,
    /// SHA-256 of the database, hexadecimal.
    pub database: String,
    /// SHA-256 of each blob, hexadecimal, in order.
    pub attachments: Vec<String>,
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

    pub(super) fn hex(self) -> String {
        crate::random::to_hex(&self.hasher.finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

//! Where the bytes of attachments lie: finished ones by the sha-256 of what they are, unfinished ones by their upload.
//!
//! The calls block; on a server they belong on a thread for blocking work.

mod directory;
pub mod picture;

#[cfg(test)]
mod conformance;

use std::io::{self, Read};

use uuid::Uuid;

pub use directory::Directory;

/// A SHA-256 (FIPS 180-4), computed by this server over bytes that it holds.
pub type Sha256 = [u8; 32];

/// Bytes that are whole and will not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    /// What the bytes are known by.
    pub sha256: Sha256,
    /// How many there are.
    pub size: u64,
}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such blob, or no byte of this upload yet.
    #[error("nothing is stored under this name")]
    NotFound,
    /// The disk, or the quota on it, is full. What was acknowledged before is untouched.
    #[error("no space is left for attachments")]
    NoSpace,
    /// Bytes must follow those that are there.
    #[error("the upload holds {held} bytes, these start at {at}")]
    WrongOffset {
        /// How many bytes the upload holds.
        held: u64,
        /// Where the refused ones would have begun.
        at: u64,
    },
    /// The machine failed.
    #[error("attachment store: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::Io(error),
        }
    }
}

/// Keeps the bytes of attachments. A blob survives a crash of the machine from the moment on that a call returned it, and
/// so does what was removed. The bytes of an upload survive a crash of the server only: a power cut may cost those that
/// came last, its length or its hash tells, and the phone sends them again.
///
/// One upload has one writer at a time; its caller sees to that. Blobs may be written and read by anybody at once.
pub trait AttachmentStore: Send + Sync {
    /// Appends to an upload, which begins with its first bytes (also with none, at 0). Returns its new length.
    ///
    /// # Errors
    /// [`StoreError::WrongOffset`] unless `at` is its present length. After an error the upload is as long as before.
    fn append(&self, upload: Uuid, at: u64, bytes: &[u8]) -> Result<u64, StoreError>;

    /// How many bytes of the upload are kept; 0 for one that is not known.
    fn len(&self, upload: Uuid) -> Result<u64, StoreError>;

    /// Forgets what follows the first `to` bytes, such as a chunk with a wrong checksum.
    ///
    /// # Errors
    /// [`StoreError::WrongOffset`] if the upload is shorter than that.
    fn truncate(&self, upload: Uuid, to: u64) -> Result<(), StoreError>;

    /// Makes a blob of the upload's bytes. The upload stays until [`Self::drop_partial`], so that whoever
    /// dies before having noted the blob can ask again and nobody has to send a photo twice.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if nothing came yet.
    fn finish(&self, upload: Uuid) -> Result<Blob, StoreError>;

    /// Forgets the upload; no error if it is not known.
    fn drop_partial(&self, upload: Uuid) -> Result<(), StoreError>;

    /// Every upload of which bytes are kept, in no order.
    fn partials(&self) -> Result<Vec<Uuid>, StoreError>;

    /// Keeps what is read, however much it is.
    fn put_from(&self, source: &mut dyn Read) -> Result<Blob, StoreError>;

    /// Keeps bytes that the server made itself: redacted copies, thumbnails.
    fn put(&self, bytes: &[u8]) -> Result<Blob, StoreError> {
        self.put_from(&mut &*bytes)
    }

    /// A blob to be read piece by piece, and its length.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn reader(&self, sha256: &Sha256) -> Result<(Box<dyn Read + Send>, u64), StoreError>;

    /// The bytes of a blob, as they lie there; see [`Self::verify`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn read(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError>;

    /// Removes a blob for good; no error if it is not there. Only the database knows whether anybody refers to it.
    fn remove(&self, sha256: &Sha256) -> Result<(), StoreError>;

    /// Every blob, in the order of their hashes.
    fn list(&self) -> Result<Vec<Blob>, StoreError>;

    /// Whether the blob's bytes still are what their name says.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    fn verify(&self, sha256: &Sha256) -> Result<bool, StoreError>;
}

//! Incoming post: one message, as a mail server hands it over. Its bytes are kept first, then it is read and what follows
//! from it is done in one transaction. A message is known by its bytes, so one that is handed over again changes nothing.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::mail::{self, MAX_POST_BYTES};
use crate::photos::{AttachmentStore, StoreError};
use crate::storage::{Arrived, IncomingKind, Storage, StorageError};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// What it is; none where it had come before.
    pub kind: Option<IncomingKind>,
}

/// Why a message is not stored.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// It will never be taken.
    #[error("a message has at most {MAX_POST_BYTES} bytes, and at least one")]
    Size,
    /// The disk fails: try again.
    #[error("the message cannot be kept: {0}")]
    Store(#[from] StoreError),
    /// The database fails: try again.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Takes one message in.
///
/// # Errors
/// [`IngestError`]: nothing came of it then.
pub fn ingest(
    storage: &dyn Storage,
    posts: &dyn AttachmentStore,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<Ingested, IngestError> {
    if bytes.is_empty() || bytes.len() > MAX_POST_BYTES {
        return Err(IngestError::Size);
    }
    let kept = posts.put(bytes)?;
    let letter = mail::read(bytes);
    let arrived = Arrived { id: crate::random::v7(now), blob: kept.sha256, letter: &letter };
    Ok(Ingested { kind: storage.take_in(&arrived, now)? })
}

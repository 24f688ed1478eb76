//! What uploads need of the database.

use std::error::Error;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::photos::{AttachmentStore, Blob, StoreError};

/// An attachment's bytes on their way. How many have come is not noted here: the store knows, and nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Names it in its URL.
    pub id: Uuid,
    /// Who sends it.
    pub device: Uuid,
    /// What it will be the bytes of.
    pub attachment: Uuid,
    /// How many bytes it will have.
    pub length: u64,
    /// From when on it is given up, unless it is done. UTC.
    pub expires_at: DateTime<Utc>,
    /// Every byte is there, and the receipt is decided.
    pub done: bool,
}

/// What the database makes of bytes that are all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// They are the attachment.
    Accepted,
    /// The phone declared other bytes; these are worth nothing.
    HashDiffers,
}

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The change that makes this attachment has not come yet.
    #[error("the attachment is not known; push its change first")]
    UnknownAttachment,
    /// It belongs to another device.
    #[error("the attachment belongs to another device")]
    NotYours,
    /// There is an upload of this attachment, but of another length.
    #[error("the attachment has another length")]
    OtherLength,
    /// The database's disk is full.
    #[error("no space is left for the database")]
    NoSpace,
    /// The bytes could not be kept or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database failed.
    #[error("database: {0}")]
    Storage(#[source] Box<dyn Error + Send + Sync>),
}

/// Use cases of uploads, each one transaction. The calls block.
pub trait UploadLedger: Send + Sync {
    /// Makes an upload, or returns the one of this device and attachment that is finished or has not expired,
    /// so that an answer which got lost costs nothing.
    ///
    /// # Errors
    /// [`UploadError::UnknownAttachment`], [`UploadError::NotYours`], [`UploadError::OtherLength`].
    fn create_upload(
        &self,
        device: Uuid,
        attachment: Uuid,
        length: u64,
        now: DateTime<Utc>,
    ) -> Result<Upload, UploadError>;

    /// The upload of this id, also an expired one for as long as it is remembered.
    fn upload(&self, id: Uuid) -> Result<Option<Upload>, UploadError>;

    /// Every byte is there and hashed: here the receipt is decided. Asked twice (the server died in between), it
    /// answers the same.
    fn upload_finished(&self, id: Uuid, blob: &Blob, now: DateTime<Utc>) -> Result<Finished, UploadError>;
}

/// Makes a blob of an upload whose bytes are all there, has the receipt decided, and clears up. Blobs before rows:
/// whatever dies in between, the next request comes here again.
///
/// # Errors
/// Those of store and ledger; the bytes are still there then.
pub(super) fn settle(
    store: &dyn AttachmentStore,
    ledger: &dyn UploadLedger,
    upload: &Upload,
    now: DateTime<Utc>,
) -> Result<Finished, UploadError> {
    if upload.length == 0 {
        store.append(upload.id, 0, &[])?;
    }
    let blob = store.finish(upload.id)?;
    let finished = ledger.upload_finished(upload.id, &blob, now)?;
    if matches!(store.size(&blob.sha256), Err(StoreError::NotFound)) {
        // The same bytes of another attachment were erased before this one's row named them; the upload still has them.
        store.finish(upload.id)?;
    }
    match (store.drop_partial(upload.id), finished) {
        (Err(error), Finished::HashDiffers) => return Err(error.into()),
        (Err(error), Finished::Accepted) => tracing::warn!(upload = %upload.id, %error, "left to the sweep"),
        (Ok(()), _) => {}
    }
    Ok(finished)
}

/// All bytes of an attachment at once, which did not come over the network. What came over it before is not used.
///
/// # Errors
/// Those of store and ledger.
pub fn bring(
    store: &dyn AttachmentStore,
    ledger: &dyn UploadLedger,
    device: Uuid,
    attachment: Uuid,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<Finished, UploadError> {
    let upload = ledger.create_upload(device, attachment, bytes.len() as u64, now)?;
    if upload.done {
        return Ok(Finished::Accepted);
    }
    store.truncate(upload.id, 0)?;
    store.append(upload.id, 0, bytes)?;
    settle(store, ledger, &upload, now)
}

/// Drops the bytes of uploads that nobody will continue: expired, done or unknown. Returns how many.
///
/// # Errors
/// Those of store and ledger, at the first one.
pub fn sweep(store: &dyn AttachmentStore, ledger: &dyn UploadLedger, now: DateTime<Utc>) -> Result<usize, UploadError> {
    let mut dropped = 0;
    for id in store.partials()? {
        let alive = ledger.upload(id)?.is_some_and(|upload| !upload.done && now < upload.expires_at);
        if !alive {
            store.drop_partial(id)?;
            dropped += 1;
        }
    }
    Ok(dropped)
}

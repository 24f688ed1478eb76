//! Is everything as it should be: the database, each record against its changes, each blob against its name.

use std::collections::HashMap;

use crate::photos::{AttachmentStore, StoreError};
use crate::storage::{Findings, Storage, StorageError};

/// Why it could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The attachments.
    #[error("the attachments cannot be read: {0}")]
    Attachments(#[from] StoreError),
}

/// What is wrong.
///
/// # Errors
/// [`CheckError`].
pub fn check(storage: &dyn Storage, photos: &dyn AttachmentStore) -> Result<Findings, CheckError> {
    let mut findings = storage.check()?;
    let mut sound = HashMap::new();
    for (attachment, blob) in storage.blobs()? {
        let ok = match sound.get(&blob) {
            Some(known) => *known,
            None => match photos.verify(&blob) {
                Err(StoreError::NotFound) => false,
                other => other?,
            },
        };
        sound.insert(blob, ok);
        if !ok {
            findings.attachments.push(attachment);
        }
    }
    Ok(findings)
}

/// Whether nothing is wrong.
pub fn is_well(findings: &Findings) -> bool {
    findings.integrity.is_empty() && findings.records.is_empty() && findings.attachments.is_empty()
}

//! A file that a phone made which does not reach the server any more. What is in it takes exactly the way of a sync: the
//! same rights, the same quarantine, the same ids. Taken twice, or after the phone has synced, it changes nothing.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use shared::hand_over::{self, HandOver};
use shared::protocol::{MAX_BATCH, PushRequest, Verdict};
use uuid::Uuid;

use crate::api::uploads::{Finished, UploadError, bring};
use crate::photos::AttachmentStore;
use crate::storage::{Storage, StorageError};

/// What became of it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The phone.
    pub device: Uuid,
    /// Changes that are stored, also from before.
    pub stored: usize,
    /// Changes at which a person looks.
    pub parked: usize,
    /// Facts that are stored, also from before.
    pub facts: usize,
    /// Attachments that are here with all their bytes, also from before.
    pub attachments: usize,
    /// Attachments that were refused: the report is not the phone's, or other bytes were declared.
    pub refused: usize,
}

/// Why nothing of it was taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// Another kind of file.
    #[error("this is no file of a phone")]
    Other,
    /// It was made for another city, before the phone joined anew, or it is damaged.
    #[error("this file is not for this city, or it is damaged: make it again on the phone")]
    Unreadable,
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The bytes cannot be kept.
    #[error(transparent)]
    Upload(UploadError),
}

/// Takes a file in.
///
/// # Errors
/// What was stored before an error stays; the same file can be taken again.
pub fn take(
    storage: &dyn Storage,
    photos: &dyn AttachmentStore,
    file: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Taken, TakeError> {
    let device = hand_over::device(&file).ok_or(TakeError::Other)?;
    let token_hash = storage.token_hash(device)?.ok_or(TakeError::Unreadable)?;
    let HandOver { changes, facts, attachments } = HandOver::open(file, &token_hash).ok_or(TakeError::Unreadable)?;
    let mut taken = Taken { device, ..Taken::default() };
    let pushes = changes.chunks(MAX_BATCH).map(|changes| (changes, [].as_slice()));
    for (changes, facts) in pushes.chain(facts.chunks(MAX_BATCH).map(|facts| ([].as_slice(), facts))) {
        let push = PushRequest { changes: raw(changes), facts: raw(facts) };
        let answer = storage.push(device, &push, now)?;
        let stored = answer.verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Stored(_))).count();
        taken.stored += stored;
        taken.parked += answer.verdicts.len() - stored;
        taken.facts += answer.facts.len();
    }
    for (id, bytes) in &attachments {
        match bring(photos, storage, device, *id, bytes, now) {
            Ok(Finished::Accepted) => taken.attachments += 1,
            Ok(Finished::HashDiffers)
            | Err(UploadError::UnknownAttachment | UploadError::NotYours | UploadError::OtherLength) => {
                taken.refused += 1
            }
            Err(error) => return Err(TakeError::Upload(error)),
        }
    }
    Ok(taken)
}

/// What is no JSON is no change; the phone keeps it.
fn raw(all: &[Vec<u8>]) -> Vec<Box<RawValue>> {
    let text = |bytes: &Vec<u8>| RawValue::from_string(String::from_utf8_lossy(bytes).into_owned()).ok();
    all.iter().filter_map(text).collect()
}

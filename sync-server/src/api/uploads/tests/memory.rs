//! The ledger, in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::super::{Finished, Upload, UploadError, UploadLedger};
use crate::photos::{Blob, Sha256};

struct Attachment {
    device: Uuid,
    declared: Sha256,
    received: bool,
}

#[derive(Default)]
struct Rows {
    attachments: HashMap<Uuid, Attachment>,
    uploads: HashMap<Uuid, Upload>,
    broken: bool,
}

#[derive(Default)]
pub struct Memory(Mutex<Rows>);

impl Memory {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap()
    }

    pub fn declare(&self, attachment: Uuid, device: Uuid, declared: Sha256) {
        self.rows().attachments.insert(attachment, Attachment { device, declared, received: false });
    }

    pub fn received(&self, attachment: Uuid) -> bool {
        self.rows().attachments[&attachment].received
    }

    /// From now on no receipt can be written, or it can again.
    pub fn set_broken(&self, broken: bool) {
        self.rows().broken = broken;
    }
}

impl UploadLedger for Memory {
    fn create_upload(
        &self,
        device: Uuid,
        attachment: Uuid,
        length: u64,
        now: DateTime<Utc>,
    ) -> Result<Upload, UploadError> {
        let mut rows = self.rows();
        let owner = rows.attachments.get(&attachment).ok_or(UploadError::UnknownAttachment)?.device;
        if owner != device {
            return Err(UploadError::NotYours);
        }
        let mut known = rows.uploads.values().filter(|upload| upload.attachment == attachment);
        if let Some(upload) = known.find(|upload| upload.done || now < upload.expires_at) {
            return if upload.length == length { Ok(upload.clone()) } else { Err(UploadError::OtherLength) };
        }
        let id = Uuid::from_u128(rows.uploads.len() as u128 + 1);
        let upload = Upload { id, device, attachment, length, expires_at: now + TimeDelta::days(7), done: false };
        rows.uploads.insert(id, upload.clone());
        Ok(upload)
    }

    fn upload(&self, id: Uuid) -> Result<Option<Upload>, UploadError> {
        Ok(self.rows().uploads.get(&id).cloned())
    }

    fn upload_finished(&self, id: Uuid, blob: &Blob, _: DateTime<Utc>) -> Result<Finished, UploadError> {
        let mut rows = self.rows();
        if rows.broken {
            return Err(UploadError::NoSpace);
        }
        let attachment = rows.uploads[&id].attachment;
        if rows.attachments[&attachment].declared != blob.sha256 {
            return Ok(Finished::HashDiffers);
        }
        rows.uploads.get_mut(&id).unwrap().done = true;
        rows.attachments.get_mut(&attachment).unwrap().received = true;
        Ok(Finished::Accepted)
    }
}

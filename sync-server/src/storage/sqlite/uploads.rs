//! What tus uploads need: which attachment, how long, and the receipt at the end.

use chrono::{DateTime, Duration, Utc};
use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

use super::super::StorageError;
use super::settle::Cause;
use super::{SqliteStorage, Write, rows};
use crate::api::uploads::{Finished, Upload, UploadError, UploadLedger};
use crate::photos::Blob;

/// A phone may be without a network for 30 days in the middle of a photo.
const KEPT: Duration = Duration::days(30);

impl From<StorageError> for UploadError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NoSpace => UploadError::NoSpace,
            other => UploadError::Storage(Box::new(other)),
        }
    }
}

impl From<rusqlite::Error> for UploadError {
    fn from(error: rusqlite::Error) -> Self {
        StorageError::from(error).into()
    }
}

const COLUMNS: &str = "SELECT id, device, attachment, length, expires_at, done FROM uploads";

impl UploadLedger for SqliteStorage {
    fn create_upload(
        &self,
        device: Uuid,
        attachment: Uuid,
        length: u64,
        now: DateTime<Utc>,
    ) -> Result<Upload, UploadError> {
        self.write(|write| {
            let known = write
                .transaction
                .prepare_cached(
                    "SELECT device, sha256, size, erased_at IS NOT NULL, received_at IS NOT NULL, report
                     FROM attachments WHERE id = ?1",
                )?
                .query_row([attachment], |row| {
                    let owner: (Uuid, bool, Uuid) = (row.get(0)?, row.get(4)?, row.get(5)?);
                    Ok((owner, row.get::<_, Option<[u8; 32]>>(1)?, row.get::<_, i64>(2)?, row.get(3)?))
                })
                .optional()?;
            let over = match known {
                None if write.nothing_is_kept(attachment, None)? => true,
                None => return Err(UploadError::UnknownAttachment),
                // Whose it was is forgotten: the phone hears that it is here, and that the report is gone.
                Some(((owner, true, report), ..)) if owner.is_nil() => {
                    write.touch(report)?;
                    true
                }
                Some(((owner, ..), ..)) if owner != device && !owner.is_nil() => return Err(UploadError::NotYours),
                // The fact what the bytes are comes before the bytes.
                Some((_, None, ..)) => return Err(UploadError::UnknownAttachment),
                Some((_, _, size, _)) if size != rows::int(length) => return Err(UploadError::OtherLength),
                Some((.., erased)) => erased,
            };
            let mut statement =
                write.transaction.prepare_cached(&format!("{COLUMNS} WHERE device = ?1 AND attachment = ?2"))?;
            let open = statement.query_row((device, attachment), upload).optional()?;
            // Of another length it was begun for a photo in which something was blacked out since.
            let same = |open: &Upload| open.length == length;
            if let Some(open) = open.filter(|open| same(open) && (open.done || open.expires_at > now)) {
                return Ok(open);
            }
            let fresh =
                Upload { id: crate::random::v4(), device, attachment, length, expires_at: now + KEPT, done: over };
            write
                .transaction
                .prepare_cached(
                    "INSERT INTO uploads (id, device, attachment, length, expires_at, done) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (device, attachment) DO UPDATE SET id = excluded.id, length = excluded.length,
                         expires_at = excluded.expires_at, done = excluded.done",
                )?
                .execute((fresh.id, device, attachment, rows::int(length), rows::millis(fresh.expires_at), over))?;
            Ok(fresh)
        })
    }

    fn upload(&self, id: Uuid) -> Result<Option<Upload>, UploadError> {
        Ok(self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
            Ok(statement.query_row([id], upload).optional()?)
        })?)
    }

    fn upload_finished(&self, id: Uuid, blob: &Blob, now: DateTime<Utc>) -> Result<Finished, UploadError> {
        self.write(|write| write.upload_finished(id, blob, now))
    }
}

impl Write<'_> {
    fn upload_finished(&self, id: Uuid, blob: &Blob, now: DateTime<Utc>) -> Result<Finished, UploadError> {
        let found: Option<(Uuid, Uuid, Option<[u8; 32]>)> = self
            .transaction
            .prepare_cached(
                "SELECT attachments.id, report, sha256 FROM uploads JOIN attachments ON attachments.id = attachment
                 WHERE uploads.id = ?1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((attachment, report, declared)) = found else { return Err(UploadError::UnknownAttachment) };
        if declared != Some(blob.sha256) {
            self.transaction.prepare_cached("DELETE FROM uploads WHERE id = ?1")?.execute([id])?;
            return Ok(Finished::HashDiffers);
        }
        self.transaction.prepare_cached("UPDATE uploads SET done = 1 WHERE id = ?1")?.execute([id])?;
        let news = self
            .transaction
            .prepare_cached("UPDATE attachments SET blob = ?2, received_at = ?3 WHERE id = ?1 AND blob IS NULL AND erased_at IS NULL")?
            .execute((attachment, blob.sha256, rows::millis(now)))?;
        if news == 0 {
            // Erased while it was on its way, or finished before.
            let let_go = "INSERT INTO let_go (blob) SELECT ?2 FROM attachments WHERE id = ?1 AND erased_at IS NOT NULL
                          ON CONFLICT DO NOTHING";
            self.transaction.prepare_cached(let_go)?.execute((attachment, blob.sha256))?;
        } else {
            // Whoever mends things is not told of a voice: it stays in the office.
            let is_photo = "SELECT 1 FROM attachments WHERE id = ?1 AND role IN ('photo', 'before', 'after')";
            let is_photo = self.transaction.prepare_cached(is_photo)?.exists([attachment])?;
            let bytes_arrived = is_photo && !self.is_told(attachment)?;
            self.settle(report, Cause { bytes_arrived, ..Cause::default() }, now)?;
        }
        Ok(Finished::Accepted)
    }
}

fn upload(row: &Row) -> rusqlite::Result<Upload> {
    Ok(Upload {
        id: row.get(0)?,
        device: row.get(1)?,
        attachment: row.get(2)?,
        length: row.get::<_, i64>(3)?.unsigned_abs(),
        expires_at: rows::time(row.get(4)?),
        done: row.get(5)?,
    })
}

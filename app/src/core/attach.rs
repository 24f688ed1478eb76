//! Photos: saved as taken with their report; turned, shrunk and stripped afterwards, in a transaction of their own.

use data_encoding::HEXLOWER;
use photo::{Limits, Prepared};
use sha2::{Digest, Sha256};
use shared::change::{Author, Kind};
use shared::domain::{AttachmentBytes, AttachmentRole};
use shared::geo::Position;
use uuid::Uuid;

use super::pen::{Fields, Pen};
use super::request::{NewPhoto, PhotoDone, Shown};
use super::store::attachments::{self, Final, Taken};
use super::store::outbox;
use super::{Phone, PhoneError, find, reports};

pub use photo::Block;

/// A larger file is refused before it is saved: no camera of a phone makes one, and no server takes it.
pub const MAX_PHOTO_BYTES: u64 = 40_000_000;

/// A minute of speech takes a fifth of it.
pub const MAX_VOICE_BYTES: u64 = 1_000_000;

/// Refuses files that are too large to be kept.
pub fn check_sizes(photos: &[NewPhoto]) -> Result<(), PhoneError> {
    for photo in photos {
        let limit = if photo.role == AttachmentRole::Voice { MAX_VOICE_BYTES } else { MAX_PHOTO_BYTES };
        let bytes = photo.bytes.len() as u64;
        if bytes > limit {
            return Err(PhoneError::TooManyBytes { bytes, limit });
        }
    }
    Ok(())
}

/// What the first bytes say in which sound is kept: WebM (RFC 9559), MP4 (ISO/IEC 14496-12) or Ogg (RFC 3533).
fn sound(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("audio/webm"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        _ => None,
    }
}

/// Where the camera says it was. Only the file's head is read, so this takes no time before the report is saved.
pub fn position(photo: &[u8]) -> Option<Position> {
    let (lat, lon) = photo::captured(photo, &Limits::default()).position?;
    Position::new(lat, lon, None).ok()
}

impl Pen<'_> {
    /// Announces a photo and keeps its bytes as taken.
    pub fn attach(&mut self, report: Uuid, photo: &NewPhoto) -> Result<(), PhoneError> {
        let fields = Fields::default().set("report", report)?.set("role", photo.role)?.set("taken_at", self.now)?;
        let id = self.create_of(Kind::Attachment, report, fields)?;
        let taken = Taken { id, report, person: self.author.person, role: photo.role, body: &photo.bytes };
        attachments::add(self.tx, &taken)?;
        Ok(())
    }
}

impl Phone {
    /// Works on the oldest photo that is still as it was taken. After a kill it is simply the oldest again.
    pub(super) fn prepare_photo(&mut self) -> Result<Option<PhotoDone>, PhoneError> {
        let Some(raw) = self.store.read(attachments::next_raw)? else { return Ok(None) };
        // Sound goes as it was recorded; nothing here takes it apart.
        let sound = (raw.role == AttachmentRole::Voice).then(|| sound(&raw.body)).flatten();
        let prepared = sound.is_none().then(|| photo::prepare(&raw.body, &Limits::default()));
        let (bytes, body, thumb, why) = match &prepared {
            None => (described(&raw.body, sound.unwrap_or_default()), raw.body.as_slice(), None, None),
            // A picture is no voice, however well it can be read.
            Some(Prepared::Photo { .. }) if raw.role == AttachmentRole::Voice => {
                let why = photo::Unreadable::UnknownFormat.key().to_owned();
                (described(&raw.body, "application/octet-stream"), raw.body.as_slice(), None, Some(why))
            }
            Some(Prepared::Photo { jpeg, thumb, .. }) => {
                (described(jpeg, "image/jpeg"), jpeg.as_slice(), Some(thumb.as_slice()), None)
            }
            // Nobody can see what is in it: it is kept apart, and the report goes on.
            Some(Prepared::Undecodable { mime, why }) => {
                (described(&raw.body, mime), raw.body.as_slice(), None, Some(why.key().to_owned()))
            }
        };
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let last = Final { bytes: &bytes, body, thumb, why: why.as_deref().unwrap_or_default() };
            if !attachments::finish(tx, raw.id, &last)? {
                return Ok(());
            }
            let mut pen = Pen::new(tx, edge)?;
            // In the name of whoever took it: the phone may have changed hands since.
            pen.author = Author { person: raw.person, ..pen.author };
            let fields = Fields::default()
                .set("bytes", &bytes)?
                .set_some("sealed", why.as_ref().map(|_| true))?
                .set_some("unreadable", why.as_ref())?;
            pen.complete(Kind::Attachment, raw.id, fields)
        })?;
        Ok(Some(PhotoDone { attachment: raw.id, unreadable: why }))
    }

    /// A photo for the screen, with width and height, while it can still be changed.
    pub(super) fn photo(&mut self, id: Uuid) -> Result<Option<Shown>, PhoneError> {
        let still = self.store.read(|tx| attachments::still(tx, id))?;
        Ok(still.and_then(|still| Some(Shown { size: photo::size(&still.body)?, jpeg: still.body })))
    }

    /// Black blocks around these points, in the pixels of the photo and of its thumbnail. What was there is nowhere any
    /// more; the new bytes are a fact that follows on the one before.
    pub(super) fn blacken(&mut self, id: Uuid, points: &[(f64, f64)]) -> Result<Uuid, PhoneError> {
        let still = self.store.read(|tx| attachments::still(tx, id))?.ok_or(PhoneError::OnItsWay)?;
        let points = points.get(..photo::MAX_BLOCKS).unwrap_or(points);
        let Prepared::Photo { jpeg, thumb, .. } = photo::blacken(&still.body, points, &Limits::default()) else {
            return Err(PhoneError::OnItsWay);
        };
        let bytes = described(&jpeg, "image/jpeg");
        let Phone { store, edge, .. } = self;
        store.write(|tx| {
            let report = find::report(tx, &still.report.to_string())?;
            let mut pen = Pen::new(tx, edge)?;
            reports::own(&report, pen.author)?;
            let base = outbox::last_of(tx, id, "bytes")?.ok_or(PhoneError::OnItsWay)?;
            let last = Final { bytes: &bytes, body: &jpeg, thumb: Some(&thumb), why: "" };
            if !attachments::replace(tx, id, &still.sha256, &last)? {
                return Err(PhoneError::OnItsWay);
            }
            pen.author = Author { person: still.person, ..pen.author };
            pen.write(Kind::Attachment, id, Fields::default().follow(base, "bytes", &bytes)?)
        })?;
        store.forget_replaced();
        Ok(still.report)
    }

    /// Works on every photo that is still as it was taken, oldest first.
    ///
    /// # Errors
    /// Where the store fails; the rest is worked on next time.
    pub fn prepare_photos(&mut self) -> Result<Vec<PhotoDone>, PhoneError> {
        std::iter::from_fn(|| self.prepare_photo().transpose()).collect()
    }
}

fn described(body: &[u8], mime: &str) -> AttachmentBytes {
    AttachmentBytes { sha256: HEXLOWER.encode(&Sha256::digest(body)), size: body.len() as u64, mime: mime.to_owned() }
}

#[cfg(test)]
mod tests;

//! Every picture that leaves the server, on a page, in a mail or to a phone: decoded within limits, turned upright, shrunk
//! and encoded anew, so that no metadata survives whoever sent it.

use std::io::Cursor;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{AttachmentStore, Sha256, StoreError};

/// On its own: the long edge that phones send, in pixels.
pub const LARGE: u32 = 1_600;
/// In lists, in pixels: sharp on a phone of three pixels a point.
pub const SMALL: u32 = 360;

/// Phones shrink photos to a long edge of 1,600 pixels before they send them: what is much more is none of theirs.
const MAX_FILE_BYTES: u64 = 8_000_000;
const MAX_EDGE: u32 = 6_000;
const MAX_PIXELS: u64 = 4_500_000;
const MAX_DECODED_BYTES: u64 = 18_000_000;
/// A block of 8 × 8 pixels costs a JPEG at least one bit: a few bytes that claim more are a bomb.
const JPEG_BLOCKS_PER_BYTE: u64 = 8;

/// A JPEG without metadata.
pub struct Picture {
    /// The file.
    pub jpeg: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// The stored picture, as [`shrink`] makes it. A file too large for one is not even read.
///
/// # Errors
/// Where the store has no such blob, or fails.
pub fn stored(
    store: &dyn AttachmentStore,
    blob: &Sha256,
    edge: u32,
    quality: u8,
) -> Result<Option<Picture>, StoreError> {
    Ok(source(store, blob)?.and_then(|source| shrink(&source, edge, quality)))
}

/// The bytes of a stored picture, unless they are too many for one.
///
/// # Errors
/// Where the store has no such blob, or fails.
pub fn source(store: &dyn AttachmentStore, blob: &Sha256) -> Result<Option<Vec<u8>>, StoreError> {
    if store.size(blob)? > MAX_FILE_BYTES { Ok(None) } else { store.read(blob).map(Some) }
}

/// The picture with a long edge of at most `edge` pixels; none where the bytes are no picture within limits. A panic of a
/// decoder costs one picture, not the mail or the page that it is on.
pub fn shrink(source: &[u8], edge: u32, quality: u8) -> Option<Picture> {
    std::panic::catch_unwind(|| shrunk(source, edge, quality)).ok()?
}

fn shrunk(source: &[u8], edge: u32, quality: u8) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let is_jpeg = reader.format() == Some(ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let blocks = u64::from(width.div_ceil(8)) * u64::from(height.div_ceil(8));
    let claims_too_much = is_jpeg && blocks > JPEG_BLOCKS_PER_BYTE * source.len() as u64;
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES || claims_too_much {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::ImageRgb8(DynamicImage::from_decoder(decoder).ok()?.into_rgb8());

    let longest = picture.width().max(picture.height());
    if longest > edge {
        let scaled = |side: u32| (side * edge).div_ceil(longest).max(1);
        let mut small = DynamicImage::new_rgb8(scaled(picture.width()), scaled(picture.height()));
        Resizer::new().resize(&picture, &mut small, None).ok()?;
        picture = small;
    }
    picture.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&picture).ok()?;
    Some(Picture { jpeg, width: picture.width(), height: picture.height() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use assets::scenes::{Scene, Shot};

    #[test]
    fn a_photo_is_upright_and_small_and_without_metadata() {
        // Stored lying down, with EXIF that says so, a position and a thumbnail.
        let shot = Shot { orientation: 6, ..Shot::new(Scene::Sofa, 1, 1200, 900) };
        let small = shrink(&shot.jpeg(), SMALL, 72).unwrap();
        assert_eq!((small.width, small.height), (270, 360));
        assert!(!small.jpeg.windows(4).any(|bytes| bytes == b"Exif"));
        assert!(small.jpeg.len() < 60_000, "{}", small.jpeg.len());
    }

    #[test]
    fn what_is_no_picture_within_limits_is_none() {
        let whole = Shot::new(Scene::Sofa, 1, 400, 300).jpeg();
        let mut bomb = Vec::new();
        DynamicImage::new_luma8(MAX_EDGE + 1, 1)
            .write_to(&mut Cursor::new(&mut bomb), image::ImageFormat::Png)
            .unwrap();
        for bytes in [&b""[..], b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken", &whole[..200], &bomb] {
            assert!(shrink(bytes, SMALL, 72).is_none());
        }
    }
}

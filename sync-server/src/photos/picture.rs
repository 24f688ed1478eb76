//! Every picture that leaves the server, on a page, in a mail or to a phone: decoded within limits, turned upright, blacked
//! out where staff said so, shrunk and encoded anew, so that no metadata survives whoever sent it.
//!
//! Whoever wants pixels has to say what is black in them ([`Stored`], [`Source`]): nobody can forget it.

use std::io::Cursor;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::Digest;
use shared::domain::Black;

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

/// A picture in the store, and what is black in every copy of it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its bytes.
    pub blob: Sha256,
    /// Filled before anybody sees it.
    pub black: Vec<Black>,
}

/// The bytes of a picture, as they were sent, and what is black in every copy of it. The bytes do not come out again.
#[derive(Clone, Debug)]
pub struct Source {
    bytes: Vec<u8>,
    black: Vec<Black>,
}

impl Stored {
    /// The bytes, unless they are too many for a picture; such a file is not even read.
    ///
    /// # Errors
    /// Where the store has no such blob, or fails.
    pub fn source(&self, store: &dyn AttachmentStore) -> Result<Option<Source>, StoreError> {
        if store.size(&self.blob)? > MAX_FILE_BYTES {
            return Ok(None);
        }
        Ok(Some(Source::new(store.read(&self.blob)?, self.black.clone())))
    }

    /// The picture, as [`Source::shrink`] makes it.
    ///
    /// # Errors
    /// Where the store has no such blob, or fails.
    pub fn shrink(&self, store: &dyn AttachmentStore, edge: u32, quality: u8) -> Result<Option<Picture>, StoreError> {
        Ok(self.source(store)?.and_then(|source| source.shrink(edge, quality)))
    }

    /// Names a copy of this size for caches: another one as soon as something else is black.
    pub fn version(&self, edge: u32) -> String {
        let mut hash = sha2::Sha256::new_with_prefix(self.blob);
        hash.update(edge.to_be_bytes());
        for black in &self.black {
            for side in [black.left, black.top, black.right, black.bottom] {
                hash.update(side.to_be_bytes());
            }
        }
        crate::random::to_hex(hash.finalize().get(..16).unwrap_or_default())
    }
}

impl Source {
    /// A picture in memory.
    pub fn new(bytes: Vec<u8>, black: Vec<Black>) -> Source {
        Source { bytes, black }
    }

    /// The picture with a long edge of at most `edge` pixels; none where the bytes are no picture within limits. A panic of a
    /// decoder costs one picture, not the mail or the page that it is on.
    pub fn shrink(&self, edge: u32, quality: u8) -> Option<Picture> {
        std::panic::catch_unwind(|| shrunk(&self.bytes, &self.black, edge, quality)).ok()?
    }
}

fn shrunk(source: &[u8], black: &[Black], edge: u32, quality: u8) -> Option<Picture> {
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
    // Turning what is small already is cheaper; but black parts are told of the upright picture, and no pixel of theirs may
    // get into a neighbour's.
    let blacken = !black.is_empty();
    if blacken {
        picture.apply_orientation(orientation);
        fill(picture.as_mut_rgb8()?, black);
    }

    let longest = picture.width().max(picture.height());
    if longest > edge {
        let scaled = |side: u32| (side * edge).div_ceil(longest).max(1);
        let mut small = DynamicImage::new_rgb8(scaled(picture.width()), scaled(picture.height()));
        Resizer::new().resize(&picture, &mut small, None).ok()?;
        picture = small;
    }
    if !blacken {
        picture.apply_orientation(orientation);
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&picture).ok()?;
    Some(Picture { jpeg, width: picture.width(), height: picture.height() })
}

/// Blackens every pixel that a part touches.
fn fill(picture: &mut RgbImage, black: &[Black]) {
    let (width, height) = picture.dimensions();
    // Casts cut off at 0 and at the largest number; sides in the wrong order mean the same part.
    let span = |one: f32, other: f32, length: u32| {
        let low = (one.min(other) * length as f32).floor() as u32;
        let high = (one.max(other) * length as f32).ceil() as u32;
        low.min(length)..high.min(length)
    };
    for part in black {
        for y in span(part.top, part.bottom, height) {
            for x in span(part.left, part.right, width) {
                picture.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assets::scenes::{Scene, Shot};

    #[test]
    fn a_photo_is_upright_and_small_and_without_metadata() {
        // Stored lying down, with EXIF that says so, a position and a thumbnail.
        let shot = Shot { orientation: 6, ..Shot::new(Scene::Sofa, 1, 1200, 900) };
        let small = Source::new(shot.jpeg(), Vec::new()).shrink(SMALL, 72).unwrap();
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
            assert!(Source::new(bytes.to_vec(), Vec::new()).shrink(SMALL, 72).is_none());
        }
    }

    #[test]
    fn what_is_black_is_gone_before_the_picture_is_turned_and_shrunk() {
        // Told of the upright picture, which lies on its side in the file.
        let shot = Shot { orientation: 6, ..Shot::new(Scene::Sofa, 1, 1200, 900) };
        let part = Black { left: 0.5, top: 0.0, right: 1.0, bottom: 0.25 };
        let small = Source::new(shot.jpeg(), vec![part]).shrink(SMALL, 90).unwrap();
        let shown = image::load_from_memory(&small.jpeg).unwrap().into_rgb8();
        let dark = |x: u32, y: u32| shown.get_pixel(x, y).0.iter().all(|channel| *channel < 24);
        assert!((140..268).all(|x| (2..86).all(|y| dark(x, y))), "the upper right quarter");
        assert!((0..130).any(|x| (100..350).any(|y| !dark(x, y))), "and nothing else");
        let all = Source::new(shot.jpeg(), vec![Black::ALL]).shrink(SMALL, 90).unwrap();
        let shown = image::load_from_memory(&all.jpeg).unwrap().into_rgb8();
        assert!(shown.pixels().all(|pixel| pixel.0 == [0, 0, 0]));
    }
}

//! Every picture that leaves the server, on a page, in a mail or to a phone: decoded within limits, turned upright, shrunk
//! and encoded anew, so that no metadata survives whoever sent it.

use std::io::Cursor;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

/// On its own: the long edge that phones send, in pixels.
pub const LARGE: u32 = 1_600;
/// In lists, in pixels: sharp on a phone of three pixels a point.
pub const SMALL: u32 = 360;

/// Phones shrink photos to less before they send them.
const MAX_EDGE: u32 = 6_000;
const MAX_DECODED_BYTES: u64 = 96 << 20;

/// A JPEG without metadata.
pub struct Picture {
    /// The file.
    pub jpeg: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
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
    let mut decoder = reader.into_decoder().ok()?;
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

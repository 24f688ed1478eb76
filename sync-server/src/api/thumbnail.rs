//! Small pictures: decoded within limits, shrunk, encoded anew so that no metadata survives.

use std::io::Cursor;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageReader, Limits};

/// Longest edge in pixels: sharp in a list on a phone of three pixels a point.
pub const EDGE: u32 = 360;
/// Phones shrink photos to less before they send them.
const MAX_EDGE: u32 = 6_000;
const MAX_ALLOC: u64 = 96 << 20;
const QUALITY: u8 = 72;

/// A JPEG of at most [`EDGE`] pixels. None where the bytes are no picture within limits.
pub fn jpeg(source: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let mut picture = DynamicImage::ImageRgb8(reader.decode().ok()?.into_rgb8());

    let longest = picture.width().max(picture.height());
    if longest > EDGE {
        let scaled = |edge: u32| (edge * EDGE).div_ceil(longest).max(1);
        let mut small = DynamicImage::new_rgb8(scaled(picture.width()), scaled(picture.height()));
        Resizer::new().resize(&picture, &mut small, None).ok()?;
        picture = small;
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_small_and_anything_else_nothing() {
        let mut large = Vec::new();
        DynamicImage::new_rgb8(1_600, 1_200).write_to(&mut Cursor::new(&mut large), image::ImageFormat::Png).unwrap();
        let small = image::load_from_memory(&jpeg(&large).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (360, 270));
        for bytes in [&b""[..], b"not a picture", &large[..large.len() / 2]] {
            assert!(jpeg(bytes).is_none());
        }
    }

    #[test]
    fn a_picture_of_absurd_size_is_refused_by_its_header() {
        let mut bomb = Vec::new();
        DynamicImage::new_luma8(MAX_EDGE + 1, 1)
            .write_to(&mut Cursor::new(&mut bomb), image::ImageFormat::Png)
            .unwrap();
        assert!(jpeg(&bomb).is_none());
    }
}

//! Small pictures for mails: decoded within limits, shrunk, encoded anew so that no metadata survives.

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Longest edge of a thumbnail in pixels.
pub(super) const MAX_EDGE: u32 = 240;

/// Larger sources are no thumbnails: a cheap guard before decoding.
const MAX_SOURCE_EDGE: u32 = 4096;
const MAX_SOURCE_BYTES: usize = 4 << 20;
const MAX_DECODED_BYTES: u64 = 64 << 20;

/// A JPEG of at most [`MAX_EDGE`] pixels.
pub(super) struct Thumb {
    pub(super) jpeg: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// None for everything that is not a sound JPEG within limits. A codec's panic costs one picture, not the mail.
pub(super) fn thumb(source: &[u8], quality: u8) -> Option<Thumb> {
    std::panic::catch_unwind(|| shrink(source, quality)).ok()?
}

fn shrink(source: &[u8], quality: u8) -> Option<Thumb> {
    if source.len() > MAX_SOURCE_BYTES {
        return None;
    }
    let mut reader = ImageReader::with_format(Cursor::new(source), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SOURCE_EDGE);
    limits.max_image_height = Some(MAX_SOURCE_EDGE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut picture = DynamicImage::ImageRgb8(reader.decode().ok()?.into_rgb8());

    let longest = picture.width().max(picture.height());
    if longest > MAX_EDGE {
        let scaled = |edge: u32| (edge * MAX_EDGE).div_ceil(longest).max(1);
        let mut small = DynamicImage::new_rgb8(scaled(picture.width()), scaled(picture.height()));
        Resizer::new().resize(&picture, &mut small, None).ok()?;
        picture = small;
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&picture).ok()?;
    Some(Thumb { jpeg, width: picture.width(), height: picture.height() })
}

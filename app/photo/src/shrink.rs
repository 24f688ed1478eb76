//! From pixels to a small JPEG of nothing but pixels.

use super::Unreadable;
use fast_image_resize::Resizer;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use image::metadata::Orientation;
use image::{RgbImage, imageops};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder};

/// Pixels of a photo's longer edge, at most.
pub const LONG_EDGE: u32 = 1600;
/// Pixels of a thumbnail's longer edge, at most.
pub const THUMB_EDGE: u32 = 240;

const QUALITY: u8 = 80;

/// Shrinks until the longer edge fits, and never enlarges.
pub fn fit(photo: RgbImage, edge: u32) -> Result<RgbImage, Unreadable> {
    let (width, height) = photo.dimensions();
    let longer = width.max(height);
    if longer <= edge {
        return Ok(photo);
    }
    // Rounded; at most `edge`, and a line stays a line.
    let (edge, longer) = (u64::from(edge), u64::from(longer));
    let scaled = |side| ((u64::from(side) * edge + longer / 2) / longer).max(1) as u32;
    resized(&photo, scaled(width), scaled(height))
}

/// One kind of pixel only: the code for each other kind would travel to every browser.
pub(super) fn resized(photo: &RgbImage, width: u32, height: u32) -> Result<RgbImage, Unreadable> {
    let mut small = RgbImage::new(width, height);
    // Cannot fail: both have as many bytes as their sides say.
    let from = TypedImageRef::<U8x3>::from_buffer(photo.width(), photo.height(), photo.as_raw());
    let to = TypedImage::<U8x3>::from_buffer(width, height, &mut small);
    let (from, mut to) = (from.map_err(|_| Unreadable::Broken)?, to.map_err(|_| Unreadable::Broken)?);
    Resizer::new().resize_typed(&from, &mut to, None).map_err(|_| Unreadable::Broken)?;
    Ok(small)
}

/// Turns it upright.
pub fn turn(photo: RgbImage, how: Orientation) -> RgbImage {
    match how {
        Orientation::NoTransforms => photo,
        Orientation::Rotate90 => imageops::rotate90(&photo),
        Orientation::Rotate180 => imageops::rotate180(&photo),
        Orientation::Rotate270 => imageops::rotate270(&photo),
        Orientation::FlipHorizontal => imageops::flip_horizontal(&photo),
        Orientation::FlipVertical => imageops::flip_vertical(&photo),
        Orientation::Rotate90FlipH => imageops::flip_horizontal(&imageops::rotate90(&photo)),
        Orientation::Rotate270FlipH => imageops::flip_horizontal(&imageops::rotate270(&photo)),
    }
}

/// Baseline JPEG with a JFIF header and no other application segment, colours at half the resolution. Optimised
/// Huffman tables would make jpeg-encoder write one component after the other, which zune-jpeg misreads.
pub fn encode(photo: &RgbImage) -> Result<Vec<u8>, Unreadable> {
    let side = |it: u32| u16::try_from(it).map_err(|_| Unreadable::TooManyPixels);
    let (width, height) = (side(photo.width())?, side(photo.height())?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    // Cannot fail: the pixels fill the sides, and memory takes all bytes.
    encoder.encode(photo, width, height, ColorType::Rgb).map_err(|_| Unreadable::Broken)?;
    Ok(jpeg)
}

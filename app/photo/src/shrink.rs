//! From pixels to a small JPEG of nothing but pixels.

use super::Unreadable;
use fast_image_resize::Resizer;
use image::{DynamicImage, Rgb, RgbImage};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder};

/// Pixels of a photo's longer edge, at most.
pub const LONG_EDGE: u32 = 1600;
/// Pixels of a thumbnail's longer edge, at most.
pub const THUMB_EDGE: u32 = 240;

const QUALITY: u8 = 80;

/// Shrinks until the longer edge fits, and never enlarges.
pub fn fit(pixels: DynamicImage, edge: u32) -> Result<DynamicImage, Unreadable> {
    let (width, height) = (pixels.width(), pixels.height());
    let longer = width.max(height);
    if longer <= edge {
        return Ok(pixels);
    }
    // Rounded; at most `edge`, and a line stays a line.
    let (edge, longer) = (u64::from(edge), u64::from(longer));
    let scaled = |side| ((u64::from(side) * edge + longer / 2) / longer).max(1) as u32;
    resized(&pixels, scaled(width), scaled(height))
}

pub(super) fn resized(pixels: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, Unreadable> {
    let mut small = DynamicImage::new(width, height, pixels.color());
    // Cannot fail: both have the same kind of pixel, one that the decoders give.
    Resizer::new().resize(pixels, &mut small, None).map_err(|_| Unreadable::Broken)?;
    Ok(small)
}

/// Lays what is transparent on white, as a screen shows it.
pub fn opaque(pixels: DynamicImage) -> RgbImage {
    if !pixels.color().has_alpha() {
        return pixels.into_rgb8();
    }
    let rgba = pixels.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u16::from);
        Rgb([red, green, blue].map(|it| ((it * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
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

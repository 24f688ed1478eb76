//! PNG and WebP, by `image`.

use std::io::Cursor;

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, ImageResult, Rgb, RgbImage};

use super::{Limits, Unreadable};

/// A file without metadata.
pub fn png(bytes: &[u8], limits: &Limits) -> Result<RgbImage, Unreadable> {
    let mut memory = image::Limits::no_limits();
    memory.max_alloc = Some(limits.memory);
    decode(PngDecoder::with_limits(Cursor::new(bytes), memory), limits)
}

/// A file without metadata.
pub fn webp(bytes: &[u8], limits: &Limits) -> Result<RgbImage, Unreadable> {
    decode(WebPDecoder::new(Cursor::new(bytes)), limits)
}

fn decode(decoder: ImageResult<impl ImageDecoder>, limits: &Limits) -> Result<RgbImage, Unreadable> {
    let decoder = decoder.map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    limits.admit(u64::from(width) * u64::from(height), decoder.total_bytes())?;
    DynamicImage::from_decoder(decoder).map(opaque).map_err(unreadable)
}

/// Lays what is transparent on white, as a screen shows it.
fn opaque(pixels: DynamicImage) -> RgbImage {
    if !pixels.color().has_alpha() {
        return pixels.into_rgb8();
    }
    let rgba = pixels.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u16::from);
        Rgb([red, green, blue].map(|it| ((it * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

fn unreadable(error: ImageError) -> Unreadable {
    match error {
        ImageError::Limits(_) => Unreadable::TooManyPixels,
        _ => Unreadable::Broken,
    }
}

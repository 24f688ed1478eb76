//! From a file to pixels, within [`Limits`].

#[cfg(not(target_arch = "wasm32"))]
use super::still;
use super::{
    Limits, Unreadable,
    exif::Exif,
    strip::{self, Essence},
};
use image::RgbImage;
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

/// Pixels as they lie in the file, not yet turned.
pub struct Decoded<'a> {
    pub pixels: RgbImage,
    pub exif: Exif<'a>,
}

/// What the first bytes say, whatever the name of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Jpeg,
    Png,
    Webp,
    Heic,
    Unknown,
}

impl Format {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            // ISO/IEC 23008-12: brands of HEVC images and sequences, and the generic ones that iPhones also write.
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.first_chunk() {
                Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => Self::Heic,
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

/// Media type by the first bytes.
pub fn mime(bytes: &[u8]) -> &'static str {
    match Format::of(bytes) {
        Format::Jpeg => "image/jpeg",
        Format::Png => "image/png",
        Format::Webp => "image/webp",
        Format::Heic => "image/heic",
        Format::Unknown => "application/octet-stream",
    }
}

/// Decodes a still picture.
pub fn decode<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Decoded<'a>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge);
    }
    let (pixels, exif) = match Format::of(bytes) {
        Format::Jpeg => {
            let essence = strip::jpeg(bytes, limits.scans)?;
            (jpeg(&essence, limits)?, essence.exif)
        }
        #[cfg(not(target_arch = "wasm32"))]
        Format::Png => {
            let Essence { bytes, exif, .. } = strip::png(bytes)?;
            (still::png(&bytes, limits)?, exif)
        }
        #[cfg(not(target_arch = "wasm32"))]
        Format::Webp => {
            let Essence { bytes, exif, .. } = strip::webp(bytes)?;
            (still::webp(&bytes, limits)?, exif)
        }
        // A browser has its own decoders: its page makes JPEG of what else it can read.
        #[cfg(target_arch = "wasm32")]
        Format::Png | Format::Webp => return Err(Unreadable::UnknownFormat),
        Format::Heic => return Err(Unreadable::Heic),
        Format::Unknown => return Err(Unreadable::UnknownFormat),
    };
    Ok(Decoded { pixels, exif: Exif::new(exif) })
}

/// The EXIF of a file that is not worth decoding yet.
pub fn exif<'a>(bytes: &'a [u8], limits: &Limits) -> Option<Exif<'a>> {
    let essence = match Format::of(bytes) {
        _ if bytes.len() > limits.bytes => None,
        Format::Jpeg => strip::jpeg(bytes, limits.scans).ok(),
        Format::Png => strip::png(bytes).ok(),
        Format::Webp => strip::webp(bytes).ok(),
        Format::Heic | Format::Unknown => None,
    };
    Some(Exif::new(essence?.exif))
}

/// By zune-jpeg directly, for `image` lets it paint what is missing grey.
fn jpeg(essence: &Essence<'_>, limits: &Limits) -> Result<RgbImage, Unreadable> {
    /// A block of 8 × 8 pixels costs at least one bit, the code of its DC coefficient.
    const BLOCKS_PER_BYTE: u64 = 8;
    const RGB: u64 = 3;
    /// Coefficients of up to four components wait in 16 bits each for the last scan.
    const COEFFICIENTS: u64 = 2 * 4;

    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(limits.scans)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&essence.bytes), options);
    decoder.decode_headers().map_err(|_| Unreadable::Broken)?;
    let info = decoder.info().ok_or(Unreadable::Broken)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));

    let pixels = u64::from(width) * u64::from(height);
    limits.admit(pixels, pixels * if essence.progressive { RGB + COEFFICIENTS } else { RGB })?;
    let blocks = u64::from(width.div_ceil(8)) * u64::from(height.div_ceil(8));
    if blocks > BLOCKS_PER_BYTE * essence.bytes.len() as u64 {
        return Err(Unreadable::Broken);
    }

    let rgb = decoder.decode().map_err(|_| Unreadable::Broken)?;
    RgbImage::from_raw(width, height, rgb).ok_or(Unreadable::Broken)
}

/// Width and height of a JPEG.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    Some((u32::from(info.width), u32::from(info.height)))
}

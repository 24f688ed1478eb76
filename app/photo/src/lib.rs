//! From the bytes of a camera or a file to a photo that may leave the phone: upright, small, and with nothing in it
//! but pixels.
//!
//! ```text
//! bytes ─ strip ─ decode ─ shrink ─ turn ─ encode ─ JPEG and thumbnail
//!           └─ EXIF ─ turn, camera's claims
//! ```
//!
//! Pure functions without threads or I/O. Whatever the bytes are, the report goes on: what cannot be read is kept as
//! it came, sealed.

mod black;
mod decode;
mod exif;
mod shrink;
#[cfg(not(target_arch = "wasm32"))]
mod still;
mod strip;

#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use thiserror::Error;

pub use black::{Block, MAX_BLOCKS, blacken, size};
pub use shrink::{LONG_EDGE, THUMB_EDGE};

/// What the pipeline made of the bytes of a camera or a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// Turned upright, encoded anew, without metadata of any kind.
    Photo {
        /// JPEG whose longer edge has at most [`LONG_EDGE`] pixels; small photos are not enlarged.
        jpeg: Vec<u8>,
        /// JPEG of the same, at most [`THUMB_EDGE`].
        thumb: Vec<u8>,
        /// Pixels of `jpeg`, upright.
        width: u32,
        /// Pixels of `jpeg`, upright.
        height: u32,
        /// Not in `jpeg` any more; for the phone alone.
        captured: Captured,
    },
    /// The bytes stay as they are, sealed.
    Undecodable {
        /// What the first bytes say they are.
        mime: &'static str,
        /// From this the screen derives its sentence.
        why: Unreadable,
    },
}

/// What the photo's EXIF claimed. Cameras are often a day or a continent off: these order nothing and refuse nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Captured {
    /// By the camera's clock, in the zone that it was set to.
    pub taken: Option<NaiveDateTime>,
    /// Latitude and longitude in WGS84 degrees.
    pub position: Option<(f64, f64)>,
}

/// Why bytes did not become a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Unreadable {
    /// Nothing there.
    #[error("no bytes")]
    Empty,
    /// More than [`Limits::bytes`].
    #[error("the file is too large")]
    TooLarge,
    /// No still picture in JPEG, PNG or WebP, or in one of their rarer kinds.
    #[error("not in a format that the phone reads")]
    UnknownFormat,
    /// As iPhones write it; no free decoder without C exists.
    #[error("HEIC is not read")]
    Heic,
    /// Cut short or damaged. Decoders could draw half of it over grey, but who stands before the heap can take
    /// another one, and who reads the report cannot.
    #[error("the image is damaged")]
    Broken,
    /// More than [`Limits::pixels`], or than [`Limits::memory`] to decode them.
    #[error("the image has too many pixels")]
    TooManyPixels,
    /// More than [`Limits::scans`]; no camera does that.
    #[error("the image has too many scans")]
    TooManyScans,
}

impl Unreadable {
    /// Fluent key of the sentence for the screen.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "photo-unreadable-empty",
            Self::TooLarge => "photo-unreadable-too-large",
            Self::UnknownFormat => "photo-unreadable-unknown-format",
            Self::Heic => "photo-unreadable-heic",
            Self::Broken => "photo-unreadable-broken",
            Self::TooManyPixels => "photo-unreadable-too-many-pixels",
            Self::TooManyScans => "photo-unreadable-too-many-scans",
        }
    }
}

/// What the pipeline takes on. All are checked before anything is allocated for pixels.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Width × height.
    pub pixels: u64,
    /// Bytes that decoded pixels and the decoder's own planes may take.
    pub memory: u64,
    /// Scans of a progressive JPEG: each one walks over all pixels.
    pub scans: usize,
}

impl Default for Limits {
    /// 52 million pixels let the 8192 × 6144 of a "50 megapixel" phone through.
    fn default() -> Self {
        Self { bytes: 40_000_000, pixels: 52_000_000, memory: 192 << 20, scans: 100 }
    }
}

impl Limits {
    fn admit(&self, pixels: u64, memory: u64) -> Result<(), Unreadable> {
        let fits = pixels <= self.pixels && memory <= self.memory;
        fits.then_some(()).ok_or(Unreadable::TooManyPixels)
    }
}

/// Makes a photo of `bytes`, or says why it is none. A panic of a decoder costs one photo, not the queue behind it.
#[must_use]
pub fn prepare(bytes: &[u8], limits: &Limits) -> Prepared {
    let made = std::panic::catch_unwind(|| photo(bytes, limits, |_| {})).unwrap_or(Err(Unreadable::Broken));
    made.unwrap_or_else(|why| Prepared::Undecodable { mime: decode::mime(bytes), why })
}

/// What the EXIF claims, by walking through the file without decoding it: nothing where that is not possible.
#[must_use]
pub fn captured(bytes: &[u8], limits: &Limits) -> Captured {
    decode::exif(bytes, limits).map(exif::Exif::captured).unwrap_or_default()
}

/// `retouch` gets the pixels upright and as small as they will be, before anything is encoded.
fn photo(bytes: &[u8], limits: &Limits, retouch: impl FnOnce(&mut image::RgbImage)) -> Result<Prepared, Unreadable> {
    let decode::Decoded { pixels, exif } = decode::decode(bytes, limits)?;
    let mut photo = shrink::turn(shrink::fit(pixels, LONG_EDGE)?, exif.orientation());
    retouch(&mut photo);
    let (width, height) = photo.dimensions();
    let jpeg = shrink::encode(&photo)?;
    let thumb = shrink::encode(&shrink::fit(photo, THUMB_EDGE)?)?;
    Ok(Prepared::Photo { jpeg, thumb, width, height, captured: exif.captured() })
}

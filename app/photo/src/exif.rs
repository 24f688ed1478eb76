//! Reads from EXIF the three things that the phone wants: which way is up, when, and where.
//!
//! Written here rather than taken from a library because only a look-up by tag is bounded: a reader of all fields can
//! be led by 64 kB of overlapping directories into hundreds of megabytes of entries.
//! TIFF 6.0 section 2, EXIF 2.32 (CIPA DC-008) sections 4.6.4 to 4.6.6.

use super::Captured;
use chrono::NaiveDateTime;
use image::metadata::Orientation;

const ORIENTATION: u16 = 0x0112;
const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const DATE_TIME_DIGITIZED: u16 = 0x9004;
const GPS_LATITUDE_REF: u16 = 1;
const GPS_LATITUDE: u16 = 2;
const GPS_LONGITUDE_REF: u16 = 3;
const GPS_LONGITUDE: u16 = 4;

const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// A TIFF structure; what is missing or malformed in it reads as absent.
#[derive(Clone, Copy)]
pub struct Exif<'a> {
    tiff: &'a [u8],
    big_endian: bool,
}

impl<'a> Exif<'a> {
    /// `None` reads as empty.
    pub fn new(tiff: Option<&'a [u8]>) -> Self {
        let tiff = tiff.unwrap_or_default();
        Self { tiff, big_endian: tiff.starts_with(b"MM") }
    }

    /// How to turn the pixels so that they stand upright.
    pub fn orientation(self) -> Orientation {
        let tag = self.main().and_then(|ifd| self.number(ifd, ORIENTATION));
        tag.and_then(|it| Orientation::from_exif(u8::try_from(it).ok()?)).unwrap_or(Orientation::NoTransforms)
    }

    /// What the camera claims.
    pub fn captured(self) -> Captured {
        Captured { taken: self.taken(), position: self.position() }
    }

    fn taken(self) -> Option<NaiveDateTime> {
        let ifd = self.number(self.main()?, EXIF_IFD)?;
        let text = self.ascii(ifd, DATE_TIME_ORIGINAL).or_else(|| self.ascii(ifd, DATE_TIME_DIGITIZED))?;
        NaiveDateTime::parse_from_str(text, "%Y:%m:%d %H:%M:%S").ok()
    }

    fn position(self) -> Option<(f64, f64)> {
        let ifd = self.number(self.main()?, GPS_IFD)?;
        let side = |tag, positive, negative| match self.ascii(ifd, tag)? {
            it if it == positive => Some(1.0),
            it if it == negative => Some(-1.0),
            _ => None,
        };
        let latitude = side(GPS_LATITUDE_REF, "N", "S")? * self.degrees(ifd, GPS_LATITUDE)?;
        let longitude = side(GPS_LONGITUDE_REF, "E", "W")? * self.degrees(ifd, GPS_LONGITUDE)?;
        // Cameras without a fix write zeros.
        let plausible = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0);
        plausible.then_some((latitude, longitude))
    }

    /// Offset of the first directory.
    fn main(self) -> Option<u32> {
        matches!(self.tiff.first_chunk()?, b"II*\0" | b"MM\0*").then(|| self.u32(4))?
    }

    fn number(self, ifd: u32, tag: u16) -> Option<u32> {
        match self.entry(ifd, tag)? {
            (SHORT, at) => self.u16(at).map(u32::from),
            (LONG, at) => self.u32(at),
            _ => None,
        }
    }

    /// Text up to its NUL, without blanks around it.
    fn ascii(self, ifd: u32, tag: u16) -> Option<&'a str> {
        const LONGEST: usize = 20; // a date with its NUL
        let (ASCII, at) = self.entry(ifd, tag)? else { return None };
        let text = self.tiff.get(at..)?.iter().take(LONGEST).position(|&byte| byte == 0)?;
        str::from_utf8(self.tiff.get(at..at + text)?).ok().map(str::trim)
    }

    /// Degrees, minutes and seconds, each a fraction.
    fn degrees(self, ifd: u32, tag: u16) -> Option<f64> {
        let (RATIONAL, at) = self.entry(ifd, tag)? else { return None };
        let fraction = |at| Some(f64::from(self.u32(at)?) / f64::from(self.u32(at + 4)?)).filter(|it| it.is_finite());
        Some(fraction(at)? + fraction(at + 8)? / 60.0 + fraction(at + 16)? / 3600.0)
    }

    /// Type of a field, and where its value lies: in the entry when it fits into four bytes, else at the offset there.
    fn entry(self, ifd: u32, tag: u16) -> Option<(u16, usize)> {
        const ENTRY: usize = 12;
        let ifd = usize::try_from(ifd).ok()?;
        let entries = self.tiff.get(ifd.checked_add(2)?..)?.len() / ENTRY;
        let count = usize::from(self.u16(ifd)?).min(entries);
        let at = (0..count).map(|n| ifd + 2 + n * ENTRY).find(|&at| self.u16(at) == Some(tag))?;
        let kind = self.u16(at + 2)?;
        let size = match kind {
            SHORT => 2,
            LONG => 4,
            RATIONAL => 8,
            _ => 1,
        };
        let inline = size * u64::from(self.u32(at + 4)?) <= 4;
        let value = if inline { at + 8 } else { usize::try_from(self.u32(at + 8)?).ok()? };
        // Later steps add a few bytes to it.
        (value <= self.tiff.len()).then_some((kind, value))
    }

    fn u16(self, at: usize) -> Option<u16> {
        let bytes = *self.tiff.get(at..)?.first_chunk()?;
        Some(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn u32(self, at: usize) -> Option<u32> {
        let bytes = *self.tiff.get(at..)?.first_chunk()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }
}

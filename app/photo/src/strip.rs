//! Leaves of a file only what draws its pixels, before any decoder sees it.
//!
//! Metadata is where decoders are talked into work and memory (megabytes of ICC, XMP in thousands of parts, compressed
//! text), and where people are found (position, name, an embedded thumbnail of what was blacked out).

use super::Unreadable;

/// A file without its metadata.
pub struct Essence<'a> {
    pub bytes: Vec<u8>,
    /// The TIFF structure, see [`super::exif`].
    pub exif: Option<&'a [u8]>,
    /// No pixel is complete before the last scan; only in JPEG.
    pub progressive: bool,
}

const SOF0: u8 = 0xC0;
const SOF2: u8 = 0xC2;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
/// Adobe's marker says whether three components are YCbCr or RGB.
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// JPEG, ITU-T T.81 annex B: segments up to the first scan lose their metadata; what follows the end of the image
/// (previews, films of "live" photos) goes too. One without an end was cut short.
pub fn jpeg(file: &[u8], max_scans: usize) -> Result<Essence<'_>, Unreadable> {
    let mut rest = file.strip_prefix(&[0xFF, SOI]).ok_or(Unreadable::UnknownFormat)?;
    let mut bytes = vec![0xFF, SOI];
    let mut exif = None;
    let mut scans = 0;
    let mut components = None;
    let mut progressive = false;
    loop {
        let marker = next_marker(&mut rest).ok_or(Unreadable::Broken)?;
        if marker == EOI {
            bytes.extend([0xFF, EOI]);
            return Ok(Essence { bytes, exif, progressive });
        }
        let segment = segment(&mut rest).ok_or(Unreadable::Broken)?;
        match marker {
            APP14 => {}
            APP0..=APP15 | COM if scans == 0 => {
                let payload = segment.get(2..).filter(|_| marker == APP1);
                exif = exif.or(payload.and_then(|it| it.strip_prefix(b"Exif\0\0")));
                continue;
            }
            _ => {}
        }
        bytes.extend([0xFF, marker]);
        bytes.extend(segment);
        if matches!(marker, SOF0..=SOF2) {
            components = segment.get(7);
            progressive = marker == SOF2;
        }
        if marker == SOS {
            scans += 1;
            if scans > max_scans {
                return Err(Unreadable::TooManyScans);
            }
            // One component after the other: zune-jpeg 0.5.15 silently draws it green (its issue 422). No camera
            // writes that.
            if !progressive && segment.get(2) != components {
                return Err(Unreadable::UnknownFormat);
            }
            bytes.extend(rest.split_off(..entropy_coded(rest)).unwrap_or_default());
        }
    }
}

/// The next marker with a length, or the end; stray bytes before it are skipped, as libjpeg does.
fn next_marker(rest: &mut &[u8]) -> Option<u8> {
    loop {
        while *rest.split_off_first()? != 0xFF {}
        let mut marker = *rest.split_off_first()?;
        while marker == 0xFF {
            marker = *rest.split_off_first()?;
        }
        // Stuffing, TEM, restarts and SOI stand alone.
        if !matches!(marker, 0x00 | 0x01 | 0xD0..=SOI) {
            return Some(marker);
        }
    }
}

/// A segment with its two bytes of length, which count themselves.
fn segment<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_be_bytes(*rest.first_chunk()?);
    rest.split_off(..usize::from(length)).filter(|it| it.len() >= 2)
}

/// Length of the scan's data: up to a marker that is neither stuffing nor a restart.
fn entropy_coded(rest: &[u8]) -> usize {
    let mut after_ff = false;
    let end = rest.iter().position(|&byte| {
        let marker = after_ff && !matches!(byte, 0x00 | 0xD0..=0xD7);
        after_ff = byte == 0xFF;
        marker
    });
    end.map_or(rest.len(), |at| at.saturating_sub(1))
}

const PNG_SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// PNG, ISO/IEC 15948: the chunks that a still picture needs. One without an end was cut short.
pub fn png(file: &[u8]) -> Result<Essence<'_>, Unreadable> {
    let mut rest = file.strip_prefix(PNG_SIGNATURE).ok_or(Unreadable::UnknownFormat)?;
    let mut bytes = PNG_SIGNATURE.to_vec();
    let mut exif = None;
    loop {
        let (chunk, kind, data) = png_chunk(&mut rest).ok_or(Unreadable::Broken)?;
        match kind {
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" => bytes.extend(chunk),
            b"eXIf" => exif = exif.or(Some(data)),
            _ => {}
        }
        if kind == b"IEND" {
            return Ok(Essence { bytes, exif, progressive: false });
        }
    }
}

/// A whole chunk, its type and its data.
fn png_chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8; 4], &'a [u8])> {
    const LENGTH_TYPE_CRC: usize = 12;
    let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
    let chunk = rest.split_off(..length.checked_add(LENGTH_TYPE_CRC)?)?;
    let (kind, data_crc) = chunk.get(4..)?.split_first_chunk()?;
    Some((chunk, kind, data_crc.get(..length)?))
}

/// WebP, RFC 9649: the still picture alone. Animations have none; the separate transparency of a lossy one is left
/// out, for photos have none.
pub fn webp(file: &[u8]) -> Result<Essence<'_>, Unreadable> {
    let mut rest = webp_chunks(file).ok_or(Unreadable::Broken)?;
    let mut picture = None;
    let mut exif = None;
    while !rest.is_empty() {
        let (chunk, kind, data) = webp_chunk(&mut rest).ok_or(Unreadable::Broken)?;
        match kind {
            b"VP8 " | b"VP8L" => picture = picture.or(Some(chunk)),
            b"EXIF" => exif = exif.or(Some(data.strip_prefix(b"Exif\0\0").unwrap_or(data))),
            b"ANMF" => return Err(Unreadable::UnknownFormat),
            _ => {}
        }
    }
    let picture = picture.ok_or(Unreadable::Broken)?;
    let length = u32::try_from(picture.len() + 4).map_err(|_| Unreadable::TooLarge)?;
    let bytes = [b"RIFF", length.to_le_bytes().as_slice(), b"WEBP", picture].concat();
    Ok(Essence { bytes, exif, progressive: false })
}

/// What lies in the file's one RIFF chunk after its form, "WEBP".
fn webp_chunks(file: &[u8]) -> Option<&[u8]> {
    let length = u32::from_le_bytes(*file.get(4..)?.first_chunk()?);
    file.get(8..)?.get(..usize::try_from(length).ok()?)?.strip_prefix(b"WEBP")
}

/// A whole chunk with the byte that pads it to an even length, its type and its data.
fn webp_chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8; 4], &'a [u8])> {
    const TYPE_LENGTH: usize = 8;
    let length = usize::try_from(u32::from_le_bytes(*rest.get(4..)?.first_chunk()?)).ok()?;
    let padded = length.checked_next_multiple_of(2)?.checked_add(TYPE_LENGTH)?;
    let chunk = rest.split_off(..padded)?;
    Some((chunk, chunk.first_chunk()?, chunk.get(TYPE_LENGTH..)?.get(..length)?))
}

//! Files as cameras and attackers write them.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use std::io::Cursor;

/// Deterministic numbers, by the constants of Numerical Recipes.
pub struct Noise(pub u32);

impl Noise {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.next() as usize % end
    }
}

/// Slopes, edges and noise, as photos have.
pub fn scene(width: u32, height: u32) -> RgbImage {
    let mut noise = Noise(1);
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (noise.next() % 16) as u8;
        let tile = if (x / 97 + y / 61).is_multiple_of(2) { 90 } else { 30 };
        Rgb([(x * 120 / width) as u8 + tile + grain, (y * 100 / height) as u8 + tile, grain * 4 + 60])
    })
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(picture).unwrap();
    file
}

pub fn progressive(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.set_progressive(true);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    file
}

pub fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

pub fn read(file: &[u8]) -> RgbImage {
    image::load_from_memory(file).unwrap().into_rgb8()
}

/// `file` with segments after its start of image.
pub fn with_segments(file: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let segments = segments.iter().flat_map(|&(marker, payload)| segment(marker, payload));
    file[..2].iter().copied().chain(segments).chain(file[2..].iter().copied()).collect()
}

pub fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], payload].concat()
}

/// Payload of an APP1 segment.
pub fn app1(tiff: &[u8]) -> Vec<u8> {
    [b"Exif\0\0", tiff].concat()
}

/// A big-endian TIFF structure that says nothing but the orientation.
pub fn tiff_orientation(orientation: u8) -> Vec<u8> {
    #[rustfmt::skip]
    let tiff = vec![
        b'M', b'M', 0, 42, 0, 0, 0, 8,
        0, 1, // one entry: tag, SHORT, one of it, value
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
        0, 0, 0, 0, // no further directory
    ];
    tiff
}

/// `file` with chunks after its header chunk.
pub fn with_png_chunks(file: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    const HEADER: usize = 8 + 12 + 13;
    let mut all = file[..HEADER].to_vec();
    for (kind, data) in chunks {
        let sum = flate2::Crc::new();
        let sum = [kind.as_slice(), data].iter().fold(sum, |mut sum, part| {
            sum.update(part);
            sum
        });
        all.extend((data.len() as u32).to_be_bytes());
        all.extend([kind.as_slice(), data, &sum.sum().to_be_bytes()].concat());
    }
    all.extend(&file[HEADER..]);
    all
}

/// A simple WebP in the extended form, with chunks behind its picture.
pub fn with_webp_chunks(file: &[u8], (width, height): (u32, u32), chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    const EXIF_AND_XMP: u8 = 0b1100;
    let canvas = [&[EXIF_AND_XMP, 0, 0, 0], &(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let padding = if data.len() % 2 == 1 { &[0][..] } else { &[] };
        [kind.as_slice(), &(data.len() as u32).to_le_bytes(), data, padding].concat()
    };
    let mut body = [b"WEBP", chunk(b"VP8X", &canvas).as_slice(), &file[12..]].concat();
    body.extend(chunks.iter().flat_map(|(kind, data)| chunk(kind, data)));
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

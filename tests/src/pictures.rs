//! Files that a camera would not write: damaged, of another kind, or made to do damage.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

use crate::Dice;

/// A small picture with something in it.
fn scene(width: u16, height: u16) -> RgbImage {
    RgbImage::from_fn(width.into(), height.into(), |x, y| Rgb([(x * 5) as u8, (y * 7) as u8, (x * y) as u8]))
}

/// As most cameras write it, or in several scans.
pub fn jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 85);
    encoder.set_progressive(progressive);
    encoder.encode(&scene(width, height), width, height, ColorType::Rgb).unwrap();
    file
}

/// The same in another format.
pub fn written(width: u16, height: u16, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(scene(width, height)).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Files that are no photo, with their names.
pub fn mislabelled() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nothing", Vec::new()),
        ("one byte", vec![0xFF]),
        ("text", b"Hier liegt M\xC3\xBCll.\n".to_vec()),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
        ("a GIF", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec()),
        ("a BMP", [b"BM".as_slice(), &[0; 200]].concat()),
        ("a TIFF", [b"II*\0\x08\0\0\0".as_slice(), &[0xFF; 400]].concat()),
        ("a PDF", b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj".to_vec()),
        ("an archive", b"PK\x03\x04\x14\0\0\0\0\0".to_vec()),
        ("a film", [b"\0\0\0\x18ftypmp42".as_slice(), &[0; 300]].concat()),
        ("a HEIC", [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), &[0x17; 3_000]].concat()),
        ("an AVIF", [b"\0\0\0\x1cftypavif".as_slice(), &[0x17; 300]].concat()),
        ("zeros", vec![0; 10_000]),
        ("a JPEG after a line of text", [b"\r\n".as_slice(), &jpeg(16, 12, false)].concat()),
        ("a JPEG that is a page, too", [&jpeg(16, 12, false)[..], b"<html><script>alert(1)</script>"].concat()),
        ("only the start of a JPEG", vec![0xFF, 0xD8, 0xFF]),
        ("only the start of a PNG", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("only the start of a WebP", b"RIFF\xFF\xFF\xFF\xFFWEBPVP8 ".to_vec()),
    ]
}

/// A file with a few of its bits turned, or a part of it missing.
pub fn damaged(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(file.len() as u64) as usize;
        match dice.below(4) {
            0 => drop(file.drain(at..(at + dice.below(40) as usize).min(file.len()))),
            1 => file[at] = dice.roll() as u8,
            _ => file[at] ^= 1 << dice.below(8),
        }
        file.push(0);
    }
    file
}

/// Files that ask for far more than they are, with their names.
pub fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("JPEG claims 13,000²", claiming(jpeg(8, 8, false), 13_000, 13_000)),
        ("JPEG in scans claims 13,000²", claiming(jpeg(8, 8, true), 13_000, 13_000)),
        ("JPEG claims 65,535²", claiming(jpeg(8, 8, false), u16::MAX, u16::MAX)),
        ("JPEG claims 65,535 × 1", claiming(jpeg(8, 8, false), u16::MAX, 1)),
        ("JPEG claims 5,900 × 5,300", claiming(jpeg(8, 8, false), 5_900, 5_300)),
        ("JPEG in scans claims 7,200²", claiming(jpeg(8, 8, true), 7_200, 7_200)),
        ("JPEG of 10,000 scans", scans(10_000)),
        ("PNG of 13,000² zeros", png(13_000, 13_000)),
        ("PNG claims 2³¹", png_claiming(i32::MAX as u32, i32::MAX as u32)),
        ("WebP claims 16,383²", webp_claiming(16_383, 16_383)),
    ]
}

/// A photo like any other, in a file of nearly 40 MB: all the rest is said about it.
pub fn talkative() -> Vec<(&'static str, Vec<u8>)> {
    let plain = jpeg(64, 48, false);
    let with = |marker: u8, payload: &[u8], times: usize| {
        let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xFF, marker], &length[..], payload].concat();
        [&plain[..2], &segment.repeat(times), &plain[2..]].concat()
    };
    let exif = [b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01".as_slice(), &[0xAA; 65_000]].concat();
    let icc = [b"ICC_PROFILE\0\x01\xFF".as_slice(), &[0; 65_000]].concat();
    vec![
        ("JPEG with 39 MB of EXIF", with(0xE1, &exif, 600)),
        ("JPEG with 39 MB of ICC", with(0xE2, &icc, 600)),
        ("JPEG with a million comments", with(0xFE, b"", 1_000_000)),
    ]
}

fn claiming(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = file.windows(2).position(|it| matches!(it, [0xFF, 0xC0..=0xC2])).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn scans(count: usize) -> Vec<u8> {
    let file = jpeg(64, 64, true);
    let last = file.windows(2).rposition(|it| it == [0xFF, 0xDA]).unwrap();
    [&file[..last], &file[last..file.len() - 2].repeat(count), &[0xFF, 0xD9]].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    let line = vec![0; width as usize + 1];
    for _ in 0..height {
        packed.write_all(&line).unwrap();
    }
    png_of(width, height, &packed.finish().unwrap())
}

fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, b"\x78\x9c\x03\0\0\0\0\x01")
}

/// Grey, 8 bits.
fn png_of(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        [&(data.len() as u32).to_be_bytes(), kind.as_slice(), data, &sum.sum().to_be_bytes()].concat()
    };
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", &header).as_slice(), &chunk(b"IDAT", packed), &chunk(b"IEND", b"")].concat()
}

fn webp_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut file = written(8, 8, ImageFormat::WebP);
    file[21..25].copy_from_slice(&((width - 1) | (height - 1) << 14).to_le_bytes());
    file
}

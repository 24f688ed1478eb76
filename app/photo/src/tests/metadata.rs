//! Nothing but pixels leaves the phone.

use super::{fixtures::*, *};
use image::ImageFormat;
use std::io::Cursor;

const SECRET: &[u8] = b"Musterstrasse 1, 44135 Dortmund";

/// Markers of all segments up to the first scan.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 2;
    while found.last() != Some(&0xDA) {
        assert_eq!(jpeg[at], 0xFF);
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

/// Also checks with an EXIF reader that is not ours.
pub fn assert_bare(jpeg: &[u8]) {
    const APP0: u8 = 0xE0;
    let told = |marker: &u8| matches!(marker, 0xE1..=0xEF | 0xFE);
    assert_eq!(markers(jpeg).iter().filter(|it| told(it)).count(), 0, "{:x?}", markers(jpeg));
    assert_eq!(markers(jpeg).iter().filter(|&&it| it == APP0).count(), 1);
    let length = u16::from_be_bytes([jpeg[4], jpeg[5]]);
    assert_eq!((&jpeg[6..11], length), (&b"JFIF\0"[..], 16), "a JFIF header without a thumbnail");
    let exif = ::exif::Reader::new().read_from_container(&mut Cursor::new(jpeg));
    assert!(matches!(exif, Err(::exif::Error::NotFound(_))), "an EXIF reader found something");
    assert!(jpeg.ends_with(&[0xFF, 0xD9]));
}

fn assert_silent(file: &[u8]) {
    let holds = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|it| it == SECRET);
    assert!(holds(file), "the test itself");
    let Prepared::Photo { jpeg, thumb, .. } = prepare(file, &Limits::default()) else { panic!("no photo") };
    for made in [jpeg, thumb] {
        assert_bare(&made);
        assert!(!holds(&made));
    }
}

#[test]
fn a_jpeg_loses_every_kind_of_metadata() {
    let thumbnail = jpeg(&scene(160, 120));
    let exif = [app1(&tiff_orientation(6)), SECRET.to_vec(), thumbnail].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat();
    let icc = [b"ICC_PROFILE\0\x01\x01", SECRET].concat();
    let iptc = [b"Photoshop 3.0\08BIM", SECRET].concat();
    let segments =
        [(0xE1, exif), (0xE1, xmp), (0xE2, icc), (0xED, iptc), (0xE5, SECRET.to_vec()), (0xFE, SECRET.into())];
    let segments = segments.each_ref().map(|(marker, payload)| (*marker, payload.as_slice()));
    let plain = jpeg(&scene(320, 240));
    assert_silent(&[with_segments(&plain, &segments), SECRET.to_vec()].concat());
    for segment in segments {
        assert_silent(&with_segments(&plain, &[segment]));
    }
}

#[test]
fn a_png_loses_its_texts_and_exif() {
    let text = [b"Author\0", SECRET].concat();
    let exif = [tiff_orientation(3), SECRET.to_vec()].concat();
    let plain = written(scene(320, 240), ImageFormat::Png);
    assert_silent(&with_png_chunks(&plain, &[(b"tEXt", &text), (b"eXIf", &exif)]));
}

#[test]
fn a_webp_loses_its_xmp_and_exif() {
    let exif = [tiff_orientation(8), SECRET.to_vec()].concat();
    let plain = written(scene(320, 240), ImageFormat::WebP);
    assert_silent(&with_webp_chunks(&plain, (320, 240), &[(b"EXIF", &exif), (b"XMP ", SECRET)]));
}

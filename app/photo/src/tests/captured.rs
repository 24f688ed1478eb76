//! What the camera claims is read for the phone's own use, and never believed blindly.

use super::{fixtures::*, *};
use ::exif::{Field, In, Rational, Tag, Value, experimental::Writer};
use std::io::Cursor;

fn text(tag: Tag, value: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![value.as_bytes().to_vec()]) }
}

fn degrees(tag: Tag, parts: [(u32, u32); 3]) -> Field {
    let parts = parts.map(|(num, denom)| Rational { num, denom });
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(parts.to_vec()) }
}

fn place(latitude: &str, longitude: &str) -> Vec<Field> {
    vec![
        text(Tag::GPSLatitudeRef, latitude),
        degrees(Tag::GPSLatitude, [(51, 1), (30, 1), (5040, 100)]),
        text(Tag::GPSLongitudeRef, longitude),
        degrees(Tag::GPSLongitude, [(7, 1), (28, 1), (0, 1)]),
    ]
}

/// What is read of a JPEG with these fields, written by a library in both byte orders.
fn captured(fields: &[Field]) -> Captured {
    let [big, little] = [false, true].map(|little_endian| {
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut tiff = Cursor::new(Vec::new());
        writer.write(&mut tiff, little_endian).unwrap();
        photo(&with_segments(&jpeg(&scene(16, 16)), &[(0xE1, &app1(tiff.get_ref()))])).2
    });
    assert_eq!(big, little);
    big
}

#[test]
fn time_and_place_of_the_camera() {
    let mut fields = place("N", "E");
    fields.push(text(Tag::DateTimeOriginal, "2026:03:14 09:26:53"));
    let Captured { taken, position } = captured(&fields);
    assert_eq!(taken.unwrap().to_string(), "2026-03-14 09:26:53");
    let (latitude, longitude) = position.unwrap();
    assert!((latitude - 51.514).abs() < 1e-9 && (longitude - 7.466_666_667).abs() < 1e-9);
}

#[test]
fn south_and_west_are_negative() {
    let (latitude, longitude) = captured(&place("S", "W")).position.unwrap();
    assert!(latitude < -51.0 && longitude < -7.0);
}

#[test]
fn what_makes_no_sense_is_absent() {
    let absurd = [
        vec![text(Tag::DateTimeOriginal, "    :  :     :  :  ")],
        vec![text(Tag::DateTimeOriginal, "0000:00:00 00:00:00")],
        vec![text(Tag::DateTimeOriginal, "2026:02:30 12:00:00")],
        vec![text(Tag::DateTimeOriginal, "gestern")],
        place("N", "E").drain(..2).collect(),
        place("X", "E"),
        [place("N", "E").remove(0), degrees(Tag::GPSLatitude, [(91, 1), (0, 1), (0, 1)])]
            .into_iter()
            .chain(place("N", "E").drain(2..))
            .collect(),
        [place("N", "E").remove(0), degrees(Tag::GPSLatitude, [(0, 0), (0, 0), (0, 0)])]
            .into_iter()
            .chain(place("N", "E").drain(2..))
            .collect(),
        vec![
            text(Tag::GPSLatitudeRef, "N"),
            degrees(Tag::GPSLatitude, [(0, 1), (0, 1), (0, 1)]),
            text(Tag::GPSLongitudeRef, "E"),
            degrees(Tag::GPSLongitude, [(0, 1), (0, 1), (0, 1)]),
        ],
    ];
    for fields in absurd {
        assert_eq!(captured(&fields), Captured::default(), "{fields:?}");
    }
}

#[test]
fn damaged_exif_costs_its_claims_and_not_the_photo() {
    let mut noise = Noise(7);
    let plain = jpeg(&scene(16, 16));
    let whole = {
        let mut writer = Writer::new();
        let fields = place("N", "E");
        fields.iter().for_each(|field| writer.push_field(field));
        let mut tiff = Cursor::new(Vec::new());
        writer.write(&mut tiff, true).unwrap();
        tiff.into_inner()
    };
    for _ in 0..2000 {
        let mut tiff = whole.clone();
        tiff.truncate(noise.below(whole.len() + 1));
        for _ in 0..noise.below(4).min(tiff.len()) {
            let at = noise.below(tiff.len());
            tiff[at] = noise.next() as u8;
        }
        photo(&with_segments(&plain, &[(0xE1, &app1(&tiff))]));
    }
}

use std::collections::BTreeSet;
use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, RgbImage};

use super::{Scene, Shot, scene};
use crate::words::CATEGORIES;

fn decode(file: &[u8]) -> (RgbImage, Orientation, Vec<u8>) {
    let mut decoder = JpegDecoder::new(Cursor::new(file)).unwrap();
    let orientation = decoder.orientation().unwrap();
    let exif = decoder.exif_metadata().unwrap().unwrap();
    (DynamicImage::from_decoder(decoder).unwrap().to_rgb8(), orientation, exif)
}

/// Mean difference per channel.
fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn files_weigh_what_a_phone_photo_weighs() {
    for kind in Scene::ALL {
        let file = scene(kind, 4, 2048, 1536);
        assert!((200_000..=600_000).contains(&file.len()), "{kind:?}: {} kB", file.len() / 1000);
        assert_eq!(decode(&file).0.dimensions(), (2048, 1536));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let file = scene(Scene::Bags, 5, 320, 240);
    assert_eq!(file, scene(Scene::Bags, 5, 320, 240));
    let all: BTreeSet<_> = (0..4).flat_map(|seed| Scene::ALL.map(|kind| scene(kind, seed, 64, 48))).collect();
    assert_eq!(all.len(), 4 * Scene::ALL.len());
}

#[test]
fn the_photo_afterwards_shows_the_same_place() {
    let picture = |kind, seed| decode(&scene(kind, seed, 320, 240)).0;
    let (before, after, elsewhere) = (picture(Scene::Bags, 8), picture(Scene::Clean, 8), picture(Scene::Clean, 9));
    assert!(difference(&before, &after) > 4.0, "the heap is gone");
    assert!(difference(&before, &after) < 0.7 * difference(&before, &elsewhere));
}

#[test]
fn there_is_metadata_to_strip() {
    let mut shot = Shot::new(Scene::Swing, 3, 640, 480);
    shot.position = Some((51.5, -7.25));
    let file = shot.jpeg();
    let (picture, orientation, exif) = decode(&file);
    assert_eq!((picture.dimensions(), orientation), ((640, 480), Orientation::Rotate90));
    let holds = |bytes: &[u8]| exif.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(b"Demo Phone 1\0") && holds(shot.taken.as_bytes()));
    let rationals = |list: [u32; 6]| list.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>();
    assert!(holds(&rationals([51, 1, 30, 1, 0, 100])) && holds(&rationals([7, 1, 15, 1, 0, 100])) && holds(b"W\0\0\0"));
    // The second directory holds a picture of its own, the classic leak.
    let start = exif.windows(3).position(|window| window == [0xFF, 0xD8, 0xFF]).unwrap();
    assert_eq!(image::load_from_memory(&exif[start..]).unwrap().width(), 160);
}

#[test]
fn turned_photos_are_upright_once_turned_back() {
    let upright = |orientation, width, height| {
        let mut shot = Shot::new(Scene::Lamp, 1, width, height);
        shot.orientation = orientation;
        let (picture, orientation, _) = decode(&shot.jpeg());
        let mut picture = DynamicImage::from(picture);
        picture.apply_orientation(orientation);
        picture.to_rgb8()
    };
    assert!(difference(&upright(1, 240, 320), &upright(6, 320, 240)) < 4.0);
    assert!(difference(&upright(1, 240, 320), &upright(8, 320, 240)) < 4.0);
    assert!(difference(&upright(1, 320, 240), &upright(3, 320, 240)) < 4.0);
}

#[test]
fn sizes_are_clamped() {
    assert_eq!(decode(&scene(Scene::Clean, 0, 0, 1)).0.dimensions(), (16, 16));
    assert_eq!(decode(&scene(Scene::Clean, 3, 17, 31)).0.dimensions(), (17, 31));
}

#[test]
fn every_category_has_a_picture() {
    let scenes: BTreeSet<_> = CATEGORIES.iter().map(|code| format!("{:?}", Scene::for_category(code))).collect();
    assert_eq!(scenes.len(), Scene::ALL.len());
}

/// Writes every scene to the folder in `KUEMMERER_SCENES`, to look at.
#[test]
#[ignore = "for people who want to see the pictures"]
fn write_all() {
    let Some(folder) = std::env::var_os("KUEMMERER_SCENES") else { return };
    for (seed, kind) in (0..).zip(Scene::ALL) {
        let begin = std::time::Instant::now();
        let file = scene(kind, seed, 2048, 1536);
        println!("{kind:?}: {} kB, {} ms", file.len() / 1000, begin.elapsed().as_millis());
        std::fs::write(std::path::Path::new(&folder).join(format!("{seed:02}-{kind:?}.jpg")), file).unwrap();
    }
}

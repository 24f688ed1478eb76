//! Whichever way the phone was held, the photo stands upright.

use super::{fixtures::*, photo};
use image::{ImageFormat, Rgb, RgbImage, imageops};

const RED: Rgb<u8> = Rgb([220, 30, 30]);
const GREEN: Rgb<u8> = Rgb([30, 200, 30]);
const BLUE: Rgb<u8> = Rgb([30, 30, 220]);
const WHITE: Rgb<u8> = Rgb([240, 240, 240]);

/// Upright, 96 × 64: red, green / blue, white.
fn upright() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| match (x < 48, y < 32) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => WHITE,
    })
}

/// How a camera that was held so stores the scene: the table of EXIF 2.32, 4.6.4.A, read backwards.
fn stored(orientation: u8) -> RgbImage {
    let scene = &upright();
    match orientation {
        1 => scene.clone(),
        2 => imageops::flip_horizontal(scene),
        3 => imageops::rotate180(scene),
        4 => imageops::flip_vertical(scene),
        5 => imageops::flip_horizontal(&imageops::rotate90(scene)),
        6 => imageops::rotate270(scene),
        7 => imageops::flip_horizontal(&imageops::rotate270(scene)),
        8 => imageops::rotate90(scene),
        _ => unreachable!(),
    }
}

fn assert_upright(found: &RgbImage, what: &str) {
    assert_eq!(found.width() * 2, found.height() * 3, "{what}");
    let (right, bottom) = (found.width() * 3 / 4, found.height() * 3 / 4);
    let (left, top) = (found.width() / 4, found.height() / 4);
    for (x, y, colour) in [(left, top, RED), (right, top, GREEN), (left, bottom, BLUE), (right, bottom, WHITE)] {
        let found = found.get_pixel(x, y);
        let off = found.0.iter().zip(colour.0).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(off < 25, "{what}: {found:?} instead of {colour:?} at {x}, {y}");
    }
}

#[test]
fn all_eight_orientations_stand_upright() {
    for orientation in 1..=8 {
        let tiff = tiff_orientation(orientation);
        let jpeg = with_segments(&jpeg(&stored(orientation)), &[(0xE1, &app1(&tiff))]);
        let png = with_png_chunks(&written(stored(orientation), ImageFormat::Png), &[(b"eXIf", &tiff)]);
        let webp = written(stored(orientation), ImageFormat::WebP);
        let webp = with_webp_chunks(&webp, stored(orientation).dimensions(), &[(b"EXIF", &tiff)]);
        for (file, format) in [(jpeg, "JPEG"), (png, "PNG"), (webp, "WebP")] {
            let (found, thumb, _) = photo(&file);
            assert_upright(&found, &format!("{format} {orientation}"));
            assert_upright(&thumb, &format!("thumbnail of {format} {orientation}"));
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_turns_nothing() {
    for orientation in [0, 9, 255] {
        let file = with_segments(&jpeg(&upright()), &[(0xE1, &app1(&tiff_orientation(orientation)))]);
        assert_upright(&photo(&file).0, "untouched");
    }
}

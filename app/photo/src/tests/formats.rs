//! What a worker may pick from the gallery.

use super::{fixtures::*, *};
use image::{DynamicImage, ImageFormat, Luma, Rgb, Rgba, RgbaImage};

/// Mean difference per channel, of 255.
pub fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn a_large_photo_shrinks_and_keeps_its_shape() {
    for (sides, small, thumb) in [
        ((4000, 3000), (1600, 1200), (240, 180)),
        ((1801, 3203), (900, 1600), (135, 240)),
        ((1601, 1), (1600, 1), (240, 1)),
    ] {
        let (found, found_thumb, _) = photo(&jpeg(&scene(sides.0, sides.1)));
        assert_eq!((found.dimensions(), found_thumb.dimensions()), (small, thumb), "{sides:?}");
    }
}

#[test]
fn a_small_photo_is_not_enlarged() {
    for sides in [(1, 1), (7, 3), (240, 240), (1600, 900)] {
        assert_eq!(photo(&jpeg(&scene(sides.0, sides.1))).0.dimensions(), sides);
    }
}

#[test]
fn a_line_stays_a_line() {
    let (found, thumb, _) = photo(&jpeg(&scene(1, 20_000)));
    assert_eq!((found.dimensions(), thumb.dimensions()), ((1, 1600), (1, 240)));
}

#[test]
fn every_accepted_format_shows_the_same_scene() {
    let scene = scene(320, 240);
    let files = [
        jpeg(&scene),
        progressive(&scene),
        written(scene.clone(), ImageFormat::Png),
        written(DynamicImage::from(scene.clone()).into_rgb16(), ImageFormat::Png),
        written(DynamicImage::from(scene.clone()).into_rgba8(), ImageFormat::Png),
        written(scene.clone(), ImageFormat::WebP),
        written(DynamicImage::from(scene.clone()).into_rgba8(), ImageFormat::WebP),
    ];
    for (n, file) in files.iter().enumerate() {
        let off = difference(&photo(file).0, &scene);
        assert!(off < 10.0, "file {n} is off by {off}");
    }
}

#[test]
fn grey_files_stay_grey() {
    let grey = DynamicImage::from(scene(64, 48)).into_luma8();
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let (found, ..) = photo(&written(grey.clone(), format));
        for (found, Luma([grey])) in found.pixels().zip(grey.pixels()) {
            assert!(found.0.iter().all(|it| it.abs_diff(*grey) < 30), "{found:?} instead of {grey}");
        }
    }
}

#[test]
fn what_is_transparent_lies_on_white() {
    let half = RgbaImage::from_fn(64, 64, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 255 }]));
    let (found, ..) = photo(&written(half, ImageFormat::Png));
    assert!(found.get_pixel(8, 32).0.iter().all(|&it| it > 245));
    assert!(found.get_pixel(56, 32).0.iter().all(|&it| it < 10));
    assert_ne!(found.get_pixel(8, 32), &Rgb([0, 0, 0]));
}

#[test]
fn what_follows_the_end_of_a_jpeg_is_no_damage() {
    let file = [jpeg(&scene(64, 48)), b"a short film".to_vec()].concat();
    assert_eq!(photo(&file).0.dimensions(), (64, 48));
}

#[test]
fn other_formats_are_kept_and_named() {
    let iphone = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    assert_eq!(refusal(iphone), ("image/heic", Unreadable::Heic));
    assert_eq!(refusal(iphone).1.key(), "photo-unreadable-heic");
    assert_eq!(refusal(b"\0\0\0\x18ftypisom\0\0\0\0").1, Unreadable::UnknownFormat);
    assert_eq!(refusal(b"GIF89a\x01\0\x01\0").1, Unreadable::UnknownFormat);
    assert_eq!(refusal(b"%PDF-1.7"), ("application/octet-stream", Unreadable::UnknownFormat));
    assert_eq!(refusal(b""), ("application/octet-stream", Unreadable::Empty));
}

#[test]
fn the_name_of_a_file_means_nothing() {
    // A PNG that somebody called .jpg reaches us as these bytes all the same.
    assert_eq!(photo(&written(scene(8, 8), ImageFormat::Png)).0.dimensions(), (8, 8));
}

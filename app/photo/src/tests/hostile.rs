//! Files that were damaged, and files that were made to do damage.

use super::{fixtures::*, *};
use image::ImageFormat;
use std::time::{Duration, Instant};

/// Fails when it takes longer than reliability allows.
#[track_caller]
fn quickly<T>(work: impl Fn() -> T) -> T {
    // The best of three: the machine may be busy with something else.
    let time = |_| {
        let start = Instant::now();
        let made = work();
        (start.elapsed(), made)
    };
    let (took, made) = (0..3).map(time).min_by_key(|it| it.0).unwrap();
    assert!(took < Duration::from_millis(10), "took {took:?}");
    made
}

/// `file` with other sides in its frame header.
fn claiming(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = file.windows(2).position(|it| matches!(it, [0xFF, 0xC0..=0xC2])).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn claiming_png(sides: (u32, u32)) -> Vec<u8> {
    let file = written(scene(8, 8), ImageFormat::Png);
    let mut header = file[16..29].to_vec();
    header[..4].copy_from_slice(&sides.0.to_be_bytes());
    header[4..8].copy_from_slice(&sides.1.to_be_bytes());
    // The helper writes the new header behind the old one, which then goes.
    let mut both = with_png_chunks(&file, &[(b"IHDR", &header)]);
    both.drain(8..33);
    both
}

fn claiming_webp(width: u16, height: u16) -> Vec<u8> {
    let mut file = written(scene(8, 8), ImageFormat::WebP);
    let sides = (u32::from(width) - 1) | (u32::from(height) - 1) << 14;
    file[21..25].copy_from_slice(&sides.to_le_bytes());
    file
}

#[test]
fn a_few_bytes_that_claim_169_megapixels_are_refused_at_once() {
    let bombs = [
        claiming(jpeg(&scene(8, 8)), 13_000, 13_000),
        claiming(progressive(&scene(8, 8)), 13_000, 13_000),
        claiming_png((13_000, 13_000)),
        claiming_webp(13_000, 13_000),
    ];
    for bomb in bombs {
        assert!(bomb.len() < 1000);
        assert_eq!(quickly(|| refusal(&bomb)).1, Unreadable::TooManyPixels);
    }
}

#[test]
fn a_few_bytes_cannot_hold_what_a_camera_could_take() {
    for bomb in [jpeg(&scene(8, 8)), progressive(&scene(8, 8))] {
        assert_eq!(quickly(|| refusal(&claiming(bomb.clone(), 4000, 3000))).1, Unreadable::Broken);
    }
}

#[test]
fn a_progressive_file_needs_more_memory_than_its_pixels() {
    let tight = Limits { memory: 100 * 100 * 4, ..Limits::default() };
    assert!(matches!(prepare(&jpeg(&scene(100, 100)), &tight), Prepared::Photo { .. }));
    let why = Unreadable::TooManyPixels;
    assert_eq!(prepare(&progressive(&scene(100, 100)), &tight), Prepared::Undecodable { mime: "image/jpeg", why });
}

#[test]
fn ten_thousand_scans_are_refused_at_once() {
    let file = progressive(&scene(64, 64));
    let last = file.windows(2).rposition(|it| it == [0xFF, 0xDA]).unwrap();
    let (start, scan) = (&file[..last], &file[last..file.len() - 2]);
    let bomb = [start, &scan.repeat(10_000), &[0xFF, 0xD9]].concat();
    assert_eq!(quickly(|| refusal(&bomb)).1, Unreadable::TooManyScans);
}

#[test]
fn a_file_above_the_limit_is_not_even_looked_at() {
    let limits = Limits { bytes: 1000, ..Limits::default() };
    let refused = Prepared::Undecodable { mime: "image/jpeg", why: Unreadable::TooLarge };
    assert_eq!(prepare(&jpeg(&scene(64, 64)), &limits), refused);
}

#[test]
fn huge_metadata_is_stepped_over() {
    let plain = jpeg(&scene(64, 48));
    let icc = [b"ICC_PROFILE\0\x01\xFF".as_slice(), &[0; 65_000]].concat();
    let exif = app1(&[tiff_orientation(6), vec![0xAA; 65_000]].concat());
    let part = [b"http://ns.adobe.com/xmp/extension/\0".as_slice(), &[b'0'; 32], &[0xFF; 4], &[0; 4]].concat();
    for (payload, marker, times) in [(&icc, 0xE2, 100), (&exif, 0xE1, 100), (&part, 0xE1, 50_000)] {
        let bomb = with_segments(&plain, &vec![(marker, payload.as_slice()); times]);
        let start = Instant::now();
        photo(&bomb);
        assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    }
}

#[test]
fn exif_that_points_into_itself_ends() {
    let mut loops = tiff_orientation(6);
    loops[22..26].copy_from_slice(&8_u32.to_be_bytes());
    let mut overlapping = b"MM\0\x2A\0\0\0\x08".to_vec();
    overlapping.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 10].repeat(5000));
    let plain = jpeg(&scene(16, 8));
    for tiff in [loops, overlapping] {
        quickly(|| photo(&with_segments(&plain, &[(0xE1, &app1(&tiff))])));
    }
}

#[test]
fn a_photo_that_was_cut_short_is_never_half_grey() {
    let scene = scene(320, 240);
    let png = written(scene.clone(), ImageFormat::Png);
    let webp = written(scene.clone(), ImageFormat::WebP);
    for file in [jpeg(&scene), progressive(&scene), png, webp] {
        for length in (1..file.len()).step_by(97).chain(file.len() - 40..file.len()) {
            let why = refusal(&file[..length]).1;
            assert!(matches!(why, Unreadable::Broken | Unreadable::UnknownFormat), "{length}: {why}");
        }
    }
}

#[test]
fn a_kind_of_jpeg_that_the_decoder_draws_green_is_refused() {
    let scene = scene(64, 48);
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 80);
    encoder.set_optimized_huffman_tables(true); // writes one scan for each component
    encoder.encode(&scene, 64, 48, jpeg_encoder::ColorType::Rgb).unwrap();
    assert_eq!(refusal(&file).1, Unreadable::UnknownFormat);
}

#[test]
fn no_bytes_make_it_panic() {
    let mut noise = Noise(3);
    let scene = scene(48, 40);
    let png = written(scene.clone(), ImageFormat::Png);
    let webp = written(scene.clone(), ImageFormat::WebP);
    let rounds = std::env::var("KUEMMERER_FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(500);
    for file in [jpeg(&scene), progressive(&scene), png, webp] {
        for _ in 0..rounds {
            let mut file = file.clone();
            for _ in 0..=noise.below(8) {
                let at = noise.below(file.len());
                match noise.below(3) {
                    0 => file[at] = noise.next() as u8,
                    1 => file[at] ^= 1 << noise.below(8),
                    _ => drop(file.drain(at..(at + noise.below(64)).min(file.len()))),
                }
                file.push(0);
            }
            let _ = prepare(&file, &Limits::default());
        }
    }
    for start in [&b""[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"RIFF\xFF\0\0\0WEBPVP8 "] {
        for _ in 0..rounds {
            let tail: Vec<u8> = (0..noise.below(400)).map(|_| noise.next() as u8).collect();
            let _ = prepare(&[start, &tail].concat(), &Limits::default());
        }
    }
}

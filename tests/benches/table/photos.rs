//! Photos: kept by the server, brought by tus, and made small by the phone.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use fast_image_resize::Resizer;
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use photo::{Limits, Prepared, prepare};
use sync_server::photos::{AttachmentStore, Directory};
use uuid::Uuid;

use crate::machine::{Cost, best_of, disk, quickest, row};

/// What a phone sends: about 1600 px on the longer edge.
const PHOTO: usize = 300_000;
/// A piece of an upload, as the server writes it.
const PIECE: usize = 256 * 1024;
const PHOTOS: usize = 2_000;
/// In turn with the ceiling.
const RUNS: usize = 5;
/// Phones that send at the same time.
const AT_ONCE: usize = 8;

pub fn rows() {
    kept();
    pipeline();
}

/// Pieces written, hashed, named and on disk; the ceiling writes and syncs the same bytes, as many at the same time.
fn kept() {
    let ours = || {
        let place = disk();
        let store = Directory::open(place.path()).unwrap();
        at_once(|n, bytes| {
            let upload = Uuid::from_u128(n.into());
            store.append(upload, 0, &bytes[..PIECE]).unwrap();
            store.append(upload, PIECE as u64, &bytes[PIECE..]).unwrap();
            store.finish(upload).unwrap();
            store.drop_partial(upload).unwrap();
        })
    };
    let ceiling = || {
        let bare = disk();
        at_once(|n, bytes| {
            let mut file = File::create(bare.path().join(n.to_string())).unwrap();
            file.write_all(bytes).unwrap();
            file.sync_all().unwrap();
        })
    };
    // Removing what the run before has written is not part of it.
    let (ours, ceilings): (Vec<_>, Vec<_>) = (0..RUNS).map(|_| (ours(), ceiling())).unzip();
    let (ours, ceiling) = (quickest(ours), quickest(ceilings));
    let ratio = ceiling.wall.as_secs_f64() / ours.wall.as_secs_f64();
    let also = format!("{AT_ONCE} at once; ceiling: the same bytes written and synced");
    let rates = [ours, ceiling].map(|cost| format!("{:.0}/s", cost.rate(PHOTOS)));
    row("photos of 300 kB kept, hashed and synced", &rates[0], &rates[1], Some(ratio), ours.cpu, &also);
}

fn at_once(keep: impl Fn(u64, &[u8]) + Sync) -> Cost {
    let next = AtomicU64::new(0);
    let work = || {
        let mut bytes: Vec<u8> = (0..PHOTO).map(|at| (at * 7919 % 251) as u8).collect();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= PHOTOS as u64 {
                return;
            }
            bytes[..8].copy_from_slice(&n.to_le_bytes());
            keep(n, &bytes);
        }
    };
    let (_, cost) = Cost::of(|| std::thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work)))));
    cost
}

/// A photo of 12 megapixels as taken becomes one of 1600 px without metadata and a thumbnail; the ceiling decodes, shrinks
/// and encodes, and does nothing else.
fn pipeline() {
    let taken = encoded(&scene(4000, 3000), 90);
    let limits = Limits::default();
    let (ours, ceiling) = best_of(
        7,
        || assert!(matches!(prepare(&taken, &limits), Prepared::Photo { .. })),
        || {
            let pixels = image::load_from_memory(&taken).unwrap();
            let mut small = DynamicImage::new(1600, 1200, pixels.color());
            Resizer::new().resize(&pixels, &mut small, None).unwrap();
            encoded(&small.into_rgb8(), 80);
        },
    );
    let millis = |cost: Cost| format!("{:.0} ms", cost.wall.as_secs_f64() * 1e3);
    let ratio = ceiling.wall.as_secs_f64() / ours.wall.as_secs_f64();
    let also = format!("{:.2} × the time of decode + resize + encode alone", 1.0 / ratio);
    row("photo of 12 megapixels made ready", &millis(ours), &millis(ceiling), Some(ratio), ours.cpu, &also);
}

/// Slopes, edges and grain, as photos have.
fn scene(width: u32, height: u32) -> RgbImage {
    let mut dice = tests::Dice::new(1);
    RgbImage::from_fn(width, height, |x, y| {
        let grain = dice.below(16) as u8;
        let tile = if (x / 97 + y / 61).is_multiple_of(2) { 90 } else { 30 };
        image::Rgb([(x * 120 / width) as u8 + tile + grain, (y * 100 / height) as u8 + tile, grain * 4 + 60])
    })
}

fn encoded(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = Encoder::new(&mut jpeg, quality);
    encoder.encode(picture, picture.width() as u16, picture.height() as u16, ColorType::Rgb).unwrap();
    jpeg
}

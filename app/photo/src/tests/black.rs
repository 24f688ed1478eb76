//! What is blacked out is gone from the pixels, also at the edges and in the thumbnail.

use super::{fixtures::*, *};

/// Darker than this is black to everybody; JPEG rounds.
const BLACK: u8 = 6;

#[track_caller]
fn blackened(file: &[u8], points: &[(f64, f64)]) -> (RgbImage, RgbImage) {
    match blacken(file, points, &Limits::default()) {
        Prepared::Photo { jpeg, thumb, .. } => (read(&jpeg), read(&thumb)),
        Prepared::Undecodable { why, .. } => panic!("{why}"),
    }
}

#[test]
fn a_block_is_black_in_the_photo_and_its_thumbnail_and_the_rest_is_as_it_was() {
    let file = jpeg(&scene(800, 600));
    let (before, _, _) = photo(&file);
    let point = (0.3, 0.6);
    let (after, thumb) = blackened(&file, &[point]);
    let block = Block::around(point, after.dimensions());
    assert_eq!(block, Block { left: 160, top: 272, right: 320, bottom: 448 });
    // Decoders draw colours softly over two pixels.
    let grown = |by: i64, x: u32, y: u32| {
        let within =
            |at: u32, first: u32, last: u32| (i64::from(first) - by..i64::from(last) + by).contains(&i64::from(at));
        within(x, block.left, block.right) && within(y, block.top, block.bottom)
    };
    for (x, y, pixel) in after.enumerate_pixels().filter(|(x, y, _)| grown(-2, *x, *y) || !grown(2, *x, *y)) {
        if grown(0, x, y) {
            assert!(pixel.0.iter().all(|it| *it <= BLACK), "{x} {y} {pixel:?}");
        } else {
            assert!(pixel.0.iter().zip(before.get_pixel(x, y).0).all(|(a, b)| a.abs_diff(b) <= 2), "{x} {y}");
        }
    }
    let small = |x: u32| x * thumb.width() / after.width();
    let (left, right) = (small(block.left) + 8, small(block.right) - 8);
    let middle = (left..right).map(|x| thumb.get_pixel(x, small(block.top + block.bottom) / 2));
    assert!(middle.clone().count() > 20 && middle.flat_map(|it| it.0).all(|it| it <= 2 * BLACK));
}

#[test]
fn blocks_at_edges_and_outside_stay_in_the_photo() {
    let size = (130, 70);
    for point in [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (-3.0, 0.5), (7.0, f64::NAN), (f64::INFINITY, 0.5)] {
        let block = Block::around(point, size);
        assert!(block.left < block.right && block.right <= size.0, "{point:?} {block:?}");
        assert!(block.top < block.bottom && block.bottom <= size.1, "{point:?} {block:?}");
    }
    let (photo, _) = blackened(&jpeg(&scene(size.0, size.1)), &[(0.0, 0.0), (1.0, 1.0)]);
    for corner in [(0, 0), (size.0 - 1, size.1 - 1)] {
        assert!(photo.get_pixel(corner.0, corner.1).0.iter().all(|it| *it <= BLACK));
    }
}

#[test]
fn a_point_lies_in_its_own_block() {
    let size = (1600, 1200);
    for point in [(0.5, 0.5), (0.01, 0.99), (0.0, 0.0), (0.73, 0.11)] {
        let block = Block::around(point, size);
        assert!(block.covers(point, size));
        assert!(!block.covers((point.0 + 0.3, point.1), size) && !block.covers((point.0, point.1 - 0.4), size));
    }
}

#[test]
fn only_the_head_tells_the_size() {
    let file = jpeg(&scene(97, 61));
    assert_eq!(size(&file[..file.len() / 2]), Some((97, 61)));
    assert_eq!(size(b"no photo"), None);
}

//! Black blocks over faces and number plates. They are pixels: nothing of what was there is left in the file.

use super::{Limits, Prepared, Unreadable, decode};
use image::{Rgb, RgbImage};

/// A JPEG codes so many pixels together, colours at half the resolution included. A block that ends in between would leave
/// a shadow of what it covers.
const GRID: u32 = 16;
/// A block's side, as a part of the photo's shorter edge.
const PART: f64 = 0.25;
/// More blocks than there are places on a photo are a mistake.
pub const MAX_BLOCKS: usize = 100;

/// A square of black in pixels; the last ones are not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// Column behind it.
    pub right: u32,
    /// Row below it.
    pub bottom: u32,
}

impl Block {
    /// Around a point, given as parts of width and height, in a photo of this size.
    #[must_use]
    pub fn around((x, y): (f64, f64), (width, height): (u32, u32)) -> Block {
        let half = f64::from(width.min(height)) * PART / 2.0;
        let side = |part: f64, length: u32| {
            let middle = part.clamp(0.0, 1.0) * f64::from(length);
            let first = (middle - half).max(0.0) as u32 / GRID * GRID;
            let last = ((middle + half).max(0.0) as u32).saturating_add(1).next_multiple_of(GRID);
            (first, last.min(length))
        };
        let ((left, right), (top, bottom)) = (side(x, width), side(y, height));
        Block { left, top, right, bottom }
    }

    /// Whether a point, given as parts of width and height, is black.
    #[must_use]
    pub fn covers(&self, (x, y): (f64, f64), (width, height): (u32, u32)) -> bool {
        let within = |part: f64, length: u32, first: u32, last: u32| {
            (f64::from(first)..f64::from(last)).contains(&(part * f64::from(length)))
        };
        within(x, width, self.left, self.right) && within(y, height, self.top, self.bottom)
    }

    fn fill(&self, photo: &mut RgbImage) {
        for (x, y) in (self.top..self.bottom).flat_map(|y| (self.left..self.right).map(move |x| (x, y))) {
            if let Some(pixel) = photo.get_pixel_mut_checked(x, y) {
                *pixel = Rgb([0, 0, 0]);
            }
        }
    }
}

/// Width and height of a JPEG; only its head is read.
#[must_use]
pub fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    decode::size(jpeg)
}

/// The photo with black blocks around these points, encoded anew like any other.
#[must_use]
pub fn blacken(photo: &[u8], points: &[(f64, f64)], limits: &Limits) -> Prepared {
    let made = std::panic::catch_unwind(|| {
        super::photo(photo, limits, |pixels| {
            let size = pixels.dimensions();
            points.iter().for_each(|point| Block::around(*point, size).fill(pixels));
        })
    });
    made.unwrap_or(Err(Unreadable::Broken))
        .unwrap_or_else(|why| Prepared::Undecodable { mime: decode::mime(photo), why })
}

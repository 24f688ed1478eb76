mod black;
mod captured;
mod fixtures;
mod formats;
mod hostile;
mod metadata;
mod real;
mod upright;

use super::*;
use image::RgbImage;

/// The photo, its thumbnail and the claims; fails where there is no photo.
#[track_caller]
fn photo(bytes: &[u8]) -> (RgbImage, RgbImage, Captured) {
    match prepare(bytes, &Limits::default()) {
        Prepared::Photo { jpeg, thumb, width, height, captured } => {
            let (photo, thumb) = (fixtures::read(&jpeg), fixtures::read(&thumb));
            assert_eq!(photo.dimensions(), (width, height));
            (photo, thumb, captured)
        }
        Prepared::Undecodable { mime, why } => panic!("{mime}: {why}"),
    }
}

/// Why there is no photo; fails where there is one.
#[track_caller]
fn refusal(bytes: &[u8]) -> (&'static str, Unreadable) {
    match prepare(bytes, &Limits::default()) {
        Prepared::Photo { width, height, .. } => panic!("a photo of {width} × {height}"),
        Prepared::Undecodable { mime, why } => (mime, why),
    }
}

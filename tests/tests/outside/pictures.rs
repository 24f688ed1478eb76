//! Pictures, looked at with other people's readers.

use std::io::Cursor;

use image::RgbImage;

/// What a JPEG carries beside the picture: application segments other than JFIF's, and comments. ITU-T T.81, annex B.
pub fn carried(jpeg: &[u8]) -> Vec<String> {
    assert_eq!(jpeg.get(..2), Some([0xff, 0xd8].as_slice()), "no JPEG");
    let mut found = Vec::new();
    let mut at = 2;
    while at + 4 <= jpeg.len() {
        let (marker, length) = (jpeg[at + 1], usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]])));
        assert_eq!(jpeg[at], 0xff, "no marker at {at}");
        let name = || String::from_utf8_lossy(&jpeg[at + 4..(at + 20).min(jpeg.len())]).into_owned();
        match marker {
            // JFIF's own segment may carry a thumbnail; its last two bytes are the thumbnail's size.
            0xe0 if jpeg[at + 4..].starts_with(b"JFIF\0") && length == 16 => {}
            0xe0..=0xef => found.push(format!("APP{} {}", marker - 0xe0, name())),
            0xfe => found.push(format!("COM {}", name())),
            // The picture begins; after its end nothing may follow.
            0xda => {
                if !jpeg.ends_with(&[0xff, 0xd9]) {
                    found.push("bytes after the end".to_owned());
                }
                break;
            }
            _ => {}
        }
        at += 2 + length;
    }
    found
}

/// Nothing but a picture: no segment that could tell where, when and with what it was taken.
#[track_caller]
pub fn bare(what: &str, jpeg: &[u8]) {
    assert_eq!(carried(jpeg), Vec::<String>::new(), "{what}");
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(jpeg));
    assert!(exif.is_err(), "{what} has EXIF");
    for word in [b"Exif\0".as_slice(), b"ICC_PROFILE", b"http://ns.adobe.com", b"Photoshop 3.0"] {
        assert!(!jpeg.windows(word.len()).any(|here| here == word), "{what}: {}", String::from_utf8_lossy(word));
    }
}

#[track_caller]
pub fn decoded(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory(jpeg).unwrap().into_rgb8()
}

/// The picture in 12 × 12 greys, brightness stretched: what remains is which part is bright and which is dark.
pub fn gist(picture: &RgbImage) -> Vec<f64> {
    let small = image::imageops::thumbnail(&image::DynamicImage::ImageRgb8(picture.clone()).into_luma8(), 12, 12);
    let values: Vec<f64> = small.pixels().map(|pixel| f64::from(pixel.0[0])).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
    values.iter().map(|value| (value - mean) / spread).collect()
}

/// How alike two pictures are: 1 for the same, about 0 for two that have nothing in common (correlation).
pub fn alike(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
}

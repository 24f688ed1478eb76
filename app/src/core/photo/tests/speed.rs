use super::super::*;
use image::{RgbImage, Rgb, codecs::jpeg::JpegEncoder};
use std::time::Instant;

/// A scene with sky, edges and noise, as photos have.
pub fn scene(w: u32, h: u32) -> RgbImage {
    let mut seed = 1u32;
    RgbImage::from_fn(w, h, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (seed >> 28) as u8;
        let edge = if (x / 97 + y / 61) % 2 == 0 { 90 } else { 30 };
        Rgb([(x * 120 / w) as u8 + edge + noise, (y * 100 / h) as u8 + edge, noise * 4 + 60])
    })
}

#[test]
#[ignore = "prints times"]
fn twelve_megapixels() {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&scene(4000, 3000)).unwrap();
    println!("file {}", file.len());
    for _ in 0..3 {
        let t = Instant::now();
        let Prepared::Photo { jpeg, thumb, .. } = prepare(&file, &Limits::default()) else { panic!() };
        println!("prepare {:?} {} {}", t.elapsed(), jpeg.len(), thumb.len());
        let t = Instant::now();
        let e = strip::jpeg(&file, 100).unwrap();
        println!("  strip {:?}", t.elapsed());
        let t = Instant::now();
        let d = decode::decode(&file, &Limits::default()).unwrap();
        println!("  strip+decode {:?}", t.elapsed());
        let t = Instant::now();
        let d2 = image::load_from_memory(&e.bytes).unwrap();
        println!("  image decode {:?}", t.elapsed());
        drop(d2);
        let t = Instant::now();
        let s = shrink::fit(d.pixels, 1600).unwrap();
        println!("  fit {:?}", t.elapsed());
        let s = s.into_rgb8();
        let t = Instant::now();
        let a = shrink::encode(&s).unwrap();
        println!("  encode {:?} {}", t.elapsed(), a.len());
        let t = Instant::now();
        let mut b = Vec::new();
        JpegEncoder::new_with_quality(&mut b, 80).encode_image(&s).unwrap();
        println!("  image encode {:?} {}", t.elapsed(), b.len());
    }
}

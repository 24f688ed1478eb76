//! How near the pipeline comes to its three heavy steps alone.

use super::{fixtures::*, *};
use std::time::Instant;

fn timed<T>(work: impl Fn() -> T) -> (T, f64) {
    let time = || {
        let start = Instant::now();
        let made = work();
        (made, start.elapsed().as_secs_f64() * 1000.0)
    };
    (0..5).map(|_| time()).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

#[test]
#[ignore = "prints times: cargo test -p app speed -- --ignored --nocapture"]
fn twelve_megapixels() {
    let file = jpeg(&scene(4000, 3000));
    let limits = Limits::default();
    let (made, whole) = timed(|| prepare(&file, &limits));
    let Prepared::Photo { jpeg, thumb, .. } = made else { panic!() };
    let (essence, strip) = timed(|| strip::jpeg(&file, limits.scans).unwrap());
    let (_, decode) = timed(|| image::load_from_memory(&essence.bytes).unwrap());
    let pixels = decode::decode(&file, &limits).unwrap().pixels;
    let (small, resize) = timed(|| shrink::resized(&pixels, 1600, 1200).unwrap());
    let small = small.into_rgb8();
    let (_, encode) = timed(|| shrink::encode(&small).unwrap());
    println!("{} bytes become {} and {}", file.len(), jpeg.len(), thumb.len());
    println!("whole {whole:.0} ms, strip {strip:.0} ms");
    println!(
        "ceiling: decode {decode:.0} + resize {resize:.0} + encode {encode:.0} = {:.0} ms",
        decode + resize + encode
    );
}

//! Photos for the demo and for tests: drawn, not taken, yet real JPEG files of a phone's size, with a phone's metadata.
//!
//! The same arguments give the same bytes. The metadata (position, time, model, an embedded thumbnail) is there to be stripped.

mod backdrop;
mod canvas;
mod exif;
mod motifs;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{RgbImage, imageops};

use canvas::{Canvas, Dice};

/// What the photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// A heap of rubbish bags and a box.
    Bags,
    /// A sofa in the open.
    Sofa,
    /// A swing with one seat torn off.
    Swing,
    /// A container that is more than full.
    Container,
    /// A broken bottle.
    Glass,
    /// A hole in the road.
    Pothole,
    /// A sprayed wall.
    Graffiti,
    /// A lamp that is dark in the evening.
    Lamp,
    /// A car without wheels.
    Car,
    /// A branch across the way.
    Branch,
    /// The same place, tidy: the photo afterwards. It shares its background with the other scenes of its seed.
    Clean,
}

impl Scene {
    /// All scenes.
    pub const ALL: [Self; 11] = [
        Self::Bags,
        Self::Sofa,
        Self::Swing,
        Self::Container,
        Self::Glass,
        Self::Pothole,
        Self::Graffiti,
        Self::Lamp,
        Self::Car,
        Self::Branch,
        Self::Clean,
    ];

    /// A scene that fits a category of the start set.
    pub fn for_category(code: &str) -> Self {
        match code {
            "litter" => Self::Bags,
            "illegal_dumping" => Self::Sofa,
            "broken_glass" | "needles" => Self::Glass,
            "overfull_container" | "hazardous_substance" => Self::Container,
            "play_equipment" => Self::Swing,
            "path_damage" | "acute_danger" => Self::Pothole,
            "street_light" => Self::Lamp,
            "greenery" => Self::Branch,
            "abandoned_vehicle" => Self::Car,
            "graffiti" => Self::Graffiti,
            _ => Self::Clean,
        }
    }
}

/// A photo to be drawn. [`Shot::new`] chooses what nobody asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// What it shows.
    pub scene: Scene,
    /// The place, the light and the grain.
    pub seed: u64,
    /// Width of the stored pixels, 16 to 8192.
    pub width: u32,
    /// Height of the stored pixels, 16 to 8192.
    pub height: u32,
    /// EXIF orientation of the stored pixels: 1, 3, 6 or 8; others are stored as they are. The picture is upright once turned.
    pub orientation: u8,
    /// When, `YYYY:MM:DD HH:MM:SS`, local time as in EXIF.
    pub taken: String,
    /// Latitude and longitude, degrees, WGS 84, as a phone's camera would write them.
    pub position: Option<(f64, f64)>,
}

impl Shot {
    /// A photo in Musterstadt on a day in May; every fourth seed is taken upright (orientation 6).
    pub fn new(scene: Scene, seed: u64, width: u32, height: u32) -> Self {
        let mut dice = Dice::new(seed ^ 0x5EED);
        Self {
            scene,
            seed,
            width: width.clamp(16, 8192),
            height: height.clamp(16, 8192),
            orientation: if seed % 4 == 3 { 6 } else { 1 },
            taken: format!("2026:05:{:02} 09:{:02}:{:02}", 1 + seed % 28, seed % 60, (seed / 7) % 60),
            position: Some((51.60 + 0.01 * f64::from(dice.signed()), 7.30 + 0.01 * f64::from(dice.signed()))),
        }
    }

    /// The file.
    pub fn jpeg(&self) -> Vec<u8> {
        let pixels = self.pixels();
        let (width, height) = pixels.dimensions();
        let small = imageops::thumbnail(&pixels, 160.min(width), (160 * height / width.max(1)).clamp(1, 160));
        let segment = exif::segment(self, &encode(&small, 70));
        let file = encode(&pixels, 80);
        // EXIF stands right behind the two bytes of the start marker (Exif 3.0, 4.5.4).
        let (start, rest) = file.split_at_checked(2).unwrap_or_default();
        [start, &segment, rest].concat()
    }

    /// The pixels as stored, turned away from upright by the orientation.
    fn pixels(&self) -> RgbImage {
        let (width, height) = (self.width.clamp(16, 8192), self.height.clamp(16, 8192));
        let (across, down) = if matches!(self.orientation, 6 | 8) { (height, width) } else { (width, height) };
        // Drawn at half size and enlarged: soft like a lens, and four times as fast.
        let mut canvas = Canvas::new(across.div_ceil(2), down.div_ceil(2));
        motifs::draw(&mut canvas, self.scene, self.seed);
        let mut upright = canvas.enlarge(across, down);
        grain(&mut upright, self.seed);
        match self.orientation {
            3 => imageops::rotate180(&upright),
            6 => imageops::rotate270(&upright),
            8 => imageops::rotate90(&upright),
            _ => upright,
        }
    }
}

/// A photo with its defaults: [`Shot::new`] and [`Shot::jpeg`] in one. Sizes are clamped to 16 to 8192 pixels.
pub fn scene(kind: Scene, seed: u64, width: u32, height: u32) -> Vec<u8> {
    Shot::new(kind, seed, width, height).jpeg()
}

/// The noise of a small sensor; it also gives the file the weight of a real one.
fn grain(picture: &mut RgbImage, seed: u64) {
    let mut dice = Dice::new(seed ^ 0x6EA1);
    for pixel in picture.pixels_mut() {
        let [a, b, c, d, ..] = dice.next().to_le_bytes();
        // Sum of four bytes: roughly a bell curve around 510.
        let noise = (i32::from(a) + i32::from(b) + i32::from(c) + i32::from(d) - 510) / 34;
        pixel.0 = pixel.0.map(|value| (i32::from(value) + noise).clamp(0, 255) as u8);
    }
}

/// Sizes fit a JPEG and memory takes all that is written, so the encoder has nothing to complain about.
fn encode(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let encoded = JpegEncoder::new_with_quality(Cursor::new(&mut file), quality).encode_image(picture);
    debug_assert!(encoded.is_ok());
    file
}

#[cfg(test)]
mod tests;

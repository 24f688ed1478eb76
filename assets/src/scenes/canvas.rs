//! A small painter: filled shapes, noise, and dice that fall the same way each time.

use image::{Rgb, RgbImage};

/// Red, green, blue, 0 to 255, not yet clamped.
pub(super) type Colour = [f32; 3];

/// A place on the canvas: the middle is (0, 0), y runs down, the shorter side is 1 long.
pub(super) type Point = (f32, f32);

/// Pixels with coordinates that do not depend on their number.
pub(super) struct Canvas {
    pixels: RgbImage,
    /// Pixels per unit.
    unit: f32,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { pixels: RgbImage::new(width, height), unit: width.min(height) as f32 }
    }

    /// The lower right corner; the upper left one is its negative.
    pub(super) fn corner(&self) -> Point {
        let (width, height) = self.pixels.dimensions();
        (width as f32 / self.unit / 2.0, height as f32 / self.unit / 2.0)
    }

    /// Fills a polygon (even-odd rule) by place.
    pub(super) fn shape(&mut self, corners: &[Point], colour: impl Fn(Point) -> Colour) {
        let (width, height) = self.pixels.dimensions();
        let (right, bottom) = self.corner();
        let unit = self.unit;
        let to_row = |y: f32| ((y + bottom) * unit).clamp(0.0, height as f32) as u32;
        let (top, end) = corners.iter().fold((f32::MAX, f32::MIN), |(low, high), p| (low.min(p.1), high.max(p.1)));
        for row in to_row(top)..(to_row(end) + 1).min(height) {
            let y = (row as f32 + 0.5) / unit - bottom;
            let mut crossings: Vec<f32> = edges(corners).filter_map(|(a, b)| crossing(a, b, y)).collect();
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let &[from, to] = pair else { continue };
                let column = |x: f32| ((x + right) * unit + 0.5).clamp(0.0, width as f32) as u32;
                for x in column(from)..column(to) {
                    let place = ((x as f32 + 0.5) / unit - right, y);
                    self.pixels.put_pixel(x, row, Rgb(colour(place).map(|value| value.clamp(0.0, 255.0) as u8)));
                }
            }
        }
    }

    /// Fills a polygon with one colour.
    pub(super) fn fill(&mut self, corners: &[Point], colour: Colour) {
        self.shape(corners, |_| colour);
    }

    /// A rectangle between two corners.
    pub(super) fn block(&mut self, (x1, y1): Point, (x2, y2): Point, colour: Colour) {
        self.fill(&[(x1, y1), (x2, y1), (x2, y2), (x1, y2)], colour);
    }

    /// A line of some width.
    pub(super) fn stroke(&mut self, a: Point, b: Point, width: f32, colour: Colour) {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let scale = width / 2.0 / dx.hypot(dy).max(1e-6);
        let (nx, ny) = (-dy * scale, dx * scale);
        self.fill(&[(a.0 + nx, a.1 + ny), (b.0 + nx, b.1 + ny), (b.0 - nx, b.1 - ny), (a.0 - nx, a.1 - ny)], colour);
    }

    /// A line through several points, with round joints.
    pub(super) fn path(&mut self, points: &[Point], width: f32, colour: Colour) {
        for two in points.windows(2) {
            let &[a, b] = two else { continue };
            self.stroke(a, b, width, colour);
            self.fill(&blob(b, width / 2.0, width / 2.0, 0.0, 0), colour);
        }
    }

    /// A soft shadow on the ground: darkens what is there already.
    pub(super) fn shadow(&mut self, centre: Point, rx: f32, ry: f32) {
        let (width, height) = self.pixels.dimensions();
        let (right, bottom) = self.corner();
        let span = |middle: f32, radius: f32, half: f32, size: u32| {
            let pixel = |v: f32| ((v + half) * self.unit).clamp(0.0, size as f32) as u32;
            pixel(middle - radius)..pixel(middle + radius)
        };
        for row in span(centre.1, ry, bottom, height) {
            for column in span(centre.0, rx, right, width) {
                let x = (column as f32 / self.unit - right - centre.0) / rx;
                let y = (row as f32 / self.unit - bottom - centre.1) / ry;
                let light = 1.0 - 0.55 * (1.0 - (x * x + y * y)).max(0.0);
                let pixel = self.pixels.get_pixel_mut(column, row);
                pixel.0 = pixel.0.map(|value| (f32::from(value) * light) as u8);
            }
        }
    }

    /// The picture at its final size, bilinear.
    pub(super) fn enlarge(&self, width: u32, height: u32) -> RgbImage {
        let (from_width, from_height) = self.pixels.dimensions();
        let at = |to: u32, size: u32, from: u32| {
            let place = ((to as f32 + 0.5) * from as f32 / size as f32 - 0.5).max(0.0);
            (place as usize, (place as usize + 1).min(from as usize - 1), place.fract())
        };
        let columns: Vec<_> = (0..width).map(|x| at(x, width, from_width)).collect();
        let mut large = RgbImage::new(width, height);
        let rows: Vec<Vec<Colour>> =
            self.pixels.rows().map(|row| row.map(|pixel| pixel.0.map(f32::from)).collect()).collect();
        let mut line: Vec<Colour> = Vec::new();
        for (y, row) in large.enumerate_rows_mut() {
            let (top, below, down) = at(y, height, from_height);
            let (Some(top), Some(below)) = (rows.get(top), rows.get(below)) else { continue };
            line.clear();
            line.extend(top.iter().zip(below).map(|(a, b)| mix(*a, *b, down)));
            for ((_, _, pixel), &(left, right, across)) in row.zip(&columns) {
                let (Some(a), Some(b)) = (line.get(left), line.get(right)) else { continue };
                pixel.0 = mix(*a, *b, across).map(|value| value as u8);
            }
        }
        large
    }
}

fn edges(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

fn crossing(a: Point, b: Point, y: f32) -> Option<f32> {
    ((a.1 > y) != (b.1 > y)).then(|| a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1))
}

/// Between two colours.
pub(super) fn mix(a: Colour, b: Colour, part: f32) -> Colour {
    let [ar, ag, ab] = a;
    let [br, bg, bb] = b;
    [ar + (br - ar) * part, ag + (bg - ag) * part, ab + (bb - ab) * part]
}

/// Brighter or darker.
pub(super) fn lit(colour: Colour, light: f32) -> Colour {
    colour.map(|value| value * light)
}

/// An ellipse as a polygon, uneven by `bumps` (0 is smooth).
pub(super) fn blob(centre: Point, rx: f32, ry: f32, bumps: f32, seed: u64) -> Vec<Point> {
    let mut dice = Dice::new(seed);
    let (first, second) = (dice.unit() * 6.0, dice.unit() * 6.0);
    let corner = |step: u16| {
        let angle = f32::from(step) * std::f32::consts::TAU / 48.0;
        let radius = 1.0 + bumps * ((angle * 3.0 + first).sin() + 0.6 * (angle * 7.0 + second).sin());
        (centre.0 + rx * radius * angle.cos(), centre.1 + ry * radius * angle.sin())
    };
    (0..48).map(corner).collect()
}

/// Smooth noise, -1 to 1, in three sizes: value noise with 1, 1/2 and 1/4 of the cell.
pub(super) fn noise(x: f32, y: f32, seed: u64) -> f32 {
    0.57 * cell_noise(x, y, seed)
        + 0.29 * cell_noise(x * 2.0, y * 2.0, seed + 1)
        + 0.14 * cell_noise(x * 4.0, y * 4.0, seed + 2)
}

fn cell_noise(x: f32, y: f32, seed: u64) -> f32 {
    let (column, row) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - column), ease(y - row));
    let value = |dx: i32, dy: i32| {
        let key = ((column as i32 + dx) as u32 as u64) << 32 | (row as i32 + dy) as u32 as u64;
        (scramble(key ^ seed.wrapping_mul(0xD6E8_FEB8_6659_FD93)) >> 40) as f32 / 8_388_608.0 - 1.0
    };
    let (top, below) = (value(0, 0) * (1.0 - u) + value(1, 0) * u, value(0, 1) * (1.0 - u) + value(1, 1) * u);
    top * (1.0 - v) + below * v
}

/// Dice with a seed: SplitMix64 (Steele, Lea, Flood 2014), for pictures only.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(scramble(seed))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scramble(self.0)
    }

    /// 0 to 1.
    pub(super) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }

    /// -1 to 1.
    pub(super) fn signed(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// One of them.
    pub(super) fn pick<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let index = (self.next() % (others.len() as u64 + 1)) as usize;
        index.checked_sub(1).and_then(|index| others.get(index)).copied().unwrap_or(first)
    }
}

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

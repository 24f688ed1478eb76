//! The place itself, by seed: sky, a row of houses and trees, the ground.

use super::Scene;
use super::canvas::{Canvas, Dice, Point, blob, lit, mix, noise};
use super::motifs::WOOD;

/// Where the ground begins.
const HORIZON: f32 = -0.14;

/// The same seed gives the same place, whatever stands in it.
pub(super) fn draw(canvas: &mut Canvas, scene: Scene, seed: u64) {
    sky(canvas, seed, scene == Scene::Lamp);
    houses(canvas, seed, scene == Scene::Lamp);
    ground(canvas, seed, scene);
}

fn sky(canvas: &mut Canvas, seed: u64, evening: bool) {
    let mut dice = Dice::new(seed);
    let (high, low) = if evening {
        ([38.0, 48.0, 86.0], [196.0, 140.0, 120.0])
    } else {
        dice.pick(([96.0, 150.0, 208.0], [206.0, 224.0, 236.0]), &[([150.0, 160.0, 170.0], [214.0, 218.0, 220.0])])
    };
    let (right, bottom) = canvas.corner();
    let area = [(-right, -bottom), (right, -bottom), (right, HORIZON + 0.03), (-right, HORIZON + 0.03)];
    canvas.shape(&area, |(x, y)| {
        let cloud = (noise(x * 2.2, y * 5.0, seed) * 1.6 - 0.2).clamp(0.0, 0.8);
        mix(mix(high, low, (y + bottom) / (HORIZON + bottom)), if evening { low } else { [244.0, 246.0, 248.0] }, cloud)
    });
}

/// A row of houses and trees behind the place.
fn houses(canvas: &mut Canvas, seed: u64, evening: bool) {
    let mut dice = Dice::new(seed ^ 0x40);
    let light = if evening { 0.4 } else { 1.0 };
    let (right, _) = canvas.corner();
    let mut x = -right - 0.1 * dice.unit();
    while x < right {
        let (width, height) = (0.2 + 0.14 * dice.unit(), 0.16 + 0.14 * dice.unit());
        let top = HORIZON - height;
        if dice.unit() < 0.65 {
            let wall =
                dice.pick([196.0, 178.0, 150.0], &[[172.0, 104.0, 82.0], [214.0, 208.0, 196.0], [184.0, 190.0, 176.0]]);
            canvas.block((x, top), (x + width, HORIZON + 0.02), lit(wall, light));
            let roof = [(x - 0.01, top), (x + width / 2.0, top - 0.09), (x + width + 0.01, top)];
            canvas.fill(&roof, lit([120.0, 66.0, 54.0], light));
            windows(canvas, (x, top), (width, height), light);
        } else {
            let middle = (x + width / 2.0, HORIZON - height * 0.75);
            canvas.stroke((middle.0, HORIZON + 0.02), middle, 0.025, lit(WOOD, light * 0.8));
            let crown = blob(middle, width * 0.5, height * 0.6, 0.09, dice.next());
            let leaf = lit([70.0, 112.0, 56.0], light);
            canvas.shape(&crown, |(x, y)| lit(leaf, 1.0 + 0.5 * noise(x * 40.0, y * 40.0, seed)));
        }
        x += width + 0.03 * dice.unit();
    }
    // A hedge hides where houses meet the ground.
    let hedge = lit([58.0, 92.0, 50.0], light);
    let strip = [(-right, HORIZON - 0.035), (right, HORIZON - 0.03), (right, HORIZON + 0.03), (-right, HORIZON + 0.03)];
    canvas.shape(&strip, |(x, y)| lit(hedge, 1.0 + 0.6 * noise(x * 50.0, y * 50.0, seed ^ 7)));
}

fn windows(canvas: &mut Canvas, (x, top): Point, (width, height): Point, light: f32) {
    for row in 0..(height / 0.085) as u8 {
        for column in 0..3_u8 {
            let left = x + width * (0.12 + 0.29 * f32::from(column));
            let y = top + 0.025 + 0.085 * f32::from(row);
            canvas.block(
                (left - 0.005, y - 0.005),
                (left + width * 0.18 + 0.005, y + 0.05),
                lit([236.0, 234.0, 228.0], light),
            );
            canvas.block((left, y), (left + width * 0.18, y + 0.045), lit([84.0, 100.0, 116.0], light));
        }
    }
}

/// Grass with a path, or paving, or asphalt where the scene asks for it; smaller towards the horizon.
fn ground(canvas: &mut Canvas, seed: u64, scene: Scene) {
    let (right, bottom) = canvas.corner();
    let area = [(-right, HORIZON + 0.02), (right, HORIZON + 0.02), (right, bottom), (-right, bottom)];
    let depth = |y: f32| 0.16 / (y - HORIZON + 0.03);
    let grain = |x: f32, y: f32| noise(x * depth(y) * 60.0, depth(y) * 90.0, seed ^ 0x6B);
    let light = if scene == Scene::Lamp { 0.42 } else { 1.0 };
    let paved = match scene {
        Scene::Glass | Scene::Car | Scene::Graffiti => true,
        Scene::Swing | Scene::Branch => false,
        _ => seed % 2 == 1,
    };
    if scene == Scene::Pothole {
        canvas.shape(&area, |(x, y)| lit([104.0, 106.0, 108.0], 1.0 + 0.28 * grain(x, y)));
        let line = [(-0.01, HORIZON + 0.02), (0.01, HORIZON + 0.02), (0.62, bottom), (0.5, bottom)];
        canvas.shape(&line, |(x, y)| lit([214.0, 214.0, 206.0], 1.0 + 0.2 * grain(x, y)));
    } else if paved {
        canvas.shape(&area, |(x, y)| {
            let (across, away) = (x * depth(y) * 7.0, depth(y) * 16.0);
            let joint = (across + 0.5 * (away.floor() % 2.0)).rem_euclid(1.0) < 0.06 || away.rem_euclid(1.0) < 0.08;
            let slab = noise(across.floor() * 3.1, away.floor() * 7.3, seed);
            lit([164.0, 158.0, 148.0], light * (if joint { 0.62 } else { 0.96 + 0.1 * slab } + 0.1 * grain(x, y)))
        });
    } else {
        canvas.shape(&area, |(x, y)| {
            let blade = grain(x * 2.0, y);
            mix(lit([84.0, 124.0, 52.0], light), lit([132.0, 150.0, 74.0], light), 0.4 + 0.6 * blade)
        });
        let path = [(-0.12, HORIZON + 0.02), (-0.04, HORIZON + 0.02), (-right * 0.35, bottom), (-right * 1.1, bottom)];
        canvas.shape(&path, |(x, y)| lit([176.0, 160.0, 130.0], light * (1.0 + 0.14 * grain(x, y))));
    }
}

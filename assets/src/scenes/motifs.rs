//! What stands in the picture. Coordinates: see [`Point`](super::canvas::Point).

use super::canvas::{Canvas, Colour, Dice, Point, blob, lit, mix, noise};
use super::{Scene, backdrop};

/// Bark and sofa legs.
pub(super) const WOOD: Colour = [128.0, 88.0, 52.0];
/// Chains, hubs.
const STEEL: Colour = [120.0, 126.0, 132.0];

/// Background by seed, motif by scene.
pub(super) fn draw(canvas: &mut Canvas, scene: Scene, seed: u64) {
    backdrop::draw(canvas, scene, seed);
    let mut dice = Dice::new(seed ^ 0xD1CE);
    match scene {
        Scene::Bags => bags(canvas, &mut dice),
        Scene::Sofa => sofa(canvas, &mut dice),
        Scene::Swing => swing(canvas),
        Scene::Container => container(canvas, &mut dice),
        Scene::Glass => glass(canvas, &mut dice),
        Scene::Pothole => pothole(canvas, &mut dice),
        Scene::Graffiti => graffiti(canvas, &mut dice),
        Scene::Lamp => lamp(canvas),
        Scene::Car => car(canvas, &mut dice),
        Scene::Branch => branch(canvas, &mut dice),
        Scene::Clean => {}
    }
}

/// One tied rubbish bag that stands on `foot`.
fn bag(canvas: &mut Canvas, foot: Point, size: f32, colour: Colour, seed: u64) {
    let (x, y) = (foot.0, foot.1 - size * 0.8);
    canvas.shadow((x + size * 0.15, foot.1), size * 1.5, size * 0.4);
    let folded = |(px, py): Point| {
        let light = 0.95 - 0.38 * (px - x) / size - 0.3 * (py - y) / size;
        let fold = (noise((px - x) / size * 5.0, (py - y) / size * 2.2, seed) * 5.0).sin();
        let shine = (1.0 - 6.0 * ((px - x) / size + 0.35).hypot((py - y) / size + 0.35)).max(0.0);
        mix(lit(colour, (light + 0.22 * fold).max(0.25)), [255.0; 3], 0.5 * shine)
    };
    let neck = y - size * 0.8;
    canvas.shape(
        &[
            (x - 0.14 * size, neck),
            (x + 0.14 * size, neck),
            (x + 0.3 * size, neck - 0.42 * size),
            (x, neck - 0.28 * size),
            (x - 0.32 * size, neck - 0.4 * size),
        ],
        folded,
    );
    canvas.shape(&blob((x, y), size, size * 0.86, 0.035, seed), folded);
    canvas.stroke((x - 0.17 * size, neck), (x + 0.17 * size, neck), 0.09 * size, lit(colour, 0.45));
}

fn heap(canvas: &mut Canvas, dice: &mut Dice, bags: &[(f32, f32, f32)]) {
    for &(x, y, size) in bags {
        let colour = dice.pick([44.0, 48.0, 54.0], &[[56.0, 92.0, 160.0], [42.0, 46.0, 50.0], [150.0, 156.0, 160.0]]);
        bag(canvas, (x + 0.015 * dice.signed(), y), size * (1.0 + 0.1 * dice.signed()), colour, dice.next());
    }
}

fn carton(canvas: &mut Canvas, (x, y): Point, size: f32) {
    let board = [186.0, 146.0, 98.0];
    canvas.shadow((x + size * 0.2, y), size * 1.1, size * 0.3);
    canvas.block((x - size * 0.5, y - size * 0.75), (x + size * 0.35, y), board);
    let (near, far) = (x + size * 0.35, x + size * 0.7);
    canvas.fill(&[(near, y - size * 0.75), (far, y - size), (far, y - size * 0.25), (near, y)], lit(board, 0.72));
    canvas.fill(
        &[(x - size * 0.5, y - size * 0.75), (x - size * 0.15, y - size), (far, y - size), (near, y - size * 0.75)],
        lit(board, 0.5),
    );
    canvas.fill(
        &[
            (x - size * 0.5, y - size * 0.75),
            (x - size * 0.8, y - size * 0.9),
            (x - size * 0.45, y - size * 1.15),
            (x - size * 0.15, y - size),
        ],
        lit(board, 1.12),
    );
    canvas.block((x - size * 0.12, y - size * 0.75), (x - size * 0.03, y), lit(board, 1.25));
}

fn bags(canvas: &mut Canvas, dice: &mut Dice) {
    heap(canvas, dice, &[(-0.2, 0.16, 0.12), (0.02, 0.13, 0.13), (0.2, 0.17, 0.11), (-0.1, 0.27, 0.13)]);
    carton(canvas, (0.33, 0.34), 0.2);
    heap(canvas, dice, &[(0.11, 0.3, 0.14), (-0.27, 0.34, 0.11)]);
}

fn sofa(canvas: &mut Canvas, dice: &mut Dice) {
    let cloth: Colour = dice.pick([134.0, 58.0, 52.0], &[[70.0, 84.0, 116.0], [136.0, 116.0, 80.0]]);
    let seed = dice.next();
    let woven = |light: f32| move |(x, y): Point| lit(cloth, light * (1.0 + 0.16 * noise(x * 60.0, y * 60.0, seed)));
    canvas.shadow((0.02, 0.27), 0.5, 0.09);
    for x in [-0.33, 0.31] {
        canvas.block((x, 0.22), (x + 0.03, 0.28), lit(WOOD, 0.5));
    }
    canvas.shape(&[(-0.33, -0.1), (0.32, -0.12), (0.35, 0.14), (-0.35, 0.14)], woven(0.82));
    canvas.fill(&[(-0.01, -0.11), (0.005, -0.11), (0.01, 0.1), (0.0, 0.1)], lit(cloth, 0.45));
    for (left, right) in [(-0.33, -0.01), (0.01, 0.33)] {
        canvas.shape(&[(left, 0.05), (right, 0.05), (right + 0.01, 0.15), (left - 0.01, 0.15)], woven(1.2));
    }
    canvas.shape(&[(-0.36, 0.15), (0.36, 0.15), (0.35, 0.24), (-0.35, 0.24)], woven(0.7));
    for x in [-0.41_f32, 0.31] {
        canvas.shape(&[(x, 0.0), (x + 0.1, 0.0), (x + 0.1, 0.245), (x, 0.245)], woven(0.95));
        canvas.shape(&blob((x + 0.05, 0.0), 0.058, 0.04, 0.0, 0), woven(1.1));
    }
    // A tear with the filling out, so that nobody takes it home.
    canvas.fill(&blob((0.17, 0.09), 0.07, 0.022, 0.14, seed), [226.0, 214.0, 178.0]);
    heap(canvas, dice, &[(0.45, 0.33, 0.07)]);
}

fn swing(canvas: &mut Canvas) {
    let red = [186.0, 52.0, 42.0];
    let sand = blob((0.0, 0.26), 0.5, 0.11, 0.03, 3);
    canvas.shape(&sand, |(x, y)| lit([206.0, 184.0, 138.0], 1.0 + 0.14 * noise(x * 90.0, y * 160.0, 5)));
    canvas.shadow((-0.15, 0.25), 0.14, 0.03);
    for (top, foot) in [
        ((-0.36, -0.32), (-0.46, 0.26)),
        ((-0.36, -0.32), (-0.27, 0.19)),
        ((0.36, -0.32), (0.46, 0.26)),
        ((0.36, -0.32), (0.28, 0.19)),
    ] {
        canvas.stroke(foot, top, 0.03, red);
        canvas.stroke((foot.0 - 0.008, foot.1), (top.0 - 0.008, top.1), 0.008, lit(red, 1.3));
    }
    canvas.stroke((-0.4, -0.32), (0.4, -0.32), 0.035, lit(red, 0.85));
    let chain = lit(STEEL, 0.75);
    // The whole seat.
    canvas.stroke((-0.21, -0.31), (-0.22, 0.13), 0.009, chain);
    canvas.stroke((-0.08, -0.31), (-0.07, 0.13), 0.009, chain);
    canvas.stroke((-0.235, 0.135), (-0.055, 0.135), 0.028, [48.0, 50.0, 52.0]);
    // The torn one hangs from a single chain; the other chain ends in the air.
    canvas.stroke((0.09, -0.31), (0.085, 0.08), 0.009, chain);
    canvas.path(&[(0.22, -0.31), (0.225, -0.16), (0.21, -0.12)], 0.009, chain);
    canvas.stroke((0.08, 0.07), (0.15, 0.24), 0.028, [48.0, 50.0, 52.0]);
    canvas.path(&[(0.155, 0.24), (0.2, 0.25), (0.23, 0.235), (0.25, 0.26)], 0.009, chain);
}

fn container(canvas: &mut Canvas, dice: &mut Dice) {
    let paint: Colour = dice.pick([46.0, 104.0, 70.0], &[[52.0, 84.0, 140.0], [150.0, 152.0, 150.0]]);
    canvas.shadow((0.03, 0.24), 0.46, 0.09);
    heap(canvas, dice, &[(-0.18, -0.08, 0.09), (0.02, -0.1, 0.1), (0.19, -0.07, 0.08)]);
    // The lid stands open behind the bags that keep it from closing.
    canvas.fill(&[(-0.33, -0.12), (-0.36, -0.34), (-0.3, -0.36), (-0.26, -0.12)], lit(paint, 0.6));
    let seed = dice.next();
    let front = [(-0.34, -0.13), (0.34, -0.13), (0.29, 0.22), (-0.29, 0.22)];
    canvas.shape(&front, |(x, y)| lit(paint, 1.02 - 0.35 * x + 0.1 * noise(x * 14.0, y * 30.0, seed)));
    canvas.block((-0.36, -0.15), (0.36, -0.11), lit(paint, 0.66));
    for x in [-0.2, -0.07, 0.06, 0.19] {
        canvas.stroke((x, -0.09), (x * 0.9, 0.2), 0.012, lit(paint, 0.8));
    }
    canvas.block((-0.12, -0.02), (0.12, 0.09), [226.0, 226.0, 218.0]);
    for y in [0.005, 0.035, 0.065] {
        canvas.stroke((-0.09, y), (0.09 - y, y), 0.01, [70.0, 74.0, 76.0]);
    }
    for x in [-0.22, 0.22] {
        canvas.fill(&blob((x, 0.24), 0.035, 0.035, 0.0, 0), [34.0, 34.0, 36.0]);
        canvas.fill(&blob((x, 0.24), 0.013, 0.013, 0.0, 0), STEEL);
    }
    heap(canvas, dice, &[(-0.38, 0.31, 0.1), (0.38, 0.33, 0.11), (0.2, 0.37, 0.08)]);
    carton(canvas, (-0.14, 0.4), 0.13);
}

fn glass(canvas: &mut Canvas, dice: &mut Dice) {
    let green = [70.0, 120.0, 68.0];
    canvas.shadow((-0.08, 0.2), 0.24, 0.05);
    // The bottle lies on its side, its bottom is gone.
    canvas.fill(
        &[
            (-0.4, 0.13),
            (-0.3, 0.12),
            (-0.22, 0.08),
            (0.02, 0.07),
            (-0.01, 0.12),
            (0.05, 0.14),
            (0.0, 0.18),
            (0.03, 0.21),
            (-0.22, 0.22),
            (-0.3, 0.17),
            (-0.4, 0.165),
        ],
        green,
    );
    canvas.fill(
        &[(-0.39, 0.138), (-0.3, 0.13), (-0.22, 0.097), (-0.02, 0.087), (-0.03, 0.105), (-0.22, 0.115), (-0.3, 0.142)],
        [186.0, 214.0, 176.0],
    );
    canvas.block((-0.42, 0.125), (-0.395, 0.17), lit(green, 0.7));
    canvas.fill(&[(-0.17, 0.115), (-0.05, 0.11), (-0.04, 0.2), (-0.16, 0.205)], [224.0, 216.0, 190.0]);
    for _ in 0..70 {
        let (away, angle) = (dice.unit().powf(0.7), dice.unit() * std::f32::consts::TAU);
        let (x, y) = (0.16 + 0.36 * away * angle.cos(), 0.22 + 0.17 * away * angle.sin());
        let size = 0.008 + 0.034 * dice.unit() * dice.unit() + 0.02 * (1.0 - away);
        let mut corner = || (x + size * dice.signed(), y + size * 0.6 * dice.signed());
        let shard = [corner(), corner(), corner()];
        canvas.fill(&shard.map(|(x, y)| (x + 0.004, y + 0.006)), [74.0, 72.0, 68.0]);
        let shine = dice.unit();
        canvas.fill(&shard, mix(green, [232.0, 244.0, 226.0], shine * shine));
        let [a, b, _] = shard;
        canvas.stroke(a, b, 0.003, [240.0, 248.0, 238.0]);
    }
}

fn pothole(canvas: &mut Canvas, dice: &mut Dice) {
    let seed = dice.next();
    for step in 0..9_u8 {
        let angle = f32::from(step) * 0.7 + dice.unit() * 0.3;
        let mut at = (-0.06 + 0.24 * angle.cos(), 0.2 + 0.1 * angle.sin());
        let mut crack = vec![at];
        for _ in 0..4 {
            at = (at.0 + 0.06 * angle.cos() + 0.025 * dice.signed(), at.1 + 0.03 * angle.sin() + 0.014 * dice.signed());
            crack.push(at);
        }
        canvas.path(&crack, 0.006, [52.0, 52.0, 54.0]);
    }
    canvas.shape(&blob((-0.06, 0.2), 0.29, 0.13, 0.07, seed), |(x, y)| {
        lit([140.0, 138.0, 134.0], 1.0 + 0.4 * noise(x * 40.0, y * 60.0, seed))
    });
    canvas.shape(&blob((-0.05, 0.205), 0.26, 0.11, 0.07, seed), |(x, y)| {
        lit([64.0, 58.0, 52.0], 0.75 + 2.6 * (y - 0.13).max(0.0) + 0.35 * noise(x * 50.0, y * 80.0, seed))
    });
    canvas.shape(&blob((-0.03, 0.235), 0.16, 0.05, 0.06, seed), |(x, y)| {
        mix([92.0, 98.0, 104.0], [178.0, 192.0, 206.0], 0.5 + 0.5 * noise(x * 12.0, y * 70.0, seed))
    });
    for _ in 0..26 {
        let stone = (-0.06 + 0.42 * dice.signed(), 0.21 + 0.17 * dice.signed());
        let size = 0.004 + 0.009 * dice.unit();
        canvas.fill(&blob((stone.0, stone.1 + size * 0.5), size * 1.2, size * 0.7, 0.0, 0), [60.0, 60.0, 60.0]);
        canvas.fill(&blob(stone, size, size * 0.8, 0.1, seed), [138.0, 134.0, 130.0]);
    }
}

fn graffiti(canvas: &mut Canvas, dice: &mut Dice) {
    let (right, _) = canvas.corner();
    let seed = dice.next();
    canvas.shape(&[(-right, -0.4), (right, -0.4), (right, 0.24), (-right, 0.24)], |(x, y)| {
        let row = ((y + 0.4) / 0.04).floor();
        let along = (x / 0.11 + 0.5 * (row % 2.0)).rem_euclid(1.0);
        let joint = ((y + 0.4) / 0.04).rem_euclid(1.0) < 0.12 || along < 0.05;
        let brick = noise((x / 0.11 + 0.5 * (row % 2.0)).floor() * 5.3, row * 3.7, seed);
        let colour = if joint { [188.0, 180.0, 168.0] } else { lit([158.0, 86.0, 66.0], 1.0 + 0.2 * brick) };
        lit(colour, 1.0 + 0.1 * noise(x * 60.0, y * 60.0, seed))
    });
    canvas.block((-right, -0.43), (right, -0.4), [170.0, 166.0, 158.0]);
    let letters: [&[Point]; 4] = [
        &[(-0.3, -0.2), (-0.44, -0.16), (-0.45, 0.06), (-0.34, 0.12), (-0.28, 0.02), (-0.36, 0.0)],
        &[(-0.2, 0.12), (-0.18, -0.18), (-0.06, -0.18), (-0.05, -0.05), (-0.17, -0.02), (-0.03, 0.12)],
        &[(0.04, 0.12), (0.12, -0.2), (0.22, 0.12), (0.18, 0.0), (0.08, 0.0)],
        &[(0.44, -0.18), (0.3, -0.18), (0.31, -0.03), (0.42, -0.03), (0.3, -0.03), (0.29, 0.13)],
    ];
    let fill: Colour = dice.pick([64.0, 190.0, 206.0], &[[240.0, 196.0, 40.0], [226.0, 84.0, 160.0]]);
    for (width, colour) in [(0.085, [24.0, 24.0, 40.0]), (0.055, fill), (0.012, [250.0, 250.0, 250.0])] {
        for letter in letters {
            let shifted: Vec<Point> = letter.iter().map(|(x, y)| (x - 0.05 * width, y - 0.05 * width)).collect();
            canvas.path(&shifted, width, colour);
        }
    }
    for _ in 0..7 {
        let x = 0.45 * dice.signed();
        canvas.stroke((x, 0.08), (x, 0.13 + 0.09 * dice.unit()), 0.007, lit(fill, 0.8));
    }
}

fn lamp(canvas: &mut Canvas) {
    canvas.shadow((0.0, 0.34), 0.1, 0.02);
    canvas.stroke((0.0, 0.34), (0.0, -0.36), 0.026, [46.0, 52.0, 54.0]);
    canvas.stroke((-0.006, 0.34), (-0.006, -0.36), 0.006, [110.0, 116.0, 122.0]);
    canvas.block((-0.03, 0.24), (0.03, 0.345), [40.0, 46.0, 48.0]);
    canvas.path(&[(0.0, -0.36), (0.04, -0.41), (0.12, -0.425)], 0.02, [46.0, 52.0, 54.0]);
    canvas.fill(&[(0.09, -0.445), (0.27, -0.43), (0.27, -0.405), (0.09, -0.405)], [52.0, 58.0, 60.0]);
    canvas.fill(&[(0.11, -0.405), (0.26, -0.405), (0.24, -0.38), (0.13, -0.38)], [112.0, 116.0, 120.0]);
    canvas.stroke((0.15, -0.4), (0.2, -0.382), 0.004, [40.0, 42.0, 44.0]);
}

fn car(canvas: &mut Canvas, dice: &mut Dice) {
    let paint: Colour = dice.pick([134.0, 44.0, 40.0], &[[60.0, 86.0, 122.0], [146.0, 148.0, 144.0]]);
    let seed = dice.next();
    canvas.shadow((0.0, 0.25), 0.56, 0.07);
    for x in [-0.27, 0.27] {
        canvas.block((x - 0.05, 0.19), (x + 0.05, 0.25), [150.0, 142.0, 132.0]);
        canvas.block((x - 0.05, 0.218), (x + 0.05, 0.222), [96.0, 92.0, 86.0]);
    }
    let rusty = |(x, y): Point| {
        let rust = ((noise(x * 9.0, y * 12.0, seed) - 0.15) * 5.0 + (y - 0.1) * 4.0).clamp(0.0, 0.9);
        mix(lit(paint, 1.15 - 1.2 * (y - 0.02).max(0.0)), [122.0, 72.0, 40.0], rust)
    };
    canvas.shape(&[(-0.22, -0.01), (-0.13, -0.16), (0.16, -0.16), (0.27, -0.01)], rusty);
    canvas.shape(
        &[
            (-0.47, 0.02),
            (-0.22, -0.02),
            (0.27, -0.02),
            (0.46, 0.03),
            (0.48, 0.17),
            (0.45, 0.2),
            (-0.46, 0.2),
            (-0.49, 0.16),
        ],
        rusty,
    );
    for x in [-0.27, 0.27] {
        let arch: Vec<Point> =
            blob((x, 0.19), 0.085, 0.085, 0.0, 0).into_iter().filter(|place| place.1 < 0.2).collect();
        canvas.fill(&arch, [30.0, 28.0, 28.0]);
        canvas.fill(&blob((x, 0.17), 0.028, 0.028, 0.0, 0), lit(STEEL, 0.7));
        canvas.block((x - 0.045, 0.2), (x + 0.045, 0.25), [158.0, 92.0, 72.0]);
    }
    let pane = [62.0, 74.0, 82.0];
    canvas.fill(&[(-0.185, -0.015), (-0.115, -0.14), (0.005, -0.14), (0.005, -0.015)], pane);
    canvas.fill(&[(0.03, -0.015), (0.03, -0.14), (0.145, -0.14), (0.225, -0.015)], pane);
    for end in [(-0.15, -0.06), (-0.03, -0.12), (-0.02, -0.03), (-0.12, -0.02), (-0.06, -0.135)] {
        canvas.stroke((-0.07, -0.07), end, 0.003, [206.0, 214.0, 218.0]);
    }
    canvas.stroke((0.017, -0.01), (0.017, 0.18), 0.004, lit(paint, 0.5));
    canvas.stroke((-0.05, 0.05), (-0.02, 0.05), 0.012, [36.0, 36.0, 38.0]);
    canvas.fill(&blob((-0.45, 0.06), 0.025, 0.02, 0.0, 0), [222.0, 220.0, 196.0]);
    canvas.fill(&blob((0.46, 0.07), 0.018, 0.025, 0.0, 0), [150.0, 36.0, 32.0]);
}

fn branch(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.shadow((0.0, 0.25), 0.52, 0.06);
    let limb = [(-0.5, 0.3), (-0.28, 0.24), (-0.04, 0.22), (0.2, 0.16), (0.42, 0.14)];
    canvas.path(&limb, 0.055, lit(WOOD, 0.7));
    canvas.path(&limb.map(|(x, y)| (x, y - 0.012)), 0.018, lit(WOOD, 1.1));
    canvas.fill(&blob((-0.5, 0.3), 0.02, 0.032, 0.05, 1), [214.0, 180.0, 128.0]);
    let twigs = [
        ((-0.2, 0.23), (-0.06, 0.02)),
        ((0.0, 0.22), (0.18, 0.36)),
        ((0.12, 0.18), (0.22, -0.02)),
        ((0.3, 0.15), (0.46, 0.3)),
        ((0.38, 0.14), (0.5, 0.02)),
    ];
    for (from, to) in twigs {
        canvas.stroke(from, to, 0.016, lit(WOOD, 0.8));
        for _ in 0..45 {
            let along = 0.3 + 0.8 * dice.unit();
            let x = from.0 + (to.0 - from.0) * along + 0.07 * dice.signed();
            let y = from.1 + (to.1 - from.1) * along + 0.06 * dice.signed();
            let green = mix([58.0, 104.0, 40.0], [136.0, 168.0, 70.0], dice.unit());
            let (long, flat) = (0.016 + 0.012 * dice.unit(), 0.008 + 0.006 * dice.unit());
            canvas.fill(&blob((x, y + 0.005), long, flat, 0.04, dice.next()), lit(green, 0.55));
            canvas.fill(&blob((x, y), long, flat, 0.04, dice.next()), green);
        }
    }
}

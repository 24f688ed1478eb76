//! A way on plain ground: its shape without a map, to scale, north up. Across a gap nothing is known and nothing is drawn.

use shared::geo::Position;
use shared::track::{Fix, Track};

use super::way::Flat;

/// Whoever stands still is not drawn larger than so many metres: the receiver's own wandering is no way.
const LEAST_M: f64 = 100.0;

/// The stretches of a way as points of a picture, from its upper left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// One for each stretch without a gap; one of a single point is a dot.
    pub lines: Vec<Vec<(f64, f64)>>,
}

impl Drawing {
    /// All points in order, gaps ignored.
    pub fn points(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> + '_ {
        self.lines.iter().flatten().copied()
    }
}

/// Draws a way as large as the picture allows.
pub fn draw(track: &Track, width: f64, height: f64) -> Drawing {
    let range = |of: fn(&Fix) -> f64| {
        let values = || track.fixes().map(of);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let ((south, north), (west, east)) = (range(|fix| fix.lat), range(|fix| fix.lon));
    let Ok(middle) = Position::new((south + north) / 2.0, (west + east) / 2.0, None) else {
        return Drawing::default();
    };
    let flat = Flat::around(&middle);
    let far =
        |of: fn((f64, f64)) -> f64| track.fixes().map(|fix| of(flat.metres(fix)).abs() * 2.0).fold(LEAST_M, f64::max);
    let scale = (width / far(|(x, _)| x)).min(height / far(|(_, y)| y));
    let point = |fix: &Fix| {
        let (x, y) = flat.metres(fix);
        (width / 2.0 + x * scale, height / 2.0 - y * scale)
    };
    Drawing { lines: track.segments.iter().map(|segment| segment.iter().map(point).collect()).collect() }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn fix(lat: f64, lon: f64) -> Fix {
        Fix { at: DateTime::UNIX_EPOCH, lat, lon, accuracy: None }
    }

    #[test]
    fn a_way_fills_the_picture_north_up_and_keeps_its_gaps_and_its_shape() {
        // 1.1 km north, then after a gap a point 0.7 km east.
        let track = Track { segments: vec![vec![fix(51.5, 7.46), fix(51.51, 7.46)], vec![fix(51.51, 7.47)]] };
        let drawn = draw(&track, 300.0, 200.0);
        assert_eq!(drawn.lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let [start, corner, end] = drawn.points().collect::<Vec<_>>()[..] else { panic!("three points") };
        assert!((start.1 - 200.0).abs() < 0.1 && corner.1.abs() < 0.1, "{drawn:?}");
        assert_eq!((start.0, corner.1), (corner.0, end.1));
        let shape = (end.0 - corner.0) / (start.1 - corner.1);
        assert!((shape - 51.505_f64.to_radians().cos()).abs() < 0.001, "{shape}");
    }

    #[test]
    fn whoever_stands_still_is_small_and_nothing_is_nothing() {
        let drawn = draw(&Track { segments: vec![vec![fix(51.5, 7.46), fix(51.50001, 7.46)]] }, 100.0, 100.0);
        assert!(drawn.points().all(|(x, y)| (x - 50.0).abs() < 1.0 && (y - 50.0).abs() < 1.0), "{drawn:?}");
        assert_eq!(draw(&Track::default(), 100.0, 100.0), Drawing::default());
    }
}

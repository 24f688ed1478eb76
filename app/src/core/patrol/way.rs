//! How near a way comes to a place.

use shared::geo::{METRES_PER_DEGREE, Position};
use shared::track::{Fix, Track};

/// Whether the way comes within so many metres of a place. Between two fixes of a segment it is taken as straight; across
/// a gap nothing is known, and nothing is assumed.
pub fn passes(track: &Track, place: &Position, metres: f64) -> bool {
    let flat = Flat::around(place);
    track.segments.iter().any(|segment| {
        let alone = segment.first().map(|fix| flat.distance_m(fix, fix));
        let stretches = segment.iter().zip(segment.iter().skip(1)).map(|(from, to)| flat.distance_m(from, to));
        alone.into_iter().chain(stretches).any(|distance| distance <= metres)
    })
}

/// Degrees laid flat around a place (equirectangular projection): exact enough within some kilometres.
pub(super) struct Flat {
    lat: f64,
    lon: f64,
    east: f64,
}

impl Flat {
    pub fn around(place: &Position) -> Flat {
        Flat { lat: place.lat, lon: place.lon, east: METRES_PER_DEGREE * place.lat.to_radians().cos() }
    }

    /// East and north of the place, in metres.
    pub fn metres(&self, fix: &Fix) -> (f64, f64) {
        ((fix.lon - self.lon) * self.east, (fix.lat - self.lat) * METRES_PER_DEGREE)
    }

    /// From the place to the straight line between two fixes, in metres.
    fn distance_m(&self, from: &Fix, to: &Fix) -> f64 {
        let ((x, y), (to_x, to_y)) = (self.metres(from), self.metres(to));
        let (dx, dy) = (to_x - x, to_y - y);
        let length = dx * dx + dy * dy;
        // Where along the line the place is nearest, 0 at its begin and 1 at its end.
        let along = if length > 0.0 { (-(x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        (x + along * dx).hypot(y + along * dy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn fix(lat: f64, lon: f64) -> Fix {
        Fix { at: DateTime::UNIX_EPOCH, lat, lon, accuracy: None }
    }

    #[test]
    fn a_way_passes_what_lies_beside_its_line_and_nothing_across_a_gap() {
        let stop = Position::new(51.5, 7.46, None).unwrap();
        // About 30 m north of the stop, from 70 m west to 70 m east of it.
        let (west, east) = (fix(51.50027, 7.459), fix(51.50027, 7.461));
        assert!(passes(&Track { segments: vec![vec![west, east]] }, &stop, 40.0));
        assert!(!passes(&Track { segments: vec![vec![west, east]] }, &stop, 29.0));
        assert!(!passes(&Track { segments: vec![vec![west], vec![east]] }, &stop, 40.0));
        assert!(passes(&Track { segments: vec![vec![fix(51.5, 7.46)]] }, &stop, 1.0));
        assert!(!passes(&Track::default(), &stop, 40.0));
    }
}

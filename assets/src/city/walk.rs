//! Walking a route along the streets, as a phone's positions would show it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::{City, Route, Street};

/// Distance of two points of a walk, metres: seven seconds of a calm step.
pub const METRES_PER_POINT: f64 = 10.0;

/// The positions of a walk through all stops of `route`, about every ten metres, as `(latitude, longitude)` in degrees, WGS 84.
///
/// Between two stops it takes the shortest way along the streets of the city, and the few steps from the street to the stop.
pub fn walk(city: &City, route: &Route) -> Vec<(f64, f64)> {
    let streets = Graph::new(&city.streets);
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for stop in city.stops_of(route) {
        let here = (stop.lat, stop.lon);
        if let Some(&before) = corners.last() {
            corners.extend(streets.way(before, here));
        }
        corners.push(here);
    }
    even_steps(&corners)
}

/// Great-circle distance in metres (haversine, mean earth radius 6 371 008.8 m, IUGG) of two `(latitude, longitude)`.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |from: f64, to: f64| ((to - from) / 2.0).sin().powi(2);
    let h = half(lat_a, lat_b) + lat_a.cos() * lat_b.cos() * half(a.1.to_radians(), b.1.to_radians());
    2.0 * 6_371_008.8 * h.sqrt().asin()
}

/// Streets cut at their points: `ways` leads from a point to its neighbours, with metres.
struct Graph {
    points: Vec<(f64, f64)>,
    ways: Vec<Vec<(usize, f64)>>,
}

impl Graph {
    fn new(streets: &[Street]) -> Self {
        let mut graph = Self { points: Vec::new(), ways: Vec::new() };
        let mut known = HashMap::new();
        for street in streets {
            let mut before = None;
            for &[lon, lat] in &street.line {
                let here = *known.entry((lat.to_bits(), lon.to_bits())).or_insert_with(|| {
                    graph.points.push((lat, lon));
                    graph.ways.push(Vec::new());
                    graph.points.len() - 1
                });
                if let Some((from, metres)) = before.map(|(from, place)| (from, distance_m(place, (lat, lon)))) {
                    graph.connect(from, here, metres);
                    graph.connect(here, from, metres);
                }
                before = Some((here, (lat, lon)));
            }
        }
        graph
    }

    fn connect(&mut self, from: usize, to: usize, metres: f64) {
        if let Some(ways) = self.ways.get_mut(from) {
            ways.push((to, metres));
        }
    }

    fn nearest(&self, place: (f64, f64)) -> Option<usize> {
        let metres = |point: &(f64, f64)| distance_m(*point, place);
        let nearest = self.points.iter().enumerate().min_by(|(_, a), (_, b)| metres(a).total_cmp(&metres(b)));
        nearest.map(|(index, _)| index)
    }

    /// The street points of the shortest way (Dijkstra 1959); none where no way leads.
    fn way(&self, from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
        let (Some(start), Some(end)) = (self.nearest(from), self.nearest(to)) else { return Vec::new() };
        // Centimetres, because floats have no order that a heap accepts.
        let mut heap = BinaryHeap::from([(Reverse(0_u64), start, start)]);
        let mut came_from = HashMap::new();
        while let Some((Reverse(so_far), here, before)) = heap.pop() {
            if came_from.contains_key(&here) {
                continue;
            }
            came_from.insert(here, before);
            if here == end {
                break;
            }
            for &(next, metres) in self.ways.get(here).into_iter().flatten() {
                heap.push((Reverse(so_far + (metres * 100.0) as u64), next, here));
            }
        }
        let mut way = Vec::new();
        let mut here = end;
        while let Some(&before) = came_from.get(&here) {
            way.extend(self.points.get(here));
            if here == start {
                break;
            }
            here = before;
        }
        way.reverse();
        way
    }
}

/// The same line with points at most [`METRES_PER_POINT`] apart; corners stay.
fn even_steps(corners: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for leg in corners.windows(2) {
        let &[from, to] = leg else { continue };
        let steps = (distance_m(from, to) / METRES_PER_POINT).ceil().max(1.0);
        points.extend((0..steps as u32).map(|step| {
            let part = f64::from(step) / steps;
            (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
        }));
    }
    points.extend(corners.last());
    points
}

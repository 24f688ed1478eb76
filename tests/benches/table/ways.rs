//! Places: which district a point lies in, and how small a track is.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeDelta};
use geo::Contains;
use shared::areas::{Area, AreaIndex, read_geojson};
use shared::geo::Position;
use shared::track::{Fix, Rules, clean, encode};
use uuid::Uuid;

use crate::machine::{Cost, row};

pub fn rows() {
    routing();
    tracks();
}

/// Real data beside the checkout, where it is there.
fn real(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    path.exists().then_some(path)
}

/// Which district; the peer asks each polygon in turn.
fn routing() {
    let (text, id, name) = match real("areas/dortmund-statistische-bezirke.geojson") {
        Some(path) => (std::fs::read_to_string(path).unwrap(), "statistischer_bezirk_nr", "statistischer_bezirk"),
        None => (assets::city::DISTRICTS_GEOJSON.to_owned(), "id", "name"),
    };
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let imported = read_geojson(&text, id, name).unwrap();
    let areas: Vec<Area> = imported
        .into_iter()
        .enumerate()
        .map(|(n, area)| Area {
            id: Uuid::from_u128(n as u128),
            layer: "districts".to_owned(),
            foreign_id: area.foreign_id,
            name: area.name,
            valid_from: day,
            valid_to: None,
            shape: area.shape,
        })
        .collect();
    let (count, index) = (areas.len(), AreaIndex::new(areas.clone()));
    let mut dice = tests::Dice::new(7);
    let (south, west, high, wide) = bounds(&areas);
    let mut point = || {
        let part = |dice: &mut tests::Dice| dice.below(1_000_000) as f64 / 1e6;
        Position::new(south + high * part(&mut dice), west + wide * part(&mut dice), None).unwrap()
    };
    let points: Vec<Position> = (0..200_000).map(|_| point()).collect();
    let (found, ours) = Cost::of(|| points.iter().filter(|at| index.locate("districts", at, day).is_some()).count());
    let few = &points[..20_000];
    let inside = |at: &&Position| areas.iter().any(|area| area.shape.contains(&geo::Point::new(at.lon, at.lat)));
    let (_, peer) = Cost::of(|| few.iter().filter(inside).count());
    let ratio = ours.rate(points.len()) / peer.rate(few.len());
    let rates = [ours.rate(points.len()), peer.rate(few.len())].map(|rate| format!("{rate:.0}/s"));
    let also = format!("{count} districts, {found} of {} points inside; peer: each polygon in turn", points.len());
    row("points routed", &rates[0], &rates[1], Some(ratio), ours.cpu, &also);
}

fn bounds(areas: &[Area]) -> (f64, f64, f64, f64) {
    use geo::BoundingRect;
    let boxes: Vec<_> = areas.iter().filter_map(|area| area.shape.bounding_rect()).collect();
    let least = |of: fn(&geo::Rect<f64>) -> f64| boxes.iter().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&geo::Rect<f64>) -> f64| boxes.iter().map(of).fold(f64::MIN, f64::max);
    let (south, west) = (least(|b| b.min().y), least(|b| b.min().x));
    (south, west, most(|b| b.max().y) - south, most(|b| b.max().x) - west)
}

/// Bytes of a kept point, of a real day and of a made-up one.
fn tracks() {
    if let Some(path) = real("tracks/workday-paderborn.gpx") {
        let fixes = app::core::patrol::gpx::read(&std::fs::read(path).unwrap()).unwrap();
        track("track of a real day, a kept point", &fixes);
    }
    track("track of a made-up day, a kept point", &made_up());
}

fn track(what: &str, fixes: &[Fix]) {
    let ((kept, bytes), cost) = Cost::of(|| {
        let (track, _) = clean(fixes, &Rules::default());
        (track.fixes().count(), encode(&track).len())
    });
    let also = format!("{} points recorded, {kept} kept, {bytes} B", fixes.len());
    row(what, &format!("{:.2} B", bytes as f64 / kept as f64), "–", None, cost.cpu, &also);
}

/// A walk of five hours with a fix each ten seconds: streets, corners, stops, and the error of a receiver.
fn made_up() -> Vec<Fix> {
    let mut dice = tests::Dice::new(3);
    let start = tests::at("2026-11-23T07:00:00Z");
    let (mut lat, mut lon, mut heading) = (51.5_f64, 7.4_f64, 0.3_f64);
    let mut fixes = Vec::new();
    for n in 0..1_800 {
        if dice.below(12) == 0 {
            heading += (dice.below(200) as f64 - 100.0) / 60.0;
        }
        let stands = (n / 40) % 5 == 4;
        let metres = if stands { 0.0 } else { 12.0 };
        lat += (metres * heading.cos()) / 111_195.0;
        lon += (metres * heading.sin()) / (111_195.0 * lat.to_radians().cos());
        let wobble = |dice: &mut tests::Dice| (dice.below(600) as f64 - 300.0) / 100.0 / 111_195.0;
        let at = start + TimeDelta::seconds(n * 10);
        fixes.push(Fix { at, lat: lat + wobble(&mut dice), lon: lon + wobble(&mut dice), accuracy: Some(6.0) });
    }
    fixes
}

//! The 62 statistical districts of Dortmund: from the open-data file over phone and server into the mail.
//!
//! Where a point lies is decided here a second time, by hand, from the file's own coordinates.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::{BTreeMap, BTreeSet};

use outside::{City, browser::Browser, mails, real};
use serde_json::{Value, json};

const FILE: &str = "areas/dortmund-statistische-bezirke.geojson";
/// Further than this from every district, nothing holds a point.
const FAR_M: f64 = 100.0;

type Ring = Vec<(f64, f64)>;

struct District {
    name: String,
    /// Rings in degrees, longitude first; even-odd, so holes need no care.
    rings: Vec<Ring>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

impl District {
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        let [west, south, east, north] = self.bounds;
        if x < west || x > east || y < south || y > north {
            return false;
        }
        let mut inside = false;
        for ring in &self.rings {
            for (a, b) in ring.iter().zip(&ring[1..]) {
                if (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// Metres to the border, negative inside.
    fn distance(&self, at: (f64, f64)) -> f64 {
        let flat = |p: &(f64, f64)| ((p.0 - at.0) * 111_195.0 * at.1.to_radians().cos(), (p.1 - at.1) * 111_195.0);
        let mut least = f64::INFINITY;
        for ring in &self.rings {
            for (a, b) in ring.iter().zip(&ring[1..]) {
                let ((ax, ay), (bx, by)) = (flat(a), flat(b));
                let (dx, dy) = (bx - ax, by - ay);
                let t = if dx == 0.0 && dy == 0.0 { 0.0 } else { -(ax * dx + ay * dy) / (dx * dx + dy * dy) };
                let t = t.clamp(0.0, 1.0);
                least = least.min((ax + t * dx).hypot(ay + t * dy));
            }
        }
        if self.holds(at) { -least } else { least }
    }
}

fn districts(text: &str) -> Vec<District> {
    let file: Value = serde_json::from_str(text).unwrap();
    let ring = |ring: &Value| -> Ring {
        let points = ring.as_array().unwrap().iter();
        points.map(|point| (point[0].as_f64().unwrap(), point[1].as_f64().unwrap())).collect()
    };
    let features = file["features"].as_array().unwrap().iter();
    let read = features.map(|feature| {
        let geometry = &feature["geometry"];
        let polygons = match geometry["type"].as_str().unwrap() {
            "Polygon" => vec![geometry["coordinates"].clone()],
            _ => geometry["coordinates"].as_array().unwrap().clone(),
        };
        let rings: Vec<Ring> = polygons.iter().flat_map(|polygon| polygon.as_array().unwrap()).map(ring).collect();
        let all = || rings.iter().flatten();
        let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
        let bounds = [
            least(&mut all().map(|at| at.0)),
            least(&mut all().map(|at| at.1)),
            -least(&mut all().map(|at| -at.0)),
            -least(&mut all().map(|at| -at.1)),
        ];
        District { name: feature["properties"]["statistischer_bezirk"].as_str().unwrap().to_owned(), rings, bounds }
    });
    read.collect()
}

/// Where to look: the right district for each point, as this test sees it; none far outside.
fn points(districts: &[District]) -> Vec<(&'static str, (f64, f64), Option<&str>)> {
    let mut deepest: Vec<Option<(f64, (f64, f64))>> = districts.iter().map(|_| None).collect();
    let (mut slivers, mut overlaps) = (Vec::new(), Vec::new());
    for row in 0..500 {
        for column in 0..500 {
            let at = (7.303 + f64::from(column) * 0.000_68, 51.416 + f64::from(row) * 0.000_374);
            let holding: Vec<usize> = (0..districts.len()).filter(|place| districts[*place].holds(at)).collect();
            match holding.as_slice() {
                [] => slivers.push(at),
                [only] => {
                    let depth = districts[*only].distance(at);
                    if deepest[*only].is_none_or(|(known, _)| depth < known) {
                        deepest[*only] = Some((depth, at));
                    }
                }
                _ => overlaps.push(at),
            }
        }
    }
    let nearest = |at: (f64, f64)| {
        let mut by_distance: Vec<(f64, &str)> =
            districts.iter().map(|it| (it.distance(at), it.name.as_str())).collect();
        by_distance.sort_by(|a, b| a.0.total_cmp(&b.0));
        by_distance
    };
    let mut points: Vec<(&str, (f64, f64), Option<&str>)> = Vec::new();
    for (district, found) in districts.iter().zip(&deepest) {
        points.push(("inside", found.unwrap().1, Some(&district.name)));
    }
    // Between two that lie close, so not at the rim of the city; and with a clear nearest, so that rounding decides nothing.
    let clear = |near: &[(f64, &str)]| near[1].0 - near[0].0 > 1.0;
    let between = slivers.into_iter().map(|at| (at, nearest(at))).filter(|(_, near)| near[1].0 < 25.0 && clear(near));
    points.extend(between.take(8).map(|(at, near)| ("sliver", at, Some(near[0].1))));
    let shared = overlaps.into_iter().map(|at| (at, nearest(at))).filter(|(_, near)| clear(near));
    points.extend(shared.step_by(7).take(8).map(|(at, near)| ("overlap", at, Some(near[0].1))));
    // Bochum, Hagen, Lünen, and a field just outside.
    for at in [(7.2162, 51.4818), (7.4633, 51.3671), (7.5288, 51.6142), (7.2990, 51.5200)] {
        assert!(nearest(at)[0].0 > FAR_M);
        points.push(("outside", at, None));
    }
    points
}

/// Number → the district under which the mail lists it.
fn listed(mails: &[mails::Mail]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for mail in mails {
        let mut district = String::new();
        for line in mail.text().lines() {
            if let Some(heading) = line.strip_prefix("== ") {
                district = heading.strip_suffix(" ==").unwrap().to_owned();
            } else if is_number(line.split("  ").next().unwrap_or_default()) {
                let before = found.insert(line[..8].to_owned(), district.clone());
                assert_eq!(before, None, "{line} is listed twice");
            }
        }
    }
    found
}

fn is_number(word: &str) -> bool {
    word.len() == 8 && word.as_bytes()[2] == b'-' && word.bytes().filter(u8::is_ascii_digit).count() == 7
}

#[test]
fn every_report_is_listed_under_the_one_district_where_it_lies() {
    let Some(file) = real(FILE) else { return };
    let districts = districts(&std::fs::read_to_string(&file).unwrap());
    let points = points(&districts);
    let kinds = |kind: &str| points.iter().filter(|(what, ..)| *what == kind).count();
    assert_eq!(["inside", "sliver", "overlap", "outside"].map(kinds), [62, 8, 8, 4]);

    let city = City::new();
    let import = || city.import_areas(file.to_str().unwrap(), "statistischer_bezirk_nr", "statistischer_bezirk").json();
    assert_eq!(import(), json!({ "imported": 62, "unchanged": 0, "ended": 0 }));
    assert_eq!(import(), json!({ "imported": 0, "unchanged": 62, "ended": 0 }), "the same file again");

    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let ids: Vec<String> = points
        .iter()
        .map(|(_, (lon, lat), _)| phone.report(&["--category", "illegal_dumping", "--at", &format!("{lat},{lon},8")]))
        .collect();
    phone.sync();
    city.digest();

    let status = phone.status();
    let shown = status["reports"].as_array().unwrap();
    let numbers: BTreeMap<&str, &str> =
        shown.iter().map(|report| (report["id"].as_str().unwrap(), report["number"].as_str().unwrap())).collect();
    let listed = listed(&mails::read(&city.mails()));
    assert_eq!(
        listed.len(),
        points.len(),
        "each in one mail, also those outside: a rule for the whole city forwards them"
    );
    let named: BTreeSet<&str> = districts.iter().map(|district| district.name.as_str()).collect();
    for (id, (what, at, wanted)) in ids.iter().zip(&points) {
        let got = listed[numbers[id.as_str()]].as_str();
        assert_eq!(got, wanted.unwrap_or("Ohne Stadtbezirk"), "{what} at {at:?}");
        assert!(wanted.is_none() || named.contains(got));
    }

    // The office says the same.
    city.run_with(&["user", "add", "lead", "--role", "lead"], "Regen im November\n").done();
    let mut desk = Browser::new(&server.address);
    desk.sign_in("lead", "Regen im November");
    for place in [0, 61, 62, 69, 70, 77, 78, 81] {
        let page = desk.get(&format!("/office/reports/{}", ids[place])).text();
        let (what, at, wanted) = points[place];
        match wanted {
            Some(name) => {
                assert!(page.contains(&format!("<bdi>{name}</bdi>")), "{what} at {at:?}: no {name} in {page}")
            }
            None => assert!(!named.iter().any(|name| page.contains(&format!("<bdi>{name}</bdi>"))), "{what}: {page}"),
        }
    }
}

#[test]
fn a_file_that_is_no_layer_is_refused_whole_with_its_fault_named() {
    let city = City::new();
    let file = city.place.path().join("areas.geojson");
    let import = |text: &str| {
        std::fs::write(&file, text).unwrap();
        city.import_areas(file.to_str().unwrap(), "nr", "name")
    };
    let area = |id: &str, east: f64| {
        json!({ "type": "Feature", "properties": { "nr": id, "name": id },
                "geometry": { "type": "Polygon", "coordinates": [[[7.4, 51.5], [east, 51.5], [7.4, 51.6], [7.4, 51.5]]] } })
    };
    let layer = |areas: &[Value]| json!({ "type": "FeatureCollection", "features": areas }).to_string();

    assert!(import("{").failed().contains("GeoJSON"));
    assert!(import(&layer(&[area("1", 7.5), area("1", 7.5)])).failed().contains("feature 2"));
    assert!(import(&layer(&[area("1", 7.5), area("2", 3_920_000.0)])).failed().contains("degrees"));
    assert_eq!(import(&layer(&[area("1", 7.5)])).json()["imported"], 1, "nothing was left of the refused files");
}

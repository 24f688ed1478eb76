use std::collections::{BTreeMap, BTreeSet};

use super::{Channel, City, DISTRICTS_GEOJSON, DISTRICTS_LAYER, Language, Stop, demo, distance_m, walk};
use crate::{icon, words};

type Ring = Vec<(f64, f64)>;

/// District id → its outer ring of `(longitude, latitude)`, closed.
fn districts() -> BTreeMap<String, Ring> {
    let json: serde_json::Value = serde_json::from_str(DISTRICTS_GEOJSON).unwrap();
    let ring = |feature: &serde_json::Value| -> Ring {
        let points = feature["geometry"]["coordinates"][0].as_array().unwrap();
        points.iter().map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect()
    };
    let features = json["features"].as_array().unwrap();
    let named = features.iter().filter(|f| f["properties"]["name"].as_str().is_some_and(|name| !name.is_empty()));
    named.map(|f| (f["properties"]["id"].as_str().unwrap().to_owned(), ring(f))).collect()
}

/// Even-odd rule.
fn contains(ring: &Ring, (x, y): (f64, f64)) -> bool {
    let crosses = |edge: &[(f64, f64)]| {
        let ((x1, y1), (x2, y2)) = (edge[0], edge[1]);
        (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    };
    ring.windows(2).filter(|edge| crosses(edge)).count() % 2 == 1
}

/// Twice the area in square degrees, positive if counter-clockwise.
fn area2(ring: &Ring) -> f64 {
    ring.windows(2).map(|edge| edge[0].0 * edge[1].1 - edge[1].0 * edge[0].1).sum()
}

fn codes<'a>(all: impl IntoIterator<Item = &'a String>) -> BTreeSet<&'a str> {
    let all: Vec<&str> = all.into_iter().map(String::as_str).collect();
    let set: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(set.len(), all.len(), "codes are unique: {all:?}");
    set
}

fn city() -> City {
    demo().unwrap()
}

#[test]
fn districts_tile_the_city() {
    let districts = districts();
    assert!((6..=8).contains(&districts.len()));
    let mut edges: BTreeMap<[(u64, u64); 2], i32> = BTreeMap::new();
    let mut total = 0.0;
    for (id, ring) in &districts {
        assert_eq!(ring.first(), ring.last(), "{id} is closed");
        assert!(area2(ring) > 0.0, "{id} runs counter-clockwise (RFC 7946)");
        total += area2(ring);
        for edge in ring.windows(2) {
            let [a, b] = [edge[0], edge[1]].map(|(x, y)| (x.to_bits(), y.to_bits()));
            *edges.entry([a.min(b), a.max(b)]).or_default() += 1;
        }
    }
    assert!(edges.values().all(|&uses| uses <= 2));
    // What is used once is the city's border: one closed ring, and as large as all districts together.
    let mut border: Vec<[(u64, u64); 2]> =
        edges.into_iter().filter(|(_, uses)| *uses == 1).map(|(edge, _)| edge).collect();
    let [start, mut here] = border.pop().unwrap();
    let mut ring = vec![start, here];
    while here != start {
        let next = border.iter().position(|edge| edge.contains(&here)).expect("no gap in the border");
        let edge = border.swap_remove(next);
        here = if edge[0] == here { edge[1] } else { edge[0] };
        ring.push(here);
    }
    assert!(border.is_empty(), "no hole inside the city");
    let outline: Ring = ring.into_iter().map(|(x, y)| (f64::from_bits(x), f64::from_bits(y))).collect();
    assert!((area2(&outline).abs() - total).abs() < 1e-9);
}

#[test]
fn everything_named_exists() {
    let city = city();
    let departments = codes(city.departments.iter().map(|d| &d.code));
    let categories = codes(city.categories.iter().map(|c| &c.code));
    let stops = codes(city.stops.iter().map(|s| &s.code));
    let teams = codes(city.teams.iter().map(|t| &t.code));
    codes(city.rules.iter().map(|r| &r.code));
    codes(city.streets.iter().map(|s| &s.name));
    let areas = districts();

    assert_eq!(categories, words::CATEGORIES.iter().copied().collect());
    for rule in &city.rules {
        assert!(rule.category == "*" || categories.contains(rule.category.as_str()), "{rule:?}");
        assert!(rule.department.as_deref().map_or(rule.hold, |code| departments.contains(code)), "{rule:?}");
        assert!(rule.area.as_ref().is_none_or(|area| areas.contains_key(area)), "{rule:?}");
        assert_eq!(rule.area.is_some().then_some(DISTRICTS_LAYER), rule.layer.as_deref());
    }
    for route in &city.routes {
        assert!(teams.contains(route.team.as_str()) && route.stops.iter().all(|code| stops.contains(code.as_str())));
        assert!(
            route.weekdays.iter().all(|day| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&day.as_str()))
        );
    }
    assert!(city.persons.iter().all(|person| teams.contains(person.team.as_str())));
    let places = city.partners.iter().map(|p| &p.stop).chain(city.notices.iter().map(|n| &n.stop));
    assert!(places.flatten().all(|code| stops.contains(code.as_str())));
    assert!(city.partners.iter().flat_map(|p| &p.offers).all(|offer| words::OFFERS.contains(&offer.as_str())));
    assert!(city.categories.iter().filter_map(|c| c.call.as_deref()).all(|code| departments.contains(code)));
    assert!(city.categories.iter().all(|c| icon(&c.icon).is_some()));
}

#[test]
fn every_report_finds_somebody() {
    let city = city();
    let areas: Vec<Option<String>> = districts().into_keys().map(Some).chain([None]).collect();
    for category in &city.categories {
        for area in &areas {
            let caught = city.rules.iter().filter(|rule| rule.catches(category, area.as_deref()));
            let mut by_priority: Vec<_> = caught.map(|rule| rule.priority).collect();
            by_priority.sort_unstable_by(|a, b| b.cmp(a));
            assert!(!by_priority.is_empty(), "{} in {area:?}", category.code);
            assert!(by_priority.windows(2).all(|two| two[0] > two[1]), "{}: no two rules of one rank", category.code);
        }
    }
}

#[test]
fn hazards_reach_somebody_awake() {
    let city = city();
    for category in city.categories.iter().filter(|category| category.hazard) {
        assert_eq!(category.channel, Channel::Urgent);
        assert!(!category.photo_needed);
        let rule = city.rules.iter().filter(|r| r.catches(category, None)).max_by_key(|r| r.priority).unwrap();
        assert!(!rule.hold, "{} must not wait", category.code);
        let on_duty = |code: &Option<String>| {
            city.departments.iter().find(|d| Some(&d.code) == code.as_ref()).and_then(|d| d.duty_phone.as_ref())
        };
        assert!(on_duty(&rule.department).is_some() && on_duty(&category.call).is_some());
    }
}

#[test]
fn one_area_has_a_rule_of_its_own() {
    let city = city();
    let litter = city.categories.iter().find(|category| category.code == "litter").unwrap();
    let department = |area| {
        let rules = city.rules.iter().filter(|rule| rule.catches(litter, area));
        rules.max_by_key(|rule| rule.priority).and_then(|rule| rule.department.as_deref())
    };
    assert_eq!(department(Some("05")), Some("gruen"));
    assert_eq!(department(Some("01")), Some("edg"));
    assert_eq!(department(None), Some("edg"));
}

#[test]
fn every_stop_lies_in_one_district_beside_a_street() {
    let (city, districts) = (city(), districts());
    for Stop { name, lat, lon, .. } in &city.stops {
        assert_eq!(districts.values().filter(|ring| contains(ring, (*lon, *lat))).count(), 1, "{name}");
        let corners = city.streets.iter().flat_map(|street| &street.line);
        let nearest = corners.map(|[x, y]| distance_m((*lat, *lon), (*y, *x))).fold(f64::MAX, f64::min);
        assert!(nearest < 40.0, "{name}: {nearest:.0} m to the street");
    }
}

#[test]
fn nobody_real_is_called_or_written_to() {
    let city = city();
    for department in &city.departments {
        assert!(department.email.ends_with(".example.org") && department.urgent_email.ends_with(".example.org"));
    }
    let phones =
        city.departments.iter().filter_map(|d| d.duty_phone.as_ref()).chain(city.partners.iter().map(|p| &p.phone));
    assert!(phones.into_iter().all(|phone| phone.starts_with("030 23125 ") && phone.len() == 13));
}

#[test]
fn a_round_can_be_walked_along_the_streets() {
    let city = city();
    for route in &city.routes {
        let walk = walk(&city, route);
        let metres: f64 = walk.windows(2).map(|two| distance_m(two[0], two[1])).sum();
        assert!((2_000.0..5_000.0).contains(&metres), "{}: {metres:.0} m", route.name);
        assert!(walk.windows(2).all(|two| distance_m(two[0], two[1]) <= 10.01));
        let mut next = walk.iter();
        for stop in city.stops_of(route) {
            assert!(next.any(|&point| point == (stop.lat, stop.lon)), "{} is passed, in order", stop.name);
        }
        let air: f64 = city
            .stops_of(route)
            .collect::<Vec<_>>()
            .windows(2)
            .map(|two| distance_m((two[0].lat, two[0].lon), (two[1].lat, two[1].lon)))
            .sum();
        assert!(
            metres > air && metres < 2.0 * air,
            "streets are longer than the air line, not twice: {metres:.0} of {air:.0} m"
        );
    }
}

#[test]
fn a_department_fits_into_a_sentence() {
    let city = city();
    assert_eq!(city.departments[0].in_sentence(Language::De), "die EDG");
    assert_eq!(city.departments[0].in_sentence(Language::En), "EDG");
}

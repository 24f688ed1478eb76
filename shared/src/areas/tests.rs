use geo::{InteriorPoint, Intersects, polygon};
use serde_json::{Value, json};

use super::*;

const LAYER: &str = "statistische-bezirke";

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap()
}

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon, None).unwrap()
}

fn area(foreign_id: &str, shape: MultiPolygon<f64>) -> Area {
    Area {
        id: Uuid::nil(),
        layer: LAYER.into(),
        foreign_id: foreign_id.into(),
        name: format!("Bezirk {foreign_id}"),
        valid_from: day(2020),
        valid_to: None,
        shape,
    }
}

/// From the equator, where a thousandth of a degree is 111 m both ways.
fn box_of(west: f64, east: f64) -> MultiPolygon<f64> {
    let [west, east] = [west / 1000.0, east / 1000.0];
    polygon![(x: west, y: -0.01), (x: east, y: -0.01), (x: east, y: 0.01), (x: west, y: 0.01), (x: west, y: -0.01)]
        .into()
}

fn found(index: &AreaIndex, east: f64) -> Option<&str> {
    index.locate(LAYER, &at(0.0, east / 1000.0), day(2026)).map(|area| area.foreign_id.as_str())
}

#[test]
fn in_an_overlap_the_deepest_area_wins_and_ties_go_by_foreign_id() {
    for order in [["b", "a"], ["a", "b"]] {
        let shape = |id| if id == "a" { box_of(0.0, 10.0) } else { box_of(9.0, 20.0) };
        let index = AreaIndex::new(order.map(|id| area(id, shape(id))).into());
        assert_eq!(found(&index, 5.0), Some("a"));
        assert_eq!(found(&index, 9.4), Some("a"));
        assert_eq!(found(&index, 9.6), Some("b"));
    }
    let twins = AreaIndex::new(vec![area("2", box_of(0.0, 1.0)), area("1", box_of(0.0, 1.0))]);
    assert_eq!(found(&twins, 0.5), Some("1"));
}

#[test]
fn in_a_sliver_the_nearest_area_wins_and_further_out_there_is_none() {
    let index = AreaIndex::new(vec![area("a", box_of(0.0, 10.0)), area("b", box_of(10.5, 20.0))]);
    assert_eq!(found(&index, 10.2), Some("a"));
    assert_eq!(found(&index, 10.3), Some("b"));
    assert_eq!(found(&index, 20.35), Some("b"), "39 m outside");
    assert_eq!(found(&index, 20.37), None, "41 m outside");
}

#[test]
fn only_the_layer_asked_for_and_the_dates_count() {
    let old = Area { valid_from: day(2010), valid_to: Some(day(2020)), ..area("old", box_of(0.0, 10.0)) };
    let index = AreaIndex::new(vec![old, area("new", box_of(0.0, 10.0))]);
    let on = |date| index.locate(LAYER, &at(0.0, 0.005), date).map(|area| area.foreign_id.as_str());
    assert_eq!(on(day(2009)), None);
    assert_eq!(on(day(2020).pred_opt().unwrap()), Some("old"));
    assert_eq!(on(day(2020)), Some("new"));
    assert_eq!(index.locate("aktionsraeume", &at(0.0, 0.005), day(2026)), None);
}

fn collection(features: Value) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn feature(id: Value, ring: Value) -> Value {
    json!({ "type": "Feature", "properties": { "nr": id, "name": "Hörde" },
            "geometry": { "type": "Polygon", "coordinates": [ring] } })
}

fn triangle() -> Value {
    json!([[7.0, 51.0, 90.0], [7.1, 51.0, 90.0], [7.1, 51.1, 90.0], [7.0, 51.0, 90.0]])
}

#[test]
fn a_layer_is_read_with_keys_as_text_or_number() {
    let text = collection(json!([feature(json!(120), triangle()), feature(json!(" 0130 "), triangle())]));
    let areas = read_geojson(&text, "nr", "name").unwrap();
    assert_eq!(areas.iter().map(|area| area.foreign_id.as_str()).collect::<Vec<_>>(), ["120", "0130"]);
    assert_eq!(areas[0].name, "Hörde");
    assert_eq!(shape_from_json(&shape_to_json(&areas[0].shape)).unwrap(), areas[0].shape);
}

#[test]
fn a_refused_layer_names_the_feature_and_its_fault() {
    let good = || feature(json!("120"), triangle());
    let refusal = |second| read_geojson(&collection(json!([good(), second])), "nr", "name").unwrap_err().to_string();
    assert_eq!(refusal(good()), "feature 2 (id 120): the same id as feature 1");
    assert_eq!(refusal(feature(Value::Null, triangle())), "feature 2: no text or number in property nr");
    assert_eq!(
        refusal(feature(json!(7), json!([[7, 51], [8, 51], [8, 52], [7, 52]]))),
        "feature 2 (id 7): ring 1 is not closed"
    );
    assert_eq!(
        refusal(feature(json!(7), json!([[7, 51], [8, 51], [7, 51]]))),
        "feature 2 (id 7): ring 1 has only 3 positions, at least 4 make a ring"
    );
    assert_eq!(
        refusal(feature(json!("7".repeat(201)), triangle())),
        "feature 2: nr has 201 characters, 200 are allowed"
    );
    assert_eq!(refusal(feature(json!("7\r\nBcc: x"), triangle())), "feature 2: nr has a value of another form");
    assert_eq!(
        refusal(feature(json!(7), json!([[7, 51], [8, 51], [9, 51], [7, 51]]))),
        "feature 2 (id 7): a part of the geometry encloses nothing"
    );
    assert!(
        refusal(feature(json!(7), json!([[392000, 5708000], [1, 1], [2, 2], [392000, 5708000]])))
            .starts_with("feature 2 (id 7): ring 1 is not in WGS84 degrees")
    );
    let mut point = feature(json!(7), json!([]));
    point["geometry"] = json!({ "type": "Point", "coordinates": [7, 51] });
    assert_eq!(refusal(point), "feature 2 (id 7): a Point where a Polygon or MultiPolygon belongs");
    assert_eq!(
        read_geojson(&collection(json!([good()])), "nr", "nom").unwrap_err().to_string(),
        "feature 1 (id 120): no text or number in property nom"
    );
}

#[test]
fn places_are_points_or_lie_inside_an_area() {
    let point = json!({"type": "Feature", "properties": {"id": 7, "name": "Spielplatz", "art": "Sandkasten"},
                       "geometry": {"type": "Point", "coordinates": [7.3, 51.6, 80.0]}});
    let ring = json!([[7.0, 51.0], [7.1, 51.0], [7.1, 51.1], [7.0, 51.1], [7.0, 51.0]]);
    let park = json!({"type": "Feature", "properties": {"id": "p", "name": "Park", "art": "Park"},
                      "geometry": {"type": "Polygon", "coordinates": [ring]}});
    let places = read_places(&collection(json!([point, park])), "id", "name", Some("art")).unwrap();
    assert_eq!((places[0].foreign_id.as_str(), places[0].kind.as_deref()), ("7", Some("Sandkasten")));
    assert_eq!(places[0].position, at(51.6, 7.3));
    assert!(places[1].position.distance_m(&at(51.05, 7.05)) < 6_000.0);
    let refused =
        |feature: Value| read_places(&collection(json!([feature])), "id", "name", None).unwrap_err().to_string();
    let mut grid = point.clone();
    grid["geometry"]["coordinates"] = json!([390_000.0, 5_700_000.0]);
    assert!(refused(grid).contains("not in WGS84 degrees"));
    let mut line = point.clone();
    line["geometry"] = json!({"type": "LineString", "coordinates": [[7.0, 51.0], [7.1, 51.0]]});
    assert!(refused(line).contains("LineString"));
}

#[test]
fn limits_are_checked_before_anything_is_built() {
    let read = |text: &str| read_geojson(text, "nr", "name").unwrap_err();
    assert!(matches!(read(&" ".repeat((64 << 20) + 1)), AreaError::TooManyBytes(_)));
    assert!(matches!(read(&"[".repeat(1_000)), AreaError::TooDeep));
    assert!(matches!(read(&format!("{{\"features\":[{}", "{},".repeat(20_001))), AreaError::TooManyFeatures));
    assert!(matches!(read(&"[]".repeat(5_000_001)), AreaError::TooManyCoordinates));
    assert!(matches!(read(r#"{"type":"Feature","note":"[[[[[[[["}"#), AreaError::GeoJson(_)));
}

/// Dortmund's 62 statistical districts, where the data lies beside the checkout.
fn dortmund() -> Option<AreaIndex> {
    let shared = std::env::var("KUEMMERER_SHARED").unwrap_or_else(|_| "../../shared".into());
    let path = format!("{shared}/data/areas/dortmund-statistische-bezirke.geojson");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    let imported = read_geojson(&text, "statistischer_bezirk_nr", "statistischer_bezirk").unwrap();
    assert_eq!(imported.len(), 62);
    Some(AreaIndex::new(
        imported.into_iter().map(|new| Area { name: new.name, ..area(&new.foreign_id, new.shape) }).collect(),
    ))
}

#[test]
fn each_district_of_dortmund_is_found_from_a_point_inside() {
    let Some(index) = dortmund() else { return };
    for district in &index.areas {
        let inside = district.shape.interior_point().unwrap();
        assert_eq!(index.locate(LAYER, &at(inside.y(), inside.x()), day(2026)), Some(district));
    }
    // Bochum, Hagen, Lünen and the other side of the world.
    for (lat, lon) in [(51.4818, 7.2162), (51.3671, 7.4633), (51.6142, 7.5288), (-51.5, -172.5)] {
        assert_eq!(index.locate(LAYER, &at(lat, lon), day(2026)), None);
    }
}

#[test]
fn slivers_and_overlaps_between_dortmunds_districts_belong_to_exactly_one() {
    let Some(index) = dortmund() else { return };
    let (mut slivers, mut overlaps, mut asked) = (0, 0, 0);
    for row in 0..250 {
        for column in 0..250 {
            let here = at(51.416 + f64::from(row) * 0.0008, 7.303 + f64::from(column) * 0.0014);
            let holding: Vec<_> = index.areas.iter().filter(|area| area.shape.intersects(&Point::from(here))).collect();
            let found = index.locate(LAYER, &here, day(2026));
            asked += 1;
            match holding.as_slice() {
                [] => slivers += usize::from(found.is_some()),
                [only] => assert_eq!(found, Some(*only)),
                _ => {
                    overlaps += 1;
                    assert!(holding.contains(&found.unwrap()), "{here:?}");
                }
            }
        }
    }
    println!("{asked} points: {overlaps} in overlaps, {slivers} in slivers or just outside");
    assert!(overlaps > 50 && slivers > 50);
    // The middle of the widest sliver, 28 m from its neighbours.
    assert!(index.locate(LAYER, &at(51.486_325_7, 7.528_196_1), day(2026)).is_some());
}

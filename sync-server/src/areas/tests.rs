use shared::change::{Author, Role};
use shared::merge::Cell;

use super::*;

/// Two squares side by side; `east` moves the border of the second one.
fn file(names: &[(&str, &str)], east: f64) -> Vec<ImportedArea> {
    let features: Vec<Value> = names
        .iter()
        .zip(0..)
        .map(|((id, name), place)| {
            let (west, east) = (7.0 + f64::from(place), 8.0 + f64::from(place) + east);
            let ring = [[west, 51.0], [east, 51.0], [east, 52.0], [west, 52.0], [west, 51.0]];
            json!({"type": "Feature", "properties": {"id": id, "name": name},
                   "geometry": {"type": "Polygon", "coordinates": [ring]}})
        })
        .collect();
    let text = json!({"type": "FeatureCollection", "features": features}).to_string();
    read_geojson(&text, "id", "name").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The records after these edits.
fn after(mut records: Vec<Record>, edits: &[Edit]) -> Vec<Record> {
    for edit in edits {
        if !records.iter().any(|record| record.id == edit.record) {
            records.push(Record::new(edit.record, Kind::Area));
        }
        let record = records.iter_mut().find(|record| record.id == edit.record).unwrap();
        let author = Author { device: Uuid::nil(), person: None, copy: None };
        for (field, value) in &edit.fields {
            let value: Value = serde_json::from_str(&value.to_string()).unwrap();
            let cell = Cell { value, change: Uuid::nil(), role: Role::Office, author, losers: Vec::new() };
            record.fields.insert(field.clone(), cell);
        }
    }
    records
}

fn layer(valid_from: Option<&str>) -> Import<'static> {
    let valid_from = valid_from.map(day);
    Import { layer: "districts", id_field: "id", name_field: "name", valid_from, today: day("2026-11-23") }
}

const BOTH: [(&str, &str); 2] = [("1", "West"), ("2", "Ost")];

#[test]
fn the_same_file_again_changes_nothing() {
    let (edits, counts) = plan(&[], &file(&BOTH, 0.0), layer(None)).unwrap();
    assert_eq!(counts, Imported { imported: 2, unchanged: 0, ended: 0 });
    let records = after(Vec::new(), &edits);
    assert_eq!(records[0].text("valid_from"), Some("1900-01-01"));
    let (edits, counts) = plan(&records, &file(&BOTH, 1e-12), layer(None)).unwrap();
    assert_eq!((edits.len(), counts), (0, Imported { imported: 0, unchanged: 2, ended: 0 }));
}

#[test]
fn a_redrawn_area_ends_on_the_day_the_new_one_begins() {
    let records = after(Vec::new(), &plan(&[], &file(&BOTH, 0.0), layer(None)).unwrap().0);
    let (edits, counts) = plan(&records, &file(&BOTH[..1], 0.1), layer(Some("2027-01-01"))).unwrap();
    assert_eq!(counts, Imported { imported: 1, unchanged: 0, ended: 2 });
    let records = after(records, &edits);
    let of = |id: &str| records.iter().filter(move |r| r.text("foreign_id") == Some(id)).collect::<Vec<_>>();
    assert_eq!(of("1").len(), 2);
    assert_eq!(of("1")[0].text("valid_to"), Some("2027-01-01"));
    assert_eq!(of("1")[1].text("valid_from"), Some("2027-01-01"));
    assert_eq!(of("2")[0].text("valid_to"), Some("2027-01-01"));
    assert_ne!(of("1")[0].id, of("1")[1].id);
}

#[test]
fn the_same_day_again_corrects_and_an_earlier_day_is_refused() {
    let first = layer(Some("2027-01-01"));
    let records = after(Vec::new(), &plan(&[], &file(&BOTH, 0.0), first).unwrap().0);
    let (edits, _) = plan(&records, &file(&BOTH, 0.1), first).unwrap();
    assert!(edits.iter().all(|edit| records.iter().any(|record| record.id == edit.record)));
    let refused = plan(&records, &file(&BOTH, 0.1), layer(Some("2026-01-01")));
    assert!(matches!(refused, Err(ImportError::Earlier { .. })));
}

#[test]
fn other_layers_stay_as_they_are() {
    let records = after(Vec::new(), &plan(&[], &file(&BOTH, 0.0), layer(None)).unwrap().0);
    let other = Import { layer: "parks", ..layer(None) };
    let (_, counts) = plan(&records, &file(&BOTH[..1], 0.0), other).unwrap();
    assert_eq!(counts, Imported { imported: 1, unchanged: 0, ended: 0 });
}

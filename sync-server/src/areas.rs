//! Importing a layer of areas: what is new begins, what changed ends and begins anew, what is gone ends.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use shared::areas::{AreaError, ImportedArea, read_geojson, shape_to_json};
use shared::change::Kind;
use shared::ids;
use shared::merge::Record;
use uuid::Uuid;

use crate::storage::{Edit, Refused, Storage, StorageError};

/// Numbers in files are rounded differently; a tenth of a millimetre is no new border.
const SAME_DEGREES: f64 = 1e-9;

/// What is imported.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The name of the layer, as rules name it.
    pub layer: &'a str,
    /// The property with the publisher's key.
    pub id_field: &'a str,
    /// The property with the name.
    pub name_field: &'a str,
    /// First day of validity. Without it a layer's first version is valid since ever, later ones from `today` on.
    pub valid_from: Option<NaiveDate>,
    /// The day of the import, in the city's zone.
    pub today: NaiveDate,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// New areas, and new versions of areas.
    pub imported: usize,
    /// Areas that are as they were.
    pub unchanged: usize,
    /// Versions that are no longer valid.
    pub ended: usize,
}

/// Why an import is refused. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file.
    #[error(transparent)]
    File(#[from] AreaError),
    /// A version that begins later is there already.
    #[error("area {foreign_id} has a version from {since} on: import with a later day (--valid-from)")]
    Earlier {
        /// Which area.
        foreign_id: String,
        /// First day of the version that is there.
        since: NaiveDate,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The storage refuses an area.
    #[error("the areas cannot be stored: {0}")]
    Refused(#[from] Refused),
}

/// Imports a GeoJSON file of Polygons and MultiPolygons in WGS84 degrees; all of it or nothing.
///
/// # Errors
/// [`ImportError`].
pub fn import(storage: &dyn Storage, text: &str, import: Import, now: DateTime<Utc>) -> Result<Imported, ImportError> {
    let areas = read_geojson(text, import.id_field, import.name_field)?;
    let records = storage.records(&Kind::Area)?;
    let (edits, counts) = plan(&records, &areas, import)?;
    storage.edit(None, &edits, now)??;
    Ok(counts)
}

/// An open version of an area.
struct Version<'a> {
    record: &'a Record,
    from: NaiveDate,
}

fn plan(records: &[Record], areas: &[ImportedArea], import: Import) -> Result<(Vec<Edit>, Imported), ImportError> {
    let open = open_versions(records, import.layer);
    let start = import.valid_from.unwrap_or(if open.is_empty() { NaiveDate::MIN } else { import.today });
    // A year that every calendar and database understands.
    let start = start.max(NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default());
    let (mut edits, mut counts) = (Vec::new(), Imported::default());
    let mut named = BTreeSet::new();

    for area in areas {
        named.insert(area.foreign_id.as_str());
        match open.get(area.foreign_id.as_str()) {
            Some(version) if says(version.record, area) => {
                counts.unchanged += 1;
                continue;
            }
            Some(version) if version.from > start => {
                let (foreign_id, since) = (area.foreign_id.clone(), version.from);
                return Err(ImportError::Earlier { foreign_id, since });
            }
            // The same day again: the version itself is corrected.
            Some(version) if version.from < start => {
                edits.push(end(version.record.id, start));
                counts.ended += 1;
            }
            _ => {}
        }
        edits.push(begin(area, import.layer, start));
        counts.imported += 1;
    }
    for (foreign_id, version) in &open {
        if !named.contains(foreign_id) {
            edits.push(end(version.record.id, start.max(version.from)));
            counts.ended += 1;
        }
    }
    Ok((edits, counts))
}

fn open_versions<'a>(records: &'a [Record], layer: &str) -> BTreeMap<&'a str, Version<'a>> {
    let ours =
        records.iter().filter(|record| record.text("layer") == Some(layer) && record.value("valid_to").is_none());
    let versions = ours.filter_map(|record| {
        let from = record.text("valid_from").and_then(|day| day.parse().ok())?;
        Some((record.text("foreign_id")?, Version { record, from }))
    });
    versions.collect()
}

fn says(record: &Record, area: &ImportedArea) -> bool {
    record.text("name") == Some(&area.name)
        && record.value("shape").is_some_and(|shape| same(shape, &shape_to_json(&area.shape)))
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() < SAME_DEGREES,
            _ => false,
        },
        (a, b) => a == b,
    }
}

fn begin(area: &ImportedArea, layer: &str, from: NaiveDate) -> Edit {
    let fields = [
        ("layer", json!(layer)),
        ("foreign_id", json!(area.foreign_id)),
        ("name", json!(area.name)),
        ("valid_from", json!(from)),
        ("shape", shape_to_json(&area.shape)),
    ];
    let record = ids::named("area", &format!("{layer}/{}/{from}", area.foreign_id));
    edit(record, fields)
}

fn end(record: Uuid, first_day_without: NaiveDate) -> Edit {
    edit(record, [("valid_to", json!(first_day_without))])
}

fn edit(record: Uuid, fields: impl IntoIterator<Item = (&'static str, Value)>) -> Edit {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Edit { kind: Kind::Area, record, fields, bases: None }
}

#[cfg(test)]
mod tests;

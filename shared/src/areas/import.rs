//! Reading the layers that cities publish as GeoJSON.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use geo::{Area as _, InteriorPoint, MultiPolygon};
use geojson::{Feature, FeatureCollection, GeometryValue};
use serde_json::Value;

use super::shape::{ShapeError, from_geometry};
use crate::domain::{self, Invalid};
use crate::geo::{GeoError, Position};

const MAX_BYTES: usize = 64 << 20;
const MAX_FEATURES: usize = 20_000;
const MAX_COORDINATES: usize = 5_000_000;
/// A MultiPolygon in a collection needs 8; the rest is for properties.
const MAX_DEPTH: usize = 32;

/// An area as its publisher tells it: layer, dates and our id are given by whoever imports.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedArea {
    /// The publisher's key, unique in the file.
    pub foreign_id: String,
    /// What people call it.
    pub name: String,
    /// Border in WGS84 degrees.
    pub shape: MultiPolygon<f64>,
}

/// Why a file of areas is refused.
#[derive(Debug, thiserror::Error)]
pub enum AreaError {
    /// More than 64 MiB.
    #[error("{0} bytes are too many, at most {MAX_BYTES} are read")]
    TooManyBytes(usize),
    /// More than 20,000 features.
    #[error("more than {MAX_FEATURES} features")]
    TooManyFeatures,
    /// More than 5 million coordinates (each array counts as one).
    #[error("more than {MAX_COORDINATES} coordinates")]
    TooManyCoordinates,
    /// Nested more than 32 deep.
    #[error("nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// Not a GeoJSON FeatureCollection.
    #[error("not a GeoJSON FeatureCollection: {0}")]
    GeoJson(#[from] geojson::Error),
    /// One feature is no area.
    #[error("feature {number}{}: {fault}", .id.as_ref().map(|id| format!(" (id {id})")).unwrap_or_default())]
    Feature {
        /// Counted from 1 in the order of the file.
        number: usize,
        /// Its foreign id, as far as known.
        id: Option<String>,
        /// What is wrong with it.
        fault: FeatureFault,
    },
}

/// What can be wrong with one feature.
#[derive(Debug, thiserror::Error)]
pub enum FeatureFault {
    /// The property is absent, empty, or neither text nor number.
    #[error("no text or number in property {0}")]
    NoProperty(String),
    /// The text is too long for a name, or of several lines.
    #[error(transparent)]
    Text(#[from] Invalid),
    /// An earlier feature has this foreign id.
    #[error("the same id as feature {0}")]
    Duplicate(usize),
    /// `geometry` is null.
    #[error("no geometry")]
    NoGeometry,
    /// A part whose positions are all one, or lie on one line.
    #[error("a part of the geometry encloses nothing")]
    Flat,
    /// The geometry is no area.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The point is not in WGS84 degrees.
    #[error("not in WGS84 degrees: {0}")]
    NotDegrees(#[from] GeoError),
}

/// The areas of a GeoJSON FeatureCollection of Polygons and MultiPolygons, with key and name taken from the properties
/// `id_field` and `name_field` (text or number). All or nothing; size limits are checked before anything is built.
pub fn read_geojson(text: &str, id_field: &str, name_field: &str) -> Result<Vec<ImportedArea>, AreaError> {
    read(text, id_field, |feature, id| area(feature, id, name_field))
}

/// A place as its publisher tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPlace {
    /// The publisher's key, unique in the file.
    pub foreign_id: String,
    /// What people call it.
    pub name: String,
    /// What it is, in the publisher's words.
    pub kind: Option<String>,
    /// The point; of an area, a point inside it.
    pub position: Position,
}

/// The places of a GeoJSON FeatureCollection of Points, Polygons and MultiPolygons, with key, name and kind taken from these
/// properties. All or nothing, with the limits of [`read_geojson`].
pub fn read_places(
    text: &str,
    id_field: &str,
    name_field: &str,
    kind_field: Option<&str>,
) -> Result<Vec<ImportedPlace>, AreaError> {
    read(text, id_field, |feature, foreign_id| {
        let name = property(feature, name_field)?;
        let kind = kind_field.map(|field| property(feature, field)).transpose()?;
        let geometry = feature.geometry.as_ref().ok_or(FeatureFault::NoGeometry)?;
        let position = match &geometry.value {
            GeometryValue::Point { coordinates } => match coordinates.as_slice() {
                [lon, lat, ..] => Position::new(*lat, *lon, None)?,
                _ => return Err(FeatureFault::NoGeometry),
            },
            other => {
                let inside = from_geometry(other)?.interior_point().ok_or(FeatureFault::Flat)?;
                Position::new(inside.y(), inside.x(), None)?
            }
        };
        Ok(ImportedPlace { foreign_id, name, kind, position })
    })
}

fn read<T>(
    text: &str,
    id_field: &str,
    make: impl Fn(&Feature, String) -> Result<T, FeatureFault>,
) -> Result<Vec<T>, AreaError> {
    check_limits(text)?;
    let collection: FeatureCollection = text.parse()?;
    let mut seen = HashMap::new();
    let all = collection.features.iter().zip(1..).map(|(feature, number)| {
        let refuse = |id: Option<&str>, fault| AreaError::Feature { number, id: id.map(str::to_owned), fault };
        let id = property(feature, id_field).map_err(|fault| refuse(None, fault))?;
        match seen.entry(id.clone()) {
            Entry::Occupied(first) => return Err(refuse(Some(&id), FeatureFault::Duplicate(*first.get()))),
            Entry::Vacant(free) => free.insert(number),
        };
        make(feature, id.clone()).map_err(|fault| refuse(Some(&id), fault))
    });
    all.collect()
}

fn area(feature: &Feature, foreign_id: String, name_field: &str) -> Result<ImportedArea, FeatureFault> {
    let name = property(feature, name_field)?;
    let geometry = feature.geometry.as_ref().ok_or(FeatureFault::NoGeometry)?;
    let shape = from_geometry(&geometry.value)?;
    if shape.iter().any(|part| part.unsigned_area() <= 0.0) {
        return Err(FeatureFault::Flat);
    }
    Ok(ImportedArea { foreign_id, name, shape })
}

fn property(feature: &Feature, field: &str) -> Result<String, FeatureFault> {
    match feature.property(field) {
        Some(Value::String(text)) if !text.trim().is_empty() => {
            domain::word(field, &text.trim().into())?;
            Ok(text.trim().to_owned())
        }
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(FeatureFault::NoProperty(field.to_owned())),
    }
}

/// Counts brackets in one pass, without building anything: objects directly in a top-level array bound the features,
/// arrays bound the coordinates.
fn check_limits(text: &str) -> Result<(), AreaError> {
    if text.len() > MAX_BYTES {
        return Err(AreaError::TooManyBytes(text.len()));
    }
    let (mut depth, mut features, mut arrays) = (0_usize, 0, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'{' | b'[' => {
                arrays += usize::from(byte == b'[');
                features += usize::from(byte == b'{' && depth == 2);
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(AreaError::TooDeep);
        }
        if features > MAX_FEATURES {
            return Err(AreaError::TooManyFeatures);
        }
        if arrays > MAX_COORDINATES {
            return Err(AreaError::TooManyCoordinates);
        }
    }
    Ok(())
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

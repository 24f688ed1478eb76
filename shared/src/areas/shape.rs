//! Shapes as GeoJSON geometry (RFC 7946), the form in which areas travel.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::GeometryValue;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::geo::{GeoError, Position};

/// Why a geometry is no area.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// Not the structure of a GeoJSON geometry.
    #[error("not a GeoJSON geometry: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A point, a line or a collection.
    #[error("a {0} where a Polygon or MultiPolygon belongs")]
    NotAPolygon(&'static str),
    /// No polygon, or a polygon without a ring.
    #[error("the geometry is empty")]
    Empty,
    /// A ring with fewer than four positions encloses nothing.
    #[error("ring {ring} has only {positions} positions, at least 4 make a ring")]
    ShortRing {
        /// Counted from 1 through the whole geometry.
        ring: usize,
        /// How many there are.
        positions: usize,
    },
    /// The last position differs from the first.
    #[error("ring {ring} is not closed")]
    OpenRing {
        /// Counted from 1 through the whole geometry.
        ring: usize,
    },
    /// No WGS84 degrees; typical of a file in a national grid (UTM, Gauß-Krüger).
    #[error("ring {ring} is not in WGS84 degrees: {fault}")]
    NotDegrees {
        /// Counted from 1 through the whole geometry.
        ring: usize,
        /// What is wrong with the position.
        fault: GeoError,
    },
}

/// The shape as a GeoJSON `MultiPolygon` geometry.
pub fn shape_to_json(shape: &MultiPolygon<f64>) -> Value {
    let ring = |ring: &LineString<f64>| ring.coords().map(|at| [at.x, at.y]).collect::<Vec<_>>();
    let rings = |part: &Polygon<f64>| std::iter::once(part.exterior()).chain(part.interiors()).map(ring).collect();
    let coordinates: Vec<Vec<_>> = shape.iter().map(rings).collect();
    json!({ "type": "MultiPolygon", "coordinates": coordinates })
}

/// The shape of a GeoJSON `Polygon` or `MultiPolygon` geometry; heights are left out.
pub fn shape_from_json(geometry: &Value) -> Result<MultiPolygon<f64>, ShapeError> {
    from_geometry(&geojson::Geometry::deserialize(geometry)?.value)
}

pub(super) fn from_geometry(geometry: &GeometryValue) -> Result<MultiPolygon<f64>, ShapeError> {
    let polygons = match geometry {
        GeometryValue::Polygon { coordinates } => std::slice::from_ref(coordinates),
        GeometryValue::MultiPolygon { coordinates } => coordinates.as_slice(),
        other => return Err(ShapeError::NotAPolygon(other.type_name())),
    };
    let mut number = 0;
    let mut parts = Vec::with_capacity(polygons.len());
    for rings in polygons {
        let mut rings = rings.iter().map(|positions| {
            number += 1;
            ring(number, positions)
        });
        let exterior = rings.next().ok_or(ShapeError::Empty)??;
        parts.push(Polygon::new(exterior, rings.collect::<Result<_, _>>()?));
    }
    if parts.is_empty() { Err(ShapeError::Empty) } else { Ok(MultiPolygon::new(parts)) }
}

fn ring(ring: usize, positions: &[geojson::Position]) -> Result<LineString<f64>, ShapeError> {
    if positions.len() < 4 {
        return Err(ShapeError::ShortRing { ring, positions: positions.len() });
    }
    let coords = positions.iter().map(|position| match *position.as_slice() {
        [lon, lat, ..] => match Position::new(lat, lon, None) {
            Ok(_) => Ok(Coord { x: lon, y: lat }),
            Err(fault) => Err(ShapeError::NotDegrees { ring, fault }),
        },
        _ => Err(ShapeError::NotDegrees { ring, fault: GeoError::Syntax }),
    });
    let coords: Vec<_> = coords.collect::<Result<_, _>>()?;
    // Polygon::new would close it silently; an open ring is more often a cut-off file than a habit.
    if coords.first() == coords.last() { Ok(LineString::new(coords)) } else { Err(ShapeError::OpenRing { ring }) }
}

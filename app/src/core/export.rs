//! Own data, for other programs.

use rusqlite::Transaction;
use serde_json::json;
use shared::track::{self, Track};

use super::status;
use super::store::{Result, StoreError, rounds};

/// Own ways that are still here, as GPX 1.1: one track with a segment for each stretch without a gap.
pub fn gpx(tx: &Transaction<'_>) -> Result<String> {
    let tracks = rounds::tracks(tx)?;
    let readable = tracks.iter().filter_map(|bytes| track::decode(bytes).ok());
    let whole = Track { segments: readable.flat_map(|track| track.segments).collect() };
    Ok(track::to_gpx(&whole, "Kümmerer"))
}

/// Own reports as GeoJSON (RFC 7946); those without a place have no geometry.
pub fn geojson(tx: &Transaction<'_>) -> Result<String> {
    let features: Vec<_> = status::reports(tx, false)?
        .into_iter()
        .map(|report| {
            let point = report.at.map(|at| json!({ "type": "Point", "coordinates": [at.lon, at.lat] }));
            json!({ "type": "Feature", "id": report.id, "geometry": point, "properties": report })
        })
        .collect();
    serde_json::to_string_pretty(&json!({ "type": "FeatureCollection", "features": features }))
        .map_err(StoreError::from)
}

//! Corners where rubbish comes back.

use chrono::{DateTime, NaiveDate, Utc};
use shared::geo::Position;
pub use shared::hotspots::Hotspot;

use crate::storage::{Reported, Result, Storage};

/// A corner with its reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Corner {
    /// Where, how often, when.
    pub spot: Hotspot,
    /// Its latest report.
    pub latest: Reported,
    /// How many of its reports are open.
    pub open: u64,
}

/// Corners of repeated reports of a category between two times, UTC; `day` says on which day of the city something was.
pub fn corners(
    storage: &dyn Storage,
    category: &str,
    span: (DateTime<Utc>, DateTime<Utc>),
    day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Result<Vec<Corner>> {
    let mut reports = storage.reported(span, None)?;
    reports.retain(|report| report.category == category && report.position.is_some());
    let places: Vec<(Position, NaiveDate)> = reports
        .iter()
        .filter_map(|report| {
            let (lat, lon) = report.position?;
            Some((Position { lat, lon, accuracy: None }, day(report.stored_at)))
        })
        .collect();
    let corner = |spot: Hotspot| {
        let of: Vec<&Reported> = spot.reports.iter().filter_map(|index| reports.get(*index)).collect();
        let open = of.iter().filter(|report| report.open).count() as u64;
        let latest = of.into_iter().max_by_key(|report| report.stored_at)?.clone();
        Some(Corner { latest, open, spot })
    };
    Ok(shared::hotspots::hotspots(&places).into_iter().filter_map(corner).collect())
}

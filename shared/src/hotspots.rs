//! Where the same thing is reported again and again.

use chrono::NaiveDate;
use geo::{Dbscan, Point};

use crate::geo::{METRES_PER_DEGREE, Position};

/// Reports this near to each other are about the same corner, in metres.
pub const NEAR_M: f64 = 50.0;
/// So many days with a report make a corner a hotspot: twice is chance.
pub const LEAST_DAYS: usize = 3;

/// A place of repeated reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspot {
    /// The middle of its reports (mean of their coordinates).
    pub centre: Position,
    /// Indexes of its reports, in their order.
    pub reports: Vec<usize>,
    /// On how many different days.
    pub days: usize,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// Finds places of repeated reports, those with most days first. Reports are grouped by density (DBSCAN, Ester et al. 1996,
/// with a radius of [`NEAR_M`] and [`LEAST_DAYS`] reports), then groups of too few different days are left out: ten calls about
/// one sofa are no hotspot.
pub fn hotspots(reports: &[(Position, NaiveDate)]) -> Vec<Hotspot> {
    let Some((origin, _)) = reports.first() else { return Vec::new() };
    // Laid flat around the first one: exact enough within a city.
    let (north, east) = (METRES_PER_DEGREE, METRES_PER_DEGREE * origin.lat.to_radians().cos());
    let flat =
        |(at, _): &(Position, NaiveDate)| Point::new((at.lon - origin.lon) * east, (at.lat - origin.lat) * north);
    let points: Vec<Point> = reports.iter().map(flat).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (report, group) in points.dbscan(NEAR_M, LEAST_DAYS).into_iter().enumerate() {
        let Some(group) = group else { continue };
        groups.resize_with(groups.len().max(group + 1), Vec::new);
        groups.get_mut(group).into_iter().for_each(|known| known.push(report));
    }
    let mut found: Vec<Hotspot> = groups.into_iter().filter_map(|group| hotspot(reports, group)).collect();
    found.sort_by(|a, b| (b.days, b.last, &a.reports).cmp(&(a.days, a.last, &b.reports)));
    found
}

fn hotspot(all: &[(Position, NaiveDate)], group: Vec<usize>) -> Option<Hotspot> {
    let of: Vec<&(Position, NaiveDate)> = group.iter().filter_map(|report| all.get(*report)).collect();
    let mut days: Vec<NaiveDate> = of.iter().map(|(_, day)| *day).collect();
    days.sort();
    days.dedup();
    let (first, last) = (*days.first()?, *days.last()?);
    let mean = |value: fn(&Position) -> f64| of.iter().map(|(at, _)| value(at)).sum::<f64>() / of.len() as f64;
    let centre = Position { lat: mean(|at| at.lat), lon: mean(|at| at.lon), accuracy: None };
    (days.len() >= LEAST_DAYS).then_some(Hotspot { centre, reports: group, days: days.len(), first, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(n)
    }

    /// So many metres north and east of the market.
    fn at(north: f64, east: f64) -> Position {
        let lat: f64 = 51.6 + north / METRES_PER_DEGREE;
        Position { lat, lon: 7.3 + east / (METRES_PER_DEGREE * 51.6_f64.to_radians().cos()), accuracy: None }
    }

    #[test]
    fn a_corner_where_rubbish_comes_back_is_found_and_one_sofa_is_not() {
        let mut reports = Vec::new();
        // A corner: seven times in a year, some metres apart.
        reports.extend((0..7).map(|n| (at(f64::from(n) * 5.0, 0.0), day(i64::from(n) * 50))));
        // One sofa, ten calls on two days.
        reports.extend((0..10).map(|n| (at(500.0, 500.0), day(i64::from(n) % 2))));
        // Another corner, three times.
        reports.extend((0..3).map(|n| (at(-800.0, f64::from(n) * 20.0), day(i64::from(n) * 100))));
        // Scattered over the city.
        reports.extend((0..40).map(|n| (at(f64::from(n) * 130.0, 3_000.0), day(i64::from(n)))));
        let found = hotspots(&reports);
        assert_eq!(found.iter().map(|it| (it.reports.len(), it.days)).collect::<Vec<_>>(), [(7, 7), (3, 3)]);
        assert!(found[0].centre.distance_m(&at(15.0, 0.0)) < 1.0);
        assert_eq!((found[0].first, found[0].last), (day(0), day(300)));
        assert_eq!(hotspots(&[]), []);
    }
}

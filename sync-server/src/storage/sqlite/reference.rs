//! What the office set up, read once and kept until it changes: categories, departments, rules, areas, stops, streets.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Transaction;
use serde::Deserialize;
use shared::areas::{Area, AreaIndex, shape_from_json};
use shared::domain::{Category, Department, Person, Route, Rule, Stop};
use shared::geo::Position;
use shared::merge::Record;
use uuid::Uuid;

use super::super::Result;
use super::rows;

/// A stop farther away is no help in saying where something is, in metres.
const NEAR_STOP_M: f64 = 60.0;
/// As [`NEAR_STOP_M`], for the line of a street.
const NEAR_STREET_M: f64 = 80.0;
/// Around the stops of a team, open reports of others are "nearby", in degrees of latitude (about 1 km).
const NEARBY_DEGREES: f64 = 0.009;

pub struct Reference {
    seq: i64,
    zone_name: String,
    pub zone: Tz,
    pub categories: HashMap<String, Category>,
    pub departments: HashMap<String, Department>,
    /// Records of departments, by their code.
    pub department_ids: HashMap<String, Uuid>,
    pub rules: Vec<Rule>,
    pub persons: HashMap<Uuid, Person>,
    /// Whose each route is, by its code.
    pub route_teams: HashMap<String, Option<String>>,
    layers: Vec<String>,
    areas: AreaIndex,
    stops: Vec<Stop>,
    streets: Vec<Street>,
    boxes: HashMap<String, Near>,
}

/// A street, as imported.
#[derive(Deserialize)]
struct Street {
    name: String,
    /// Longitude and latitude in degrees, as in GeoJSON.
    line: Vec<(f64, f64)>,
}

#[derive(Deserialize)]
struct AreaFields {
    layer: String,
    foreign_id: String,
    name: String,
    valid_from: NaiveDate,
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    shape: serde_json::Value,
}

/// The part of the city in which open reports of others concern a team.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    pub south: f64,
    pub north: f64,
    pub west: f64,
    pub east: f64,
}

impl Near {
    const EVERYWHERE: Near = Near { south: -90.0, north: 90.0, west: -180.0, east: 180.0 };

    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }

    fn around<'a>(stops: impl Iterator<Item = &'a Stop>) -> Option<Near> {
        let grown = stops.map(|stop| {
            let (lat, lon) = (stop.position.lat, stop.position.lon);
            let wide = NEARBY_DEGREES / lat.to_radians().cos().max(0.1);
            Near { south: lat - NEARBY_DEGREES, north: lat + NEARBY_DEGREES, west: lon - wide, east: lon + wide }
        });
        grown.reduce(|a, b| Near {
            south: a.south.min(b.south),
            north: a.north.max(b.north),
            west: a.west.min(b.west),
            east: a.east.max(b.east),
        })
    }
}

/// Where something is, for people and for rules.
#[derive(Default)]
pub struct Whereabouts {
    /// Layer and foreign id of each area.
    pub areas: Vec<(String, String)>,
    /// Name of the first layer's area.
    pub district: Option<String>,
    /// Nearest stop or street, and the district.
    pub words: Option<String>,
}

impl Reference {
    pub fn load(transaction: &Transaction, seq: i64, zone_name: String) -> Result<Reference> {
        let zone = Tz::from_str(&zone_name).unwrap_or(Tz::Europe__Berlin);
        let categories = read(transaction, "category", |_, category: Category| (category.code.clone(), category))?;
        let departments: Vec<(Uuid, Department)> =
            read(transaction, "department", |record, it: Department| (record.id, it))?;
        let department_ids = departments.iter().map(|(id, it)| (it.code.clone(), *id)).collect();
        let departments: HashMap<String, Department> =
            departments.into_iter().map(|(_, it)| (it.code.clone(), it)).collect();
        // Who is no longer asked is no longer responsible: the next rule decides.
        let mut rules: Vec<Rule> = read(transaction, "rule", |_, rule| rule)?;
        rules.retain(|rule| {
            rule.department.as_ref().and_then(|code| departments.get(code)).is_none_or(|known| !known.ended)
        });
        let stops: Vec<(Uuid, Stop)> = read(transaction, "stop", |record, stop| (record.id, stop))?;
        let by_id: HashMap<Uuid, &Stop> = stops.iter().map(|(id, stop)| (*id, stop)).collect();
        let routes: Vec<Route> = read(transaction, "route", |_, route| route)?;
        let mut teams: HashMap<String, Vec<&Stop>> = HashMap::new();
        for route in &routes {
            let Some(team) = &route.team else { continue };
            teams.entry(team.clone()).or_default().extend(route.stops.iter().filter_map(|id| by_id.get(id).copied()));
        }
        let boxes =
            teams.into_iter().filter_map(|(team, stops)| Some((team, Near::around(stops.into_iter())?))).collect();
        let areas: Vec<Area> = read(transaction, "area", area)?.into_iter().flatten().collect();
        let mut layers: Vec<String> = areas.iter().map(|area| area.layer.clone()).collect();
        layers.sort();
        layers.dedup();
        Ok(Reference {
            seq,
            zone_name,
            zone,
            categories: categories.into_iter().collect(),
            departments,
            department_ids,
            rules,
            persons: read(transaction, "person", |record, person| (record.id, person))?.into_iter().collect(),
            route_teams: routes.into_iter().map(|route| (route.code, route.team)).collect(),
            layers,
            areas: AreaIndex::new(areas),
            stops: stops.into_iter().map(|(_, stop)| stop).collect(),
            streets: read(transaction, "street", |_, street| street)?,
            boxes,
        })
    }

    pub fn is(&self, seq: i64, zone_name: &str) -> bool {
        self.seq == seq && self.zone_name == zone_name
    }

    pub fn hazard(&self, category: &str) -> bool {
        self.categories.get(category).is_some_and(|category| category.hazard)
    }

    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// Where open reports of others concern this team; everywhere for a phone without a team or routes.
    pub fn near(&self, team: Option<&str>) -> Near {
        team.and_then(|team| self.boxes.get(team).copied()).unwrap_or(Near::EVERYWHERE)
    }

    /// Whether this person may speak on a phone of this team today.
    pub fn may_hold(&self, person: Uuid, team: Option<&str>, today: NaiveDate) -> bool {
        self.persons.get(&person).is_some_and(|known| {
            let valid = known.valid_to.is_none_or(|end| today < end);
            valid && (team.is_none() || known.team.is_none() || known.team.as_deref() == team)
        })
    }

    pub fn whereabouts(&self, at: &Position, on: NaiveDate) -> Whereabouts {
        let found: Vec<&Area> = self.layers.iter().filter_map(|layer| self.areas.locate(layer, at, on)).collect();
        let district = found.first().map(|area| area.name.clone());
        let nearest = self.nearest_stop(at).or_else(|| self.nearest_street(at));
        let words: Vec<String> = nearest.into_iter().chain(district.clone()).collect();
        Whereabouts {
            areas: found.iter().map(|area| (area.layer.clone(), area.foreign_id.clone())).collect(),
            district,
            words: (!words.is_empty()).then(|| words.join(", ")),
        }
    }

    /// Layer and foreign id of each area in which something lies.
    pub fn areas_at(&self, at: &Position, on: NaiveDate) -> Vec<(String, String)> {
        let found = self.layers.iter().filter_map(|layer| self.areas.locate(layer, at, on));
        found.map(|area| (area.layer.clone(), area.foreign_id.clone())).collect()
    }

    fn nearest_stop(&self, at: &Position) -> Option<String> {
        nearest(self.stops.iter().map(|stop| (stop.position.distance_m(at), &stop.name)), NEAR_STOP_M)
    }

    fn nearest_street(&self, at: &Position) -> Option<String> {
        nearest(self.streets.iter().map(|street| (street.distance_m(at), &street.name)), NEAR_STREET_M)
    }
}

fn nearest<'a>(candidates: impl Iterator<Item = (f64, &'a String)>, within: f64) -> Option<String> {
    candidates
        .filter(|(distance, _)| *distance <= within)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.clone())
}

impl Street {
    /// Metres to the line, on a plane around the point: exact enough within a city.
    fn distance_m(&self, at: &Position) -> f64 {
        let scale = shared::geo::METRES_PER_DEGREE;
        let shrink = at.lat.to_radians().cos();
        let plane = |(lon, lat): &(f64, f64)| ((lon - at.lon) * scale * shrink, (lat - at.lat) * scale);
        let points: Vec<(f64, f64)> = self.line.iter().map(plane).collect();
        points
            .windows(2)
            .map(|pair| if let [a, b] = pair { to_segment(*a, *b) } else { f64::MAX })
            .fold(f64::MAX, f64::min)
    }
}

/// Distance from the origin to a segment.
fn to_segment(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (-(a.0 * dx + a.1 * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a.0 + t * dx).hypot(a.1 + t * dy)
}

/// Records that cannot be read are passed over: one bad line of a set-up must not stop forwarding.
fn read<T: serde::de::DeserializeOwned, U>(
    transaction: &Transaction,
    kind: &str,
    make: impl Fn(&Record, T) -> U,
) -> Result<Vec<U>> {
    let records = rows::records(transaction, kind)?;
    Ok(records
        .iter()
        .filter_map(|record| match record.read() {
            Ok(read) => Some(make(record, read)),
            Err(error) => {
                tracing::warn!(kind, record = %record.id, %error, "a record of the set-up cannot be read");
                None
            }
        })
        .collect())
}

fn area(record: &Record, fields: AreaFields) -> Option<Area> {
    let shape = shape_from_json(&fields.shape)
        .inspect_err(|error| tracing::warn!(area = %record.id, %error, "an area has no shape"))
        .ok()?;
    let AreaFields { layer, foreign_id, name, valid_from, valid_to, .. } = fields;
    Some(Area { id: record.id, layer, foreign_id, name, valid_from, valid_to, shape })
}

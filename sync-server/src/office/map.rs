//! What the map draws, as GeoJSON (RFC 7946): the ground of the city, and reports in the part that is shown.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use shared::change::Kind;
use shared::domain::{Route, Stop};
use shared::merge::Record;

use super::list::Search;
use super::rights::May;
use super::session::{Reader, SignedIn};
use crate::pages::{Shared, Site, Trouble, Vocabulary, Words};
use crate::storage::{Spot, View};

/// So many reports are drawn at most, the newest.
const MOST: u32 = 2_000;
const WORLD: View = View { south: -90.0, west: -180.0, north: 90.0, east: 180.0 };
/// What the map says in the reader's language: its name there, and the key of the text.
const WORDS: [(&str, &str); 11] = [
    ("title", "map-title"),
    ("zoom_in", "map-zoom-in"),
    ("zoom_out", "map-zoom-out"),
    ("many", "map-many"),
    ("shown", "map-shown"),
    ("trouble", "map-trouble"),
    ("pick", "map-pick"),
    ("choose", "map-choose"),
    ("open", "map-open"),
    ("closed", "map-closed"),
    ("hazard", "map-hazard"),
];

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/map/ground", get(ground)).route("/office/map/reports", get(reports))
}

/// Areas with their names, stops, and routes as lines; and the words of the map.
async fn ground(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
) -> Result<Response, Trouble> {
    who.allow(May::SeeSetUp)?;
    let features = features(&site).await?;
    Ok(geojson(&json!({"type": "FeatureCollection", "features": features, "words": words(&w)})))
}

/// What the map says in the reader's language.
pub(super) fn words(w: &Words) -> Map<String, Value> {
    WORDS.iter().map(|(name, key)| ((*name).to_owned(), w.t1(key, "count", "#").into())).collect()
}

/// Areas, routes and stops of today.
pub(super) async fn features(site: &Site) -> Result<Vec<Value>, Trouble> {
    let today = site.today();
    let (areas, stops, routes) = site
        .ask(|storage| {
            Ok((storage.records(&Kind::Area)?, storage.records(&Kind::Stop)?, storage.records(&Kind::Route)?))
        })
        .await?;
    let known: Vec<(&Record, Stop)> = stops.iter().filter_map(|record| Some((record, record.read().ok()?))).collect();
    Ok(areas
        .iter()
        .filter_map(|record| area(record, today))
        .chain(routes.iter().filter_map(|record| route(record, &known, today)))
        .chain(known.iter().filter(|(_, stop)| !stop.ended).map(|(record, stop)| {
            let at = json!({"type": "Point", "coordinates": [stop.position.lon, stop.position.lat]});
            feature(at, json!({"layer": "stop", "id": record.id, "name": stop.name, "kind": stop.kind}))
        }))
        .collect())
}

/// `west,south,east,north`, as in RFC 7946; everything where it is missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Part {
    bbox: String,
}

/// Reports of the same filter as the list's.
async fn reports(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(_): Reader,
    Query(search): Query<Search>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let (filter, view) = (search.filter(), part.view());
    let (vocabulary, (spots, more)) =
        site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.spots(&filter, &view, MOST)?))).await?;
    let features: Vec<Value> = spots.iter().map(|spot| drawn(&w, &vocabulary, spot)).collect();
    Ok(geojson(&json!({"type": "FeatureCollection", "features": features, "more": more})))
}

impl Part {
    fn view(&self) -> View {
        let edges: Vec<f64> = self.bbox.split(',').filter_map(|edge| edge.trim().parse().ok()).collect();
        match edges[..] {
            [west, south, east, north] => View { south, west, north, east },
            _ => WORLD,
        }
    }
}

fn drawn(w: &Words, vocabulary: &Vocabulary, spot: &Spot) -> Value {
    let (lat, lon) = spot.position;
    let what = format!("{} {}", vocabulary.category(w, &spot.category), spot.number);
    feature(
        json!({"type": "Point", "coordinates": [lon, lat]}),
        json!({"id": spot.id, "what": what, "hazard": spot.hazard, "open": spot.open}),
    )
}

fn area(record: &Record, today: NaiveDate) -> Option<Value> {
    let day = |field: &str| record.text(field).and_then(|text| text.parse::<NaiveDate>().ok());
    let valid = day("valid_from").is_none_or(|from| from <= today) && day("valid_to").is_none_or(|end| today < end);
    let shape = record.value("shape").filter(|_| valid)?;
    let [layer, name] = ["layer", "name"].map(|field| record.text(field).unwrap_or_default());
    Some(feature(shape.clone(), json!({"layer": "area", "name": name, "of": layer})))
}

fn route(record: &Record, stops: &[(&Record, Stop)], today: NaiveDate) -> Option<Value> {
    let route: Route = record.read().ok().filter(|route: &Route| route.valid_on(today))?;
    let at = |id| stops.iter().find(|(stop, _)| stop.id == id).map(|(_, stop)| [stop.position.lon, stop.position.lat]);
    let line: Vec<[f64; 2]> = route.stops.iter().filter_map(|id| at(*id)).collect();
    let line = (line.len() > 1).then(|| json!({"type": "LineString", "coordinates": line}))?;
    Some(feature(line, json!({"layer": "route", "name": route.name})))
}

pub(super) fn feature(geometry: Value, properties: Value) -> Value {
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn geojson(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/geo+json")], value.to_string()).into_response()
}

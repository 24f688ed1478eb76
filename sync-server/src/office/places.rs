//! Places: when stops were last checked, which were missed, where nobody comes, where rubbish comes back. Places, never persons:
//! no team, no name, and nothing where a team is so small that a visit would be somebody's.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use chrono::{Days, NaiveDate};
use serde_json::json;

use super::frame::Frame;
use super::list::{Choice, categories};
use super::map;
use super::period::{Asked, crowd, four_weeks, span};
use super::session::Reader;
use crate::pages::{Shared, Site, Trouble, Vocabulary, Words, page};
use crate::proof::Period;
use crate::proof::coverage::{AreaCover, StopCover, areas, layers, stops};
use crate::proof::hotspots::{Corner, corners};

const PATH: &str = "/office/places";
/// What comes back most.
const DUMPING: &str = "illegal_dumping";
/// Corners are looked for in so many days.
const YEAR: u64 = 365;
/// So many corners are shown.
const CORNERS: usize = 20;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/places", get(show)).route("/office/map/places", get(drawn))
}

#[derive(Template)]
#[template(path = "office/places.html")]
struct Page {
    w: Words,
    frame: Frame,
    from: String,
    to: String,
    layers: Vec<Choice>,
    categories: Vec<Choice>,
    /// Where the map asks for the same.
    ground: String,
    summary: String,
    /// The least number of people of a team that is shown.
    least: String,
    stops: Vec<StopLine>,
    areas: Vec<AreaLine>,
    corners: Vec<CornerLine>,
}

struct StopLine {
    href: String,
    name: String,
    kind: String,
    /// None where a small team walks alone.
    said: Option<StopSaid>,
}

struct StopSaid {
    last: Option<String>,
    due: u64,
    kept: u64,
    /// Days on which it was missed.
    missed: String,
    checked: u64,
    problems: u64,
}

struct AreaLine {
    name: String,
    stops: u64,
    checked: u64,
    reports: u64,
    white: bool,
}

struct CornerLine {
    href: String,
    place: String,
    days: i64,
    first: String,
    last: String,
    open: i64,
    at: String,
}

/// All that page and map show.
struct Found {
    stops: Vec<StopCover>,
    areas: Vec<AreaCover>,
    corners: Vec<Corner>,
    layers: Vec<String>,
    layer: String,
    category: String,
    vocabulary: Vocabulary,
}

async fn find(site: &Site, asked: &Asked, period: Period) -> Result<Found, Trouble> {
    let (zone, today, least) = (site.city().1, site.today(), site.state.config.smallest_group);
    let asked = asked.clone();
    let year = Period::new(period.to - Days::new(YEAR), period.to);
    site.ask(move |storage| {
        let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).date_naive();
        let crowd = crowd(storage, least)?;
        let vocabulary = Vocabulary::read(storage)?;
        let layers = layers(storage)?;
        let layer = layers.iter().find(|known| **known == asked.layer).or(layers.first()).cloned().unwrap_or_default();
        let category = if asked.category.is_empty() { DUMPING.to_owned() } else { asked.category };
        let mut stops = stops(storage, &crowd, period, today)?;
        let areas = areas(storage, &layer, period, span(zone, period), day, &stops)?;
        let corners = corners(storage, &category, span(zone, year), day)?;
        // What was missed most comes first, then what nobody has seen for long.
        stops.sort_by_key(|cover| {
            (!cover.shown, std::cmp::Reverse(cover.due - cover.kept), cover.last.unwrap_or(NaiveDate::MIN))
        });
        Ok(Found { stops, areas, corners, layers, layer, category, vocabulary })
    })
    .await
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let today = site.today();
    let period = asked.period(today, four_weeks(today));
    let found = find(&site, &asked, period).await?;
    let shown: Vec<&StopCover> = found.stops.iter().filter(|cover| cover.shown).collect();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let checked = count(shown.iter().filter(|cover| cover.checked > 0).count());
    let missed: u64 = shown.iter().map(|cover| cover.due - cover.kept).sum();
    let layer = |name: &String| Choice { chosen: *name == found.layer, word: name.clone(), code: name.clone() };
    page(&Page {
        frame: Frame::new(&site, w.clone(), &session, PATH).await?,
        from: period.from.to_string(),
        to: period.to.to_string(),
        layers: found.layers.iter().map(layer).collect(),
        categories: categories(&w, &found.vocabulary, &found.category),
        ground: asked.at("/office/map/places", period),
        summary: w.with(
            "places-summary",
            &[
                ("checked", checked.into()),
                ("stops", count(shown.len()).into()),
                ("missed", i64::try_from(missed).unwrap_or(i64::MAX).into()),
            ],
        ),
        least: site.state.config.smallest_group.to_string(),
        stops: found.stops.iter().map(|cover| StopLine::new(&w, cover)).collect(),
        areas: found.areas.iter().map(AreaLine::new).collect(),
        corners: found.corners.iter().take(CORNERS).map(|corner| CornerLine::new(&w, corner)).collect(),
        w,
    })
}

impl StopLine {
    fn new(w: &Words, cover: &StopCover) -> StopLine {
        let missed: Vec<String> = cover.missed.iter().map(|day| w.day(*day)).collect();
        let more = (cover.due - cover.kept) as usize > missed.len();
        StopLine {
            href: format!("/office/stops/{}", cover.id),
            name: cover.stop.name.clone(),
            kind: w.code("stop-kind", &cover.stop.kind),
            said: cover.shown.then(|| StopSaid {
                last: cover.last.map(|day| w.day(day)),
                due: cover.due,
                kept: cover.kept,
                missed: format!("{}{}", missed.join(", "), if more { " …" } else { "" }),
                checked: cover.checked,
                problems: cover.problems,
            }),
        }
    }
}

impl AreaLine {
    fn new(cover: &AreaCover) -> AreaLine {
        let AreaCover { name, stops, checked, reports, .. } = cover.clone();
        AreaLine { name, stops, checked, reports, white: cover.white() }
    }
}

impl CornerLine {
    fn new(w: &Words, corner: &Corner) -> CornerLine {
        let centre = (corner.spot.centre.lat, corner.spot.centre.lon);
        CornerLine {
            href: format!("/office/reports/{}", corner.latest.id),
            place: corner.latest.place.clone().unwrap_or_else(|| w.degrees(centre)),
            days: i64::try_from(corner.spot.days).unwrap_or(i64::MAX),
            first: w.day(corner.spot.first),
            last: w.day(corner.spot.last),
            open: i64::try_from(corner.open).unwrap_or(i64::MAX),
            at: w.degrees(centre),
        }
    }
}

/// The ground of the map, with what the page says about stops and corners.
async fn drawn(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(_): Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let today = site.today();
    let period = asked.period(today, four_weeks(today));
    let found = find(&site, &asked, period).await?;
    let mut ground = map::features(&site).await?;
    for cover in &found.stops {
        let said = match cover {
            cover if !cover.shown => "",
            cover if cover.due > cover.kept => "missed",
            cover if cover.checked > 0 => "checked",
            _ => "never",
        };
        let of = ground.iter_mut().filter_map(|feature| feature.get_mut("properties")?.as_object_mut());
        for properties in of.filter(|it| it.get("id").is_some_and(|id| *id == json!(cover.id))) {
            properties.insert("cover".to_owned(), json!(said));
        }
    }
    ground.extend(found.corners.iter().take(CORNERS).map(|corner| {
        let at = json!({"type": "Point", "coordinates": [corner.spot.centre.lon, corner.spot.centre.lat]});
        map::feature(at, json!({"layer": "corner", "days": corner.spot.days}))
    }));
    let whole = json!({"type": "FeatureCollection", "features": ground, "words": map::words(&w)});
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], whole.to_string()).into_response())
}

//! Reports as a file, by the same search as the list: CSV for spreadsheets, GeoJSON (RFC 7946) for maps. No author, no words of
//! citizens, no photos; that somebody took a file is in the log.

use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::{Value, json};
use shared::words::Audience;

use super::list::Search;
use super::map::feature;
use super::rights::May;
use super::session::SignedIn;
use crate::mail::cell;
use crate::pages::{Shared, Site, Trouble, Vocabulary, Words, download};
use crate::storage::{Deed, Filter, MANY, ReportRow};

/// So many are read at once.
const AT_ONCE: u32 = 1_000;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/reports.csv", get(csv)).route("/office/reports.geojson", get(geojson))
}

/// The newest reports that the search finds, at most [`MANY`].
async fn find(site: &Site, who: &SignedIn, search: &Search) -> Result<(Vocabulary, Vec<ReportRow>), Trouble> {
    let (staff, now) = (who.allow(May::Export)?.id, site.now());
    let filter = search.filter();
    site.ask(move |storage| {
        let mut all = Vec::new();
        loop {
            let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let (rows, _) = storage.reports(&Filter { offset, limit: AT_ONCE, ..filter.clone() })?;
            let last = rows.len() < AT_ONCE as usize;
            all.extend(rows);
            if last || all.len() as u64 >= MANY {
                break;
            }
        }
        let deed = Deed { staff: Some(staff), deed: "reports_exported", about: None, what: all.len().to_string() };
        storage.note_deed(&deed, now)?;
        Ok((Vocabulary::read(storage)?, all))
    })
    .await
}

/// What a file says about a report.
struct Line {
    number: String,
    category: String,
    state: String,
    department: String,
    place: String,
    position: Option<(f64, f64)>,
    stored: String,
}

impl Line {
    fn new(w: &Words, vocabulary: &Vocabulary, row: &ReportRow) -> Line {
        Line {
            number: row.number.clone(),
            category: vocabulary.category(w, &row.category),
            state: vocabulary.chip(w, Audience::Office, &row.status, None).word,
            department: row.status.department.as_deref().map_or("", |code| vocabulary.department(code)).to_owned(),
            place: row.place.clone().unwrap_or_default(),
            position: row.position,
            stored: row.stored_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

async fn csv(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response, Trouble> {
    let (vocabulary, rows) = find(&site, &who, &search).await?;
    let mut out = format!("\u{FEFF}{}\r\n", w.t("export-head"));
    for line in rows.iter().map(|row| Line::new(&w, &vocabulary, row)) {
        let degrees = |value: fn((f64, f64)) -> f64| line.position.map_or(String::new(), |at| value(at).to_string());
        let words = [&line.number, &line.category, &line.state, &line.department, &line.place].map(|text| cell(text));
        out.push_str(&format!("{};{};{};{}\r\n", words.join(";"), degrees(|at| at.0), degrees(|at| at.1), line.stored));
    }
    Ok(download("text/csv; charset=utf-8", "meldungen.csv", out))
}

async fn geojson(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response, Trouble> {
    let (vocabulary, rows) = find(&site, &who, &search).await?;
    let drawn = |row: &ReportRow| {
        let line = Line::new(&w, &vocabulary, row);
        let at = line.position.map_or(Value::Null, |(lat, lon)| json!({"type": "Point", "coordinates": [lon, lat]}));
        let says = json!({
            "number": line.number,
            "category": row.category,
            "category_name": line.category,
            "state": row.status.state.as_str(),
            "department": line.department,
            "place": line.place,
            "stored_at": line.stored,
        });
        feature(at, says)
    };
    let features: Vec<Value> = rows.iter().map(drawn).collect();
    let whole = json!({"type": "FeatureCollection", "features": features});
    Ok(download("application/geo+json", "meldungen.geojson", whole.to_string()))
}

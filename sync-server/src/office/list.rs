//! The list of reports: newest first, found by state, category, department and text. The search stands in the address.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use shared::state::State as ReportState;
use shared::words::Audience;

use super::frame::Frame;
use super::rights::May;
use super::session::Reader;
use crate::pages::{Chip, Moment, Shared, Trouble, Vocabulary, Words, page, query};
use crate::storage::{Filter, MANY, ReportRow};

const PAGE: u32 = 50;

/// The search, as the form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    state: String,
    category: String,
    department: String,
    district: String,
    text: String,
    page: u32,
}

#[derive(Template)]
#[template(path = "office/list.html")]
struct List {
    w: Words,
    frame: Frame,
    search: Search,
    states: Vec<Choice>,
    categories: Vec<Choice>,
    departments: Vec<Choice>,
    districts: Vec<Choice>,
    count: String,
    /// Where the map asks for the same reports.
    spots: String,
    /// Where the same reports are as files.
    csv: String,
    geojson: String,
    filtered: bool,
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
}

/// An entry of a select.
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) word: String,
    pub(super) chosen: bool,
}

struct Row {
    href: String,
    photo: Option<String>,
    icon: &'static str,
    category: String,
    number: String,
    hazard: bool,
    place: Option<String>,
    chip: Chip,
    department: String,
    /// Latitude and longitude, for the map beside the list.
    spot: Option<String>,
    key: String,
    two_values: bool,
    stored: Moment,
}

impl Search {
    pub(super) fn filter(&self) -> Filter {
        let some = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        Filter {
            state: ReportState::deserialize(Value::from(self.state.as_str())).ok(),
            category: some(&self.category),
            department: some(&self.department),
            district: some(&self.district),
            text: some(&self.text),
            offset: self.page.saturating_mul(PAGE),
            limit: PAGE,
        }
    }

    /// This search on another page.
    fn address(&self, page: u32) -> String {
        format!("/office/reports{}", self.query(page))
    }

    fn query(&self, page: u32) -> String {
        let page = if page == 0 { String::new() } else { page.to_string() };
        let pairs = [
            ("state", self.state.as_str()),
            ("category", &self.category),
            ("department", &self.department),
            ("district", &self.district),
            ("text", &self.text),
            ("page", &page),
        ];
        query(&pairs)
    }
}

pub(super) async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Query(search): Query<Search>,
) -> Result<Response, Trouble> {
    let filter = search.filter();
    let (vocabulary, districts, (rows, total)) =
        site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.districts()?, desk.reports(&filter)?))).await?;
    let shown = rows.len() as u64 + u64::from(search.page) * u64::from(PAGE);
    let list = List {
        frame: Frame::new(&site, w.clone(), &session, "/office/reports").await?,
        states: states(&w, &search.state),
        categories: categories(&w, &vocabulary, &search.category),
        departments: departments(&vocabulary, &search.department),
        districts: named(districts, &search.district),
        count: if total < MANY {
            w.with("office-reports-count", &[("count", i64::try_from(total).unwrap_or(i64::MAX).into())])
        } else {
            w.t("list-many")
        },
        spots: format!("/office/map/reports{}", search.query(0)),
        csv: format!("/office/reports.csv{}", search.query(0)),
        geojson: format!("/office/reports.geojson{}", search.query(0)),
        filtered: search.address(0) != "/office/reports",
        rows: rows.iter().map(|row| Row::new(&w, &vocabulary, row)).collect(),
        previous: search.page.checked_sub(1).map(|page| search.address(page)),
        next: (shown < total).then(|| search.address(search.page + 1)),
        search,
        w,
    };
    page(&list)
}

impl Row {
    fn new(w: &Words, vocabulary: &Vocabulary, row: &ReportRow) -> Row {
        Row {
            href: format!("/office/reports/{}", row.id),
            photo: row.photo.map(|id| format!("/office/attachments/{id}?size=thumb")),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(w, &row.category),
            number: row.number.clone(),
            hazard: row.hazard,
            place: row.place.clone(),
            department: row.status.department.as_deref().map_or("", |code| vocabulary.department(code)).to_owned(),
            spot: row.position.map(|(lat, lon)| format!("{lat},{lon}")),
            key: row.id.to_string(),
            chip: vocabulary.chip(w, Audience::Office, &row.status, None),
            two_values: row.conflicts > 0,
            stored: w.moment(row.stored_at),
        }
    }
}

fn states(w: &Words, chosen: &str) -> Vec<Choice> {
    let choice = |code: &&str| Choice {
        code: (*code).to_owned(),
        word: w.t(&format!("office-filter-state-{code}")),
        chosen: *code == chosen,
    };
    assets::words::STATES.iter().map(choice).collect()
}

pub(super) fn categories(w: &Words, vocabulary: &Vocabulary, chosen: &str) -> Vec<Choice> {
    let all = vocabulary.categories.iter();
    all.map(|known| Choice {
        code: known.code.clone(),
        word: vocabulary.category(w, &known.code),
        chosen: known.code == chosen,
    })
    .collect()
}

fn named(all: Vec<String>, chosen: &str) -> Vec<Choice> {
    all.into_iter().map(|name| Choice { chosen: name == chosen, word: name.clone(), code: name }).collect()
}

pub(super) fn departments(vocabulary: &Vocabulary, chosen: &str) -> Vec<Choice> {
    let all = vocabulary.departments.iter();
    all.map(|known| Choice { code: known.code.clone(), word: known.short.clone(), chosen: known.code == chosen })
        .collect()
}

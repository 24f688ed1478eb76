//! Which reports have evidence: the officer's queue.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use uuid::Uuid;

use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::SignedIn;
use crate::pages::{Moment, Shared, Trouble, Vocabulary, Words, page, query};
use crate::storage::Shelf;

const PAGE: u32 = 50;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Listed {
    shelf: Shelf,
    page: u32,
}

#[derive(Template)]
#[template(path = "office/evidence-list.html")]
struct List {
    w: Words,
    frame: Frame,
    shelves: Vec<(&'static str, &'static str, bool)>,
    rows: Vec<Row>,
    total: u64,
    newer: Option<String>,
    older: Option<String>,
}

struct Row {
    report: Uuid,
    number: String,
    category: String,
    icon: &'static str,
    place: Option<String>,
    stored: Moment,
    what: Vec<String>,
    handed: Option<(bool, Moment)>,
}

pub(super) async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Listed>,
) -> Result<Response, Trouble> {
    who.allow(May::Evidence)?;
    let (shelf, offset) = (asked.shelf, asked.page.saturating_mul(PAGE));
    let (vocabulary, (rows, total)) =
        site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.evidence(shelf, offset, PAGE)?))).await?;
    let shelves = [(Shelf::Open, "open"), (Shelf::Fetched, "fetched"), (Shelf::Blacked, "blacked")];
    let name = shelves.iter().find(|(it, _)| *it == shelf).map_or("", |(_, name)| *name);
    let at = |page: u32| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        format!("/office/evidence{}", query(&[("shelf", name), ("page", &page)]))
    };
    let words = |key: &str, count: u64| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        (count > 0).then(|| w.with(key, &[("count", count.into())]))
    };
    let rows = rows.into_iter().map(|row| Row {
        category: vocabulary.category(&w, &row.category),
        icon: w.icon(vocabulary.icon(&row.category)),
        what: [words("evidence-sealed", row.sealed), words("evidence-blacked", row.blacked)]
            .into_iter()
            .flatten()
            .collect(),
        handed: row.handed.map(|(made, taken)| (taken.is_some(), w.moment(taken.unwrap_or(made)))),
        stored: w.moment(row.stored_at),
        report: row.report,
        number: row.number,
        place: row.place,
    });
    page(&List {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/evidence").await?,
        shelves: shelves.iter().map(|(it, name)| (*name, key(*it), *it == shelf)).collect(),
        rows: rows.collect(),
        newer: asked.page.checked_sub(1).map(at),
        older: (u64::from(offset) + u64::from(PAGE) < total).then(|| at(asked.page + 1)),
        total,
        w,
    })
}

fn key(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Open => "evidence-shelf-open",
        Shelf::Fetched => "evidence-shelf-fetched",
        Shelf::Blacked => "evidence-shelf-blacked",
    }
}

//! What staff did beside the changes that they made, for the auditor: month by month. Nobody can ask for one author's.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use chrono::{Datelike, Months, NaiveDate};
use forwarding::month::midnight;
use uuid::Uuid;

use super::frame::Frame;
use super::rights::May;
use super::session::SignedIn;
use crate::pages::{Moment, Shared, Trouble, Words, page, query};
use crate::storage::LogRow;

const PAGE: u32 = 100;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/log", get(show))
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    /// `2026-11`; none is the present one.
    month: String,
    page: u32,
}

#[derive(Template)]
#[template(path = "office/log.html")]
struct Log {
    w: Words,
    frame: Frame,
    month: String,
    total: u64,
    rows: Vec<Line>,
    month_before: String,
    month_after: Option<String>,
    newer: Option<String>,
    older: Option<String>,
}

struct Line {
    moment: Moment,
    who: String,
    text: String,
    what: String,
    report: Option<(Uuid, String)>,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Log)?;
    let zone = site.state.zone;
    let today = site.now().with_timezone(&zone).date_naive();
    let this = today.with_day(1).unwrap_or(today);
    let month = NaiveDate::parse_from_str(&format!("{}-01", asked.month), "%Y-%m-%d").unwrap_or(this).min(this);
    let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
    let last = month.checked_sub_months(Months::new(1)).unwrap_or(month);
    let (from, until) = (midnight(month, zone), midnight(next, zone));
    let offset = asked.page.saturating_mul(PAGE);
    let (rows, total) = site.ask(move |storage| storage.log(from, until, offset, PAGE)).await?;
    let at = |month: NaiveDate, page: u32| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        format!("/office/log{}", query(&[("month", &month.format("%Y-%m").to_string()), ("page", &page)]))
    };
    page(&Log {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/log").await?,
        month: w.with(
            "evidence-log-month",
            &[
                ("month", format!("{:02}", month.month()).as_str().into()),
                ("year", month.year().to_string().as_str().into()),
            ],
        ),
        rows: rows.into_iter().map(|row| Line::new(&w, row)).collect(),
        month_before: at(last, 0),
        month_after: (month < this).then(|| at(next, 0)),
        newer: asked.page.checked_sub(1).map(|page| at(month, page)),
        older: (u64::from(offset) + u64::from(PAGE) < total).then(|| at(month, asked.page + 1)),
        total,
        w,
    })
}

impl Line {
    fn new(w: &Words, row: LogRow) -> Line {
        Line {
            moment: w.moment(row.at),
            who: row.staff.unwrap_or_else(|| w.t("evidence-log-nobody")),
            // A deed of a newer program has no sentence here: its code is better than nothing.
            text: w.code("deed", &row.deed),
            what: row.what,
            report: row.report,
        }
    }
}

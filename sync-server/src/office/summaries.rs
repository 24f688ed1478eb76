//! What bodies outside read each month, as they read it: to look at before, and to pass on by other ways.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use forwarding::month::Month;
use uuid::Uuid;

use super::frame::Frame;
use super::list::Choice;
use super::rights::May;
use super::session::SignedIn;
use crate::mail::SummaryView;
use crate::pages::{Moment, Shared, Site, Trouble, Words, download, page, query};
use crate::storage::SummaryRow;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/summaries", get(show)).route("/office/summaries/{id}", get(table))
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    recipient: String,
    /// `2026-10`; none is the last one.
    month: String,
}

#[derive(Template)]
#[template(path = "office/summaries.html")]
struct Page {
    w: Words,
    frame: Frame,
    recipients: Vec<Choice>,
    month: String,
    /// What the mail says, and where the table is.
    found: Option<Found>,
}

struct Found {
    text: String,
    table: String,
    sent: Option<Sent>,
}

/// What became of the mail.
struct Sent {
    said: String,
    moment: Moment,
    failed: bool,
    why: String,
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Summaries)?;
    let month = month(&site, &asked.month);
    let mailing = site.state.mailing.clone();
    let all = site.ask(move |_| mailing.recipients()).await?;
    let chosen = asked.recipient.parse::<Uuid>().ok().or(all.first().map(|(id, _)| *id));
    let found = match chosen {
        Some(id) => read(&site, id, month).await?.map(|(view, row)| found(&w, id, month, &view, row)).transpose()?,
        None => None,
    };
    let choice = |(id, to): &(Uuid, _)| Choice { code: id.to_string(), word: name(to), chosen: Some(*id) == chosen };
    page(&Page {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/summaries").await?,
        recipients: all.iter().map(choice).collect(),
        month: month.to_string(),
        found,
        w,
    })
}

/// The same numbers as a file.
async fn table(
    State(site): State<Shared>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Summaries)?;
    let (view, _) = read(&site, id, month(&site, &asked.month)).await?.ok_or(Trouble::NotFound)?;
    Ok(download("text/csv; charset=utf-8", &view.file(), view.csv()?))
}

fn name(to: &shared::domain::Recipient) -> String {
    to.name.clone()
}

fn month(site: &Site, asked: &str) -> Month {
    asked.parse().unwrap_or_else(|_| Month::of(site.today()).before())
}

/// What a recipient reads about a month, and what became of the mail.
async fn read(site: &Site, id: Uuid, month: Month) -> Result<Option<(SummaryView, Option<SummaryRow>)>, Trouble> {
    let (mailing, now) = (site.state.mailing.clone(), site.now());
    site.ask(move |storage| {
        let known = mailing.recipients()?.into_iter().find(|(known, _)| *known == id);
        let Some((_, to)) = known else { return Ok(None) };
        let row = storage.summaries_of(month)?.into_iter().find(|row| row.recipient == id);
        Ok(Some((mailing.summary_view(&to, month, now)?, row)))
    })
    .await
}

fn found(w: &Words, id: Uuid, month: Month, view: &SummaryView, row: Option<SummaryRow>) -> Result<Found, Trouble> {
    let sent = row.map(|row| {
        let key = match row.status.as_str() {
            "mailed" => "summaries-mailed",
            "failed" => "summaries-failed",
            _ => "summaries-waiting",
        };
        Sent { said: w.t(key), moment: w.moment(row.at), failed: row.status == "failed", why: row.why }
    });
    let table = format!("/office/summaries/{id}{}", query(&[("month", &month.to_string())]));
    Ok(Found { text: view.text()?, table, sent })
}

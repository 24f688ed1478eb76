//! The activity report: what was done in a period, as page, table and PDF. Sums only: no person, no team, no hours.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

use super::frame::Frame;
use super::list::Choice;
use super::period::{Asked, crowd, last_month, span};
use super::rights::May;
use super::session::SignedIn;
use crate::pages::{Shared, Site, Trouble, Vocabulary, Words, download, page};
use crate::proof::activity::{Subject, count};
use crate::proof::sheet::{self, Sheet};
use crate::proof::{Period, paper};
use crate::storage::AttachmentRow;
use shared::change::Kind;

const PATH: &str = "/office/activity";
/// Long edge of a photo on paper, in pixels.
const PHOTO_EDGE: u32 = 700;
const PHOTO_QUALITY: u8 = 80;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office/activity", get(show))
        .route("/office/activity.csv", get(table))
        .route("/office/activity.pdf", get(paper))
}

#[derive(Template)]
#[template(path = "office/activity.html")]
struct Page {
    w: Words,
    frame: Frame,
    from: String,
    to: String,
    areas: Vec<Choice>,
    sheet: Sheet,
    photos: Vec<(String, String)>,
    csv: String,
    pdf: String,
}

/// A report, and the photos that were released for it.
struct Found {
    sheet: Sheet,
    photos: Vec<(AttachmentRow, String)>,
    areas: Vec<(String, String)>,
    period: Period,
}

async fn find(site: &Site, w: &Words, asked: &Asked) -> Result<Found, Trouble> {
    let (city, zone) = site.city();
    let (least, today) = (site.state.config.smallest_group, site.today());
    let period = asked.period(today, last_month(today));
    let area = asked.area();
    let w = w.clone();
    site.ask(move |storage| {
        let areas = areas(&storage.records(&Kind::Area)?);
        // An area that is not there would be a report about nothing.
        let area = area.filter(|(layer, id)| areas.iter().any(|(key, _)| *key == format!("{layer}/{id}")));
        let subject = Subject { period, span: span(zone, period), area };
        let (activity, released) = count(storage, &crowd(storage, least)?, &subject)?;
        let vocabulary = Vocabulary::read(storage)?;
        let of = subject.area.as_ref().map(|(layer, id)| format!("{layer}/{id}"));
        let place = of.and_then(|of| areas.iter().find(|(key, _)| *key == of)).map(|(_, name)| name.clone());
        let mut photos = Vec::new();
        for photo in released {
            let (Some(row), Some(report)) = (storage.attachment(photo.id)?, storage.report(photo.report)?) else {
                continue;
            };
            let what = vocabulary.category(&w, &report.row.category);
            let caption = w.with(
                &format!("activity-photo-{}", photo.role),
                &[("what", what.as_str().into()), ("number", report.row.number.as_str().into())],
            );
            photos.push((row, caption));
        }
        let asked = sheet::Asked { city: &city, place: place.as_deref(), period, least, today };
        Ok(Found { sheet: sheet::sheet(&w, &vocabulary, &activity, &asked), photos, areas, period })
    })
    .await
}

/// Areas that are or were, by layer and name; versions of one area once.
fn areas(records: &[shared::merge::Record]) -> Vec<(String, String)> {
    let mut areas: Vec<(String, String)> = records
        .iter()
        .filter_map(|area| {
            let (layer, name) = (area.text("layer")?, area.text("name")?);
            Some((format!("{layer}/{}", area.text("foreign_id")?), name.to_owned()))
        })
        .collect();
    areas.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    areas.dedup_by(|a, b| a.0 == b.0);
    areas
}

async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Prove)?;
    let found = find(&site, &w, &asked).await?;
    let choice =
        |(key, name): &(String, String)| Choice { chosen: *key == asked.area, word: name.clone(), code: key.clone() };
    let photo = |(row, caption): &(AttachmentRow, String)| (format!("/office/attachments/{}", row.id), caption.clone());
    page(&Page {
        frame: Frame::new(&site, w.clone(), &who.session, PATH).await?,
        from: found.period.from.to_string(),
        to: found.period.to.to_string(),
        areas: found.areas.iter().map(choice).collect(),
        photos: found.photos.iter().map(photo).collect(),
        csv: asked.at("/office/activity.csv", found.period),
        pdf: asked.at("/office/activity.pdf", found.period),
        sheet: found.sheet,
        w,
    })
}

async fn table(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Prove)?;
    let found = find(&site, &w, &asked).await?;
    Ok(file("text/csv; charset=utf-8", &found, "csv", found.sheet.csv(found.period)))
}

async fn paper(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Prove)?;
    let found = find(&site, &w, &asked).await?;
    // Setting type takes a second of a core: one at a time, like photos.
    let _turn = site.decoding.acquire().await;
    let (photos, sheet, now) = (std::sync::Arc::clone(&site.state.photos), found.sheet.clone(), site.now());
    let pictures: Vec<_> = found.photos.iter().filter_map(|(row, said)| Some((row.picture()?, said.clone()))).collect();
    let made = tokio::task::spawn_blocking(move || {
        let pictures = pictures.into_iter().filter_map(|(stored, said)| {
            let picture = stored.shrink(&*photos, PHOTO_EDGE, PHOTO_QUALITY).ok()??;
            Some((picture.jpeg, said))
        });
        paper::pdf(&sheet, &w, pictures.collect(), now)
    });
    let pdf = made
        .await?
        .inspect_err(|error| tracing::error!(%error, "a report cannot be set"))
        .map_err(|_| Trouble::Unreadable)?;
    Ok(file("application/pdf", &found, "pdf", pdf))
}

fn file(kind: &'static str, found: &Found, ending: &str, bytes: impl IntoResponse) -> Response {
    let Period { from, to } = found.period;
    download(kind, &format!("kuemmerer-{from}-{to}.{ending}"), bytes)
}

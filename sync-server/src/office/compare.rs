//! Two reports side by side: are they about the same?

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use shared::change::Kind;
use shared::geo::Position;
use shared::words::Audience;
use uuid::Uuid;

use super::actions::{and, refused};
use super::frame::Frame;
use super::parts::{Photo, Show, Spot, facts};
use super::rights::May;
use super::session::{Posted, Reader};
use crate::pages::{Chip, Moment, Shared, Site, Trouble, Vocabulary, Words, page};
use crate::storage::{Edit, Edited, Refused, ReportPage, Session};

#[derive(Template)]
#[template(path = "office/compare.html")]
struct View {
    w: Words,
    frame: Frame,
    here: String,
    /// Key of the sentence that says why it could not be done.
    why: Option<&'static str>,
    /// Distance and time between them, and whether they are of one kind.
    between: Vec<(String, bool)>,
    /// The older one stands first.
    sides: Vec<Side>,
    /// They are merged already.
    merged: bool,
}

/// One of the two.
struct Side {
    id: Uuid,
    number: String,
    icon: &'static str,
    category: String,
    chip: Chip,
    photos: Vec<Photo>,
    spot: Spot,
    facts: Vec<(String, String)>,
    seen: Moment,
    base_same_as: String,
    base_differs: String,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
    Path((id, other)): Path<(Uuid, Uuid)>,
) -> Result<Response, Trouble> {
    view(&site, w, session, id, other, None).await
}

async fn view(
    site: &Site,
    w: Words,
    session: Session,
    id: Uuid,
    other: Uuid,
    why: Option<&'static str>,
) -> Result<Response, Trouble> {
    let read = move |desk: &dyn crate::storage::Storage| {
        Ok((Vocabulary::read(desk)?, desk.report(id)?.zip(desk.report(other)?)))
    };
    let (vocabulary, Some((one, two))) = site.ask(read).await? else { return Err(Trouble::NotFound) };
    if id == other {
        return Err(Trouble::NotFound);
    }
    let frame = Frame::new(site, w.clone(), &session, "/office/reports").await?;
    let is_same_as = |a: &ReportPage, b: &ReportPage| a.record.uuid("same_as") == Some(b.row.id);
    let merged = is_same_as(&one, &two) || is_same_as(&two, &one);
    let between = between(&w, &one, &two);
    let (older, newer) = by_age(one, two);
    let sides = [&older, &newer].map(|report| Side::new(&w, site, &vocabulary, report)).into();
    let here = format!("/office/reports/{id}/compare/{other}");
    let status = if why.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, page(&View { w, frame, here, why, between, sides, merged })?).into_response())
}

/// The older one first: short numbers are given in the order in which reports come.
fn by_age(one: ReportPage, two: ReportPage) -> (ReportPage, ReportPage) {
    if one.row.number <= two.row.number { (one, two) } else { (two, one) }
}

impl Side {
    fn new(w: &Words, site: &Site, vocabulary: &Vocabulary, report: &ReportPage) -> Side {
        let row = &report.row;
        let base = |field: &str| report.record.base(field).map(|change| change.to_string()).unwrap_or_default();
        Side {
            id: row.id,
            number: row.number.clone(),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(w, &row.category),
            chip: vocabulary.chip(w, Audience::Office, &row.status, report.same_as_number.as_deref()),
            photos: Photo::all(w, report),
            spot: Spot::new(w, site, report),
            facts: facts(w, report),
            seen: w.moment(row.taken_at.unwrap_or(row.stored_at)),
            base_same_as: base("same_as"),
            base_differs: base("differs"),
        }
    }
}

/// What speaks for and against: in words, and whether it speaks for it.
fn between(w: &Words, one: &ReportPage, two: &ReportPage) -> Vec<(String, bool)> {
    let at = |report: &ReportPage| report.row.position.map(|(lat, lon)| Position { lat, lon, accuracy: None });
    let metres = at(one).zip(at(two)).map(|(a, b)| a.distance_m(&b).round() as i64);
    let seen = |report: &ReportPage| report.row.taken_at.unwrap_or(report.row.stored_at);
    let apart = (seen(one) - seen(two)).abs();
    let (key, count) = match (apart.num_days(), apart.num_hours()) {
        (days @ 1.., _) => ("compare-days", days),
        (_, hours @ 1..) => ("compare-hours", hours),
        _ => ("compare-minutes", apart.num_minutes()),
    };
    let same = one.row.category == two.row.category;
    vec![
        match metres {
            Some(metres) => (w.with("compare-metres", &[("count", metres.into())]), metres <= 40),
            None => (w.t("compare-no-place"), false),
        },
        (w.with(key, &[("count", count.into())]), apart.num_days() < 14),
        (w.t(if same { "compare-same-category" } else { "compare-other-category" }), same),
    ]
}

/// `same`: `part` is the same as the other one, which stays. `differs`: they are about two things.
pub(super) async fn decide(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path((id, other)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (author, now) = (posted.allow(May::Review)?.id, site.now());
    let Posted { who, fields } = posted;
    let Some(part) = [id, other].into_iter().find(|id| fields.raw("part") == id.to_string()) else {
        return Err(Trouble::NotFound);
    };
    let differs = fields.raw("do") == "differs";
    let field = if differs { "differs" } else { "same_as" };
    let stays = if part == id { other } else { id };
    let edited = site
        .ask(move |desk| {
            let (Some(one), Some(two)) = (desk.report(part)?, desk.report(stays)?) else {
                return Ok(Err(Refused::Unknown));
            };
            // The newer one was found to look like the older one.
            let (rest, written) = if differs { by_age(one, two) } else { (two, one) };
            let value = json!(rest.row.id);
            let value = if differs { and(&written, field, value) } else { value };
            let record = written.row.id;
            let base: Option<Uuid> = fields.get(&format!("base-{field}-{record}")).and_then(|base| base.parse().ok());
            let edit = Edit {
                kind: Kind::Report,
                record,
                fields: BTreeMap::from([(field.to_owned(), value)]),
                bases: Some(base.map(|base| (field.to_owned(), base)).into_iter().collect()),
            };
            desk.edit_untouched(author, &[edit], now)
        })
        .await?;
    match edited {
        Ok(edited) => {
            let (to, said) = if differs { (id, "differs") } else { (stays, "merged") };
            let seq = match edited.first() {
                Some(Edited::Stored(seq)) => format!("&seq={seq}"),
                _ => String::new(),
            };
            Ok(Redirect::to(&format!("/office/reports/{to}?said={said}{seq}")).into_response())
        }
        Err(why) => view(&site, w, who.session, id, other, Some(refused(why))).await,
    }
}

//! *Zu tun*: what needs a person, by consequence. Each row offers its next step; the list empties by working through it.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use forwarding::concern::Why;
use shared::words::Audience;

use super::frame::Frame;
use super::session::Reader;
use crate::pages::{Chip, Moment, Shared, Trouble, Vocabulary, Words, page};
use crate::storage::TodoRow;

const PAGE: u32 = 100;

#[derive(Template)]
#[template(path = "office/todo.html")]
struct Todo {
    w: Words,
    frame: Frame,
    rows: Vec<Row>,
    total: u64,
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
    /// Why it is here.
    why: Vec<Chip>,
    since: Moment,
    /// What to do next, and where.
    step: String,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Reader(session): Reader,
) -> Result<Response, Trouble> {
    let frame = Frame::new(&site, w.clone(), &session, "/office/").await?;
    let (vocabulary, (rows, total)) =
        site.ask(move |storage| Ok((Vocabulary::read(storage)?, storage.todo(None, 0, PAGE)?))).await?;
    let rows = rows.iter().filter_map(|row| Row::new(&w, &vocabulary, row)).collect();
    page(&Todo { w, frame, rows, total })
}

impl Row {
    fn new(w: &Words, vocabulary: &Vocabulary, todo: &TodoRow) -> Option<Row> {
        let row = &todo.row;
        let (first, since) = todo.why.first()?;
        Some(Row {
            href: format!("/office/reports/{}", row.id),
            photo: row.photo.map(|id| format!("/office/attachments/{id}?size=thumb")),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(w, &row.category),
            number: row.number.clone(),
            hazard: row.hazard,
            place: row.place.clone(),
            chip: vocabulary.chip(w, Audience::Office, &row.status, None),
            why: todo.why.iter().map(|(why, _)| chip(w, *why)).collect(),
            since: w.moment(*since),
            step: w.t(&format!("office-step-{}", first.as_str())),
        })
    }
}

/// A reason as shape and words.
pub(super) fn chip(w: &Words, why: Why) -> Chip {
    let (class, icon) = match why {
        Why::Urgent => ("hazard", "triangle-alert"),
        Why::Undelivered => ("hazard", "mail-x"),
        Why::Nobody | Why::Held => ("wait", "inbox"),
        Why::Question => ("wait", "circle-question-mark"),
        Why::Place => ("wait", "map-pin"),
        Why::Photo => ("wait", "eye-off"),
        Why::Voice => ("", "mic"),
        Why::Values => ("", "info"),
        Why::Duplicate => ("", "copy"),
    };
    Chip { class, icon, word: w.t(&format!("office-why-{}", why.as_str())) }
}

//! What a department sees.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::domain::{MAX_TEXT, Outcome};
use shared::state::State;
use shared::words::Audience;
use uuid::Uuid;

use super::{MAX_INITIALS, TokenError};
use crate::pages::{Chip, Moment, Site, Trouble, Vocabulary, Words, page, query};
use crate::storage::OfferedAnswer;

/// What was filled in.
pub(super) struct Given {
    pub(super) outcome: Outcome,
    pub(super) note: String,
    pub(super) initials: String,
}

/// Why an answer is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    LongNote,
    LongInitials,
    NoQuestion,
    TooMany,
}

#[derive(Template)]
#[template(path = "answer/ask.html")]
struct Ask<'a> {
    w: Words,
    token: &'a str,
    query: String,
    report: Head,
    photos: &'a [Uuid],
    merged_into: Option<&'a str>,
    earlier: Vec<Earlier>,
    given: Given,
    first: Choice,
    others: Vec<Choice>,
    question: bool,
    max_note: usize,
    max_initials: usize,
    mistake: Option<String>,
    bad_note: bool,
    bad_initials: bool,
}

/// The report, as the page begins.
struct Head {
    number: String,
    icon: &'static str,
    category: String,
    hazard: bool,
    place: Option<String>,
    degrees: Option<String>,
    map: Option<String>,
    seen: Moment,
    sightings: i64,
    chip: Chip,
}

struct Choice {
    code: &'static str,
    word: String,
    icon: &'static str,
}

struct Earlier {
    word: String,
    note: Option<String>,
    moment: Moment,
}

#[derive(Template)]
#[template(path = "answer/saved.html")]
struct Saved<'a> {
    w: Words,
    number: &'a str,
    outcome: String,
    note: Option<&'a str>,
    next: String,
    again: String,
}

#[derive(Template)]
#[template(path = "answer/end.html")]
struct End<'a> {
    w: Words,
    number: Option<&'a str>,
    title: String,
    hint: String,
    contact: Option<&'a str>,
}

/// The form.
#[expect(clippy::too_many_arguments, reason = "each part of the page comes from somewhere else")]
pub(super) fn ask(
    site: &Site,
    w: Words,
    vocabulary: &Vocabulary,
    offered: &OfferedAnswer,
    token: &str,
    lang: &str,
    given: Given,
    mistake: Option<Mistake>,
) -> Result<Response, Trouble> {
    let mut choices = vec![Outcome::Done, Outcome::Accepted, Outcome::NotOurs, Outcome::Note];
    choices.retain(|outcome| *outcome != Outcome::Accepted || offered.wants_accept || given.outcome == *outcome);
    let others = choices.into_iter().filter(|outcome| *outcome != given.outcome);
    let view = Ask {
        token,
        query: query(&[("lang", lang)]),
        report: Head::new(site, &w, vocabulary, offered),
        photos: &offered.photos,
        merged_into: (offered.number_in_mail != offered.report.number).then_some(offered.report.number.as_str()),
        earlier: offered.earlier.iter().rev().map(|earlier| Earlier::new(&w, earlier)).collect(),
        first: Choice::new(&w, given.outcome),
        others: others.map(|outcome| Choice::new(&w, outcome)).collect(),
        question: given.outcome == Outcome::Note,
        max_note: MAX_TEXT,
        max_initials: MAX_INITIALS,
        mistake: mistake.map(|mistake| mistake.sentence(&w)),
        bad_note: matches!(mistake, Some(Mistake::LongNote | Mistake::NoQuestion)),
        bad_initials: mistake == Some(Mistake::LongInitials),
        given,
        w,
    };
    let status = mistake.map_or(StatusCode::OK, Mistake::status);
    Ok((status, page(&view)?).into_response())
}

/// After an answer: what was stored, and what happens next.
pub(super) fn saved(w: Words, offered: &OfferedAnswer, token: &str, lang: &str) -> Result<Response, Trouble> {
    let Some((outcome, note, _)) = offered.earlier.last() else { return Err(Trouble::NotFound) };
    page(&Saved {
        number: &offered.report.number,
        outcome: w.t(&format!("answer-outcome-{}", outcome.as_str())),
        note: note.as_deref(),
        next: w.t(&format!("answer-next-{}", outcome.as_str())),
        again: format!("/answer/{token}{}", query(&[("lang", lang)])),
        w,
    })
}

/// The department is no longer asked.
pub(super) fn over(
    site: &Site,
    w: Words,
    vocabulary: &Vocabulary,
    offered: &OfferedAnswer,
) -> Result<Response, Trouble> {
    let key = match offered.report.status.state {
        State::Withdrawn => "answer-withdrawn",
        State::Closed | State::SelfDone => "answer-closed",
        _ => "answer-passed-on",
    };
    let now_at = offered.report.status.department.as_deref().map_or("", |code| vocabulary.department(code));
    let end = End {
        number: Some(&offered.number_in_mail),
        title: w.t(key),
        hint: w.t1(&format!("{key}-hint"), "department", now_at),
        contact: Some(site.state.contact.as_str()).filter(|contact| !contact.is_empty()),
        w,
    };
    Ok((StatusCode::GONE, page(&end)?).into_response())
}

/// The link opens nothing.
pub(super) fn dead(site: &Site, w: Words, why: TokenError) -> Result<Response, Trouble> {
    let (status, key) = match why {
        TokenError::Forged => (StatusCode::NOT_FOUND, "answer-unknown"),
        TokenError::Expired => (StatusCode::GONE, "answer-expired"),
    };
    let contact = site.state.contact.as_str();
    let end = End {
        number: None,
        title: w.t(key),
        hint: w.t1(&format!("{key}-hint"), "contact", contact),
        contact: Some(contact).filter(|contact| why == TokenError::Forged && !contact.is_empty()),
        w,
    };
    Ok((status, page(&end)?).into_response())
}

impl Head {
    fn new(site: &Site, w: &Words, vocabulary: &Vocabulary, offered: &OfferedAnswer) -> Head {
        let row = &offered.report;
        Head {
            number: row.number.clone(),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(w, &row.category),
            hazard: row.hazard,
            place: row.place.clone(),
            degrees: row.position.map(|at| w.degrees(at)),
            map: row.position.and_then(|at| site.map_link(at)),
            seen: w.moment(row.taken_at.unwrap_or(row.stored_at)),
            sightings: i64::from(row.status.sightings),
            chip: vocabulary.chip(w, Audience::Department, &row.status, Some(&row.number)),
        }
    }
}

impl Choice {
    fn new(w: &Words, outcome: Outcome) -> Choice {
        let icon = match outcome {
            Outcome::Done => "circle-check",
            Outcome::NotOurs => "undo-2",
            Outcome::Accepted => "user-check",
            Outcome::Note => "circle-question-mark",
        };
        let word = w.t(&format!("answer-outcome-{}", outcome.as_str()));
        Choice { code: outcome.as_str(), word: w.t1("answer-confirm", "outcome", &word), icon: w.icon(icon) }
    }
}

impl Earlier {
    fn new(w: &Words, (outcome, note, at): &(Outcome, Option<String>, chrono::DateTime<chrono::Utc>)) -> Earlier {
        let word = w.t(&format!("answer-outcome-{}", outcome.as_str()));
        Earlier { word, note: note.clone(), moment: w.moment(*at) }
    }
}

impl Mistake {
    fn sentence(self, w: &Words) -> String {
        let limit = |limit: usize| [("count", i64::try_from(limit).unwrap_or_default().into())];
        match self {
            Mistake::LongNote => w.with("answer-note-long", &limit(MAX_TEXT)),
            Mistake::LongInitials => w.with("answer-initials-long", &limit(MAX_INITIALS)),
            Mistake::NoQuestion => w.t("answer-question-missing"),
            Mistake::TooMany => w.t("answer-too-many"),
        }
    }
}

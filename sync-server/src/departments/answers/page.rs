//! What a department sees.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::domain::{MAX_TEXT, Outcome};
use shared::state::State;
use shared::words::Audience;
use uuid::Uuid;

use super::filled::{Filled, MAX_INITIALS, Mistake};
use super::{Dead, Open, link_token};
use crate::pages::{Chip, Moment, Site, Trouble, Vocabulary, Words, page, query};
use crate::storage::OfferedAnswer;

/// For whom a page is, and what their link leads to.
pub(super) struct Asking<'a> {
    pub(super) site: &'a Site,
    pub(super) w: Words,
    pub(super) open: &'a Open,
    pub(super) token: &'a str,
    pub(super) lang: &'a str,
}

#[derive(Template)]
#[template(path = "answer/ask.html")]
struct Ask<'a> {
    w: Words,
    token: &'a str,
    query: String,
    report: Head,
    photos: &'a [Uuid],
    sent: &'a [Uuid],
    merged_into: Option<&'a str>,
    earlier: Vec<Earlier>,
    given: Filled,
    first: Choice,
    others: Vec<Choice>,
    question: bool,
    /// Something was filled in already.
    opened: bool,
    max_note: usize,
    max_initials: usize,
    mistake: Option<String>,
    bad_note: bool,
    bad_initials: bool,
    bad_photo: bool,
}

/// The report, as the page begins, and as it stands in lists.
pub(super) struct Head {
    pub(super) number: String,
    pub(super) icon: &'static str,
    pub(super) category: String,
    pub(super) amount: Option<String>,
    pub(super) hazard: bool,
    pub(super) place: Option<String>,
    pub(super) degrees: Option<String>,
    pub(super) map: Option<String>,
    pub(super) text: Option<String>,
    pub(super) seen: Moment,
    pub(super) sightings: i64,
    pub(super) chip: Chip,
}

/// An answer as a button.
pub(super) struct Choice {
    pub(super) code: &'static str,
    pub(super) word: String,
    pub(super) icon: &'static str,
}

/// What was answered before.
pub(super) struct Earlier {
    pub(super) word: String,
    pub(super) note: Option<String>,
    pub(super) moment: Moment,
}

#[derive(Template)]
#[template(path = "answer/saved.html")]
struct Saved<'a> {
    w: Words,
    token: &'a str,
    sent: &'a [Uuid],
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
    /// Where it goes on: address and words.
    on: Option<(String, String)>,
    contact: Option<&'a str>,
}

/// The form.
pub(super) fn ask(asking: Asking<'_>, given: Filled, mistake: Option<Mistake>) -> Result<Response, Trouble> {
    let Asking { site, w, open, token, lang } = asking;
    let Open { vocabulary, offered, .. } = open;
    let mut choices = vec![Outcome::Done, Outcome::Accepted, Outcome::NotOurs, Outcome::Note];
    choices.retain(|outcome| *outcome != Outcome::Accepted || offered.wants_accept || given.outcome == *outcome);
    let others = choices.into_iter().filter(|outcome| *outcome != given.outcome);
    let view = Ask {
        token,
        query: query(&[("lang", lang)]),
        report: Head::new(site, &w, vocabulary, offered),
        photos: &offered.photos,
        sent: &offered.sent,
        merged_into: (offered.number_in_mail != offered.report.number).then_some(offered.report.number.as_str()),
        earlier: offered.earlier.iter().rev().map(|earlier| Earlier::new(&w, earlier)).collect(),
        first: Choice::new(&w, given.outcome),
        others: others.map(|outcome| Choice::new(&w, outcome)).collect(),
        question: given.outcome == Outcome::Note,
        opened: mistake.is_some() || !given.note.is_empty() || !given.initials.is_empty(),
        max_note: MAX_TEXT,
        max_initials: MAX_INITIALS,
        mistake: mistake.map(|mistake| mistake.sentence(&w)),
        bad_note: matches!(mistake, Some(Mistake::LongNote | Mistake::NoQuestion)),
        bad_initials: mistake == Some(Mistake::LongInitials),
        bad_photo: matches!(mistake, Some(Mistake::LargePhoto | Mistake::UnreadablePhoto)),
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
        token,
        sent: &offered.sent,
        number: &offered.report.number,
        outcome: w.t(&format!("answer-outcome-{}", outcome.as_str())),
        note: note.as_deref(),
        next: w.t(&format!("answer-next-{}", outcome.as_str())),
        again: format!("/answer/{token}{}", query(&[("lang", lang)])),
        w,
    })
}

/// Why an answer would reach nobody any more, and what to do: key of the sentence.
pub(super) fn reason(offered: &OfferedAnswer) -> &'static str {
    match offered.report.status.state {
        State::Withdrawn => "answer-withdrawn",
        State::Closed | State::SelfDone => "answer-closed",
        _ if offered.over => "answer-passed-on",
        _ => "answer-replaced",
    }
}

/// The department is no longer asked under this link.
pub(super) fn over(site: &Site, w: Words, open: &Open, lang: &str) -> Result<Response, Trouble> {
    let Open { vocabulary, offered, token } = open;
    let key = reason(offered);
    let now_at = offered.report.status.department.as_deref().map_or("", |code| vocabulary.department(code));
    let newer = offered.newer.filter(|_| key == "answer-replaced").map(|newer| {
        let newer = link_token(&site.state.secret, newer, token.until);
        (format!("/answer/{newer}{}", query(&[("lang", lang)])), w.t("answer-replaced-open"))
    });
    let contact = site.state.contact.as_str();
    let end = End {
        number: Some(&offered.number_in_mail),
        title: w.t(key),
        hint: w.t1(&format!("{key}-hint"), "department", now_at),
        contact: Some(contact).filter(|contact| newer.is_none() && !contact.is_empty()),
        on: newer,
        w,
    };
    Ok((StatusCode::GONE, page(&end)?).into_response())
}

/// The link opens nothing.
pub(super) fn dead(site: &Site, w: Words, why: Dead) -> Result<Response, Trouble> {
    let key = match why {
        Dead::Unknown => "answer-unknown",
        Dead::Expired => "answer-expired",
        Dead::TooMany => "answer-too-many",
    };
    let contact = site.state.contact.as_str();
    let end = End {
        number: None,
        title: w.t(key),
        hint: w.t1(&format!("{key}-hint"), "contact", contact),
        contact: Some(contact).filter(|contact| why != Dead::Expired && !contact.is_empty()),
        on: None,
        w,
    };
    Ok((why.status(), page(&end)?).into_response())
}

impl Head {
    pub(super) fn new(site: &Site, w: &Words, vocabulary: &Vocabulary, offered: &OfferedAnswer) -> Head {
        let row = &offered.report;
        Head {
            number: row.number.clone(),
            icon: w.icon(vocabulary.icon(&row.category)),
            category: vocabulary.category(w, &row.category),
            amount: offered.amount.as_deref().map(|code| w.code("amount", code)),
            hazard: row.hazard,
            place: row.place.clone(),
            degrees: row.position.map(|at| w.degrees(at)),
            map: row.position.and_then(|at| site.map_link(at)),
            text: offered.text.clone().filter(|text| !text.is_empty()),
            seen: w.moment(row.taken_at.unwrap_or(row.stored_at)),
            sightings: i64::from(row.status.sightings),
            chip: vocabulary.chip(w, Audience::Department, &row.status, Some(&row.number)),
        }
    }
}

impl Choice {
    pub(super) fn new(w: &Words, outcome: Outcome) -> Choice {
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
    pub(super) fn new(
        w: &Words,
        (outcome, note, at): &(Outcome, Option<String>, chrono::DateTime<chrono::Utc>),
    ) -> Earlier {
        let word = w.t(&format!("answer-outcome-{}", outcome.as_str()));
        Earlier { word, note: note.clone(), moment: w.moment(*at) }
    }
}

impl Mistake {
    pub(super) fn sentence(self, w: &Words) -> String {
        let limit = |limit: usize| [("count", i64::try_from(limit).unwrap_or_default().into())];
        match self {
            Mistake::LongNote => w.with("answer-note-long", &limit(MAX_TEXT)),
            Mistake::LongInitials => w.with("answer-initials-long", &limit(MAX_INITIALS)),
            Mistake::NoQuestion => w.t("answer-question-missing"),
            Mistake::NothingTicked => w.t("answer-list-nothing"),
            Mistake::LargePhoto => w.t("answer-photo-large"),
            Mistake::UnreadablePhoto => w.t("answer-photo-unreadable"),
            Mistake::Broken => w.t("answer-broken"),
            Mistake::TooMany => w.t("answer-too-many"),
        }
    }
}

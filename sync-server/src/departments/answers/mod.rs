//! A department answers through a link, without an account. A GET changes nothing; only the form on the page does.

mod page;
#[cfg(test)]
mod tests;
mod token;

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;
use shared::domain::{MAX_TEXT, Outcome};
use uuid::Uuid;

pub use token::{Opened, TokenError, link_token, list_token, read_list_token, read_token};

use crate::pages::{Shared, Site, Size, Trouble, Vocabulary, Words, respond_with_picture};
use crate::storage::{AnswerGiven, OfferedAnswer};
use page::{Given, Mistake};

const MAX_INITIALS: usize = 40;

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/answer/{token}", get(show).post(give)).route("/answer/{token}/photo/{attachment}", get(photo))
}

/// What a link may ask for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Which answer is offered first.
    a: String,
    /// An answer was just given.
    saved: Option<String>,
    size: Size,
    /// Goes along with links on the page.
    lang: String,
}

#[derive(Deserialize)]
struct Filled {
    outcome: Outcome,
    #[serde(default)]
    note: String,
    #[serde(default)]
    initials: String,
}

async fn show(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let (vocabulary, offered) = match open(&site, &token).await? {
        Ok(opened) => opened,
        Err(dead) => return page::dead(&site, words, dead),
    };
    if asked.saved.is_some() && !offered.earlier.is_empty() {
        return page::saved(words, &offered, &token, &asked.lang);
    }
    if offered.over {
        return page::over(&site, words, &vocabulary, &offered);
    }
    let given = Given { outcome: chosen(&asked.a), note: String::new(), initials: String::new() };
    page::ask(&site, words, &vocabulary, &offered, &token, &asked.lang, given, None)
}

async fn give(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    Form(filled): Form<Filled>,
) -> Result<Response, Trouble> {
    let (vocabulary, offered) = match open(&site, &token).await? {
        Ok(opened) => opened,
        Err(dead) => return page::dead(&site, words, dead),
    };
    if offered.over {
        return page::over(&site, words, &vocabulary, &offered);
    }
    let note = filled.note.replace("\r\n", "\n").trim().to_owned();
    let given = Given { outcome: filled.outcome, note, initials: filled.initials.trim().to_owned() };
    let id = offered.forwarding.id;
    let mistake = given.mistake().or_else(|| site.answers.take(id, site.now()).is_err().then_some(Mistake::TooMany));
    if let Some(mistake) = mistake {
        return page::ask(&site, words, &vocabulary, &offered, &token, &asked.lang, given, Some(mistake));
    }

    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (note, initials) = (some(&given.note), some(&given.initials));
    let now = site.now();
    let answer = AnswerGiven { forwarding: id, outcome: given.outcome, note, initials };
    site.ask(move |desk| desk.answer(&answer, now)).await?.ok_or(Trouble::NotFound)?;
    let query = crate::pages::query(&[("saved", "1"), ("lang", &asked.lang)]);
    Ok(Redirect::to(&format!("/answer/{token}{query}")).into_response())
}

async fn photo(
    State(site): State<Shared>,
    Path((token, attachment)): Path<(String, Uuid)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let Ok((_, offered)) = open(&site, &token).await? else { return Err(Trouble::NotFound) };
    if !offered.photos.contains(&attachment) {
        return Err(Trouble::NotFound);
    }
    let row = site.ask(move |desk| desk.attachment(attachment)).await?.ok_or(Trouble::NotFound)?;
    // The list says so already; what is sealed or unchecked must not depend on one list.
    if row.sealed || row.unchecked {
        return Err(Trouble::NotFound);
    }
    respond_with_picture(&site, &headers, row.picture().ok_or(Trouble::NotFound)?, asked.size).await
}

/// What a token leads to; or why it leads nowhere.
async fn open(site: &Arc<Site>, token: &str) -> Result<Result<(Vocabulary, OfferedAnswer), TokenError>, Trouble> {
    let id = match read_token(&site.state.secret, token, site.now()) {
        Ok(opened) => opened.id,
        Err(dead) => return Ok(Err(dead)),
    };
    let read = site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.offered(id)?))).await?;
    let (vocabulary, Some(offered)) = read else { return Ok(Err(TokenError::Forged)) };
    Ok(Ok((vocabulary, offered)))
}

/// The answer that a link names.
fn chosen(code: &str) -> Outcome {
    match code {
        "not_ours" => Outcome::NotOurs,
        "accepted" => Outcome::Accepted,
        "question" | "note" => Outcome::Note,
        _ => Outcome::Done,
    }
}

impl Given {
    fn mistake(&self) -> Option<Mistake> {
        if self.note.chars().count() > MAX_TEXT {
            Some(Mistake::LongNote)
        } else if self.initials.chars().count() > MAX_INITIALS {
            Some(Mistake::LongInitials)
        } else if self.outcome == Outcome::Note && self.note.is_empty() {
            Some(Mistake::NoQuestion)
        } else {
            None
        }
    }
}

impl Mistake {
    fn status(self) -> StatusCode {
        match self {
            Mistake::TooMany => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

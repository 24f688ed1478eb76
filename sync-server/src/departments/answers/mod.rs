//! A department answers through links, without an account: one report by the link of its mail, or several on the list of
//! all that is open. A GET changes nothing; only the forms on the pages do.

mod filled;
mod list;
mod page;
#[cfg(test)]
mod tests;
mod token;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;
use shared::domain::Outcome;
use uuid::Uuid;

pub use token::{Opened, TokenError, link_token, list_token, read_list_token, read_token};

use crate::pages::{Origin, Shared, Site, Size, Trouble, Vocabulary, Words, respond_with_picture};
use crate::storage::{AnswerGiven, Answered, OfferedAnswer};
use filled::{Filled, Mistake};
use page::Asking;
use token::tidy;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/answer/{token}", get(show).post(give))
        // The link of the mail lets it in before a byte of it is read.
        .layer(DefaultBodyLimit::max(filled::MAX_BODY))
        .route("/answer/{token}/photo/{attachment}", get(photo))
        .route("/answer/list/{token}", get(list::show).post(list::give))
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

/// Why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dead {
    Unknown,
    Expired,
    /// Too many from this address were none of ours.
    TooMany,
}

/// What a link leads to, and for how long.
struct Open {
    vocabulary: Vocabulary,
    offered: OfferedAnswer,
    token: Opened,
}

async fn show(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Origin(from): Origin,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let token = tidy(&token);
    let open = match open(&site, from, &token).await? {
        Ok(open) => open,
        Err(dead) => return page::dead(&site, words, dead),
    };
    if asked.saved.is_some() && !open.offered.earlier.is_empty() {
        return page::saved(words, &open.offered, &token, &asked.lang);
    }
    if !open.offered.is_asked() {
        return page::over(&site, words, &open, &asked.lang);
    }
    let filled = Filled { outcome: chosen(&asked.a), ..Filled::default() };
    page::ask(Asking { site: &site, w: words, open: &open, token: &token, lang: &asked.lang }, filled, None)
}

async fn give(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Origin(from): Origin,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Trouble> {
    let token = tidy(&token);
    let open = match open(&site, from, &token).await? {
        Ok(open) => open,
        Err(dead) => return page::dead(&site, words, dead),
    };
    if !open.offered.is_asked() {
        return page::over(&site, words, &open, &asked.lang);
    }
    let (mut filled, mistake) = Filled::read(request, &site, chosen(&asked.a)).await;
    let (id, now) = (open.offered.forwarding.id, site.now());
    let mistake = mistake
        .or_else(|| filled.mistake())
        .or_else(|| site.answers.take(id, now).is_err().then_some(Mistake::TooMany));
    let photo = match (mistake, filled.photo.take()) {
        (None, Some(bytes)) => filled::keep(&site, bytes).await?,
        _ => Ok(None),
    };
    let photo = match (mistake, photo) {
        (None, Ok(photo)) => photo,
        (mistake, photo) => {
            let asking = Asking { site: &site, w: words, open: &open, token: &token, lang: &asked.lang };
            return page::ask(asking, filled, mistake.or(photo.err()));
        }
    };
    let answer = filled.answer(id);
    match site.ask(move |desk| desk.answer_by_link(&answer, photo.as_ref(), now)).await? {
        Answered::Stored => {
            let query = crate::pages::query(&[("saved", "1"), ("lang", &asked.lang)]);
            Ok(Redirect::to(&format!("/answer/{token}{query}")).into_response())
        }
        // It was withdrawn, or passed on, while the form was being filled in: the page says so.
        Answered::NotAsked => Ok(Redirect::to(&format!("/answer/{token}")).into_response()),
        Answered::Unknown => Err(Trouble::NotFound),
    }
}

async fn photo(
    State(site): State<Shared>,
    Origin(from): Origin,
    Path((token, attachment)): Path<(String, Uuid)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let Ok(Open { offered, .. }) = open(&site, from, &token).await? else { return Err(Trouble::NotFound) };
    let sent = offered.sent.contains(&attachment);
    if !sent && !offered.photos.contains(&attachment) {
        return Err(Trouble::NotFound);
    }
    let row = site.ask(move |desk| desk.attachment(attachment)).await?.ok_or(Trouble::NotFound)?;
    // The list says so already; what is sealed or unchecked must not depend on one list.
    if row.sealed || (row.unchecked && !sent) {
        return Err(Trouble::NotFound);
    }
    respond_with_picture(&site, &headers, row.picture().ok_or(Trouble::NotFound)?, asked.size).await
}

/// What a token leads to; or why it leads nowhere.
async fn open(site: &Arc<Site>, from: IpAddr, token: &str) -> Result<Result<Open, Dead>, Trouble> {
    let token = match admit(site, from, read_token(&site.state.secret, token, site.now())) {
        Ok(token) => token,
        Err(dead) => return Ok(Err(dead)),
    };
    let read = site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.offered(token.id)?))).await?;
    Ok(match read {
        (vocabulary, Some(offered)) => Ok(Open { vocabulary, offered, token }),
        (_, None) => Err(Dead::Unknown),
    })
}

/// Counts what is none of ours.
fn admit(site: &Site, from: IpAddr, read: Result<Opened, TokenError>) -> Result<Opened, Dead> {
    read.map_err(|error| match error {
        TokenError::Expired => Dead::Expired,
        TokenError::Forged if site.strangers.take(from, site.now()).is_err() => Dead::TooMany,
        TokenError::Forged => Dead::Unknown,
    })
}

/// The answer that a link names, whatever a program has left behind it.
fn chosen(code: &str) -> Outcome {
    let end = code.find(|c: char| !c.is_ascii_lowercase() && c != '_');
    match code.split_at_checked(end.unwrap_or(code.len())).map_or("", |(code, _)| code) {
        "not_ours" => Outcome::NotOurs,
        "accepted" => Outcome::Accepted,
        "question" | "note" => Outcome::Note,
        _ => Outcome::Done,
    }
}

impl Dead {
    fn status(self) -> StatusCode {
        match self {
            Dead::Unknown => StatusCode::NOT_FOUND,
            Dead::Expired => StatusCode::GONE,
            Dead::TooMany => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

impl Filled {
    fn answer(&self, forwarding: Uuid) -> AnswerGiven {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        AnswerGiven { forwarding, outcome: self.outcome, note: some(&self.note), initials: some(&self.initials) }
    }
}

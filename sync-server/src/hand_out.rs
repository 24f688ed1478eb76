//! Where investigators fetch evidence: a link, and a code that went another way. Who has only one of them learns nothing, not
//! even whether there is something to fetch. A GET shows a form; what is behind it is the answer to a POST, and its links
//! to files live for minutes.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::api::code;
use crate::pages::{Shared, Trouble, Words, page, respond_with_file};
use crate::signed;
use crate::storage::{Exhibit, HandOver};

/// A page with links is for whoever opened it, now.
const MINUTES: i64 = 15;
const MAX_NAME: usize = 120;
const LABEL: &[u8] = b"kuemmerer evidence file 1\0";
/// Hand-over, attachment, expiry.
const SIGNED: usize = 16 + 16 + 8;

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/evidence/{token}", get(ask).post(open)).route("/evidence/file/{signed}", get(file))
}

#[derive(Deserialize)]
struct Filled {
    #[serde(default)]
    name: String,
    #[serde(default)]
    code: String,
}

#[derive(Template)]
#[template(path = "evidence/ask.html")]
struct Ask {
    w: Words,
    name: String,
    /// Key of what is wrong.
    mistake: Option<&'static str>,
    max: usize,
}

#[derive(Template)]
#[template(path = "evidence/files.html")]
struct Files {
    w: Words,
    file_number: String,
    number: String,
    recipient: String,
    name: String,
    minutes: i64,
    files: Vec<File>,
}

struct File {
    href: String,
    name: String,
    sha256: String,
}

async fn ask(Extension(w): Extension<Words>) -> Result<Response, Trouble> {
    page(&Ask { w, name: String::new(), mistake: None, max: MAX_NAME })
}

async fn open(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(token): Path<String>,
    Form(filled): Form<Filled>,
) -> Result<Response, Trouble> {
    let name = filled.name.trim().to_owned();
    let again = |w, name, status, mistake| {
        let shown = page(&Ask { w, name, mistake: Some(mistake), max: MAX_NAME })?;
        Ok((status, shown).into_response())
    };
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return again(w, name, StatusCode::UNPROCESSABLE_ENTITY, "evidence-fetch-name-missing");
    }
    let token_hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let now = site.now();
    if site.hand_outs.take(token_hash, now).is_err() {
        return again(w, name, StatusCode::TOO_MANY_REQUESTS, "evidence-fetch-too-many");
    }
    let (code_hash, by) = (code::hash(&filled.code), name.clone());
    match site.ask(move |storage| storage.open_hand_over(&token_hash, &code_hash, &by, now)).await? {
        Some((known, exhibits)) => page(&Files::new(&site.state.secret, w, name, &known, &exhibits, now)),
        None => again(w, name, StatusCode::UNPROCESSABLE_ENTITY, "evidence-fetch-wrong"),
    }
}

async fn file(State(site): State<Shared>, Path(signed): Path<String>) -> Result<Response, Trouble> {
    let now = site.now();
    let (hand_over, attachment) = read(&site.state.secret, &signed, now).ok_or(Trouble::NotFound)?;
    let exhibit = site.ask(move |storage| storage.fetch(hand_over, attachment, now)).await?;
    let exhibit = exhibit.ok_or(Trouble::NotFound)?;
    respond_with_file(&site, exhibit.sha256, &exhibit.file_name()).await
}

impl Files {
    fn new(
        secret: &[u8; 32],
        w: Words,
        name: String,
        known: &HandOver,
        exhibits: &[Exhibit],
        now: DateTime<Utc>,
    ) -> Files {
        let until = now + TimeDelta::minutes(MINUTES);
        let file = |exhibit: &Exhibit| File {
            href: format!("/evidence/file/{}", sign(secret, known.id, exhibit.row.id, until)),
            name: exhibit.file_name(),
            sha256: exhibit.sha256_hex(),
        };
        Files {
            w,
            file_number: known.file_number.clone(),
            number: known.number.clone(),
            recipient: known.recipient.clone(),
            name,
            minutes: MINUTES,
            files: exhibits.iter().map(file).collect(),
        }
    }
}

/// The last part of a link to a file.
fn sign(secret: &[u8; 32], hand_over: Uuid, attachment: Uuid, until: DateTime<Utc>) -> String {
    let until = until.timestamp().to_be_bytes();
    signed::sign(secret, LABEL, &[&hand_over.as_bytes()[..], attachment.as_bytes(), &until].concat())
}

/// The hand-over and the attachment that such a part names, while it lives.
fn read(secret: &[u8; 32], text: &str, now: DateTime<Utc>) -> Option<(Uuid, Uuid)> {
    let value: [u8; SIGNED] = signed::read(secret, LABEL, text)?;
    let (hand_over, rest) = value.split_at(16);
    let (attachment, until) = rest.split_at(16);
    let until = i64::from_be_bytes(until.try_into().ok()?);
    let ids = (Uuid::from_slice(hand_over).ok()?, Uuid::from_slice(attachment).ok()?);
    (now.timestamp() <= until).then_some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_lives_for_minutes_and_cannot_be_made_up() {
        let (secret, now) = ([7; 32], DateTime::from_timestamp(1_795_000_000, 0).unwrap());
        let (hand_over, attachment) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let link = sign(&secret, hand_over, attachment, now);
        assert_eq!(read(&secret, &link, now), Some((hand_over, attachment)));
        assert_eq!(read(&secret, &link, now + TimeDelta::seconds(1)), None);
        assert_eq!(read(&[8; 32], &link, now), None);
    }
}

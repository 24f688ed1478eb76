//! The own account: password and language.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::accounts::hashed;
use super::prompt::{Asked, Prompt};
use super::quick::back;
use crate::office::frame::Frame;
use crate::office::password::{self, MAX_PASSWORD, MIN_PASSWORD};
use crate::office::session::{Posted, SignedIn};
use crate::pages::{Origin, Shared, Site, Trouble, Words, page};
use crate::storage::{Deed, Session};

const PATH: &str = "/office/account";

#[derive(Template)]
#[template(path = "office/setup/account.html")]
struct Own {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    here: String,
    min: i64,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    view(&site, w, &who.session, asked.into()).await
}

async fn view(site: &Site, w: Words, session: &Session, prompt: Prompt) -> Result<Response, Trouble> {
    let frame = Frame::new(site, w.clone(), session, PATH).await?;
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let own = Own { w, frame, prompt, here: PATH.to_owned(), min: MIN_PASSWORD as i64 };
    Ok((status, page(&own)?).into_response())
}

/// The old password is asked for, as often as one may sign in: a browser that was left open is not enough.
pub(super) async fn password(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Origin(address): Origin,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Posted { who, fields } = posted;
    let (staff, now) = (who.session.staff.clone(), site.now());
    let refuse = |why: &'static str| view(&site, w.clone(), &who.session, Prompt::refused(why));
    let (old, new) = (fields.raw("old").to_owned(), fields.raw("new").to_owned());
    if new.chars().count() < MIN_PASSWORD || new.len() > MAX_PASSWORD {
        return refuse("city-wrong-password-short").await;
    }
    if new != fields.raw("again") {
        return refuse("city-wrong-password-again").await;
    }
    if site.sign_ins.take(address, now).is_err() {
        return refuse("city-wrong-password-often").await;
    }
    let name = staff.name.clone();
    let stored = site.ask(move |storage| Ok(storage.user(&name)?.map(|(_, hash)| hash))).await?;
    let permit = site.hashing.acquire().await;
    let fits = tokio::task::spawn_blocking(move || password::fits(&old, stored.as_deref())).await?;
    drop(permit);
    if !fits {
        return refuse("city-wrong-password-old").await;
    }
    site.sign_ins.give_back(&address);
    let (hash, keep) = (hashed(&site, new).await?, who.token_hash);
    site.ask(move |storage| {
        storage.set_password(staff.id, &hash, Some(&keep))?;
        let (deed, about) = ("own_password", Some(staff.id));
        storage.note_deed(&Deed { staff: Some(staff.id), deed, about, what: String::new() }, now)
    })
    .await?;
    Ok(back(PATH, "password", 0))
}

//! Keys, and what the signs mean: a page of its own, and a dialog over every other one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};

use super::frame::Frame;
use super::rights::May;
use super::session::SignedIn;
use crate::pages::{Shared, Trouble, Words, page};

/// Each key with the text that says what it does.
const KEYS: [(&str, &str); 6] = [
    ("j k", "help-key-walk"),
    ("Enter", "help-key-open"),
    ("f", "help-key-forward"),
    ("m", "help-key-merge"),
    ("/", "help-key-search"),
    ("?", "help-key-help"),
];

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/help", get(show))
}

#[derive(Template)]
#[template(path = "office/help.html")]
struct Help {
    w: Words,
    frame: Frame,
    keys: Vec<(Vec<&'static str>, String)>,
}

async fn show(State(site): State<Shared>, Extension(w): Extension<Words>, who: SignedIn) -> Result<Response, Trouble> {
    who.allow(May::SeeSetUp)?;
    let frame = Frame::new(&site, w.clone(), &who.session, "/office/help").await?;
    let keys = KEYS.iter().map(|(keys, text)| (keys.split(' ').collect(), w.t(text))).collect();
    page(&Help { w, frame, keys })
}

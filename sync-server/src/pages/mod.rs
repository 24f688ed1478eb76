//! What all pages for browsers share: layout, words and times, security headers, style and icons, errors, the landing page.
//!
//! Pages are plain HTML and work without a script; each is a template filled with cleaned words.

mod address;
mod dress;
mod escape;
mod landing;
mod limiter;
mod moment;
mod origin;
mod picture;
mod site;
mod statics;
#[cfg(test)]
pub(crate) mod testing;
mod trouble;
mod vocabulary;
mod words;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Router, middleware};
use tower_http::timeout::TimeoutLayer;

pub(crate) use address::query;
pub(crate) use dress::cookie;
pub use escape::Escape;
pub(crate) use moment::Moment;
pub(crate) use origin::Origin;
pub(crate) use picture::{Size, caching, is_known, respond as respond_with_picture, respond_once, respond_with_file};
pub use site::{DeskState, Random};
pub(crate) use site::{Shared, Site, download, page};
pub(crate) use trouble::Trouble;
pub(crate) use vocabulary::{Chip, Vocabulary};
pub(crate) use words::Words;

/// The largest form that is read, in bytes: room for a text far over its limit, so that it can be handed back to shorten.
const MAX_FORM: usize = 256 * 1024;

/// From the head of a request to its answer: who sends a form drop by drop takes a seat from somebody.
const MAX_TIME: Duration = Duration::from_secs(60);

/// As [`MAX_TIME`], where the body is only read for who has a link of ours: a photo takes time where the network is thin.
const MAX_TIME_PHOTO: Duration = Duration::from_secs(300);

/// All pages: `/`, `/office/…`, `/answer/…`, `/evidence/…` and `/assets/…`.
pub fn router(state: DeskState) -> Router {
    let site: Shared = Arc::new(Site::new(state));
    let within = |time| TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, time);
    Router::new()
        .route("/", get(landing::landing))
        .nest("/assets", statics::routes())
        .merge(crate::office::routes())
        .merge(crate::hand_out::routes())
        .layer(within(MAX_TIME))
        .merge(crate::departments::answers::routes().layer(within(MAX_TIME_PHOTO)))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), dress::dress))
        .with_state(site)
}

//! The office: staff sign in, find reports, see what became of them, and correct, re-route, merge, close.
//!
//! Every page is a plain form first; a GET changes nothing but how long the session lasts, and the log
//! where a look or a file has to stand in it.

mod actions;
mod activity;
mod attachments;
mod compare;
mod deeds;
mod evidence;
mod export;
mod frame;
mod help;
mod history;
mod inbox;
mod list;
mod log;
mod login;
mod map;
mod parked;
mod parts;
mod password;
mod period;
mod places;
mod post;
mod privacy;
mod redact;
mod report;
mod rights;
mod session;
mod setup;
mod summaries;
#[cfg(test)]
pub(crate) mod tests;
mod todo;
mod undo;

use axum::Router;
use axum::routing::{get, post};

pub use password::{MAX_PASSWORD, MIN_PASSWORD, PasswordError, hash_password};

use crate::pages::{Shared, Trouble};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/office", get(login::home))
        .route("/office/reports", get(list::list))
        .route("/office/login", get(login::form).post(login::submit))
        .route("/office/logout", post(login::leave))
        .merge(report::routes())
        .route("/office/attachments/{id}", get(attachments::show))
        .merge(todo::routes())
        .merge(parked::routes())
        .merge(inbox::routes())
        .merge(map::routes())
        .merge(help::routes())
        .merge(post::routes())
        .merge(redact::routes())
        .merge(evidence::routes())
        .merge(log::routes())
        .merge(summaries::routes())
        .merge(places::routes())
        .merge(activity::routes())
        .merge(export::routes())
        .merge(privacy::routes())
        .merge(setup::routes())
        .route("/office/{*rest}", get(async || Trouble::NotFound))
}

//! Setting a city up, in pages alone. Records are forms as data ([`sheets`]); phones, accounts, areas and the checklist have
//! pages of their own.

mod account;
mod accounts;
mod areas;
mod beside;
mod choices;
mod duty;
mod form;
mod lending;
mod list;
mod pages;
mod phones;
mod prompt;
mod quick;
mod sheets;
mod start;
mod stops;
mod upload;
mod view;
mod way;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::pages::Shared;
use sheets::Sheet;

/// A city's areas with all their corners.
const MAX_AREAS: usize = 65 << 20;

pub(super) fn routes() -> Router<Shared> {
    let sheets = sheets::ALL.into_iter().map(of).fold(Router::new(), Router::merge);
    let areas = Router::new()
        .route("/office/areas", get(areas::show).post(areas::take))
        .layer(DefaultBodyLimit::max(MAX_AREAS));
    sheets
        .merge(areas)
        .merge(stops::routes())
        .route("/office/routes/{id}/version", post(way::version))
        .route("/office/start", get(start::show))
        .route("/office/start/city", post(start::rename))
        .route("/office/categories/start-set", post(quick::start_set))
        .route("/office/rules/suggest", post(quick::suggest))
        .route("/office/departments/{id}/send", post(quick::send))
        .route("/office/departments/{id}/resend", post(quick::resend))
        .route("/office/persons/{id}/pin", post(quick::pin))
        .route("/office/things/{id}/settle", post(lending::settle))
        .route("/office/phones", get(phones::list).post(phones::invite))
        .route("/office/phones/{id}", get(phones::show).post(phones::describe))
        .route("/office/phones/{id}/revoke", post(phones::revoke))
        .route("/office/phones/{id}/release", post(phones::release))
        .route("/office/accounts", get(accounts::list).post(accounts::add))
        .route("/office/accounts/{id}", post(accounts::change))
        .route("/office/account", get(account::show).post(account::password))
}

/// The pages of one kind of record.
fn of(sheet: &'static Sheet) -> Router<Shared> {
    let at = |rest: &str| format!("{}{rest}", sheet.path);
    Router::new()
        .route(sheet.path, get(list::list))
        .route(&at("/new"), get(pages::new).post(pages::add))
        .route(&at("/{id}"), get(pages::show).post(pages::save))
        .route(&at("/{id}/end"), post(pages::end))
        .layer(Extension(sheet))
}

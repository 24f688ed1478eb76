//! The city's first page: what this is, and where it leads.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::{Shared, Trouble, Words, page};

#[derive(Template)]
#[template(path = "pages/landing.html")]
struct Landing<'a> {
    w: Words,
    city: &'a str,
    demo: bool,
}

pub(super) async fn landing(State(site): State<Shared>, Extension(w): Extension<Words>) -> Result<Response, Trouble> {
    page(&Landing { w, city: &site.city().0, demo: site.state.demo })
}

//! Signing in and out.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::password;
use super::rights::{May, may};
use super::session::{COOKIE, Fields, Posted, SignedIn, inside, new_token, same, set_cookie};
use crate::pages::{Origin, Shared, Trouble, Words, cookie, page};
use crate::storage::StaffRole;

/// Ties the sign-in form to the browser that asked for it, before there is a session.
const FORM_COOKIE: &str = "kuemmerer_form";

#[derive(Template)]
#[template(path = "office/login.html")]
struct Login<'a> {
    w: Words,
    csrf: &'a str,
    next: &'a str,
    name: &'a str,
    error: Option<String>,
    hint: Option<String>,
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
    ended: Option<String>,
}

pub(super) async fn form(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let hint = asked.ended.map(|_| w.t("office-login-ended"));
    let (csrf, _) = new_token(&site);
    let next = inside(asked.next.as_deref());
    let mut response = page(&Login { w, csrf: &csrf, next, name: "", error: None, hint })?;
    set_cookie(&site, response.headers_mut(), FORM_COOKIE, &csrf);
    Ok(response)
}

/// Limits first, then one answer for wrong names and wrong passwords, after the same work.
pub(super) async fn submit(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Origin(address): Origin,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let csrf = cookie(&headers, FORM_COOKIE).unwrap_or_default();
    if !same(fields.raw("csrf"), csrf) {
        return Err(Trouble::Outdated);
    }
    let name = fields.get("name").unwrap_or_default();
    let next = inside(Some(fields.raw("next")));
    let again = |status: StatusCode, error: String| {
        let shown = page(&Login { w: w.clone(), csrf, next, name: &name, error: Some(error), hint: None })?;
        Ok((status, shown).into_response())
    };
    if let Err(wait) = site.sign_ins.take(address, site.now()) {
        let minutes = (wait.num_seconds() + 59) / 60;
        return again(StatusCode::TOO_MANY_REQUESTS, w.with("office-login-wait", &[("minutes", minutes.into())]));
    }

    let asked = name.clone();
    let account = site.ask(move |desk| desk.user(&asked)).await?;
    let (staff, stored) = account.unzip();
    let given = fields.raw("password").to_owned();
    let permit = site.hashing.acquire().await;
    let fits = tokio::task::spawn_blocking(move || password::fits(&given, stored.as_deref())).await?;
    drop(permit);
    let Some(staff) = staff.filter(|_| fits) else {
        return again(StatusCode::UNAUTHORIZED, w.t("office-login-wrong"));
    };

    site.sign_ins.give_back(&address);
    let (token, token_hash) = new_token(&site);
    let (csrf, _) = new_token(&site);
    // Who may not read reports begins where the city is set up.
    let next = if next == "/office/" { begin(staff.role) } else { next };
    let expires = site.now() + site.state.session;
    site.ask(move |desk| desk.add_session(&token_hash, staff.id, &csrf, expires)).await?;
    let mut response = Redirect::to(next).into_response();
    set_cookie(&site, response.headers_mut(), COOKIE, &token);
    set_cookie(&site, response.headers_mut(), FORM_COOKIE, "");
    Ok(response)
}

/// Where somebody begins who comes without an address; signed out, where one signs in.
pub(super) async fn home(who: Result<SignedIn, Response>) -> Redirect {
    Redirect::to(who.map_or("/office/", |who| begin(who.session.staff.role)))
}

/// Who sees no reports sets the city up.
fn begin(role: StaffRole) -> &'static str {
    if may(role, May::Read) { "/office/" } else { "/office/start" }
}

pub(super) async fn leave(State(site): State<Shared>, posted: Posted) -> Result<Response, Trouble> {
    site.ask(move |desk| desk.end_session(&posted.who.token_hash)).await?;
    let mut response = Redirect::to("/office/login").into_response();
    set_cookie(&site, response.headers_mut(), COOKIE, "");
    Ok(response)
}

//! Around every page: the reader's language, security headers, and a page where a handler only said what went wrong.

use askama::Template;
use assets::Language;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::trouble::Sentence;
use super::{Shared, Words, page};

/// Nothing but our own styles, pictures and sound; no script at all, no frame, no foreign form target.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// In the office our own scripts, too, as files; the map makes pictures in memory.
const OFFICE_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
                             style-src 'self'; img-src 'self' data: blob:; media-src 'self'; form-action 'self'; \
                             base-uri 'none'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// Remembers `?lang=` of staff; says nothing about who they are.
const COOKIE: &str = "kuemmerer_language";

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage {
    w: Words,
    sentence: String,
    office: bool,
}

pub(super) async fn dress(State(site): State<Shared>, mut request: Request, next: Next) -> Response {
    let asked = asked(request.uri().query());
    let language = asked.unwrap_or_else(|| remembered(request.headers()));
    let words = Words::new(language, site.city().1, site.now());
    let office = request.uri().path().starts_with("/office");
    let private = office || ["/answer", "/evidence"].iter().any(|path| request.uri().path().starts_with(path));
    request.extensions_mut().insert(words.clone());

    let mut response = next.run(request).await;
    if let Some(error) = bare_error(&response) {
        let status = response.status();
        let sentence = words.t(error.0);
        if let Ok(shown) = page(&ErrorPage { w: words, sentence, office }) {
            response = shown;
            *response.status_mut() = status;
        }
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if office {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(OFFICE_POLICY));
    }
    if private {
        headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    if let Some(language) = asked.filter(|_| office) {
        let cookie = format!("{COOKIE}={}; Path=/office; Max-Age=31536000; SameSite=Lax; HttpOnly", language.code());
        headers.extend(HeaderValue::from_str(&cookie).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}

/// What a response that has no page of its own should say: errors of handlers, and those of the framework.
fn bare_error(response: &Response) -> Option<Sentence> {
    let status = response.status();
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let by_status = match status {
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED => "office-not-found",
        _ => "office-trouble",
    };
    Some(response.extensions().get::<Sentence>().copied().unwrap_or(Sentence(by_status)))
}

/// `?lang=en`.
fn asked(query: Option<&str>) -> Option<Language> {
    let code = query?.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    Language::ALL.into_iter().find(|language| language.code() == code)
}

fn remembered(headers: &HeaderMap) -> Language {
    if let Some(language) = cookie(headers, COOKIE).and_then(|code| asked(Some(&format!("lang={code}")))) {
        return language;
    }
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::from_header(header.unwrap_or_default())
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

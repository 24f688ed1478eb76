//! Who is signed in, and whether a form really comes from our page.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::rights::{May, may};
use crate::pages::{Shared, Site, Trouble, cookie, query};
use crate::storage::{Session, Staff};

pub(super) const COOKIE: &str = "kuemmerer_session";

/// Somebody is signed in.
pub(super) struct SignedIn {
    pub(super) session: Session,
    pub(super) token_hash: [u8; 32],
}

/// Somebody signed in whose role may see reports.
pub(super) struct Reader(pub(super) Session);

/// A form of somebody signed in, with a valid CSRF token.
pub(super) struct Posted {
    pub(super) who: SignedIn,
    pub(super) fields: Fields,
}

/// What a form said.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// A field without surrounding space, with plain line breaks; none where empty.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let text = self.0.get(name)?.replace("\r\n", "\n");
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Everything, as it was typed.
    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// A field as it was typed: passwords, tokens.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<SignedIn, Response> {
        let token = cookie(&parts.headers, COOKIE);
        let sign_in = || {
            let back = parts.uri.path_and_query().map_or("/office/", |path| path.as_str());
            let back = if parts.method == http::Method::GET { back } else { "/office/" };
            let ended = if token.is_some() { "1" } else { "" };
            Redirect::to(&format!("/office/login{}", query(&[("next", back), ("ended", ended)]))).into_response()
        };
        let token_hash = token.map(hash).ok_or_else(sign_in)?;
        let now = site.now();
        let until = now + site.state.session;
        // A page that asks by itself for what is new does not keep anybody signed in.
        let by_itself = parts.headers.contains_key("kuemmerer-by-itself");
        let until = if by_itself { now } else { until };
        let session = site.ask(move |desk| desk.session(&token_hash, now, until)).await;
        let session = session.map_err(IntoResponse::into_response)?.ok_or_else(sign_in)?;
        Ok(SignedIn { session, token_hash })
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Reader, Response> {
        let who = SignedIn::from_request_parts(parts, site).await?;
        who.allow(May::Read).map_err(IntoResponse::into_response)?;
        Ok(Reader(who.session))
    }
}

impl FromRequest<Shared> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Shared) -> Result<Posted, Response> {
        let (mut parts, body) = request.into_parts();
        let who = SignedIn::from_request_parts(&mut parts, site).await?;
        let request = Request::from_parts(parts, body);
        let Form(fields) = Form::<Fields>::from_request(request, site).await.map_err(IntoResponse::into_response)?;
        if !same(fields.raw("csrf"), &who.session.csrf) {
            return Err(Trouble::Outdated.into_response());
        }
        Ok(Posted { who, fields })
    }
}

impl SignedIn {
    /// Who it is, if the role may.
    pub(super) fn allow(&self, what: May) -> Result<&Staff, Trouble> {
        let staff = &self.session.staff;
        if may(staff.role, what) { Ok(staff) } else { Err(Trouble::NotAllowed) }
    }
}

impl Posted {
    /// Who it is, if the role may.
    pub(super) fn allow(&self, what: May) -> Result<&Staff, Trouble> {
        self.who.allow(what)
    }
}

/// A fresh token: the text for the browser, and its hash, which is all that is stored.
pub(super) fn new_token(site: &Site) -> (String, [u8; 32]) {
    let token = URL_SAFE_NO_PAD.encode((site.state.random)());
    let hash = hash(&token);
    (token, hash)
}

pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares secrets in constant time; nothing equals an empty one.
pub(super) fn same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

/// Sets a cookie for the office, or takes it away with an empty value.
pub(super) fn set_cookie(site: &Site, headers: &mut HeaderMap, name: &str, value: &str) {
    let secure = if site.https() { "; Secure" } else { "" };
    let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{name}={value}; Path=/office; HttpOnly; SameSite=Lax{secure}{gone}");
    headers.extend(HeaderValue::from_str(&cookie).map(|cookie| (header::SET_COOKIE, cookie)));
}

/// Where to go after signing in: only into the office, whatever a link says.
pub(super) fn inside(next: Option<&str>) -> &str {
    let plain = |path: &&str| {
        path.starts_with("/office/")
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && !path.contains("..")
    };
    next.filter(plain).unwrap_or("/office/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_into_the_office_and_nowhere_else() {
        assert_eq!(inside(Some("/office/?state=done&page=2")), "/office/?state=done&page=2");
        for bad in [
            "//evil.example",
            "https://evil.example/office/",
            "/office/../x",
            "/office/\r\nx",
            "/office/\\",
            "/officer",
        ] {
            assert_eq!(inside(Some(bad)), "/office/");
        }
    }

    #[test]
    fn an_empty_secret_opens_nothing() {
        assert!(!same("", "") && !same("a", "") && !same("a", "ab"));
        assert!(same("ab", "ab"));
    }
}

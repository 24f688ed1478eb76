//! Requests as the server wants them, and answers as the engine understands them.
//!
//! Not everything that answers is the server: stations and hotels answer for it. Only an answer of its form is believed;
//! anything else is the same as no network.

use std::io::{Read, Write};
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use http::request::Builder;
use http::{Method, Request, Response, StatusCode, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::protocol::{CAPABILITIES, ErrorBody, ErrorCode, HEADER};
use shared::sync::Failure;

use super::transport::TransportError;
use crate::core::store::phone::Enrolment;

/// After decompression.
const MAX_ANSWER: u64 = 64 << 20;

/// Why a request cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The server's address is none.
    #[error("not an address: {0}")]
    Http(#[from] http::Error),
    /// A value has no JSON form.
    #[error("cannot be encoded: {0}")]
    Json(#[from] serde_json::Error),
    /// Compression failed.
    #[error("cannot be compressed: {0}")]
    Io(#[from] std::io::Error),
}

/// The beginning of every request.
pub fn request(method: Method, url: String, token: Option<&str>) -> Builder {
    let builder = Request::builder()
        .method(method)
        .uri(url)
        .header(HeaderName::from_static(HEADER), CAPABILITIES)
        .header(ACCEPT_ENCODING, "gzip");
    match token.map(|token| HeaderValue::try_from(format!("Bearer {token}"))) {
        Some(Ok(mut value)) => {
            value.set_sensitive(true);
            builder.header(AUTHORIZATION, value)
        }
        // A token with odd characters proves nothing; the server says so.
        _ => builder,
    }
}

/// A request with a JSON body, compressed.
pub fn post<T: Serialize>(
    server: &str,
    path: &str,
    token: Option<&str>,
    body: &T,
) -> Result<Request<Vec<u8>>, WireError> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&serde_json::to_vec(body)?)?;
    Ok(request(Method::POST, format!("{server}{path}"), token)
        .header(CONTENT_TYPE, "application/json")
        .header(CONTENT_ENCODING, "gzip")
        .body(packed.finish()?)?)
}

/// A request to an upload. Whatever host the server named: its token goes to the server alone.
pub fn to_upload(method: Method, enrolment: &Enrolment, location: &str) -> Builder {
    let path = location.parse::<Uri>().ok().and_then(|uri| Some(uri.path_and_query()?.as_str().to_owned()));
    let url = format!("{}{}", origin(&enrolment.server), path.unwrap_or_default());
    request(method, url, Some(&enrolment.token)).header("tus-resumable", "1.0.0")
}

fn origin(server: &str) -> &str {
    let host = server.find("://").map_or(0, |at| at + 3);
    let end = server.get(host..).and_then(|rest| rest.find('/')).map_or(server.len(), |at| host + at);
    server.get(..end).unwrap_or(server)
}

/// A whole number in a header.
pub fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// What the server said, or why that is no answer.
pub fn read<T: DeserializeOwned>(answer: Result<Response<Vec<u8>>, TransportError>) -> Result<T, Failure> {
    let answer = answer.map_err(|_| Failure::Offline)?;
    if !answer.status().is_success() {
        return Err(failure(&answer));
    }
    json(&answer).ok_or(Failure::Offline)
}

fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Option<T> {
    if answer.headers().get(CONTENT_ENCODING).is_none_or(|encoding| encoding != "gzip") {
        return serde_json::from_slice(answer.body()).ok();
    }
    let mut plain = Vec::new();
    GzDecoder::new(answer.body().as_slice()).take(MAX_ANSWER).read_to_end(&mut plain).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The code of an answer that is not a success, if it is the server's own.
pub fn error(answer: &Response<Vec<u8>>) -> Option<ErrorCode> {
    json::<ErrorBody>(answer).map(|body| body.code)
}

/// What an answer that is not a success means.
pub fn failure(answer: &Response<Vec<u8>>) -> Failure {
    let asked = number(answer.headers(), RETRY_AFTER.as_str()).map(Duration::from_secs);
    match error(answer) {
        Some(ErrorCode::Unauthorized) => Failure::NotEnrolled,
        Some(ErrorCode::Revoked) => Failure::Revoked,
        Some(ErrorCode::TooOld) => Failure::TooOld,
        Some(_) => Failure::Busy(asked),
        None if answer.status() == StatusCode::TOO_MANY_REQUESTS || answer.status().is_server_error() => {
            Failure::Busy(asked)
        }
        None => Failure::Offline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::LOCATION;
    use shared::protocol::PullAnswer;

    fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
        Response::builder().status(status).header(LOCATION, "/login").body(body.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_hotel_is_not_the_server() {
        for (status, body) in [(302, ""), (200, "<html>Welcome!</html>"), (401, "Please pay"), (511, "")] {
            let read = read::<PullAnswer>(Ok(answer(status, body)));
            assert!(matches!(read, Err(Failure::Offline | Failure::Busy(None))), "{status}: {read:?}");
        }
        let own = r#"{"code":"unauthorized","message":""}"#;
        assert_eq!(failure(&answer(401, own)), Failure::NotEnrolled);
        assert_eq!(failure(&answer(426, r#"{"code":"too_old","message":""}"#)), Failure::TooOld);
    }

    #[test]
    fn the_token_stays_with_its_server() {
        let enrolment = Enrolment {
            server: "https://city.example.org/field".into(),
            token: "secret".into(),
            city: Default::default(),
            city_name: String::new(),
            label: String::new(),
            team: None,
        };
        for (location, url) in [
            ("https://evil.example.org/api/v1/uploads/7?x=1", "https://city.example.org/api/v1/uploads/7?x=1"),
            ("/field/api/v1/uploads/7", "https://city.example.org/field/api/v1/uploads/7"),
        ] {
            let request = to_upload(Method::HEAD, &enrolment, location).body(()).unwrap();
            assert_eq!(request.uri().to_string(), url);
        }
    }
}

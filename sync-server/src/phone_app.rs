//! `/app/`: the phone's app, out of this program. `make web` builds it; a program that was built without it says so.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::random::to_hex;

/// In a debug build the files are read from the folder at run time.
#[derive(RustEmbed)]
#[folder = "../.cache/web"]
#[allow_missing = true]
struct Files;

/// Only our own files; `wasm-unsafe-eval` lets the browser compile the module, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
                      img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=(self)"),
];

/// The app's files.
pub fn router() -> Router {
    let mut router = Router::new()
        .route("/app", get(async || Redirect::permanent("/app/")))
        .route("/app/", get(async |headers: HeaderMap| file("index.html", &headers)))
        .route("/app/{*name}", get(async |Path(name): Path<String>, headers: HeaderMap| file(&name, &headers)));
    for (name, value) in HEADERS {
        // On its own routes: paths that lead nowhere get the page of everybody else.
        router = router.route_layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    router.route_layer(CompressionLayer::new().gzip(true))
}

fn file(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(name).filter(|_| !name.ends_with(".br")) else {
        let built = Files::get("index.html").is_some();
        let why = if built { "" } else { "This program was built without the app: run `make web` first.\n" };
        return (StatusCode::NOT_FOUND, why).into_response();
    };
    let tag = format!("\"{}\"", to_hex(&file.metadata.sha256_hash()));
    let mut answer = if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = [(header::CONTENT_TYPE, kind(name, file.metadata.mimetype()))];
        let takes_brotli = headers
            .get(header::ACCEPT_ENCODING)
            .is_some_and(|takes| takes.to_str().unwrap_or_default().split(',').any(|it| it.trim().starts_with("br")));
        match Files::get(&format!("{name}.br")).filter(|_| takes_brotli) {
            Some(packed) => (kind, [(header::CONTENT_ENCODING, "br".to_owned())], packed.data).into_response(),
            None => (kind, file.data).into_response(),
        }
    };
    // The app's own store of files decides what it uses; the browser's only has to ask whether there is a new one.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

fn kind(name: &str, guessed: &str) -> String {
    let text = guessed.starts_with("text/") && !guessed.contains("charset");
    match name {
        name if name.ends_with(".webmanifest") => "application/manifest+json".to_owned(),
        _ if text => format!("{guessed}; charset=utf-8"),
        _ => guessed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    /// Holds with and without an app inside: both are refused or served under the same rules.
    #[tokio::test]
    async fn the_app_may_use_the_camera_and_load_nothing_from_elsewhere() {
        let request = Request::get("/app/").body(axum::body::Body::empty()).unwrap();
        let answer = router().oneshot(request).await.unwrap();
        let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert!(header("permissions-policy").contains("camera=(self)"));
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!header("content-security-policy").contains("unsafe-inline"));
    }
}

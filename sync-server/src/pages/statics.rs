//! Style and icon, compiled in.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::{Shared, Trouble};
use crate::random::to_hex;

const DESK_CSS: &str = include_str!("../../templates/pages/desk.css");
static STYLE: LazyLock<String> = LazyLock::new(|| [assets::TOKENS_CSS, assets::PAGES_CSS, DESK_CSS].join("\n"));
/// Changes with its content, so that browsers may keep it for good.
pub(super) static STYLE_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/pages.css?v={}", to_hex(&Sha256::digest(STYLE.as_bytes()))));

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/pages.css", get(style)).route("/icons/{name}", get(icon))
}

async fn style() -> Response {
    keep("text/css; charset=utf-8", STYLE.as_str())
}

async fn icon(Path(name): Path<String>) -> Result<Response, Trouble> {
    let svg = name.strip_suffix(".svg").and_then(assets::icon).ok_or(Trouble::NotFound)?;
    Ok(keep("image/svg+xml", svg))
}

fn keep(kind: &'static str, body: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, body).into_response()
}

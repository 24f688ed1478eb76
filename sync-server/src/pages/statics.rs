//! Style and icons, compiled in, and the office's scripts, which `make office` bundles.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

use rust_embed::RustEmbed;

use super::{Shared, Trouble};
use crate::random::to_hex;

const DESK_CSS: &str = include_str!("../../templates/pages/desk.css");
static STYLE: LazyLock<String> = LazyLock::new(|| [assets::TOKENS_CSS, assets::PAGES_CSS, DESK_CSS].join("\n"));
/// Changes with its content, so that browsers may keep it for good.
pub(super) static STYLE_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/pages.css?v={}", to_hex(&Sha256::digest(STYLE.as_bytes()))));

/// In a debug build the files are read from the folder at run time.
#[derive(RustEmbed)]
#[folder = "../.cache/office"]
#[allow_missing = true]
struct Bundle;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/pages.css", get(style))
        .route("/icons/{name}", get(icon))
        .route("/office/{name}", get(script))
        .layer(CompressionLayer::new().gzip(true))
}

/// The address of a bundled file; it changes with its content.
pub(super) fn bundled(name: &str) -> String {
    let version = Bundle::get(name).map(|file| to_hex(file.metadata.sha256_hash().get(..8).unwrap_or_default()));
    format!("/assets/office/{name}?v={}", version.unwrap_or_default())
}

async fn script(Path(name): Path<String>) -> Result<Response, Trouble> {
    let file = Bundle::get(&name).ok_or(Trouble::NotFound)?;
    let kind = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, file.data).into_response())
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

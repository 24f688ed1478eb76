//! Photos on pages.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Shared, Trouble};
use crate::photos::Sha256;
use crate::photos::picture::{LARGE, SMALL, Stored};

const QUALITY: u8 = 82;

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Size {
    /// In lists.
    Thumb,
    /// On its own.
    #[default]
    Large,
}

impl Size {
    const fn edge(self) -> u32 {
        match self {
            Size::Thumb => SMALL,
            Size::Large => LARGE,
        }
    }
}

/// Reads, shrinks and sends a stored photo. Few are decoded at once.
pub(crate) async fn respond(
    site: &Shared,
    headers: &HeaderMap,
    stored: Stored,
    size: Size,
) -> Result<Response, Trouble> {
    let edge = size.edge();
    let caching = caching(&stored, edge);
    if is_known(headers, &caching) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let jpeg = shrunk(site, stored, edge).await?;
    Ok((caching, [(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}

/// As [`respond`], and no copy is kept anywhere.
pub(crate) async fn respond_once(site: &Shared, stored: Stored) -> Result<Response, Trouble> {
    let jpeg = shrunk(site, stored, Size::Large.edge()).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")], jpeg).into_response())
}

async fn shrunk(site: &Shared, stored: Stored, edge: u32) -> Result<Vec<u8>, Trouble> {
    let permit = Arc::clone(&site.decoding).acquire_owned().await.map_err(|_| Trouble::NotFound)?;
    let photos = Arc::clone(&site.state.photos);
    let jpeg = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        stored.shrink(&*photos, edge, QUALITY)?.map(|picture| picture.jpeg).ok_or(Trouble::Unreadable)
    });
    jpeg.await?
}

/// A file as it lies in the store, to be saved and never to be opened by a browser.
pub(crate) async fn respond_with_file(site: &Shared, blob: Sha256, name: &str) -> Result<Response, Trouble> {
    let photos = Arc::clone(&site.state.photos);
    let bytes = tokio::task::spawn_blocking(move || photos.read(&blob)).await??;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, bytes).into_response())
}

/// A copy is kept, and asked for each time whether it still holds: what is blacked out must be gone everywhere at once.
pub(crate) fn caching(stored: &Stored, edge: u32) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let version = HeaderValue::from_str(&format!("\"{}\"", stored.version(edge)));
    headers.extend(version.map(|version| (header::ETAG, version)));
    headers
}

/// Whoever asks has this very copy.
pub(crate) fn is_known(asked: &HeaderMap, caching: &HeaderMap) -> bool {
    let has = asked.get(header::IF_NONE_MATCH);
    has.is_some() && has == caching.get(header::ETAG)
}

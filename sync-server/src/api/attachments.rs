//! A photo or voice note, after a check of rights; by its id, never by its hash.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use uuid::Uuid;

use super::error::ApiError;
use super::uploads::DeviceId;
use crate::app::App;
use crate::pages::{caching, is_known};
use crate::photos::picture::{LARGE, SMALL};

const QUALITY: u8 = 82;

/// How large.
#[derive(Debug, Deserialize)]
pub struct Size {
    size: Option<String>,
}

/// A photo, encoded anew, or a thumbnail of it (`?size=thumb`); a voice note as it is.
///
/// # Errors
/// [`ApiError::NotFound`] also where the phone may not see it, or it is sealed.
pub async fn attachment(
    State(app): State<Arc<App>>,
    Extension(DeviceId(device)): Extension<DeviceId>,
    Path(id): Path<Uuid>,
    Query(Size { size }): Query<Size>,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let row = app
        .blocking(move |app| match app.storage.phone_may_see(device, id)? {
            true => Ok(app.storage.attachment(id)?),
            false => Ok(None),
        })
        .await?;
    let row = row.filter(|row| !row.sealed).ok_or(ApiError::NotFound)?;
    if let (Some(sound), Some(blob)) = (row.sound(), row.blob) {
        let bytes = app.blocking(move |app| Ok(app.photos.read(&blob)?)).await?;
        return Ok(served(sound, HeaderMap::new(), bytes));
    }
    let stored = row.picture().ok_or(ApiError::NotFound)?;
    let edge = match size.as_deref() {
        None => LARGE,
        Some("thumb") => SMALL,
        Some(_) => return Err(ApiError::Malformed("size is thumb or nothing")),
    };
    let caching = caching(&stored, edge);
    if is_known(&asked, &caching) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let _turn = app.unpacking.acquire().await.map_err(|_closed| ApiError::Internal)?;
    let picture = app.blocking(move |app| Ok(stored.shrink(&*app.photos, edge, QUALITY)?)).await?;
    picture.map(|picture| served("image/jpeg", caching, picture.jpeg)).ok_or(ApiError::NotFound)
}

fn served(mime: &'static str, caching: HeaderMap, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        // What is sealed later must go.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    (headers, caching, bytes).into_response()
}

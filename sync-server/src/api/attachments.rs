//! A photo or voice note, after a check of rights; by its id, never by its hash.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;

use super::error::ApiError;
use super::thumbnail;
use super::uploads::DeviceId;
use crate::app::App;

/// A browser's guesses about a file must not matter.
const TYPES: [&str; 7] =
    ["image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm"];

/// How large.
#[derive(Debug, Deserialize)]
pub struct Size {
    size: Option<String>,
}

/// The bytes, or a thumbnail of them (`?size=thumb`).
///
/// # Errors
/// [`ApiError::NotFound`] also where the phone may not see it, or it is sealed.
pub async fn attachment(
    State(app): State<Arc<App>>,
    Extension(DeviceId(device)): Extension<DeviceId>,
    Path(id): Path<Uuid>,
    Query(Size { size }): Query<Size>,
) -> Result<Response, ApiError> {
    let row = app
        .blocking(move |app| match app.storage.phone_may_see(device, id)? {
            true => Ok(app.storage.attachment(id)?),
            false => Ok(None),
        })
        .await?;
    let row = row.filter(|row| !row.sealed).ok_or(ApiError::NotFound)?;
    let blob = row.blob.ok_or(ApiError::NotFound)?;
    let bytes = app.blocking(move |app| Ok(app.photos.read(&blob)?)).await?;
    match size.as_deref() {
        None => Ok(served(row.mime.as_deref().unwrap_or_default(), bytes)),
        Some("thumb") => {
            let _turn = app.unpacking.acquire().await.map_err(|_closed| ApiError::Internal)?;
            let small = app.blocking(move |_| Ok(thumbnail::jpeg(&bytes))).await?;
            small.map(|jpeg| served("image/jpeg", jpeg)).ok_or(ApiError::NotFound)
        }
        Some(_) => Err(ApiError::Malformed("size is thumb or nothing")),
    }
}

fn served(mime: &str, bytes: Vec<u8>) -> Response {
    let known = TYPES.iter().find(|known| **known == mime).unwrap_or(&"application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(known)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        // Not for long: what is sealed or redacted later must go.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    (headers, bytes).into_response()
}

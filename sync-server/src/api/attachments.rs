//! A photo or voice note, after a check of rights; by its id, never by its hash.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;

use super::error::ApiError;
use super::uploads::DeviceId;
use crate::app::App;
use crate::photos::picture::{LARGE, SMALL, stored};

/// A browser's guesses about a file must not matter.
const SOUNDS: [&str; 4] = ["audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm"];
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
) -> Result<Response, ApiError> {
    let row = app
        .blocking(move |app| match app.storage.phone_may_see(device, id)? {
            true => Ok(app.storage.attachment(id)?),
            false => Ok(None),
        })
        .await?;
    let row = row.filter(|row| !row.sealed).ok_or(ApiError::NotFound)?;
    let blob = row.blob.ok_or(ApiError::NotFound)?;
    if let Some(sound) = SOUNDS.iter().find(|known| row.mime.as_deref() == Some(**known)) {
        let bytes = app.blocking(move |app| Ok(app.photos.read(&blob)?)).await?;
        return Ok(served(sound, bytes));
    }
    let edge = match size.as_deref() {
        None => LARGE,
        Some("thumb") => SMALL,
        Some(_) => return Err(ApiError::Malformed("size is thumb or nothing")),
    };
    let _turn = app.unpacking.acquire().await.map_err(|_closed| ApiError::Internal)?;
    let picture = app.blocking(move |app| Ok(stored(&*app.photos, &blob, edge, QUALITY)?)).await?;
    picture.map(|picture| served("image/jpeg", picture.jpeg)).ok_or(ApiError::NotFound)
}

fn served(mime: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        // Not for long: what is sealed or redacted later must go.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    (headers, bytes).into_response()
}

//! Photos and voice notes for staff. What is sealed is never served here.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use shared::domain::AttachmentRole;
use std::sync::Arc;
use uuid::Uuid;

use super::session::Reader;
use crate::pages::{Shared, Size, Trouble, respond_with_picture};

/// The only media types under which sound is served; whatever a phone says, it is nothing else.
const SOUND: [&str; 5] = ["audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm"];

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    size: Size,
}

pub(super) async fn show(
    State(site): State<Shared>,
    _: Reader,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let attachment = site.ask(move |desk| desk.attachment(id)).await?.ok_or(Trouble::NotFound)?;
    if attachment.sealed || attachment.role == AttachmentRole::Evidence {
        return Err(Trouble::Sealed);
    }
    let blob = attachment.blob.ok_or(Trouble::NotFound)?;
    if attachment.role != AttachmentRole::Voice {
        return respond_with_picture(&site, blob, asked.size).await;
    }
    let mime = attachment.mime.unwrap_or_default();
    let kind = SOUND.into_iter().find(|known| mime.split(';').next() == Some(known)).ok_or(Trouble::Unreadable)?;
    let photos = Arc::clone(&site.state.photos);
    let bytes = tokio::task::spawn_blocking(move || photos.read(&blob)).await??;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response())
}

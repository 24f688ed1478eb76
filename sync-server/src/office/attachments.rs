//! Photos and voice notes for staff. What is sealed is never served here.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use shared::domain::AttachmentRole;
use std::sync::Arc;
use uuid::Uuid;

use super::session::Reader;
use crate::pages::{Shared, Size, Trouble, respond_with_picture};

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
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let attachment = site.ask(move |desk| desk.attachment(id)).await?.ok_or(Trouble::NotFound)?;
    if attachment.sealed || attachment.role == AttachmentRole::Evidence {
        return Err(Trouble::Sealed);
    }
    if attachment.role != AttachmentRole::Voice {
        let stored = attachment.picture().ok_or(Trouble::NotFound)?;
        return respond_with_picture(&site, &headers, stored, asked.size).await;
    }
    let blob = attachment.blob.ok_or(Trouble::NotFound)?;
    let kind = attachment.sound().ok_or(Trouble::Unreadable)?;
    let photos = Arc::clone(&site.state.photos);
    let bytes = tokio::task::spawn_blocking(move || photos.read(&blob)).await??;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response())
}

//! A phone asks what is new.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::{Extension, Json};
use shared::protocol::{PullAnswer, PullRequest};

use super::body;
use super::error::ApiError;
use super::uploads::DeviceId;
use crate::app::App;

const MAX_BYTES: usize = 64 * 1024;

/// A page of the view.
///
/// # Errors
/// Nothing changes then; the phone asks again from the same cursor.
pub async fn pull(
    State(app): State<Arc<App>>,
    Extension(DeviceId(device)): Extension<DeviceId>,
    request: Request,
) -> Result<Json<PullAnswer>, ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, MAX_BYTES).await?;
    app.blocking(move |app| {
        let mut buffer = Vec::new();
        let bytes = body::unpack(&parts.headers, &bytes, MAX_BYTES, &mut buffer)?;
        let asked: PullRequest =
            serde_json::from_slice(bytes).map_err(|_| ApiError::Malformed("a PullRequest is expected"))?;
        Ok(Json(app.storage.pull(device, &asked, app.clock.now())?))
    })
    .await
}

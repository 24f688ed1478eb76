//! For whoever runs the server: does it live, what does it speak, how much has it done.

use std::fmt::Write;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

use super::error::ApiError;
use crate::app::App;
use crate::photos::StoreError;

/// What this server answers, by hand: short and true.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// Room for a piece of a photo: with less, nothing that phones bring can be kept.
const ROOM: usize = 256 * 1024;

/// Live: it answers. Ready: the database takes a write, and the disk has room; ending a session that nobody has changes
/// nothing. Where it is not ready it says why.
pub async fn health(State(app): State<Arc<App>>) -> Response {
    let writes = |app: &App| {
        app.storage.end_session(&[0; 32])?;
        app.folder.has_room(ROOM).map_err(|error| ApiError::from(StoreError::from(error)))
    };
    let why = app.blocking(writes).await.err().map(|error| error.to_string());
    let status = if why.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "live": true, "ready": why.is_none(), "why": why, "version": env!("CARGO_PKG_VERSION") });
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// [`OPENAPI`].
pub async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}

/// Numbers in the text format of Prometheus
/// (<https://prometheus.io/docs/instrumenting/exposition_formats/>). None of them says anything about a person.
///
/// # Errors
/// Where the database fails.
pub async fn metrics(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ApiError> {
    let now = app.blocking(|app| Ok(app.storage.overview()?)).await?;
    let rows = [
        ("reports", "gauge", "Reports stored", now.reports),
        ("attachments", "gauge", "Attachments whose every byte is here", now.attachments),
        ("parked", "gauge", "Changes that a person must look at", now.parked),
        ("mails_total", "counter", "Mails that went out", now.mails),
        ("forwardings_waiting", "gauge", "Forwardings that wait for a mail", now.waiting),
        ("devices", "gauge", "Devices that are not revoked", now.devices),
        ("seq", "counter", "Place in the server's order", now.seq),
    ];
    let mut text = String::new();
    for (name, kind, help, value) in rows {
        let _ =
            write!(text, "# HELP kuemmerer_{name} {help}\n# TYPE kuemmerer_{name} {kind}\nkuemmerer_{name} {value}\n");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

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

/// What this server answers, by hand: short and true.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// Live: it answers. Ready: the database takes a write; ending a session that nobody has changes nothing.
pub async fn health(State(app): State<Arc<App>>) -> Response {
    let ready = app.blocking(|app| Ok(app.storage.end_session(&[0; 32])?)).await.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "live": true, "ready": ready, "version": env!("CARGO_PKG_VERSION") });
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

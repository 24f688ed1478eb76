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
use crate::ops::schedule::Schedule;
use crate::photos::StoreError;

/// What this server answers, by hand: short and true.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// Room for a piece of a photo: with less, nothing that phones bring can be kept.
const ROOM: usize = 256 * 1024;

/// Live: it answers. Ready: the database takes a write, and the disk has room; ending a session that nobody has changes
/// nothing. Where it is not ready it says why. Without backups it is ready all the same.
pub async fn health(State(app): State<Arc<App>>) -> Response {
    let writes = |app: &App| {
        app.storage.end_session(&[0; 32])?;
        app.folder.has_room(ROOM).map_err(|error| ApiError::from(StoreError::from(error)))
    };
    let why = app.blocking(writes).await.err().map(|error| error.to_string());
    let backup = app.blocking(|app| Ok(backup(app))).await.unwrap_or("unknown");
    let status = if why.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let version = env!("CARGO_PKG_VERSION");
    let body = json!({ "live": true, "ready": why.is_none(), "why": why, "backup": backup, "version": version });
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// How the daily backups are.
fn backup(app: &App) -> &'static str {
    match Schedule::of(&app.config).map(|schedule| schedule.is_late(app.clock.now())) {
        None => "off",
        Some(Ok(false)) => "well",
        Some(Ok(true)) => "late",
        Some(Err(_)) => "unreadable",
    }
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
    let (now, held, backup) =
        app.blocking(|app| Ok((app.storage.overview()?, app.storage.mail_held()?, age(app)))).await?;
    let rows = [
        ("reports", "gauge", "Reports stored", now.reports),
        ("attachments", "gauge", "Attachments whose every byte is here", now.attachments),
        ("parked", "gauge", "Changes that a person must look at", now.parked),
        ("mails_total", "counter", "Mails that went out", now.mails),
        ("forwardings_waiting", "gauge", "Forwardings that wait for a mail", now.waiting),
        ("devices", "gauge", "Devices that are not revoked", now.devices),
        ("seq", "counter", "Place in the server's order", now.seq),
        ("mail_held", "gauge", "1 while mail waits for staff after a restore", held.into()),
    ];
    let backup = backup.map(|age| ("backup_age_seconds", "gauge", "Age of the newest daily backup", age));
    let mut text = String::new();
    for (name, kind, help, value) in rows.into_iter().chain(backup) {
        let _ =
            write!(text, "# HELP kuemmerer_{name} {help}\n# TYPE kuemmerer_{name} {kind}\nkuemmerer_{name} {value}\n");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

/// In seconds; none where no backups are made, or none could be.
fn age(app: &App) -> Option<u64> {
    let now = app.clock.now();
    let newest = Schedule::of(&app.config)?.newest(now).ok()??;
    Some((now - newest.made_at).num_seconds().unsigned_abs())
}

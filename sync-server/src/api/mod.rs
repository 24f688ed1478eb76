//! What phones speak: JSON over HTTP, and tus for bytes.

pub mod attachments;
pub mod auth;
pub mod body;
pub mod code;
pub mod enrol;
pub mod error;
pub mod gate;
pub mod health;
pub mod pull;
pub mod push;
pub mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use http::{HeaderName, HeaderValue};
use shared::protocol::{ATTACHMENTS, CAPABILITIES, ENROL, HEADER, PULL, PUSH};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use error::ApiError;

/// Everything that phones ask for.
pub fn router(app: &Arc<App>) -> Router {
    let uploads = uploads::router(uploads::UploadState {
        ledger: app.storage.clone(),
        store: app.photos.clone(),
        clock: app.clock.clone(),
        limits: uploads::Limits::default(),
    });
    let for_phones = Router::new()
        .route(PUSH, post(push::push))
        .route(PULL, post(pull::pull))
        .route(&format!("{ATTACHMENTS}{{id}}"), get(attachments::attachment))
        .with_state(app.clone())
        .merge(uploads)
        .route_layer(from_fn_with_state(app.clone(), auth::authenticate));
    Router::new()
        .route(ENROL, post(enrol::enrol))
        .with_state(app.clone())
        .merge(for_phones)
        .route("/api/{*unknown}", axum::routing::any(unknown))
        .route_layer(from_fn(auth::version))
        .layer(map_response(error::spoken))
        .layer(CompressionLayer::new().gzip(true))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(HEADER),
            HeaderValue::from_static(CAPABILITIES),
        ))
}

async fn unknown(_request: Request) -> impl IntoResponse {
    ApiError::NotFound
}

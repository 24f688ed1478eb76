//! Who asks: a device proves itself with its token, whose hash is all that the server keeps.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::TimeDelta;
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use shared::protocol::{HEADER, PUSH, VERSION};

use super::error::ApiError;
use super::uploads::DeviceId;
use crate::app::App;
use crate::storage::Device;

/// A server speaks to phones of its own version and of the one before.
const OLDEST: u32 = if VERSION > 1 { VERSION - 1 } else { 1 };
/// For so long a revoked device may still push; its changes are parked.
pub const GRACE: TimeDelta = TimeDelta::days(30);

/// SHA-256 of a token as it travels.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Refuses versions that are too old. No header is no version: pictures in a page cannot send one.
///
/// # Errors
/// [`ApiError::TooOld`].
pub async fn version(request: Request, next: Next) -> Result<Response, ApiError> {
    let spoken = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    match spoken.and_then(shared::protocol::version) {
        Some(version) if version < OLDEST => Err(ApiError::TooOld),
        _ => Ok(next.run(request).await),
    }
}

/// Lets a request of a known device pass, and tells what follows which one it is ([`DeviceId`], [`Device`]).
///
/// # Errors
/// [`ApiError::Unauthorized`], [`ApiError::Revoked`].
pub async fn authenticate(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let hash = token_hash(bearer(request.headers()).ok_or(ApiError::Unauthorized)?);
    let device = app.blocking(move |app| Ok(app.storage.device_by_token(&hash)?)).await?;
    let device = device.ok_or(ApiError::Unauthorized)?;
    if !admitted(&app, &device, request.uri().path()) {
        return Err(ApiError::Revoked);
    }
    request.extensions_mut().insert(DeviceId(device.id));
    Ok(next.run(request).await)
}

fn admitted(app: &App, device: &Device, path: &str) -> bool {
    match device.revoked_at {
        None => true,
        Some(at) => path == PUSH && app.clock.now().signed_duration_since(at) < GRACE,
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

//! What a phone reads when it does not get what it asked for.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use shared::protocol::{ErrorBody, ErrorCode};

use crate::photos::StoreError;
use crate::storage::StorageError;

/// A full disk is not emptied in a moment.
const FULL_RETRY_S: u64 = 60;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request has another form.
    #[error("the request is not understood: {0}")]
    Malformed(&'static str),
    /// The body is too large.
    #[error("the body is too large")]
    TooLarge,
    /// No token, or an unknown one.
    #[error("no valid token")]
    Unauthorized,
    /// The device is revoked.
    #[error("the device is revoked")]
    Revoked,
    /// Wrong, used or expired.
    #[error("the code is not valid")]
    WrongCode,
    /// Too many attempts.
    #[error("too many attempts")]
    SlowDown {
        /// When the next one is welcome, in seconds.
        retry_after: u64,
    },
    /// The phone's program is too old.
    #[error("this version is no longer spoken here")]
    TooOld,
    /// Not here, or not for you.
    #[error("not found")]
    NotFound,
    /// The client sends too slowly.
    #[error("the body did not come in time")]
    TooSlow,
    /// The disk is full.
    #[error("the server's disk is full")]
    NoSpace,
    /// The server failed.
    #[error("the server failed")]
    Internal,
}

impl ApiError {
    fn parts(&self) -> (StatusCode, ErrorCode) {
        match self {
            ApiError::Malformed(_) => (StatusCode::BAD_REQUEST, ErrorCode::Malformed),
            ApiError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge),
            ApiError::Unauthorized => (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized),
            ApiError::Revoked => (StatusCode::FORBIDDEN, ErrorCode::Revoked),
            ApiError::WrongCode => (StatusCode::FORBIDDEN, ErrorCode::WrongCode),
            ApiError::SlowDown { .. } => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::SlowDown),
            ApiError::TooOld => (StatusCode::UPGRADE_REQUIRED, ErrorCode::TooOld),
            ApiError::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            ApiError::TooSlow => (StatusCode::REQUEST_TIMEOUT, ErrorCode::Malformed),
            ApiError::NoSpace => (StatusCode::INSUFFICIENT_STORAGE, ErrorCode::NoSpace),
            ApiError::Internal => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        let mut response = (status, Json(ErrorBody { code, message: self.to_string() })).into_response();
        let retry = match self {
            ApiError::SlowDown { retry_after } => Some(retry_after),
            ApiError::NoSpace => Some(FULL_RETRY_S),
            _ => None,
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Gives what the framework refuses (a method, a path) the form of every other refusal.
pub async fn spoken(response: Response) -> Response {
    let status = response.status();
    let is_json =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json");
    if is_json || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (code, message) = match status {
        StatusCode::NOT_FOUND => (ErrorCode::NotFound, "not found"),
        StatusCode::METHOD_NOT_ALLOWED => (ErrorCode::Malformed, "this method is not for here"),
        StatusCode::PAYLOAD_TOO_LARGE => (ErrorCode::TooLarge, "the body is too large"),
        _ if status.is_client_error() => (ErrorCode::Malformed, "the request is not understood"),
        _ => (ErrorCode::Internal, "the server failed"),
    };
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut spoken = (status, Json(ErrorBody { code, message: message.to_owned() })).into_response();
    spoken.headers_mut().extend(allowed.map(|methods| (header::ALLOW, methods)));
    spoken
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "storage");
        match error {
            StorageError::NoSpace => ApiError::NoSpace,
            StorageError::Journal(error) if error.kind() == std::io::ErrorKind::StorageFull => ApiError::NoSpace,
            _ => ApiError::Internal,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => ApiError::NotFound,
            StoreError::NoSpace => ApiError::NoSpace,
            error => {
                tracing::error!(%error, "attachments");
                ApiError::Internal
            }
        }
    }
}

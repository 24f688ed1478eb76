//! Every way to say no, with the status that tus asks for.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::protocol::{ErrorBody, ErrorCode};

use super::{headers, ledger::UploadError};
use crate::photos::StoreError;

/// Seconds after which a client may try again while another request is at work.
const SOON: u64 = 5;
/// Seconds after which a full disk may have been emptied.
const LATER: u64 = 60;

#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("header {0} is missing or malformed")]
    Malformed(&'static str),
    #[error("this checksum algorithm is not supported")]
    Algorithm,
    #[error("the request ended early; what came is kept unless it had a checksum")]
    Cut,
    #[error("no device is known for this request")]
    Unidentified,
    #[error("this belongs to another device")]
    NotYours,
    #[error("there is no such upload")]
    Unknown,
    #[error("push the change that makes this attachment first")]
    UnknownAttachment,
    #[error("this method is not for here")]
    Method,
    #[error("nothing came for too long; what came is kept unless it had a checksum")]
    Slow,
    #[error("the upload continues at {held}")]
    Offset { held: u64 },
    #[error("the attachment has another length")]
    OtherLength,
    #[error("the upload has expired")]
    Expired,
    #[error("this server speaks tus 1.0.0")]
    Version,
    #[error("more bytes than are allowed here")]
    TooLarge,
    #[error("the body must be application/offset+octet-stream")]
    MediaType,
    #[error("another request is at work on this upload")]
    Locked,
    #[error("the bytes do not match the checksum and are dropped")]
    Checksum,
    #[error("the whole does not match what the phone declared; it starts anew")]
    HashDiffers,
    #[error("too many uploads at once")]
    Crowded,
    #[error("no space is left")]
    NoSpace,
    #[error("internal error")]
    Internal,
}

impl Refusal {
    /// Logs what the client is not told.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "upload failed");
        Self::Internal
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::Algorithm | Self::Cut => StatusCode::BAD_REQUEST,
            Self::Unidentified => StatusCode::UNAUTHORIZED,
            Self::NotYours => StatusCode::FORBIDDEN,
            Self::Unknown | Self::UnknownAttachment => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Offset { .. } | Self::OtherLength => StatusCode::CONFLICT,
            Self::Expired => StatusCode::GONE,
            Self::Version => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Locked => StatusCode::LOCKED,
            // tus gave this one its meaning; HTTP has no name for it.
            Self::Checksum | Self::HashDiffers => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoSpace => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::Malformed(_) | Self::Algorithm | Self::Cut | Self::MediaType => ErrorCode::Malformed,
            Self::Unidentified => ErrorCode::Unauthorized,
            Self::NotYours | Self::Unknown | Self::UnknownAttachment | Self::Expired => ErrorCode::NotFound,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::Locked | Self::Crowded => ErrorCode::SlowDown,
            Self::Version => ErrorCode::TooOld,
            Self::NoSpace => ErrorCode::NoSpace,
            Self::Internal => ErrorCode::Internal,
            _ => ErrorCode::Other,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = ErrorBody { code: self.code(), message: self.to_string() };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        match self {
            Self::Version => drop(headers.insert(headers::TUS_VERSION, HeaderValue::from_static(headers::VERSION))),
            Self::Offset { held } => drop(headers.insert(headers::UPLOAD_OFFSET, held.into())),
            Self::Locked | Self::Crowded => drop(headers.insert(header::RETRY_AFTER, SOON.into())),
            Self::NoSpace => drop(headers.insert(header::RETRY_AFTER, LATER.into())),
            _ => {}
        }
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSpace => Self::NoSpace,
            StoreError::WrongOffset { held, .. } => Self::Offset { held },
            StoreError::NotFound | StoreError::Io(_) => Self::internal(&error),
        }
    }
}

impl From<UploadError> for Refusal {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::UnknownAttachment => Self::UnknownAttachment,
            UploadError::NotYours => Self::NotYours,
            UploadError::OtherLength => Self::OtherLength,
            UploadError::NoSpace => Self::NoSpace,
            UploadError::Store(error) => error.into(),
            UploadError::Storage(_) => Self::internal(&error),
        }
    }
}

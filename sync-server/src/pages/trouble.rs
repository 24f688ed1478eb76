//! When a page cannot be shown. Handlers say what is wrong; [`super::dress`] turns it into a page in the reader's language.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::photos::StoreError;
use crate::storage::StorageError;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("there is no such page")]
    NotFound,
    #[error("the form carries no valid CSRF token")]
    Outdated,
    #[error("the role may not")]
    NotAllowed,
    #[error("the attachment is sealed")]
    Sealed,
    #[error("the picture cannot be shown")]
    Unreadable,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Photos(#[from] StoreError),
    #[error("a page could not be rendered: {0}")]
    Template(#[from] askama::Error),
    #[error(transparent)]
    Password(#[from] crate::office::PasswordError),
    #[error("a blocking task died: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// What the page of an error says: key of its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence(pub(super) &'static str);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, sentence) = match &self {
            Trouble::NotFound | Trouble::Photos(StoreError::NotFound) => (StatusCode::NOT_FOUND, "office-not-found"),
            Trouble::Outdated => (StatusCode::FORBIDDEN, "office-page-outdated"),
            Trouble::NotAllowed => (StatusCode::FORBIDDEN, "office-no-right"),
            Trouble::Sealed => (StatusCode::FORBIDDEN, "office-report-sealed"),
            Trouble::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, "photo-unreadable-broken"),
            Trouble::Storage(StorageError::NoSpace) | Trouble::Photos(StoreError::NoSpace) => {
                (StatusCode::INSUFFICIENT_STORAGE, "office-trouble")
            }
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "office-trouble"),
        };
        if status.is_server_error() {
            tracing::error!(error = %self, "a page failed");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Sentence(sentence));
        response
    }
}

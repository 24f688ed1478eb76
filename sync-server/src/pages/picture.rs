//! Photos on pages.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Shared, Trouble};
use crate::photos::picture::{LARGE, SMALL, stored};

const QUALITY: u8 = 82;

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Size {
    /// In lists.
    Thumb,
    /// On its own.
    #[default]
    Large,
}

impl Size {
    const fn edge(self) -> u32 {
        match self {
            Size::Thumb => SMALL,
            Size::Large => LARGE,
        }
    }
}

/// Reads, shrinks and sends a stored photo. Few are decoded at once.
pub(crate) async fn respond(site: &Shared, blob: [u8; 32], size: Size) -> Result<Response, Trouble> {
    let permit = Arc::clone(&site.decoding).acquire_owned().await.map_err(|_| Trouble::NotFound)?;
    let photos = Arc::clone(&site.state.photos);
    let jpeg = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        stored(&*photos, &blob, size.edge(), QUALITY)?.map(|picture| picture.jpeg).ok_or(Trouble::Unreadable)
    });
    let jpeg = jpeg.await??;
    // Short: a redaction must soon be seen everywhere.
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=120")];
    Ok((headers, jpeg).into_response())
}

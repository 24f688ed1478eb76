//! Forms that bring a file, or its text where somebody pasted it.

use std::collections::BTreeMap;

use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::header;

use crate::pages::Shared;

/// Hands each field over; false where not all of it came: a file may break off, or be too large.
pub(super) async fn read(request: Request, site: &Shared, mut take: impl FnMut(&str, String)) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/")) {
        let form = Form::<BTreeMap<String, String>>::from_request(request, site).await;
        return form.map(|Form(fields)| fields.into_iter().for_each(|(name, text)| take(&name, text))).is_ok();
    }
    let Ok(mut form) = Multipart::from_request(request, site).await else { return false };
    loop {
        match form.next_field().await {
            Ok(Some(part)) => {
                let name = part.name().unwrap_or_default().to_owned();
                let Ok(text) = part.text().await else { return false };
                take(&name, text);
            }
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

//! Reading bodies within limits: of bytes on the wire, of bytes when unpacked, and of time.

use std::borrow::Cow;
use std::io::Read;
use std::time::Duration;

use axum::body::{Body, Bytes};
use flate2::read::GzDecoder;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::error::ApiError;

/// A megabyte over a bad mobile line (50 kbit/s) takes under three minutes.
const PATIENCE: Duration = Duration::from_secs(300);

/// The whole body, at most `limit` bytes of it.
///
/// # Errors
/// Too large, too slow, or broken off.
pub async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(ApiError::TooLarge);
    }
    let whole = tokio::time::timeout(PATIENCE, Limited::new(body, limit).collect()).await;
    match whole.map_err(|_| ApiError::TooSlow)? {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::TooLarge),
        Err(_) => Err(ApiError::Malformed("the body ends early")),
    }
}

/// The body as its sender meant it: unpacked where it is packed, at most `limit` bytes.
///
/// # Errors
/// Too large, an unknown encoding, or damaged.
pub fn unpack<'a>(headers: &HeaderMap, body: &'a [u8], limit: usize) -> Result<Cow<'a, [u8]>, ApiError> {
    match headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None | Some(b"identity") => Ok(Cow::Borrowed(body)),
        Some(b"gzip") => {
            let mut bytes = Vec::new();
            let mut stream = GzDecoder::new(body).take(limit as u64 + 1);
            stream.read_to_end(&mut bytes).map_err(|_| ApiError::Malformed("the gzip stream is damaged"))?;
            if bytes.len() > limit { Err(ApiError::TooLarge) } else { Ok(Cow::Owned(bytes)) }
        }
        Some(_) => Err(ApiError::Malformed("content-encoding is gzip or nothing")),
    }
}

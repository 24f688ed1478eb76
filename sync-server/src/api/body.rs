//! Reading bodies within limits: of bytes on the wire, of bytes when unpacked, and of time.

use std::io::Read;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use flate2::read::GzDecoder;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::error::ApiError;

/// A body gets so long, and what its limit takes over a bad mobile line (32 kbit/s).
const PATIENCE: Duration = Duration::from_secs(30);
const BYTES_PER_SECOND: u64 = 4 * 1024;

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
    let patience = PATIENCE + Duration::from_secs(limit as u64 / BYTES_PER_SECOND);
    let whole = tokio::time::timeout(patience, Limited::new(body, limit).collect()).await;
    match whole.map_err(|_| ApiError::TooSlow)? {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::TooLarge),
        Err(_) => Err(ApiError::Malformed("the body ends early")),
    }
}

/// The body as its sender meant it: where it is packed, unpacked into `buffer`; at most `limit` bytes.
///
/// # Errors
/// Too large, an unknown encoding, or damaged.
pub fn unpack<'a>(
    headers: &HeaderMap,
    body: &'a [u8],
    limit: usize,
    buffer: &'a mut Vec<u8>,
) -> Result<&'a [u8], ApiError> {
    match headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None | Some(b"identity") => Ok(body),
        Some(b"gzip") => {
            // Growing step by step would hold it twice. Deflate packs at most 1032 : 1.
            buffer.reserve_exact(body.len().saturating_mul(1032).min(limit + 1));
            let mut stream = GzDecoder::new(body).take(limit as u64 + 1);
            stream.read_to_end(buffer).map_err(|_| ApiError::Malformed("the gzip stream is damaged"))?;
            if buffer.len() > limit { Err(ApiError::TooLarge) } else { Ok(buffer) }
        }
        Some(_) => Err(ApiError::Malformed("content-encoding is gzip or nothing")),
    }
}

/// Large buffers, used again: freed memory of many threads is not given back to the system, and adds up.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// Lends an empty buffer. There are as many as were ever lent at the same time.
    pub fn lend<T>(&self, work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = free().pop().unwrap_or_default();
        buffer.clear();
        let done = work(&mut buffer);
        free().push(buffer);
        done
    }
}

//! Bytes of attachments, by tus 1.0 (<https://tus.io/protocols/resumable-upload>) with the extensions creation and
//! checksum. The server alone knows how many bytes it has; the phone asks after every break.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Method, Request, Response, StatusCode};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};
use shared::protocol::{ErrorCode, UPLOADS};
use shared::sync::Failure;
use uuid::Uuid;

use super::wire::{self, WireError, number};
use crate::core::store::attachments::{self, Upload};
use crate::core::store::phone::Enrolment;
use crate::core::store::{Result, StoreError};

/// The most that is sent again after a break, in bytes.
pub const PIECE: u64 = 256 * 1024;
const OFFSET: &str = "upload-offset";

/// What was asked of the server about an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To begin it.
    Create(Upload),
    /// How many bytes it has.
    Offset(Upload),
    /// To take a piece.
    Piece(Upload),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It goes on from this offset.
    At(Uuid, u64),
    /// Every byte is there, or the attachment was given up.
    Over,
    /// Both sides do not agree where it is: ask again.
    Lost,
}

/// The next request about an upload; `offset` is what the server said last, in this session.
pub fn request(
    tx: &Transaction<'_>,
    enrolment: &Enrolment,
    upload: Upload,
    offset: Option<u64>,
) -> Result<Result<(Request<Vec<u8>>, Asked), WireError>> {
    let Some(url) = &upload.url else {
        let metadata = format!("attachment {}", STANDARD.encode(upload.id.to_string()));
        let url = format!("{}{UPLOADS}", enrolment.server);
        let request = wire::request(Method::POST, url, Some(&enrolment.token))
            .header("tus-resumable", "1.0.0")
            .header("upload-length", upload.size)
            .header("upload-metadata", metadata)
            .body(Vec::new());
        return Ok(request.map(|request| (request, Asked::Create(upload))).map_err(WireError::from));
    };
    let Some(offset) = offset else {
        let request = wire::to_upload(Method::HEAD, enrolment, url).body(Vec::new());
        return Ok(request.map(|request| (request, Asked::Offset(upload))).map_err(WireError::from));
    };
    let piece = attachments::piece(tx, upload.id, offset, PIECE)?;
    let request = wire::to_upload(Method::PATCH, enrolment, url)
        .header(CONTENT_TYPE, "application/offset+octet-stream")
        .header(OFFSET, offset)
        .header("upload-checksum", format!("sha256 {}", STANDARD.encode(Sha256::digest(&piece))))
        .body(piece);
    Ok(request.map(|request| (request, Asked::Piece(upload))).map_err(WireError::from))
}

/// Takes in the answer.
pub fn apply(tx: &Transaction<'_>, asked: &Asked, answer: &Response<Vec<u8>>) -> Result<Result<Progress, Failure>> {
    let (Asked::Create(upload) | Asked::Offset(upload) | Asked::Piece(upload)) = asked;
    let status = answer.status();
    let offset = number(answer.headers(), OFFSET);
    if let Some(ErrorCode::Unauthorized | ErrorCode::Revoked | ErrorCode::TooOld) = wire::error(answer) {
        return Ok(Err(wire::failure(answer)));
    }
    let begin_anew = || -> Result<_> {
        attachments::set_url(tx, upload.id, None)?;
        Ok(Ok(Progress::Lost))
    };
    match asked {
        Asked::Create(_) if status == StatusCode::CREATED => {
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let Some(location) = location else { return Ok(Err(Failure::Offline)) };
            attachments::set_url(tx, upload.id, Some(location))?;
            at(tx, upload, offset.unwrap_or(0))
        }
        Asked::Offset(_) | Asked::Piece(_) if status.is_success() => match offset {
            Some(offset) => at(tx, upload, offset),
            None => Ok(Err(Failure::Offline)),
        },
        // An answer to HEAD has no body: all that it can tell is that there is nothing to go on with.
        Asked::Offset(_) if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => begin_anew(),
        Asked::Piece(_) if matches!(status.as_u16(), 404 | 410) => begin_anew(),
        Asked::Piece(_) if matches!(status.as_u16(), 409 | 460) => Ok(Ok(Progress::Lost)),
        _ if matches!(status.as_u16(), 403 | 413) && wire::error(answer).is_some() => {
            let why = if status == StatusCode::FORBIDDEN { "refused" } else { "too_large" };
            attachments::fail(tx, upload.id, why)?;
            Ok(Ok(Progress::Over))
        }
        _ => Ok(Err(wire::failure(answer))),
    }
}

fn at(tx: &Transaction<'_>, upload: &Upload, offset: u64) -> Result<Result<Progress, Failure>, StoreError> {
    if offset < upload.size {
        return Ok(Ok(Progress::At(upload.id, offset)));
    }
    attachments::uploaded(tx, upload.id)?;
    Ok(Ok(Progress::Over))
}

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

use super::wire::{self, WireError, number};
use crate::core::store::Result;
use crate::core::store::attachments::{self, Upload};
use crate::core::store::phone::Enrolment;

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

impl Asked {
    /// Which.
    pub fn upload(&self) -> &Upload {
        match self {
            Asked::Create(upload) | Asked::Offset(upload) | Asked::Piece(upload) => upload,
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It goes on from this offset.
    At(u64),
    /// Every byte is there, or the attachment was given up.
    Over,
    /// Both sides do not agree where it is: ask again.
    Lost,
    /// No answer to work with.
    Failed(Failure),
}

/// The next request about an upload. `known` is what the server said last in this session, and the piece from there on.
pub fn request(
    enrolment: &Enrolment,
    upload: Upload,
    known: Option<(u64, Vec<u8>)>,
) -> Result<(Request<Vec<u8>>, Asked), WireError> {
    let (request, asked) = match (&upload.url, known) {
        (None, _) => {
            let url = format!("{}{UPLOADS}", enrolment.server);
            let request = wire::request(Method::POST, url, Some(&enrolment.token))
                .header("tus-resumable", "1.0.0")
                .header("upload-length", upload.size)
                .header("upload-metadata", format!("attachment {}", STANDARD.encode(upload.id.to_string())));
            (request.body(Vec::new()), Asked::Create(upload))
        }
        (Some(url), None) => (wire::to_upload(Method::HEAD, enrolment, url).body(Vec::new()), Asked::Offset(upload)),
        (Some(url), Some((offset, piece))) => {
            let checksum = format!("sha256 {}", STANDARD.encode(Sha256::digest(&piece)));
            let request = wire::to_upload(Method::PATCH, enrolment, url)
                .header(CONTENT_TYPE, "application/offset+octet-stream")
                .header(OFFSET, offset)
                .header("upload-checksum", checksum);
            (request.body(piece), Asked::Piece(upload))
        }
    };
    Ok((request?, asked))
}

/// Takes in the answer.
pub fn apply(tx: &Transaction<'_>, asked: &Asked, answer: &Response<Vec<u8>>) -> Result<Progress> {
    let upload = asked.upload();
    let status = answer.status();
    let offset = number(answer.headers(), OFFSET);
    match asked {
        Asked::Create(_) if status == StatusCode::CREATED => {
            let Some(location) = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()) else {
                return Ok(Progress::Failed(Failure::Offline));
            };
            attachments::set_url(tx, upload, Some(location))?;
            at(tx, upload, offset.unwrap_or(0))
        }
        Asked::Offset(_) | Asked::Piece(_) if status.is_success() => match offset {
            Some(offset) => at(tx, upload, offset),
            None => Ok(Progress::Failed(Failure::Offline)),
        },
        // An answer to HEAD has no body: all that it can tell is that there is nothing to go on with.
        Asked::Offset(_) if status.is_client_error() => begin_anew(tx, upload),
        Asked::Piece(_) if matches!(status.as_u16(), 404 | 410) => begin_anew(tx, upload),
        Asked::Piece(_) if matches!(status.as_u16(), 409 | 460) => Ok(Progress::Lost),
        _ => refused(tx, upload, answer),
    }
}

fn at(tx: &Transaction<'_>, upload: &Upload, offset: u64) -> Result<Progress> {
    if offset < upload.size {
        return Ok(Progress::At(offset));
    }
    attachments::uploaded(tx, upload.id)?;
    Ok(Progress::Over)
}

fn begin_anew(tx: &Transaction<'_>, upload: &Upload) -> Result<Progress> {
    attachments::set_url(tx, upload, None)?;
    Ok(Progress::Lost)
}

/// Forbidden and too large are for good. Anything else may be better next time.
fn refused(tx: &Transaction<'_>, upload: &Upload, answer: &Response<Vec<u8>>) -> Result<Progress> {
    use ErrorCode::*;
    let why = match (wire::error(answer), answer.status()) {
        (None | Some(Unauthorized | Revoked | TooOld | SlowDown | NoSpace | Internal), _) => {
            return Ok(Progress::Failed(wire::failure(answer)));
        }
        (Some(_), StatusCode::FORBIDDEN) => "refused",
        (Some(_), StatusCode::PAYLOAD_TOO_LARGE) => "too_large",
        _ => return Ok(Progress::Lost),
    };
    attachments::fail(tx, upload.id, why)?;
    Ok(Progress::Over)
}

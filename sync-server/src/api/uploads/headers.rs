//! The headers of tus 1.0 (<https://tus.io/protocols/resumable-upload>), read strictly and without ever panicking.

use axum::http::{HeaderMap, HeaderName, Method, header};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use chrono::{DateTime, Utc};
use sha2::digest::DynDigest;
use uuid::Uuid;

use super::refusal::Refusal;

/// The protocol's version.
pub(super) const VERSION: &str = "1.0.0";
/// What this server speaks beyond the core.
pub(super) const EXTENSIONS: &str = "creation,creation-with-upload,expiration,checksum";
/// Checksums that it can compute.
pub(super) const ALGORITHMS: &str = "sha1,sha256";

pub(super) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(super) const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(super) const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(super) const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// The metadata key that says which attachment the bytes are.
const ATTACHMENT: &str = "attachment";

/// Clients differ on padding, so it is optional.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A header that may stand there once. Two of them could be read differently by a proxy and by us.
fn once<'a>(headers: &'a HeaderMap, name: &HeaderName, called: &'static str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Refusal::Malformed(called)),
        (Some(_), Some(_)) => Err(Refusal::Malformed(called)),
    }
}

fn number(headers: &HeaderMap, name: &HeaderName, called: &'static str) -> Result<u64, Refusal> {
    let text = once(headers, name, called)?.unwrap_or_default();
    // `parse` alone would let a sign pass.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(Refusal::Malformed(called))
}

/// The method that is meant. Where the client names one in `X-HTTP-Method-Override`, the actual one does not count.
pub(super) fn method(headers: &HeaderMap, actual: &Method) -> Result<Method, Refusal> {
    let called = "X-HTTP-Method-Override";
    once(headers, &METHOD_OVERRIDE, called)?
        .map_or_else(|| Ok(actual.clone()), |name| name.parse().map_err(|_| Refusal::Malformed(called)))
}

/// Whether the client speaks our version; nothing may be done for one that does not.
pub(super) fn version(headers: &HeaderMap) -> Result<(), Refusal> {
    match once(headers, &TUS_RESUMABLE, "Tus-Resumable") {
        Ok(Some(VERSION)) => Ok(()),
        _ => Err(Refusal::Version),
    }
}

/// Where the bytes of this request begin.
pub(super) fn offset(headers: &HeaderMap) -> Result<u64, Refusal> {
    number(headers, &UPLOAD_OFFSET, "Upload-Offset")
}

/// How many bytes there will be.
pub(super) fn length(headers: &HeaderMap) -> Result<u64, Refusal> {
    number(headers, &UPLOAD_LENGTH, "Upload-Length")
}

/// How many bytes the request announces; none where they come in chunks. Neither header is no body (RFC 9112, section
/// 6.3). The body itself no longer knows once a layer has wrapped it.
pub(super) fn announced(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    match headers.get(header::CONTENT_LENGTH) {
        _ if headers.contains_key(header::TRANSFER_ENCODING) => Ok(None),
        Some(_) => number(headers, &header::CONTENT_LENGTH, "Content-Length").map(Some),
        None => Ok(Some(0)),
    }
}

/// The media type that tus demands for bytes.
pub(super) fn media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = once(headers, &header::CONTENT_TYPE, "Content-Type")?.unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/offset+octet-stream") { Ok(()) } else { Err(Refusal::MediaType) }
}

/// The attachment that `Upload-Metadata` names.
pub(super) fn attachment(headers: &HeaderMap) -> Result<Uuid, Refusal> {
    let called = "Upload-Metadata";
    let text = once(headers, &UPLOAD_METADATA, called)?.unwrap_or_default();
    let pairs = metadata(text).ok_or(Refusal::Malformed(called))?;
    let (_, value) = pairs.iter().find(|(key, _)| *key == ATTACHMENT).ok_or(Refusal::Malformed(called))?;
    std::str::from_utf8(value).ok().and_then(|id| id.parse().ok()).ok_or(Refusal::Malformed(called))
}

/// What [`attachment`] reads.
pub(super) fn metadata_of(attachment: Uuid) -> String {
    format!("{ATTACHMENT} {}", BASE64.encode(attachment.to_string()))
}

/// `key base64,key base64,key`: each key once; where the value is empty, the space may be left out.
fn metadata(text: &str) -> Option<Vec<(&str, Vec<u8>)>> {
    let mut pairs: Vec<(&str, Vec<u8>)> = Vec::new();
    for pair in text.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        if key.is_empty() || pairs.iter().any(|(known, _)| *known == key) {
            return None;
        }
        pairs.push((key, BASE64.decode(value).ok()?));
    }
    Some(pairs)
}

/// A date as RFC 9110 section 5.6.7 writes it.
pub(super) fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// What the client says its bytes hash to, and what they do.
pub(super) struct Checksum {
    expected: Vec<u8>,
    hasher: Box<dyn DynDigest + Send>,
}

impl Checksum {
    /// Reads `Upload-Checksum`, if there is one.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        once(headers, &UPLOAD_CHECKSUM, "Upload-Checksum")?.map(Self::parse).transpose()
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        let malformed = Refusal::Malformed("Upload-Checksum");
        let Some((algorithm, value)) = text.trim().split_once(' ') else { return Err(malformed) };
        let hasher: Box<dyn DynDigest + Send> = match algorithm {
            "sha1" => Box::new(sha1::Sha1::default()),
            "sha256" => Box::new(sha2::Sha256::default()),
            _ => return Err(Refusal::Algorithm),
        };
        match BASE64.decode(value) {
            Ok(expected) if expected.len() == hasher.output_size() => Ok(Self { expected, hasher }),
            _ => Err(malformed),
        }
    }

    /// Counts these bytes in.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Whether the bytes so far are those that the client meant.
    pub(super) fn matches(&mut self) -> bool {
        *self.hasher.finalize_reset() == *self.expected
    }
}

#[cfg(test)]
mod tests;

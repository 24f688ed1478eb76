//! What may enter a mail. Everything that people or configuration supply passes through here first:
//! the mail library lets bare CR and LF through (RUSTSEC-2026-0561) and panics on them in display names.

use chrono::{DateTime, Utc};
use lettre::Address;
use shared::words::deceives;
use uuid::Uuid;

/// Longest URL that mail programs reliably open.
const MAX_URL: usize = 2000;

/// One line of plain text, at most `max` characters: no control, bidi or invisible characters, single spaces.
/// One line, so that nobody's note can pass for a line of ours in the text part.
pub(super) fn line(text: &str, max: usize) -> String {
    let mut out = String::new();
    let (mut length, mut gap) = (0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            gap = length > 0;
        } else if !deceives(c) {
            length += 1 + usize::from(gap);
            if length > max {
                out.push('…');
                break;
            }
            if std::mem::take(&mut gap) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// [`line`], none when nothing is left.
pub(super) fn optional(text: Option<&String>, max: usize) -> Option<String> {
    text.map(|text| line(text, max)).filter(|text| !text.is_empty())
}

/// [`line`] for a header: what looks like an encoded word (RFC 2047) must not be decoded by the reader.
pub(super) fn header(text: &str, max: usize) -> String {
    line(text, max).replace("=?", "= ?")
}

/// A report's short number: letters, digits and hyphens.
pub(super) fn number(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect()
}

/// Within the years that date libraries format without panic, 1970 to 9891.
pub(super) fn time(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(DateTime::UNIX_EPOCH, DateTime::from_timestamp(250_000_000_000, 0).unwrap_or_default())
}

/// Letters, digits, spaces and hyphens: a display name that needs no quoting.
pub(super) fn display_name(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
    line(&kept, 60)
}

/// An http(s) link of printable ASCII without characters that end a link in text or HTML.
pub(super) fn url(text: &str) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_graphic() && !br#""'<>\^`{|}"#.contains(&b);
    let http = text.starts_with("https://") || text.starts_with("http://");
    (http && text.len() <= MAX_URL && text.bytes().all(allowed)).then(|| text.to_owned())
}

/// A possible position in WGS84 degrees.
pub(super) fn position((lat, lon): (f64, f64)) -> Option<(f64, f64)> {
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
}

/// A plain ASCII address. Quoted local parts and address literals are no departments.
pub(super) fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    let allowed = |b: u8| b.is_ascii_graphic() && !br#""<>(),:;\[]"#.contains(&b);
    if text.len() > 254 || !text.bytes().all(allowed) {
        return None;
    }
    text.parse().ok()
}

/// The parts of `<uuid@host>`.
pub(super) fn message_id(text: &str) -> Option<(Uuid, &str)> {
    let (id, host) = text.strip_prefix('<')?.strip_suffix('>')?.split_once('@')?;
    let host_ok = !host.is_empty()
        && host.len() <= 200
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    // Only the hyphenated form: braces and urn: are fine for the parser but not for a Message-ID.
    let id = (id.len() == 36).then(|| id.parse().ok())??;
    host_ok.then_some((id, host))
}

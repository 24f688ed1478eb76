//! The one place that asks the operating system for randomness, and hexadecimal text for it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Random bytes. Where the operating system has none, nothing that this server does is safe, so it stops.
#[allow(clippy::expect_used, reason = "a server without randomness must not give out tokens")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A UUIDv7 for what the server does itself.
pub fn v7(now: DateTime<Utc>) -> Uuid {
    shared::ids::v7(now, bytes())
}

/// A new random id that says nothing about time: epochs, cities.
pub fn v4() -> Uuid {
    shared::ids::v4(bytes())
}

/// Lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 32 bytes from 64 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

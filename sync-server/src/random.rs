//! The one place that asks the operating system for randomness, and hexadecimal text for it.

use chrono::{DateTime, Utc};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
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
    HEXLOWER.encode(bytes)
}

/// 32 bytes from 64 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

//! A code for somebody who forgot the PIN. The office gives it out by voice; a phone checks it without a network.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Rounds of a new code's hash: a moment on a slow phone, a long time for whoever tries all codes.
const ROUNDS: u32 = 100_000;
/// More than this is no code of ours, and would keep a phone busy.
const MOST_ROUNDS: u32 = 1_000_000;

/// What the office puts into the person's record: never the code, only a slow, salted hash of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinReset {
    /// Hexadecimal, new for each code.
    pub salt: String,
    /// How often it is hashed.
    pub rounds: u32,
    /// PBKDF2 (RFC 8018) with HMAC-SHA-256, hexadecimal.
    pub hash: String,
    /// The code's end, UTC, by the server's clock.
    pub until: DateTime<Utc>,
}

impl PinReset {
    /// Digits of a code.
    pub const DIGITS: usize = 8;

    /// The code that these random bytes make.
    #[must_use]
    pub fn code(random: [u8; 8]) -> String {
        let all = 10_u64.pow(Self::DIGITS as u32);
        format!("{:0width$}", u64::from_le_bytes(random) % all, width = Self::DIGITS)
    }

    /// What stands for a code in the record.
    #[must_use]
    pub fn new(code: &str, salt: [u8; 16], until: DateTime<Utc>) -> PinReset {
        let salt = HEXLOWER.encode(&salt);
        PinReset { hash: slow(code, &salt, ROUNDS), salt, rounds: ROUNDS, until }
    }

    /// Whether it is this code, and its time is not over. This takes a while.
    #[must_use]
    pub fn admits(&self, code: &str, now: DateTime<Utc>) -> bool {
        let plain = code.len() == Self::DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        plain && now < self.until && self.rounds <= MOST_ROUNDS && slow(code, &self.salt, self.rounds) == self.hash
    }
}

/// PBKDF2 with HMAC-SHA-256, as long as its hash.
fn slow(code: &str, salt: &str, rounds: u32) -> String {
    HEXLOWER.encode(&pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(code.as_bytes(), salt.as_bytes(), rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    /// RFC 7914, section 11, and vectors that are widely used for SHA-256.
    #[test]
    fn the_hash_is_pbkdf2() {
        assert_eq!(slow("passwd", "salt", 1), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assert_eq!(
            slow("Password", "NaCl", 80_000),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        );
        assert_eq!(slow("password", "salt", 4_096), "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
    }

    #[test]
    fn a_code_opens_once_it_is_right_and_until_its_end() {
        let code = PinReset::code([7; 8]);
        assert_eq!((code.len(), PinReset::code([0; 8]).as_str()), (8, "00000000"));
        let reset = PinReset::new(&code, [9; 16], at(1_000));
        assert!(reset.admits(&code, at(999)) && !reset.admits(&code, at(1_000)));
        assert!(!reset.admits("00000000", at(0)) && !reset.admits("", at(0)) && !reset.admits("１２３４", at(0)));
        assert_ne!(PinReset::new(&code, [8; 16], at(1_000)).hash, reset.hash, "salted");
        let hostile = PinReset { rounds: u32::MAX, ..reset };
        assert!(!hostile.admits(&code, at(0)), "at once");
    }
}

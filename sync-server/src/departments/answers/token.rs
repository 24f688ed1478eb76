//! Tokens of a department's links: what the link is for, until when, and a signature; nothing that would have to be stored.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::signed;

/// The kinds of links; what is signed for one opens no other.
const ANSWER: &[u8] = b"kuemmerer answer link 1\0";
const LIST: &[u8] = b"kuemmerer list link 1\0";
const ID: usize = 16;
const EXPIRY: usize = 4;

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not made by this city, or changed on the way.
    #[error("the link is not one of ours")]
    Forged,
    /// Made by this city; its time is over.
    #[error("the link has expired")]
    Expired,
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The forwarding, or the department's record.
    pub id: Uuid,
    /// The link lives until then, UTC.
    pub until: DateTime<Utc>,
}

/// The token of a link with which a department answers a forwarding until `expires` (UTC, whole seconds, up to 2106).
pub fn link_token(secret: &[u8; 32], forwarding: Uuid, expires: DateTime<Utc>) -> String {
    token(secret, ANSWER, forwarding, expires)
}

/// The token of a link to everything that is open at a department (its record), as [`link_token`].
pub fn list_token(secret: &[u8; 32], department: Uuid, expires: DateTime<Utc>) -> String {
    token(secret, LIST, department, expires)
}

/// The forwarding that a token names.
///
/// # Errors
/// [`TokenError::Forged`] before [`TokenError::Expired`]: who cannot sign learns nothing about expiry.
pub fn read_token(secret: &[u8; 32], token: &str, now: DateTime<Utc>) -> Result<Opened, TokenError> {
    read(secret, ANSWER, token, now)
}

/// The department that a token of a list names.
///
/// # Errors
/// As [`read_token`].
pub fn read_list_token(secret: &[u8; 32], token: &str, now: DateTime<Utc>) -> Result<Opened, TokenError> {
    read(secret, LIST, token, now)
}

/// A token without what programs leave around links that they wrap, find in a text or pass on: white space, brackets, full
/// stops, further parameters.
pub(super) fn tidy(token: &str) -> String {
    let letters = token.chars().filter(|c| !c.is_whitespace());
    letters.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn token(secret: &[u8; 32], label: &[u8], id: Uuid, expires: DateTime<Utc>) -> String {
    let seconds = u32::try_from(expires.timestamp().max(0)).unwrap_or(u32::MAX);
    signed::sign(secret, label, &[&id.as_bytes()[..], &seconds.to_be_bytes()].concat())
}

fn read(secret: &[u8; 32], label: &[u8], token: &str, now: DateTime<Utc>) -> Result<Opened, TokenError> {
    let value: [u8; ID + EXPIRY] = signed::read(secret, label, token).ok_or(TokenError::Forged)?;
    let (id, expiry) = value.split_at(ID);
    let id = Uuid::from_slice(id).map_err(|_| TokenError::Forged)?;
    let seconds = u32::from_be_bytes(expiry.try_into().map_err(|_| TokenError::Forged)?);
    let until = DateTime::from_timestamp(seconds.into(), 0).ok_or(TokenError::Forged)?;
    if now.timestamp() > until.timestamp() { Err(TokenError::Expired) } else { Ok(Opened { id, until }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    const SECRET: [u8; 32] = [7; 32];

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    #[test]
    fn a_link_opens_its_forwarding_until_it_expires() {
        let id = Uuid::from_u128(42);
        let token = link_token(&SECRET, id, now());
        assert_eq!(token.len(), 48);
        assert_eq!(read_token(&SECRET, &token, now()), Ok(Opened { id, until: now() }));
        assert_eq!(read_token(&SECRET, &token, now() + TimeDelta::seconds(1)), Err(TokenError::Expired));
        assert_eq!(read_token(&[8; 32], &token, now()), Err(TokenError::Forged));
        assert_eq!(read_token(&[8; 32], &token, now() + TimeDelta::days(9)), Err(TokenError::Forged));
    }

    #[test]
    fn links_do_not_change_between_versions() {
        let token = link_token(&SECRET, Uuid::from_u128(42), now());
        assert_eq!(token, "AAAAAAAAAAAAAAAAAAAAKmr9hsDk_-98UUiRF7et3xopf7Z3");
    }

    #[test]
    fn an_expiry_beyond_what_fits_stays_far_away() {
        let id = Uuid::from_u128(1);
        let token = link_token(&SECRET, id, DateTime::<Utc>::MAX_UTC);
        assert_eq!(read_token(&SECRET, &token, now()).unwrap().id, id);
        let token = link_token(&SECRET, id, DateTime::<Utc>::MIN_UTC);
        assert_eq!(read_token(&SECRET, &token, now()), Err(TokenError::Expired));
    }

    #[test]
    fn what_programs_leave_around_a_link_is_no_part_of_its_token() {
        let token = link_token(&SECRET, Uuid::from_u128(42), now());
        for around in ["", ".", ">", ">.", "&data=05%7C01", "\"", ")", "\u{a0}", "/", "?a=done", "…"] {
            assert_eq!(tidy(&format!("{token}{around}")), token, "{around}");
        }
        let (begin, end) = token.split_at(20);
        assert_eq!(tidy(&format!(" {begin}\r\n{end}")), token);
        assert_eq!(tidy("<>"), "");
    }

    proptest! {
        #[test]
        fn every_token_reads_back(secret: [u8; 32], id: u128, seconds in 1_795_000_000_i64..4_000_000_000) {
            let id = Uuid::from_u128(id);
            let until = DateTime::from_timestamp(seconds, 0).unwrap();
            prop_assert_eq!(read_token(&secret, &link_token(&secret, id, until), now()), Ok(Opened { id, until }));
            prop_assert_eq!(read_list_token(&secret, &list_token(&secret, id, until), now()), Ok(Opened { id, until }));
        }

        #[test]
        fn a_token_of_one_kind_or_city_opens_no_other(secret: [u8; 32], id: u128) {
            let (id, until) = (Uuid::from_u128(id), now());
            let (answer, list) = (link_token(&secret, id, until), list_token(&secret, id, until));
            prop_assert_eq!(read_list_token(&secret, &answer, now()), Err(TokenError::Forged));
            prop_assert_eq!(read_token(&secret, &list, now()), Err(TokenError::Forged));
            prop_assert_eq!(read_token(&SECRET, &answer, now()), Err(TokenError::Forged));
            prop_assert_eq!(read_list_token(&SECRET, &list, now()), Err(TokenError::Forged));
            // Links to evidence are signed with the same secret.
            let file = signed::sign(&secret, b"kuemmerer evidence file 1\0", id.as_bytes());
            prop_assert_eq!(read_token(&secret, &file, now()), Err(TokenError::Forged));
        }

        #[test]
        fn one_changed_bit_is_a_forgery(bit in 0_usize..36 * 8) {
            use base64::Engine;
            use base64::engine::general_purpose::URL_SAFE_NO_PAD;
            let mut bytes = URL_SAFE_NO_PAD.decode(list_token(&SECRET, Uuid::from_u128(42), now())).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let changed = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert_eq!(read_list_token(&SECRET, &changed, now()), Err(TokenError::Forged));
            prop_assert_eq!(read_token(&SECRET, &changed, now()), Err(TokenError::Forged));
        }

        #[test]
        fn nothing_else_opens(text in ".{0,64}") {
            prop_assert_eq!(read_token(&SECRET, &tidy(&text), now()), Err(TokenError::Forged));
        }
    }
}

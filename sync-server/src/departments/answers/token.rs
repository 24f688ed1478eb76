//! Tokens of answer links: the forwarding, an expiry and a signature, nothing that would have to be stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Keeps these signatures apart from all others that the same secret may make.
const LABEL: &[u8] = b"kuemmerer answer link 1\0";
const ID: usize = 16;
const EXPIRY: usize = 4;
/// HMAC-SHA256 cut to 128 bit (RFC 2104, section 5).
const MAC: usize = 16;

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

/// The token of a link with which a department answers a forwarding until `expires` (UTC, whole seconds, up to 2106).
pub fn link_token(secret: &[u8; 32], forwarding: Uuid, expires: DateTime<Utc>) -> String {
    let seconds = u32::try_from(expires.timestamp().max(0)).unwrap_or(u32::MAX);
    let mut token = Vec::with_capacity(ID + EXPIRY + MAC);
    token.extend_from_slice(forwarding.as_bytes());
    token.extend_from_slice(&seconds.to_be_bytes());
    let signature = mac(secret, &token).finalize().into_bytes();
    token.extend(signature.iter().take(MAC));
    URL_SAFE_NO_PAD.encode(token)
}

/// The forwarding that a token names.
///
/// # Errors
/// [`TokenError::Forged`] before [`TokenError::Expired`]: who cannot sign learns nothing about expiry. The signature is
/// compared in constant time.
pub fn read_token(secret: &[u8; 32], token: &str, now: DateTime<Utc>) -> Result<Uuid, TokenError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Forged)?;
    let bytes: &[u8; ID + EXPIRY + MAC] = bytes.as_slice().try_into().map_err(|_| TokenError::Forged)?;
    let (signed, signature) = bytes.split_at(ID + EXPIRY);
    mac(secret, signed).verify_truncated_left(signature).map_err(|_| TokenError::Forged)?;
    let (id, expiry) = signed.split_at(ID);
    let id = Uuid::from_slice(id).map_err(|_| TokenError::Forged)?;
    let expiry: [u8; EXPIRY] = expiry.try_into().map_err(|_| TokenError::Forged)?;
    if now.timestamp() > i64::from(u32::from_be_bytes(expiry)) { Err(TokenError::Expired) } else { Ok(id) }
}

fn mac(secret: &[u8; 32], signed: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; 64 bytes, its block, can only fit.
    let mut key = [0; 64];
    key.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&key.into());
    mac.update(LABEL);
    mac.update(signed);
    mac
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
        assert_eq!(read_token(&SECRET, &token, now()), Ok(id));
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
        assert_eq!(read_token(&SECRET, &token, now()), Ok(id));
        let token = link_token(&SECRET, id, DateTime::<Utc>::MIN_UTC);
        assert_eq!(read_token(&SECRET, &token, now()), Err(TokenError::Expired));
    }

    proptest! {
        #[test]
        fn every_token_reads_back(secret: [u8; 32], id: u128, seconds in 1_795_000_000_i64..4_000_000_000) {
            let id = Uuid::from_u128(id);
            let token = link_token(&secret, id, DateTime::from_timestamp(seconds, 0).unwrap());
            prop_assert_eq!(read_token(&secret, &token, now()), Ok(id));
        }

        #[test]
        fn one_changed_bit_is_a_forgery(bit in 0_usize..36 * 8) {
            let token = link_token(&SECRET, Uuid::from_u128(42), now());
            let mut bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(read_token(&SECRET, &URL_SAFE_NO_PAD.encode(bytes), now()), Err(TokenError::Forged));
        }

        #[test]
        fn nothing_else_opens(text in ".{0,64}") {
            prop_assert_eq!(read_token(&SECRET, &text, now()), Err(TokenError::Forged));
        }
    }
}

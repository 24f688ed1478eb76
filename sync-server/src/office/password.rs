//! Passwords: argon2id (RFC 9106) with the crate's defaults, 19 MiB and two passes, as OWASP recommends.

use argon2::Argon2;
use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

/// NIST SP 800-63B-4, 3.1.1.2, for a password that is not the only factor; sign-in is limited besides. In characters.
pub const MIN_PASSWORD: usize = 8;
/// In bytes.
pub const MAX_PASSWORD: usize = 1024;

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed: {0}")]
pub struct PasswordError(password_hash::Error);

impl From<password_hash::Error> for PasswordError {
    fn from(error: password_hash::Error) -> PasswordError {
        PasswordError(error)
    }
}

/// A hash that nobody knows the password of, at the price of a real one: unknown names take as long as known ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash to store for a password, as a PHC string. The salt is 128 random bits.
///
/// # Errors
/// None for passwords of a length that anybody types.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, PasswordError> {
    let salt = SaltString::encode_b64(&salt)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

/// Whether this is the password of a stored hash; of nobody's where there is no such account. Takes ~50 ms either way.
pub(super) fn fits(password: &str, stored: Option<&str>) -> bool {
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let hash = hash_password("Regen im November", [1; 16]).unwrap();
        assert!(fits("Regen im November", Some(&hash)));
        assert!(!fits("regen im november", Some(&hash)));
        assert!(!fits("", Some(&hash)));
        assert!(!fits("Regen im November", None));
        assert!(!fits("x", Some("no hash")));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let params = |hash: &str| argon2::Params::try_from(&PasswordHash::new(hash).unwrap()).unwrap();
        let (nobody, somebody) = (params(NOBODY), params(&hash_password("x", [1; 16]).unwrap()));
        assert_eq!(nobody.m_cost(), somebody.m_cost());
        assert_eq!((nobody.t_cost(), nobody.p_cost()), (somebody.t_cost(), somebody.p_cost()));
        assert_eq!(nobody.output_len(), somebody.output_len());
    }
}

//! Values that the city has signed, as parts of links: whoever holds one proves with it what it says, and nothing of it has
//! to be stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// HMAC-SHA256 cut to 128 bit (RFC 2104, section 5).
const MAC: usize = 16;

/// The value and its signature, in letters that no link needs to escape. `label` names what the value is, and keeps
/// signatures of one kind apart from those of another: it is different for each kind, and ends with a zero byte.
pub(crate) fn sign(secret: &[u8; 32], label: &[u8], value: &[u8]) -> String {
    let signature = mac(secret, label, value).finalize().into_bytes();
    let signed: Vec<u8> = value.iter().chain(signature.iter().take(MAC)).copied().collect();
    URL_SAFE_NO_PAD.encode(signed)
}

/// The value of `N` bytes, where this city has signed it under this label. Compared in constant time.
pub(crate) fn read<const N: usize>(secret: &[u8; 32], label: &[u8], signed: &str) -> Option<[u8; N]> {
    let bytes = URL_SAFE_NO_PAD.decode(signed).ok()?;
    let (value, signature) = bytes.split_at_checked(N)?;
    // Cut signatures of any length would verify: this one has its full length.
    let signature: &[u8; MAC] = signature.try_into().ok()?;
    mac(secret, label, value).verify_truncated_left(signature).ok()?;
    value.try_into().ok()
}

fn mac(secret: &[u8; 32], label: &[u8], value: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length; 64 bytes, its block, can only fit.
    let mut key = [0; 64];
    key.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&key.into());
    mac.update(label);
    mac.update(value);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: [u8; 32] = [7; 32];
    const LABEL: &[u8] = b"test 1\0";

    proptest! {
        #[test]
        fn what_was_signed_reads_back_and_only_under_its_label_and_secret(secret: [u8; 32], value: [u8; 20]) {
            let signed = sign(&secret, LABEL, &value);
            prop_assert_eq!(read(&secret, LABEL, &signed), Some(value));
            prop_assert_eq!(read::<20>(&secret, b"test 2\0", &signed), None);
            prop_assert_eq!(read::<20>(&[8; 32], LABEL, &signed), None);
        }

        #[test]
        fn one_changed_bit_is_a_forgery(value: [u8; 20], bit in 0_usize..36 * 8) {
            let mut bytes = URL_SAFE_NO_PAD.decode(sign(&SECRET, LABEL, &value)).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(read::<20>(&SECRET, LABEL, &URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn what_is_shorter_or_longer_is_a_forgery(value: [u8; 20], length in 0_usize..64) {
            let mut bytes = URL_SAFE_NO_PAD.decode(sign(&SECRET, LABEL, &value)).unwrap();
            bytes.resize(length, 0);
            let opened = read::<20>(&SECRET, LABEL, &URL_SAFE_NO_PAD.encode(bytes));
            prop_assert_eq!(opened, (length == 36).then_some(value));
        }

        #[test]
        fn nothing_else_opens(text in ".{0,64}") {
            prop_assert_eq!(read::<20>(&SECRET, LABEL, &text), None);
        }
    }
}

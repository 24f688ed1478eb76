//! One-time codes: 11 letters of Crockford's base 32 (<https://www.crockford.com/base32.html>), 55 bits, read aloud and
//! typed by hand. The server keeps their hash only.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 11;

/// A new code, in the form in which people read it: `XXXX-XXXX-XXX`.
pub fn new(random: [u8; 7]) -> String {
    let mut bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut text = String::with_capacity(LETTERS + 2);
    for place in 0..LETTERS {
        if place == 4 || place == 8 {
            text.push('-');
        }
        let letter = ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'0');
        text.push(char::from(letter));
        bits >>= 5;
    }
    text
}

/// The code as it is hashed: upper case, without spaces and dashes, look-alikes replaced. None where it cannot be one.
pub fn normal(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(LETTERS);
    for letter in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if code.len() == LETTERS || !ALPHABET.contains(&u8::try_from(letter).ok()?) {
            return None;
        }
        code.push(letter);
    }
    (code.len() == LETTERS).then_some(code)
}

/// SHA-256 of the code in its normal form. What cannot be a code has a hash, too, so that it takes the same way.
pub fn hash(typed: &str) -> [u8; 32] {
    Sha256::digest(normal(typed).unwrap_or_default()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let code = new([1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(code.len(), 13);
        let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(hash(&sloppy), hash(&code));
        assert_eq!(normal("oil0-oil0-oil").as_deref(), Some("01100110011"));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in ["", "AAAA", "AAAA-AAAA-AAAA", "AAAA-AAAA-AAU", "AAAA-AAAA-AAß"] {
            assert_eq!(normal(typed), None, "{typed}");
        }
    }

    #[test]
    fn every_bit_of_the_55_counts() {
        let zero = new([0; 7]);
        for bit in 0..55 {
            let bytes = (1_u64 << bit).to_be_bytes();
            assert_ne!(new(bytes[1..].try_into().unwrap()), zero, "bit {bit}");
        }
    }
}

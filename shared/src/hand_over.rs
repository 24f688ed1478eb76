//! What waits on a phone that does not reach its server any more, as a file that only this server can read, and only this
//! phone can have written: both know the hash of the phone's token, and nobody else does.
//!
//! ```text
//! KMHAND 0 1 │ device │ nonce │ XChaCha20-Poly1305 ( parts )
//! part: kind, length (4 bytes, big-endian), bytes; an attachment's bytes begin with its id
//! ```

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

const MAGIC: &[u8; 8] = b"KMHAND\0\x01";
/// Magic and device: not secret, and nobody can change them.
const OPEN: usize = 24;
const NONCE: usize = 24;
const TAG: usize = 16;
const PURPOSE: &[u8] = b"kuemmerer hand-over 1";

const CHANGE: u8 = 1;
const FACT: u8 = 2;
const ATTACHMENT: u8 = 3;

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOver {
    /// Encoded changes, in the order of their counter.
    pub changes: Vec<Vec<u8>>,
    /// Encoded facts.
    pub facts: Vec<Vec<u8>>,
    /// Attachments with all their bytes.
    pub attachments: Vec<(Uuid, Vec<u8>)>,
}

/// Whose file it is, if it is one.
#[must_use]
pub fn device(file: &[u8]) -> Option<Uuid> {
    let device = file.get(..OPEN)?.strip_prefix(MAGIC)?;
    Uuid::from_slice(device).ok()
}

impl HandOver {
    /// The file. `nonce` is random; the same one must not come twice.
    #[must_use]
    pub fn seal(&self, device: Uuid, token_hash: &[u8; 32], nonce: [u8; NONCE]) -> Option<Vec<u8>> {
        let mut file = [MAGIC.as_slice(), device.as_bytes(), &nonce].concat();
        let mut part = |kind: u8, head: &[u8], bytes: &[u8]| {
            let length = u32::try_from(head.len() + bytes.len()).ok()?;
            file.push(kind);
            file.extend(length.to_be_bytes());
            file.extend(head);
            file.extend(bytes);
            Some(())
        };
        self.changes.iter().try_for_each(|bytes| part(CHANGE, &[], bytes))?;
        self.facts.iter().try_for_each(|bytes| part(FACT, &[], bytes))?;
        self.attachments.iter().try_for_each(|(id, bytes)| part(ATTACHMENT, id.as_bytes(), bytes))?;
        let (head, secret) = file.split_at_mut_checked(OPEN + NONCE)?;
        let tag = cipher(token_hash)?
            .encrypt_in_place_detached(XNonce::from_slice(&nonce), head.get(..OPEN)?, secret)
            .ok()?;
        file.extend(tag);
        Some(file)
    }

    /// What is in a file; none where it is damaged, or another phone's or city's.
    #[must_use]
    pub fn open(mut file: Vec<u8>, token_hash: &[u8; 32]) -> Option<HandOver> {
        let end = file.len().checked_sub(TAG)?;
        let tag = file.split_off(end);
        let (head, secret) = file.split_at_mut_checked(OPEN + NONCE)?;
        let (open, nonce) = head.split_at_checked(OPEN)?;
        cipher(token_hash)?
            .decrypt_in_place_detached(XNonce::from_slice(nonce), open, secret, Tag::from_slice(&tag))
            .ok()?;
        let (mut rest, mut all) = (&*secret, HandOver::default());
        while let Some(kind) = rest.split_off_first() {
            let length = rest.split_off(..4)?.first_chunk().map(|it| u32::from_be_bytes(*it))?;
            let bytes = rest.split_off(..usize::try_from(length).ok()?)?;
            match *kind {
                CHANGE => all.changes.push(bytes.to_vec()),
                FACT => all.facts.push(bytes.to_vec()),
                ATTACHMENT => {
                    let (id, bytes) = bytes.split_first_chunk::<16>()?;
                    all.attachments.push((Uuid::from_bytes(*id), bytes.to_vec()));
                }
                // Of a newer phone.
                _ => {}
            }
        }
        Some(all)
    }
}

fn cipher(token_hash: &[u8; 32]) -> Option<XChaCha20Poly1305> {
    let keyed = <Hmac<Sha256> as Mac>::new_from_slice(token_hash).ok()?;
    let key: [u8; 32] = keyed.chain_update(PURPOSE).finalize().into_bytes().into();
    Some(XChaCha20Poly1305::new(Key::from_slice(&key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Uuid = Uuid::from_u128(7);

    fn waits() -> HandOver {
        HandOver {
            changes: vec![b"{\"n\":1}".to_vec(), b"{\"n\":2}".to_vec()],
            facts: vec![b"{}".to_vec()],
            attachments: vec![(Uuid::from_u128(8), vec![9; 5_000]), (Uuid::from_u128(9), Vec::new())],
        }
    }

    #[test]
    fn what_waits_comes_out_as_it_went_in_and_can_be_read_in_no_other_way() {
        let file = waits().seal(PHONE, &[1; 32], [2; 24]).unwrap();
        assert_eq!(device(&file), Some(PHONE));
        assert_eq!(HandOver::open(file.clone(), &[1; 32]), Some(waits()));
        assert_eq!(HandOver::open(file.clone(), &[3; 32]), None, "another phone, another city");
        assert!(!file.windows(7).any(|window| window == b"{\"n\":1}"));
    }

    #[test]
    fn a_file_that_is_damaged_cut_short_or_somebody_elses_is_refused_whole() {
        let file = waits().seal(PHONE, &[1; 32], [2; 24]).unwrap();
        for at in (0..file.len()).step_by(13) {
            let mut damaged = file.clone();
            damaged[at] ^= 1;
            assert_eq!(HandOver::open(damaged, &[1; 32]), None, "{at}");
            assert_eq!(HandOver::open(file[..at].to_vec(), &[1; 32]), None, "{at}");
        }
        assert_eq!(device(b"KMHAND"), None);
        assert_eq!(device(&[0; 100]), None);
    }
}

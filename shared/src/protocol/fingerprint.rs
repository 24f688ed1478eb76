//! What both sides compare after a sync.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Stands for a whole view: the number of its records, and the sum (exclusive or) of the hashes of id and version. The
/// order does not matter, and a record more or less is seen with certainty for all practical purposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, String)", into = "(u64, String)")]
pub struct Fingerprint {
    count: u64,
    sum: u64,
}

impl Fingerprint {
    /// Adds a record of the view at its version.
    pub fn add(&mut self, id: Uuid, version: u64) {
        let hash = Sha256::new().chain_update(id.as_bytes()).chain_update(version.to_be_bytes()).finalize();
        let part = hash.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        self.sum ^= part;
        self.count += 1;
    }
}

impl FromIterator<(Uuid, u64)> for Fingerprint {
    fn from_iter<T: IntoIterator<Item = (Uuid, u64)>>(view: T) -> Self {
        let mut fingerprint = Fingerprint::default();
        for (id, version) in view {
            fingerprint.add(id, version);
        }
        fingerprint
    }
}

impl From<(u64, String)> for Fingerprint {
    fn from((count, sum): (u64, String)) -> Self {
        // Hexadecimal, since JSON numbers of 64 bits do not survive every reader. An unreadable one agrees with nothing.
        Fingerprint { count, sum: u64::from_str_radix(&sum, 16).unwrap_or(u64::MAX) }
    }
}

impl From<Fingerprint> for (u64, String) {
    fn from(fingerprint: Fingerprint) -> Self {
        (fingerprint.count, format!("{:016x}", fingerprint.sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let view: Fingerprint = [(a, 1), (b, 2)].into_iter().collect();
        assert_eq!(view, [(b, 2), (a, 1)].into_iter().collect());
        assert_ne!(view, [(b, 2), (a, 3)].into_iter().collect());
        assert_ne!(view, [(b, 2)].into_iter().collect());
        let text = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&text).unwrap(), view);
    }
}

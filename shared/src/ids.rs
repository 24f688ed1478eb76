//! Ids. The caller brings time and randomness, so that a test can replay them.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// The namespace of ids that are made from a code, so that importing the same thing twice meets the same record.
const NAMED: Uuid = Uuid::from_u128(0x6b75_656d_6d65_5265_8000_6e61_6d65_6473);

/// A UUIDv7 (RFC 9562): sortable by the author's clock, which is a claim and orders nothing by itself.
pub fn v7(now: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A UUIDv7 to which others may be [`kin`]: the 12 bits after its time are zero, and only 62 are random.
pub fn root(now: DateTime<Utc>, random: [u8; 8]) -> Uuid {
    counted(now, 0, random)
}

/// A UUIDv7 for something that belongs to `kin`: its last 62 bits are those of `kin`, and the 12 bits before them count,
/// never zero. Unique for one author as long as `count` does not come round within a millisecond; with its kin in the same
/// batch it costs fewer bytes on the wire, since only what is random cannot be compressed.
pub fn kin(now: DateTime<Utc>, count: u64, kin: Uuid) -> Uuid {
    counted(now, 1 + u16::try_from(count % 4095).unwrap_or(0), kin.as_u64_pair().1.to_be_bytes())
}

fn counted(now: DateTime<Utc>, count: u16, tail: [u8; 8]) -> Uuid {
    let [high, low] = count.to_be_bytes();
    let [a, b, c, d, e, f, g, h] = tail;
    v7(now, [high, low, a, b, c, d, e, f, g, h])
}

/// A UUIDv4: says nothing about when or where it was made. Anonymous facts carry this one.
pub fn v4(random: [u8; 16]) -> Uuid {
    Builder::from_random_bytes(random).into_uuid()
}

/// The id of a record that is known by a code, such as category `litter`.
pub fn named(kind: &str, code: &str) -> Uuid {
    Uuid::new_v5(&NAMED, format!("{kind}/{code}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_a_clock_before_1970() {
        let early = v7(DateTime::from_timestamp(1_000, 0).unwrap(), [255; 10]);
        let late = v7(DateTime::from_timestamp(1_001, 0).unwrap(), [0; 10]);
        assert!(early < late);
        assert_eq!(v7(DateTime::from_timestamp(-5, 0).unwrap(), [7; 10]).get_version_num(), 7);
        assert_ne!(named("category", "litter"), named("stop", "litter"));
    }

    #[test]
    fn what_belongs_together_differs_by_time_and_count() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let report = root(now, [0xab; 8]);
        let first = kin(now, 4_094, report);
        assert_eq!((first.get_version_num(), first.get_variant()), (7, uuid::Variant::RFC4122));
        assert_eq!(first.as_bytes()[8..], report.as_bytes()[8..]);
        assert!(kin(now, 1, report) < first && first < kin(now + chrono::TimeDelta::milliseconds(1), 0, report));
        assert!((0..9_000).all(|count| kin(now, count, first) != report), "not even those of its photos");
    }
}

//! Messages and tracks: pure reading, and writing again.

use chrono::{DateTime, TimeDelta};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::change::{Change, MAX_BYTES, Role};
use shared::domain::{self, Fact};
use shared::merge::Record;
use shared::protocol::{
    EnrolAnswer, EnrolRequest, ErrorBody, PullAnswer, PullRequest, PushAnswer, PushRequest, Snapshot, Story, Verdict,
    version,
};
use shared::state::{Event, Happening, derive, events};
use shared::track::{Fix, Rules, Track, clean, decode, encode, to_gpx};

/// Any message of the wire. What was read and written once is read and written the same ever after.
pub fn messages(bytes: &[u8]) {
    std::str::from_utf8(bytes).ok().and_then(version);
    for read in [
        settles::<PushRequest>,
        settles::<PushAnswer>,
        settles::<PullRequest>,
        settles::<PullAnswer>,
        settles::<EnrolRequest>,
        settles::<EnrolAnswer>,
        settles::<ErrorBody>,
        settles::<Snapshot>,
        settles::<Story>,
        settles::<Verdict>,
        settles::<Fact>,
        settles::<Happening>,
    ] {
        read(bytes);
    }
    change(bytes);
    if let Ok(history) = serde_json::from_slice::<Vec<Happening>>(bytes) {
        derive(&history);
    }
}

fn settles<T: DeserializeOwned + Serialize>(bytes: &[u8]) {
    let Ok(message) = serde_json::from_slice::<T>(bytes) else { return };
    let once = serde_json::to_vec(&message).expect("what was read has a form");
    let again: T = serde_json::from_slice(&once).expect("what we wrote we read");
    assert_eq!(String::from_utf8(serde_json::to_vec(&again).unwrap()), String::from_utf8(once));
}

/// A change that comes first and then comes again.
fn change(bytes: &[u8]) {
    let Ok(change) = Change::decode(bytes, MAX_BYTES) else { return };
    let encoded = change.encode().expect("what was read has a form");
    let again = Change::decode(&encoded, usize::MAX).expect("what we wrote we read");
    assert_eq!(again.encode().unwrap(), encoded);
    let _ = domain::validate(&change);
    let history: Vec<Happening> = [true, false]
        .into_iter()
        .flat_map(|first| events(&change, first))
        .map(|event: Event| Happening { seq: 1, at: DateTime::UNIX_EPOCH, role: Role::Phone, event })
        .collect();
    derive(&history);
    let mut record = Record::new(change.record, change.kind.clone());
    record.apply(&change, Role::Phone);
    let before = record.clone();
    record.apply(&change, Role::Phone);
    assert_eq!(record, before, "the same again says the same");
}

/// Bytes as a track, and a track from bytes.
pub fn track(bytes: &[u8]) {
    if let Ok(track) = decode(bytes) {
        assert_eq!(decode(&encode(&track)).as_ref(), Ok(&track), "what was read once is read again");
    }
    let track = Track { segments: bytes.split(|byte| *byte == 0xff).map(walk).collect() };
    let kept = decode(&encode(&track)).expect("what we wrote we read");
    for (was, is) in track.fixes().zip(kept.fixes()) {
        assert!(was.at == is.at && (was.lat - is.lat).abs() < 1e-5 && (was.lon - is.lon).abs() < 1e-5);
    }
    assert_eq!(
        track.segments.iter().map(Vec::len).collect::<Vec<_>>(),
        kept.segments.iter().map(Vec::len).collect::<Vec<_>>()
    );
    let fixes: Vec<Fix> = track.fixes().copied().collect();
    let (cleaned, counts) = clean(&fixes, &Rules::default());
    assert_eq!(counts.kept, cleaned.fixes().count());
    to_gpx(&cleaned, "Runde");
}

/// Five bytes a step: seconds, north and east.
fn walk(steps: &[u8]) -> Vec<Fix> {
    let mut fix = Fix { at: DateTime::UNIX_EPOCH, lat: 51.5, lon: 7.46, accuracy: None };
    let step = |high: u8, low: u8| f64::from(i16::from_be_bytes([high, low])) / 1e4;
    steps
        .chunks_exact(5)
        .map(|chunk| {
            fix.at += TimeDelta::seconds(i64::from(chunk[0] as i8) * 7);
            fix.lat = (fix.lat + step(chunk[1], chunk[2])).clamp(-90.0, 90.0);
            fix.lon = (fix.lon + step(chunk[3], chunk[4])).clamp(-180.0, 180.0);
            fix
        })
        .collect()
}

use chrono::{TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

use super::*;

fn fix(second: i64, lat: f64, lon: f64) -> Fix {
    Fix { at: Utc.timestamp_opt(1_780_000_000 + second, 0).unwrap(), lat, lon, accuracy: Some(8.0) }
}

/// Someone who walks north at about 1.4 m/s.
fn walked(second: i64) -> Fix {
    fix(second, 51.5 + second as f64 * 1.25e-5, 7.46)
}

fn cleaned(fixes: &[Fix]) -> (Vec<usize>, Cleaning) {
    let (track, counts) = clean(fixes, &Rules::default());
    (track.segments.iter().map(Vec::len).collect(), counts)
}

#[test]
fn what_cannot_be_is_dropped_and_counted() {
    let fixes = [
        walked(0),
        fix(1, f64::NAN, 7.46),
        fix(2, 91.0, 7.46),
        Fix { accuracy: Some(50.1), ..walked(3) },
        walked(5),
        Fix { at: walked(5).at + TimeDelta::milliseconds(600), ..walked(5) },
        Fix { at: walked(5).at, ..walked(6) },
        walked(4),
        fix(10, 52.5, 7.46),
        Fix { accuracy: None, ..walked(15) },
    ];
    let counts = Cleaning { kept: 3, invalid: 2, inaccurate: 1, repeated: 1, same_second: 1, backwards: 1, jumps: 1 };
    assert_eq!(cleaned(&fixes), (vec![3], counts));
}

#[test]
fn silence_is_a_gap_and_standing_still_is_not() {
    assert_eq!(cleaned(&[walked(0), walked(60), walked(121)]).0, [2, 1]);
    assert_eq!(cleaned(&[fix(0, 51.5, 7.4), fix(50, 51.5, 7.4), fix(100, 51.5, 7.4)]).0, [3]);
}

#[test]
fn a_clock_set_back_loses_nothing() {
    let fixes: Vec<_> = (3600..3700).chain(100..200).map(walked).collect();
    assert_eq!(cleaned(&fixes).0, [100, 100]);
}

#[test]
fn a_wrong_first_fix_costs_a_minute_at_most() {
    let fixes: Vec<_> = std::iter::once(fix(0, 52.5, 13.4)).chain((1..600).map(walked)).collect();
    assert_eq!(cleaned(&fixes).0, [1, 539]);
}

#[test]
fn an_even_walk_and_a_rest_cost_next_to_nothing() {
    let walk = Track { segments: vec![(0..1800).map(walked).collect()] };
    assert!(encode(&walk).len() < 1800, "{}", encode(&walk).len());
    let rest = Track { segments: vec![(0..1800).map(|second| fix(second, 51.5, 7.46)).collect()] };
    assert!(encode(&rest).len() < 800, "{}", encode(&rest).len());
}

#[test]
fn bytes_that_are_no_track_are_refused() {
    let bytes = encode(&Track { segments: vec![(0..100).map(walked).collect()] });
    assert_eq!(decode(&[]), Err(TrackError::CutOff));
    assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(TrackError::CutOff));
    assert_eq!(decode(&[bytes.as_slice(), &[0]].concat()), Err(TrackError::Trailing));
    assert_eq!(decode(&[2, 0]), Err(TrackError::Version(2)));
    let mut long = bits::Writer::default();
    long.bits(1, 8);
    long.full(1);
    long.full(MAX_FIXES as u64 + 1);
    assert_eq!(decode(&long.finish()), Err(TrackError::TooLong));
}

/// Fixes as the codec holds them: whole seconds and steps of 1e-5 degrees.
fn any_track() -> impl Strategy<Value = Track> {
    let step = |most: i64| prop_oneof![4 => -40..=40_i64, 1 => -most..=most];
    let fix = (step(1 << 33), step(9_000_000), step(18_000_000)).prop_map(|(second, lat, lon)| Fix {
        at: Utc.timestamp_opt(second, 0).unwrap(),
        lat: lat as f64 / 1e5,
        lon: lon as f64 / 1e5,
        accuracy: None,
    });
    prop::collection::vec(prop::collection::vec(fix, 0..50), 0..5).prop_map(|segments| Track { segments })
}

proptest! {
    #[test]
    fn a_cleaned_track_moves_forward_without_hidden_gaps(
        steps in prop::collection::vec((-90..90_i64, -60.0..60.0), 0..100)
    ) {
        let mut last = walked(0);
        let fixes: Vec<_> = steps.iter().map(|&(seconds, metres)| {
            last.at += TimeDelta::seconds(seconds);
            last.lat += metres / 111_195.0;
            last
        }).collect();
        let (track, counts) = clean(&fixes, &Rules::default());
        for pair in track.segments.iter().flat_map(|segment| segment.windows(2)) {
            prop_assert!((1..=60).contains(&(pair[1].at - pair[0].at).num_seconds()));
        }
        prop_assert_eq!(counts.kept, track.fixes().count());
        let dropped = counts.repeated + counts.same_second + counts.backwards + counts.jumps;
        prop_assert_eq!(counts.kept + dropped, fixes.len());
    }

    #[test]
    fn every_track_comes_back_as_it_was(track in any_track()) {
        prop_assert_eq!(decode(&encode(&track)), Ok(track));
    }

    #[test]
    fn a_track_between_the_steps_comes_back_within_half_a_step(
        places in prop::collection::vec((-90.0..=90.0, -180.0..=180.0), 1..50)
    ) {
        let fixes = places.iter().zip(0..).map(|(&(lat, lon), second)| fix(second, lat, lon)).collect();
        let track = Track { segments: vec![fixes] };
        for (before, after) in track.fixes().zip(decode(&encode(&track)).unwrap().fixes()) {
            prop_assert_eq!(before.at, after.at);
            prop_assert!((before.lat - after.lat).abs() < 0.501e-5 && (before.lon - after.lon).abs() < 0.501e-5);
        }
    }

    #[test]
    fn any_bytes_are_a_track_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&bytes);
        let _ = decode(&[&[1], bytes.as_slice()].concat());
    }

    #[test]
    fn damaged_bytes_are_a_track_or_an_error(track in any_track(), place: prop::sample::Index, byte: u8) {
        let mut bytes = encode(&track);
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(other) = decode(&bytes) {
            prop_assert_eq!(decode(&encode(&other)), Ok(other));
        }
    }
}

#[test]
fn gpx_escapes_the_name_and_keeps_the_gaps() {
    let track = Track { segments: vec![vec![walked(0), walked(1)], vec![fix(600, 51.51, 180.0)]] };
    insta::assert_snapshot!(to_gpx(&track, "Runde <Nord> & \u{1}\"Süd\""), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <gpx version="1.1" creator="Kümmerer" xmlns="http://www.topografix.com/GPX/1/1">
    <trk>
    <name>Runde &lt;Nord&gt; &amp; "Süd"</name>
    <trkseg>
    <trkpt lat="51.5" lon="7.46"><time>2026-05-28T20:26:40Z</time></trkpt>
    <trkpt lat="51.5000125" lon="7.46"><time>2026-05-28T20:26:41Z</time></trkpt>
    </trkseg>
    <trkseg>
    <trkpt lat="51.51" lon="-180"><time>2026-05-28T20:36:40Z</time></trkpt>
    </trkseg>
    </trk>
    </gpx>
    "#);
}

//! The compact form of a track.
//!
//! Resolution: one second, and 1e-5 degrees (1.1 m north, 0.7 m east in Germany), well below the error of a receiver on
//! the street. Accuracy has done its work when the track was cleaned and is not kept.
//!
//! Form: a version byte, then bits. Number of segments; per segment the number of fixes, the first fix as a difference to
//! the last one before, and of every other fix the time, latitude and longitude, each as the difference to a step like the
//! last one, in Rice codes. Someone who walks evenly, or stands, costs few bits.

use chrono::DateTime;

use super::bits::{Reader, Rice, Writer};
use super::{Fix, Track};
use crate::geo::Position;

const VERSION: u8 = 1;
const STEPS_PER_DEGREE: f64 = 1e5;

/// A track of more fixes or segments than this (more than five days of a fix each second) is not decoded.
pub const MAX_FIXES: usize = 500_000;

/// Why bytes are no track.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrackError {
    /// Written by a newer program, or not a track.
    #[error("track format {0} is not known")]
    Version(u8),
    /// The bytes end before the track does.
    #[error("the track is cut off")]
    CutOff,
    /// Bytes are left after the track's end.
    #[error("bytes follow the end of the track")]
    Trailing,
    /// More than [`MAX_FIXES`] fixes or segments.
    #[error("the track has more than {MAX_FIXES} fixes")]
    TooLong,
    /// A time or place that does not exist.
    #[error("the track leaves the earth or the calendar")]
    OutOfRange,
}

/// The bytes of a track of at most [`MAX_FIXES`] fixes.
pub fn encode(track: &Track) -> Vec<u8> {
    let mut out = Writer::default();
    let mut axes = Axis::three();
    out.bits(u64::from(VERSION), 8);
    out.full(track.segments.len() as u64);
    for segment in &track.segments {
        out.full(segment.len() as u64);
        for (place, fix) in segment.iter().enumerate() {
            let steps = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i64;
            let values = [fix.at.timestamp(), steps(fix.lat), steps(fix.lon)];
            for (axis, value) in axes.iter_mut().zip(values) {
                if place == 0 { axis.write_first(&mut out, value) } else { axis.write_next(&mut out, value) }
            }
        }
    }
    out.finish()
}

/// The track that was encoded, to the resolution of the format. Any bytes give a track or an error.
pub fn decode(bytes: &[u8]) -> Result<Track, TrackError> {
    let mut from = Reader::new(bytes);
    match from.bits(8)? as u8 {
        VERSION => {}
        other => return Err(TrackError::Version(other)),
    }
    let mut axes = Axis::three();
    let mut left = MAX_FIXES;
    let mut track = Track::default();
    let segments = from.full()?;
    if segments > MAX_FIXES as u64 {
        return Err(TrackError::TooLong);
    }
    // Nothing is reserved by a number that was read: what grows was paid for with bits.
    for _ in 0..segments {
        let count = usize::try_from(from.full()?).map_err(|_| TrackError::TooLong)?;
        left = left.checked_sub(count).ok_or(TrackError::TooLong)?;
        let mut segment = Vec::new();
        for place in 0..count {
            let [time, lat, lon] = &mut axes;
            let mut next =
                |axis: &mut Axis| if place == 0 { axis.read_first(&mut from) } else { axis.read_next(&mut from) };
            segment.push(fix(next(time)?, next(lat)?, next(lon)?).ok_or(TrackError::OutOfRange)?);
        }
        track.segments.push(segment);
    }
    if from.at_end() { Ok(track) } else { Err(TrackError::Trailing) }
}

fn fix(seconds: i64, lat: i64, lon: i64) -> Option<Fix> {
    let at = DateTime::from_timestamp(seconds, 0)?;
    let place = Position::new(lat as f64 / STEPS_PER_DEGREE, lon as f64 / STEPS_PER_DEGREE, None).ok()?;
    Some(Fix { at, lat: place.lat, lon: place.lon, accuracy: None })
}

/// One of time, latitude and longitude as it runs through the track. Sums wrap, so that no bytes can overflow them.
struct Axis {
    value: i64,
    step: i64,
    rice: Rice,
}

impl Axis {
    fn three() -> [Axis; 3] {
        std::array::from_fn(|_| Axis { value: 0, step: 0, rice: Rice::new() })
    }

    fn write_first(&mut self, out: &mut Writer, value: i64) {
        out.full(fold(value.wrapping_sub(self.value)));
        (self.value, self.step) = (value, 0);
    }

    fn write_next(&mut self, out: &mut Writer, value: i64) {
        let step = value.wrapping_sub(self.value);
        self.rice.write(out, fold(step.wrapping_sub(self.step)));
        (self.value, self.step) = (value, step);
    }

    fn read_first(&mut self, from: &mut Reader<'_>) -> Result<i64, TrackError> {
        (self.value, self.step) = (self.value.wrapping_add(unfold(from.full()?)), 0);
        Ok(self.value)
    }

    fn read_next(&mut self, from: &mut Reader<'_>) -> Result<i64, TrackError> {
        self.step = self.step.wrapping_add(unfold(self.rice.read(from)?));
        self.value = self.value.wrapping_add(self.step);
        Ok(self.value)
    }
}

/// 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 … (zigzag).
fn fold(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn unfold(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

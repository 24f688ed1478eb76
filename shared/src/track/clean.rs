//! From what a receiver recorded to what is worth keeping.
//!
//! The order of recording is kept; nothing is sorted, moved or made up. Loggers write up to ten fixes a second but only
//! whole seconds of time, so runs of equal times are common: 7,372 of 8,713 in one real workday. Nothing tells them apart in
//! time, a second is fine enough for someone on foot, and to spread them over the second would invent times. So the first
//! of each second stays, and times within a segment strictly increase.

use chrono::SubsecRound;

use super::{Fix, Track};
use crate::geo::Position;

/// What counts as wrong, and what as a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Fixes that are less certain than this many metres are dropped.
    pub max_accuracy_m: f64,
    /// Faster than this many metres per second from the fix before is a wrong fix, not a movement.
    pub max_speed_mps: f64,
    /// More seconds than this between two fixes, forwards or backwards, are a gap.
    pub max_pause_s: u64,
}

/// For people on foot who take a bus or train between two stops (60 m/s = 216 km/h).
impl Default for Rules {
    fn default() -> Self {
        Self { max_accuracy_m: 50.0, max_speed_mps: 60.0, max_pause_s: 60 }
    }
}

/// How many fixes went where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaning {
    /// In the track.
    pub kept: usize,
    /// Coordinates or accuracy that cannot be.
    pub invalid: usize,
    /// Less certain than the rules want.
    pub inaccurate: usize,
    /// Same second and same place as the fix kept before.
    pub repeated: usize,
    /// Same second as the fix kept before, elsewhere.
    pub same_second: usize,
    /// A little earlier than the fix kept before.
    pub backwards: usize,
    /// Further away than anyone travels in the time.
    pub jumps: usize,
}

/// Drops what cannot be believed and starts a new segment at each gap. Times are cut to whole seconds.
///
/// A clock that is set back by more than the pause starts a new segment too, since refusing what follows could lose the
/// rest of the day. The same bound heals a wrong fix that all later ones seem to jump away from.
pub fn clean(fixes: &[Fix], rules: &Rules) -> (Track, Cleaning) {
    let mut track = Track::default();
    let mut counts = Cleaning::default();
    for fix in fixes {
        let fix = Fix { at: fix.at.trunc_subsecs(0), ..*fix };
        let count = match judge(track.segments.last().and_then(|segment| segment.last()), &fix, rules) {
            Verdict::Follows => {
                if let Some(segment) = track.segments.last_mut() {
                    segment.push(fix);
                }
                &mut counts.kept
            }
            Verdict::AfterGap => {
                track.segments.push(vec![fix]);
                &mut counts.kept
            }
            Verdict::Invalid => &mut counts.invalid,
            Verdict::Inaccurate => &mut counts.inaccurate,
            Verdict::Repeated => &mut counts.repeated,
            Verdict::SameSecond => &mut counts.same_second,
            Verdict::Backwards => &mut counts.backwards,
            Verdict::Jump => &mut counts.jumps,
        };
        *count += 1;
    }
    (track, counts)
}

enum Verdict {
    Follows,
    AfterGap,
    Invalid,
    Inaccurate,
    Repeated,
    SameSecond,
    Backwards,
    Jump,
}

fn judge(before: Option<&Fix>, fix: &Fix, rules: &Rules) -> Verdict {
    let Ok(here) = Position::new(fix.lat, fix.lon, fix.accuracy) else { return Verdict::Invalid };
    if fix.accuracy.is_some_and(|metres| metres > rules.max_accuracy_m) {
        return Verdict::Inaccurate;
    }
    let Some(before) = before else { return Verdict::AfterGap };
    let seconds = (fix.at - before.at).num_seconds();
    let metres = here.distance_m(&Position { lat: before.lat, lon: before.lon, accuracy: None });
    match seconds {
        _ if seconds.unsigned_abs() > rules.max_pause_s => Verdict::AfterGap,
        ..0 => Verdict::Backwards,
        0 if (fix.lat, fix.lon) == (before.lat, before.lon) => Verdict::Repeated,
        0 => Verdict::SameSecond,
        _ if metres > rules.max_speed_mps * seconds as f64 => Verdict::Jump,
        _ => Verdict::Follows,
    }
}

//! The track of a round: cleaned, with honest gaps, small in the database, and as GPX for other programs.

mod bits;
mod clean;
mod codec;
mod gpx;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use clean::{Cleaning, Rules, clean};
pub use codec::{MAX_FIXES, TrackError, decode, encode};
pub use gpx::to_gpx;

/// Where the receiver said to be, and when.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// The receiver's time, UTC.
    pub at: DateTime<Utc>,
    /// WGS84 latitude in degrees, north positive.
    pub lat: f64,
    /// WGS84 longitude in degrees, east positive.
    pub lon: f64,
    /// Radius of uncertainty in metres; `None`: not told.
    pub accuracy: Option<f64>,
}

/// A way in the order in which it was recorded. Between two segments nothing is known, and no line is drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Stretches without a gap.
    pub segments: Vec<Vec<Fix>>,
}

impl Track {
    /// All fixes, gaps ignored.
    pub fn fixes(&self) -> impl Iterator<Item = &Fix> {
        self.segments.iter().flatten()
    }
}

#[cfg(test)]
mod tests;

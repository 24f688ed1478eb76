//! Rounds.

pub mod gpx;

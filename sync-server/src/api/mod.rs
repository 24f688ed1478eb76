//! What phones speak.

pub mod uploads;

//! A phone without a screen.

pub mod patrol;

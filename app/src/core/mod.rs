//! A phone without a screen.

pub mod photo;

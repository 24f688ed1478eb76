//! The phone.

pub mod core;

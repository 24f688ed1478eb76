//! The phone.

pub mod cli;
pub mod core;

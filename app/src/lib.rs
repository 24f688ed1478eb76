//! The phone.

pub mod actor;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod core;
#[cfg(feature = "ui")]
mod platform;
#[cfg(feature = "ui")]
pub mod ui;
pub mod words;

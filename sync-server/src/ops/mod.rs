//! What whoever runs the server does beside it, or by its clock: backup, restore, drill, check.

pub mod backup;
pub mod check;
pub mod drill;
mod manifest;
pub mod restore;
pub mod retention;
pub mod schedule;
pub mod series;
mod unpack;

pub use manifest::Manifest;

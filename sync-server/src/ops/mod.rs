//! What whoever runs the server does beside it: backup, restore, check.

pub mod backup;
pub mod check;
mod manifest;
pub mod restore;

pub use manifest::Manifest;

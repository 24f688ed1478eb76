//! The sync server.

pub mod api;
pub mod clock;
pub mod photos;

//! The sync server.

pub mod clock;
pub mod photos;

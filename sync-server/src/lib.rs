//! The sync server.

pub mod mail;

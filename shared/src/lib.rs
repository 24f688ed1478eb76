//! What phone and server agree on: records and changes, how edits meet, the states derived from them,
//! the messages on the wire and the order in which a phone sends them.
//!
//! Everything here is pure. Time and randomness come in as arguments, so that every rule can be tested by
//! enumeration and the same code runs on the phone, in a browser's worker and on the server.

pub mod areas;
pub mod change;
pub mod domain;
pub mod geo;
pub mod hand_over;
pub mod hotspots;
pub mod ids;
pub mod merge;
pub mod protocol;
pub mod rights;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod state;
pub mod sync;
pub mod track;
pub mod words;

//! What phone and server agree on.

pub mod areas;
pub mod geo;
pub mod track;

//! The sync server: merges what phones bring, forwards each report to the department that is responsible, and brings the
//! answer back.

pub mod journal;
pub mod storage;

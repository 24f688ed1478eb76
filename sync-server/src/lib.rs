//! The sync server: merges what phones bring, forwards each report to the department that is responsible, and brings the
//! answer back.

pub mod api;
pub mod clock;
pub mod departments;
pub mod journal;
pub mod office;
pub mod pages;
pub mod photos;
pub mod storage;

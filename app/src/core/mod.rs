//! A phone without a screen.
//!
//! [`Phone`] owns the store and answers a [`Request`] with a [`Reply`]; a screen or the command line talks to it only
//! through them. [`sync`] brings what waits to the server, one request at a time, and takes in what is new.

pub mod attach;
pub mod edge;
mod error;
mod export;
mod find;
pub mod patrol;
mod pen;
mod phone;
mod reports;
mod request;
mod status;
pub mod store;
pub mod sync;
#[cfg(test)]
mod tests;

pub use edge::Edge;
pub use error::{List, PhoneError};
pub use phone::Phone;
pub use request::{
    Answer, Changes, Correction, ExportFormat, NewPhoto, NewReport, PhotoDone, Reply, Request, RoundStep, Topic,
};
pub use status::{AttachmentStatus, PhoneStatus, ReportStatus, RoundStatus};

//! A phone without a screen.
//!
//! [`Phone`] owns the store and answers a [`Request`] with a [`Reply`]; a screen or the command line talks to it only
//! through them. [`sync`] brings what waits to the server, one request at a time, and takes in what is new.

pub mod attach;
mod board;
mod chores;
pub mod draft;
pub mod edge;
mod error;
mod export;
mod find;
mod hand_over;
mod lock;
mod overview;
pub mod patrol;
mod pen;
mod phone;
mod practice;
mod reference;
mod reports;
mod request;
mod status;
pub mod store;
pub mod sync;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;
mod things;

pub use board::{Board, Helper, News};
pub use chores::ChoreToday;
pub use draft::{Draft, DraftKind, DraftStep};
pub use edge::Edge;
pub use error::{List, PhoneError};
pub use overview::{NEWS_READ, Overview};
pub use patrol::{Drawing, RoundSummary, StopToday, Today, draw};
pub use phone::Phone;
pub use reference::{Choice, Reference, Spot, Way};
pub use request::{
    Answer, Changes, Correction, ExportFormat, HandedOver, NewPhoto, NewReport, PhotoDone, Reply, Request, RoundStep,
    Shown, Topic,
};
pub use status::{AttachmentStatus, PhoneStatus, ReportStatus, RoundStatus, Story};
pub use tasks::TaskToday;
pub use things::{Holder, ThingToday};

//! The phone's core as one actor: the only one that holds the store. The screen asks and listens; it never waits for the
//! disk or the network. Natively the actor runs on a thread of its own, in a browser in a dedicated worker, because only
//! there SQLite's file may be opened.

mod message;
mod run;
#[cfg(test)]
mod tests;
#[cfg(not(target_arch = "wasm32"))]
mod thread;
mod trouble;
#[cfg(target_arch = "wasm32")]
pub mod worker;

pub use message::{Ask, Event, FromCore, Sync, ToCore};
pub use run::{HOLD, HOLD_HAZARD, run};
#[cfg(not(target_arch = "wasm32"))]
pub use thread::spawn;
pub use trouble::Trouble;

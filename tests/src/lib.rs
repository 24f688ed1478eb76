//! A city in a temporary folder, for stories that are told from end to end: the real server called in process, real
//! phones with clocks of their own, a network that loses and doubles, and departments that read their mail.
//!
//! ```no_run
//! use tests::World;
//!
//! let world = World::new();
//! let mut anna = world.phone_of("Anna");
//! let report = anna.report("litter");
//! anna.sync(&world);
//! assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
//! # let _ = report;
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod city;
pub mod device;
mod dice;
pub mod dump;
pub mod figures;
pub mod frozen;
pub mod fuzzed;
pub mod line;
pub mod mail_server;
pub mod network;
pub mod office;
pub mod pictures;
pub mod post;
pub mod retention;
pub mod script;
mod scrutiny;
mod world;

pub use device::Device;
pub use dice::Dice;
pub use line::{BREAKS, Break, Line, Way};
pub use mail_server::MailServer;
pub use network::{Fate, Faulty, Network};
pub use post::{Letter, Letters, Post};
pub use world::{World, at};

//! What goes to and fro between the screen and the core. Both ends are of one build, so the form may change freely.

use serde::{Deserialize, Serialize};
use shared::sync::Rest;

use super::Trouble;
use crate::core::{Changes, Reply, Request};

/// To the core.
#[derive(Debug, Serialize, Deserialize)]
pub struct ToCore {
    /// Chosen by who asks; the answer carries it.
    pub id: u64,
    /// What is asked.
    pub ask: Ask,
}

/// What is asked of the core.
#[derive(Debug, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "one is alive at a time")]
pub enum Ask {
    /// A use case of the store.
    Do(Request),
    /// Redeem a code at a server.
    Enrol {
        /// The server's address.
        server: String,
        /// As typed or scanned.
        code: String,
    },
    /// Something is changed in what waits: it is held back as by the saved screen.
    Hold,
    /// The saved screen was left: what was just saved may go.
    Release,
    /// Sync now: at start, when the network returned, or because a person asks.
    Sync,
}

/// From the core.
#[derive(Debug, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "one is alive at a time")]
pub enum FromCore {
    /// To one question.
    Answer {
        /// Which.
        id: u64,
        /// What came of it.
        result: Result<Reply, Trouble>,
    },
    /// Something happened.
    Event(Event),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// To be read again.
    Changed(Changes),
    /// How the sync stands.
    Sync(Sync),
    /// The store is open.
    Open,
    /// The store does not open, or not any more.
    Closed(Trouble),
}

/// How the sync stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sync {
    /// Not begun.
    #[default]
    Idle,
    /// A request is on its way.
    Busy,
    /// No network; it tries again by itself.
    Offline,
    /// The server was reached, and cannot take it now.
    ServerTrouble,
    /// A session ended.
    Rest(Rest),
}

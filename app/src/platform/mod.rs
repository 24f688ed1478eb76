//! What only the device can do: camera, position, speech, the screen. The same functions for every shell.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "a window has less to tell than a phone"))]

use shared::geo::Position;

#[cfg(not(target_arch = "wasm32"))]
mod desktop;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use desktop::*;
#[cfg(target_arch = "wasm32")]
pub use web::*;

/// What the device says about where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Fix {
    /// Nothing yet.
    #[default]
    Searching,
    /// Here; the time is the device's, milliseconds since 1970, UTC.
    Here(Position, i64),
    /// The person said no.
    Denied,
    /// It cannot tell.
    Missing,
}

impl Fix {
    /// The position, if it is known.
    pub fn position(self) -> Option<Position> {
        match self {
            Fix::Here(position, _) => Some(position),
            _ => None,
        }
    }

    /// Good enough to save a report without asking for its place, in metres.
    pub const GOOD_M: f64 = 30.0;

    /// Whether it is good enough for that.
    pub fn is_good(self) -> bool {
        self.position().and_then(|at| at.accuracy).is_some_and(|accuracy| accuracy <= Fix::GOOD_M)
    }
}

/// Something that the device tells by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Its Back button.
    Back,
    /// There is a network.
    Online,
    /// There is none.
    Offline,
    /// The app is seen again.
    Visible,
    /// It is not.
    Hidden,
    /// How long it will last.
    Battery {
        /// Not much longer, and nothing charges it.
        low: bool,
    },
}

/// Where the app runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// On the home screen, or as a program.
    Installed,
    /// In a browser that may keep data.
    Browser,
    /// In Safari on a phone: what it keeps is not the home-screen app's.
    Ios,
    /// Inside another app, which forgets everything.
    Foreign,
}

/// Whether the device may be asked for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may be used.
    Granted,
    /// The person is asked next.
    Ask,
    /// The person said no.
    Denied,
}

/// What records a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Microphone {
    /// It records.
    Open,
    /// The person said no.
    Denied,
    /// There is none, or another app has it.
    Missing,
}

/// The photo's camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Camera {
    /// It shows what it sees.
    Open,
    /// The person said no.
    Denied,
    /// There is none, or another app has it.
    Missing,
}

//! The sync engine: in which order a phone does what, when it waits and when it gives up for now. No I/O: the driver
//! does what [`Engine::poll`] says, tells the outcome to [`Engine::handle`], and keeps everything durable in its store.
//!
//! A session pushes until the outbox is empty, then uploads, then pulls until the last page; so a phone with nothing new
//! makes one request. A failure never ends the queue: the engine waits, longer each time, and begins the session anew.
//! What the server parks is out of the queue and counted; it holds back nothing else.

#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the driver is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send the next batch of changes and facts, and apply the verdicts in one transaction.
    Push,
    /// Send the next piece of the oldest attachment.
    Upload,
    /// Ask for the next page and apply it in one transaction.
    Pull {
        /// Forget the cursor first: both sides disagree about the view.
        from_start: bool,
    },
    /// Nothing before this time (UTC), unless somebody asks.
    Wait(DateTime<Utc>),
    /// The session is over.
    Rest(Rest),
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rest {
    /// Everything went out and came in.
    Done,
    /// The server does not know this device any more: enrol again. Everything is kept.
    NotEnrolled,
    /// The office locked this device: what is acknowledged goes, everything else is kept.
    Revoked,
    /// The server wants a newer program. Everything is kept.
    TooOld,
    /// Both sides still disagree after a fresh start: a defect that staff must hear of.
    Disagree,
}

/// What the driver tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Begin a session now: at start, when the network returns, or when a person asks.
    Start,
    /// A batch was answered and its verdicts are applied.
    Pushed,
    /// A piece was taken, or an attachment was given up and marked.
    Uploaded,
    /// A page was applied.
    Pulled {
        /// Another page follows.
        more: bool,
        /// The server did not know the cursor: everything still held is in the outbox again.
        reset: bool,
        /// On the last page: both fingerprints are the same.
        agree: bool,
    },
    /// A request failed.
    Failed(Failure),
    /// The time of a wait may have come.
    Tick,
}

/// Why a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No network, or it broke: normal.
    Offline,
    /// The server cannot take it now; it may have said when to come again.
    Busy(Option<Duration>),
    /// The token is unknown.
    NotEnrolled,
    /// The device is revoked.
    Revoked,
    /// The program is too old.
    TooOld,
}

/// What waits in the store, counted by the driver before each poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Changes and facts that the server has not answered.
    pub changes: usize,
    /// Attachments of stored changes with bytes to send.
    pub uploads: usize,
}

const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Resting(Rest),
    Sending,
    Pulling { from_start: bool },
    Waiting(DateTime<Utc>),
}

/// The state of a session.
#[derive(Clone, Debug)]
pub struct Engine {
    phase: Phase,
    failures: u32,
    fresh_starts: u32,
    jitter: u64,
}

impl Engine {
    /// A phone that has just started. `seed` spreads the waits of many phones.
    pub fn new(seed: u64) -> Engine {
        Engine { phase: Phase::Resting(Rest::Done), failures: 0, fresh_starts: 0, jitter: seed }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: DateTime<Utc>, input: Input) {
        match input {
            Input::Start => self.begin(),
            Input::Tick => {
                // A wait that is longer than any was begun before the clock was set back.
                if matches!(self.phase, Phase::Waiting(until) if until <= now || until > now + LONGEST_WAIT) {
                    self.begin();
                }
            }
            Input::Pushed | Input::Uploaded => self.failures = 0,
            Input::Pulled { more, reset, agree } => self.pulled(more, reset, agree),
            Input::Failed(failure) => self.failed(now, failure),
        }
    }

    /// What to do next, given what waits.
    pub fn poll(&mut self, waiting: Waiting) -> Output {
        match self.phase {
            Phase::Resting(rest) => Output::Rest(rest),
            Phase::Waiting(until) => Output::Wait(until),
            Phase::Sending if waiting.changes > 0 => Output::Push,
            Phase::Sending if waiting.uploads > 0 => Output::Upload,
            Phase::Sending => {
                self.phase = Phase::Pulling { from_start: false };
                Output::Pull { from_start: false }
            }
            Phase::Pulling { from_start } => Output::Pull { from_start },
        }
    }

    fn begin(&mut self) {
        self.phase = Phase::Sending;
        self.fresh_starts = 0;
    }

    fn pulled(&mut self, more: bool, reset: bool, agree: bool) {
        self.failures = 0;
        self.phase = if more {
            Phase::Pulling { from_start: false }
        } else if reset {
            // A restored server: offer everything again, then read once more.
            Phase::Sending
        } else if agree {
            Phase::Resting(Rest::Done)
        } else if self.fresh_starts == 0 {
            self.fresh_starts = 1;
            Phase::Pulling { from_start: true }
        } else {
            Phase::Resting(Rest::Disagree)
        };
    }

    fn failed(&mut self, now: DateTime<Utc>, failure: Failure) {
        self.phase = match failure {
            Failure::NotEnrolled => Phase::Resting(Rest::NotEnrolled),
            Failure::Revoked => Phase::Resting(Rest::Revoked),
            Failure::TooOld => Phase::Resting(Rest::TooOld),
            Failure::Offline | Failure::Busy(None) => Phase::Waiting(now + self.back_off()),
            Failure::Busy(Some(asked)) => {
                self.failures += 1;
                Phase::Waiting(now + asked.min(LONGEST_WAIT))
            }
        };
    }

    /// Doubles from 2 s to 5 min, each time shortened by up to a quarter so that phones do not come all at once.
    fn back_off(&mut self) -> Duration {
        let wait = FIRST_WAIT.saturating_mul(1 << self.failures.min(8)).min(LONGEST_WAIT);
        self.failures += 1;
        // Knuth's MMIX generator: spreading is all that is asked of it.
        self.jitter = self.jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let quarter = u64::try_from(wait.as_millis() / 4).unwrap_or(0).max(1);
        wait.saturating_sub(Duration::from_millis((self.jitter >> 33) % quarter))
    }
}

//! What became of a report. Nobody writes a state: it is derived from what happened, in the server's order.

mod event;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Outcome, Seen};
pub use event::{Event, Happening, Occasion, events};

/// The state of a report, as printed and shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On the phone; the server does not have every byte.
    #[default]
    Saved,
    /// Every byte is on the server's disk.
    Received,
    /// A department is chosen, the mail is not out.
    Assigned,
    /// The receiving server took the mail.
    Sent,
    /// The mail came back.
    Bounced,
    /// The department takes care.
    Accepted,
    /// The department is not responsible, and nobody else is chosen yet.
    NotOurs,
    /// The department mended it.
    Done,
    /// Mended, but seen again.
    Reopened,
    /// Seen as gone, without a department's word.
    Gone,
    /// Done by the Kümmerer.
    SelfDone,
    /// The same as another report.
    Duplicate,
    /// Taken back by its author.
    Withdrawn,
    /// Closed by staff without repair.
    Closed,
}

impl State {
    /// The name in the database, on the wire and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Saved => "saved",
            State::Received => "received",
            State::Assigned => "assigned",
            State::Sent => "sent",
            State::Bounced => "bounced",
            State::Accepted => "accepted",
            State::NotOurs => "not_ours",
            State::Done => "done",
            State::Reopened => "reopened",
            State::Gone => "gone",
            State::SelfDone => "self_done",
            State::Duplicate => "duplicate",
            State::Withdrawn => "withdrawn",
            State::Closed => "closed",
        }
    }

    /// Somebody may still have to do something.
    pub fn is_open(self) -> bool {
        use State::*;
        !matches!(self, Done | Gone | SelfDone | Duplicate | Withdrawn | Closed)
    }
}

/// The state, and what its words need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The state.
    pub state: State,
    /// Code of the department that has it or gets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// When the mail goes out (assigned).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
    /// The plain reason (closed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The other report (duplicate).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Uuid>,
    /// The department's last words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How often it was seen again after *done*.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reopened: u32,
    /// How often somebody else saw it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sightings: u32,
    /// When every byte was on the server's disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime<Utc>>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// Where a report stands between departments, when nothing more final is said about it.
#[derive(Default)]
struct Course {
    stage: State,
    done_at: Option<u64>,
    forwardings: BTreeMap<Uuid, (String, Option<DateTime<Utc>>)>,
    /// The last one that asks for work: what becomes of earlier mails matters no more.
    last: Option<Uuid>,
    status: Status,
    withdrawn: bool,
    self_done: bool,
}

/// Derives the state from everything that happened, oldest first.
pub fn derive(history: &[Happening]) -> Status {
    // What was called off before its mail went out is as if it had never been: whoever had the report has it again.
    let called_off = |happening: &Happening| match happening.event {
        Event::Cancelled { forwarding } => Some(forwarding),
        _ => None,
    };
    let void: BTreeSet<Uuid> = history.iter().filter_map(called_off).collect();
    let mut course = Course::default();
    for happening in history.iter().filter(|it| it.event.forwarding().is_none_or(|id| !void.contains(&id))) {
        course.follow(happening);
    }
    course.conclude()
}

impl Course {
    fn follow(&mut self, happening: &Happening) {
        match &happening.event {
            Event::Stored { self_done } => self.self_done = *self_done,
            Event::Corrected { self_done, .. } => self.self_done = self_done.unwrap_or(self.self_done),
            Event::AttachmentAdded => {}
            Event::Received => self.status.received_at = self.status.received_at.or(Some(happening.at)),
            Event::Assigned { forwarding, department, occasion, due } => {
                if *occasion == Occasion::NextContact {
                    // The same once more: it stands where it stood, until this mail is out or comes back.
                    self.forwardings.insert(*forwarding, (department.clone(), *due));
                } else if occasion.asks_for_work() {
                    self.forwardings.insert(*forwarding, (department.clone(), *due));
                    self.last = Some(*forwarding);
                    if self.stage != State::Reopened || *occasion != Occasion::Reopened {
                        self.stage = State::Assigned;
                    }
                    self.at_department(*forwarding);
                }
            }
            Event::Mailed { forwarding } => self.mail(*forwarding, State::Sent),
            Event::Bounced { forwarding } => self.mail(*forwarding, State::Bounced),
            Event::Answered { department, outcome, note } => {
                self.answered(happening.seq, department, *outcome, note.as_deref());
            }
            Event::Sighted { seen, as_of } => self.sighted(*seen, *as_of),
            Event::Withdrawn(withdrawn) => self.withdrawn = *withdrawn,
            Event::Closed(reason) => self.status.reason.clone_from(reason),
            Event::Merged(other) => self.status.same_as = *other,
            Event::Cancelled { .. } | Event::Held(_) | Event::Routed(_) | Event::Noted { .. } => {}
        }
    }

    fn at_department(&mut self, forwarding: Uuid) {
        if let Some((department, due)) = self.forwardings.get(&forwarding) {
            self.status.department = Some(department.clone());
            self.status.due = *due;
        }
    }

    fn mail(&mut self, forwarding: Uuid, stage: State) {
        if !self.forwardings.contains_key(&forwarding) {
            return;
        }
        let reached = matches!(self.stage, State::Saved | State::Assigned | State::Sent | State::Bounced);
        // A notification may come days later, when the report was sent anew: that one may have arrived. Or somebody has
        // answered: then the mail was read, whichever mailbox gave it back.
        let waits = reached || self.stage == State::Reopened;
        let came_back = stage == State::Bounced && self.last == Some(forwarding) && waits;
        if came_back || reached && stage != State::Bounced {
            self.stage = stage;
            self.at_department(forwarding);
        }
    }

    fn answered(&mut self, seq: u64, department: &str, outcome: Outcome, note: Option<&str>) {
        if let Some(note) = note {
            self.status.note = Some(note.to_owned());
        }
        // A department that has meanwhile passed it on no longer decides; what it says is kept in the history.
        if outcome != Outcome::Done && self.status.department.as_deref().is_some_and(|current| current != department) {
            return;
        }
        match outcome {
            Outcome::Done => {
                self.stage = State::Done;
                self.done_at = Some(seq);
            }
            Outcome::NotOurs => self.stage = State::NotOurs,
            Outcome::Accepted => self.stage = State::Accepted,
            Outcome::Note => {}
        }
    }

    fn sighted(&mut self, seen: Seen, as_of: u64) {
        self.status.sightings += 1;
        match seen {
            Seen::Gone if self.stage != State::Done => self.stage = State::Gone,
            Seen::Gone => {}
            Seen::StillThere if reopens(self.done_at, as_of) || self.stage == State::Gone => {
                self.stage = State::Reopened;
                self.done_at = None;
                self.status.reopened += 1;
            }
            Seen::StillThere => {}
        }
    }

    fn conclude(self) -> Status {
        let mut status = self.status;
        status.state = if self.withdrawn {
            State::Withdrawn
        } else if status.same_as.is_some() {
            State::Duplicate
        } else if status.reason.is_some() {
            State::Closed
        } else if self.self_done {
            State::SelfDone
        } else {
            match self.stage {
                // Chosen already, but bytes are missing: the digest waits for them, so the report still waits too.
                State::Saved | State::Assigned if status.received_at.is_none() => State::Saved,
                State::Saved => State::Received,
                stage => stage,
            }
        };
        if status.state != State::Assigned {
            status.due = None;
        }
        status
    }
}

/// A *noch da* reopens only if its author knew of the *done*: `as_of` is how far the phone had read, `done` the place of
/// the answer in the server's order. One that was made before is a sighting like any other.
pub fn reopens(done: Option<u64>, as_of: u64) -> bool {
    done.is_some_and(|done| as_of >= done)
}

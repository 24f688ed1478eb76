//! A task (Auftrag): what the office wants a round to look at, and what came of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::geo::Position;

/// Sent by the office to a route or a team. Phones write nothing of it but the outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Task {
    /// One or two short sentences.
    pub text: String,
    /// Code of the route that it is for.
    pub route: Option<String>,
    /// The team that it is for. Without route and team it is for everybody.
    pub team: Option<String>,
    /// Code of the stop where it is.
    pub stop: Option<String>,
    /// Where it is, where no stop says so.
    pub place: Option<Position>,
    /// The last day on which it makes sense.
    pub until: Option<NaiveDate>,
    /// What a round found; none while it is open.
    pub outcome: Option<TaskOutcome>,
    /// Phones no longer see it: the office took it back, or it was answered, or too late, some days ago.
    pub closed: bool,
}

/// What a round found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskOutcome {
    /// Gesehen.
    Seen,
    /// Nicht gefunden.
    NotFound,
    /// Kein Zugang.
    NoAccess,
}

impl TaskOutcome {
    /// The code, as in the field and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            TaskOutcome::Seen => "seen",
            TaskOutcome::NotFound => "not_found",
            TaskOutcome::NoAccess => "no_access",
        }
    }
}

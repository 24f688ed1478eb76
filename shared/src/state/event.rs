//! What happened to a report: changes, read as events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::change::{Change, Kind, Role};
use crate::domain::{Outcome, Seen};

/// One event, at its place in the server's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// The server's order.
    pub seq: u64,
    /// When the server stored it, UTC.
    pub at: DateTime<Utc>,
    /// In which capacity it came.
    pub role: Role,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Why a department is told about a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// For the first time.
    First,
    /// Seen again after *done*.
    Reopened,
    /// It was taken away from this department and comes back.
    Returned,
    /// Its content changed.
    Corrected,
    /// It no longer concerns this department.
    Withdrawn,
    /// Staff send it again.
    Resent,
    /// It turned out to be dangerous after it had been mailed.
    Escalated,
    /// A photo came after the report had been mailed.
    LatePhoto,
    /// Nobody has confirmed a hazard: the department's next contact is asked.
    NextContact,
}

impl Occasion {
    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Occasion::First => "first",
            Occasion::Reopened => "reopened",
            Occasion::Returned => "returned",
            Occasion::Corrected => "corrected",
            Occasion::Withdrawn => "withdrawn",
            Occasion::Resent => "resent",
            Occasion::Escalated => "escalated",
            Occasion::LatePhoto => "late_photo",
            Occasion::NextContact => "next_contact",
        }
    }

    /// The department is asked to do something; the others only tell it what changed.
    pub fn asks_for_work(self) -> bool {
        !matches!(self, Occasion::Corrected | Occasion::Withdrawn | Occasion::LatePhoto)
    }
}

/// What can happen to a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "of", rename_all = "snake_case")]
pub enum Event {
    /// The server stored it.
    Stored {
        /// The Kümmerer did the work.
        self_done: bool,
    },
    /// Its content changed.
    Corrected {
        /// Which fields.
        fields: Vec<String>,
        /// Whether it is own work, where that changed.
        self_done: Option<bool>,
    },
    /// A photo or voice note was announced.
    AttachmentAdded,
    /// Every byte is on the server's disk.
    Received,
    /// A department will be told.
    Assigned {
        /// The forwarding.
        forwarding: Uuid,
        /// Code of the department.
        department: String,
        /// Why.
        occasion: Occasion,
        /// When the mail goes out, where known.
        due: Option<DateTime<Utc>>,
    },
    /// It will not be told after all.
    Cancelled {
        /// The forwarding.
        forwarding: Uuid,
    },
    /// The receiving server took the mail.
    Mailed {
        /// The forwarding.
        forwarding: Uuid,
    },
    /// The mail came back.
    Bounced {
        /// The forwarding.
        forwarding: Uuid,
    },
    /// A department said something.
    Answered {
        /// Code of the department.
        department: String,
        /// What.
        outcome: Outcome,
        /// In its words.
        note: Option<String>,
    },
    /// Somebody looked again.
    Sighted {
        /// What was seen.
        seen: Seen,
        /// How far the phone had read in the server's order.
        as_of: u64,
    },
    /// Its author took it back (true), or took that back (false).
    Withdrawn(bool),
    /// Staff closed it for a reason, or opened it again (none).
    Closed(Option<String>),
    /// Staff merged it into another, or parted them again (none).
    Merged(Option<Uuid>),
    /// Staff hold it back, or let it go.
    Held(bool),
    /// Staff chose a department, or leave it to the rules again (none).
    Routed(Option<String>),
    /// Staff wrote something down that changes no state. Phones do not hear of it as an event.
    Noted {
        /// The field.
        field: String,
        /// What it says, where it is a text.
        text: Option<String>,
    },
}

impl Event {
    /// The forwarding that it is about.
    pub fn forwarding(&self) -> Option<Uuid> {
        match self {
            Event::Assigned { forwarding, .. }
            | Event::Cancelled { forwarding }
            | Event::Mailed { forwarding }
            | Event::Bounced { forwarding } => Some(*forwarding),
            _ => None,
        }
    }
}

/// What staff write beside the content.
const NOTES: [&str; 6] = ["message", "comment", "confirmed", "checked", "differs", "person_in_photo"];
const CONTENT: [&str; 7] = ["category", "place", "note", "amount", "material", "self_done", "office_text"];

/// What a stored change means for the report that it is about; nothing where it means nothing for its history.
/// `first` says that the change begins its record.
pub fn events(change: &Change, first: bool) -> Vec<Event> {
    match &change.kind {
        Kind::Report => of_report(change, first),
        Kind::Attachment if first => vec![Event::AttachmentAdded],
        Kind::Attachment => of_attachment(change),
        Kind::Receipt => vec![Event::Received],
        Kind::Forwarding => of_forwarding(change, first),
        Kind::Answer if first => of_answer(change).into_iter().collect(),
        Kind::Sighting if first => of_sighting(change).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_report(change: &Change, first: bool) -> Vec<Event> {
    let self_done = change.value("self_done").map(|value| value.as_bool().unwrap_or(false));
    let mut events = Vec::new();
    if first {
        events.push(Event::Stored { self_done: self_done.unwrap_or(false) });
    } else {
        let fields: Vec<String> = change.fields.keys().filter(|f| CONTENT.contains(&f.as_str())).cloned().collect();
        if !fields.is_empty() {
            events.push(Event::Corrected { fields, self_done });
        }
    }
    if let Some(value) = change.value("withdrawn") {
        events.push(Event::Withdrawn(!value.is_null()));
    }
    if let Some(value) = change.value("closed") {
        events.push(Event::Closed(value.as_str().map(str::to_owned)));
    }
    if let Some(value) = change.value("held") {
        events.push(Event::Held(value.as_bool().unwrap_or(false)));
    }
    if change.value("same_as").is_some() {
        events.push(Event::Merged(change.uuid("same_as")));
    }
    if let Some(value) = change.value("department") {
        events.push(Event::Routed(value.as_str().map(str::to_owned)));
    }
    if !first {
        events.extend(NOTES.iter().filter_map(|field| noted(change, field)));
    }
    events
}

fn of_attachment(change: &Change) -> Vec<Event> {
    ["black", "sealed"].iter().filter_map(|field| noted(change, field)).collect()
}

fn noted(change: &Change, field: &str) -> Option<Event> {
    let text = change.value(field)?.as_str().map(str::to_owned);
    Some(Event::Noted { field: field.to_owned(), text })
}

fn of_forwarding(change: &Change, first: bool) -> Vec<Event> {
    let forwarding = change.record;
    let happened = |field: &str| change.value(field).is_some_and(|value| !value.is_null());
    if first {
        let occasion = change.value("occasion").and_then(|value| Occasion::deserialize(value).ok());
        let (Some(occasion), Some(department)) = (occasion, change.text("department")) else { return Vec::new() };
        let due = change.value("due").and_then(|value| DateTime::deserialize(value).ok());
        return vec![Event::Assigned { forwarding, department: department.to_owned(), occasion, due }];
    }
    if happened("cancelled") {
        vec![Event::Cancelled { forwarding }]
    } else if happened("bounced") {
        vec![Event::Bounced { forwarding }]
    } else if happened("unanswered") {
        // No contact is left to ask: staff call.
        noted(change, "unanswered").into_iter().collect()
    } else if happened("mailed") || happened("covered") {
        // Covered: the mail of a merged report spoke for this one.
        vec![Event::Mailed { forwarding }]
    } else {
        Vec::new()
    }
}

fn of_answer(change: &Change) -> Option<Event> {
    Some(Event::Answered {
        department: change.text("department")?.to_owned(),
        outcome: Outcome::deserialize(change.value("outcome")?).ok()?,
        note: change.text("note").map(str::to_owned),
    })
}

fn of_sighting(change: &Change) -> Option<Event> {
    Some(Event::Sighted {
        seen: Seen::deserialize(change.value("seen")?).ok()?,
        as_of: change.value("as_of").and_then(Value::as_u64).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests;

//! What needs a person: the reasons why a report stands in *Zu tun*. Read off its history like its state, so nobody sets or
//! forgets one; each ends with the step that it asks for.

use chrono::{DateTime, Utc};
use shared::domain::Outcome;
use shared::state::{Event, Happening, Occasion, State, Status};
use uuid::Uuid;

/// A reason, by consequence: the first ones harm somebody while they wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A department has written about a hazard.
    HazardReply,
    /// A hazard that no contact of its department has confirmed in time: staff call.
    Unanswered,
    /// A hazard of which nobody has said that they know.
    Urgent,
    /// The mail came back.
    Undelivered,
    /// No rule names a department, or two have passed it on.
    Nobody,
    /// Staff or a rule hold it back.
    Held,
    /// A department asks something.
    Question,
    /// A department has written, and nobody has read it.
    Reply,
    /// Nobody has said where it is.
    Place,
    /// A person or a number plate may be in a photo, which waits.
    Photo,
    /// Somebody spoke, and nobody has typed it.
    Voice,
    /// Two values met.
    Values,
    /// Another report looks alike.
    Duplicate,
}

impl Why {
    /// All of them, by consequence.
    pub const ALL: [Why; 13] = [
        Why::HazardReply,
        Why::Unanswered,
        Why::Urgent,
        Why::Undelivered,
        Why::Nobody,
        Why::Held,
        Why::Question,
        Why::Reply,
        Why::Place,
        Why::Photo,
        Why::Voice,
        Why::Values,
        Why::Duplicate,
    ];

    /// The name in the database and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Unanswered => "unanswered",
            Why::HazardReply => "hazard_reply",
            Why::Urgent => "urgent",
            Why::Undelivered => "undelivered",
            Why::Nobody => "nobody",
            Why::Held => "held",
            Why::Question => "question",
            Why::Reply => "reply",
            Why::Place => "place",
            Why::Photo => "photo",
            Why::Voice => "voice",
            Why::Values => "values",
            Why::Duplicate => "duplicate",
        }
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Why> {
        Why::ALL.into_iter().find(|why| why.as_str() == name)
    }
}

/// One reason of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Which.
    pub why: Why,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
    /// The report that looks alike.
    pub other: Option<Uuid>,
}

/// What history does not say.
#[derive(Clone, Debug)]
pub struct Facts {
    /// When the report was stored, UTC.
    pub stored_at: DateTime<Utc>,
    /// The category is dangerous to people.
    pub hazard: bool,
    /// Why it goes to no department: [`Why::Held`] or [`Why::Nobody`].
    pub stuck: Option<Why>,
    /// It has no place, and staff have not said that it stays so.
    pub placeless: bool,
    /// Since when a photo waits for a look.
    pub photo: Option<DateTime<Utc>>,
    /// Since when a voice note waits for somebody to type it.
    pub voice: Option<DateTime<Utc>>,
    /// Two values met in a field.
    pub values: bool,
    /// Since when a department's reply by mail waits for somebody to read it.
    pub reply: Option<DateTime<Utc>>,
    /// An older open report that looks alike.
    pub alike: Option<Uuid>,
}

/// Every reason why a person should look, by consequence.
pub fn concerns(history: &[Happening], status: &Status, facts: &Facts) -> Vec<Concern> {
    let open = status.state.is_open();
    let last = |wanted: &dyn Fn(&Event) -> bool| history.iter().rev().find(|it| wanted(&it.event)).map(|it| it.at);
    let mut found = Vec::new();
    let mut add = |why: Why, since: Option<DateTime<Utc>>| {
        found.extend(since.map(|since| Concern { why, since, other: None }));
    };
    if facts.hazard {
        add(Why::HazardReply, facts.reply);
    }
    if open && facts.hazard && status.state != State::Accepted {
        let (why, since) = unconfirmed(history, facts.stored_at);
        add(why, since);
    }
    if status.state == State::Bounced {
        add(Why::Undelivered, last(&|event| matches!(event, Event::Bounced { .. })));
    }
    if open && let Some(why) = facts.stuck {
        let cause = |event: &Event| match why {
            Why::Held => matches!(event, Event::Held(true)),
            _ => matches!(event, Event::Answered { outcome: Outcome::NotOurs, .. }),
        };
        add(why, last(&cause).or(Some(facts.stored_at)));
    }
    add(Why::Question, question(history));
    if !facts.hazard {
        add(Why::Reply, facts.reply);
    }
    if open {
        add(Why::Place, facts.placeless.then_some(facts.stored_at));
        add(Why::Photo, facts.photo);
        add(Why::Voice, facts.voice);
    }
    let corrected = || last(&|event| matches!(event, Event::Corrected { .. })).unwrap_or(facts.stored_at);
    add(Why::Values, facts.values.then(corrected));
    if open && let Some(other) = facts.alike {
        found.push(Concern { why: Why::Duplicate, since: facts.stored_at, other: Some(other) });
    }
    found
}

/// Since when a hazard waits for somebody to say that they know: its department, or staff who heard so by telephone. It is
/// more pressing once nobody is left to ask by mail.
fn unconfirmed(history: &[Happening], stored_at: DateTime<Utc>) -> (Why, Option<DateTime<Utc>>) {
    // The next contact is asked the same question.
    let begins = |occasion: Occasion| occasion.asks_for_work() && occasion != Occasion::NextContact;
    let asked = history.iter().rposition(|it| matches!(it.event, Event::Assigned { occasion, .. } if begins(occasion)));
    let heard = |it: &&Happening| match &it.event {
        Event::Answered { .. } => true,
        Event::Noted { field, .. } => field == "confirmed",
        _ => false,
    };
    let after = history.get(asked.unwrap_or(0)..).unwrap_or_default();
    let since = asked.and_then(|at| history.get(at)).map_or(stored_at, |it| it.at);
    let given_up = |it: &Happening| matches!(&it.event, Event::Noted { field, .. } if field == "unanswered");
    let why = if after.iter().any(given_up) { Why::Unanswered } else { Why::Urgent };
    (why, (!after.iter().any(|it| heard(&it))).then_some(since))
}

/// Since when a department waits for an answer: any step of the office is one.
fn question(history: &[Happening]) -> Option<DateTime<Utc>> {
    use shared::change::Role;
    history.iter().rev().find_map(|it| match &it.event {
        Event::Answered { outcome: Outcome::Note, note: Some(_), .. } => Some(Some(it.at)),
        _ if it.role == Role::Office => Some(None),
        _ => None,
    })?
}

#[cfg(test)]
mod tests;

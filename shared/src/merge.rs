//! How edits meet: per field, three-way by `base`. Nothing that somebody wrote is dropped; what loses is kept beside
//! the value that holds, until staff decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::change::{Author, Change, Kind, Role};

/// A record: what its changes add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// The value that holds in each field.
    pub fields: BTreeMap<String, Cell>,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The value that holds.
    pub value: Value,
    /// The change that set it: the `base` of the next edit.
    pub change: Uuid,
    /// In which capacity it was set.
    pub role: Role,
    /// By whom.
    pub author: Author,
    /// Values that lost, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losers: Vec<Loser>,
}

/// A value that lost against another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loser {
    /// What it said.
    pub value: Value,
    /// The change that said so.
    pub change: Uuid,
    /// In which capacity.
    pub role: Role,
    /// Staff have seen both values and decided.
    #[serde(default)]
    pub settled: bool,
}

/// What became of one edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It followed on what its author saw.
    Set,
    /// It says what holds already.
    Same,
    /// It met another value and holds; the other one is kept as a loser.
    Won,
    /// It met another value and is kept as a loser.
    Lost,
}

/// Who wins where two edits did not know of each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The office has looked at it (triage): a phone no longer moves it.
    OfficeFirst,
    /// A fact that is set once.
    FirstStays,
    /// A fact that follows only on itself: a photo in which something was blacked out before it left the phone.
    OnlyKnowing,
    /// The one stored later.
    LaterWins,
}

fn rule(kind: &Kind, field: &str) -> Rule {
    match (kind, field) {
        // What the office has sealed, no phone opens.
        (Kind::Report, "category" | "place") | (Kind::Attachment, "sealed") => Rule::OfficeFirst,
        (Kind::Attachment, "bytes") => Rule::OnlyKnowing,
        (Kind::Attachment, "report") | (Kind::Receipt | Kind::Answer | Kind::Sighting, _) => Rule::FirstStays,
        _ => Rule::LaterWins,
    }
}

impl Record {
    /// A record that nobody has written to yet.
    pub fn new(id: Uuid, kind: Kind) -> Record {
        Record { id, kind, fields: BTreeMap::new() }
    }

    /// The value of a field; `null` and missing are the same to a reader.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).map(|cell| &cell.value).filter(|value| !value.is_null())
    }

    /// As [`Record::value`], for text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Value::as_str)
    }

    /// As [`Record::value`], for an id.
    pub fn uuid(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| text.parse().ok())
    }

    /// As [`Record::value`], for yes or no; missing is no.
    pub fn flag(&self, field: &str) -> bool {
        self.value(field).and_then(Value::as_bool).unwrap_or(false)
    }

    /// What an author who sees this record writes as `base` of an edit to the field.
    pub fn base(&self, field: &str) -> Option<Uuid> {
        self.fields.get(field).map(|cell| cell.change)
    }

    /// Fields in which two values met and nobody has decided yet.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|(_, cell)| cell.is_open()).map(|(name, _)| name.as_str())
    }

    /// Applies the change that comes next in the server's order. What the fields said before decides, so all who apply
    /// the same changes in the same order hold the same record.
    pub fn apply(&mut self, change: &Change, role: Role) -> Vec<(String, Outcome)> {
        let mut outcomes = Vec::with_capacity(change.fields.len());
        for (field, edit) in &change.fields {
            let rule = rule(&self.kind, field);
            let new =
                Cell { value: edit.value.clone(), change: change.id, role, author: change.author, losers: Vec::new() };
            let outcome = match self.fields.get_mut(field) {
                None => {
                    self.fields.insert(field.clone(), new);
                    Outcome::Set
                }
                Some(cell) => cell.meet(new, edit.base, rule),
            };
            outcomes.push((field.clone(), outcome));
        }
        outcomes
    }
}

impl Cell {
    /// Two values met, and nobody has decided yet.
    pub fn is_open(&self) -> bool {
        self.losers.iter().any(|loser| !loser.settled)
    }

    fn meet(&mut self, mut new: Cell, base: Option<Uuid>, rule: Rule) -> Outcome {
        if self.value == new.value {
            // The one that holds keeps its change id: other authors have it as their base.
            if new.role == Role::Office && base == Some(self.change) {
                self.settle();
            }
            return Outcome::Same;
        }
        let knows = match rule {
            Rule::FirstStays => false,
            Rule::OnlyKnowing => base == Some(self.change),
            Rule::OfficeFirst | Rule::LaterWins => base == Some(self.change) || self.by_the_same_hand(&new),
        };
        new.losers = std::mem::take(&mut self.losers);
        if knows {
            if new.role == Role::Office {
                new.settle();
            }
            *self = new;
            return Outcome::Set;
        }
        let stays = match rule {
            Rule::FirstStays | Rule::OnlyKnowing => true,
            Rule::OfficeFirst => self.role == Role::Office && new.role != Role::Office,
            Rule::LaterWins => false,
        };
        if stays {
            self.losers = std::mem::take(&mut new.losers);
            self.losers.push(new.into_loser());
            return Outcome::Lost;
        }
        let old = std::mem::replace(self, new);
        self.losers.push(old.into_loser());
        Outcome::Won
    }

    /// Staff saw what holds and what lost.
    fn settle(&mut self) {
        self.losers.iter_mut().for_each(|loser| loser.settled = true);
    }

    /// A person on a device never conflicts with itself: its edits arrive in the order in which it made them.
    fn by_the_same_hand(&self, new: &Cell) -> bool {
        self.role == new.role && self.role == Role::Phone && self.author == new.author
    }

    fn into_loser(self) -> Loser {
        Loser { value: self.value, change: self.change, role: self.role, settled: false }
    }
}

#[cfg(test)]
mod tests;

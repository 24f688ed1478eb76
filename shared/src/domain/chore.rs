//! A chore (regelmäßige Aufgabe): what comes again on its weekdays, such as a caretaker's work in an own area.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Set up by the office. That it was done is an anonymous fact and stands nowhere in here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chore {
    /// One or two short sentences.
    pub text: String,
    /// The team that it is for. Without team and route it is for everybody.
    pub team: Option<String>,
    /// Code of the route that it is for.
    pub route: Option<String>,
    /// Code of the stop where it is.
    pub stop: Option<String>,
    /// Layer of `area`.
    pub layer: Option<String>,
    /// Foreign id of the area where it is: the caretaker's own.
    pub area: Option<String>,
    /// On which days; on each where empty.
    pub weekdays: Vec<Weekday>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Day after the last.
    pub valid_to: Option<NaiveDate>,
}

impl Chore {
    /// Whether it is to be done on this day.
    pub fn is_due(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|end| day < end)
            && (self.weekdays.is_empty() || self.weekdays.contains(&day.weekday()))
    }
}

/// What came of it on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoreOutcome {
    /// Erledigt.
    Done,
    /// Geht nicht.
    NotPossible,
}

impl ChoreOutcome {
    /// The code, as in the fact and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            ChoreOutcome::Done => "done",
            ChoreOutcome::NotPossible => "not_possible",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_chore_is_due_on_its_weekdays_from_its_first_day_to_its_last() {
        let chore: Chore = serde_json::from_str(
            r#"{"text":"Kehren","weekdays":["mon","thu"],"valid_from":"2026-11-23","valid_to":"2026-12-01"}"#,
        )
        .unwrap();
        let due = |text: &str| chore.is_due(day(text));
        assert!(due("2026-11-23") && due("2026-11-26") && due("2026-11-30"));
        assert!(!due("2026-11-24") && !due("2026-11-19"), "another weekday, too early");
        assert!(!due("2026-12-03"), "over");
        assert!(Chore::default().is_due(day("2026-11-24")), "every day, for good");
    }
}

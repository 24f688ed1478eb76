//! Anonymous facts: that something was done, and by which team. Anything more (who, with which device, at what time)
//! would be a movement profile of staff, so it is not in the type and cannot be sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ChoreOutcome;

/// One fact. Pushed once, never pulled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// A random v4 id: says nothing about time, and makes a repeated push harmless.
    pub id: Uuid,
    /// The day.
    pub date: NaiveDate,
    /// What was done.
    #[serde(flatten)]
    pub what: FactKind,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FactKind {
    /// A round was walked.
    Round {
        /// The route, if it followed one.
        route: Option<Uuid>,
        /// Stops checked.
        stops_done: u32,
        /// Stops of the route.
        stops_total: u32,
        /// Duration, rounded to five minutes.
        minutes: u32,
    },
    /// A stop was checked.
    StopVisit {
        /// The stop.
        stop: Uuid,
        /// `ok`, `problem` or `no_access`.
        outcome: String,
    },
    /// Somebody was talked to.
    Contact {
        /// Foreign id of the district, where known.
        area: Option<String>,
        /// Code of the topic.
        topic: String,
        /// Code of the outcome.
        outcome: String,
    },
    /// Somebody was brought to help (Lotse).
    Referral {
        /// Foreign id of the district, where known.
        area: Option<String>,
        /// What was needed.
        need: String,
        /// Who could help.
        offer: String,
        /// What came of it.
        outcome: String,
    },
    /// Somebody called at an institution.
    Visit {
        /// Foreign id of the district, where known.
        area: Option<String>,
        /// Code of the kind of institution, not which one.
        institution: String,
        /// Code of the outcome.
        outcome: String,
    },
    /// A chore was done, or could not be.
    ChoreDone {
        /// Which.
        chore: Uuid,
        /// What came of it.
        outcome: ChoreOutcome,
    },
}

impl FactKind {
    /// The name in the database.
    pub fn name(&self) -> &'static str {
        match self {
            FactKind::Round { .. } => "round",
            FactKind::StopVisit { .. } => "stop_visit",
            FactKind::Contact { .. } => "contact",
            FactKind::Referral { .. } => "referral",
            FactKind::Visit { .. } => "visit",
            FactKind::ChoreDone { .. } => "chore_done",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_brings_more_than_its_fields_is_refused() {
        let text = r#"{"id":"a2f0c0de-0000-4000-8000-000000000001","date":"2026-11-23","kind":"contact","area":null,"topic":"help","outcome":"helped"}"#;
        let fact: Fact = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&fact).unwrap(), text);
        let chore = r#"{"id":"a2f0c0de-0000-4000-8000-000000000002","date":"2026-11-23","kind":"chore_done","chore":"a2f0c0de-0000-4000-8000-000000000003","outcome":"done"}"#;
        let fact: Fact = serde_json::from_str(chore).unwrap();
        assert_eq!((fact.what.name(), serde_json::to_string(&fact).unwrap().as_str()), ("chore_done", chore));
        let more = text.replace(r#""topic""#, r#""time":"09:42","topic""#);
        assert!(serde_json::from_str::<Fact>(&more).is_err());
    }
}

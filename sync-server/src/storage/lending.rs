//! Use cases of what comes again and of what is lent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Result;

/// That a phone has a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanRow {
    /// The loan's record.
    pub id: Uuid,
    /// Which thing.
    pub thing: Uuid,
    /// Since when, by the phone's clock.
    pub since: Option<NaiveDate>,
    /// The phone's name.
    pub label: String,
    /// The phone's team.
    pub team: Option<String>,
}

/// What comes again, and what is lent.
pub trait Lending: Send + Sync {
    /// How often each chore was done since this day: no team, no day.
    fn chores_done(&self, since: NaiveDate) -> Result<BTreeMap<Uuid, u64>>;
    /// Loans that are out, by thing; two of one thing mean that somebody has to ask.
    fn loans(&self) -> Result<Vec<LoanRow>>;
}

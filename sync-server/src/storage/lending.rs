//! Use cases of what is lent.

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

/// What is lent.
pub trait Lending: Send + Sync {
    /// Loans that are out, by thing; two of one thing mean that somebody has to ask.
    fn loans(&self) -> Result<Vec<LoanRow>>;
}

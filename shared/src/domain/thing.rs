//! Things that can be lent, and which phone has them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that can be lent, such as an e-rickshaw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thing {
    /// Such as `rikscha`.
    pub code: String,
    /// As people say it.
    pub name: String,
    /// Whose phones may take it; everybody's where missing.
    pub team: Option<String>,
    /// What is looked at before and after, a line each.
    pub checks: String,
    /// No longer lent.
    pub ended: bool,
}

impl Thing {
    /// Most lines of a check list: it is read standing beside the thing.
    pub const MAX_CHECKS: usize = 10;

    /// The check list, without empty lines.
    pub fn checks(&self) -> impl Iterator<Item = &str> {
        self.checks.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

/// That a phone has a thing. Each time that it is taken is a record of its own: two phones that both took it offline have
/// written two records, so neither mark can replace the other, and everybody sees both. Who holds it is the author's device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// Which thing.
    pub thing: Uuid,
    /// The day on which it was taken, by the phone's clock.
    pub since: NaiveDate,
    /// The day on which it was given back, or on which the office settled that it was; it is out while this is missing.
    #[serde(default)]
    pub back: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_list_is_its_lines() {
        let thing = Thing { checks: "Bremsen\n\n  Licht \n".to_owned(), ..Thing::default() };
        assert_eq!(thing.checks().collect::<Vec<_>>(), ["Bremsen", "Licht"]);
    }
}

//! Who of a department reads urgent mail: contacts in order, each with its hours.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Department, Invalid, word};

/// So many contacts a department has at most.
pub const MAX_CONTACTS: usize = 8;
/// An urgent mail waits so long for an answer where the department says nothing else, in minutes.
const CONFIRM_MINUTES: u32 = 15;

/// Somebody who reads urgent mail. A role, never a person: whoever is on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyContact {
    /// Such as "Leitstelle"; unique within the department. The ledger names contacts by it.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Hours on duty; always where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<DutyHours>,
}

/// Hours of some weekdays, local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyHours {
    /// 1 is Monday, 7 is Sunday and every public holiday.
    pub days: Vec<u8>,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`. Not later than `from`: on the next day; so the same as `from` is a whole day.
    pub to: String,
}

/// Why a list of contacts is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyFault {
    /// More than [`MAX_CONTACTS`].
    TooMany,
    /// Two have the same name.
    SameName,
    /// A contact has hours, and no day.
    NoDay,
    /// The last one is not there at all times, so at some hours nobody would read.
    LastNotAlways,
}

/// Checks a list of contacts as a whole.
///
/// # Errors
/// The first fault.
pub fn check_duty(contacts: &[DutyContact]) -> Result<(), DutyFault> {
    if contacts.len() > MAX_CONTACTS {
        return Err(DutyFault::TooMany);
    }
    let mut names: Vec<&str> = contacts.iter().map(|contact| contact.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < contacts.len() {
        return Err(DutyFault::SameName);
    }
    if contacts.iter().any(|contact| contact.hours.as_ref().is_some_and(|hours| hours.days.is_empty())) {
        return Err(DutyFault::NoDay);
    }
    match contacts.last() {
        Some(last) if last.hours.is_some() => Err(DutyFault::LastNotAlways),
        _ => Ok(()),
    }
}

impl Department {
    /// Who reads urgent mail, in order; never empty. A department that names no contacts is one, at all times.
    pub fn contacts(&self) -> Vec<DutyContact> {
        if !self.duty.is_empty() {
            return self.duty.clone();
        }
        let email = self.urgent_email.clone().unwrap_or_else(|| self.email.clone());
        vec![DutyContact { name: String::new(), email, hours: None }]
    }

    /// An urgent mail waits so long for an answer before the next contact is asked, in minutes.
    pub fn confirm_within(&self) -> u32 {
        self.confirm_minutes.filter(|minutes| *minutes > 0).unwrap_or(CONFIRM_MINUTES)
    }
}

/// The field `duty` of a change.
pub(super) fn validate(field: &str, value: &Value) -> Result<(), Invalid> {
    let form = || Invalid::Form { field: field.to_owned() };
    let contacts = Vec::<DutyContact>::deserialize(value).map_err(|_| form())?;
    for contact in &contacts {
        word(field, &Value::from(contact.name.as_str()))?;
        word(field, &Value::from(contact.email.as_str()))?;
        if contact.name.trim().is_empty() || contact.email.trim().is_empty() {
            return Err(form());
        }
    }
    check_duty(&contacts).map_err(|_| form())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn department(duty: Value) -> Department {
        let fields = json!({ "code": "edg", "name": "Entsorgung", "short": "EDG", "email": "edg@example.org",
            "urgent_email": "eilig@edg.example.org", "duty": duty });
        serde_json::from_value(fields).unwrap()
    }

    fn is_possible(duty: Value) -> bool {
        validate("duty", &duty).is_ok()
    }

    #[test]
    fn a_department_of_before_has_one_contact_at_all_times() {
        let old = json!({ "code": "edg", "name": "Entsorgung", "short": "EDG", "email": "edg@example.org" });
        let old: Department = serde_json::from_value(old).unwrap();
        assert_eq!((old.contacts()[0].email.as_str(), old.confirm_within()), ("edg@example.org", 15));
        let [only] = &department(json!([])).contacts()[..] else { panic!("one contact") };
        assert_eq!((only.email.as_str(), only.name.as_str(), &only.hours), ("eilig@edg.example.org", "", &None));
    }

    #[test]
    fn contacts_stand_in_the_order_of_the_city() {
        let duty = json!([
            { "name": "Einsatzleitung", "email": "a@example.org",
              "hours": { "days": [1, 2], "from": "07:00", "to": "16:00" } },
            { "name": "Leitstelle", "email": "b@example.org" },
        ]);
        assert!(is_possible(duty.clone()));
        let names: Vec<String> = department(duty).contacts().into_iter().map(|contact| contact.name).collect();
        assert_eq!(names, ["Einsatzleitung", "Leitstelle"]);
    }

    #[test]
    fn somebody_must_be_there_at_all_times_and_each_has_a_name_of_its_own() {
        let one = |name: &str, hours: Value| json!({ "name": name, "email": "a@example.org", "hours": hours });
        let day = || json!({ "days": [1], "from": "07:00", "to": "16:00" });
        assert!(is_possible(json!([])) && is_possible(json!([one("A", Value::Null)])));
        assert!(!is_possible(json!([one("A", day())])), "at night nobody would read");
        assert!(!is_possible(json!([one("A", Value::Null), one("B", day())])));
        assert!(!is_possible(json!([one("A", day()), one("A", Value::Null)])), "the ledger names them");
        assert!(!is_possible(json!([one("", Value::Null)])));
        assert!(!is_possible(json!([one("A\nB", Value::Null)])));
        let dayless = json!({ "days": [], "from": "07:00", "to": "16:00" });
        assert!(!is_possible(json!([one("A", dayless), one("B", Value::Null)])));
        let many: Vec<Value> = (0..9).map(|n| one(&n.to_string(), Value::Null)).collect();
        assert!(!is_possible(json!(many)));
        assert!(!is_possible(json!("Leitstelle")));
    }
}

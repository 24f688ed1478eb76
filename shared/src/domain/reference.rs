//! What the office sets up and phones read.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::DutyContact;
use crate::geo::Position;

/// What a report can be about. Codes stay; names and order are the city's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Such as `litter`.
    pub code: String,
    /// As the city calls it; the word of the start set where empty.
    #[serde(default)]
    pub name: String,
    /// Place on the screen.
    #[serde(default)]
    pub order: i64,
    /// Name of the icon.
    #[serde(default)]
    pub icon: String,
    /// Danger to people: urgent channel.
    #[serde(default)]
    pub hazard: bool,
    /// No longer offered; what names it keeps its word.
    #[serde(default)]
    pub ended: bool,
}

/// Who mends things. No account: e-mail only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Department {
    /// Such as `edg`.
    pub code: String,
    /// In full.
    pub name: String,
    /// As people say it.
    pub short: String,
    /// German article before the short name, accusative: "an *die* EDG".
    #[serde(default)]
    pub article: String,
    /// Where the digest goes.
    pub email: String,
    /// Where urgent mail goes; the digest's address where missing.
    #[serde(default)]
    pub urgent_email: Option<String>,
    /// Who reads urgent mail, in order, where it is more than one address.
    #[serde(default)]
    pub duty: Vec<DutyContact>,
    /// Minutes until the next of them is asked; see [`Department::confirm_within`].
    #[serde(default)]
    pub confirm_minutes: Option<u32>,
    /// Local hour of the digest, `HH:MM`.
    #[serde(default = "seven")]
    pub hour: String,
    /// `workdays` or `daily`.
    #[serde(default = "workdays")]
    pub days: String,
    /// 24 and 31 December are working days there.
    #[serde(default)]
    pub works_on_eves: bool,
    /// Weekday of the list of what is open, `mon` to `sun`; `never` for none.
    #[serde(default = "monday")]
    pub open_list: String,
    /// The department confirms first, and mends later.
    #[serde(default)]
    pub wants_accept: bool,
    /// No longer offered; what names it keeps its word.
    #[serde(default)]
    pub ended: bool,
}

fn seven() -> String {
    "07:00".to_owned()
}

fn workdays() -> String {
    "workdays".to_owned()
}

fn monday() -> String {
    "mon".to_owned()
}

/// A body that reads a summary of its area each month, such as a Bezirksvertretung. No account: e-mail only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    /// Of the body.
    pub name: String,
    /// Where the summary goes.
    pub email: String,
    /// Layer of `area`.
    pub layer: String,
    /// Foreign id of the area.
    pub area: String,
    /// No longer sent.
    #[serde(default)]
    pub ended: bool,
}

/// Which department is responsible. The rule of the highest priority that fits decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Such as `litter-park`.
    pub code: String,
    /// Code of the category, `*` for each.
    pub category: String,
    /// Layer of `area`.
    #[serde(default)]
    pub layer: Option<String>,
    /// Foreign id of the area; the whole city where missing.
    #[serde(default)]
    pub area: Option<String>,
    /// Only hazards, or only others.
    #[serde(default)]
    pub hazard: Option<bool>,
    /// Code of the department; nobody where missing.
    #[serde(default)]
    pub department: Option<String>,
    /// Staff look at it before it goes.
    #[serde(default)]
    pub hold: bool,
    /// Higher goes first.
    #[serde(default)]
    pub priority: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

/// Who walks together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Such as `nord`; phones, persons and routes name it.
    pub code: String,
    /// As people say it.
    pub name: String,
    /// No longer offered; what names it keeps its word.
    #[serde(default)]
    pub ended: bool,
}

/// Who walks. Made in the office; feedback follows the person to any phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// As colleagues say it.
    pub name: String,
    /// The team.
    #[serde(default)]
    pub team: Option<String>,
    /// Contract ended: day after the last.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

/// A place that is checked on a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Such as `playground-3`.
    pub code: String,
    /// On the sign.
    pub name: String,
    /// `playground`, `park`, `container_site`, `square`, `institution`.
    pub kind: String,
    /// WGS84.
    #[serde(flatten)]
    pub position: Position,
    /// No longer walked to; what names it keeps its word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
}

/// The daily way of a team. A redrawn way is another record with the same code, from its first day on: what was walked before
/// keeps the way that it was walked on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Such as `nord-1`; all versions have it.
    pub code: String,
    /// As people say it.
    pub name: String,
    /// Who walks it.
    #[serde(default)]
    pub team: Option<String>,
    /// 1 is Monday.
    #[serde(default)]
    pub weekdays: Vec<u8>,
    /// Records of the stops, in order.
    pub stops: Vec<Uuid>,
    /// First day; since ever where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Day after the last; for good where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

impl Route {
    /// Whether this version is the one of that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|end| day < end)
    }

    /// Whether it is walked on that day: it is valid, and it is one of its weekdays. A way without weekdays is walked daily.
    pub fn walked_on(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().number_from_monday();
        self.valid_on(day)
            && (self.weekdays.is_empty() || self.weekdays.iter().any(|known| u32::from(*known) == weekday))
    }
}

/// A message to all phones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Headline.
    pub title: String,
    /// One or two short sentences.
    #[serde(default)]
    pub text: String,
    /// First day.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Last day; for good where missing.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Code of the stop where it is.
    #[serde(default)]
    pub stop: Option<String>,
}

/// Somebody who helps: the directory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// As it stands on the door.
    pub name: String,
    /// Codes of offers.
    #[serde(default)]
    pub offers: Vec<String>,
    /// One or two short sentences.
    #[serde(default)]
    pub text: String,
    /// When somebody is there, in words.
    #[serde(default)]
    pub hours: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// Code of the stop where it is.
    #[serde(default)]
    pub stop: Option<String>,
    /// No longer offered; what names it keeps its word.
    #[serde(default)]
    pub ended: bool,
}

/// A sentence on a card: somebody shows it who does not speak the other one's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Such as `thanks`.
    pub code: String,
    /// Place on the screen.
    #[serde(default)]
    pub order: i64,
    /// In German.
    pub text: String,
    /// In other languages.
    #[serde(default)]
    pub translations: Vec<Translation>,
}

impl Phrase {
    /// The sentence in this language, if it is there.
    pub fn said_in(&self, lang: &str) -> Option<Translation> {
        let german = || Translation { lang: "de".to_owned(), dir: None, text: self.text.clone() };
        let known = || self.translations.iter().find(|translation| translation.lang == lang).cloned();
        if lang == "de" { Some(german()) } else { known() }
    }
}

/// A phrase in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// BCP 47, such as `tr`.
    pub lang: String,
    /// `rtl` where one writes from right to left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dir: Option<String>,
    /// The sentence.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_walked_on_its_weekdays_while_it_is_valid() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let way = |from: Option<&str>, to: Option<&str>, weekdays: &[u8]| Route {
            code: "nord-1".into(),
            name: "Nord".into(),
            team: None,
            weekdays: weekdays.to_vec(),
            stops: Vec::new(),
            valid_from: from.map(day),
            valid_to: to.map(day),
        };
        // 2026-11-23 is a Monday.
        let old = way(None, Some("2026-11-30"), &[1, 3]);
        assert!(old.walked_on(day("2026-11-23")) && old.walked_on(day("2026-11-25")));
        assert!(!old.walked_on(day("2026-11-24")) && !old.walked_on(day("2026-11-30")));
        let new = way(Some("2026-11-30"), None, &[]);
        assert!(!new.walked_on(day("2026-11-29")) && new.walked_on(day("2026-11-30")));
    }
}

//! The demo city Musterstadt: drawn by ourselves, nobody's real data, a start set for a German city.
//!
//! Telephone numbers are from the range that the Bundesnetzagentur keeps free for films (030 23125 000 to 999, Mitteilung
//! 148/2021), mail addresses are on example.org (RFC 2606).

mod walk;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use walk::{METRES_PER_POINT, distance_m, walk};

use crate::Language;

/// Everything about the city but its areas, as JSON.
pub const CITY_JSON: &str = include_str!("../city/city.json");

/// The districts as GeoJSON polygons that tile the city; properties `id` and `name`.
pub const DISTRICTS_GEOJSON: &str = include_str!("../city/districts.geojson");

/// A voice note as a phone would record it (Ogg Opus), spoken by a program: "Hinter dem Container liegt ein Teppich. Er ist
/// nass und schwer."
pub const VOICE: &[u8] = include_bytes!("../city/voice.ogg");

/// The name of the layer that [`DISTRICTS_GEOJSON`] belongs to, as rules name it.
pub const DISTRICTS_LAYER: &str = "districts";

/// The demo city, ready to be put into a fresh database.
///
/// # Errors
/// Only if [`CITY_JSON`] does not fit the structs, which a test rules out.
pub fn demo() -> Result<City, serde_json::Error> {
    serde_json::from_str(CITY_JSON)
}

/// A city as data: who is responsible for what, where one walks, whom one can send people to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Full name.
    pub name: String,
    /// A few letters for logs and file names.
    pub short: String,
    /// IANA time zone of all hours and days.
    pub zone: String,
    /// The state whose holidays count (ISO 3166-2 without `DE-`).
    pub holidays: String,
    /// Where departments and citizens ask back.
    pub contact: String,
    /// Who gets reports.
    pub departments: Vec<Department>,
    /// What can be reported, with the city's order.
    pub categories: Vec<Category>,
    /// Who is responsible for what: of all rules that match, the one with the highest priority counts.
    pub rules: Vec<Rule>,
    /// Teams of workers.
    pub teams: Vec<Team>,
    /// Workers, by the name shown on the phone.
    pub persons: Vec<Person>,
    /// Places that rounds check.
    pub stops: Vec<Stop>,
    /// Rounds.
    pub routes: Vec<Route>,
    /// What workers are told.
    pub notices: Vec<Notice>,
    /// The directory of those who help.
    pub partners: Vec<Partner>,
    /// Cards to show to people who read other languages.
    #[serde(default)]
    pub phrases: Vec<Phrase>,
    /// What comes again on its weekdays.
    #[serde(default)]
    pub chores: Vec<Chore>,
    /// What can be lent.
    #[serde(default)]
    pub things: Vec<Thing>,
    /// Streets, for place words and for walking.
    pub streets: Vec<Street>,
}

impl City {
    /// The stop with this code.
    pub fn stop(&self, code: &str) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.code == code)
    }

    /// The stops of a route in walking order; unknown codes are left out.
    pub fn stops_of<'a>(&'a self, route: &'a Route) -> impl Iterator<Item = &'a Stop> {
        let by_code: HashMap<&str, &Stop> = self.stops.iter().map(|stop| (stop.code.as_str(), stop)).collect();
        route.stops.iter().filter_map(move |code| by_code.get(code.as_str()).copied())
    }
}

/// A department that gets reports by mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Code that rules name.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name for lists.
    pub short: String,
    /// German article, accusative, that makes the short name part of a sentence: "an *die* EDG".
    #[serde(default)]
    pub article: String,
    /// Where digests go.
    pub email: String,
    /// Where hazards go at once.
    pub urgent_email: String,
    /// Who reads urgent mail, in order, where it is more than one address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duty: Vec<Contact>,
    /// Minutes until the next of them is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_minutes: Option<u32>,
    /// Who answers the telephone day and night.
    pub duty_phone: Option<String>,
    /// Hour of the digest, local time, `HH:MM`.
    pub hour: String,
    /// Days of the digest.
    pub days: Days,
    /// Whether 24 and 31 December are working days there.
    #[serde(default)]
    pub works_on_eves: bool,
    /// Weekday of the list of what is open, `mon` to `sun`; `never` for none.
    #[serde(default = "monday")]
    pub open_list: String,
    /// Whether the department wants the step *accepted*.
    pub wants_accept: bool,
}

impl Department {
    /// The name inside a sentence for workers, `$department` of the `phone-state-…` texts: "die EDG" in German, "EDG" in English.
    pub fn in_sentence(&self, language: Language) -> String {
        match language {
            Language::De if !self.article.is_empty() => format!("{} {}", self.article, self.short),
            _ => self.short.clone(),
        }
    }
}

fn monday() -> String {
    "mon".to_owned()
}

/// Somebody of a department who reads urgent mail: a role, never a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Such as "Leitstelle".
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Hours on duty; always where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

/// Hours of some weekdays, local time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// 1 is Monday, 7 is Sunday and every holiday.
    pub days: Vec<u8>,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`; not later than `from`: on the next day.
    pub to: String,
}

/// On which days a digest goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Monday to Friday without holidays.
    Workdays,
    /// Every day.
    Daily,
}

/// Something that can be reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code of the start set, see [`CATEGORIES`](crate::words::CATEGORIES).
    pub code: String,
    /// Place in the grid, from 1.
    pub order: u32,
    /// Name for [`icon`](crate::icon()).
    pub icon: String,
    /// Whether it is dangerous: no photo needed, mailed at once.
    pub hazard: bool,
    /// Whether a photo belongs to it.
    pub photo_needed: bool,
    /// How it leaves.
    pub channel: Channel,
    /// The department whose duty phone is offered first.
    pub call: Option<String>,
}

/// How reports leave for a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// With the next digest.
    Digest,
    /// At once, to the urgent address.
    Urgent,
}

/// Who is responsible; all conditions that are given must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Code.
    pub code: String,
    /// Name, shown to staff as "Regel …".
    pub name: String,
    /// A category's code, or `*` for all.
    pub category: String,
    /// The layer of `area`.
    pub layer: Option<String>,
    /// Only inside this area, by its foreign id.
    pub area: Option<String>,
    /// Only for hazards, or only for others.
    pub hazard: Option<bool>,
    /// Who gets it; nobody means that staff decide.
    pub department: Option<String>,
    /// Whether staff look first.
    pub hold: bool,
    /// The highest one wins.
    pub priority: i64,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
}

impl Rule {
    /// Whether the rule catches such a report in `area`, an id in the rule's layer.
    pub fn catches(&self, category: &Category, area: Option<&str>) -> bool {
        (self.category == "*" || self.category == category.code)
            && self.hazard.is_none_or(|hazard| hazard == category.hazard)
            && self.area.as_deref().is_none_or(|wanted| area == Some(wanted))
    }
}

/// A team of workers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A worker, by an invented first name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name on the phone.
    pub name: String,
    /// Code of the team.
    pub team: String,
}

/// A place that rounds check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Code that routes name.
    pub code: String,
    /// Name on screens.
    pub name: String,
    /// What it is.
    pub kind: StopKind,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lon: f64,
}

/// What a stop is; the words are `stop-kind-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// Spielplatz.
    Playground,
    /// Park.
    Park,
    /// Containerstandort.
    ContainerSite,
    /// Platz.
    Square,
    /// Einrichtung.
    Institution,
}

impl StopKind {
    /// The code in JSON, databases and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Playground => "playground",
            Self::Park => "park",
            Self::ContainerSite => "container_site",
            Self::Square => "square",
            Self::Institution => "institution",
        }
    }
}

/// A round that a team walks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the team.
    pub team: String,
    /// `mon` to `sun`.
    pub weekdays: Vec<String>,
    /// Codes of the stops, in walking order.
    pub stops: Vec<String>,
}

/// Something that workers are told; nobody records who read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Code.
    pub code: String,
    /// Headline.
    pub title: String,
    /// One or two short sentences.
    pub text: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`; none for good.
    pub valid_until: Option<String>,
    /// Code of the stop where it is.
    pub stop: Option<String>,
}

/// Somebody who helps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Codes from [`OFFERS`](crate::words::OFFERS).
    pub offers: Vec<String>,
    /// One or two short sentences.
    pub text: String,
    /// When somebody is there, in words.
    pub hours: String,
    /// Telephone.
    pub phone: String,
    /// Code of the stop where it is.
    pub stop: Option<String>,
}

/// A sentence on a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Code.
    pub code: String,
    /// Place on the screen.
    pub order: i64,
    /// In German.
    pub text: String,
    /// In other languages.
    pub translations: Vec<Translation>,
}

/// A phrase in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// BCP 47.
    pub lang: String,
    /// `rtl` where one writes from right to left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dir: Option<String>,
    /// The sentence.
    pub text: String,
}

/// What comes again on its weekdays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chore {
    /// Code.
    pub code: String,
    /// One or two short sentences.
    pub text: String,
    /// Code of the team.
    pub team: Option<String>,
    /// The layer of `area`.
    pub layer: Option<String>,
    /// Foreign id of the area where it is.
    pub area: Option<String>,
    /// `mon` to `sun`; each day where empty.
    pub weekdays: Vec<String>,
}

/// Something that can be lent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the team that may take it.
    pub team: Option<String>,
    /// What is looked at before and after, a line each.
    pub checks: String,
}

/// A street as a line; where streets cross, they share the point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Street {
    /// Name.
    pub name: String,
    /// `[longitude, latitude]`, degrees, WGS 84, as in GeoJSON.
    pub line: Vec<[f64; 2]>,
}

#[cfg(test)]
mod tests;

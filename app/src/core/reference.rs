//! What the office set up, as screens need it. Before the first pull, the start set.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use shared::change::Kind;
use shared::domain::{Category, Person, Route, Stop};
use uuid::Uuid;

use super::find;
use super::store::{Result, phone, pins, settings};

/// Everything that screens offer to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// In the city's order.
    pub categories: Vec<Choice>,
    /// What the city calls its categories, by code, those that it no longer offers, too.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Who may hold the phone, by name; those whose contract ended are left out.
    pub persons: Vec<(Uuid, String)>,
    /// Who of them has a PIN on this phone.
    pub pins: BTreeSet<Uuid>,
    /// Who holds it.
    pub person: Option<Uuid>,
    /// The routes of this phone's team, or all where it has none, those of today first.
    pub routes: Vec<Way>,
    /// Every stop.
    pub stops: Vec<Spot>,
    /// Code and short name of each department.
    pub departments: BTreeMap<String, String>,
    /// Choices of whoever holds the phone.
    pub settings: BTreeMap<String, String>,
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// As the city calls it; the word of the start set where empty.
    #[serde(default)]
    pub name: String,
    /// The icon's name.
    pub icon: String,
    /// Danger to people.
    pub hazard: bool,
    /// Whom to call, and the number.
    pub call: Option<(String, String)>,
}

/// A route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Which.
    pub id: Uuid,
    /// As people say it.
    pub name: String,
    /// It is walked today.
    pub today: bool,
    /// How many stops it has.
    pub stops: usize,
}

/// A stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Which.
    pub id: Uuid,
    /// On the sign.
    pub name: String,
    /// Playground, park and so on.
    pub kind: String,
    /// WGS84.
    pub at: shared::geo::Position,
}

impl Spot {
    pub(super) fn new((id, stop): (Uuid, Stop)) -> Spot {
        Spot { id, name: stop.name, kind: stop.kind, at: stop.position }
    }
}

/// All of it. `today` is where the phone is.
pub fn reference(tx: &Transaction<'_>, today: chrono::NaiveDate) -> Result<Reference> {
    let row = phone::get(tx)?;
    let team = row.enrolment.and_then(|enrolment| enrolment.team);
    let mut routes: Vec<(bool, Uuid, Route)> = find::read::<Route>(tx, Kind::Route)?
        .into_iter()
        .filter(|(_, route)| team.is_none() || route.team.is_none() || route.team == team)
        .filter(|(_, route)| route.valid_on(today))
        .map(|(id, route)| (route.walked_on(today), id, route))
        .collect();
    routes.sort_by(|a, b| (!a.0, &a.2.name).cmp(&(!b.0, &b.2.name)));
    let way = |(today, id, route): (bool, Uuid, Route)| Way { id, name: route.name, today, stops: route.stops.len() };
    let mut persons: Vec<(Uuid, String)> = find::read::<Person>(tx, Kind::Person)?
        .into_iter()
        .filter(|(_, person)| person.valid_to.is_none_or(|end| today < end))
        .map(|(id, person)| (id, person.name))
        .collect();
    persons.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(Reference {
        categories: categories(tx)?,
        names: names(tx)?,
        persons,
        pins: pins::all(tx)?,
        person: row.person,
        routes: routes.into_iter().map(way).collect(),
        stops: find::read::<Stop>(tx, Kind::Stop)?.into_iter().filter(|(_, stop)| !stop.ended).map(Spot::new).collect(),
        departments: find::departments(tx)?
            .iter()
            .filter_map(|it| Some((it.text("code")?.to_owned(), it.text("short")?.to_owned())))
            .collect(),
        settings: settings::all(tx)?,
    })
}

fn names(tx: &Transaction<'_>) -> Result<BTreeMap<String, String>> {
    let named = find::read::<Category>(tx, Kind::Category)?.into_iter().map(|(_, category)| category);
    Ok(named.filter(|category| !category.name.is_empty()).map(|category| (category.code, category.name)).collect())
}

fn categories(tx: &Transaction<'_>) -> Result<Vec<Choice>> {
    let departments = find::departments(tx)?;
    let call = |code: &str| {
        let department = departments.iter().find(|department| department.text("code") == Some(code))?;
        Some((department.text("short")?.to_owned(), department.text("duty_phone")?.to_owned()))
    };
    let mut pulled: Vec<(i64, Choice)> = find::records(tx, Kind::Category)?
        .into_iter()
        .filter_map(|record| {
            let category: Category = record.read().ok()?;
            if category.ended {
                return None;
            }
            let call = record.text("call").and_then(call);
            let Category { code, name, icon, hazard, order, .. } = category;
            Some((order, Choice { code, name, icon, hazard, call }))
        })
        .collect();
    pulled.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
    if pulled.is_empty() {
        return Ok(assets::words::START_SET
            .iter()
            .map(|(code, icon, hazard)| Choice {
                code: (*code).to_owned(),
                name: String::new(),
                icon: (*icon).to_owned(),
                hazard: *hazard,
                call: None,
            })
            .collect());
    }
    Ok(pulled.into_iter().map(|(_, choice)| choice).collect())
}

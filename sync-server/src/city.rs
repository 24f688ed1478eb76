//! Setting a city up from a file: departments, categories, rules, teams, stops, routes, streets, persons, notices,
//! partners, phrases, chores, things. Each record's id follows from its code, so that loading a file again only changes what differs.

use std::collections::{BTreeMap, HashMap};

use assets::city::City;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::change::Kind;
use shared::ids;
use shared::merge::Record;
use uuid::Uuid;

use crate::storage::{Edit, Edited, Refused, Storage, StorageError};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What loading did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Loaded {
    /// Records that are new or differ.
    pub loaded: usize,
    /// Records that are as they were.
    pub unchanged: usize,
}

/// Why a city cannot be loaded. Nothing of its records is stored then.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file has another form.
    #[error("the city is not understood: {0}")]
    Json(#[from] serde_json::Error),
    /// A route names a stop that is not in the file.
    #[error("route {route} names the stop {stop}, which is not there")]
    NoStop {
        /// Which route.
        route: String,
        /// The stop that it names.
        stop: String,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The storage refuses a record.
    #[error("the city cannot be stored: {0}")]
    Refused(#[from] Refused),
}

/// Founds the city and stores everything that its file names.
///
/// # Errors
/// [`LoadError`].
pub fn load(storage: &dyn Storage, city: &City, now: DateTime<Utc>) -> Result<Loaded, LoadError> {
    let edits = edits(city)?;
    storage.found_city(&city.name, &city.zone, now)?;
    let edits = with_what_is_gone(storage, edits)?;
    let edited = storage.edit(None, &edits, now)??;
    let unchanged = edited.iter().filter(|one| **one == Edited::Nothing).count();
    Ok(Loaded { loaded: edited.len() - unchanged, unchanged })
}

/// An edit for each record of the city.
fn edits(city: &City) -> Result<Vec<Edit>, LoadError> {
    let mut edits = Vec::new();
    let mut add = |kind: Kind, code: &str, fields: Map<String, Value>| {
        let record = ids::named(kind.as_str(), code);
        let fields = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
        edits.push(Edit { kind, record, fields, bases: None });
    };
    for one in &city.departments {
        add(Kind::Department, &one.code, fields(one)?);
    }
    for one in &city.categories {
        add(Kind::Category, &one.code, fields(one)?);
    }
    for one in &city.rules {
        add(Kind::Rule, &one.code, fields(one)?);
    }
    for one in &city.teams {
        add(Kind::Team, &one.code, fields(one)?);
    }
    for one in &city.stops {
        add(Kind::Stop, &one.code, fields(one)?);
    }
    for one in &city.streets {
        add(Kind::Street, &one.name, fields(one)?);
    }
    for one in &city.persons {
        add(Kind::Person, &one.name, fields(one)?);
    }
    for one in &city.notices {
        add(Kind::Notice, &one.code, fields(one)?);
    }
    for one in &city.partners {
        add(Kind::Partner, &one.code, fields(one)?);
    }
    for one in &city.phrases {
        add(Kind::Phrase, &one.code, fields(one)?);
    }
    for one in &city.chores {
        add(Kind::Chore, &one.code, fields(one)?);
    }
    for one in &city.things {
        add(Kind::Thing, &one.code, fields(one)?);
    }
    let known: HashMap<&str, Uuid> =
        city.stops.iter().map(|stop| (stop.code.as_str(), ids::named("stop", &stop.code))).collect();
    for route in &city.routes {
        let stop = |code: &String| {
            let missing = || LoadError::NoStop { route: route.code.clone(), stop: code.clone() };
            known.get(code.as_str()).copied().ok_or_else(missing)
        };
        let stops = route.stops.iter().map(stop).collect::<Result<Vec<_>, _>>()?;
        let weekdays: Vec<usize> = route
            .weekdays
            .iter()
            .filter_map(|day| WEEKDAYS.iter().position(|known| known == day))
            .map(|day| day + 1)
            .collect();
        let mut route_fields = fields(route)?;
        route_fields.insert("stops".to_owned(), json!(stops));
        route_fields.insert("weekdays".to_owned(), json!(weekdays));
        add(Kind::Route, &route.code, route_fields);
    }
    Ok(edits)
}

fn fields(one: &impl Serialize) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_value(serde_json::to_value(one)?)
}

/// Empties the fields that a record has and the file no longer names.
fn with_what_is_gone(storage: &dyn Storage, edits: Vec<Edit>) -> Result<Vec<Edit>, StorageError> {
    let mut known: BTreeMap<Kind, HashMap<Uuid, Record>> = BTreeMap::new();
    let mut complete = Vec::with_capacity(edits.len());
    for mut edit in edits {
        if !known.contains_key(&edit.kind) {
            let records = storage.records(&edit.kind)?.into_iter().map(|record| (record.id, record)).collect();
            known.insert(edit.kind.clone(), records);
        }
        if let Some(record) = known.get(&edit.kind).and_then(|records| records.get(&edit.record)) {
            for name in record.fields.keys().filter(|name| record.value(name).is_some()) {
                edit.fields.entry(name.clone()).or_insert(Value::Null);
            }
        }
        complete.push(edit);
    }
    Ok(complete)
}

#[cfg(test)]
mod tests {
    use shared::domain;

    use super::*;

    #[test]
    fn the_demo_city_reads_back_as_what_phones_and_rules_expect() {
        let city = assets::city::demo().unwrap();
        let edits = edits(&city).unwrap();
        let all = |kind: Kind| edits.iter().filter(move |edit| edit.kind == kind);
        let read = |edit: &Edit| serde_json::to_value(&edit.fields).unwrap();
        for edit in all(Kind::Department) {
            serde_json::from_value::<domain::Department>(read(edit)).unwrap();
        }
        for edit in all(Kind::Category) {
            serde_json::from_value::<domain::Category>(read(edit)).unwrap();
        }
        for edit in all(Kind::Rule) {
            serde_json::from_value::<domain::Rule>(read(edit)).unwrap();
        }
        for edit in all(Kind::Team) {
            serde_json::from_value::<domain::Team>(read(edit)).unwrap();
        }
        for edit in all(Kind::Stop) {
            serde_json::from_value::<domain::Stop>(read(edit)).unwrap();
        }
        for edit in all(Kind::Person) {
            serde_json::from_value::<domain::Person>(read(edit)).unwrap();
        }
        for edit in all(Kind::Notice) {
            serde_json::from_value::<domain::Notice>(read(edit)).unwrap();
        }
        for edit in all(Kind::Partner) {
            serde_json::from_value::<domain::Partner>(read(edit)).unwrap();
        }
        for edit in all(Kind::Phrase) {
            let phrase: domain::Phrase = serde_json::from_value(read(edit)).unwrap();
            for lang in ["de", "en", "tr", "ar", "uk", "pl"] {
                let said = phrase.said_in(lang).unwrap();
                assert_eq!(said.dir.as_deref() == Some("rtl"), lang == "ar", "{said:?}");
            }
        }
        for edit in all(Kind::Chore) {
            let chore: domain::Chore = serde_json::from_value(read(edit)).unwrap();
            assert!(!chore.weekdays.is_empty());
        }
        for edit in all(Kind::Thing) {
            let thing: domain::Thing = serde_json::from_value(read(edit)).unwrap();
            assert!((1..=domain::Thing::MAX_CHECKS).contains(&thing.checks().count()));
        }
        for edit in all(Kind::Route) {
            let route: domain::Route = serde_json::from_value(read(edit)).unwrap();
            assert!(!route.weekdays.is_empty());
            assert!(route.stops.iter().all(|stop| all(Kind::Stop).any(|edit| edit.record == *stop)));
        }
    }

    #[test]
    fn a_route_without_its_stop_is_refused() {
        let mut city = assets::city::demo().unwrap();
        city.stops.remove(0);
        assert!(matches!(edits(&city), Err(LoadError::NoStop { .. })));
    }
}

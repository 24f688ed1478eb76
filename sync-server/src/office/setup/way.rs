//! The stops of a way, in order. Works without scripts: each press comes back with the new order, and nothing is saved
//! before *Speichern*.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::change::Kind;
use shared::domain::Stop;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::choices::Lookup;
use super::form::Typed;
use super::pages::{find, why};
use super::sheets::ROUTES;
use crate::office::rights::May;
use crate::office::session::Posted;
use crate::pages::{Shared, Trouble, Words, query};
use crate::storage::Edit;

/// More stops are no daily way.
const MOST: usize = 100;

/// A stop of the way, as the template shows it.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) ended: bool,
    /// What its buttons send.
    pub(super) up: Option<String>,
    pub(super) down: Option<String>,
    pub(super) off: String,
    /// `lat,lon`, for the map.
    pub(super) at: String,
}

/// What the record says, as the form posts it.
pub(super) fn typed(stops: &Value) -> String {
    stops.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
}

fn ids(typed: &str) -> Vec<Uuid> {
    typed.split(',').filter_map(|id| id.trim().parse().ok()).take(MOST).collect()
}

fn known(lookup: &Lookup) -> BTreeMap<Uuid, Stop> {
    let records = lookup.records(&Kind::Stop).iter();
    records.filter_map(|record| Some((record.id, record.read().ok()?))).collect()
}

/// What it becomes in the record.
pub(super) fn parse(typed: &str, lookup: &Lookup) -> Result<Value, &'static str> {
    let (ids, known) = (ids(typed), known(lookup));
    match ids {
        _ if ids.is_empty() => Err("city-wrong-no-stops"),
        _ if ids.iter().any(|id| !known.contains_key(id)) => Err("city-wrong-choice"),
        ids => Ok(json!(ids)),
    }
}

pub(super) fn lines(w: &Words, lookup: &Lookup, typed: &str) -> Vec<Line> {
    let (ids, known) = (ids(typed), known(lookup));
    let last = ids.len().saturating_sub(1);
    let line = |(place, id): (usize, &Uuid)| {
        let stop = known.get(id)?;
        Some(Line {
            name: stop.name.clone(),
            kind: w.code("stop-kind", &stop.kind),
            ended: stop.ended,
            up: (place > 0).then(|| format!("stop.up.{place}")),
            down: (place < last).then(|| format!("stop.down.{place}")),
            off: format!("stop.off.{place}"),
            at: format!("{},{}", stop.position.lat, stop.position.lon),
        })
    };
    ids.iter().enumerate().filter_map(line).collect()
}

/// Stops that are not on the way yet, by name.
pub(super) fn offered(w: &Words, lookup: &Lookup, typed: &str) -> Vec<(String, String)> {
    let (ids, known) = (ids(typed), known(lookup));
    let free = known.into_iter().filter(|(id, stop)| !stop.ended && !ids.contains(id));
    let word = |stop: &Stop| format!("{} ({})", stop.name, w.code("stop-kind", &stop.kind));
    let mut offered: Vec<(String, String)> = free.map(|(id, stop)| (id.to_string(), word(&stop))).collect();
    offered.sort_by_key(|(_, word)| word.to_lowercase());
    offered
}

/// Does what a button beside a stop says; false where none was pressed.
pub(super) fn press(act: &str, add: &str, typed: &mut Typed) -> bool {
    let mut ids = ids(typed.get("stops").map_or("", String::as_str));
    let mut parts = act.split('.');
    if parts.next() != Some("stop") {
        return false;
    }
    let deed = parts.next().unwrap_or_default();
    let place = parts.next().and_then(|place| place.parse::<usize>().ok()).filter(|place| *place < ids.len());
    match (deed, place) {
        ("add", _) => {
            if let Ok(id) = add.parse::<Uuid>()
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        ("up", Some(place)) if place > 0 => ids.swap(place, place - 1),
        ("down", Some(place)) if place + 1 < ids.len() => ids.swap(place, place + 1),
        ("off", Some(place)) => drop(ids.remove(place)),
        _ => {}
    }
    let said: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    typed.insert("stops".to_owned(), said.join(","));
    true
}

/// A new version of a way, from a day on: a copy to be changed; the old one ends on the day before.
pub(super) async fn version(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let here = format!("{}/{id}", ROUTES.path);
    let Ok(from) = posted.fields.raw("from").parse::<NaiveDate>() else {
        return Ok(Redirect::to(&format!("{here}?said=early")).into_response());
    };
    let made = site
        .ask(move |storage| {
            let Some(old) = find(storage, &ROUTES, id)? else { return Ok(None) };
            let day = |field: &str| old.text(field).and_then(|day| day.parse::<NaiveDate>().ok());
            if day("valid_from").is_some_and(|begin| from <= begin) || day("valid_to").is_some_and(|end| end < from) {
                return Ok(Some(Err("early")));
            }
            let mut fields: BTreeMap<String, Value> = old
                .fields
                .iter()
                .filter(|(_, cell)| !cell.value.is_null())
                .map(|(name, cell)| (name.clone(), cell.value.clone()))
                .collect();
            fields.insert("valid_from".to_owned(), json!(from));
            let new = crate::random::v7(now);
            let end = BTreeMap::from([("valid_to".to_owned(), json!(from))]);
            let edits = [
                Edit { kind: Kind::Route, record: id, fields: end, bases: None },
                Edit { kind: Kind::Route, record: new, fields, bases: None },
            ];
            Ok(Some(match storage.edit_untouched(staff, &edits, now)? {
                Ok(_) => Ok(new),
                Err(refused) => Err(why(refused)),
            }))
        })
        .await?;
    match made.ok_or(Trouble::NotFound)? {
        Ok(new) => Ok(Redirect::to(&format!("{}/{new}{}", ROUTES.path, query(&[("said", "version")]))).into_response()),
        Err(_) => Ok(Redirect::to(&format!("{here}?said=early")).into_response()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(acts: &[&str]) -> Vec<u128> {
        let id = |n: u128| Uuid::from_u128(n).to_string();
        let mut typed = Typed::from([("stops".to_owned(), [id(1), id(2), id(3)].join(","))]);
        for act in acts {
            assert!(press(act, &id(4), &mut typed));
        }
        ids(&typed["stops"]).into_iter().map(|id| id.as_u128()).collect()
    }

    #[test]
    fn buttons_move_take_off_and_add() {
        assert_eq!(after(&["stop.up.2"]), [1, 3, 2]);
        assert_eq!(after(&["stop.down.0", "stop.down.1"]), [2, 3, 1]);
        assert_eq!(after(&["stop.off.1", "stop.add", "stop.add"]), [1, 3, 4]);
        assert_eq!(after(&["stop.up.0", "stop.down.2", "stop.off.9", "stop.up.x", "stop"]), [1, 2, 3]);
        assert!(!press("try", "", &mut Typed::new()));
    }
}

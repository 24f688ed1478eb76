//! Finding what people name: by number, code, name, id, or the beginning of an id.

use rusqlite::Transaction;
use shared::change::Kind;
use shared::domain::{Category, Person, Route, Stop};
use shared::merge::Record;
use uuid::Uuid;

use super::PhoneError;
use super::error::List;
use super::store::view::{self, ReportView};
use super::store::{StoreError, snapshots};

/// A shorter beginning of an id is no name: ids of the same minutes begin alike.
const LEAST_BEGINNING: usize = 4;
/// The report of this number, id or beginning of an id.
pub fn report(tx: &Transaction<'_>, name: &str) -> Result<ReportView, PhoneError> {
    let name = name.trim().to_lowercase();
    let unknown = || PhoneError::UnknownReport(name.clone());
    if let Ok(id) = name.parse::<Uuid>() {
        return view::report(tx, id)?.ok_or_else(unknown);
    }
    let has_number = |report: &ReportView| report.story.as_ref().is_some_and(|story| story.number == name);
    if let Some(report) = view::all(tx)?.into_iter().find(has_number) {
        return Ok(report);
    }
    if name.len() < LEAST_BEGINNING {
        return Err(unknown());
    }
    let ids = view::ids(tx)?;
    let mut found =
        ids.into_iter().filter(|id| id.to_string().starts_with(&name) || id.simple().to_string().starts_with(&name));
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => Err(PhoneError::AmbiguousReport(name)),
        (Some(id), None) => view::report(tx, id)?.ok_or_else(unknown),
        _ => Err(unknown()),
    }
}

/// Refuses a category that the office does not have; before the first pull, that the start set does not have.
pub fn category(tx: &Transaction<'_>, code: &str) -> Result<(), PhoneError> {
    let pulled = read::<Category>(tx, Kind::Category)?;
    let known: Vec<String> = if pulled.is_empty() {
        assets::words::CATEGORIES.iter().map(|&code| code.to_owned()).collect()
    } else {
        pulled.into_iter().map(|(_, category)| category.code).collect()
    };
    in_list(List::Category, code, known)
}

/// Codes of dangerous categories; before the first pull, those of the start set.
pub fn hazards(tx: &Transaction<'_>) -> Result<Vec<String>, StoreError> {
    let pulled = read::<Category>(tx, Kind::Category)?;
    if pulled.is_empty() {
        let hazards = assets::words::START_SET.iter().filter(|(_, _, hazard)| *hazard);
        return Ok(hazards.map(|(code, _, _)| (*code).to_owned()).collect());
    }
    Ok(pulled.into_iter().filter(|(_, category)| category.hazard).map(|(_, category)| category.code).collect())
}

/// Departments, as far as the office shows them to phones.
pub fn departments(tx: &Transaction<'_>) -> Result<Vec<Record>, StoreError> {
    records(tx, Kind::Department)
}

/// All records of a kind.
pub fn records(tx: &Transaction<'_>, kind: Kind) -> Result<Vec<Record>, StoreError> {
    Ok(snapshots::of_kind(tx, &kind)?.into_iter().map(|snapshot| snapshot.record).collect())
}

/// Refuses a code that a list does not have.
pub fn code(list: List, code: &str, known: &[&str]) -> Result<(), PhoneError> {
    in_list(list, code, known.iter().map(|&code| code.to_owned()).collect())
}

fn in_list(list: List, code: &str, known: Vec<String>) -> Result<(), PhoneError> {
    if known.iter().any(|known| known == code) {
        return Ok(());
    }
    Err(PhoneError::UnknownCode { list, code: code.to_owned(), known })
}

/// A person by name, without regard to case, or by id. One whose contract ended is unknown.
pub fn person(tx: &Transaction<'_>, name: &str, today: chrono::NaiveDate) -> Result<(Uuid, String), PhoneError> {
    let wanted = name.trim().to_lowercase();
    read::<Person>(tx, Kind::Person)?
        .into_iter()
        .filter(|(_, person)| person.valid_to.is_none_or(|end| today < end))
        .find(|(id, person)| person.name.to_lowercase() == wanted || id.to_string() == wanted)
        .map(|(id, person)| (id, person.name))
        .ok_or_else(|| PhoneError::UnknownPerson(name.to_owned()))
}

/// A route by code, name or id. Of several versions, the one of this day.
pub fn route(tx: &Transaction<'_>, name: &str, on: chrono::NaiveDate) -> Result<(Uuid, Route), PhoneError> {
    read::<Route>(tx, Kind::Route)?
        .into_iter()
        .filter(|(id, route)| route.code == name || route.name == name || id.to_string() == name)
        .max_by_key(|(id, route)| (id.to_string() == name, route.valid_on(on), route.valid_from))
        .ok_or_else(|| PhoneError::UnknownRoute(name.to_owned()))
}

/// A stop by code, name or id.
pub fn stop(tx: &Transaction<'_>, name: &str) -> Result<(Uuid, Stop), PhoneError> {
    read::<Stop>(tx, Kind::Stop)?
        .into_iter()
        .find(|(id, stop)| stop.code == name || stop.name == name || id.to_string() == name)
        .ok_or_else(|| PhoneError::UnknownStop(name.to_owned()))
}

/// The stops of a route that are in the view, in its order; without those that nobody walks to any more.
pub fn stops_of(tx: &Transaction<'_>, route: Uuid) -> Result<Vec<(Uuid, Stop)>, StoreError> {
    let Some(route) = snapshots::get(tx, route)?.and_then(|snapshot| snapshot.record.read::<Route>().ok()) else {
        return Ok(Vec::new());
    };
    let stop = |id: Uuid| -> Result<Option<(Uuid, Stop)>, StoreError> {
        let stop = snapshots::get(tx, id)?.and_then(|snapshot| snapshot.record.read::<Stop>().ok());
        Ok(stop.filter(|stop| !stop.ended).map(|stop| (id, stop)))
    };
    route.stops.into_iter().filter_map(|id| stop(id).transpose()).collect()
}

/// All records of a kind that this program can read.
pub fn read<T: serde::de::DeserializeOwned>(tx: &Transaction<'_>, kind: Kind) -> Result<Vec<(Uuid, T)>, StoreError> {
    let all = snapshots::of_kind(tx, &kind)?;
    Ok(all.into_iter().filter_map(|snapshot| Some((snapshot.record.id, snapshot.record.read().ok()?))).collect())
}

//! How often recurring tasks were done: one number, and none where a small team does them alone.

use std::collections::BTreeMap;

use shared::change::Kind;
use shared::domain::{Chore, ChoreOutcome, FactKind, Route};
use uuid::Uuid;

use super::Period;
use super::crowd::{Crowd, Shown};
use crate::storage::{Result, Storage};

/// How often each was done in a period; none where that would be about few people.
///
/// # Errors
/// Where the storage fails.
pub fn done(storage: &dyn Storage, crowd: &Crowd, period: Period) -> Result<BTreeMap<Uuid, Option<u64>>> {
    let routes: Vec<Route> = storage.records(&Kind::Route)?.iter().filter_map(|it| it.read().ok()).collect();
    let mut counts = BTreeMap::new();
    for record in storage.records(&Kind::Chore)? {
        let Ok(chore) = record.read::<Chore>() else { continue };
        let of_route = || routes.iter().find(|route| Some(&route.code) == chore.route.as_ref())?.team.clone();
        let team = chore.team.clone().or_else(of_route).unwrap_or_default();
        counts.insert(record.id, (crowd.shown(period.to, &team) == Shown::Apart).then_some(0));
    }
    for fact in storage.facts(period.from, period.to)? {
        if let FactKind::ChoreDone { chore, outcome: ChoreOutcome::Done } = fact.what
            && crowd.shown(fact.date, &fact.team) == Shown::Apart
            && let Some(Some(count)) = counts.get_mut(&chore)
        {
            *count += fact.count;
        }
    }
    Ok(counts)
}

//! What phones bring: stored in batches, one by one, and again.

use chrono::{DateTime, Utc};
use shared::protocol::PushRequest;
use sync_server::storage::Exchange;
use sync_server::storage::sqlite::SqliteStorage;

use crate::ceiling::Script;
use crate::city::{City, batches, open};
use crate::machine::{Cost, disk, quickest, row};

/// In turn with the ceiling.
const RUNS: usize = 3;

pub fn rows() {
    let mut city = City::new();
    let changes = city.walk(5_000);
    one(&city, "changes stored, batches of 100", &batches(&changes, 100), city.world.now());
    one(&city, "changes stored, one by one", &batches(&changes[..4_000], 1), city.world.now());
}

fn one(city: &City, what: &str, pushes: &[PushRequest], now: DateTime<Utc>) {
    let count: usize = pushes.iter().map(|push| push.changes.len()).sum();
    let fresh = || {
        let place = disk();
        city.copy(place.path());
        place
    };
    let push = |storage: &SqliteStorage| {
        for push in pushes {
            storage.push(city.device, push, now).unwrap();
        }
    };

    let written_down = fresh();
    let storage = open(written_down.path());
    let script = Script::of(&storage, || push(&storage));
    drop(storage);
    let statements = script.statements.len() as f64 / count as f64;
    let run = |_| {
        let (place, bare) = (fresh(), fresh());
        let storage = open(place.path());
        let ((), cost) = Cost::of(|| push(&storage));
        let ((), ceiling) = Cost::of(|| script.run(&bare.path().join("kuemmerer.db")));
        (place, cost, ceiling)
    };
    let mut runs: Vec<_> = (0..RUNS).map(run).collect();
    let cost = quickest(runs.iter().map(|(_, cost, _)| *cost));
    let bare = quickest(runs.iter().map(|(_, _, ceiling)| *ceiling));
    let ratio = bare.wall.as_secs_f64() / cost.wall.as_secs_f64();
    let also =
        format!("{count} changes, {statements:.1} statements each, ceiling's CPU {:.2} s", bare.cpu.as_secs_f64());
    row(
        what,
        &format!("{:.0}/s", cost.rate(count)),
        &format!("{:.0}/s", bare.rate(count)),
        Some(ratio),
        cost.cpu,
        &also,
    );

    let (ours, ..) = runs.pop().unwrap();
    let before = rows_of(ours.path());
    let storage = open(ours.path());
    let ((), again) = Cost::of(|| pushes.iter().for_each(|push| drop(storage.push(city.device, push, now).unwrap())));
    assert_eq!(before, rows_of(ours.path()), "what was stored is stored once");
    let each = again.wall.as_secs_f64() * 1e3 / pushes.len() as f64;
    row(&format!("{what}, again"), &format!("{each:.2} ms each"), "–", None, again.cpu, "0 rows changed");
}

fn rows_of(place: &std::path::Path) -> tests::dump::Dump {
    tests::dump::Dump::of(&place.join("kuemmerer.db"))
}

//! A phone's first look at what its person wrote in many years.

use shared::protocol::{Cursor, PullRequest};
use sync_server::storage::Exchange;

use crate::ceiling::Script;
use crate::city::{City, batches, open};
use crate::machine::{Cost, disk, row};

const RECORDS: usize = 10_000;

/// The pages of a first pull, as the server makes them; the ceiling runs their statements alone.
pub fn rows() {
    let mut city = City::new();
    let now = city.world.now();
    for push in batches(&city.walk(RECORDS), 100) {
        city.world.storage().push(city.device, &push, now).unwrap();
    }
    let person = shared::ids::named("person", "Anna");
    let places = [disk(), disk(), disk()];
    places.iter().for_each(|place| drop(city.copy(place.path())));
    let [ours, written_down, ceiling] = &places;

    let pull = |place: &std::path::Path, watch: bool| {
        let storage = open(place);
        let (mut since, mut records, mut bytes) = (Cursor::default(), 0, 0);
        let mut all = || loop {
            let request = PullRequest { since, persons: vec![person], holds: None };
            let page = storage.pull(city.device, &request, now).unwrap();
            records += page.items.len();
            bytes += serde_json::to_vec(&page).unwrap().len();
            since = page.next;
            if !page.more {
                break;
            }
        };
        let script = if watch { Some(Script::of(&storage, &mut all)) } else { None };
        let cost = if watch { None } else { Some(Cost::of(&mut all).1) };
        (script, cost, records, bytes)
    };
    let (_, cost, records, bytes) = pull(ours.path(), false);
    let (script, ..) = pull(written_down.path(), true);
    let (cost, script) = (cost.unwrap(), script.unwrap());
    let ((), bare) = Cost::of(|| script.run(&ceiling.path().join("kuemmerer.db")));
    let ratio = bare.wall.as_secs_f64() / cost.wall.as_secs_f64();
    let also = format!("{records} records, {:.1} MB of JSON", bytes as f64 / 1e6);
    let seconds = |cost: &Cost| format!("{:.2} s", cost.wall.as_secs_f64());
    row("a phone's first pull", &seconds(&cost), &seconds(&bare), Some(ratio), cost.cpu, &also);
}

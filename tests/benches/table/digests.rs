//! A bad week's post: 2,000 reports with photos for 12 departments, composed and handed over by the program as it is released.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assets::scenes::{Scene, Shot};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::change::Kind;
use shared::ids;
use shared::protocol::PushRequest;
use sync_server::api::uploads::bring;
use sync_server::photos::Directory;
use sync_server::random::{to_hex, v7};
use sync_server::storage::{Edit, Exchange};
use tests::Dice;
use uuid::Uuid;

use crate::city::{City, open};
use crate::load::program;
use crate::machine::{cpu, disk, memory, row};

const REPORTS: usize = 2_000;
/// What issue and product ask for.
const BAR: Duration = Duration::from_secs(10);
const MEMORY: f64 = 300.0;
/// Drawn photos, as phones send them; each stands in many reports.
const PHOTOS: usize = 40;
/// Each has a department of its own.
const CATEGORIES: [&str; 12] = [
    "litter",
    "illegal_dumping",
    "broken_glass",
    "overfull_container",
    "play_equipment",
    "path_damage",
    "street_light",
    "greenery",
    "abandoned_vehicle",
    "graffiti",
    "suggestion",
    "other",
];

pub fn rows() {
    let place = disk();
    let data = place.path().join("data");
    std::fs::create_dir(&data).unwrap();
    fill(&data);
    let mut command = Command::new(program());
    command.env_clear().arg("--data").arg(&data).args(["digest", "--now"]).stdout(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut most, mut worked) = (0.0_f64, Duration::ZERO);
    while child.try_wait().unwrap().is_none() {
        // Of a process that has just ended nothing is told any more.
        if let Ok(peak) = std::panic::catch_unwind(|| memory(child.id()).1) {
            (most, worked) = (most.max(peak), worked.max(cpu(child.id())));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let took = begun.elapsed();
    let mails: Vec<u64> =
        std::fs::read_dir(data.join("mails")).unwrap().map(|mail| mail.unwrap().metadata().unwrap().len()).collect();
    let size = mails.iter().sum::<u64>() / 1_000;
    let also = format!("{REPORTS} reports, {} mails of {size} kB in all; ceiling: what is asked for", mails.len());
    let (seconds, bar) = (format!("{:.2} s", took.as_secs_f64()), format!("{} s", BAR.as_secs()));
    row("digests of a bad week", &seconds, &bar, Some(took.as_secs_f64() / BAR.as_secs_f64()), worked, &also);
    let (peak, bar) = (format!("{most:.0} MB"), format!("{MEMORY:.0} MB"));
    row("memory for them, at most", &peak, &bar, Some(most / MEMORY), Duration::ZERO, "peak of the process");
}

fn fill(data: &Path) {
    let city = City::new();
    departments(&city);
    city.copy(data);
    let (storage, store) = (open(data), Directory::open(&data.join("attachments")).unwrap());
    let photos: Vec<Vec<u8>> = (0..PHOTOS).map(|seed| drawn(seed as u64)).collect();
    let mut dice = Dice::new(16);
    // Long enough ago that nothing waits for anything.
    let mut now = city.world.now() - TimeDelta::days(5);
    let mut counter = 1_000;
    for n in 0..REPORTS {
        now += TimeDelta::minutes(3);
        let taken: Vec<(Uuid, &Vec<u8>)> = (0..1 + n % 3).map(|i| (v7(now), &photos[(n * 3 + i) % PHOTOS])).collect();
        let report = v7(now);
        let mut changes = vec![change(&city, &mut counter, "report", report, report_fields(&mut dice, n, now), now)];
        for (id, bytes) in &taken {
            let hash = to_hex(&Sha256::digest(bytes));
            let fields = json!({
                "report": {"value": report}, "role": {"value": "photo"},
                "bytes": {"value": {"sha256": hash, "size": bytes.len(), "mime": "image/jpeg"}}});
            changes.push(change(&city, &mut counter, "attachment", *id, fields, now));
        }
        storage.push(city.device, &PushRequest { changes, facts: Vec::new() }, now).unwrap();
        for (id, bytes) in taken {
            bring(&store, &storage, city.device, id, bytes, now).unwrap();
        }
    }
}

/// Twelve departments, and who gets what.
fn departments(city: &City) {
    let storage = city.world.storage();
    let edit = |kind, record, fields: Value| {
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        Edit { kind, record, bases: None, fields }
    };
    let mut edits = Vec::new();
    for category in CATEGORIES {
        edits.push(edit(
            Kind::Department,
            ids::named("department", category),
            json!({"code": category, "name": category, "short": category, "article": "das",
                   "email": format!("meldungen@{}.example.org", category.replace('_', "-")), "hour": "07:00",
                   "days": "workdays"}),
        ));
        edits.push(edit(
            Kind::Rule,
            ids::named("rule", &format!("bench-{category}")),
            json!({"code": format!("bench-{category}"), "name": category, "category": category, "department": category,
                   "priority": 1_000, "valid_from": "2020-01-01"}),
        ));
    }
    let edited = storage.edit(Some(city.world.kaya), &edits, city.world.now()).unwrap().unwrap();
    assert_eq!(edited.len(), edits.len());
}

fn change(
    city: &City,
    counter: &mut u64,
    kind: &str,
    record: Uuid,
    fields: Value,
    now: DateTime<Utc>,
) -> Box<RawValue> {
    *counter += 1;
    let change = json!({"id": record, "n": *counter, "kind": kind, "record": record,
        "author": {"device": city.device}, "fields": fields, "made_at": now});
    RawValue::from_string(change.to_string()).unwrap()
}

fn report_fields(dice: &mut Dice, n: usize, now: DateTime<Utc>) -> Value {
    let degree = |from: f64, wide: f64, roll: u64| from + wide * roll as f64 / 1e6;
    json!({
        "category": {"value": CATEGORIES[n % CATEGORIES.len()]},
        "note": {"value": "Neben der Bank am Weg, seit gestern, zwei Säcke"},
        "taken_at": {"value": now},
        "place": {"value": {
            "lat": degree(51.588, 0.025, dice.below(1_000_000)), "lon": degree(7.282, 0.04, dice.below(1_000_000)),
            "accuracy": 8.0, "source": "device"}},
    })
}

fn drawn(seed: u64) -> Vec<u8> {
    const SCENES: [Scene; 2] = [Scene::Sofa, Scene::Bags];
    Shot::new(SCENES[seed as usize % SCENES.len()], seed, 1_600, 1_200).jpeg()
}

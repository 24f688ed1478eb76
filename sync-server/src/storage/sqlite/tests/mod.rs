//! Stories of the storage alone, without HTTP.

mod exchange;
mod forwarding;
mod setup;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use shared::change::{Author, Change, Edit as FieldEdit, Kind};
use shared::ids::named;
use shared::protocol::{Cursor, Fingerprint, Item, PullRequest, PushRequest, Snapshot, Verdict};
use tempfile::TempDir;
use uuid::Uuid;

use super::super::{Desk, Devices, Edit, Edited, Enrolment, Exchange, Operations, Refused};
use super::SqliteStorage;
use crate::journal::Journal;

pub const ANNA: u128 = 0xa;
pub const BEN: u128 = 0xb;

/// A city with two departments, a few rules and two phones, on a clock that the story moves.
pub struct World {
    pub storage: SqliteStorage,
    pub now: DateTime<Utc>,
    n: u64,
    _folder: TempDir,
}

impl World {
    pub fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let journal = Arc::new(Journal::at(folder.path().join("journal")));
        let storage = SqliteStorage::open(&folder.path().join("db"), journal).unwrap();
        // A Monday, 10:00 in Berlin.
        let mut world = World { storage, now: "2026-11-23T09:00:00Z".parse().unwrap(), n: 0, _folder: folder };
        world.storage.found_city("Musterstadt", "Europe/Berlin", world.now).unwrap();
        for (code, hazard) in [("litter", false), ("needles", true), ("greenery", false), ("suggestion", false)] {
            world.set_up(Kind::Category, code, json!({"code": code, "hazard": hazard}));
        }
        for code in ["edg", "gruen", "ordnung"] {
            let mail = format!("{code}@example.org");
            world.set_up(Kind::Department, code, json!({"code": code, "name": code, "short": code, "email": mail}));
        }
        for (code, category, department, priority) in
            [("all", "*", "ordnung", 0), ("litter", "litter", "edg", 9), ("green", "greenery", "gruen", 9)]
        {
            let rule = json!({"code": code, "category": category, "department": department, "priority": priority,
                "valid_from": "2026-01-01"});
            world.set_up(Kind::Rule, code, rule);
        }
        for (person, name) in [(ANNA, "Anna"), (BEN, "Ben")] {
            let edit = edit(Kind::Person, Uuid::from_u128(person << 8), json!({"name": name}));
            world.storage.edit(None, &[edit], world.now).unwrap().unwrap();
            world.enrol(person);
        }
        world
    }

    pub fn set_up(&mut self, kind: Kind, code: &str, fields: Value) {
        let id = named(kind.as_str(), code);
        self.storage.edit(None, &[edit(kind, id, fields)], self.now).unwrap().unwrap();
    }

    pub fn enrol(&self, device: u128) {
        let code_hash = [u8::try_from(device).unwrap(); 32];
        let expires_at = self.now + Duration::days(7);
        let enrolment = Enrolment { code_hash, label: format!("phone {device}"), team: None, expires_at };
        self.storage.add_enrolment(&enrolment).unwrap();
        let token = [u8::try_from(device + 100).unwrap(); 32];
        self.storage.enrol(&code_hash, Uuid::from_u128(device), &token, self.now).unwrap().unwrap();
    }

    pub fn later(&mut self, hours: i64) {
        self.now += Duration::hours(hours);
    }

    /// A change as `device` makes it, with its own person signed in.
    pub fn change(&mut self, device: u128, kind: Kind, record: Uuid, fields: Value) -> Change {
        self.n += 1;
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        Change {
            id: Uuid::from_u128(0xc0de << 64 | u128::from(self.n)),
            n: self.n,
            kind,
            record,
            author: Author { device: Uuid::from_u128(device), person: Some(Uuid::from_u128(device << 8)), copy: None },
            fields: fields.into_iter().map(|(name, value)| (name, FieldEdit { base: None, value })).collect(),
            made_at: self.now,
            extra: Default::default(),
        }
    }

    pub fn push(&self, device: u128, changes: &[Change]) -> Vec<Verdict> {
        let changes = changes.iter().map(raw).collect();
        let push = PushRequest { changes, facts: Vec::new() };
        self.storage.push(Uuid::from_u128(device), &push, self.now).unwrap().verdicts
    }

    /// Makes and pushes a report without photos; its id.
    pub fn report(&mut self, device: u128, category: &str) -> Uuid {
        let id = Uuid::from_u128(0x7e << 96 | u128::from(self.n));
        let place = json!({"lat": 51.5, "lon": 7.46, "accuracy": 8.0, "source": "device"});
        let change = self.change(device, Kind::Report, id, json!({"category": category, "place": place}));
        assert!(matches!(self.push(device, &[change])[..], [Verdict::Stored(_)]));
        id
    }

    pub fn edit(&self, report: Uuid, fields: Value) -> Result<Vec<Edited>, Refused> {
        self.storage.edit(Some(Uuid::from_u128(0x0f)), &[edit(Kind::Report, report, fields)], self.now).unwrap()
    }

    pub fn state(&self, report: Uuid) -> &'static str {
        self.storage.report(report).unwrap().unwrap().row.status.state.as_str()
    }

    /// Pulls from a cursor to the last page, into a view as a phone keeps it.
    pub fn pull(&self, device: u128, view: &mut View) {
        loop {
            let request = PullRequest { since: view.cursor, persons: vec![Uuid::from_u128(device << 8)], holds: None };
            let page = self.storage.pull(Uuid::from_u128(device), &request, self.now).unwrap();
            if page.reset {
                view.records.clear();
            }
            for item in page.items {
                match item {
                    Item::Record(snapshot) => drop(view.records.insert(snapshot.record.id, snapshot)),
                    Item::Gone { id } => view.gone.extend(view.records.remove(&id).map(|_| id)),
                }
            }
            view.cursor = page.next;
            if !page.more {
                let own: Fingerprint = view.records.values().map(|s| (s.record.id, s.seq)).collect();
                assert_eq!(page.fingerprint, Some(own), "both sides see the same");
                return;
            }
        }
    }
}

/// What a phone holds.
#[derive(Default)]
pub struct View {
    pub cursor: Cursor,
    pub records: BTreeMap<Uuid, Snapshot>,
    pub gone: Vec<Uuid>,
}

pub fn edit(kind: Kind, record: Uuid, fields: Value) -> Edit {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    Edit { kind, record, fields: fields.into_iter().collect(), bases: None }
}

pub fn raw(change: &Change) -> Box<serde_json::value::RawValue> {
    serde_json::value::RawValue::from_string(String::from_utf8(change.encode().unwrap()).unwrap()).unwrap()
}

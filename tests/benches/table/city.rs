//! A city on a disk, and what one of its phones wrote in many days.

use std::path::Path;
use std::sync::Arc;

use app::core::{NewReport, Request};
use rusqlite::Connection;
use serde_json::value::RawValue;
use shared::geo::Position;
use shared::protocol::PushRequest;
use sync_server::journal::Journal;
use sync_server::storage::sqlite::SqliteStorage;
use tests::device::{marktplatz, photo};
use tests::{Device, World};
use uuid::Uuid;

/// Musterstadt with Anna's phone.
pub struct City {
    pub world: World,
    pub anna: Device,
    pub device: Uuid,
}

impl City {
    pub fn new() -> City {
        let world = World::new();
        let mut anna = world.phone_of("Anna");
        let device = anna.id();
        City { world, anna, device }
    }

    /// Its database as it is now, in a folder.
    pub fn copy(&self, place: &Path) -> std::path::PathBuf {
        let path = place.join("kuemmerer.db");
        self.world.storage().copy_to(&path).unwrap();
        path
    }

    /// Anna walks for as many days as it takes: of five reports one has no photo, and eight photos come with the others.
    pub fn walk(&mut self, reports: usize) -> Vec<Box<RawValue>> {
        const PHOTOS: [usize; 5] = [2, 1, 2, 0, 3];
        for n in 0..reports {
            let photos = (0..PHOTOS[n % PHOTOS.len()]).map(|i| photo((n * 8 + i) as u64)).collect();
            let category = ["litter", "illegal_dumping", "greenery", "path_damage"][n % 4].to_owned();
            let note = (n % 3 == 0).then(|| "Neben der Bank am Weg".to_owned());
            // All over the town: two of one kind at one place would look alike.
            let market = marktplatz();
            let (lat, lon) = (market.lat + 0.0006 * (n % 40) as f64, market.lon + 0.0006 * (n / 40 % 60) as f64);
            let at = Some(Position { lat, lon, ..market });
            self.anna.ask(Request::Report(NewReport { category, photos, note, at, ..NewReport::default() })).unwrap();
            while !matches!(self.anna.ask(Request::PreparePhoto).unwrap(), app::core::Reply::Prepared(None)) {}
        }
        self.waiting()
    }

    /// What waits on Anna's phone, as it is encoded.
    pub fn waiting(&self) -> Vec<Box<RawValue>> {
        let store = Connection::open(&self.anna.path).unwrap();
        let mut bodies = store.prepare("SELECT body FROM outbox WHERE state = 'waiting' ORDER BY n").unwrap();
        let bodies = bodies.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        bodies.map(|body| RawValue::from_string(String::from_utf8(body.unwrap()).unwrap()).unwrap()).collect()
    }
}

/// Changes in batches, as phones send them.
pub fn batches(changes: &[Box<RawValue>], size: usize) -> Vec<PushRequest> {
    changes.chunks(size).map(|batch| PushRequest { changes: batch.to_vec(), facts: Vec::new() }).collect()
}

/// Opens the storage of a copy.
pub fn open(place: &Path) -> SqliteStorage {
    SqliteStorage::open(&place.join("kuemmerer.db"), Arc::new(Journal::at(place.join("journal.jsonl")))).unwrap()
}

//! An older program's databases meet this one, a newer program's are left alone, and a server that has moved on says so.

use std::path::Path;

use app::core::Request;
use app::core::store::{Store, StoreError};
use app::core::sync::{Ended, Transport, TransportError, run};
use http::{HeaderValue, Response};
use rusqlite::Connection;
use shared::domain::FactKind;
use shared::protocol::HEADER;
use shared::state::State;
use shared::sync::Rest;
use sync_server::folder::Folder;
use tests::figures::Figure;
use tests::frozen::{freeze, schema, thaw, versions};
use tests::{Fate, Network, World, at};
use uuid::Uuid;

/// When the frozen phone had last been in use.
const THEN: &str = "2026-11-24T06:00:00Z";

/// Not a test: lets this program open the newest frozen databases, and freezes what it makes of them. The first ones are a
/// server with one report, mailed, and its phone, which has that report, a change that the server parked, and a queue: two
/// corrections, a report with a photo as it was taken, a contact.
#[test]
#[ignore = "writes tests/fixtures"]
fn freeze_this_version() {
    let newest = |name| versions(name).pop().unwrap();
    let world = World::on(at(THEN), |database| thaw("server", newest("server"), database));
    let anna = world.phone_with("Anna", |store| thaw("phone", newest("phone"), store));
    freeze("phone", &anna.path);
    freeze("server", &world.app.folder.database());
}

#[test]
fn a_full_queue_of_every_older_program_arrives_at_a_server_of_every_older_program() {
    let mut tried = 0;
    for server in versions("server") {
        for phone in versions("phone") {
            let world = World::on(at(THEN), |database| thaw("server", server, database));
            let mut anna = world.phone_with("Anna", |store| thaw("phone", phone, store));
            let before = anna.status();
            assert_eq!((before.queued, before.attachments_queued, before.parked), (5, 1, 1), "phone {phone}");
            anna.saved = anna.shown();
            assert_eq!(anna.saved.len(), 2);
            assert_eq!(anna.sync(&world), Rest::Done, "phone {phone}, server {server}");
            let after = anna.status();
            assert_eq!((after.queued, after.attachments_queued, after.parked), (0, 0, 1));
            world.assert_sound();
            world.assert_holds(&anna);
            let facts: i64 = world.rows().query_row("SELECT count(*) FROM facts", [], |row| row.get(0)).unwrap();
            assert_eq!(facts, 1);
            let known = anna.saved.iter().copied().find(|one| world.number(*one) == "26-00001").unwrap();
            let (known, other) = (known, anna.saved.iter().copied().find(|one| *one != known).unwrap());
            assert_eq!(anna.sees(known).unwrap().note.as_deref(), Some("jetzt mit Matratze"));
            assert_eq!((world.state(known), world.state(other)), (State::Sent, State::Assigned));
            // And goes on.
            anna.note(other, "am Tor");
            assert_eq!(anna.sync(&world), Rest::Done);
            assert_eq!(world.next_morning().lines(), ["edg: Berichtigt 26-00001", "tiefbau: Neu 26-00002"]);
            tried += 1;
        }
    }
    assert!(tried > 1, "there are frozen databases");
    Figure::harmless(19, "frozen phones with a full queue meet frozen servers", tried).tell();
}

#[test]
fn an_older_database_becomes_exactly_what_a_fresh_one_is() {
    let place = tempfile::tempdir().unwrap();
    let fresh = place.path().join("fresh.phone");
    drop(Store::open(&fresh).unwrap());
    let world = World::small();
    let mut tried = 0;
    for version in versions("phone") {
        let old = place.path().join(format!("{version}.phone"));
        thaw("phone", version, &old);
        drop(Store::open(&old).unwrap());
        assert_eq!(schema(&old), schema(&fresh), "phone {version}");
        tried += 1;
    }
    for version in versions("server") {
        let old = World::on(at(THEN), |database| thaw("server", version, database));
        assert_eq!(schema(&old.app.folder.database()), schema(&world.app.folder.database()), "server {version}");
        tried += 1;
    }
    Figure::harmless(19, "frozen databases become exactly what a fresh one is", tried).tell();
}

/// What lies at this path, and the log beside it.
fn bytes(path: &Path) -> [Vec<u8>; 2] {
    ["", "-wal"].map(|suffix| std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default())
}

/// A newer program was killed while it wrote: part of the database stands in the log beside it.
fn written_by_a_newer_program(from: &Path, to: &Path) {
    let newer = Connection::open(from).unwrap();
    newer.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE news (x); PRAGMA user_version = 99").unwrap();
    for suffix in ["", "-wal"] {
        std::fs::copy(format!("{}{suffix}", from.display()), format!("{}{suffix}", to.display())).unwrap();
    }
    assert!(std::fs::metadata(format!("{}-wal", to.display())).unwrap().len() > 0);
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_not_a_byte_is_touched() {
    let world = World::small();
    let mut anna = world.phone_of("Anna");
    anna.report_with_photo("litter");

    let store = world.place("newer.phone");
    written_by_a_newer_program(&anna.path, &store);
    let before = bytes(&store);
    for _ in 0..3 {
        let Err(error) = Store::open(&store) else { panic!("the phone opens it") };
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    }
    assert!(bytes(&store) == before, "the phone has written");

    let known: i64 = world.rows().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let folder = Folder::create(&world.place("newer")).unwrap();
    written_by_a_newer_program(&world.app.folder.database(), &folder.database());
    let before = bytes(&folder.database());
    for _ in 0..3 {
        let Err(error) = sync_server::app::open_storage(&folder) else { panic!("the server opens it") };
        let sentence = format!("the database has version 99, this program knows up to {known}: use the newer program");
        assert_eq!(error.to_string(), sentence);
    }
    assert!(bytes(&folder.database()) == before, "the server has written");
    Figure::harmless(19, "databases of a newer program, their logs beside them", 6).tell();
}

/// The phone's program is older than anything that the server still speaks to.
struct TooOld<'a>(&'a World);

impl Transport for TooOld<'_> {
    async fn send(&self, mut request: http::Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        request.headers_mut().insert(HEADER, HeaderValue::from_static("0; tus, gzip"));
        Ok(self.0.serve(request).await)
    }
}

#[test]
fn a_server_that_has_moved_on_says_so_and_the_phone_keeps_everything() {
    let world = World::small();
    let mut anna = world.phone_of("Anna");
    for _ in 0..20 {
        anna.report_with_photo("litter");
    }
    let before = anna.status();
    for _ in 0..3 {
        anna.restart();
        anna.session.start(&anna.phone);
        let ended = world.wait(run(&mut anna.session, &mut anna.phone, &TooOld(&world))).unwrap();
        assert_eq!(ended, Ended::Rest(Rest::TooOld));
        world.pass(chrono::TimeDelta::days(45));
    }
    let after = anna.status();
    // The photos are final by now, which is a change for each.
    assert_eq!((after.reports.len(), after.queued), (before.reports.len(), before.queued + 20));
    assert!(world.reports().is_empty());
    // The new program is there.
    assert_eq!(anna.sync(&world), Rest::Done);
    world.assert_holds(&anna);
    world.assert_same_view(&mut anna);
    Figure::harmless(19, "reports wait on a phone whose program is too old", 20).tell();
}

#[test]
fn facts_that_an_older_server_does_not_know_wait_and_hold_nothing_back() {
    let world = World::small();
    let mut anna = world.phone_of("Anna");
    let rows = Connection::open(&anna.path).unwrap();
    for each in 0..150 {
        // Versions 4 that come before and after any other.
        let id = Uuid::parse_str(&format!("{:08x}-0000-4000-8000-000000000000", each * 0x0100_0000_u64)).unwrap();
        let body = format!(r#"{{"id":"{id}","date":"2026-11-23","kind":"weather","rain":true}}"#);
        rows.execute("INSERT INTO facts (id, body) VALUES (?1, ?2)", (id, body)).unwrap();
    }
    for _ in 0..20 {
        let (topic, outcome) = ("info".to_owned(), "helped".to_owned());
        anna.save(Request::Fact(FactKind::Contact { area: None, topic, outcome }));
    }
    anna.report_with_photo("litter");
    assert_eq!(anna.sync(&world), Rest::Done);
    world.assert_holds(&anna);
    let there: i64 = world.rows().query_row("SELECT count(*) FROM facts", [], |row| row.get(0)).unwrap();
    assert_eq!((there, anna.status().queued), (20, 150));
    Figure::harmless(19, "facts of a newer program wait for a newer server", 150).tell();
}

#[test]
fn another_municipality_is_refused_while_anything_waits() {
    let (here, there) = (World::new(), World::new());
    let mut tried = 0;
    let contact = || Request::Fact(FactKind::Contact { area: None, topic: "info".into(), outcome: "helped".into() });
    for waits in ["a report", "a photo", "a contact", "bytes", "what it left while it was locked"] {
        let mut anna = here.phone_of("Anna");
        match waits {
            "a contact" => drop(anna.save(contact())),
            "a report" => drop(anna.report("litter")),
            _ => drop(anna.report_with_photo("litter")),
        }
        if waits == "bytes" {
            anna.session.start(&anna.phone);
            anna.step(&here, &mut Network::default(), Fate::Through);
            assert_eq!((anna.status().queued, anna.status().attachments_queued), (0, 1));
        }
        if waits.contains("locked") {
            here.storage().revoke(anna.id(), here.now()).unwrap();
            assert_eq!(anna.sync(&here), Rest::Revoked);
            assert_eq!(anna.status().queued, 0);
        }
        let before = anna.status();
        let refused = anna.try_enrol(&there, Some("nord")).unwrap_err().to_string();
        assert_eq!(refused, "something waits for Musterstadt", "{waits}");
        assert_eq!(anna.status(), before);
        if waits.contains("locked") {
            anna.enrol(&here, Some("nord"));
        }
        assert_eq!(anna.sync(&here), Rest::Done, "it still belongs here");
        here.assert_holds(&anna);
        anna.try_enrol(&there, Some("nord")).unwrap();
        assert!(anna.shown().is_empty(), "nobody's rows meet");
        assert_eq!(anna.sync(&there), Rest::Done);
        tried += 1;
    }
    assert!(there.reports().is_empty());
    Figure::harmless(19, "another municipality is asked for while something waits", tried).tell();
}

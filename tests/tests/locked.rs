//! A phone is stolen, or its token is worth nothing any more.

use chrono::TimeDelta;
use http::Request;
use rusqlite::Connection;
use serde_json::json;
use shared::domain::FactKind;
use shared::ids;
use shared::protocol::{ATTACHMENTS, HEADER, PULL, PUSH, PullRequest, UPLOADS};
use shared::sync::Rest;
use sync_server::jobs;
use tests::figures::{Figure, tries};
use tests::{Device, Fate, Network, World};
use uuid::Uuid;

fn parked(world: &World) -> u64 {
    world.storage().overview().unwrap().parked
}

fn lock(world: &World, phone: &mut Device) {
    assert!(world.storage().revoke(phone.id(), world.now()).unwrap());
}

fn run_job(world: &World, name: &str) {
    let job = jobs::ALL.iter().find(|job| job.name == name).unwrap();
    (job.run)(&world.app).unwrap();
}

/// Photos of which the phone still has every byte.
fn photos_kept(phone: &Device) -> i64 {
    let kept = "SELECT count(*) FROM attachments WHERE body IS NOT NULL AND stage <> 'received'";
    Connection::open(&phone.path).unwrap().query_row(kept, [], |row| row.get(0)).unwrap()
}

/// Every path of the interface for phones, as a thief would ask: method, path, and whether more than one method is served.
fn paths(photo: Uuid, upload: &str) -> Vec<(&'static str, String)> {
    vec![
        ("POST", PULL.to_owned()),
        ("POST", UPLOADS.to_owned()),
        ("HEAD", upload.to_owned()),
        ("PATCH", upload.to_owned()),
        ("GET", format!("{ATTACHMENTS}{photo}")),
        ("GET", format!("{ATTACHMENTS}{photo}?size=thumb")),
    ]
}

fn asks(world: &World, phone: &Device, method: &str, path: &str) -> (u16, Vec<u8>) {
    let body = if path == PULL { serde_json::to_vec(&PullRequest::default()).unwrap() } else { Vec::new() };
    let request =
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {}", phone.token()));
    let request = request.header(HEADER, "1").header("tus-resumable", "1.0.0").header("upload-offset", "0");
    let answer = world.call(request.header("content-type", "application/offset+octet-stream").body(body).unwrap());
    (answer.status().as_u16(), answer.into_body())
}

fn photo_of(phone: &Device, report: Uuid) -> Uuid {
    let sql = "SELECT id FROM attachments WHERE report = ?1";
    Connection::open(&phone.path).unwrap().query_row(sql, [report], |row| row.get(0)).unwrap()
}

#[test]
fn a_phone_that_is_locked_in_the_middle_of_a_push_sees_nothing_from_the_next_request_on() {
    let world = World::new();
    let (mut anna, mut network) = (world.phone_of("Anna"), Network::default());
    let known = anna.report_with_photo("litter");
    anna.sync(&world);
    let photo = photo_of(&anna, known);
    assert_eq!(asks(&world, &anna, "GET", &format!("{ATTACHMENTS}{photo}")).0, 200);

    let reports: Vec<Uuid> = (0..150).map(|_| anna.report("path_damage")).collect();
    anna.session.start(&anna.phone);
    assert_eq!(anna.step(&world, &mut network, Fate::Through), None, "the first hundred");
    lock(&world, &mut anna);
    let rest = (0..1_000).find_map(|_| anna.step(&world, &mut network, Fate::Through)).unwrap();
    assert_eq!(rest, Rest::Revoked);

    // What it brought before is stored, the rest waits for a person, and it keeps nothing but the rest.
    assert_eq!((world.reports().len(), parked(&world)), (101, 50));
    let mut shown = anna.shown();
    shown.sort();
    let mut left = reports[100..].to_vec();
    left.sort();
    assert_eq!(shown, left);
    let upload = network.arrived.iter().map(|request| request.uri().path()).find(|path| path.starts_with(UPLOADS));
    let upload = upload.map_or_else(|| format!("{UPLOADS}{}", Uuid::from_u128(1)), str::to_owned);
    let mut asked = 0;
    for (method, path) in paths(photo, &upload) {
        let (status, body) = asks(&world, &anna, method, &path);
        assert_eq!(status, 403, "{method} {path}");
        assert!(body.len() < 200, "{method} {path} tells something: {}", String::from_utf8_lossy(&body));
        asked += 1;
    }
    // Also a request that was let in before and is answered after.
    let late = world.storage().pull(anna.id(), &PullRequest::default(), world.now()).unwrap();
    assert!(late.items.is_empty() && late.fingerprint.is_none());

    anna.enrol(&world, Some("nord"));
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!((world.reports().len(), parked(&world)), (151, 0));
    world.assert_holds(&anna);
    world.assert_same_view(&mut anna);
    Figure::harmless(14, "a phone is locked in the middle of a push, paths asked", asked).tell();
}

#[test]
fn a_phone_that_is_locked_in_the_middle_of_a_photo_keeps_its_bytes() {
    let mut tried = 0;
    // After each of the requests that bring a report with two photos: its changes, two for each photo, the pull.
    for after in 0..6 {
        let world = World::small();
        let (mut anna, mut network) = (world.phone_of("Anna"), Network::default());
        let photos = vec![tests::device::photo(1), tests::device::photo(2)];
        anna.report_with(app::core::NewReport { category: "litter".into(), photos, ..Default::default() });
        anna.session.start(&anna.phone);
        for _ in 0..after {
            assert_eq!(anna.step(&world, &mut network, Fate::Through), None);
        }
        lock(&world, &mut anna);
        let rest = (0..1_000).find_map(|_| anna.step(&world, &mut network, Fate::Through)).unwrap();
        assert_eq!(rest, Rest::Revoked, "after {after}");
        let arrived = world.storage().overview().unwrap().attachments;
        assert!(photos_kept(&anna) as u64 >= 2 - arrived, "after {after}: {arrived} photos are in the office");
        anna.restart();
        anna.enrol(&world, Some("nord"));
        assert_eq!(anna.sync(&world), Rest::Done);
        assert_eq!((parked(&world), world.storage().overview().unwrap().attachments), (0, 2));
        world.assert_holds(&anna);
        world.assert_same_view(&mut anna);
        tried += 1;
    }
    Figure::harmless(14, "a phone is locked after each request of two photos", tried).tell();
}

fn facts(world: &World) -> i64 {
    world.rows().query_row("SELECT count(*) FROM facts", [], |row| row.get(0)).unwrap()
}

/// Ben's phone is locked with five reports on it, one with a photo, and a contact, and says so to the server.
fn stolen(world: &World) -> Device {
    let mut ben = world.phone_of("Ben");
    ben.report_with_photo("litter");
    for _ in 0..4 {
        let report = ben.report("path_damage");
        ben.note(report, "am Tor");
    }
    let (topic, outcome) = ("info".to_owned(), "helped".to_owned());
    ben.save(app::core::Request::Fact(FactKind::Contact { area: None, topic, outcome }));
    lock(world, &mut ben);
    assert_eq!(ben.sync(world), Rest::Revoked);
    assert_eq!((world.reports().len(), parked(world), facts(world)), (0, 11, 0));
    ben
}

#[test]
fn what_a_locked_phone_leaves_goes_after_thirty_days_and_the_phone_still_has_it() {
    let world = World::new();
    let mut ben = stolen(&world);
    world.pass(TimeDelta::days(29));
    run_job(&world, "revoked");
    assert_eq!(parked(&world), 11);
    world.pass(TimeDelta::days(1));
    run_job(&world, "revoked");
    assert_eq!(parked(&world), 0);
    ben.restart();
    assert_eq!(asks(&world, &ben, "POST", PUSH).0, 403, "nor may it leave anything more");
    assert_eq!(ben.sync(&world), Rest::Revoked);

    ben.enrol(&world, Some("nord"));
    assert_eq!(ben.sync(&world), Rest::Done);
    assert_eq!((world.reports().len(), parked(&world), facts(&world)), (5, 0, 1));
    world.assert_holds(&ben);
    world.assert_same_view(&mut ben);
    Figure::harmless(14, "what a locked phone left is dropped after 30 days", 11).tell();
}

#[test]
fn what_a_phone_left_that_is_welcome_again_is_not_dropped() {
    let world = World::new();
    let mut ben = stolen(&world);
    ben.enrol(&world, Some("nord"));
    world.pass(TimeDelta::days(60));
    run_job(&world, "revoked");
    assert_eq!(parked(&world), 11);
    assert_eq!(ben.sync(&world), Rest::Done);
    assert_eq!((world.reports().len(), parked(&world)), (5, 0));
}

#[test]
fn staff_let_count_what_a_locked_phone_has_left() {
    let world = World::new();
    let mut ben = stolen(&world);
    assert_eq!(world.storage().release(ben.id(), world.now()).unwrap(), 11);
    assert_eq!((world.reports().len(), parked(&world)), (5, 0));
    assert_eq!(world.storage().release(ben.id(), world.now()).unwrap(), 0, "once");
    assert_eq!(world.page(ben.saved[1]).record.text("note"), Some("am Tor"));
    // Four are whole and go out; the photo of the fifth is on the phone alone.
    assert_eq!(world.next_morning().lines().len(), 4);
    assert_eq!(ben.sync(&world), Rest::Revoked, "it stays locked");
    assert_eq!(photos_kept(&ben), 1);

    ben.enrol(&world, Some("nord"));
    assert_eq!(ben.sync(&world), Rest::Done);
    world.assert_holds(&ben);
    world.assert_same_view(&mut ben);
    world.next_morning();
    world.assert_announced_once();
    Figure::harmless(14, "staff release what a locked phone left", 11).tell();
}

#[test]
fn a_locked_phone_fills_its_share_of_the_quarantine_and_no_more() {
    const CAP: i64 = 16 * 1024 * 1024;
    let world = World::small();
    let mut ben = world.phone_of("Ben");
    let (device, person) = (ben.id(), ids::named("person", "Ben"));
    let large = "x".repeat(60_000);
    let count = 300;
    for each in 0..count {
        let report = ids::named("report", &each.to_string());
        ben.leave_change_of_a_newer_program("report", report, |n| {
            let id = ids::named("change", &n.to_string());
            let author = json!({ "device": device, "person": person });
            let fields = json!({ "category": { "value": "litter" }, "smell": { "value": large } });
            json!({ "id": id, "n": n, "kind": "report", "record": report, "author": author, "fields": fields,
                "made_at": "2026-11-23T09:00:00Z" })
            .to_string()
        });
        ben.saved.push(report);
    }
    lock(&world, &mut ben);
    assert_eq!(ben.sync(&world), Rest::Revoked);
    let held: i64 = world.rows().query_row("SELECT sum(length(body)) FROM quarantine", [], |row| row.get(0)).unwrap();
    assert!(held <= CAP && held > CAP - 61_000, "{held}");
    assert_eq!(ben.status().parked, count, "what found no room stays on the phone");
    ben.enrol(&world, Some("nord"));
    assert_eq!(ben.sync(&world), Rest::Done);
    assert_eq!((world.reports().len(), parked(&world)), (count, 0));
    Figure::harmless(14, "a locked phone leaves more than its share", count as u64).tell();
}

#[test]
fn what_a_locked_phone_left_holds_nothing_back_where_the_phone_has_forgotten_it() {
    let world = World::new();
    let mut ben = world.phone_of("Ben");
    let report = ben.report("litter");
    ben.sync(&world);
    let copy = world.place("before.copy");
    ben.back_up(&copy);
    ben.note(report, "am Tor");
    lock(&world, &mut ben);
    assert_eq!(ben.sync(&world), Rest::Revoked);
    // Its store is lost; what it left is in quarantine alone.
    ben.set_back(&copy);
    ben.enrol(&world, Some("nord"));
    ben.note(report, "an der Bank");
    ben.note(report, "an der zweiten Bank");
    assert_eq!(ben.sync(&world), Rest::Done);
    assert_eq!((ben.status().parked, parked(&world)), (0, 1), "only what it left waits for a person");
    assert_eq!(world.page(report).record.text("note"), Some("an der zweiten Bank"));
    world.assert_same_view(&mut ben);
}

/// How a token stops working.
#[derive(Clone, Copy, Debug)]
enum Token {
    /// Another phone was enrolled with a copy of the store, so there is a newer one.
    Replaced,
    /// The server does not know the device: it was set up afresh from an older backup.
    Unknown,
    /// Locked, and for longer than it may leave anything.
    Revoked,
}

#[test]
fn five_hundred_reports_wait_ninety_days_behind_a_token_that_is_worth_nothing() {
    let mut tried = 0;
    for (token, reports) in [(Token::Replaced, 500), (Token::Unknown, tries(40, 500)), (Token::Revoked, tries(40, 500))]
    {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let device = anna.id();
        for each in 0..reports {
            let report = anna.report_with_photo("litter");
            if each % 10 == 0 {
                anna.note(report, "am Tor");
            }
        }
        let rows = Connection::open(world.app.folder.database()).unwrap();
        match token {
            Token::Replaced => {
                rows.execute("UPDATE devices SET token_hash = zeroblob(32) WHERE id = ?1", [device]).unwrap()
            }
            Token::Unknown => rows.execute("DELETE FROM devices WHERE id = ?1", [device]).unwrap(),
            Token::Revoked => usize::from(world.storage().revoke(device, world.now()).unwrap()),
        };
        // She goes on every day; every day the phone grows older, and is told no from time to time.
        for day in 0..90 {
            world.pass(TimeDelta::days(1));
            anna.restart();
            if day % 30 == 29 && (day > 30 || !matches!(token, Token::Revoked)) {
                let rest = anna.sync(&world);
                let expected = if matches!(token, Token::Revoked) { Rest::Revoked } else { Rest::NotEnrolled };
                assert_eq!(rest, expected, "{token:?}");
            }
        }
        assert_eq!(anna.shown().len() as u64, reports, "{token:?}");
        assert!(world.reports().is_empty(), "{token:?}");
        anna.enrol(&world, Some("nord"));
        assert_eq!(anna.sync(&world), Rest::Done, "{token:?}");
        let overview = world.storage().overview().unwrap();
        assert_eq!((overview.reports, overview.attachments, overview.parked), (reports, reports, 0), "{token:?}");
        world.assert_sound();
        world.assert_holds(&anna);
        world.assert_same_view(&mut anna);
        tried += reports;
    }
    let note = "replaced, unknown and revoked tokens; reports with photos";
    Figure::harmless(15, "reports wait 90 days behind a token that is worth nothing", tried).note(note).tell();
}

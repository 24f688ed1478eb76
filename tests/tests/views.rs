//! What phones may see, what leaves their view, and what they keep although they do not understand it.

use app::core::{NewReport, Request};
use serde_json::json;
use shared::change::Kind;
use shared::ids;
use shared::protocol::{PULL, PullRequest};
use shared::sync::Rest;
use tests::device::photo;
use tests::{Device, World};
use uuid::Uuid;

fn parked(world: &World) -> u64 {
    world.storage().overview().unwrap().parked
}

#[test]
fn a_foreign_report_is_seen_in_outline_and_goes_when_it_is_closed() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let note = Some("Frau Muster hat es gesehen".to_owned());
    let report = anna.report_with(NewReport { category: "litter".into(), note, ..NewReport::default() });
    anna.sync(&world);
    ben.sync(&world);
    let seen = ben.sees(report).unwrap();
    assert!(seen.foreign && seen.note.is_none() && seen.at.is_some());
    assert!(!ben.snapshot(report).unwrap().to_string().contains(&anna.id().to_string()), "not even who saw it");

    world.kaya_sets(report, json!({ "closed": "private_ground" }));
    assert_eq!(ben.sync(&world), Rest::Done);
    assert!(ben.sees(report).is_none());
    anna.sync(&world);
    assert!(anna.sees(report).is_some(), "her own stays");
}

#[test]
fn a_person_who_moves_to_another_team_leaves_the_phones_of_the_first() {
    let world = World::new();
    let (mut ben, mut cem) = (world.phone_of("Ben"), world.phone_of("Cem"));
    let anna = ids::named("person", "Anna");
    assert!(ben.snapshot(anna).is_some() && cem.snapshot(anna).is_none());
    world.kaya_edits(Kind::Person, anna, json!({ "team": "sued" }), None).unwrap();
    assert_eq!((ben.sync(&world), cem.sync(&world)), (Rest::Done, Rest::Done));
    assert!(ben.snapshot(anna).is_none() && cem.snapshot(anna).is_some());
    assert!(ben.ask(Request::UsePerson(Some("Anna".into()))).is_err());
    cem.hand_to(Some("Anna"));
}

#[test]
fn feedback_follows_the_person_to_another_phone() {
    let world = World::new();
    let (mut hers, mut shared) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let report = hers.report_with_photo("litter");
    hers.note(report, "hinter der Bank");
    hers.sync(&world);
    shared.hand_to(Some("Anna"));
    assert_eq!(shared.sync(&world), Rest::Done);
    let seen = shared.sees(report).unwrap();
    assert_eq!((seen.foreign, seen.note.as_deref()), (false, Some("hinter der Bank")));
    shared.note(report, "vor der Bank");
    shared.sync(&world);
    hers.sync(&world);
    assert_eq!(hers.sees(report).unwrap().note.as_deref(), Some("vor der Bank"));
    assert!(hers.sees(report).unwrap().conflicts.is_empty());
}

/// As a newer program would encode it, with spaces and an order of its own.
fn newer(device: Uuid, person: Uuid, n: i64, kind: &str, record: Uuid, fields: &str) -> String {
    let id = ids::named("change", &n.to_string());
    format!(
        r#"{{ "weather":"rain",  "id":"{id}","n":{n}, "kind":"{kind}","record":"{record}",
        "author":{{"device":"{device}","person":"{person}"}}, "fields":{fields}, "made_at":"2026-11-23T09:00:00+00:00" }}"#
    )
}

#[test]
fn kinds_and_fields_of_a_newer_program_pass_through_and_come_back_unharmed() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let (device, person) = (anna.id(), ids::named("person", "Anna"));
    let (report, flight) = (ids::named("x", "report"), ids::named("x", "flight"));
    let smell = json!({ "of": ["oil", 1.50], "strong": true });
    let of_report = format!(r#"{{"category":{{"value":"litter"}},"smell":{{"value":{smell}}}}}"#);
    let mut bodies = Vec::new();
    for (kind, record, fields) in
        [("report", report, of_report.as_str()), ("drone_flight", flight, r#"{"height":{"value":{"metres":12}}}"#)]
    {
        anna.leave_change_of_a_newer_program(kind, record, |n| newer(device, person, n, kind, record, fields));
        bodies.push(newer(device, person, anna.last_n(), kind, record, fields));
    }
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(parked(&world), 0);
    let stored: Vec<Vec<u8>> = [report, flight].map(|record| world.bodies_of(record).remove(0)).into();
    assert_eq!(stored, bodies.iter().map(|body| body.clone().into_bytes()).collect::<Vec<_>>(), "byte for byte");

    // This program does not know them; it keeps them, and what it writes itself takes nothing away.
    assert_eq!(anna.snapshot(report).unwrap()["fields"]["smell"]["value"], smell);
    assert_eq!(anna.snapshot(flight).unwrap()["fields"]["height"]["value"], json!({ "metres": 12 }));
    anna.note(report, "Es riecht");
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.snapshot(report).unwrap()["fields"]["smell"]["value"], smell);
    assert_eq!(world.page(report).record.value("smell"), Some(&smell));
}

#[test]
fn a_revoked_phone_sees_nothing_and_what_it_brings_waits_for_a_person() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let known = anna.report("litter");
    anna.sync(&world);
    ben.sync(&world);
    let device = ben.id();
    let offline =
        ben.report_with(NewReport { category: "litter".into(), photos: vec![photo(1)], ..NewReport::default() });
    ben.look_again(known, shared::domain::Seen::StillThere);
    assert!(world.storage().revoke(device, world.now()).unwrap());

    assert_eq!(ben.sync(&world), Rest::Revoked);
    assert_eq!(ben.shown(), [offline], "only what the server does not have");
    assert_eq!(world.reports(), [known]);
    assert_eq!(parked(&world), 4, "report, two of the photo, sighting");
    for path in [PULL, "/api/v1/uploads/", "/api/v1/attachments/019ab000-0000-7000-8000-000000000001"] {
        assert_eq!(asks(&world, &ben, path), 403, "{path}");
    }
    ben.restart();
    assert_eq!(ben.sync(&world), Rest::Revoked);
    assert_eq!(parked(&world), 4, "again is the same");

    ben.enrol(&world, Some("nord"));
    assert_eq!(ben.sync(&world), Rest::Done);
    assert_eq!(ben.id(), device, "the phone keeps its id and its queue");
    assert_eq!(parked(&world), 0);
    world.assert_holds(&ben);
    world.assert_same_view(&mut ben);
    assert_eq!(world.page(known).row.status.sightings, 1);
}

fn asks(world: &World, phone: &Device, path: &str) -> u16 {
    let body = serde_json::to_vec(&PullRequest::default()).unwrap();
    let bearer = format!("Bearer {}", phone.token());
    let request = http::Request::post(path).header("authorization", bearer);
    let request = if path.contains("attachments") { request.method("GET") } else { request };
    world.call(request.body(body).unwrap()).status().as_u16()
}

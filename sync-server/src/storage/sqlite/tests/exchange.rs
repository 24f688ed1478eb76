//! Bringing and reading.

use shared::protocol::Parked;
use shared::state::{Occasion, State};

use super::super::super::StorageError;
use super::super::edits::Stop;
use super::*;
use crate::journal::{Announced, Entry};
use crate::storage::Recovered;

fn parked(why: Parked) -> Vec<Verdict> {
    vec![Verdict::Parked(why)]
}

#[test]
fn the_same_change_again_gets_the_same_answer_and_changes_no_row() {
    let mut world = World::new();
    let report = world.change(ANNA, Kind::Report, Uuid::from_u128(1), json!({"category": "litter"}));
    let first = world.push(ANNA, std::slice::from_ref(&report));
    let before = world.storage.overview().unwrap();
    world.later(500);
    assert_eq!(world.push(ANNA, std::slice::from_ref(&report)), first);
    let after = world.storage.overview().unwrap();
    assert_eq!((before.seq, before.reports), (after.seq, after.reports));
}

#[test]
fn what_breaks_a_rule_is_parked_with_its_reason_and_holds_back_only_its_own_record() {
    let mut world = World::new();
    let foreign = world.report(BEN, "litter");
    let mut not_hers = world.change(ANNA, Kind::Report, foreign, json!({"note": "x"}));
    assert_eq!(world.push(ANNA, &[not_hers.clone()]), parked(Parked::NotAllowed));
    not_hers.n += 1000;
    not_hers.id = Uuid::from_u128(5);
    assert_eq!(world.push(ANNA, &[not_hers]), parked(Parked::Behind));
    let sighting = world.change(ANNA, Kind::Sighting, Uuid::from_u128(6), json!({"report": foreign, "seen": "gone"}));
    assert!(matches!(world.push(ANNA, &[sighting])[..], [Verdict::Stored(_)]), "but a sighting may be");

    let mut stranger = world.change(ANNA, Kind::Report, Uuid::from_u128(7), json!({"category": "litter"}));
    stranger.author.device = Uuid::from_u128(BEN);
    assert_eq!(world.push(ANNA, &[stranger]), parked(Parked::Author));
    let closing = world.change(ANNA, Kind::Report, Uuid::from_u128(8), json!({"closed": "x"}));
    assert_eq!(world.push(ANNA, &[closing]), parked(Parked::NotAllowed));
    let long = world.change(ANNA, Kind::Report, Uuid::from_u128(9), json!({"note": "x".repeat(10_000)}));
    assert_eq!(world.push(ANNA, &[long]), parked(Parked::Invalid));

    let mut other = world.change(ANNA, Kind::Report, Uuid::from_u128(10), json!({"note": "a"}));
    world.push(ANNA, &[other.clone()]);
    other.fields.get_mut("note").unwrap().value = json!("b");
    assert_eq!(world.push(ANNA, &[other.clone()]), parked(Parked::OtherContent));
    other.id = Uuid::from_u128(11);
    other.record = Uuid::from_u128(12);
    assert_eq!(world.push(ANNA, &[other]), parked(Parked::Clone), "the number was used before");
    // That one the phone numbers anew: nobody has to look at it.
    assert_eq!(world.storage.overview().unwrap().parked, 6);
}

#[test]
fn a_revoked_phone_leaves_things_in_quarantine_and_is_welcome_again_after_enrolling() {
    let mut world = World::new();
    world.storage.revoke(Uuid::from_u128(ANNA), world.now).unwrap();
    let report = world.change(ANNA, Kind::Report, Uuid::from_u128(1), json!({"category": "litter"}));
    assert_eq!(world.push(ANNA, std::slice::from_ref(&report)), parked(Parked::Revoked));
    assert_eq!(world.storage.overview().unwrap().parked, 1);
    world.enrol(ANNA);
    assert!(matches!(world.push(ANNA, &[report])[..], [Verdict::Stored(_)]));
    assert_eq!(world.storage.overview().unwrap().parked, 0, "nobody has to look at it any more");
}

#[test]
fn anna_sees_her_own_report_whole_and_bens_in_outline_until_it_is_done() {
    let mut world = World::new();
    let (hers, his) = (world.report(ANNA, "litter"), world.report(BEN, "greenery"));
    let note = world.change(BEN, Kind::Report, his, json!({"note": "Frau Muster war da"}));
    world.push(BEN, &[note]);
    let mut view = View::default();
    world.pull(ANNA, &mut view);
    let own = view.records[&hers].story.as_ref().unwrap();
    assert!(own.own && own.number == "26-00001" && own.status.state == State::Assigned);
    let other = &view.records[&his];
    assert!(!other.story.as_ref().unwrap().own && other.record.value("note").is_none());
    assert!(!serde_json::to_string(other).unwrap().contains(&Uuid::from_u128(BEN).to_string()), "no author");
    assert!(other.story.as_ref().unwrap().history.is_empty());

    world.edit(his, json!({"closed": "private_ground"})).unwrap();
    world.pull(ANNA, &mut view);
    assert_eq!(view.gone, [his]);
    assert!(view.records.contains_key(&hers));
    world.pull(ANNA, &mut View::default());
}

#[test]
fn feedback_follows_the_person_to_another_phone() {
    let mut world = World::new();
    let hers = world.report(ANNA, "litter");
    world.pull(ANNA, &mut View::default());
    let mut view = View::default();
    world.pull(BEN, &mut view);
    assert!(!view.records[&hers].story.as_ref().unwrap().own);
    let both = vec![Uuid::from_u128(BEN << 8), Uuid::from_u128(ANNA << 8)];
    let request = PullRequest { since: view.cursor, persons: both, holds: None };
    let page = world.storage.pull(Uuid::from_u128(BEN), &request, world.now).unwrap();
    let [Item::Record(snapshot)] = &page.items[..] else { panic!("one record: {:?}", page.items) };
    assert!(snapshot.story.as_ref().unwrap().own, "she has signed in on his phone");
}

#[test]
fn kinds_and_fields_of_a_newer_phone_come_back_unharmed() {
    let mut world = World::new();
    let fields = json!({"category": "litter", "smell": {"strength": 3}});
    let report = world.change(ANNA, Kind::Report, Uuid::from_u128(1), fields);
    let flight = world.change(ANNA, Kind::Other("flight".into()), Uuid::from_u128(2), json!({"height": 12}));
    assert!(world.push(ANNA, &[report, flight]).iter().all(|v| matches!(v, Verdict::Stored(_))));
    let mut view = View::default();
    world.pull(ANNA, &mut view);
    assert_eq!(view.records[&Uuid::from_u128(1)].record.value("smell"), Some(&json!({"strength": 3})));
    assert_eq!(view.records[&Uuid::from_u128(2)].record.kind, Kind::Other("flight".into()));
}

#[test]
fn a_code_is_redeemed_by_one_phone_and_not_after_its_time() {
    let mut world = World::new();
    let (device, other) = (Uuid::from_u128(77), Uuid::from_u128(78));
    let expires_at = world.now + Duration::days(7);
    for code in [1u8, 2] {
        let enrolment = Enrolment { code_hash: [code; 32], label: "x".into(), team: None, expires_at };
        world.storage.add_enrolment(&enrolment).unwrap();
    }
    let redeem = |world: &World, code: u8, device, token: u8| {
        world.storage.enrol(&[code; 32], device, &[token; 32], world.now).unwrap().is_ok()
    };
    assert!(redeem(&world, 1, device, 9));
    assert!(!redeem(&world, 1, other, 8));
    assert!(redeem(&world, 1, device, 7), "the answer was lost");
    assert!(!redeem(&world, 1, other, 6));
    assert!(world.storage.device_by_token(&[9; 32]).unwrap().is_none(), "the first token is replaced");
    world.later(1);
    assert!(!redeem(&world, 1, device, 5), "too late for a lost answer");
    assert_eq!(world.storage.device_by_token(&[7; 32]).unwrap().unwrap().id, device);
    world.later(7 * 24);
    assert!(!redeem(&world, 2, device, 4));
}

#[test]
fn a_revoked_phone_is_not_welcome_again_by_its_old_code() {
    let world = World::new();
    world.storage.revoke(Uuid::from_u128(ANNA), world.now).unwrap();
    let code = [u8::try_from(ANNA).unwrap(); 32];
    assert!(world.storage.enrol(&code, Uuid::from_u128(ANNA), &[9; 32], world.now).unwrap().is_err());
}

#[test]
fn a_restored_server_knows_what_it_is_offered_again() {
    let mut world = World::new();
    let report = world.change(ANNA, Kind::Report, Uuid::from_u128(1), json!({"category": "litter"}));
    let first = world.push(ANNA, std::slice::from_ref(&report));
    let mut view = View::default();
    world.pull(ANNA, &mut view);
    world.storage.after_restore(Uuid::from_u128(0xe), &Recovered::default(), world.now).unwrap();
    let request = PullRequest { since: view.cursor, persons: Vec::new(), holds: None };
    assert!(world.storage.pull(Uuid::from_u128(ANNA), &request, world.now).unwrap().reset);
    assert_eq!(world.push(ANNA, std::slice::from_ref(&report)), first);
    let Verdict::Stored(seq) = first[0] else { panic!() };
    let next = world.change(ANNA, Kind::Report, Uuid::from_u128(2), json!({"category": "litter"}));
    assert!(matches!(world.push(ANNA, &[next])[..], [Verdict::Stored(later)] if later > seq + (1 << 31)));
    assert!(world.storage.check().unwrap().records.is_empty());
}

#[test]
fn what_was_set_up_in_a_commit_that_failed_is_not_remembered() {
    let mut world = World::new();
    let edg = named("department", "edg");
    let failed = world.storage.write::<_, Stop>(|write| {
        write.edit_all(None, &[edit(Kind::Department, edg, json!({"short": "wrong"}))], world.now)?;
        assert_eq!(write.reference()?.departments["edg"].short, "wrong");
        // Nobody's session: it is noticed at the commit.
        let sql = "PRAGMA defer_foreign_keys = ON; INSERT INTO sessions VALUES (x'00', x'00', '', 0)";
        Ok(write.transaction.execute_batch(sql)?)
    });
    assert!(failed.is_err());
    world.set_up(Kind::Department, "edg", json!({"short": "right"}));
    let known = world.storage.write::<_, StorageError>(|write| write.reference()).unwrap();
    assert_eq!(known.departments["edg"].short, "right");
}

#[test]
fn a_clock_that_jumps_to_another_year_and_back_gives_no_number_twice() {
    let mut world = World::new();
    let mut number = |days: i64| {
        world.now += Duration::days(days);
        let report = world.report(ANNA, "litter");
        world.storage.report(report).unwrap().unwrap().row.number
    };
    let numbers = [number(0), number(3_650), number(0), number(-3_650), number(0)];
    assert_eq!(numbers, ["26-00001", "36-00001", "36-00002", "26-00002", "26-00003"]);
}

#[test]
fn after_a_restore_numbers_are_those_of_the_mails_or_new() {
    let mut world = World::new();
    let told = Uuid::from_u128(0xaa);
    let announces = vec![Announced {
        forwarding: Uuid::from_u128(0xf),
        report: told,
        number: "26-04711".into(),
        occasion: Occasion::First,
        urgent: false,
        knew: Vec::new(),
    }];
    let (mail, department) = (Uuid::from_u128(0xee), "edg".to_owned());
    let frozen = Entry::Frozen { mail, message_id: "m".into(), department, contact: None, at: world.now, announces };
    let recovered = Recovered { journal: &[frozen], ..Recovered::default() };
    world.storage.after_restore(Uuid::from_u128(0xe), &recovered, world.now).unwrap();
    let new = world.report(ANNA, "litter");
    let change = world.change(ANNA, Kind::Report, told, json!({"category": "litter"}));
    world.push(ANNA, &[change]);
    let number = |report| world.storage.report(report).unwrap().unwrap().row.number;
    assert_eq!([number(new), number(told)], ["26-05712", "26-04711"]);
}

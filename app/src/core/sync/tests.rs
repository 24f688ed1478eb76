//! What somebody relies on when the network comes and goes.

use std::sync::atomic::Ordering;

use serde_json::json;
use shared::change::Kind;
use shared::domain::{FactKind, Seen};
use shared::state::State;
use shared::sync::Rest;
use uuid::Uuid;

use super::fake::{Fake, Fault};
use super::*;
use crate::core::store::attachments::{self, Stage};
use crate::core::store::{outbox, snapshots};
use crate::core::tests::{Desk, litter, photo, queue, save, status};
use crate::core::{Correction, NewPhoto, PhoneStatus, Request};

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn enrolled(desk: &Desk, fake: &Fake) -> Phone {
    let mut phone = desk.open();
    wait(enrol(&mut phone, fake, "https://city.example.org/", "abcd")).unwrap();
    fake.requests();
    phone
}

fn session(phone: &mut Phone, fake: &Fake) -> Ended {
    let mut session = Session::new(phone);
    session.start(phone);
    wait(run(&mut session, phone, fake)).unwrap()
}

const DONE: Ended = Ended::Rest(Rest::Done);

/// Sessions until nothing fails any more.
fn sync(phone: &mut Phone, fake: &Fake) -> PhoneStatus {
    let ended = (0..99).map(|_| session(phone, fake)).find(|ended| !matches!(ended, Ended::Waits { .. }));
    assert_eq!(ended, Some(DONE));
    status(phone)
}

#[test]
fn a_report_arrives_whole_and_with_nothing_new_one_request_is_enough() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    let id = save(&mut phone, litter(vec![photo()]));
    let status = sync(&mut phone, &fake);
    assert_eq!((status.queued, status.attachments_queued), (0, 0));
    let report = &status.reports[0];
    assert_eq!((report.id, report.state, report.attachments[0].stage), (id, State::Received, Some(Stage::Received)));
    assert!(report.number.is_some() && report.received_at.is_some());
    assert_eq!(fake.requests()[..2], ["POST /api/v1/push", "POST /api/v1/uploads/"]);
    assert_eq!(session(&mut phone, &fake), DONE);
    assert_eq!(fake.requests(), ["POST /api/v1/pull"]);
}

#[test]
fn a_fact_that_the_server_does_not_take_waits_and_holds_nothing_up() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(vec![]));
    let contact = FactKind::Contact { area: None, topic: "info".into(), outcome: "helped".into() };
    phone.handle(Request::Fact(contact)).unwrap();
    fake.with(|server| server.takes_no_facts = true);
    let status = sync(&mut phone, &fake);
    assert_eq!((status.queued, status.reports[0].state), (1, State::Received));
    fake.with(|server| server.takes_no_facts = false);
    assert_eq!(sync(&mut phone, &fake).queued, 0);
}

#[test]
fn whatever_request_fails_everything_arrives_once_and_only_once() {
    for broken in 0..12 {
        for fault in [Fault::Lost, Fault::AnswerLost, Fault::Status(503, ""), Fault::Status(200, "<html>Login</html>")]
        {
            let (desk, fake) = (Desk::new(), Fake::default());
            let mut phone = enrolled(&desk, &fake);
            save(&mut phone, litter(vec![photo()]));
            let contact = FactKind::Contact { area: None, topic: "info".into(), outcome: "helped".into() };
            phone.handle(Request::Fact(contact)).unwrap();
            fake.fail((0..broken).map(|_| None).chain([Some(fault)]));
            drop(phone);
            let status = sync(&mut desk.open(), &fake);
            assert_eq!((status.queued, status.attachments_queued), (0, 0));
            assert_eq!(status.reports[0].state, State::Received);
            fake.with(|server| {
                assert_eq!((server.changes.len(), server.facts.len(), server.uploads.len()), (3, 1, 1));
            });
        }
    }
}

#[test]
fn a_broken_upload_sends_at_most_a_piece_again() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    let large = NewPhoto { bytes: vec![7; 700 * 1024], ..photo() };
    save(&mut phone, litter(vec![large.clone()]));
    // Push, creation, first piece; the second piece arrives, its answer does not.
    fake.fail([None, None, None, Some(Fault::AnswerLost)]);
    assert!(matches!(session(&mut phone, &fake), Ended::Waits { busy: false, .. }));
    drop(phone);
    sync(&mut desk.open(), &fake);
    fake.with(|server| {
        assert_eq!(server.uploads.values().next(), Some(&large.bytes));
        assert_eq!(server.sent_bytes, large.bytes.len(), "the server was asked where it is");
    });
}

#[test]
fn an_upload_that_the_server_forgot_begins_anew_and_one_that_it_refuses_is_given_up() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(vec![photo()]));
    fake.fail([None, None, Some(Fault::Status(410, ""))]);
    assert_eq!(sync(&mut phone, &fake).reports[0].state, State::Received);

    save(&mut phone, litter(vec![photo()]));
    fake.fail([None, Some(Fault::Status(413, r#"{"code":"too_large","message":""}"#))]);
    let status = sync(&mut phone, &fake);
    assert_eq!((status.attachments_queued, status.attachments_failed), (0, 1), "told, and nothing waits for it");

    let unlucky = save(&mut phone, litter(vec![photo()]));
    let lucky = save(&mut phone, litter(vec![photo()]));
    let odd = || Some(Fault::Status(404, r#"{"code":"not_found","message":""}"#));
    fake.fail([None, odd(), odd(), odd(), odd()]);
    let status = sync(&mut phone, &fake);
    let state = |id| status.reports.iter().find(|report| report.id == id).map(|report| report.state);
    assert_eq!((state(unlucky), state(lucky)), (Some(State::Saved), Some(State::Received)), "the next one goes on");
    assert_eq!(sync(&mut phone, &fake).attachments_queued, 0, "and it is tried again");
}

#[test]
fn what_the_server_parks_is_counted_and_holds_back_nothing() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    fake.with(|server| server.park.insert(Kind::Attachment));
    save(&mut phone, litter(vec![photo()]));
    save(&mut phone, litter(Vec::new()));
    let status = sync(&mut phone, &fake);
    assert_eq!((status.queued, status.attachments_queued, status.parked), (0, 0, 2));
    assert_eq!(status.reports[0].state, State::Received);
    assert_eq!(status.reports[1].parked.as_deref(), Some("not_allowed"));
    fake.requests();
    sync(&mut phone, &fake);
    assert_eq!(fake.requests(), ["POST /api/v1/pull"], "never sent again");
}

#[test]
fn a_restored_server_gets_everything_that_the_phone_still_holds() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    sync(&mut phone, &fake);
    let old = save(&mut phone, litter(vec![photo()]));
    phone
        .handle(Request::Fact(FactKind::Contact { area: None, topic: "info".into(), outcome: "open".into() }))
        .unwrap();
    sync(&mut phone, &fake);
    // Restored from a backup of before: a new epoch, and seqs far ahead.
    fake.with(|server| {
        server.epoch = Uuid::from_u128(0xe2);
        server.seq += 1_000_000;
        (server.records, server.changes, server.facts) = Default::default();
        (server.uploads, server.receipts) = Default::default();
    });
    let status = sync(&mut phone, &fake);
    assert_eq!((status.epoch, status.queued), (Some(Uuid::from_u128(0xe2)), 0));
    assert_eq!((status.reports[0].id, status.reports[0].state), (old, State::Received));
    fake.with(|server| assert_eq!((server.facts.len(), server.uploads.len()), (1, 1)));
}

#[test]
fn bytes_stay_until_a_backup_has_them() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(vec![photo()]));
    let status = sync(&mut phone, &fake);
    let attachment = status.reports[0].attachments[0].id;
    let held = |phone: &mut Phone| phone.store.read(|tx| attachments::piece(tx, attachment, 0, 1 << 20)).unwrap().len();
    let rows = |phone: &mut Phone| phone.store.read(|tx| outbox::on_top(tx, attachment, None, 0)).unwrap().len();
    let receipt = fake.with(|server| server.seq);
    fake.with(|server| server.backup_covers_seq = receipt - 1);
    sync(&mut phone, &fake);
    assert!(held(&mut phone) > 0, "the backup is older than the receipt");
    assert_eq!(rows(&mut phone), 0, "the changes are in it");
    fake.with(|server| server.backup_covers_seq = receipt);
    let status = sync(&mut phone, &fake);
    assert_eq!(held(&mut phone), 0);
    let report = &status.reports[0];
    assert_eq!((report.state, report.attachments[0].stage), (State::Received, Some(Stage::Received)));
    // Done with it: the thumbnail goes, too, once the report has left the view.
    fake.with(|server| {
        server.seq += 1;
        server.gone.insert(report.id, server.seq);
    });
    assert_eq!(sync(&mut phone, &fake).reports.len(), 0);
    assert!(phone.store.read(|tx| attachments::of_report(tx, report.id)).unwrap().is_empty());
}

#[test]
fn a_correction_shows_at_once_and_meets_what_the_office_did() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    let id = save(&mut phone, litter(Vec::new()));
    sync(&mut phone, &fake);
    fake.with(|server| server.set(Kind::Report, id, json!({ "category": "illegal_dumping" })));
    let number = status(&mut phone).reports[0].number.clone().unwrap();
    let to = Correction { category: Some("graffiti".into()), ..Correction::default() };
    phone.handle(Request::Correct { report: number, to }).unwrap();
    let before = &status(&mut phone).reports[0];
    assert_eq!((before.category.as_str(), before.state), ("graffiti", State::Saved));
    let after = &sync(&mut phone, &fake).reports[0];
    assert_eq!((after.category.as_str(), after.state), ("illegal_dumping", State::Received), "after triage");
    assert_eq!(after.conflicts, ["category"], "and nothing is lost");
}

#[test]
fn other_peoples_reports_nearby_can_be_seen_again_and_nothing_else() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    let id = Uuid::from_u128(0x0f0f);
    fake.with(|server| server.set(Kind::Report, id, json!({ "category": "litter", "foreign": true })));
    let status = sync(&mut phone, &fake);
    assert!(status.reports.is_empty(), "not mine");
    phone.handle(Request::Sighting { report: id.to_string(), seen: Seen::StillThere }).unwrap();
    let change = queue(&mut phone).pop().unwrap();
    assert_eq!(change.value("as_of").unwrap(), status.seq);
    let take_back = Request::Withdraw { report: id.to_string(), why: Some(shared::domain::Withdrawal::Mistake) };
    assert!(matches!(phone.handle(take_back), Err(PhoneError::NotYours)));
}

#[test]
fn persons_come_from_the_office_and_their_reports_are_asked_for() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    fake.with(|server| server.set(Kind::Person, Uuid::from_u128(7), json!({ "name": "Kim" })));
    sync(&mut phone, &fake);
    let nobody = phone.handle(Request::UsePerson(Some("Robin".into())));
    assert!(matches!(nobody, Err(PhoneError::UnknownPerson(_))));
    phone.handle(Request::UsePerson(Some("kim".into()))).unwrap();
    save(&mut phone, litter(Vec::new()));
    assert_eq!(queue(&mut phone)[0].author.person, Some(Uuid::from_u128(7)));
    phone.handle(Request::UsePerson(None)).unwrap();
    let pull = phone.store.read(pull::request).unwrap();
    assert_eq!(pull.persons, [Uuid::from_u128(7)], "feedback follows the person");
}

#[test]
fn a_locked_phone_keeps_only_what_the_server_does_not_have() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(vec![photo()]));
    sync(&mut phone, &fake);
    let mine = save(&mut phone, litter(vec![photo()]));
    fake.fail([Some(Fault::Status(403, r#"{"code":"revoked","message":""}"#))]);
    assert_eq!(session(&mut phone, &fake), Ended::Rest(Rest::Revoked));
    let locked = status(&mut phone);
    assert_eq!(locked.reports.iter().map(|report| report.id).collect::<Vec<_>>(), [mine]);
    assert_eq!(locked.attachments_queued, 1);
    wait(enrol(&mut phone, &fake, "https://city.example.org", "new code")).unwrap();
    let status = sync(&mut phone, &fake);
    assert_eq!((status.device, status.reports.len()), (locked.device, 2), "its id, its queue, its view");
}

#[test]
fn other_failures_are_told_apart() {
    for (status, body, ended) in [
        (401, r#"{"code":"unauthorized","message":""}"#, Ended::Rest(Rest::NotEnrolled)),
        (426, r#"{"code":"too_old","message":""}"#, Ended::Rest(Rest::TooOld)),
    ] {
        let (desk, fake) = (Desk::new(), Fake::default());
        let mut phone = enrolled(&desk, &fake);
        save(&mut phone, litter(Vec::new()));
        fake.fail([Some(Fault::Status(status, body))]);
        assert_eq!(session(&mut phone, &fake), ended);
        assert_eq!(self::status(&mut phone).queued, 1, "everything is kept");
    }
    let (desk, fake) = (Desk::new(), Fake::default());
    assert_eq!(session(&mut desk.open(), &fake), Ended::Rest(Rest::NotEnrolled));
    let mut phone = enrolled(&desk, &fake);
    fake.fail([Some(Fault::Status(507, r#"{"code":"no_space","message":""}"#))]);
    assert!(matches!(session(&mut phone, &fake), Ended::Waits { busy: true, .. }));
}

#[test]
fn a_view_that_differs_is_read_afresh_and_then_reported() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(Vec::new()));
    sync(&mut phone, &fake);
    let stray = phone.store.read(|tx| snapshots::of_kind(tx, &Kind::Report)).unwrap().pop().unwrap();
    let stray = shared::protocol::Snapshot { seq: 1, ..stray };
    phone.store.write(|tx| snapshots::put(tx, &stray)).unwrap();
    assert_eq!(session(&mut phone, &fake), DONE, "healed");
    fake.with(|server| server.disagree = 9);
    assert_eq!(session(&mut phone, &fake), Ended::Rest(Rest::Disagree));
}

#[test]
fn another_city_is_refused_while_anything_waits() {
    let (desk, fake) = (Desk::new(), Fake::default());
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(Vec::new()));
    fake.with(|server| server.city = Uuid::from_u128(0xbad));
    let other = wait(enrol(&mut phone, &fake, "https://other.example.org", "abcd"));
    assert!(matches!(other, Err(EnrolError::Phone(PhoneError::OtherCity(city))) if city == "Musterstadt"));
    sync(&mut phone, &fake);
    wait(enrol(&mut phone, &fake, "https://other.example.org", "abcd")).unwrap();
    assert!(status(&mut phone).reports.is_empty(), "nobody's rows meet");
    assert!(matches!(wait(enrol(&mut phone, &fake, "other", "abcd")), Err(EnrolError::Address)));
}

#[test]
fn a_clock_that_is_wrong_by_years_refuses_nothing() {
    let (desk, fake) = (Desk::new(), Fake::default());
    desk.clock.store(0, Ordering::SeqCst);
    let mut phone = enrolled(&desk, &fake);
    save(&mut phone, litter(vec![photo()]));
    desk.clock.store(4_000_000_000, Ordering::SeqCst);
    save(&mut phone, litter(vec![photo()]));
    let status = sync(&mut phone, &fake);
    assert!(status.reports.iter().all(|report| report.state == State::Received));
    assert_eq!(status.clock_offset_ms, (1_800_000_000 - 4_000_000_000) * 1_000);
}

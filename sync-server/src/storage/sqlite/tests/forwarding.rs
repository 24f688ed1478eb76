//! From the report to the mail and back.

use shared::domain::Outcome;
use shared::state::Occasion;

use ::forwarding::retry::{About, Then};

use super::super::super::{AnswerGiven, Claim, Ledger, Mailed, Queue, Undelivered};
use super::*;

impl World {
    /// Sends everything that waits, as the job does; what each department is told.
    fn mail(&mut self) -> Vec<(String, Occasion)> {
        let mut told = Vec::new();
        for plan in self.storage.digests(self.now).unwrap() {
            self.storage.freeze_digest(&plan.to.code, crate::random::v7(self.now), "example.org", self.now).unwrap();
        }
        self.storage
            .freeze_urgent(&mut || crate::random::v7("2026-11-23T09:00:00Z".parse().unwrap()), "example.org", self.now)
            .unwrap();
        let until = self.now + Duration::hours(1);
        let next = || [true, false].into_iter().find_map(|urgent| self.storage.claim(urgent, self.now, until).unwrap());
        while let Some(Claim { mail, .. }) = next() {
            let frozen = self.storage.frozen_mail(mail).unwrap().unwrap();
            told.extend(frozen.items.iter().map(|item| (frozen.to.code.clone(), item.occasion)));
            self.storage.mailed(Mailed { mail, at: self.now }).unwrap();
        }
        told.sort();
        told
    }

    fn answer(&self, report: Uuid, outcome: Outcome) {
        let page = self.storage.report(report).unwrap().unwrap();
        let forwarding = page.forwardings.last().unwrap().id;
        let answer = AnswerGiven { forwarding, outcome, note: None, initials: None };
        assert!(self.storage.answer(&answer, self.now).unwrap().is_some());
    }
}

fn told(department: &str, occasion: Occasion) -> (String, Occasion) {
    (department.to_owned(), occasion)
}

#[test]
fn done_comes_back() {
    let mut world = World::new();
    let report = world.report(ANNA, "litter");
    assert_eq!(world.state(report), "assigned");
    assert_eq!(world.mail(), [told("edg", Occasion::First)]);
    assert_eq!(world.state(report), "sent");
    assert_eq!(world.mail(), []);
    world.answer(report, Outcome::Done);
    world.answer(report, Outcome::Done);
    assert_eq!(world.state(report), "done");
    let history = world.storage.report(report).unwrap().unwrap().history;
    assert_eq!(history.iter().filter(|h| matches!(h.event, shared::state::Event::Answered { .. })).count(), 1);
}

#[test]
fn not_ours_goes_to_the_next_rule_and_a_second_one_to_staff() {
    let mut world = World::new();
    let report = world.report(ANNA, "litter");
    world.mail();
    world.answer(report, Outcome::NotOurs);
    assert_eq!(world.state(report), "assigned");
    assert_eq!(world.mail(), [told("ordnung", Occasion::First)]);
    world.answer(report, Outcome::NotOurs);
    assert_eq!(world.state(report), "not_ours");
    assert_eq!(world.mail(), []);
    world.edit(report, json!({"department": "edg"})).unwrap();
    assert_eq!(world.mail(), [], "the EDG was never told that it left");
    world.edit(report, json!({"department": "gruen"})).unwrap();
    assert_eq!(world.mail(), [told("gruen", Occasion::First)]);
}

#[test]
fn still_there_reopens_for_who_knew_of_the_done() {
    let mut world = World::new();
    let report = world.report(ANNA, "litter");
    world.mail();
    let as_of = world.storage.overview().unwrap().seq;
    world.answer(report, Outcome::Done);
    let early = json!({"report": report, "seen": "still_there", "as_of": as_of});
    let early = world.change(BEN, Kind::Sighting, Uuid::from_u128(1), early);
    world.push(BEN, &[early]);
    assert_eq!((world.state(report), world.mail()), ("done", vec![]));
    let as_of = world.storage.overview().unwrap().seq;
    let late = json!({"report": report, "seen": "still_there", "as_of": as_of});
    let late = world.change(BEN, Kind::Sighting, Uuid::from_u128(2), late);
    world.push(BEN, &[late]);
    assert_eq!(world.state(report), "reopened");
    assert_eq!(world.mail(), [told("edg", Occasion::Reopened)]);
    assert_eq!(world.state(report), "reopened");
}

#[test]
fn a_hazard_is_frozen_at_once_and_a_report_without_its_photo_waits_a_day() {
    let mut world = World::new();
    let needles = world.report(ANNA, "needles");
    let frozen = world.storage.freeze_urgent(&mut || Uuid::from_u128(9), "example.org", world.now).unwrap();
    assert_eq!(frozen, [Uuid::from_u128(9)]);
    world.storage.mailed(Mailed { mail: frozen[0], at: world.now }).unwrap();
    assert_eq!(world.state(needles), "sent");

    let id = Uuid::from_u128(0x99);
    let photo = world.change(ANNA, Kind::Attachment, Uuid::from_u128(0x98), json!({"report": id, "role": "photo"}));
    let report = world.change(ANNA, Kind::Report, id, json!({"category": "litter"}));
    world.push(ANNA, &[photo, report]);
    assert_eq!((world.state(id), world.mail()), ("saved", vec![]));
    world.later(24);
    assert_eq!(world.mail(), [told("edg", Occasion::First)]);
}

#[test]
fn merged_withdrawn_and_held() {
    let mut world = World::new();
    let (a, b) = (world.report(ANNA, "litter"), world.report(BEN, "litter"));
    world.edit(b, json!({"same_as": a})).unwrap();
    assert_eq!(world.edit(a, json!({"same_as": b})), Err(Refused::Circle));
    assert_eq!(world.mail(), [told("edg", Occasion::First)]);
    assert_eq!((world.state(a), world.state(b)), ("sent", "duplicate"));
    world.edit(b, json!({"same_as": null})).unwrap();
    assert_eq!(world.mail(), [told("edg", Occasion::First)], "parted: it was never mailed");
    let withdrawal = world.change(BEN, Kind::Report, b, json!({"withdrawn": "mistake"}));
    world.push(BEN, &[withdrawal]);
    assert_eq!((world.state(b), world.mail()), ("withdrawn", vec![told("edg", Occasion::Withdrawn)]));

    let held = world.report(ANNA, "litter");
    world.edit(held, json!({"held": true})).unwrap();
    assert_eq!((world.state(held), world.mail()), ("received", vec![]));
    world.edit(held, json!({"held": false})).unwrap();
    assert_eq!(world.mail(), [told("edg", Occasion::First)]);
}

#[test]
fn the_mail_of_a_merged_report_speaks_for_the_one_it_joined() {
    let mut world = World::new();
    let first = world.report(ANNA, "litter");
    world.mail();
    let second = world.report(BEN, "litter");
    world.edit(first, json!({"same_as": second})).unwrap();
    assert_eq!(world.mail(), []);
    assert_eq!((world.state(first), world.state(second)), ("duplicate", "sent"));
    world.answer(first, Outcome::Done);
    assert_eq!(world.state(second), "done", "an old link answers the joined report");
}

fn failed(claim: Claim, then: Then) -> Undelivered {
    let (about, why) = (About::Address, "refused".into());
    Undelivered { claim, about, certain: true, then, parts: Vec::new(), host: "example.org".into(), why }
}

#[test]
fn what_lay_in_a_hand_that_died_may_be_out_and_a_hand_that_was_too_slow_says_nothing() {
    let mut world = World::new();
    world.report(ANNA, "litter");
    let mail = Uuid::from_u128(1);
    world.storage.freeze_digest("edg", mail, "example.org", world.now).unwrap();
    let (soon, later) = (world.now + Duration::minutes(15), world.now + Duration::hours(1));
    let slow = world.storage.claim(false, world.now, soon).unwrap().unwrap();
    assert_eq!(world.storage.claim(false, world.now, soon).unwrap(), None);
    let second = world.storage.claim(false, soon, later).unwrap().unwrap();
    assert_eq!((slow.certain, second.certain), (true, false));
    world.storage.undelivered(&failed(slow, Then::Dissolve), soon).unwrap();
    let frozen = world.storage.frozen_mail(mail).unwrap().unwrap();
    assert_eq!(frozen.items.len(), 1, "the second hand still holds it");
    world.storage.mailed(Mailed { mail, at: soon }).unwrap();
    world.storage.undelivered(&failed(second, Then::Again), soon).unwrap();
    assert_eq!(world.mail(), []);
}

#[test]
fn a_mail_that_certainly_did_not_go_out_joins_the_next_digest() {
    let mut world = World::new();
    let report = world.report(ANNA, "litter");
    let mail = Uuid::from_u128(1);
    world.storage.freeze_digest("edg", mail, "example.org", world.now).unwrap();
    let later = world.now + Duration::hours(1);
    let claim = world.storage.claim(false, world.now, later).unwrap().unwrap();
    assert_eq!(claim, Claim { mail, until: later, certain: true });
    world.storage.undelivered(&failed(claim, Then::Again), world.now).unwrap();
    assert_eq!(world.storage.claim(false, world.now, later).unwrap(), None);
    let claim = world.storage.claim(false, later, later).unwrap().unwrap();
    assert!(claim.certain, "nobody has it");
    world.storage.undelivered(&failed(claim, Then::Dissolve), world.now).unwrap();
    assert_eq!(world.mail(), [told("edg", Occasion::First)]);
    world.storage.bounced(world.storage.report(report).unwrap().map(|_| mail).unwrap(), "unknown", world.now).unwrap();
    assert_eq!(world.state(report), "sent", "the bounce of a dissolved mail concerns nobody");
}

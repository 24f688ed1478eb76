//! Setting up: accounts, rules on trial, departments that end.

use ::forwarding::routing::Route;
use shared::domain::Rule;

use super::super::super::{Setup, StaffRole};
use super::*;

fn rule(code: &str, department: &str, priority: i64, from: &str) -> Rule {
    let fields = json!({"code": code, "category": "litter", "department": department, "priority": priority,
        "valid_from": from});
    serde_json::from_value(fields).unwrap()
}

#[test]
fn a_rule_on_trial_says_what_would_have_gone_elsewhere_and_writes_nothing() {
    let mut world = World::new();
    world.report(ANNA, "litter");
    world.report(ANNA, "litter");
    world.report(BEN, "greenery");
    let sent = world.report(BEN, "litter");
    world.edit(sent, json!({"department": "gruen"})).unwrap();
    let seq = world.storage.overview().unwrap().seq;
    let to = |code: &str| Route::To(code.into());

    let run = world.storage.dry_run(&rule("new", "ordnung", 50, "2026-01-01"), world.now).unwrap();
    assert_eq!(run.reports, 3, "staff decided about the fourth");
    let moved: Vec<_> = run.moved.iter().map(|moved| (&moved.from, &moved.to, moved.reports)).collect();
    assert_eq!(moved, [(&to("edg"), &to("ordnung"), 2)]);
    assert_eq!(run.on, "2026-11-23".parse().unwrap());

    let lower = world.storage.dry_run(&rule("new", "ordnung", 1, "2026-01-01"), world.now).unwrap();
    assert_eq!(lower.moved, []);
    let later = world.storage.dry_run(&rule("new", "gruen", 50, "2026-12-24"), world.now).unwrap();
    assert_eq!((later.on, later.moved.len()), ("2026-12-24".parse().unwrap(), 1), "from its first day on");
    let mut over = rule("litter", "edg", 9, "2026-01-01");
    over.valid_to = Some("2027-01-01".parse().unwrap());
    let ended = world.storage.dry_run(&over, world.now).unwrap();
    assert_eq!((ended.on, ended.moved[0].to.clone()), ("2027-01-01".parse().unwrap(), to("ordnung")));

    world.later(24 * 40);
    assert_eq!(world.storage.dry_run(&rule("new", "gruen", 50, "2026-01-01"), world.now).unwrap().reports, 0);
    assert_eq!(world.storage.overview().unwrap().seq, seq);
}

#[test]
fn a_department_that_has_ended_is_passed_over_by_the_rules() {
    let mut world = World::new();
    world.set_up(Kind::Department, "edg", json!({"ended": true}));
    let report = world.report(ANNA, "litter");
    let page = world.storage.report(report).unwrap().unwrap();
    assert_eq!(page.forwardings[0].department, "ordnung");
}

#[test]
fn a_closed_account_opens_nothing_and_the_last_administrator_stays() {
    let world = World::new();
    let (now, until) = (world.now, world.now + Duration::hours(8));
    let storage = &world.storage;
    let chef = storage.add_account("Chef", StaffRole::Admin, "hash", now).unwrap().unwrap();
    assert_eq!(storage.add_account("chef", StaffRole::Lead, "hash", now).unwrap(), None, "without regard to case");
    storage.add_session(&[1; 32], chef, "csrf", until).unwrap();
    storage.add_session(&[2; 32], chef, "csrf", until).unwrap();
    assert_eq!(storage.close_account(chef, now).unwrap(), Err(Refused::Invalid));
    assert_eq!(storage.set_role(chef, StaffRole::Lead).unwrap(), Err(Refused::Invalid));
    assert!(storage.session(&[1; 32], now, until).unwrap().is_some(), "nothing of it was done");

    assert!(storage.set_password(chef, "other", Some(&[1; 32])).unwrap());
    assert!(storage.session(&[1; 32], now, until).unwrap().is_some());
    assert!(storage.session(&[2; 32], now, until).unwrap().is_none(), "every other session ends");

    let second = storage.add_account("Zweite", StaffRole::Admin, "hash", now).unwrap().unwrap();
    storage.close_account(chef, now).unwrap().unwrap();
    assert!(storage.session(&[1; 32], now, until).unwrap().is_none() && storage.user("Chef").unwrap().is_none());
    assert_eq!(storage.close_account(second, now).unwrap(), Err(Refused::Invalid), "a closed one is none");
    assert!(storage.set_password(chef, "new", None).unwrap());
    assert!(storage.user("Chef").unwrap().is_some(), "open again");
    assert_eq!(storage.set_role(Uuid::nil(), StaffRole::Lead).unwrap(), Err(Refused::Unknown));
}

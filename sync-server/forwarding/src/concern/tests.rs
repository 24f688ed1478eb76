use chrono::TimeDelta;
use shared::change::Role;
use shared::state::{Occasion, derive};

use super::*;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn quiet() -> Facts {
    Facts {
        stored_at: at(0),
        hazard: false,
        stuck: None,
        placeless: false,
        photo: None,
        voice: None,
        values: false,
        reply: None,
        alike: None,
    }
}

fn story(events: impl IntoIterator<Item = (Role, Event)>) -> Vec<Happening> {
    let events = events.into_iter().enumerate();
    events.map(|(n, (role, event))| Happening { seq: n as u64 + 1, at: at(n as i64), role, event }).collect()
}

fn why(history: &[Happening], facts: &Facts) -> Vec<Why> {
    concerns(history, &derive(history), facts).into_iter().map(|concern| concern.why).collect()
}

const FORWARDING: Uuid = Uuid::from_u128(7);

fn begun() -> Vec<(Role, Event)> {
    let department = "edg".to_owned();
    vec![
        (Role::Phone, Event::Stored { self_done: false }),
        (Role::Server, Event::Received),
        (Role::Server, Event::Assigned { forwarding: FORWARDING, department, occasion: Occasion::First, due: None }),
        (Role::Server, Event::Mailed { forwarding: FORWARDING }),
    ]
}

fn answered(outcome: Outcome, note: Option<&str>) -> (Role, Event) {
    let note = note.map(str::to_owned);
    (Role::Department, Event::Answered { department: "edg".to_owned(), outcome, note })
}

fn noted(field: &str) -> (Role, Event) {
    (Role::Office, Event::Noted { field: field.to_owned(), text: None })
}

#[test]
fn a_report_on_its_way_needs_nobody() {
    assert_eq!(why(&story(begun()), &quiet()), []);
}

#[test]
fn a_hazard_waits_until_somebody_says_that_they_know() {
    let dangerous = Facts { hazard: true, ..quiet() };
    let mut events = begun();
    assert_eq!(concerns(&story(events.clone()), &derive(&story(events.clone())), &dangerous)[0].since, at(2));
    for known in [answered(Outcome::Accepted, None), answered(Outcome::Done, None), noted("confirmed")] {
        let mut events = begun();
        events.push(known);
        assert_eq!(why(&story(events), &dangerous), []);
    }
    events.push(noted("comment"));
    assert_eq!(why(&story(events), &dangerous), [Why::Urgent]);
}

#[test]
fn a_hazard_that_the_next_contact_hears_of_waits_since_the_first_did_and_then_staff_call() {
    let dangerous = Facts { hazard: true, ..quiet() };
    let mut events = begun();
    let (department, forwarding) = ("edg".to_owned(), Uuid::from_u128(8));
    let next = Event::Assigned { forwarding, department, occasion: Occasion::NextContact, due: None };
    events.push((Role::Server, next));
    let reason = |events: &[(Role, Event)]| {
        let history = story(events.to_vec());
        concerns(&history, &derive(&history), &dangerous).into_iter().map(|it| (it.why, it.since)).collect::<Vec<_>>()
    };
    assert_eq!(reason(&events), [(Why::Urgent, at(2))]);
    events.push((Role::Server, Event::Noted { field: "unanswered".to_owned(), text: None }));
    assert_eq!(reason(&events), [(Why::Unanswered, at(2))]);
    for known in [answered(Outcome::Note, Some("Wo?")), answered(Outcome::Accepted, None), noted("confirmed")] {
        let mut events = events.clone();
        events.push(known);
        assert!(!reason(&events).iter().any(|(why, _)| matches!(why, Why::Urgent | Why::Unanswered)));
    }
    let (department, forwarding) = ("edg".to_owned(), Uuid::from_u128(9));
    let again = Event::Assigned { forwarding, department, occasion: Occasion::Resent, due: None };
    events.push((Role::Server, again));
    assert_eq!(reason(&events), [(Why::Urgent, at(6))], "sent again: somebody may answer now");
}

#[test]
fn a_hazard_that_is_sent_again_waits_again() {
    let dangerous = Facts { hazard: true, ..quiet() };
    let mut events = begun();
    events.push(noted("confirmed"));
    let (department, forwarding) = ("edg".to_owned(), Uuid::from_u128(8));
    let again = Event::Assigned { forwarding, department, occasion: Occasion::Reopened, due: None };
    events.push((Role::Server, again));
    assert_eq!(why(&story(events), &dangerous), [Why::Urgent]);
}

#[test]
fn a_mail_that_came_back_stands_before_what_can_wait() {
    let mut events = begun();
    events.push((Role::Server, Event::Bounced { forwarding: FORWARDING }));
    let facts = Facts { voice: Some(at(1)), values: true, alike: Some(Uuid::from_u128(3)), ..quiet() };
    assert_eq!(why(&story(events), &facts), [Why::Undelivered, Why::Voice, Why::Values, Why::Duplicate]);
}

#[test]
fn a_question_waits_until_the_office_does_something() {
    let mut events = begun();
    events.push(answered(Outcome::Note, Some("Wo genau?")));
    assert_eq!(why(&story(events.clone()), &quiet()), [Why::Question]);
    events.push(noted("comment"));
    assert_eq!(why(&story(events), &quiet()), []);
    let mut wordless = begun();
    wordless.push(answered(Outcome::Note, None));
    assert_eq!(why(&story(wordless), &quiet()), []);
}

#[test]
fn what_is_over_needs_nobody_but_for_two_values_and_a_question() {
    let all = Facts {
        hazard: true,
        stuck: Some(Why::Nobody),
        placeless: true,
        photo: Some(at(1)),
        voice: Some(at(1)),
        values: true,
        alike: Some(Uuid::from_u128(3)),
        ..quiet()
    };
    let mut events = begun();
    assert_eq!(why(&story(events.clone()), &all).len(), 7);
    events.push(answered(Outcome::Done, None));
    assert_eq!(why(&story(events), &all), [Why::Values]);
}

#[test]
fn a_reply_by_mail_is_read_by_somebody_and_about_a_hazard_before_everything_else() {
    let reply = Facts { reply: Some(at(3)), ..quiet() };
    assert_eq!(why(&story(begun()), &reply), [Why::Reply]);
    let dangerous = Facts { hazard: true, ..reply };
    assert_eq!(why(&story(begun()), &dangerous), [Why::HazardReply, Why::Urgent]);
    let mut events = begun();
    events.push(answered(Outcome::Done, None));
    assert_eq!(why(&story(events), &dangerous), [Why::HazardReply], "also where it is over");
}

#[test]
fn what_is_held_waits_since_it_was_held() {
    let held = Facts { stuck: Some(Why::Held), ..quiet() };
    let mut events = begun();
    let stored = concerns(&story(events.clone()), &derive(&story(events.clone())), &held);
    assert_eq!((stored[0].why, stored[0].since), (Why::Held, at(0)), "by a rule");
    events.push((Role::Office, Event::Held(true)));
    let history = story(events);
    assert_eq!(concerns(&history, &derive(&history), &held)[0].since, at(4));
}

#[test]
fn every_reason_has_a_name() {
    for why in Why::ALL {
        assert_eq!(Why::named(why.as_str()), Some(why));
    }
    assert_eq!(Why::named("mood"), None);
    assert!(Why::ALL.is_sorted());
}

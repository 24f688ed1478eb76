use super::*;
use crate::change::Role;

fn happened(events: Vec<Event>) -> Status {
    let history: Vec<Happening> = events
        .into_iter()
        .enumerate()
        .map(|(i, event)| Happening { seq: i as u64 + 1, at: DateTime::UNIX_EPOCH, role: Role::Server, event })
        .collect();
    derive(&history)
}

fn assigned(id: u128, department: &str, occasion: Occasion) -> Event {
    Event::Assigned { forwarding: Uuid::from_u128(id), department: department.into(), occasion, due: None }
}

fn mailed(id: u128) -> Event {
    Event::Mailed { forwarding: Uuid::from_u128(id) }
}

fn answered(department: &str, outcome: Outcome) -> Event {
    Event::Answered { department: department.into(), outcome, note: Some("wird abgeholt".into()) }
}

fn stored() -> Event {
    Event::Stored { self_done: false }
}

/// Stored, received, first forwarding to the EDG mailed: the seqs are 1 to 4.
fn at_the_edg() -> Vec<Event> {
    vec![stored(), Event::Received, assigned(1, "edg", Occasion::First), mailed(1)]
}

fn then(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Status {
    events.extend(more);
    happened(events)
}

#[test]
fn the_usual_way() {
    assert_eq!(happened(vec![stored()]).state, State::Saved);
    assert_eq!(happened(vec![stored(), Event::Received]).state, State::Received);
    let assigned = happened(vec![stored(), Event::Received, assigned(1, "edg", Occasion::First)]);
    assert_eq!((assigned.state, assigned.department.as_deref()), (State::Assigned, Some("edg")));
    assert_eq!(happened(at_the_edg()).state, State::Sent);
    assert_eq!(then(at_the_edg(), [answered("edg", Outcome::Accepted)]).state, State::Accepted);
    let done = then(at_the_edg(), [answered("edg", Outcome::Done)]);
    assert_eq!((done.state, done.note.as_deref()), (State::Done, Some("wird abgeholt")));
}

#[test]
fn assigned_is_not_shown_before_every_byte_is_there() {
    let early = vec![stored(), assigned(1, "edg", Occasion::First)];
    assert_eq!(happened(early.clone()).state, State::Saved);
    assert_eq!(then(early.clone(), [Event::Received]).state, State::Assigned);
    assert_eq!(then(early, [mailed(1)]).state, State::Sent, "an urgent mail goes without its photos");
}

#[test]
fn not_ours_passes_it_on() {
    let passed = then(at_the_edg(), [answered("edg", Outcome::NotOurs)]);
    assert_eq!(passed.state, State::NotOurs);
    let next = then(at_the_edg(), [answered("edg", Outcome::NotOurs), assigned(2, "gruen", Occasion::First)]);
    assert_eq!((next.state, next.department.as_deref()), (State::Assigned, Some("gruen")));
    let late = then(
        at_the_edg(),
        [answered("edg", Outcome::NotOurs), assigned(2, "gruen", Occasion::First), answered("edg", Outcome::Accepted)],
    );
    assert_eq!(late.state, State::Assigned, "who passed it on no longer decides");
}

#[test]
fn still_there_reopens_only_what_the_author_knew_to_be_done() {
    let done = [answered("edg", Outcome::Done)];
    let sighting = |as_of| Event::Sighted { seen: Seen::StillThere, as_of };
    assert_eq!(then(at_the_edg(), done.clone().into_iter().chain([sighting(4)])).state, State::Done);
    let again = then(at_the_edg(), done.clone().into_iter().chain([sighting(5)]));
    assert_eq!((again.state, again.reopened), (State::Reopened, 1));
    let told = [sighting(5), assigned(2, "edg", Occasion::Reopened), mailed(2)];
    assert_eq!(then(at_the_edg(), done.clone().into_iter().chain(told.clone())).state, State::Reopened);
    let twice = told.into_iter().chain(done.clone());
    assert_eq!(then(at_the_edg(), done.into_iter().chain(twice)).state, State::Done);
}

#[test]
fn gone_and_back() {
    let gone = Event::Sighted { seen: Seen::Gone, as_of: 4 };
    assert_eq!(then(at_the_edg(), [gone.clone()]).state, State::Gone);
    let back = Event::Sighted { seen: Seen::StillThere, as_of: 4 };
    assert_eq!(then(at_the_edg(), [gone.clone(), back]).state, State::Reopened);
    assert_eq!(then(at_the_edg(), [answered("edg", Outcome::Done), gone]).state, State::Done);
}

#[test]
fn what_is_final_covers_the_course_and_uncovers_it_again() {
    assert_eq!(then(at_the_edg(), [Event::Withdrawn(true)]).state, State::Withdrawn);
    assert_eq!(then(at_the_edg(), [Event::Withdrawn(true), Event::Withdrawn(false)]).state, State::Sent);
    let closed = then(at_the_edg(), [Event::Closed(Some("private_ground".into()))]);
    assert_eq!((closed.state, closed.reason.as_deref()), (State::Closed, Some("private_ground")));
    assert_eq!(then(at_the_edg(), [Event::Closed(Some("x".into())), Event::Closed(None)]).state, State::Sent);
    let other = Uuid::from_u128(5);
    assert_eq!(then(at_the_edg(), [Event::Merged(Some(other))]).same_as, Some(other));
    assert_eq!(then(at_the_edg(), [Event::Merged(Some(other)), Event::Merged(None)]).state, State::Sent);
    assert_eq!(happened(vec![Event::Stored { self_done: true }, Event::Received]).state, State::SelfDone);
}

#[test]
fn a_bounce_and_a_cancelled_mail_are_said() {
    let bounced = then(at_the_edg(), [Event::Bounced { forwarding: Uuid::from_u128(1) }]);
    assert_eq!(bounced.state, State::Bounced);
    let cancelled = happened(vec![
        stored(),
        Event::Received,
        assigned(1, "edg", Occasion::First),
        Event::Cancelled { forwarding: Uuid::from_u128(1) },
    ]);
    assert_eq!((cancelled.state, cancelled.department), (State::Received, None));
}

#[test]
fn corrections_told_to_a_department_are_no_new_work() {
    let told =
        then(at_the_edg(), [answered("edg", Outcome::Accepted), assigned(2, "edg", Occasion::Corrected), mailed(2)]);
    assert_eq!(told.state, State::Accepted);
}

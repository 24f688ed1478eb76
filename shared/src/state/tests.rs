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

#[test]
fn what_is_called_off_before_its_mail_leaves_no_trace() {
    let called_off = |id| Event::Cancelled { forwarding: Uuid::from_u128(id) };
    let elsewhere = [assigned(2, "gruen", Occasion::First), called_off(2)];
    let there_and_back = then(at_the_edg(), elsewhere.clone());
    assert_eq!((there_and_back.state, there_and_back.department.as_deref()), (State::Sent, Some("edg")));
    let accepted = then(at_the_edg(), [answered("edg", Outcome::Accepted)].into_iter().chain(elsewhere.clone()));
    assert_eq!((accepted.state, accepted.department.as_deref()), (State::Accepted, Some("edg")));
    let refused = then(at_the_edg(), [answered("edg", Outcome::NotOurs)].into_iter().chain(elsewhere));
    assert_eq!(refused.state, State::NotOurs);
    let parted = then(vec![stored(), Event::Received, assigned(1, "edg", Occasion::First)], [mailed(1), called_off(1)]);
    assert_eq!(parted.state, State::Received, "the mail of another report spoke for it, and no longer does");
}

#[test]
fn a_mail_of_another_forwarding_moves_nothing() {
    assert_eq!(happened(vec![stored(), Event::Received, mailed(9)]).state, State::Received);
    let bounced = Event::Bounced { forwarding: Uuid::from_u128(9) };
    assert_eq!(then(at_the_edg(), [bounced]).state, State::Sent);
}

#[test]
fn a_mail_that_comes_back_is_said_unless_somebody_has_answered_it() {
    let bounced = |id| Event::Bounced { forwarding: Uuid::from_u128(id) };
    let answered = [answered("edg", Outcome::Accepted), assigned(2, "edg", Occasion::Resent)];
    assert_eq!(then(at_the_edg(), answered.clone().into_iter().chain([mailed(2)])).state, State::Sent);
    assert_eq!(then(at_the_edg(), answered.into_iter().chain([mailed(2), bounced(2)])).state, State::Bounced);
    let again = then(at_the_edg(), [bounced(1), assigned(2, "edg", Occasion::Resent), mailed(2)]);
    assert_eq!(again.state, State::Sent);
    let told_late = then(at_the_edg(), [assigned(2, "edg", Occasion::Resent), mailed(2), bounced(1)]);
    assert_eq!(told_late.state, State::Sent, "the second mail arrived, whatever became of the first");
    for (outcome, state) in
        [(Outcome::Done, State::Done), (Outcome::Accepted, State::Accepted), (Outcome::NotOurs, State::NotOurs)]
    {
        let late = then(at_the_edg(), [self::answered("edg", outcome), bounced(1)]);
        assert_eq!(late.state, state, "who answers has read it");
    }
    assert_eq!(then(at_the_edg(), [self::answered("edg", Outcome::Done), mailed(1)]).state, State::Done);
}

#[test]
fn a_remark_changes_no_state_and_done_counts_whoever_says_it() {
    let remark = then(at_the_edg(), [answered("edg", Outcome::Note)]);
    assert_eq!((remark.state, remark.note.as_deref()), (State::Sent, Some("wird abgeholt")));
    let passed = [answered("edg", Outcome::NotOurs), assigned(2, "gruen", Occasion::First), mailed(2)];
    assert_eq!(then(at_the_edg(), passed.into_iter().chain([answered("edg", Outcome::Done)])).state, State::Done);
}

#[test]
fn another_department_after_a_second_look_is_assigned_like_any_other() {
    let again = [answered("edg", Outcome::Done), Event::Sighted { seen: Seen::StillThere, as_of: 9 }];
    let elsewhere = again.clone().into_iter().chain([assigned(2, "gruen", Occasion::First)]);
    assert_eq!(then(at_the_edg(), elsewhere).state, State::Assigned);
    let gone_and_back =
        [Event::Sighted { seen: Seen::Gone, as_of: 4 }, Event::Sighted { seen: Seen::StillThere, as_of: 4 }];
    let status = then(at_the_edg(), gone_and_back);
    assert_eq!((status.sightings, status.reopened), (2, 1));
    assert_eq!(then(at_the_edg(), [Event::Sighted { seen: Seen::StillThere, as_of: 9 }]).state, State::Sent);
}

#[test]
fn when_the_mail_goes_out_is_said_only_while_it_waits() {
    let due = Some(DateTime::UNIX_EPOCH);
    let assigned =
        Event::Assigned { forwarding: Uuid::from_u128(1), department: "edg".into(), occasion: Occasion::First, due };
    assert_eq!(happened(vec![stored(), Event::Received, assigned.clone()]).due, due);
    assert_eq!(happened(vec![stored(), assigned.clone()]).due, None, "bytes are missing");
    assert_eq!(happened(vec![stored(), Event::Received, assigned, mailed(1)]).due, None);
}

#[test]
fn own_work_may_be_corrected_into_a_report_and_back() {
    let corrected = |self_done| Event::Corrected { fields: vec!["self_done".into()], self_done };
    let own = vec![Event::Stored { self_done: true }, Event::Received];
    assert_eq!(then(own.clone(), [corrected(None)]).state, State::SelfDone);
    assert_eq!(then(own.clone(), [corrected(Some(false))]).state, State::Received);
    assert_eq!(then(own, [corrected(Some(false)), corrected(Some(true))]).state, State::SelfDone);
}

#[test]
fn names_on_the_wire_are_those_in_the_database_and_what_is_over_is_not_open() {
    use State::*;
    let open = [Saved, Received, Assigned, Sent, Bounced, Accepted, NotOurs, Reopened];
    let over = [Done, Gone, SelfDone, Duplicate, Withdrawn, Closed];
    for state in open.into_iter().chain(over) {
        assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
    }
    assert!(open.into_iter().all(State::is_open) && !over.into_iter().any(State::is_open));
}

#[test]
fn a_status_says_on_the_wire_only_what_there_is_to_say() {
    assert_eq!(serde_json::to_string(&happened(vec![stored()])).unwrap(), r#"{"state":"saved"}"#);
    let seen = then(at_the_edg(), [Event::Sighted { seen: Seen::Gone, as_of: 4 }]);
    assert_eq!(serde_json::to_value(&seen).unwrap()["sightings"], 1);
    assert_eq!(serde_json::from_str::<Status>(&serde_json::to_string(&seen).unwrap()).unwrap(), seen);
}

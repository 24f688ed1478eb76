use chrono::DateTime;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::change::Edit;

const ANNA: u128 = 1;
const BEN: u128 = 2;
const OFFICE: u128 = 9;

fn change(id: u128, device: u128, field: &str, base: Option<u128>, value: Value) -> Change {
    Change {
        id: Uuid::from_u128(id),
        n: 1,
        kind: Kind::Report,
        record: Uuid::from_u128(77),
        author: Author { device: Uuid::from_u128(device), person: None, copy: None },
        fields: [(field.to_owned(), Edit { base: base.map(Uuid::from_u128), value })].into(),
        made_at: DateTime::UNIX_EPOCH,
        extra: Default::default(),
    }
}

fn report() -> Record {
    Record::new(Uuid::from_u128(77), Kind::Report)
}

fn values(cell: &Cell) -> Vec<Value> {
    cell.losers.iter().map(|loser| loser.value.clone()).collect()
}

#[test]
fn an_edit_that_saw_the_value_replaces_it() {
    let mut record = report();
    record.apply(&change(1, ANNA, "note", None, json!("a")), Role::Phone);
    let outcome = record.apply(&change(2, OFFICE, "note", Some(1), json!("b")), Role::Office);
    assert_eq!(outcome, [("note".to_owned(), Outcome::Set)]);
    assert_eq!(record.text("note"), Some("b"));
    assert_eq!(record.conflicts().count(), 0);
}

#[test]
fn two_who_did_not_know_of_each_other_are_both_kept() {
    let mut record = report();
    record.apply(&change(1, ANNA, "note", None, json!("a")), Role::Phone);
    record.apply(&change(2, OFFICE, "note", Some(1), json!("b")), Role::Office);
    let outcome = record.apply(&change(3, BEN, "note", Some(1), json!("c")), Role::Phone);
    assert_eq!(outcome, [("note".to_owned(), Outcome::Won)]);
    assert_eq!(values(&record.fields["note"]), [json!("b")]);
    assert_eq!(record.conflicts().collect::<Vec<_>>(), ["note"]);
}

#[test]
fn after_triage_a_phone_no_longer_moves_category_or_place() {
    let mut record = report();
    record.apply(&change(1, ANNA, "category", None, json!("litter")), Role::Phone);
    record.apply(&change(2, OFFICE, "category", Some(1), json!("illegal_dumping")), Role::Office);
    let outcome = record.apply(&change(3, ANNA, "category", Some(1), json!("graffiti")), Role::Phone);
    assert_eq!(outcome, [("category".to_owned(), Outcome::Lost)]);
    assert_eq!(record.text("category"), Some("illegal_dumping"));
    assert_eq!(values(&record.fields["category"]), [json!("graffiti")]);
}

#[test]
fn a_phone_that_saw_the_triage_may_correct_it() {
    let mut record = report();
    record.apply(&change(1, ANNA, "category", None, json!("litter")), Role::Phone);
    record.apply(&change(2, OFFICE, "category", Some(1), json!("graffiti")), Role::Office);
    let outcome = record.apply(&change(3, ANNA, "category", Some(2), json!("litter")), Role::Phone);
    assert_eq!(outcome, [("category".to_owned(), Outcome::Set)]);
}

#[test]
fn a_person_on_a_device_never_conflicts_with_itself() {
    let mut record = report();
    record.apply(&change(1, ANNA, "note", None, json!("a")), Role::Phone);
    record.apply(&change(2, ANNA, "note", None, json!("b")), Role::Phone);
    assert_eq!(record.text("note"), Some("b"));
    assert_eq!(record.conflicts().count(), 0);
}

#[test]
fn staff_who_have_seen_both_values_settle_them() {
    let mut record = report();
    record.apply(&change(1, ANNA, "amount", None, json!("bag")), Role::Phone);
    record.apply(&change(2, BEN, "amount", None, json!("van")), Role::Phone);
    assert_eq!(record.conflicts().count(), 1);
    record.apply(&change(3, OFFICE, "amount", Some(2), json!("bag")), Role::Office);
    assert_eq!(record.conflicts().count(), 0);
    assert_eq!(values(&record.fields["amount"]), [json!("bag")], "the history stays");
}

#[test]
fn the_hash_of_a_photo_follows_only_on_itself() {
    let mut record = Record::new(Uuid::from_u128(77), Kind::Attachment);
    record.apply(&change(1, ANNA, "bytes", None, json!("h1")), Role::Phone);
    record.apply(&change(2, ANNA, "bytes", None, json!("h2")), Role::Phone);
    assert_eq!(record.text("bytes"), Some("h1"));
    assert_eq!(values(&record.fields["bytes"]), [json!("h2")]);
    // A face was blacked out before a byte had left.
    record.apply(&change(3, ANNA, "bytes", Some(1), json!("h3")), Role::Phone);
    assert_eq!(record.text("bytes"), Some("h3"));
    record.apply(&change(4, ANNA, "bytes", Some(1), json!("h4")), Role::Phone);
    assert_eq!(record.text("bytes"), Some("h3"));
}

#[test]
fn two_people_are_two_hands_and_so_are_two_phones_and_two_in_the_office() {
    let by = |id, device, person: Option<u128>| {
        let mut change = change(id, device, "note", None, json!(id));
        change.author.person = person.map(Uuid::from_u128);
        change
    };
    for (first, second, role) in [
        (by(1, ANNA, Some(1)), by(2, ANNA, Some(2)), Role::Phone),
        (by(1, ANNA, Some(1)), by(2, BEN, Some(1)), Role::Phone),
        (by(1, OFFICE, Some(1)), by(2, OFFICE, Some(1)), Role::Office),
    ] {
        let mut record = report();
        record.apply(&first, role);
        assert_eq!(record.apply(&second, role), [("note".to_owned(), Outcome::Won)]);
        assert_eq!(record.conflicts().collect::<Vec<_>>(), ["note"]);
    }
    let mut record = report();
    record.apply(&by(1, ANNA, None), Role::Phone);
    assert_eq!(record.apply(&by(2, ANNA, None), Role::Office), [("note".to_owned(), Outcome::Won)]);
}

#[test]
fn before_triage_and_within_the_office_the_later_place_holds() {
    for (who, role) in [([ANNA, BEN], Role::Phone), ([OFFICE, OFFICE], Role::Office)] {
        let mut record = report();
        record.apply(&change(1, who[0], "place", None, json!("here")), role);
        record.apply(&change(2, who[1], "place", None, json!("there")), role);
        assert_eq!(record.text("place"), Some("there"));
    }
    let mut record = report();
    record.apply(&change(1, ANNA, "place", None, json!("here")), Role::Phone);
    record.apply(&change(2, OFFICE, "place", None, json!("there")), Role::Office);
    assert_eq!((record.text("place"), record.conflicts().count()), (Some("there"), 1));
}

#[test]
fn only_staff_settle_what_met() {
    let mut record = report();
    record.apply(&change(1, ANNA, "amount", None, json!("bag")), Role::Phone);
    record.apply(&change(2, BEN, "amount", None, json!("van")), Role::Phone);
    let outcome = record.apply(&change(3, ANNA, "amount", Some(2), json!("more")), Role::Phone);
    assert_eq!(outcome, [("amount".to_owned(), Outcome::Set)]);
    assert_eq!(record.conflicts().count(), 1, "nobody has decided");
}

#[test]
fn staff_who_say_again_what_holds_have_decided_too() {
    let mut record = report();
    record.apply(&change(1, ANNA, "amount", None, json!("bag")), Role::Phone);
    record.apply(&change(2, BEN, "amount", None, json!("van")), Role::Phone);
    record.apply(&change(3, ANNA, "amount", Some(2), json!("van")), Role::Phone);
    record.apply(&change(4, OFFICE, "amount", Some(1), json!("van")), Role::Office);
    assert_eq!(record.conflicts().count(), 1, "neither a phone settles it, nor staff who did not see both");
    let outcome = record.apply(&change(5, OFFICE, "amount", Some(2), json!("van")), Role::Office);
    assert_eq!(outcome, [("amount".to_owned(), Outcome::Same)]);
    assert_eq!((record.conflicts().count(), record.base("amount")), (0, Some(Uuid::from_u128(2))));
    assert_eq!(values(&record.fields["amount"]), [json!("bag")], "what lost is still there");
}

#[test]
fn the_same_said_twice_is_no_meeting_and_keeps_the_base() {
    let mut record = report();
    record.apply(&change(1, ANNA, "note", None, json!("a")), Role::Phone);
    let outcome = record.apply(&change(2, BEN, "note", None, json!("a")), Role::Phone);
    assert_eq!(outcome, [("note".to_owned(), Outcome::Same)]);
    assert_eq!(record.base("note"), Some(Uuid::from_u128(1)));
    assert_eq!(record.base("amount"), None);
}

#[test]
fn what_a_receipt_an_answer_or_a_sighting_says_stays() {
    for kind in [Kind::Receipt, Kind::Answer, Kind::Sighting] {
        let mut record = Record::new(Uuid::from_u128(77), kind);
        record.apply(&change(1, ANNA, "seen", None, json!("gone")), Role::Phone);
        let outcome = record.apply(&change(2, ANNA, "seen", Some(1), json!("still_there")), Role::Phone);
        assert_eq!(outcome, [("seen".to_owned(), Outcome::Lost)]);
    }
}

#[test]
fn readers_find_values_by_their_form_and_nothing_in_an_emptied_field() {
    let mut record = report();
    let other = Uuid::from_u128(5);
    record.apply(&change(1, OFFICE, "same_as", None, json!(other)), Role::Office);
    record.apply(&change(2, OFFICE, "held", None, json!(true)), Role::Office);
    assert_eq!((record.uuid("same_as"), record.uuid("held")), (Some(other), None));
    assert_eq!((record.flag("held"), record.flag("self_done"), record.flag("same_as")), (true, false, false));
    record.apply(&change(3, OFFICE, "same_as", Some(1), Value::Null), Role::Office);
    assert_eq!((record.value("same_as"), record.uuid("same_as")), (None, None));
    assert_eq!(record.base("same_as"), Some(Uuid::from_u128(3)), "the emptied field has a base");
}

proptest! {
    /// Whatever meets in whatever order: every value that somebody wrote and that did not simply follow on another
    /// is still there, as the holder or as a loser, and equal histories give equal records.
    #[test]
    fn nothing_written_is_lost(edits in prop::collection::vec((0u128..3, 0usize..6, 0u8..4, any::<bool>()), 1..24)) {
        let run = || {
            let mut record = report();
            let mut outcomes = Vec::new();
            for (i, (who, base, value, place)) in edits.iter().enumerate() {
                let field = if *place { "place" } else { "note" };
                let base = (*base < i && *base > 0).then_some(*base as u128);
                let role = if *who == 2 { Role::Office } else { Role::Phone };
                let change = change(i as u128 + 1, *who, field, base, json!(value));
                outcomes.extend(record.apply(&change, role).into_iter().map(|(f, o)| (f, o, *value)));
            }
            (record, outcomes)
        };
        let (record, outcomes) = run();
        for (field, outcome, value) in &outcomes {
            let cell = &record.fields[field];
            if *outcome == Outcome::Lost {
                prop_assert!(values(cell).contains(&json!(value)));
            }
        }
        for field in ["place", "note"] {
            let Some(last) = outcomes.iter().rev().find(|(f, o, _)| f == field && *o != Outcome::Lost) else { continue };
            prop_assert_eq!(&record.fields[field].value, &json!(last.2));
        }
        let wins = outcomes.iter().filter(|(_, o, _)| matches!(o, Outcome::Won | Outcome::Lost)).count();
        let kept: usize = record.fields.values().map(|cell| cell.losers.len()).sum();
        prop_assert_eq!(wins, kept, "each meeting keeps exactly one loser");
        prop_assert_eq!(run().0, record);
    }

    /// What a store writes down and reads again is the same record, to the last digit of a position: the next change
    /// meets the same value.
    #[test]
    fn a_record_comes_back_as_it_was_stored(lat in -90.0..90.0f64, lon in -180.0..180.0f64) {
        let mut record = report();
        record.apply(&change(1, ANNA, "place", None, json!({ "lat": lat, "lon": lon })), Role::Phone);
        let stored = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<Record>(&stored).unwrap(), record);
    }
}

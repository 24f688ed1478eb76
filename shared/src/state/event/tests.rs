use serde_json::json;

use super::*;
use crate::change::{Author, Edit};

fn change(kind: Kind, fields: Value) -> Change {
    let author = Author { device: Uuid::from_u128(1), person: None };
    let fields = fields.as_object().unwrap().clone();
    Change {
        id: Uuid::from_u128(2),
        n: 1,
        kind,
        record: Uuid::from_u128(3),
        author,
        fields: fields.into_iter().map(|(name, value)| (name, Edit { base: None, value })).collect(),
        made_at: DateTime::UNIX_EPOCH,
        extra: Default::default(),
    }
}

fn first(kind: Kind, fields: Value) -> Vec<Event> {
    events(&change(kind, fields), true)
}

fn later(kind: Kind, fields: Value) -> Vec<Event> {
    events(&change(kind, fields), false)
}

#[test]
fn a_report_is_stored_once_and_corrected_afterwards() {
    assert_eq!(first(Kind::Report, json!({"note": "a"})), [Event::Stored { self_done: false }]);
    assert_eq!(first(Kind::Report, json!({"self_done": true})), [Event::Stored { self_done: true }]);
    let corrected = |fields: &[&str], self_done| Event::Corrected {
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        self_done,
    };
    assert_eq!(later(Kind::Report, json!({"note": "b", "place": null})), [corrected(&["note", "place"], None)]);
    assert_eq!(later(Kind::Report, json!({"self_done": false})), [corrected(&["self_done"], Some(false))]);
    assert_eq!(later(Kind::Report, json!({"ticket": "T-1", "smell": "bad"})), [], "tells nobody anything new");
}

#[test]
fn what_staff_and_authors_decide_is_said_and_taken_back() {
    let other = Uuid::from_u128(9);
    for (fields, event) in [
        (json!({"withdrawn": "mistake"}), Event::Withdrawn(true)),
        (json!({"withdrawn": null}), Event::Withdrawn(false)),
        (json!({"closed": "private_ground"}), Event::Closed(Some("private_ground".into()))),
        (json!({"closed": null}), Event::Closed(None)),
        (json!({"held": true}), Event::Held(true)),
        (json!({"held": null}), Event::Held(false)),
        (json!({"same_as": other}), Event::Merged(Some(other))),
        (json!({"same_as": null}), Event::Merged(None)),
        (json!({"department": "edg"}), Event::Routed(Some("edg".into()))),
        (json!({"department": null}), Event::Routed(None)),
    ] {
        assert_eq!(later(Kind::Report, fields), [event]);
    }
}

#[test]
fn a_forwarding_is_planned_and_then_goes_one_way() {
    let forwarding = Uuid::from_u128(3);
    let planned = json!({"department": "edg", "occasion": "first", "due": "2026-11-24T06:00:00Z"});
    let due = Some("2026-11-24T06:00:00Z".parse().unwrap());
    let assigned = Event::Assigned { forwarding, department: "edg".into(), occasion: Occasion::First, due };
    assert_eq!(first(Kind::Forwarding, planned.clone()), [assigned]);
    assert_eq!(later(Kind::Forwarding, planned), []);
    assert_eq!(
        first(Kind::Forwarding, json!({"department": "edg", "occasion": "by_pigeon"})),
        [],
        "of a newer program"
    );
    for (field, event) in [
        ("mailed", Event::Mailed { forwarding }),
        ("covered", Event::Mailed { forwarding }),
        ("bounced", Event::Bounced { forwarding }),
        ("cancelled", Event::Cancelled { forwarding }),
    ] {
        assert_eq!(later(Kind::Forwarding, json!({field: "2026-11-24T06:00:00Z"})), [event]);
        assert_eq!(later(Kind::Forwarding, json!({field: null})), []);
    }
}

#[test]
fn what_happens_to_a_report_counts_when_it_begins() {
    let said = json!({"department": "edg", "outcome": "done", "note": "Abgeholt."});
    let answered = Event::Answered { department: "edg".into(), outcome: Outcome::Done, note: Some("Abgeholt.".into()) };
    assert_eq!(first(Kind::Answer, said.clone()), [answered]);
    assert_eq!(later(Kind::Answer, said), []);
    assert_eq!(first(Kind::Answer, json!({"department": "edg", "outcome": "maybe"})), []);
    let seen = json!({"seen": "gone", "as_of": 7});
    assert_eq!(first(Kind::Sighting, seen.clone()), [Event::Sighted { seen: Seen::Gone, as_of: 7 }]);
    assert_eq!(later(Kind::Sighting, seen), []);
    let blind = json!({"seen": "still_there"});
    assert_eq!(first(Kind::Sighting, blind), [Event::Sighted { seen: Seen::StillThere, as_of: 0 }]);
    assert_eq!(first(Kind::Attachment, json!({"role": "photo"})), [Event::AttachmentAdded]);
    assert_eq!(later(Kind::Attachment, json!({"bytes": {}})), []);
    assert_eq!(first(Kind::Receipt, json!({})), [Event::Received]);
    assert_eq!(first(Kind::Category, json!({"name": "Müll"})), []);
}

#[test]
fn occasions_have_one_name_and_some_ask_for_work() {
    use Occasion::*;
    let work = [First, Reopened, Returned, Resent, Escalated];
    let news = [Corrected, Withdrawn, LatePhoto];
    for occasion in work.into_iter().chain(news) {
        assert_eq!(serde_json::to_value(occasion).unwrap(), occasion.as_str());
    }
    assert!(work.into_iter().all(Occasion::asks_for_work) && !news.into_iter().any(Occasion::asks_for_work));
}

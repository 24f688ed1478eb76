//! What staff see and can do, from outside.

mod forms;
mod pages;
mod sign_in;
mod story;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shared::change::{Kind, Role};
use shared::domain::{AttachmentRole, Outcome, Seen};
use shared::merge::Loser;
use shared::state::{Event, Happening, Occasion, derive};

use crate::pages::testing::{id, now, record};
use crate::storage::{AttachmentRow, Conflict, ForwardingRow, ReportPage, ReportRow};

fn minutes_ago(minutes: i64) -> DateTime<Utc> {
    now() - TimeDelta::minutes(minutes)
}

/// A report to which these things happened, so many minutes ago.
fn report(n: u128, fields: Value, place: Option<&str>, happened: &[(i64, Role, Event)]) -> ReportPage {
    let history: Vec<Happening> = happened
        .iter()
        .zip(1..)
        .map(|((ago, role, event), seq)| Happening { seq, at: minutes_ago(*ago), role: *role, event: event.clone() })
        .collect();
    let category = fields["category"].as_str().unwrap().to_owned();
    let row = ReportRow {
        id: id(n),
        number: format!("26-{n:05}"),
        hazard: matches!(category.as_str(), "needles" | "acute_danger"),
        category,
        place: place.map(str::to_owned),
        position: fields["place"]["lat"].as_f64().zip(fields["place"]["lon"].as_f64()),
        taken_at: Some(history[0].at - TimeDelta::minutes(98)),
        stored_at: history[0].at,
        status: derive(&history),
        photo: None,
        conflicts: 0,
    };
    ReportPage {
        row,
        record: record(Kind::Report, id(n), &fields),
        attachments: Vec::new(),
        history,
        forwardings: Vec::new(),
        conflicts: Vec::new(),
        same_as_number: None,
        merged: Vec::new(),
    }
}

fn attachment(report: &mut ReportPage, n: u128, role: AttachmentRole) -> &mut AttachmentRow {
    report.attachments.push(AttachmentRow {
        id: id(n),
        report: report.row.id,
        role,
        sealed: false,
        mime: Some("image/jpeg".into()),
        blob: Some([n as u8; 32]),
        unchecked: false,
    });
    report.attachments.last_mut().unwrap()
}

fn assigned(n: u128, department: &str, due: Option<&str>) -> Event {
    let due = due.map(|due| due.parse().unwrap());
    Event::Assigned { forwarding: id(n), department: department.into(), occasion: Occasion::First, due }
}

fn stored() -> Event {
    Event::Stored { self_done: false }
}

/// Sofa and mattress: photos of every kind, two values for the amount, a history with answers.
pub(crate) fn sofa() -> ReportPage {
    let fields = json!({
        "category": "illegal_dumping",
        "place": {"lat": 51.521_94, "lon": 7.465_31, "accuracy": 8.0},
        "note": "Sofa und Matratze.\nLiegt vor dem Tor.",
        "amount": "van",
    });
    let answer =
        Event::Answered { department: "edg".into(), outcome: Outcome::Done, note: Some("Am Montag abgeholt.".into()) };
    let happened = [
        (3000, Role::Phone, stored()),
        (3000, Role::Phone, Event::AttachmentAdded),
        (2998, Role::Server, Event::Received),
        (2998, Role::Server, assigned(0x51, "edg", Some("2026-11-22T06:00:00Z"))),
        (2900, Role::Office, Event::Corrected { fields: vec!["amount".into()], self_done: None }),
        (2130, Role::Server, Event::Mailed { forwarding: id(0x51) }),
        (300, Role::Department, answer),
        (42, Role::Phone, Event::Sighted { seen: Seen::StillThere, as_of: 7 }),
    ];
    let mut page = report(1234, fields, Some("Spielplatz Heroldwiese, Nordmarkt"), &happened);
    attachment(&mut page, 0x61, AttachmentRole::Photo);
    attachment(&mut page, 0x62, AttachmentRole::Photo).unchecked = true;
    attachment(&mut page, 0x63, AttachmentRole::Evidence).sealed = true;
    attachment(&mut page, 0x64, AttachmentRole::Photo).blob = None;
    page.row.photo = Some(id(0x61));
    page.row.conflicts = 1;
    let cell = page.record.fields.get_mut("amount").unwrap();
    cell.role = Role::Office;
    cell.losers.push(Loser { value: json!("trunk"), change: id(0x71), role: Role::Phone, settled: false });
    page.conflicts.push(Conflict { field: "amount".into(), holds: json!("van"), lost: vec![json!("trunk")] });
    page.forwardings.push(ForwardingRow {
        id: id(0x51),
        report: page.row.id,
        department: "edg".into(),
        occasion: Occasion::First,
        urgent: false,
        status: "mailed".into(),
        created_at: minutes_ago(2998),
        mailed_at: Some(minutes_ago(2130)),
    });
    page
}

/// A day's reports in many states.
pub(super) fn day() -> Vec<ReportPage> {
    let tomorrow = Some("2026-11-24T06:00:00Z");
    let whole = |ago, n, department, due| {
        vec![
            (ago, Role::Phone, stored()),
            (ago, Role::Server, Event::Received),
            (ago, Role::Server, assigned(n, department, due)),
        ]
    };
    let at = |category: &str| json!({"category": category, "place": {"lat": 51.5, "lon": 7.46}});
    let mut needle = whole(14, 0x81, "edg", None);
    needle.push((13, Role::Server, Event::Mailed { forwarding: id(0x81) }));
    let mut road = whole(1500, 0x82, "tiefbau", None);
    road.push((1400, Role::Server, Event::Mailed { forwarding: id(0x82) }));
    let no = Event::Answered { department: "tiefbau".into(), outcome: Outcome::NotOurs, note: None };
    road.push((1300, Role::Department, no));
    let mut bounced = whole(70, 0x83, "edg", None);
    bounced.push((60, Role::Server, Event::Bounced { forwarding: id(0x83) }));
    let mut closed = whole(9000, 0x84, "gruen", tomorrow);
    closed.push((4000, Role::Office, Event::Closed(Some("private_ground".into()))));

    let mut needle = report(1238, at("needles"), Some("Schmiedingpark, Hafen"), &needle);
    attachment(&mut needle, 0x21, AttachmentRole::Photo);
    needle.row.photo = Some(id(0x21));
    vec![
        needle,
        sofa(),
        report(1236, json!({"category": "other"}), None, &[(3, Role::Phone, stored())]),
        report(
            1235,
            at("overfull_container"),
            Some("Mallinckrodtstraße, Nordmarkt"),
            &whole(25, 0x85, "edg", tomorrow),
        ),
        report(1231, at("path_damage"), Some("Grävingholz, Eving"), &road),
        report(1219, at("litter"), Some("Phoenixplatz, Hörde"), &bounced),
        report(1200, at("greenery"), Some("Eichenweg, Hörde"), &closed),
    ]
}

fn fill(browser: &crate::pages::testing::Browser, pages: Vec<ReportPage>) {
    let mut reports = browser.desk.reports.lock().unwrap();
    reports.extend(pages.into_iter().map(|page| (page.row.id, page)));
}

/// What people try who do not want to report anything.
pub(crate) const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}&lt;script&gt;",
    "\u{202e}gpj.exe\u{0}<iframe src=//evil.example>",
];

/// Nothing of a payload is markup in this page: every tag is one that the templates write.
pub(crate) fn assert_harmless(body: &str) {
    for bad in
        ["<script", "onerror=alert(1)>", "<svg onload", "<iframe", "<img src=x", "' onmouseover", "href=\"javascript"]
    {
        assert!(!body.contains(bad), "{bad} in {body}");
    }
    assert!(!body.contains(['\u{202e}', '\0']));
}

#[test]
fn the_fakes_derive_the_states_they_mean() {
    let states: Vec<&str> = day().iter().map(|page| page.row.status.state.as_str()).collect();
    assert_eq!(states, ["sent", "reopened", "saved", "assigned", "not_ours", "bounced", "closed"]);
}

//! What people type never leaves its place in a mail: header, SMTP and MIME tricks in every field that departments read, seen
//! by a mail server that takes a bare CR and a bare LF for the end of a line (fault 12).

use std::collections::BTreeSet;

use app::core::Correction;
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::Outcome;
use shared::ids::named;
use tests::figures::Figure;
use tests::{MailServer, World};

/// Each ends a line, a header, a message or a part in some reader's eyes.
const PAYLOADS: [&str; 14] = [
    "x\r\nBcc: victim@example.net",
    "x\nSubject: other",
    "x\rTo: victim@example.net",
    "x\r\n.\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\nSubject: y\r\n\r\nz\r\n.\r\n",
    "x\n.\nMAIL FROM:<a@example.net>\nRCPT TO:<victim@example.net>\nDATA\nSubject: y\n\nz\n.\n",
    "x\r.\rMAIL FROM:<a@example.net>\rRCPT TO:<victim@example.net>\rDATA\rSubject: y\r\rz\r.\r",
    "x\r\n\r\n--=_alternative_0--\r\n",
    "=?utf-8?Q?=0D=0ABcc:_victim@example.net?=",
    "=0D=0A.=0D=0AMAIL FROM:<a@example.net>",
    "\u{202e}gro.elpmaxe\u{202c} \u{2028}Erledigt: https://evil.example.net/",
    "\"><script>window.__pwned=1</script>",
    "'><img src=x onerror=window.__pwned=1>",
    ".\r\n..",
    "\u{85}\u{b}\u{c}\u{7f}\u{1b}[31m\0",
];

/// Where the server takes one line alone.
fn one_line(payload: &str) -> String {
    payload.replace(char::is_control, " ").chars().take(100).collect()
}

/// Musterstadt, in which everything that somebody can type is this.
fn poisoned(payload: &str) -> (World, MailServer) {
    let mut world = World::new();
    let server = MailServer::lenient(world.post.clone());
    world.app.storage.found_city(payload, "Europe/Berlin", world.now()).unwrap();
    let text = |fields: &[&str]| {
        serde_json::Value::Object(fields.iter().map(|field| ((*field).to_owned(), json!(payload))).collect())
    };
    for department in ["edg", "tiefbau", "ordnung"] {
        let named = named("department", department);
        world.kaya_edits(Kind::Department, named, text(&["name", "short", "article", "duty_phone"]), None).unwrap();
    }
    for category in ["litter", "path_damage", "needles", "acute_danger"] {
        world.kaya_edits(Kind::Category, named("category", category), text(&["name"]), None).unwrap();
    }
    for kind in [Kind::Stop, Kind::Route, Kind::Team] {
        for record in world.storage().records(&kind).unwrap() {
            world.kaya_edits(kind.clone(), record.id, text(&["name"]), None).unwrap();
        }
    }
    world.mail_saying(&server.url, payload);
    (world, server)
}

#[test]
fn envelopes_are_those_of_the_digests_whatever_people_type() {
    let mut mails = 0;
    for payload in PAYLOADS {
        let (world, _server) = poisoned(payload);
        let mut anna = world.phone_of("Anna");
        let reports = ["litter", "path_damage", "needles", "acute_danger"].map(|category| {
            let report = anna.report_with_photo(category);
            anna.note(report, payload);
            let material = Correction { material: Some(one_line(payload)), ..Correction::default() };
            anna.correct(report, material);
            report
        });
        anna.sync(&world);
        let mut expected = vec!["edg eilig", "ordnung eilig"];
        world.run_mail_job();
        world.next_morning();
        expected.extend(["edg", "tiefbau"]);
        // What staff and departments write, and what becomes of it: corrected, sent again, withdrawn, opened again.
        world.kaya_sets(reports[0], json!({"office_text": payload}));
        world.kaya_resends(reports[1]);
        for letter in &world.post.all().0 {
            for entry in &letter.entries {
                world.answers(entry, Outcome::Note, Some(payload));
            }
        }
        world.next_morning();
        expected.extend(["edg", "tiefbau"]);
        anna.sync(&world);
        anna.withdraw(reports[0]);
        anna.sync(&world);
        world.pass_with_mail(TimeDelta::days(3));
        expected.push("edg");

        let letters = world.post.all();
        let way = |urgent| if urgent { " eilig" } else { "" };
        let mut got: Vec<String> =
            letters.0.iter().map(|letter| format!("{}{}", letter.department, way(letter.urgent))).collect();
        got.sort();
        expected.sort_unstable();
        assert_eq!(got, expected, "{payload:?}: envelopes");
        let ids: BTreeSet<&str> = letters.0.iter().map(|letter| letter.message_id.as_str()).collect();
        assert_eq!(ids.len(), letters.0.len(), "{payload:?}");
        for letter in &letters.0 {
            assert!(!letter.subject.contains(char::is_control), "{payload:?}: {:?}", letter.subject);
            assert!(!letter.text.lines().any(|line| line.starts_with("Erledigt: https://evil")), "{payload:?}");
        }
        world.assert_announced_once();
        mails += got.len() as u64;
    }
    Figure::harmless(12, "header, SMTP and MIME tricks in every field of a mail, lenient server", mails).tell();
}

//! What staff do to a report.

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::change::Kind;
use shared::ids::named;
use uuid::Uuid;

use super::sofa;
use crate::pages::testing::{Browser, Seen, id};
use crate::storage::{Operations, Review};

struct Desk {
    browser: Browser,
    csrf: String,
    sofa: Uuid,
}

impl Desk {
    async fn new(name: &str) -> Desk {
        let mut browser = Browser::new();
        let sofa = sofa(&browser.city);
        let csrf = browser.sign_in(name).await;
        Desk { browser, csrf, sofa }
    }

    /// Sends a form that was drawn when this change held.
    async fn post(&mut self, act: &str, field: &str, base: Option<Uuid>, typed: &[(&str, &str)]) -> Seen {
        let (field, base) = (format!("base-{field}"), base.map(|base| base.to_string()).unwrap_or_default());
        let all = [&[("csrf", self.csrf.as_str()), (&field, &base)], typed].concat();
        self.browser.post(&format!("/office/reports/{}/{act}", self.sofa), &all).await
    }

    fn base(&self, field: &str) -> Option<Uuid> {
        self.browser.city.record(self.sofa).base(field)
    }

    fn value(&self, field: &str) -> Value {
        self.browser.city.record(self.sofa).value(field).cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn every_form_writes_one_field_and_names_what_it_builds_on() {
    let mut desk = Desk::new("reviewer").await;
    let other = desk.browser.city.report(0x77, json!({"category": "litter"}), &[]);
    let number = desk.browser.city.number(other);
    let cases = [
        ("correct", "category", "litter", "category", json!("litter")),
        ("correct", "note", "Sofa\r\nweg", "note", json!("Sofa\nweg")),
        ("office_text", "office_text", "Im Hof", "office_text", json!("Im Hof")),
        ("message", "message", "Danke!", "message", json!("Danke!")),
        ("message", "reply", "Gern!", "message", json!("Gern!")),
        ("comment", "comment", "Anrufen", "comment", json!("Anrufen")),
        ("unspoken", "", "", "checked", json!(["voice"])),
        ("placeless", "", "", "checked", json!(["voice", "place"])),
        ("place", "place", "51.6, 7.3", "place", json!({"lat": 51.6, "lon": 7.3, "source": "chosen"})),
        ("place", "stop", "51.7,7.4", "place", json!({"lat": 51.7, "lon": 7.4, "source": "chosen"})),
        ("department", "department", "gruen", "department", json!("gruen")),
        ("department", "department", "", "department", json!(null)),
        ("hold", "", "", "held", json!(true)),
        ("release", "", "", "held", json!(false)),
        ("close", "closed", "nesting", "closed", json!("nesting")),
        ("reopen", "", "", "closed", json!(null)),
        ("merge", "number", &number, "same_as", json!(other)),
        ("unmerge", "", "", "same_as", json!(null)),
    ];
    for (act, input, given, field, value) in cases {
        let (before, base) = (desk.browser.city.record(desk.sofa), desk.base(field));
        let seen = desk.post(act, field, base, &[(input, given)]).await;
        let saved = format!("/office/reports/{}?said=saved&seq=", desk.sofa);
        assert!(seen.location().starts_with(&saved), "{act} {}", seen.body);
        let after = desk.browser.city.record(desk.sofa);
        assert_eq!(desk.value(field), value, "{act}");
        assert!(after.fields.keys().all(|name| name == field || after.fields.get(name) == before.fields.get(name)));
        // Somebody else's form, drawn before that, does not write over it.
        let stale = desk.post("correct", "note", desk.base("category"), &[("note", "zu spät")]).await;
        assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("zu spät</textarea>"), "{}", stale.status);
    }
    desk.post("resend", "", None, &[]).await;
    assert_eq!(desk.browser.city.storage.deeds(Some(desk.sofa), 0, 9).unwrap()[0].deed, "report_resent");
    let sofa = desk.sofa;
    assert!(desk.browser.get(&format!("/office/reports/{sofa}?said=saved")).await.body.contains("Gespeichert"));
}

#[tokio::test]
async fn a_value_that_lost_can_be_taken() {
    let mut desk = Desk::new("lead").await;
    let page = desk.browser.get(&format!("/office/reports/{}", desk.sofa)).await;
    assert!(page.body.contains("<bdi class=\"said\">„ein Transporter“"), "{}", page.body);
    let lost = desk.browser.city.record(desk.sofa).fields["amount"].losers[0].change.to_string();
    let base = desk.base("amount");
    desk.post("settle", "amount", base, &[("field", "amount"), ("change", &lost)]).await;
    assert_eq!(desk.value("amount"), json!("van"));
    let made_up = desk.post("settle", "amount", base, &[("field", "amount"), ("change", "made up")]).await;
    assert_eq!(made_up.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refusal_is_a_sentence_and_keeps_what_was_typed() {
    let mut desk = Desk::new("lead").await;
    let long = "viel Text ".repeat(500);
    let base = desk.base("note");
    let seen = desk.post("correct", "note", base, &[("note", &long)]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Das geht so nicht.") && seen.body.contains(long.trim()));
    let own = desk.browser.city.number(desk.sofa);
    for (act, input, value, says) in [
        ("merge", "number", "26-99999", "Diese Nummer gibt es nicht."),
        ("merge", "number", &own, "gehört schon zu der anderen"),
        ("compare", "number", &own, "Diese Nummer gibt es nicht."),
        ("close", "closed", "", "Bitte wählen Sie etwas aus."),
        ("correct", "was-category", "litter", "Bitte wählen Sie etwas aus."),
        ("place", "place", "91,7", "Diesen Ort verstehen wir nicht."),
    ] {
        let seen = desk.post(act, "", None, &[(input, value)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains(says), "{act} {}", seen.body);
    }
    assert_eq!(desk.browser.get(&format!("/office/reports/{}", id(7))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_value_that_stays_is_settled_and_no_department_hears_of_it() {
    let mut desk = Desk::new("lead").await;
    let (base, holds) = (desk.base("amount"), desk.value("amount"));
    let last = desk.browser.city.forwarding(desk.sofa);
    let seen = desk.post("keep", "amount", base, &[("field", "amount")]).await;
    assert_eq!(seen.location(), format!("/office/reports/{}?said=saved", desk.sofa), "no step back: nothing changed");
    let record = desk.browser.city.record(desk.sofa);
    assert_eq!((record.conflicts().count(), desk.value("amount"), desk.base("amount")), (0, holds, base));
    assert_eq!(desk.browser.city.forwarding(desk.sofa), last);
}

#[tokio::test]
async fn a_step_is_taken_back_unless_it_is_too_late_or_not_allowed() {
    let mut desk = Desk::new("reviewer").await;
    let here = format!("/office/reports/{}", desk.sofa);
    let seq = |seen: &Seen| seen.location().split_once("seq=").unwrap().1.to_owned();
    let base = desk.base("closed");
    let closed = seq(&desk.post("close", "closed", base, &[("closed", "nesting")]).await);
    let csrf = desk.csrf.clone();
    let undone = desk.browser.post("/office/undo", &[("csrf", &csrf), ("seq", &closed)]).await;
    assert!(undone.location().starts_with(&format!("{here}?said=undone&seq=")), "{}", undone.location());
    assert_eq!(desk.value("closed"), json!(null));
    let again = desk.browser.post("/office/undo", &[("csrf", &csrf), ("seq", &seq(&undone))]).await;
    assert_eq!((again.status, desk.value("closed")), (StatusCode::SEE_OTHER, json!("nesting")));
    let late = desk.browser.post("/office/undo", &[("csrf", &csrf), ("seq", &closed), ("back", &here)]).await;
    assert_eq!(late.location(), format!("{here}?said=late"));
    assert_eq!(desk.value("closed"), json!("nesting"));
    // Set-up is not theirs.
    desk.browser.city.edit(Kind::Team, named("team", "x"), json!({"code": "x", "name": "X"}));
    let team = desk.browser.city.storage.overview().unwrap().seq.to_string();
    let refused = desk.browser.post("/office/undo", &[("csrf", &csrf), ("seq", &team)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_that_look_alike_are_merged_or_told_apart() {
    let mut desk = Desk::new("reviewer").await;
    let other = desk.browser.city.report(0x77, json!({"category": "litter"}), &[]);
    let path = format!("/office/reports/{}/compare/{other}", desk.sofa);
    let page = desk.browser.get(&path).await;
    assert!(page.body.contains("Andere Kategorie") && page.body.contains("fehlt der Ort"), "{}", page.body);
    let csrf = desk.csrf.clone();
    let part = desk.sofa.to_string();
    desk.browser.post(&path, &[("csrf", &csrf), ("part", &part), ("do", "differs")]).await;
    let differs = desk.browser.city.record(other).value("differs").cloned();
    assert_eq!(differs, Some(json!([desk.sofa])), "the newer one, whichever would have stayed");
    let part = other.to_string();
    let merged = desk.browser.post(&path, &[("csrf", &csrf), ("part", &part), ("do", "same")]).await;
    assert!(merged.location().starts_with(&format!("/office/reports/{}?said=merged&seq=", desk.sofa)));
    assert_eq!(desk.browser.city.record(other).uuid("same_as"), Some(desk.sofa));
    let itself = format!("/office/reports/{other}/compare/{other}");
    assert_eq!(desk.browser.get(&itself).await.status, StatusCode::NOT_FOUND);
}

//! What staff do to a report.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::sofa;
use crate::pages::testing::{Browser, Seen, id};
use crate::storage::Review;

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
    async fn post(&mut self, act: &str, base: Option<Uuid>, fields: &[(&str, &str)]) -> Seen {
        let base = base.map(|base| base.to_string()).unwrap_or_default();
        let all = [&[("csrf", self.csrf.as_str()), ("base", &base)], fields].concat();
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
        ("category", "litter", "category", json!("litter")),
        ("note", "Sofa\r\nweg", "note", json!("Sofa\nweg")),
        ("department", "gruen", "department", json!("gruen")),
        ("department", "", "department", json!(null)),
        ("hold", "", "held", json!(true)),
        ("release", "", "held", json!(false)),
        ("close", "nesting", "closed", json!("nesting")),
        ("reopen", "", "closed", json!(null)),
        ("merge", &number, "same_as", json!(other)),
        ("unmerge", "", "same_as", json!(null)),
    ];
    for (act, given, field, value) in cases {
        let (before, base) = (desk.browser.city.record(desk.sofa), desk.base(field));
        let seen = desk.post(act, base, &[("value", given)]).await;
        assert_eq!(seen.location(), format!("/office/reports/{}?said=saved", desk.sofa), "{act} {}", seen.body);
        let after = desk.browser.city.record(desk.sofa);
        assert_eq!(desk.value(field), value, "{act}");
        assert!(after.fields.keys().all(|name| name == field || after.fields.get(name) == before.fields.get(name)));
        // Somebody else's form, drawn before that, does not write over it.
        let stale = desk.post("note", desk.base("category"), &[("value", "zu spät")]).await;
        assert!(stale.status.is_client_error() && stale.body.contains("zu spät</textarea>"), "{}", stale.status);
    }
    desk.post("resend", None, &[]).await;
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
    desk.post("settle", base, &[("field", "amount"), ("value", &lost)]).await;
    assert_eq!(desk.value("amount"), json!("van"));
    let made_up = desk.post("settle", base, &[("field", "amount"), ("value", "made up")]).await;
    assert_eq!(made_up.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refusal_is_a_sentence_and_keeps_what_was_typed() {
    let mut desk = Desk::new("lead").await;
    let long = "viel Text ".repeat(500);
    let base = desk.base("note");
    let seen = desk.post("note", base, &[("value", &long)]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Das geht so nicht.") && seen.body.contains(long.trim()));
    let own = desk.browser.city.number(desk.sofa);
    for (act, value, says) in [
        ("merge", "26-99999", "Diese Nummer gibt es nicht."),
        ("merge", &own, "gehört schon zu der anderen"),
        ("close", "", "Bitte wählen Sie etwas aus."),
        ("category", "", "Bitte wählen Sie etwas aus."),
    ] {
        let seen = desk.post(act, None, &[("value", value)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains(says), "{act} {}", seen.body);
    }
    assert_eq!(desk.browser.get(&format!("/office/reports/{}", id(7))).await.status, StatusCode::NOT_FOUND);
}

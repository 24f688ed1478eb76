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

    /// Sends a form, drawn when these changes held.
    async fn post(&mut self, act: &str, bases: &[(&str, Option<Uuid>)], fields: &[(&str, &str)]) -> Seen {
        let base = |(field, base): &(&str, Option<Uuid>)| {
            (format!("base-{field}"), base.map(|base| base.to_string()).unwrap_or_default())
        };
        let bases: Vec<(String, String)> = bases.iter().map(base).collect();
        let bases = bases.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all: Vec<_> =
            [("csrf", self.csrf.as_str())].into_iter().chain(bases).chain(fields.iter().copied()).collect();
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
        ("correct", ("category", "litter"), "category", json!("litter")),
        ("correct", ("note", "Sofa\r\nweg"), "note", json!("Sofa\nweg")),
        ("department", ("department", "gruen"), "department", json!("gruen")),
        ("department", ("department", ""), "department", json!(null)),
        ("message", ("message", "Danke."), "message", json!("Danke.")),
        ("hold", ("", ""), "held", json!(true)),
        ("release", ("", ""), "held", json!(false)),
        ("close", ("closed", "nesting"), "closed", json!("nesting")),
        ("reopen", ("", ""), "closed", json!(null)),
        ("merge", ("number", number.as_str()), "same_as", json!(other)),
        ("unmerge", ("", ""), "same_as", json!(null)),
    ];
    for (act, given, field, value) in cases {
        let (before, base) = (desk.browser.city.record(desk.sofa), desk.base(field));
        // What was left alone says the same as before.
        let was: Vec<(String, String)> = ["category", "amount", "material", "note"]
            .into_iter()
            .flat_map(|name| {
                ["was-", ""].map(|part| (format!("{part}{name}"), before.text(name).unwrap_or_default().to_owned()))
            })
            .filter(|(name, _)| act == "correct" && *name != given.0)
            .collect();
        let was = was.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = was.chain([given]).collect();
        let seen = desk.post(act, &[(field, base)], &fields).await;
        assert!(
            seen.location().starts_with(&format!("/office/reports/{}?said=saved", desk.sofa)),
            "{act} {}",
            seen.body
        );
        let after = desk.browser.city.record(desk.sofa);
        assert_eq!(desk.value(field), value, "{act}");
        assert!(after.fields.keys().all(|name| name == field || after.fields.get(name) == before.fields.get(name)));
    }
    // Somebody else's form, drawn before that, does not write over it, and keeps what was typed.
    let stale = desk.post("message", &[("message", None)], &[("message", "zu spät")]).await;
    assert!(stale.status.is_client_error() && stale.body.contains("zu spät</textarea>"), "{}", stale.body);
    assert_eq!(desk.value("message"), json!("Danke."));
    desk.post("resend", &[], &[]).await;
    assert_eq!(desk.browser.city.storage.deeds(Some(desk.sofa), 0, 9).unwrap()[0].deed, "report_resent");
}

#[tokio::test]
async fn a_value_that_lost_can_be_taken() {
    let mut desk = Desk::new("lead").await;
    let page = desk.browser.get(&format!("/office/reports/{}", desk.sofa)).await;
    assert!(page.body.contains("ein Transporter"), "{}", page.body);
    let lost = desk.browser.city.record(desk.sofa).fields["amount"].losers[0].change.to_string();
    let base = [("amount", desk.base("amount"))];
    desk.post("settle", &base, &[("field", "amount"), ("change", &lost)]).await;
    assert_eq!(desk.value("amount"), json!("van"));
    let made_up = desk.post("settle", &base, &[("field", "amount"), ("change", "made up")]).await;
    assert_eq!(made_up.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refusal_is_a_sentence_and_keeps_what_was_typed() {
    let mut desk = Desk::new("lead").await;
    let long = "viel Text ".repeat(500);
    let seen = desk.post("message", &[("message", None)], &[("message", &long)]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Das geht so nicht.") && seen.body.contains(long.trim()));
    let own = desk.browser.city.number(desk.sofa);
    for (act, field, value, says) in [
        ("merge", "number", "26-99999", "Diese Nummer gibt es nicht."),
        ("merge", "number", &own, "gehört schon zu der anderen"),
        ("close", "closed", "", "Bitte wählen Sie etwas aus."),
        ("correct", "was-category", "litter", "Bitte wählen Sie etwas aus."),
    ] {
        let seen = desk.post(act, &[], &[(field, value)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(seen.body.contains(says), "{act} {}", seen.body);
    }
    assert_eq!(desk.browser.get(&format!("/office/reports/{}", id(7))).await.status, StatusCode::NOT_FOUND);
}

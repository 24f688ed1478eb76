//! What staff do to a report.

use axum::http::StatusCode;
use serde_json::json;
use shared::change::Kind;

use super::{fill, sofa};
use crate::pages::testing::{Browser, id};
use crate::storage::Refused;

const HERE: &str = "/office/reports/00000000-0000-0000-0000-0000000004d2";

async fn signed_in() -> (Browser, String) {
    let mut browser = Browser::new();
    let mut other = sofa();
    (other.row.id, other.row.number) = (id(77), "26-00077".into());
    fill(&browser, vec![sofa(), other]);
    let csrf = browser.sign_in("lead").await;
    (browser, csrf)
}

#[tokio::test]
async fn every_form_writes_one_field_and_names_what_it_builds_on() {
    let (mut browser, csrf) = signed_in().await;
    let base = id(0x100).to_string();
    let cases = [
        ("category", "litter", "category", json!("litter")),
        ("note", "Sofa\r\nweg", "note", json!("Sofa\nweg")),
        ("department", "gruen", "department", json!("gruen")),
        ("department", "", "department", json!(null)),
        ("hold", "", "held", json!(true)),
        ("release", "", "held", json!(false)),
        ("close", "nesting", "closed", json!("nesting")),
        ("reopen", "", "closed", json!(null)),
        ("merge", "26-00077", "same_as", json!(id(77))),
        ("unmerge", "", "same_as", json!(null)),
    ];
    for (act, given, field, value) in cases {
        let fields = [("csrf", csrf.as_str()), ("base", &base), ("value", given)];
        let seen = browser.post(&format!("{HERE}/{act}"), &fields).await;
        assert_eq!(seen.location(), format!("{HERE}?said=saved"), "{act} {}", seen.body);
        let edit = browser.desk.edits.lock().unwrap().pop().unwrap();
        assert_eq!((edit.kind, edit.record), (Kind::Report, id(1234)));
        assert_eq!(edit.fields.into_iter().collect::<Vec<_>>(), [(field.to_owned(), value)]);
        assert_eq!(edit.bases.unwrap()[field], id(0x100));
    }
    browser.post(&format!("{HERE}/resend"), &[("csrf", &csrf)]).await;
    assert_eq!(*browser.desk.resent.lock().unwrap(), [id(1234)]);
    assert!(browser.get(&format!("{HERE}?said=saved")).await.body.contains("Gespeichert"));
}

#[tokio::test]
async fn a_value_that_lost_can_be_taken() {
    let (mut browser, csrf) = signed_in().await;
    let page = browser.get(HERE).await;
    assert!(page.body.contains("Handy: <bdi class=\"said\">„ein Kofferraum“"), "{}", page.body);
    let lost = id(0x71).to_string();
    let fields = [
        ("csrf", csrf.as_str()),
        ("field", "amount"),
        ("base", "00000000-0000-0000-0000-000000000100"),
        ("value", &lost),
    ];
    browser.post(&format!("{HERE}/settle"), &fields).await;
    let edit = browser.desk.edits.lock().unwrap().pop().unwrap();
    assert_eq!(edit.fields["amount"], json!("trunk"));

    let fields = [("csrf", csrf.as_str()), ("field", "amount"), ("value", "made up")];
    assert_eq!(browser.post(&format!("{HERE}/settle"), &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refusal_is_a_sentence_and_keeps_what_was_typed() {
    let (mut browser, csrf) = signed_in().await;
    *browser.desk.refuse.lock().unwrap() = Some(Refused::Invalid);
    let seen = browser.post(&format!("{HERE}/note"), &[("csrf", &csrf), ("value", "viel Text")]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Das geht so nicht.") && seen.body.contains("viel Text</textarea>"));
    for (act, value, says) in [
        ("merge", "26-99999", "Diese Nummer gibt es nicht."),
        ("close", "", "Bitte wählen Sie etwas aus."),
        ("category", "", "Bitte wählen Sie etwas aus."),
    ] {
        let seen = browser.post(&format!("{HERE}/{act}"), &[("csrf", &csrf), ("value", value)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains(says), "{act}");
    }
    *browser.desk.refuse.lock().unwrap() = Some(Refused::Circle);
    let seen = browser.post(&format!("{HERE}/merge"), &[("csrf", &csrf), ("value", "26-00077")]).await;
    assert!(seen.body.contains("gehört schon zu der anderen"));
}

#[tokio::test]
async fn a_form_without_the_token_changes_nothing() {
    let (mut browser, _) = signed_in().await;
    for act in
        ["category", "note", "department", "hold", "release", "close", "reopen", "merge", "unmerge", "resend", "settle"]
    {
        for token in ["", "wrong"] {
            let fields = [("csrf", token), ("value", "litter"), ("field", "amount")];
            let seen = browser.post(&format!("{HERE}/{act}"), &fields).await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{act}");
        }
    }
    assert_eq!(browser.desk.writes(), 0);
}

#[tokio::test]
async fn auditors_read_and_change_nothing() {
    let mut browser = Browser::new();
    fill(&browser, vec![sofa()]);
    let csrf = browser.sign_in("auditor").await;
    let page = browser.get(HERE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/hold") && !page.body.contains("/settle"));
    assert_eq!(browser.post(&format!("{HERE}/hold"), &[("csrf", &csrf)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.desk.writes(), 0);
}

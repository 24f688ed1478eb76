//! What comes again, and what is lent, as staff see it.

use axum::http::StatusCode;
use serde_json::json;
use shared::change::Kind;
use shared::ids::named;

use crate::pages::testing::{Browser, City, id, steady};
use crate::storage::Lending;

/// More than one phone has the rickshaw.
fn lent_twice(city: &City) {
    let checks = "Bremsen gehen\nAkku ist voll";
    city.edit(Kind::Thing, named("thing", "rad"), json!({"code": "rad", "name": "E-Rikscha", "checks": checks}));
    city.lend(0x51, named("thing", "rad"));
    city.lend(0x52, named("thing", "rad"));
}

#[tokio::test]
async fn a_thing_that_is_lent_twice_stands_in_the_list_until_staff_settle_it() {
    let mut browser = Browser::new();
    lent_twice(&browser.city);
    let csrf = browser.sign_in("reviewer").await;
    let here = format!("/office/things/{}", named("thing", "rad"));
    let todo = browser.get("/office/").await;
    assert!(todo.work().contains("Zweimal ausgeliehen") && todo.work().contains(&here), "{}", todo.body);
    let seen = browser.get("/office/?why=lent").await;
    assert!(seen.work().contains("E-Rikscha"), "{}", seen.body);
    let page = browser.get(&here).await;
    insta::assert_snapshot!("thing", steady(page.work(), &csrf, "CSRF"));

    let settled = browser.post(&format!("{here}/settle"), &[("csrf", &csrf), ("loan", &id(0x52).to_string())]).await;
    assert_eq!(settled.location(), format!("{here}?said=settled"));
    assert_eq!(browser.city.storage.loans().unwrap().iter().map(|loan| loan.id).collect::<Vec<_>>(), [id(0x51)]);
    let again = browser.post(&format!("{here}/settle"), &[("csrf", &csrf), ("loan", &id(0x52).to_string())]).await;
    assert_eq!(again.location(), format!("{here}?said=same"), "it is back already");
    let todo = browser.get("/office/").await;
    assert!(!todo.work().contains("Zweimal ausgeliehen"), "{}", todo.body);
    let list = browser.get("/office/things").await;
    assert!(list.work().contains("E-Rikscha") && list.work().contains("Wer hat es?"), "{}", list.body);
}

#[tokio::test]
async fn the_lead_writes_what_comes_again_and_a_check_list_of_few_lines() {
    let mut browser = Browser::new();
    let csrf = browser.sign_in("lead").await;
    let chore = [
        ("csrf", csrf.as_str()),
        ("text", "Treppe kehren"),
        ("area", "districts/02"),
        ("weekdays.mon", "1"),
        ("weekdays.thu", "1"),
        ("valid_from", "2026-11-23"),
    ];
    let saved = browser.post("/office/chores/new", &chore).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let told = browser.city.told(&Kind::Chore);
    let written = told.last().unwrap();
    assert_eq!((&written["weekdays"], &written["area"]), (&json!(["mon", "thu"]), &json!("02")));
    let list = browser.get("/office/chores").await;
    assert!(list.work().contains("Treppe kehren") && list.work().contains("Mo, Do"), "{}", list.body);
    let page = browser.get(saved.location()).await;
    assert!(page.work().contains("Noch nie") && page.work().contains("nicht nach Team"), "{}", page.body);

    let checks = "Punkt\n".repeat(11);
    let long = [("csrf", csrf.as_str()), ("name", "Rad"), ("checks", checks.as_str())];
    let refused = browser.post("/office/things/new", &long).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Höchstens 10 Zeilen."));
    let saved = browser.post("/office/things/new", &[("csrf", &csrf), ("name", "Rad"), ("checks", "Punkt")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.city.told(&Kind::Thing).last().unwrap()["code"], json!("rad"));
}

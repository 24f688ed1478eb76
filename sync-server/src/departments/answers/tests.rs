//! What a department meets that opens its link.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::Outcome;
use shared::ids::named;
use uuid::Uuid;

use super::link_token;
use crate::pages::testing::{Browser, PAYLOADS, assert_harmless, id, now, steady};

/// A sofa, mailed to its department; and the link in that mail.
fn mailed() -> (Browser, Uuid, String) {
    let browser = Browser::new();
    let city = &browser.city;
    city.ago(600);
    let fields = json!({
        "category": "illegal_dumping",
        "place": {"lat": 51.607_46, "lon": 7.296_94, "accuracy": 8.0, "source": "device"},
        "note": "Sofa und Matratze.",
    });
    let sofa = city.report(0x1234, fields, &[(0x61, "photo"), (0x63, "evidence")]);
    city.upload(&[0x61, 0x63]);
    city.ago(0);
    city.mail();
    let link = city.link(sofa);
    (browser, sofa, link)
}

#[tokio::test]
async fn the_page_asks_first_and_opening_it_changes_nothing() {
    let (mut browser, _, link) = mailed();
    let written = browser.city.written();
    for query in
        ["", "?a=done", "?a=not_ours", "?a=accepted", "?a=question", "?saved=1", "?a=%3Cscript%3E", "?outcome=done"]
    {
        let seen = browser.get(&format!("{link}{query}")).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("Noch nicht gespeichert"), "{query}");
        assert!(seen.headers.get("set-cookie").is_none());
    }
    assert_eq!(browser.city.written(), written);
    let seen = browser.get(&format!("{link}?a=done")).await;
    insta::assert_snapshot!("answer_before", steady(&seen.body, &link, "/answer/TOKEN"));
}

#[tokio::test]
async fn the_chosen_answer_is_the_first_button() {
    let (mut browser, _, link) = mailed();
    for (asked, outcome) in
        [("done", "done"), ("not_ours", "not_ours"), ("accepted", "accepted"), ("question", "note"), ("x", "done")]
    {
        let seen = browser.get(&format!("{link}?a={asked}")).await;
        let first = seen.body.split_once("name=\"outcome\" value=\"").unwrap().1;
        assert!(first.starts_with(&format!("{outcome}\"")), "{asked}");
    }
    // A department that mends at once is not asked to accept.
    assert!(!browser.get(&link).await.body.contains("value=\"accepted\""));
}

#[tokio::test]
async fn an_answer_is_stored_once_and_the_page_says_so() {
    let (mut browser, _, link) = mailed();
    let fields = [("outcome", "done"), ("note", "Am Montag abgeholt.\r\nAlles sauber."), ("initials", " mk ")];
    for _ in 0..2 {
        let seen = browser.post(&link, &fields).await;
        assert_eq!((seen.status, seen.location()), (StatusCode::SEE_OTHER, format!("{link}?saved=1").as_str()));
    }
    let answers = browser.city.told(&Kind::Answer);
    assert_eq!(answers.len(), 1);
    assert_eq!((&answers[0]["outcome"], &answers[0]["initials"]), (&json!("done"), &json!("mk")));
    assert_eq!(answers[0]["note"], "Am Montag abgeholt.\nAlles sauber.");
    let seen = browser.get(&format!("{link}?saved=1")).await;
    insta::assert_snapshot!("answer_after", steady(&seen.body, &link, "/answer/TOKEN"));
    // Another answer can follow, and sees the first one.
    assert!(browser.get(&link).await.body.contains("Bisher geantwortet"));
    browser.post(&link, &[("outcome", "note"), ("note", "Wo genau?")]).await;
    assert_eq!(browser.city.told(&Kind::Answer).len(), 2);
}

#[tokio::test]
async fn what_cannot_be_stored_stays_in_the_form() {
    let (mut browser, _, link) = mailed();
    let written = browser.city.written();
    let seen = browser.post(&link, &[("outcome", "note"), ("initials", "mk")]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Bitte schreiben Sie Ihre Frage auf.") && seen.body.contains("value=\"mk\""));

    let long = "ü".repeat(4_001);
    let seen = browser.post(&link, &[("outcome", "not_ours"), ("note", &long)]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Höchstens 4000 Zeichen") && seen.body.contains(&long));
    assert!(seen.body.split_once("name=\"outcome\" value=\"").unwrap().1.starts_with("not_ours\""));
    let seen = browser.post(&link, &[("outcome", "done"), ("initials", &"ü".repeat(41))]).await;
    assert!(seen.body.contains("Höchstens 40 Zeichen"));
    assert_eq!(browser.city.written(), written);
    let most = [("outcome", "done"), ("note", &"ü".repeat(4_000))];
    assert_eq!(browser.post(&link, &most).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn links_that_lead_nowhere_say_what_to_do() {
    let (mut browser, sofa, link) = mailed();
    let written = browser.city.written();
    let forwarding = browser.city.forwarding(sofa);
    let forged = link_token(&[9; 32], forwarding, now() + TimeDelta::days(1));
    let unknown = browser.city.link_to(id(7)).replace("/answer/", "");
    for token in [forged.as_str(), unknown.as_str(), "x", &"A".repeat(48), &"%00".repeat(9)] {
        let seen = browser.get(&format!("/answer/{token}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
        assert!(seen.body.contains("Diesen Link kennen wir nicht."), "{}", seen.body);
        let seen = browser.post(&format!("/answer/{token}"), &[("outcome", "done")]).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
    }
    browser.later(TimeDelta::days(91));
    let seen = browser.get(&link).await;
    assert_eq!(seen.status, StatusCode::GONE);
    insta::assert_snapshot!("answer_expired", steady(&seen.body, "", ""));
    assert_eq!(browser.post(&link, &[("outcome", "done")]).await.status, StatusCode::GONE);
    assert_eq!(browser.get(&format!("{link}/photo/{}", id(0x61))).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.city.written(), written);
}

#[tokio::test]
async fn a_department_that_is_no_longer_asked_reads_why() {
    for (happens, says) in [
        ("withdrawn", "Die Meldung ist zurückgezogen."),
        ("closed", "Die Meldung ist geschlossen."),
        ("elsewhere", "Ein anderer Fachbereich kümmert sich."),
    ] {
        let (mut browser, sofa, link) = mailed();
        match happens {
            "withdrawn" => browser.city.correct(sofa, json!({"withdrawn": "mistake"})),
            "closed" => browser.city.edit(Kind::Report, sofa, json!({"closed": "nesting"})),
            _ => browser.city.edit(Kind::Report, sofa, json!({"department": "gruen"})),
        }
        let written = browser.city.written();
        for seen in [browser.get(&link).await, browser.post(&link, &[("outcome", "done")]).await] {
            assert_eq!(seen.status, StatusCode::GONE);
            assert!(seen.body.contains(says) && !seen.body.contains("<form"), "{}", seen.body);
        }
        assert_eq!(browser.city.written(), written);
        if happens == "withdrawn" {
            insta::assert_snapshot!("answer_over", steady(&browser.get(&link).await.body, "", ""));
        }
    }
}

#[tokio::test]
async fn an_answer_to_a_merged_report_reaches_the_other_one() {
    let (mut browser, sofa, link) = mailed();
    let city = &browser.city;
    let other = city.report(0x77, json!({"category": "illegal_dumping"}), &[]);
    city.edit(Kind::Report, sofa, json!({"same_as": other}));
    let number = city.number(other);
    let seen = browser.get(&link).await;
    assert!(seen.body.contains(&format!("Die Meldung gehört jetzt zu {number}.")), "{}", seen.body);
    browser.post(&link, &[("outcome", "done")]).await;
    assert_eq!(browser.city.told(&Kind::Answer)[0]["report"], json!(other));
}

#[tokio::test]
async fn only_photos_of_the_report_are_shown() {
    let (mut browser, sofa, link) = mailed();
    let city = &browser.city;
    city.report(0x77, json!({"category": "litter"}), &[(0x64, "photo"), (0x65, "photo")]);
    city.upload(&[0x64]);
    let photo = |n| format!("{link}/photo/{}?size=thumb", id(n));
    assert_eq!(browser.get(&photo(0x61)).await.status, StatusCode::OK);
    // Sealed, another report's, not here yet, unknown.
    for n in [0x63, 0x64, 0x65, 0x99] {
        assert_eq!(browser.get(&photo(n)).await.status, StatusCode::NOT_FOUND);
    }
    // Somebody may be in it, and nobody has checked.
    browser.city.edit(Kind::Report, sofa, json!({"person_in_photo": true}));
    assert_eq!(browser.get(&photo(0x61)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_people_write_is_text() {
    for payload in PAYLOADS {
        let (mut browser, sofa, link) = mailed();
        let plain = payload.replace('\0', "");
        let (edg, stop) = (named("department", "edg"), named("stop", "n3"));
        browser.city.edit(Kind::Department, edg, json!({"name": plain, "short": plain}));
        browser.city.edit(Kind::Stop, stop, json!({"name": plain}));
        browser.city.correct(sofa, json!({"note": payload, "category": plain}));
        browser.city.edit(Kind::Report, sofa, json!({"department": "edg"}));
        browser.city.answer(sofa, Outcome::Note, Some(payload));
        for path in [link.clone(), format!("{link}?saved=1")] {
            assert_harmless(&browser.get(&path).await.body);
        }
        let fields = [("outcome", "note"), ("note", ""), ("initials", payload)];
        assert_harmless(&browser.post(&link, &fields).await.body);
        let query = crate::pages::query(&[("lang", payload), ("a", payload)]);
        assert_harmless(&browser.get(&format!("{link}{query}")).await.body);
    }
}

#[tokio::test]
async fn one_link_cannot_fill_the_disk() {
    let (mut browser, _, link) = mailed();
    let mut last = StatusCode::OK;
    for n in 0..21 {
        last = browser.post(&link, &[("outcome", "note"), ("note", &format!("Frage {n}"))]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(browser.city.told(&Kind::Answer).len(), 20);
}

#[tokio::test]
async fn the_page_speaks_english_to_who_asks_for_it() {
    let (mut browser, _, link) = mailed();
    let seen = browser.get(&format!("{link}?lang=en")).await;
    assert!(seen.body.contains("Not saved yet") && seen.body.contains(&format!("action=\"{link}?lang=en\"")));
    let seen = browser.post(&format!("{link}?lang=en"), &[("outcome", "done")]).await;
    assert_eq!(seen.location(), format!("{link}?saved=1&lang=en"));
}

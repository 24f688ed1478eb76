//! What a department meets that opens its link.

use axum::http::StatusCode;
use chrono::TimeDelta;
use shared::domain::Outcome;
use shared::state::{Occasion, State};
use uuid::Uuid;

use super::link_token;
use crate::office::tests::{PAYLOADS, assert_harmless, sofa};
use crate::pages::testing::{Browser, SECRET, id, now, steady};
use crate::storage::{ForwardingRow, OfferedAnswer};

const FORWARDING: Uuid = Uuid::from_u128(0x51);

fn offered() -> OfferedAnswer {
    let mut report = sofa().row;
    report.status.reopened = 0;
    report.status.state = State::Sent;
    OfferedAnswer {
        forwarding: ForwardingRow {
            id: FORWARDING,
            report: report.id,
            department: "edg".into(),
            occasion: Occasion::First,
            urgent: false,
            status: "mailed".into(),
            created_at: now(),
            mailed_at: Some(now()),
        },
        number_in_mail: report.number.clone(),
        report,
        department: "Entsorgung Musterstadt".into(),
        wants_accept: false,
        over: false,
        photos: vec![id(0x61)],
        earlier: Vec::new(),
    }
}

fn browser(offered: OfferedAnswer) -> (Browser, String) {
    let browser = Browser::new();
    browser.desk.reports.lock().unwrap().insert(offered.report.id, sofa());
    browser.desk.offered.lock().unwrap().insert(FORWARDING, offered);
    (browser, format!("/answer/{}", link_token(&SECRET, FORWARDING, now() + TimeDelta::days(90))))
}

#[tokio::test]
async fn the_page_asks_first_and_opening_it_changes_nothing() {
    let (mut browser, link) = browser(offered());
    for query in
        ["", "?a=done", "?a=not_ours", "?a=accepted", "?a=question", "?saved=1", "?a=%3Cscript%3E", "?outcome=done"]
    {
        let seen = browser.get(&format!("{link}{query}")).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("Noch nicht gespeichert"), "{query}");
        assert!(seen.headers.get("set-cookie").is_none());
    }
    assert_eq!(browser.desk.writes(), 0);
    let seen = browser.get(&format!("{link}?a=done")).await;
    insta::assert_snapshot!("answer_before", steady(&seen.body, &link, "/answer/TOKEN"));
}

#[tokio::test]
async fn the_chosen_answer_is_the_first_button() {
    let (mut browser, link) = browser(offered());
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
    let (mut browser, link) = browser(offered());
    let fields = [("outcome", "done"), ("note", "Am Montag abgeholt.\r\nAlles sauber."), ("initials", " mk ")];
    for _ in 0..2 {
        let seen = browser.post(&link, &fields).await;
        assert_eq!((seen.status, seen.location()), (StatusCode::SEE_OTHER, format!("{link}?saved=1").as_str()));
    }
    let answers = browser.desk.answers.lock().unwrap().clone();
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].forwarding, answers[0].outcome), (FORWARDING, Outcome::Done));
    assert_eq!(answers[0].note.as_deref(), Some("Am Montag abgeholt.\nAlles sauber."));
    assert_eq!(answers[0].initials.as_deref(), Some("mk"));
    let seen = browser.get(&format!("{link}?saved=1")).await;
    insta::assert_snapshot!("answer_after", steady(&seen.body, &link, "/answer/TOKEN"));
    // Another answer can follow, and sees the first one.
    assert!(browser.get(&link).await.body.contains("Bisher geantwortet"));
    browser.post(&link, &[("outcome", "not_ours")]).await;
    assert_eq!(browser.desk.writes(), 2);
}

#[tokio::test]
async fn what_cannot_be_stored_stays_in_the_form() {
    let (mut browser, link) = browser(offered());
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
    assert_eq!(browser.desk.writes(), 0);
    assert_eq!(
        browser.post(&link, &[("outcome", "done"), ("note", &"ü".repeat(4_000))]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn links_that_lead_nowhere_say_what_to_do() {
    let (mut browser, link) = browser(offered());
    let forged = link_token(&[9; 32], FORWARDING, now() + TimeDelta::days(1));
    let unknown = link_token(&SECRET, id(7), now() + TimeDelta::days(1));
    for token in [forged.as_str(), unknown.as_str(), "x", &"A".repeat(48), &"%00".repeat(9)] {
        let seen = browser.get(&format!("/answer/{token}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
        assert!(seen.body.contains("Diesen Link kennen wir nicht."), "{}", seen.body);
        assert_eq!(
            browser.post(&format!("/answer/{token}"), &[("outcome", "done")]).await.status,
            StatusCode::NOT_FOUND
        );
    }
    browser.later(TimeDelta::days(91));
    let seen = browser.get(&link).await;
    assert_eq!(seen.status, StatusCode::GONE);
    insta::assert_snapshot!("answer_expired", steady(&seen.body, "", ""));
    assert_eq!(browser.post(&link, &[("outcome", "done")]).await.status, StatusCode::GONE);
    assert_eq!(browser.get(&format!("{link}/photo/{}", id(0x61))).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.desk.writes(), 0);
}

#[tokio::test]
async fn a_department_that_is_no_longer_asked_reads_why() {
    for (state, says) in [
        (State::Withdrawn, "Die Meldung ist zurückgezogen."),
        (State::Closed, "Die Meldung ist geschlossen."),
        (State::Sent, "Ein anderer Fachbereich kümmert sich."),
    ] {
        let mut over = offered();
        over.over = true;
        over.report.status.state = state;
        let (mut browser, link) = browser(over);
        for seen in [browser.get(&link).await, browser.post(&link, &[("outcome", "done")]).await] {
            assert_eq!(seen.status, StatusCode::GONE);
            assert!(seen.body.contains(says) && !seen.body.contains("<form"), "{}", seen.body);
        }
        assert_eq!(browser.desk.writes(), 0);
        if state == State::Withdrawn {
            insta::assert_snapshot!("answer_over", steady(&browser.get(&link).await.body, "", ""));
        }
    }
}

#[tokio::test]
async fn an_answer_to_a_merged_report_reaches_the_other_one() {
    let mut merged = offered();
    merged.number_in_mail = "26-01230".into();
    let (mut browser, link) = browser(merged);
    let seen = browser.get(&link).await;
    assert!(seen.body.contains("Die Meldung gehört jetzt zu 26-01234.") && seen.body.contains("<form"));
}

#[tokio::test]
async fn only_photos_of_the_report_are_shown() {
    let (mut browser, link) = browser(offered());
    assert_eq!(browser.get(&format!("{link}/photo/{}?size=thumb", id(0x61))).await.status, StatusCode::OK);
    // Not offered: unchecked, sealed, not here yet, unknown.
    for n in [0x62, 0x63, 0x64, 0x99] {
        assert_eq!(browser.get(&format!("{link}/photo/{}", id(n))).await.status, StatusCode::NOT_FOUND);
    }
    browser.desk.offered.lock().unwrap().get_mut(&FORWARDING).unwrap().photos = vec![id(0x62), id(0x63)];
    for n in [0x62, 0x63] {
        assert_eq!(browser.get(&format!("{link}/photo/{}", id(n))).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_people_write_is_text() {
    for payload in PAYLOADS {
        let mut evil = offered();
        evil.report.category = payload.into();
        evil.report.place = Some(payload.into());
        evil.earlier.push((Outcome::Note, Some(payload.into()), now()));
        let (mut browser, link) = browser(evil);
        assert_harmless(&browser.get(&link).await.body);
        assert_harmless(&browser.get(&format!("{link}?saved=1")).await.body);
        let fields = [("outcome", "note"), ("note", ""), ("initials", payload)];
        assert_harmless(&browser.post(&link, &fields).await.body);
        let query = crate::pages::query(&[("lang", payload), ("a", payload)]);
        assert_harmless(&browser.get(&format!("{link}{query}")).await.body);
    }
}

#[tokio::test]
async fn one_link_cannot_fill_the_disk() {
    let (mut browser, link) = browser(offered());
    let mut last = StatusCode::OK;
    for n in 0..21 {
        last = browser.post(&link, &[("outcome", "note"), ("note", &format!("Frage {n}"))]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(browser.desk.writes(), 20);
}

#[tokio::test]
async fn the_page_speaks_english_to_who_asks_for_it() {
    let (mut browser, link) = browser(offered());
    let seen = browser.get(&format!("{link}?lang=en")).await;
    assert!(seen.body.contains("Not saved yet") && seen.body.contains(&format!("action=\"{link}?lang=en\"")));
    let seen = browser.post(&format!("{link}?lang=en"), &[("outcome", "done")]).await;
    assert_eq!(seen.location(), format!("{link}?saved=1&lang=en"));
}

//! Incoming post as staff see it.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use shared::state::State;
use uuid::Uuid;

use super::place;
use crate::pages::testing::{Browser, City, PAYLOADS, assert_harmless, steady};
use crate::storage::{Desk, Inbox, IncomingKind, IncomingList};

/// Needles, of which EDG knows; and its reply, with a photo that has a position in it.
fn replied(city: &City) -> Uuid {
    city.ago(60);
    let needles = city.report(0x1, json!({"category": "needles", "place": place(51.6, 7.3)}), &[]);
    city.mail();
    city.ago(10);
    let shot = assets::scenes::Shot {
        orientation: 6,
        ..assets::scenes::Shot::new(assets::scenes::Scene::Sofa, 1, 4000, 3000)
    };
    let photo = STANDARD.encode(shot.jpeg());
    let number = city.number(needles);
    let message = format!(
        "From: eilig@edg.example.org\nSubject: AW: DRINGEND ({number})\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nDie Spritzen sind abgeholt.\n--x\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n{photo}\n--x--\n"
    );
    assert_eq!(city.comes(&message), Some(IncomingKind::Reply));
    needles
}

fn first(city: &City) -> Uuid {
    city.storage.inbox(IncomingList::Open, 0, 1).unwrap().0[0].id
}

#[tokio::test]
async fn post_waits_in_the_order_of_consequence_and_its_buttons_say_what_they_do() {
    let mut browser = Browser::new();
    browser.city.ago(31);
    browser.city.comes("From: parks@gruen.example.org\nSubject: Frage\n\nWelche Bank?\n");
    browser.city.ago(30);
    browser.city.comes("From: who@elsewhere.example\nSubject: Gewinn\n\nHallo\n");
    let needles = replied(&browser.city);
    browser.city.ago(0);
    let csrf = browser.sign_in("reviewer").await;
    let seen = browser.get("/office/inbox").await;
    insta::assert_snapshot!("inbox", steady(seen.work(), &csrf, "CSRF"));
    let todo = browser.get("/office/").await;
    assert!(todo.work().contains("3 brauchen einen Menschen") && todo.work().contains("Antwort zu einer Gefahr"));
    assert!(todo.body.contains("Posteingang <span class=\"count\">3</span>"), "{}", todo.body);
    let report = browser.get(&format!("/office/reports/{needles}")).await;
    for words in ["EDG schreibt per E-Mail", "Die Spritzen sind abgeholt.", &format!("/office/inbox?report={needles}")]
    {
        assert!(report.body.contains(words), "{words} {}", report.body);
    }
}

#[tokio::test]
async fn one_button_takes_the_suggestion_over_and_the_second_one_is_too_late() {
    let mut browser = Browser::new();
    let needles = replied(&browser.city);
    let here = format!("/office/inbox/{}/decide", first(&browser.city));
    let csrf = browser.sign_in("reviewer").await;
    let take = [("csrf", csrf.as_str()), ("decision", "answer"), ("outcome", "done")];
    assert_eq!(browser.post(&here, &take).await.location(), "/office/inbox?said=answered");
    assert_eq!(browser.post(&here, &take).await.location(), "/office/inbox?said=late");
    let page = browser.city.storage.report(needles).unwrap().unwrap();
    assert_eq!(page.row.status.state, State::Done);
    assert!(browser.get("/office/inbox").await.body.contains("Keine offene Post."));
    assert!(browser.get("/office/inbox?all=1").await.body.contains("Übernommen"));
    for (decision, status) in [("fly", StatusCode::NOT_FOUND), ("answer", StatusCode::NOT_FOUND)] {
        assert_eq!(browser.post(&here, &[("csrf", csrf.as_str()), ("decision", decision)]).await.status, status);
    }
}

#[tokio::test]
async fn a_stranger_belongs_to_a_report_once_somebody_says_so() {
    let mut browser = Browser::new();
    let sofa = browser.city.report(0x2, json!({"category": "litter", "place": place(51.6, 7.3)}), &[]);
    browser.city.comes("From: who@elsewhere.example\nSubject: Sofa\n\nIst erledigt\n");
    let (post, csrf) = (first(&browser.city), browser.sign_in("lead").await);
    let here = format!("/office/inbox/{post}/decide");
    let assign = |number: &str| {
        vec![
            ("csrf".to_owned(), csrf.clone()),
            ("decision".into(), "assign".into()),
            ("number".into(), number.to_owned()),
        ]
    };
    let number = browser.city.number(sofa);
    for (number, to) in [
        ("26-99999", "/office/inbox?said=number".to_owned()),
        (number.as_str(), format!("/office/inbox?report={sofa}&said=assigned")),
    ] {
        let fields = assign(number);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(browser.post(&here, &fields).await.location(), to);
    }
    let seen = browser.get(&format!("/office/inbox?report={sofa}")).await;
    assert!(
        seen.body.contains("Nur merken") && !seen.body.contains("Als Antwort übernehmen"),
        "no mail went out that this could answer"
    );
}

#[tokio::test]
async fn pictures_of_a_message_are_shown_without_what_the_camera_wrote_into_them() {
    let mut browser = Browser::new();
    replied(&browser.city);
    let post = first(&browser.city);
    browser.sign_in("reviewer").await;
    let page = browser.get(&format!("/office/inbox/{post}")).await;
    assert!(page.body.contains(&format!("/office/inbox/{post}/photos/0")) && page.body.contains("Ganze Nachricht"));
    let picture = browser.get(&format!("/office/inbox/{post}/photos/0")).await;
    assert_eq!((picture.status, picture.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
    assert!(!picture.body.contains("Exif"));
    assert_eq!(browser.get(&format!("/office/inbox/{post}/photos/1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_strangers_write_is_text_and_nothing_else() {
    let mut browser = Browser::new();
    for payload in PAYLOADS {
        browser.city.comes(&format!("From: \"{payload}\" <who@elsewhere.example>\nSubject: {payload}\n\n{payload}\n"));
    }
    let post = first(&browser.city);
    browser.sign_in("reviewer").await;
    for path in [
        "/office/inbox".to_owned(),
        "/office/inbox?all=1".to_owned(),
        "/office/".to_owned(),
        format!("/office/inbox/{post}"),
    ] {
        assert_harmless(&browser.get(&path).await.body);
    }
}

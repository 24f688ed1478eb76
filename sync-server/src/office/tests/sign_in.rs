//! Signing in and out.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use chrono::TimeDelta;

use crate::pages::testing::{Browser, PASSWORD, now, steady};

#[tokio::test]
async fn after_signing_in_one_is_where_one_wanted_to_go() {
    let mut browser = Browser::new();
    let form = browser.get("/office/login?next=/office/reports%3Fstate%3Ddone").await;
    let csrf = form.hidden("csrf");
    let next = form.hidden("next");
    let seen = browser
        .post("/office/login", &[("csrf", &csrf), ("next", &next), ("name", "lead"), ("password", PASSWORD)])
        .await;
    assert_eq!((seen.status, seen.location()), (StatusCode::SEE_OTHER, "/office/reports?state=done"));
    let cookie = seen
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .find(|cookie| cookie.to_str().unwrap().starts_with("kuemmerer_session="))
        .unwrap();
    let cookie = cookie.to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/office", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(browser.get("/office/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_look_the_same() {
    let mut browser = Browser::new();
    let mut bodies = Vec::new();
    for (name, password) in [("lead", "wrong"), ("nobody", PASSWORD)] {
        let csrf = browser.get("/office/login").await.hidden("csrf");
        let seen = browser.post("/office/login", &[("csrf", &csrf), ("name", name), ("password", password)]).await;
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
        bodies.push(seen.body.replace(&csrf, "").replace(name, ""));
    }
    assert_eq!(bodies[0], bodies[1]);
    insta::assert_snapshot!("login_error", steady(&bodies[0], "", ""));
}

#[tokio::test]
async fn whoever_guesses_waits_and_the_right_password_does_not_help_then() {
    let mut browser = Browser::new();
    let csrf = browser.get("/office/login").await.hidden("csrf");
    for _ in 0..10 {
        let seen = browser.post("/office/login", &[("csrf", &csrf), ("name", "nobody"), ("password", "x")]).await;
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    }
    let right = [("csrf", csrf.as_str()), ("name", "lead"), ("password", PASSWORD)];
    let seen = browser.post("/office/login", &right).await;
    assert_eq!(seen.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(seen.body.contains("Zu viele Versuche"));
    browser.later(TimeDelta::seconds(31));
    assert_eq!(browser.post("/office/login", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_from_elsewhere_signs_nobody_in_or_out() {
    let mut browser = Browser::new();
    let seen = browser.post("/office/login", &[("name", "lead"), ("password", PASSWORD)]).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    browser.sign_in("lead").await;
    assert_eq!(browser.post("/office/logout", &[("csrf", "x")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/office/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn sessions_end_by_hand_and_after_eight_idle_hours() {
    let mut browser = Browser::new();
    browser.sign_in("lead").await;
    browser.later(TimeDelta::hours(7));
    assert_eq!(browser.get("/office/").await.status, StatusCode::OK);
    browser.later(TimeDelta::hours(14));
    assert_eq!(browser.get("/office/").await.status, StatusCode::OK);
    browser.later(TimeDelta::hours(23));
    let seen = browser.get("/office/").await;
    assert_eq!(seen.location(), "/office/login?next=/office/&ended=1");
    assert!(browser.get(seen.location()).await.body.contains("Sie waren lange nicht da"));

    browser.city.clock.set(now());
    browser.post("/office/logout", &[]).await;
    let csrf = Browser::sign_in(&mut browser, "lead").await;
    assert_eq!(browser.post("/office/logout", &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/office/").await.status, StatusCode::SEE_OTHER);
}

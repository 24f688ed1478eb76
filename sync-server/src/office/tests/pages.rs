//! How the pages look to a reader, and what they never show.

use axum::http::{StatusCode, header};
use serde_json::json;
use shared::change::Kind;
use shared::ids::named;

use super::{day, place, sofa};
use crate::pages::testing::{Browser, PAYLOADS, assert_harmless, id, steady};

#[tokio::test]
async fn what_needs_a_person_stands_in_the_order_of_consequence() {
    let mut browser = Browser::new();
    day(&browser.city);
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get("/office/").await;
    assert_eq!(seen.status, StatusCode::OK);
    insta::assert_snapshot!("todo", steady(seen.work(), &csrf, "CSRF"));
}

#[tokio::test]
async fn the_list_shows_every_report_with_word_and_shape() {
    let mut browser = Browser::new();
    day(&browser.city);
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get("/office/reports").await;
    for text in [
        "Geht morgen um 7 an EDG",
        "Nicht zugestellt",
        "Geschlossen: Das Grundstück ist privat.",
        "Gefahr",
        "Zwei Angaben",
        "vor 14 min",
    ] {
        assert!(seen.body.contains(text), "{text} {}", seen.body);
    }
    insta::assert_snapshot!("list", steady(seen.work(), &csrf, "CSRF"));
}

#[tokio::test]
async fn an_empty_list_says_what_will_be_here() {
    let mut browser = Browser::new();
    let csrf = browser.sign_in("lead").await;
    let empty = browser.get("/office/").await;
    insta::assert_snapshot!("todo_empty", steady(empty.work(), &csrf, "CSRF"));
    assert!(browser.get("/office/reports").await.body.contains("Noch keine Meldung."));
    let seen = browser.get("/office/reports?text=26-1").await;
    assert!(seen.body.contains("Bitte ändern Sie die Suche.") && seen.body.contains("value=\"26-1\""));
}

#[tokio::test]
async fn the_search_stays_in_the_address_from_page_to_page() {
    let mut browser = Browser::new();
    for n in 0..120 {
        browser.city.report(0x2000 + n, json!({"category": "litter"}), &[]);
    }
    browser.sign_in("lead").await;
    let seen = browser.get("/office/reports?category=litter&text=26-").await;
    assert!(seen.body.contains("120 Meldungen"));
    assert!(seen.body.contains("href=\"/office/reports?category=litter&#38;text=26-&#38;page=1\""), "{}", seen.body);
    let seen = browser.get("/office/reports?category=litter&text=26-&page=2").await;
    assert_eq!(seen.body.matches("<tr id=").count(), 20);
    assert!(!seen.body.contains("rel=\"next\"") && seen.body.contains("rel=\"prev\""));
    assert!(browser.get("/office/reports?state=nonsense&page=4294967295").await.status.is_success());
}

#[tokio::test]
async fn a_report_tells_its_whole_story() {
    let mut browser = Browser::new();
    let sofa = sofa(&browser.city);
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get(&format!("/office/reports/{sofa}")).await;
    insta::assert_snapshot!("report", steady(seen.work(), &csrf, "CSRF"));
}

#[tokio::test]
async fn the_office_speaks_english_to_who_asks_for_it() {
    let mut browser = Browser::new();
    let sofa = sofa(&browser.city);
    browser.sign_in("lead").await;
    let seen = browser.get("/office/?lang=en").await;
    assert!(seen.body.contains("<html lang=\"en\">") && seen.body.contains("To do"), "{}", seen.body);
    assert!(browser.get(&format!("/office/reports/{sofa}")).await.body.contains("What is to be done?"));
}

#[tokio::test]
async fn photos_are_shown_and_sealed_ones_never() {
    let mut browser = Browser::new();
    let sofa = sofa(&browser.city);
    browser.city.report(0x77, json!({"category": "litter"}), &[(0x64, "photo")]);
    browser.sign_in("lead").await;
    let photo = |n: u128| format!("/office/attachments/{}?size=thumb", id(n));
    let seen = browser.get(&photo(0x61)).await;
    assert_eq!((seen.status, seen.headers[header::CONTENT_TYPE].as_bytes()), (StatusCode::OK, &b"image/jpeg"[..]));
    let sealed = browser.get(&photo(0x63)).await;
    assert_eq!(sealed.status, StatusCode::FORBIDDEN);
    assert!(sealed.body.contains("unter Verschluss"));
    // One that is not here yet, and one that nobody knows.
    assert_eq!(browser.get(&photo(0x64)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&photo(0x99)).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.get(&format!("/office/reports/{sofa}")).await.body.contains(&id(0x63).to_string()));
}

#[tokio::test]
async fn what_people_write_is_text_on_every_page() {
    for payload in PAYLOADS {
        let mut browser = Browser::new();
        let plain = payload.replace('\0', "");
        let stop = json!({"code": "x", "name": plain, "kind": "park", "lat": 51.6, "lon": 7.3});
        browser.city.edit(Kind::Stop, named("stop", "x"), stop);
        let fields = json!({"category": plain, "place": place(51.6, 7.3), "note": payload, "material": plain});
        let report = browser.city.report(0x1, fields, &[]);
        browser.city.edit(Kind::Report, report, json!({"note": "x"}));
        browser.city.correct(report, json!({"note": format!("{payload}!")}));
        let csrf = browser.sign_in("lead").await;
        let here = format!("/office/reports/{report}");
        let query = crate::pages::query(&[("text", payload), ("state", payload), ("department", payload)]);
        for path in [&here, "/office/", "/office/reports", &format!("/office/reports{query}")] {
            assert_harmless(&browser.get(path).await.body);
        }
        let fields = [("csrf", csrf.as_str()), ("number", payload)];
        assert_harmless(&browser.post(&format!("{here}/merge"), &fields).await.body);
    }
}

#[tokio::test]
async fn looking_changes_nothing() {
    let mut browser = Browser::new();
    day(&browser.city);
    browser.sign_in("lead").await;
    let written = browser.city.written();
    for act in ["", "/hold", "/resend", "/close", "?said=saved", "?value=litter"] {
        browser.get(&format!("/office/reports/{}{act}", id(0x1234))).await;
    }
    assert_eq!(browser.city.written(), written);
}

#[tokio::test]
async fn pages_bring_their_armour() {
    let mut browser = Browser::new();
    browser.sign_in("lead").await;
    for path in ["/", "/office/", "/office/login", "/office/nowhere", "/answer/x", "/office/reports/no-id"] {
        let seen = browser.get(path).await;
        let header = |name: &str| seen.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert!(header("content-security-policy").starts_with("default-src 'none'; "), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"));
        assert_eq!(header("content-security-policy").contains("script-src 'self'"), path.starts_with("/office"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!((header("x-content-type-options"), header("referrer-policy")), ("nosniff", "no-referrer"));
        if path != "/" {
            assert_eq!((header("cache-control"), header("x-robots-tag")), ("no-store", "noindex, nofollow"), "{path}");
        }
        assert!(header("content-type").starts_with("text/html"), "{path}");
        assert!(seen.body.contains("<html lang=\"de\">"));
        let ours = seen.body.matches("<script type=\"module\" src=\"/assets/office/").count();
        assert_eq!(seen.body.matches("<script").count(), ours);
        assert!(!seen.body.contains(" style=") && !seen.body.contains("<style"));
    }
    let style = browser.get("/").await.body.split_once("href=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let seen = browser.get(&style).await;
    assert!(seen.body.contains("--accent") && seen.body.contains(".answer"));
}

//! How the pages look to a reader, and what they never show.

use axum::http::{StatusCode, header};
use serde_json::json;
use shared::change::Role;

use super::{PAYLOADS, assert_harmless, day, fill, report, sofa, stored};
use crate::pages::testing::{Browser, id, steady};

const HERE: &str = "/office/reports/00000000-0000-0000-0000-0000000004d2";

#[tokio::test]
async fn the_list_shows_every_report_with_word_and_shape() {
    let mut browser = Browser::new();
    fill(&browser, day());
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get("/office/").await;
    assert_eq!(seen.status, StatusCode::OK);
    for text in [
        "Geht morgen um 7 an EDG",
        "Nicht zugestellt",
        "Geschlossen: Das Grundstück ist privat.",
        "Gefahr",
        "Zwei Angaben",
        "vor 14 min",
    ] {
        assert!(seen.body.contains(text), "{text}");
    }
    insta::assert_snapshot!("list", steady(&seen.body, &csrf, "CSRF"));
}

#[tokio::test]
async fn an_empty_list_says_what_will_be_here() {
    let mut browser = Browser::new();
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get("/office/").await;
    insta::assert_snapshot!("list_empty", steady(&seen.body, &csrf, "CSRF"));
    let seen = browser.get("/office/?text=26-1").await;
    assert!(seen.body.contains("Bitte ändern Sie die Suche.") && seen.body.contains("value=\"26-1\""));
}

#[tokio::test]
async fn the_search_stays_in_the_address_from_page_to_page() {
    let mut browser = Browser::new();
    let many =
        (0..120).map(|n| report(2000 + n, json!({"category": "litter"}), None, &[(n as i64, Role::Phone, stored())]));
    fill(&browser, many.collect());
    browser.sign_in("lead").await;
    let seen = browser.get("/office/?category=litter&text=26-").await;
    assert!(seen.body.contains("120 Meldungen"));
    assert!(seen.body.contains("href=\"/office/?category=litter&#38;text=26-&#38;page=1\""), "{}", seen.body);
    let seen = browser.get("/office/?category=litter&text=26-&page=2").await;
    assert_eq!(seen.body.matches("<tr>").count(), 1 + 20);
    assert!(!seen.body.contains("rel=\"next\"") && seen.body.contains("rel=\"prev\""));
    assert!(browser.get("/office/?state=nonsense&page=4294967295").await.status.is_success());
}

#[tokio::test]
async fn a_report_tells_its_whole_story() {
    let mut browser = Browser::new();
    fill(&browser, vec![sofa()]);
    let csrf = browser.sign_in("lead").await;
    let seen = browser.get(HERE).await;
    insta::assert_snapshot!("report", steady(&seen.body, &csrf, "CSRF"));
}

#[tokio::test]
async fn the_office_speaks_english_to_who_asks_for_it() {
    let mut browser = Browser::new();
    fill(&browser, vec![sofa()]);
    browser.sign_in("lead").await;
    let seen = browser.get("/office/?lang=en").await;
    assert!(seen.body.contains("<html lang=\"en\">") && seen.body.contains("All reports"));
    assert!(browser.get(HERE).await.body.contains("What is to be done?"));
}

#[tokio::test]
async fn photos_are_shown_and_sealed_ones_never() {
    let mut browser = Browser::new();
    fill(&browser, vec![sofa()]);
    browser.sign_in("lead").await;
    let photo = |n: u128| format!("/office/attachments/{}?size=thumb", id(n));
    let seen = browser.get(&photo(0x61)).await;
    assert_eq!((seen.status, seen.headers[header::CONTENT_TYPE].as_bytes()), (StatusCode::OK, &b"image/jpeg"[..]));
    let sealed = browser.get(&photo(0x63)).await;
    assert_eq!(sealed.status, StatusCode::FORBIDDEN);
    assert!(sealed.body.contains("unter Verschluss"));
    assert_eq!(browser.get(&photo(0x64)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&photo(0x99)).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.get(HERE).await.body.contains(&id(0x63).to_string()));
}

#[tokio::test]
async fn what_people_write_is_text_on_every_page() {
    for payload in PAYLOADS {
        let mut browser = Browser::new();
        let mut page = sofa();
        page.row.category = payload.into();
        page.row.place = Some(payload.into());
        for field in ["note", "amount", "category"] {
            page.record.fields.get_mut(field).unwrap().value = json!(payload);
        }
        page.record.fields.get_mut("amount").unwrap().losers[0].value = json!({"x": payload});
        page.forwardings[0].department = payload.into();
        page.row.status.reason = Some(payload.into());
        fill(&browser, vec![page]);
        let csrf = browser.sign_in("lead").await;
        assert_harmless(&browser.get(HERE).await.body);
        assert_harmless(&browser.get("/office/").await.body);
        let address = crate::pages::query(&[("text", payload), ("state", payload), ("department", payload)]);
        assert_harmless(&browser.get(&format!("/office/{address}")).await.body);
        let fields = [("csrf", csrf.as_str()), ("value", payload)];
        assert_harmless(&browser.post(&format!("{HERE}/merge"), &fields).await.body);
    }
}

#[tokio::test]
async fn looking_changes_nothing() {
    let mut browser = Browser::new();
    fill(&browser, day());
    browser.sign_in("lead").await;
    for act in ["", "/hold", "/resend", "/close", "?said=saved", "?value=litter"] {
        browser.get(&format!("{HERE}{act}")).await;
    }
    assert_eq!(browser.desk.writes(), 0);
}

#[tokio::test]
async fn pages_bring_their_armour() {
    let mut browser = Browser::new();
    browser.sign_in("lead").await;
    for path in ["/", "/office/", "/office/login", "/office/nowhere", "/answer/x", "/office/reports/no-id"] {
        let seen = browser.get(path).await;
        let header = |name: &str| seen.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!((header("x-content-type-options"), header("referrer-policy")), ("nosniff", "no-referrer"));
        if path != "/" {
            assert_eq!((header("cache-control"), header("x-robots-tag")), ("no-store", "noindex, nofollow"), "{path}");
        }
        assert!(header("content-type").starts_with("text/html"), "{path}");
        assert!(seen.body.contains("<html lang=\"de\">"));
        assert!(!seen.body.contains("<script") && !seen.body.contains(" style=") && !seen.body.contains("<style"));
    }
    let style = browser.get("/").await.body.split_once("href=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let seen = browser.get(&style).await;
    assert!(seen.body.contains("--accent") && seen.body.contains(".answer"));
}

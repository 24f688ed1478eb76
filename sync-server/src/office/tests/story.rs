//! A report's way through the office: seen, corrected, merged, mailed, answered, closed.

use axum::http::StatusCode;
use serde_json::json;

use super::place;
use crate::pages::testing::Browser;

#[tokio::test]
async fn from_the_phone_to_the_department_and_back() {
    let mut browser = Browser::new();
    let bring = |n, note: &str| {
        let fields = json!({"category": "litter", "place": place(51.6, 7.3), "note": note});
        browser.city.report(n, fields, &[])
    };
    let (report, other) = (bring(0x1, "Drei Säcke am Zaun"), bring(0x2, "Auch drei Säcke"));
    browser.sign_in("lead").await;
    let list = browser.get("/office/reports").await;
    assert!(list.body.contains("2 Meldungen") && list.body.contains("Geht morgen um 7 an EDG"), "{}", list.body);

    // The note is corrected on the ground of what the form showed; what stands there already is not written again.
    let here = format!("/office/reports/{report}");
    let page = browser.get(&here).await;
    let csrf = page.hidden("csrf");
    let base = page.hidden("base-note");
    let mut fields = vec![("csrf", csrf.as_str()), ("base-note", &base), ("was-note", "Drei Säcke am Zaun")];
    fields.extend([("category", "litter"), ("was-category", "litter"), ("note", "Vier Säcke am Zaun")]);
    let correct = format!("{here}/correct");
    assert!(browser.post(&correct, &fields).await.location().starts_with(&format!("{here}?said=saved&seq=")));
    let base = browser.get(&here).await.hidden("base-note");
    fields[1].1 = &base;
    assert_eq!(browser.post(&correct, &fields).await.location(), format!("{here}?said=same"));
    let page = browser.get(&here).await;
    assert!(page.body.contains("Vier Säcke am Zaun") && page.body.contains("Notiz geändert"));
    assert!(!page.body.contains("Zwei Angaben"));

    // Merging by number, and never in a circle.
    let (number, other_number) = (browser.city.number(report), browser.city.number(other));
    let merge = [("csrf", csrf.as_str()), ("number", &number)];
    let there = format!("/office/reports/{other}");
    assert_eq!(browser.post(&format!("{there}/merge"), &merge).await.status, StatusCode::SEE_OTHER);
    let circle = browser.post(&format!("{here}/merge"), &[("csrf", &csrf), ("number", &other_number)]).await;
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(circle.body.contains("gehört schon zu der anderen"), "{}", circle.body);

    // The digest goes out; the department opens its link and answers.
    browser.city.mail();
    let link = browser.city.link(report);
    assert!(browser.get(&link).await.body.contains("Noch nicht gespeichert"));
    for _ in 0..2 {
        let seen = browser.post(&link, &[("outcome", "done"), ("note", "Abgeholt.")]).await;
        assert_eq!(seen.location(), format!("{link}?saved=1"));
    }
    assert!(browser.get(&format!("{link}?saved=1")).await.body.contains("„Abgeholt.“"));
    let page = browser.get(&here).await;
    assert_eq!(page.body.matches("EDG: Erledigt").count(), 1, "{}", page.body);

    // Staff close it: the link says that there is nothing left to do.
    let close = [("csrf", csrf.as_str()), ("closed", "already_gone")];
    assert_eq!(browser.post(&format!("{here}/close"), &close).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/office/reports?state=closed").await.body.contains("Geschlossen: Es war schon weg."));
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
}

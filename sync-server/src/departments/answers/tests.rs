//! What a department meets that opens its link.

use assets::scenes::{Scene, Shot};
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::{AttachmentRole, Outcome};
use shared::ids::named;
use uuid::Uuid;

use super::link_token;
use crate::pages::testing::{Browser, PAYLOADS, assert_harmless, id, now, steady};
use crate::photos::AttachmentStore;
use crate::storage::Desk;

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

/// A photo as a camera makes it: with EXIF that says where.
fn snapped() -> Vec<u8> {
    Shot { orientation: 6, ..Shot::new(Scene::Sofa, 7, 1_600, 1_200) }.jpeg()
}

#[tokio::test]
async fn the_button_comes_before_everything_that_is_optional() {
    let (mut browser, _, link) = mailed();
    let page = browser.get(&link).await.body;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
    assert!(at("Noch nicht gespeichert") < at("name=\"outcome\""));
    assert!(at("name=\"outcome\"") < at("<details"));
    for optional in ["name=\"note\"", "name=\"photo\"", "name=\"initials\""] {
        assert!(at("<details") < at(optional), "{optional}");
    }
    // A question is nothing without its words.
    let page = browser.get(&format!("{link}?a=question")).await.body;
    assert!(page.find("name=\"note\"") < page.find("name=\"outcome\""));
}

#[tokio::test]
async fn a_photo_comes_with_the_answer_and_leaves_everything_else_behind() {
    let (mut browser, sofa, link) = mailed();
    let taken = snapped();
    assert!(taken.windows(4).any(|four| four == b"Exif"));
    let fields: [(&str, &[u8]); 3] = [("outcome", b"done"), ("note", b"Abgeholt."), ("photo", &taken)];
    for _ in 0..2 {
        assert_eq!(browser.post_parts(&link, &fields).await.status, StatusCode::SEE_OTHER);
    }
    let report = browser.city.storage.report(sofa).unwrap().unwrap();
    let sent: Vec<_> = report.attachments.iter().filter(|it| it.role == AttachmentRole::Answer).collect();
    assert_eq!(sent.len(), 1, "pressed twice, it is there once");
    let kept = browser.city.photos.read(&sent[0].blob.unwrap()).unwrap();
    assert!(!kept.windows(4).any(|four| four == b"Exif"));
    assert_eq!(browser.city.told(&Kind::Answer).len(), 1);

    // Its sender sees it again; who reported does not, and no other department.
    assert!(browser.get(&format!("{link}?saved=1")).await.body.contains("alt=\"Ihr Foto\""));
    let path = format!("{link}/photo/{}", sent[0].id);
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    assert!(!browser.city.storage.phone_may_see(id(9), sent[0].id).unwrap());
    browser.city.sight(0x31, sofa, "still_there");
    browser.city.edit(Kind::Report, sofa, json!({"department": "gruen"}));
    browser.city.mail();
    let other = browser.city.link(sofa);
    assert_ne!(other, link);
    assert_eq!(browser.get(&format!("{other}/photo/{}", sent[0].id)).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.get(&other).await.body.contains("Ihr Foto"));

    // Staff see it, and may black it out.
    browser.sign_in("reviewer").await;
    assert!(browser.get(&format!("/office/reports/{sofa}")).await.body.contains("Vom Fachbereich"));
    let path = format!("/office/attachments/{}", sent[0].id);
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_photo_changes_no_state_and_nobody_is_mailed_because_of_it() {
    let (mut browser, sofa, link) = mailed();
    let before = browser.city.storage.report(sofa).unwrap().unwrap();
    let photo = snapped();
    let fields: [(&str, &[u8]); 3] = [("outcome", b"note"), ("note", b"Dieses hier?"), ("photo", &photo)];
    assert_eq!(browser.post_parts(&link, &fields).await.status, StatusCode::SEE_OTHER);
    let after = browser.city.storage.report(sofa).unwrap().unwrap();
    assert_eq!(after.row.status.state, before.row.status.state);
    assert_eq!(after.row.status.received_at, before.row.status.received_at);
    assert_eq!(after.row.photo, before.row.photo);
    assert_eq!(after.forwardings.len(), before.forwardings.len());
    assert!(browser.city.mail().is_empty());
}

#[tokio::test]
async fn what_is_no_photo_is_not_kept_and_what_was_typed_is() {
    let (mut browser, _, link) = mailed();
    let written = browser.city.written();
    let huge = vec![0xff; 16_000_001];
    let whole = snapped();
    for (photo, says) in [
        (&b"<svg onload=alert(1)>"[..], "Das Foto ist nicht lesbar."),
        (&whole[..900], "Das Foto ist nicht lesbar."),
        (&huge, "Das Foto ist zu groß."),
    ] {
        let fields: [(&str, &[u8]); 3] = [("photo", photo), ("outcome", b"done"), ("note", b"Steht noch da")];
        let seen = browser.post_parts(&link, &fields).await;
        assert!(seen.status.is_client_error(), "{}", seen.status);
        assert!(seen.body.contains(says) && seen.body.contains("Steht noch da"), "{}", seen.body);
        assert!(seen.body.contains("Noch nicht gespeichert"));
    }
    assert_eq!(browser.city.written(), written);
    // An empty field is no photo.
    let fields: [(&str, &[u8]); 2] = [("outcome", b"done"), ("photo", b"")];
    assert_eq!(browser.post_parts(&link, &fields).await.status, StatusCode::SEE_OTHER);
    // Nobody who has no link of ours gets a byte read.
    let fields: [(&str, &[u8]); 1] = [("photo", &huge)];
    assert_eq!(browser.post_parts("/answer/x", &fields).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_newer_mail_replaces_the_link_of_an_older_one() {
    let (mut browser, sofa, link) = mailed();
    let lead = browser.city.storage.user("lead").unwrap().unwrap().0.id;
    browser.city.storage.resend(lead, sofa, now()).unwrap().unwrap();
    assert_eq!(browser.get(&link).await.status, StatusCode::OK, "the newer one is not out yet");
    browser.city.mail();
    let newer = browser.city.link(sofa);
    assert_ne!(newer, link);
    let seen = browser.get(&link).await;
    assert_eq!(seen.status, StatusCode::GONE);
    assert!(seen.body.contains("Es gibt einen neueren Link.") && seen.body.contains(&format!("href=\"{newer}\"")));
    assert_eq!(browser.post(&link, &[("outcome", "done")]).await.status, StatusCode::GONE);
    assert!(browser.city.told(&Kind::Answer).is_empty());
    assert_eq!(browser.post(&newer, &[("outcome", "done")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn links_survive_what_programs_put_around_them() {
    let (mut browser, _, link) = mailed();
    let list = browser.city.list("edg");
    for around in [".", "%3E", "%3E.", ",", "%22", "&data=05%7C02", "%0D%0A", "?data=05%7c02&reserved=0", "?a=done%3E"]
    {
        for link in [&link, &list] {
            let seen = browser.get(&format!("{link}{around}")).await;
            assert_eq!(seen.status, StatusCode::OK, "{around}");
            assert!(link == &list || seen.body.contains(&format!("action=\"{link}\"")), "{around}");
        }
    }
    // A letter of the token as an escape, in either case.
    let last = link.chars().last().unwrap();
    for escape in [format!("%{:02X}", u32::from(last)), format!("%{:02x}", u32::from(last))] {
        let seen = browser.get(&format!("{}{escape}", link.split_at(link.len() - 1).0)).await;
        assert_eq!(seen.status, StatusCode::OK);
    }
    let seen = browser.get(&format!("{link}?a=not_ours.&data=1")).await;
    assert!(seen.body.split_once("name=\"outcome\" value=\"").unwrap().1.starts_with("not_ours\""));
}

#[tokio::test]
async fn who_tries_many_links_waits_and_colleagues_do_not() {
    let (mut browser, _, link) = mailed();
    let mut last = StatusCode::OK;
    for n in 0..31 {
        last = browser.get(&format!("/answer/{n:048}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(browser.get(&format!("/answer/list/{:048}", 1)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    browser.later(TimeDelta::seconds(11));
    assert_eq!(browser.get("/answer/x").await.status, StatusCode::NOT_FOUND);
}

/// Four reports for EDG in two districts, one of them dangerous, one seen again after it was done; one for Grünflächen.
fn a_list() -> (Browser, String) {
    let browser = Browser::new();
    let city = &browser.city;
    city.ago(600);
    let at = |lat: f64, lon: f64| json!({"lat": lat, "lon": lon, "accuracy": 8.0, "source": "device"});
    let (north, south) = (at(51.607_46, 7.296_94), at(51.592_3, 7.287_3));
    city.report(0x21, json!({"category": "litter", "place": north}), &[(0x61, "photo")]);
    let again = city.report(0x22, json!({"category": "illegal_dumping", "place": north, "note": "Ein Sofa."}), &[]);
    city.report(0x23, json!({"category": "needles", "place": north}), &[]);
    city.report(0x24, json!({"category": "illegal_dumping", "amount": "van", "place": south}), &[]);
    let green = city.report(0x25, json!({"category": "litter", "place": south}), &[]);
    for report in [0x21, 0x22, 0x24] {
        city.edit(Kind::Report, id(report), json!({"department": "edg"}));
    }
    city.edit(Kind::Report, green, json!({"department": "gruen"}));
    city.upload(&[0x61]);
    city.ago(300);
    city.mail();
    city.answer(again, Outcome::Done, Some("Abgeholt."));
    city.sight(0x31, again, "still_there");
    city.ago(100);
    city.mail();
    city.ago(0);
    let list = city.list("edg");
    (browser, list)
}

#[tokio::test]
async fn the_list_shows_what_is_open_by_district_and_urgency() {
    let (mut browser, list) = a_list();
    let written = browser.city.written();
    let seen = browser.get(&list).await;
    assert_eq!(seen.status, StatusCode::OK);
    let numbers: Vec<String> = [0x23, 0x22, 0x21].map(|n| browser.city.number(id(n))).into();
    let at: Vec<usize> = numbers.iter().map(|number| seen.body.find(number.as_str()).unwrap()).collect();
    assert!(at.is_sorted(), "{at:?}: {}", seen.body);
    assert!(seen.body.contains(&browser.city.number(id(0x24))));
    assert!(!seen.body.contains(&browser.city.number(id(0x25))), "another department's");
    assert!(seen.body.contains("Noch nicht gespeichert") && seen.body.contains("Abgeholt."));
    insta::assert_snapshot!("list", listed(&browser, &seen.body));
    let seen = browser.get(&format!("{list}?print=1")).await;
    insta::assert_snapshot!("list_print", listed(&browser, &seen.body));
    let seen = browser.get(&format!("{list}?all=1")).await;
    assert_eq!(seen.body.matches(" checked>").count(), 4);
    assert_eq!(browser.city.written(), written);
}

/// A page without its tokens.
fn listed(browser: &Browser, body: &str) -> String {
    let links = [0x21, 0x22, 0x23, 0x24].map(|n| (browser.city.link(id(n)), format!("/answer/TOKEN-{n:x}")));
    let body = links.iter().fold(body.to_owned(), |body, (link, name)| body.replace(link, name));
    steady(&body, &browser.city.list("edg"), "/answer/list/TOKEN")
}

#[tokio::test]
async fn several_are_answered_at_once_and_each_says_what_became_of_it() {
    let (mut browser, list) = a_list();
    let city = &browser.city;
    let ids = [0x21, 0x22, 0x24].map(|n| city.forwarding(id(n)).to_string());
    let foreign = city.forwarding(id(0x25)).to_string();
    // Closed while the list is open on somebody's screen.
    city.edit(Kind::Report, id(0x24), json!({"closed": "nesting"}));
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("tick", id.as_str())).collect();
    fields.extend([("tick", foreign.as_str()), ("tick", "x"), ("initials", "mk"), ("outcome", "done")]);
    for _ in 0..2 {
        let seen = browser.post(&list, &fields).await;
        assert_eq!(seen.status, StatusCode::OK);
        let (saved, rest) = seen.body.split_once("Nicht gespeichert").unwrap();
        assert!(saved.contains(&browser.city.number(id(0x21))) && saved.contains(&browser.city.number(id(0x22))));
        assert!(rest.contains(&browser.city.number(id(0x24))) && rest.contains("Die Meldung ist geschlossen."));
    }
    let answers = browser.city.told(&Kind::Answer);
    assert_eq!(answers.len(), 3, "one of them before, none twice, none for another department");
    assert_eq!((&answers[1]["outcome"], &answers[1]["initials"]), (&json!("done"), &json!("mk")));
    let page = browser.get(&list).await.body;
    assert!(page.contains(&browser.city.number(id(0x23))) && !page.contains(&browser.city.number(id(0x21))));
}

#[tokio::test]
async fn a_list_asks_for_a_tick_and_hands_back_what_was_typed() {
    let (mut browser, list) = a_list();
    let written = browser.city.written();
    let seen = browser.post(&list, &[("outcome", "done"), ("note", "Alles weg.")]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.body.contains("Bitte kreuzen Sie eine Meldung an.") && seen.body.contains("Alles weg."));
    let tick = browser.city.forwarding(id(0x21)).to_string();
    let long = "ü".repeat(4_001);
    let seen = browser.post(&list, &[("tick", &tick), ("outcome", "done"), ("note", &long)]).await;
    assert!(seen.body.contains("Höchstens 4000 Zeichen") && seen.body.contains(" checked>"));
    assert_eq!(browser.city.written(), written);
}

#[tokio::test]
async fn links_of_one_kind_open_nothing_of_the_other() {
    let (mut browser, list) = a_list();
    let answer = browser.city.link(id(0x21));
    let (of_list, of_answer) = (list.rsplit('/').next().unwrap(), answer.rsplit('/').next().unwrap());
    let paths = [
        format!("/answer/{of_list}"),
        format!("/answer/list/{of_answer}"),
        format!("/evidence/file/{of_list}"),
        // Of a department that there is not.
        browser.city.list("nobody"),
    ];
    for path in paths {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    browser.later(TimeDelta::days(91));
    assert_eq!(browser.get(&list).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_list_takes_words_as_words() {
    for payload in PAYLOADS {
        let (mut browser, list) = a_list();
        let plain = payload.replace('\0', "");
        browser.city.edit(Kind::Department, named("department", "edg"), json!({"name": plain, "short": plain}));
        browser.city.edit(Kind::Stop, named("stop", "n3"), json!({"name": plain}));
        browser.city.correct(id(0x21), json!({"note": payload}));
        browser.city.answer(id(0x22), Outcome::Accepted, Some(payload));
        let query = crate::pages::query(&[("lang", payload), ("all", payload)]);
        for path in [list.clone(), format!("{list}?print=1"), format!("{list}{query}")] {
            assert_harmless(&browser.get(&path).await.body);
        }
        let fields = [("tick", payload), ("outcome", "done"), ("note", payload), ("initials", payload)];
        assert_harmless(&browser.post(&list, &fields).await.body);
    }
}

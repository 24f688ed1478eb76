//! A hazard that nobody confirms, as staff see it; and the contacts of a department, as they are set up.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::ids::named;

use crate::clock::Clock;
use crate::pages::testing::{Browser, now};
use crate::storage::{Ledger, Mailed, Queue};

/// What stands chosen in the form of the EDG.
const CHOSEN: [(&str, &str); 3] = [("article", "die"), ("days", "workdays"), ("open_list", "mon")];

/// The job's run at this minute: what is due is asked, and goes out.
fn run(browser: &Browser, minute: i64) {
    let city = &browser.city;
    city.clock.set(now() + TimeDelta::minutes(minute));
    let mut new = || crate::random::v7(city.clock.now());
    city.storage.ask_next_contacts(&mut new, "example.org", city.clock.now()).unwrap();
    city.storage.freeze_urgent(&mut new, "example.org", city.clock.now()).unwrap();
    let at = city.clock.now();
    while let Some(claim) = city.storage.claim(true, at, at + TimeDelta::minutes(15)).unwrap() {
        city.storage.mailed(Mailed { mail: claim.mail, at }).unwrap();
    }
}

#[tokio::test]
async fn who_was_asked_when_and_that_staff_must_call() {
    let mut browser = Browser::new();
    let duty = json!([
        { "name": "Einsatzleitung", "email": "tag@edg.example.org",
          "hours": { "days": [1, 2, 3, 4, 5], "from": "07:00", "to": "19:00" } },
        { "name": "Leitstelle", "email": "leitstelle@edg.example.org" },
    ]);
    browser.city.edit(Kind::Department, named("department", "edg"), json!({ "duty": duty }));
    let place = json!({"lat": 51.600_459, "lon": 7.300_542, "accuracy": 8.0, "source": "device"});
    let needles = browser.city.report(0x4001, json!({"category": "needles", "place": place}), &[]);
    run(&browser, 0);
    run(&browser, 15);
    browser.sign_in("lead").await;
    let todo = browser.get("/office/").await;
    assert!(todo.body.contains("Dringend, nicht bestätigt"), "{}", todo.body);
    run(&browser, 30);
    let todo = browser.get("/office/").await;
    assert!(todo.body.contains("Niemand hat bestätigt: bitte anrufen"), "{}", todo.body);
    assert!(todo.body.contains("href=\"tel:03023125201\"") && todo.body.contains("EDG 030 23125 201"), "{}", todo.body);
    assert!(!todo.body.contains("Dringend, nicht bestätigt"));

    let page = browser.get(&format!("/office/reports/{needles}")).await;
    let plain = |text: &str| page.body.replace(['\u{2068}', '\u{2069}'], "").contains(text);
    for text in [
        "An EDG geschickt: Einsatzleitung",
        "Für EDG vorgesehen: an den zweiten Kontakt",
        "An EDG geschickt: Leitstelle",
        "<bdi>Leitstelle</bdi><span>an den zweiten Kontakt</span>",
        "Niemand hat bestätigt. Das Büro muss anrufen.",
        "id=\"confirm\"",
    ] {
        assert!(plain(text), "{text}: {}", page.body);
    }
}

#[tokio::test]
async fn contacts_are_set_up_in_a_plain_form_that_says_what_to_do() {
    let mut browser = Browser::new();
    let csrf = browser.sign_in("lead").await;
    let here = format!("/office/departments/{}", named("department", "edg"));
    let page = browser.get(&here).await;
    for text in ["Wer liest Eiliges?", "name=\"duty.0.name\"", "name=\"duty.1.day7\"", "Weiterer Kontakt"] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("name=\"duty.2.name\""));
    let fields = |page: &str| -> Vec<(String, String)> {
        let inputs = page.split("<input ").skip(1).filter(|input| !input.starts_with("type=\"hidden\" name=\"csrf\""));
        let attribute = |input: &str, name: &str| {
            let rest = input.split_once(&format!("{name}=\""))?.1;
            Some(rest.split('"').next()?.to_owned())
        };
        inputs
            .filter(|input| {
                !input.contains("checkbox") || input.split('>').next().is_some_and(|tag| tag.contains(" checked"))
            })
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .filter(|(name, _)| name != "mail")
            .collect()
    };
    let form = page.body.split("<form").find(|form| form.contains("duty.0.name")).unwrap().to_owned();
    let mut typed = fields(&form);
    typed.extend(CHOSEN.map(|(name, value)| (name.to_owned(), value.to_owned())));
    typed.retain(|(name, _)| !name.starts_with("duty."));
    let post = |more: &[(&str, &str)]| {
        let mut all: Vec<(String, String)> = vec![("csrf".to_owned(), csrf.clone())];
        all.extend(typed.iter().cloned());
        all.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all
    };
    let lead = [
        ("duty.0.name", "Einsatzleitung"),
        ("duty.0.email", "tag@edg.example.org"),
        ("duty.0.day1", "1"),
        ("duty.0.from", "07:00"),
        ("duty.0.to", "16:00"),
    ];
    let all = post(&lead);
    let refused = browser.post(&here, &all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Der letzte Kontakt muss immer da sein."), "{}", refused.body);
    assert!(refused.body.contains("value=\"Einsatzleitung\"") && refused.body.contains("name=\"duty.1.name\""));

    let centre =
        [("duty.1.name", "Leitstelle"), ("duty.1.email", "leitstelle@edg.example.org"), ("duty.1.always", "1")];
    let all = post(&[&lead[..], &centre[..]].concat());
    let saved = browser.post(&here, &all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = browser.get(&here).await;
    let plain = page.body.replace(['\u{2068}', '\u{2069}'], "");
    for text in ["1. Kontakt: <bdi>Einsatzleitung</bdi>", "2. Kontakt: <bdi>Leitstelle</bdi>", "Weiterer Kontakt"] {
        assert!(plain.contains(text), "{text}: {plain}");
    }
    // Saved again as it is: nothing changes.
    let form = page.body.split("<form").find(|form| form.contains("duty.0.name")).unwrap().to_owned();
    let mut again = fields(&form);
    again.extend(CHOSEN.map(|(name, value)| (name.to_owned(), value.to_owned())));
    again.push(("csrf".to_owned(), csrf.clone()));
    let same = browser.post(&here, &again.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>()).await;
    assert!(same.location().contains("said=same"), "{} {}", same.location(), same.body);
}

//! A report's way over the real storage: seen, corrected, mailed, answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::change::{Author, Change, Edit, Kind};
use shared::protocol::{PushRequest, Verdict};
use tempfile::TempDir;

use crate::departments::answers::link_token;
use crate::journal::Journal;
use crate::office::hash_password;
use crate::pages::testing::{Browser, PASSWORD, id, now};
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Desk, Devices, Enrolment, Exchange, Ledger, Mailed, Operations, StaffRole};

fn musterstadt() -> (TempDir, Arc<SqliteStorage>) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Arc::new(Journal::at(folder.path().join("journal")));
    let storage = Arc::new(SqliteStorage::open(&folder.path().join("db"), journal).unwrap());
    storage.found_city("Musterstadt", "Europe/Berlin", now()).unwrap();
    crate::city::load(&*storage, &assets::city::demo().unwrap(), now()).unwrap();
    storage.put_user("lead", StaffRole::Lead, &hash_password(PASSWORD, [1; 16]).unwrap(), now()).unwrap();
    let enrolment =
        Enrolment { code_hash: [1; 32], label: "Handy 1".into(), team: None, expires_at: now() + TimeDelta::days(1) };
    storage.add_enrolment(&enrolment).unwrap();
    storage.enrol(&[1; 32], id(1), &[2; 32], now()).unwrap().unwrap();
    (folder, storage)
}

/// A phone brings a report without a photo.
fn bring(storage: &SqliteStorage, n: u64, note: &str) -> uuid::Uuid {
    let record = id(0x7000 + u128::from(n));
    let place = json!({"lat": 51.6, "lon": 7.3, "accuracy": 8.0, "source": "device"});
    let fields: BTreeMap<String, Edit> = [("category", json!("litter")), ("place", place), ("note", json!(note))]
        .map(|(name, value): (&str, Value)| (name.to_owned(), Edit { base: None, value }))
        .into();
    let author = Author { device: id(1), person: None, copy: None };
    let change = Change {
        id: id(0x8000 + u128::from(n)),
        n,
        kind: Kind::Report,
        record,
        author,
        fields,
        made_at: now(),
        extra: Default::default(),
    };
    let raw = RawValue::from_string(String::from_utf8(change.encode().unwrap()).unwrap()).unwrap();
    let answer = storage.push(id(1), &PushRequest { changes: vec![raw], facts: Vec::new() }, now()).unwrap();
    assert!(matches!(answer.verdicts[..], [Verdict::Stored(_)]), "{:?}", answer.verdicts);
    record
}

#[tokio::test]
async fn from_the_phone_to_the_department_and_back() {
    let (_folder, storage) = musterstadt();
    let secret = storage.secret().unwrap();
    let report = bring(&storage, 1, "Drei Säcke am Zaun");
    let other = bring(&storage, 2, "Auch drei Säcke");
    let mut browser = Browser::over(storage.clone(), secret);

    let form = browser.get("/office/login").await.hidden("csrf");
    browser.post("/office/login", &[("csrf", &form), ("name", "lead"), ("password", PASSWORD)]).await;
    let list = browser.get("/office/").await;
    assert!(list.body.contains("2 Meldungen") && list.body.contains("Geht morgen um 7 an EDG"), "{}", list.body);

    // The note is corrected on the ground of what the form showed; a form that is too old is told apart by its base.
    let here = format!("/office/reports/{report}");
    let page = browser.get(&here).await;
    let csrf = page.hidden("csrf");
    let form = page.body.split_once(&format!("action=\"{here}/note\"")).unwrap().1;
    let base = form.split_once("name=\"base\" value=\"").unwrap().1.split_once('"').unwrap().0;
    let fields = [("csrf", csrf.as_str()), ("base", base), ("value", "Vier Säcke am Zaun")];
    assert_eq!(browser.post(&format!("{here}/note"), &fields).await.location(), format!("{here}?said=saved"));
    assert_eq!(browser.post(&format!("{here}/note"), &fields).await.location(), format!("{here}?said=same"));
    let page = browser.get(&here).await;
    assert!(page.body.contains("Vier Säcke am Zaun") && page.body.contains("Notiz geändert"));
    assert!(!page.body.contains("Zwei Angaben"));

    // Merging by number, and never in a circle.
    let number = |id| storage.report(id).unwrap().unwrap().row.number;
    let merge = [("csrf", csrf.as_str()), ("value", &number(report))];
    let there = format!("/office/reports/{other}");
    assert_eq!(browser.post(&format!("{there}/merge"), &merge).await.status, StatusCode::SEE_OTHER);
    let back = [("csrf", csrf.as_str()), ("value", &number(other))];
    let circle = browser.post(&format!("{here}/merge"), &back).await;
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(circle.body.contains("gehört schon zu der anderen"), "{}", circle.body);

    // The digest goes out; the department opens its link and answers.
    let mail = storage.freeze_digest("edg", id(0x99), "example.org", now()).unwrap().unwrap();
    storage.mailed(Mailed { mail, at: now() }).unwrap();
    let forwarding = storage.report(report).unwrap().unwrap().forwardings[0].id;
    let link = format!("/answer/{}", link_token(&secret, forwarding, now() + TimeDelta::days(180)));
    assert!(browser.get(&link).await.body.contains("Noch nicht gespeichert"));
    for _ in 0..2 {
        let seen = browser.post(&link, &[("outcome", "done"), ("note", "Abgeholt.")]).await;
        assert_eq!(seen.location(), format!("{link}?saved=1"));
    }
    assert!(browser.get(&format!("{link}?saved=1")).await.body.contains("„Abgeholt.“"));
    let page = browser.get(&here).await;
    assert_eq!(page.body.matches("EDG: Erledigt").count(), 1, "{}", page.body);

    // Staff close it: the link says that there is nothing left to do.
    let close = [("csrf", csrf.as_str()), ("value", "already_gone")];
    assert_eq!(browser.post(&format!("{here}/close"), &close).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/office/?state=closed").await.body.contains("Geschlossen: Es war schon weg."));
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
}

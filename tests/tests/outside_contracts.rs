//! What scripts rely on: exit codes, the shapes of `--json`, stores of other versions, several processes on one store.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use outside::phone::HERE;
use outside::{City, Phone, program, run};
use serde_json::{Value, json};

fn lone_phone(place: &tempfile::TempDir) -> Phone {
    Phone { store: place.path().join("phone.db") }
}

#[test]
fn wrong_usage_is_2_what_cannot_be_done_is_1_with_one_sentence() {
    let place = tempfile::tempdir().unwrap();
    let phone = lone_phone(&place);
    for wrong in [
        &[][..],
        &["dance"],
        &["report"],
        &["report", "--category"],
        &["report", "--category", "litter", "--at", "here"],
        &["report", "--category", "litter", "--at", "95,7"],
        &["report", "--category", "dragons"],
        &["status", "--loud"],
        &["sync", "--once", "--watch"],
        &["export"],
        &["contact", "--topic", "work"],
        &["person", "use"],
        &["enrol", "no address", "CODE"],
    ] {
        let ended = phone.run(wrong);
        assert_eq!(ended.code, Some(2), "{wrong:?}: {ended:?}");
        assert!(!ended.err.is_empty(), "{wrong:?}");
    }
    assert_eq!(run(program("phone"), b"").code, Some(2), "without a store");
    for impossible in [
        &["sync", "--once"][..],
        &["report", "--category", "litter", "--photo", "/nowhere.jpg"],
        &["gone", "26-00001"],
        &["withdraw", "00000000-0000-0000-0000-000000000000"],
        &["patrol", "--gpx", "/nowhere.gpx"],
        &["export", "--gpx", "/nowhere/out.gpx"],
        &["person", "use", "Nobody"],
        &["enrol", "http://127.0.0.1:9", "ABCD-EFGH"],
    ] {
        phone.run(impossible).failed();
    }
    assert_eq!(phone.status()["reports"], json!([]), "what failed left nothing behind");

    let data = place.path().join("data");
    let server = |arguments: &[&str]| {
        let mut command = program("sync-server");
        command.args(arguments);
        run(command, b"")
    };
    let data = data.to_str().unwrap();
    for wrong in [
        &[][..],
        &["serve"],
        &["--data", data],
        &["--data", data, "dance"],
        &["--data", data, "enrol"],
        &["--data", data, "user", "add", "eva", "--role", "king"],
        &["--data", data, "digest"],
        &["--data", data, "retention"],
        &["--data", data, "serve", "--listen", "everywhere"],
        &["--data", data, "areas", "import", "x"],
    ] {
        let ended = server(wrong);
        assert_eq!(ended.code, Some(2), "{wrong:?}: {ended:?}");
    }
    for impossible in [
        &["--data", data, "check"][..],
        &["--data", data, "digest", "--now"],
        &["--data", data, "devices", "list"],
        &["--data", "/dev/null/x", "enrol", "--name", "x"],
        &["--data", data, "city", "load", "/nowhere.json"],
        &["--data", data, "--config", "/nowhere.toml", "enrol", "--name", "x"],
        &["--data", data, "restore", "/nowhere"],
    ] {
        server(impossible).failed();
    }
}

#[test]
fn retention_says_what_went_and_its_terms_are_settings() {
    let mut city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let heap = phone.report(&["--category", "illegal_dumping", "--at", HERE]);
    phone.sync();
    phone.run(&["withdraw", &heap]).done();
    phone.sync();
    let erased = |city: &City| city.run(&["--json", "retention", "--now"]).json()["erased"].clone();
    assert!(erased(&city).as_object().unwrap().values().all(|count| count == 0), "nothing is due");
    // The report grows older.
    let rows = rusqlite::Connection::open(city.data.join("kuemmerer.db")).unwrap();
    let age = |days: i64| {
        let sql = "UPDATE reports SET stored_at = stored_at - ?1, ended_at = ended_at - ?1";
        rows.execute(sql, [days * 86_400_000]).unwrap();
    };
    age(40);
    assert_eq!(erased(&city)["authors"], 0);
    city.set.push(("KUEMMERER_RETENTION_AUTHOR_MONTHS", "1".to_owned()));
    let said = city.run(&["retention", "--now"]).done().out;
    assert!(said.contains("1 authors, 0 reports"), "{said}");
    phone.sync();
    assert_eq!(phone.status()["reports"], json!([]));
    age(700);
    assert_eq!(erased(&city)["reports"], 1);
    city.run(&["check"]).done();
    city.set.push(("KUEMMERER_RETENTION_TEXT_MONTHS", "soon".to_owned()));
    let refused = city.run(&["retention", "--now"]);
    assert!(refused.failed().contains("KUEMMERER_RETENTION_TEXT_MONTHS"), "{refused:?}");
}

#[test]
fn a_saved_report_is_saved_for_good_without_any_server() {
    let place = tempfile::tempdir().unwrap();
    let phone = lone_phone(&place);
    let said = phone.run(&["report", "--category", "litter", "--at", HERE, "--note", "unter der Bank"]).done().out;
    let id: uuid::Uuid = said.lines().next().unwrap().parse().expect("the id is the first line");
    let other = phone.report(&["--category", "needles"]);
    assert_ne!(id.to_string(), other);
    phone.run(&["contact", "--topic", "other", "--outcome", "listened"]).done();

    let status = phone.status();
    for (name, is_there) in [
        ("queued", Value::is_u64 as fn(&Value) -> bool),
        ("attachments_queued", Value::is_u64),
        ("parked", Value::is_u64),
        ("reports", Value::is_array),
    ] {
        assert!(is_there(&status[name]), "{name} in {status}");
    }
    assert!(status.as_object().unwrap().contains_key("epoch"));
    assert!(status["queued"].as_u64().unwrap() >= 2);
    for report in status["reports"].as_array().unwrap() {
        let keys = report.as_object().unwrap();
        for key in ["id", "number", "category", "state", "received_at", "attachments", "conflicts"] {
            assert!(keys.contains_key(key), "{key} in {report}");
        }
        assert_eq!((&report["state"], &report["number"]), (&"saved".into(), &Value::Null));
    }
    let shown = phone.shows(&id.to_string());
    assert_eq!((&shown["category"], &shown["note"]), (&"litter".into(), &"unter der Bank".into()));
    let listed = phone.run(&["list"]).done().out;
    assert_eq!(listed.matches("Auf dem Handy gespeichert").count(), 2, "{listed}");
    assert!(listed.contains("Noch nicht gesendet"), "a hazard that waits: {listed}");
}

#[test]
fn the_states_that_a_script_sees_are_those_of_the_contract() {
    let city = City::with_districts();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let report = || phone.report(&["--category", "illegal_dumping", "--at", HERE]);
    let state = |id: &str| {
        phone.sync();
        phone.shows(id)["state"].as_str().unwrap().to_owned()
    };
    let [first, withdrawn, gone] = [report(), report(), report()];
    assert_eq!(phone.shows(&first)["state"], "saved");
    assert_eq!(state(&first), "assigned");
    let shown = phone.shows(&first);
    assert!(shown["received_at"].is_string() && shown["number"].as_str().unwrap().len() == 8, "{shown}");
    phone.run(&["withdraw", &withdrawn]).done();
    assert_eq!(state(&withdrawn), "withdrawn");
    city.digest();
    assert_eq!(state(&first), "sent");
    let number = phone.shows(&gone)["number"].as_str().unwrap().to_owned();
    phone.run(&["gone", &number]).done();
    assert_eq!(state(&gone), "gone");
    let own = phone.report(&["--category", "litter", "--at", HERE, "--self-done"]);
    assert_eq!(state(&own), "self_done");
    phone.run(&["correct", &first, "--note", "jetzt auch ein Tisch"]).done();
    phone.sync();
    assert_eq!(phone.shows(&first)["note"], "jetzt auch ein Tisch");
    let status = phone.status();
    assert!(status["epoch"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    assert_eq!((&status["queued"], &status["parked"]), (&0.into(), &0.into()));

    let shape = place_export(&city, &phone);
    assert_eq!(shape["type"], "FeatureCollection");
    let devices = city.run(&["--json", "devices", "list"]).json();
    assert_eq!(devices[0]["label"], "anna");
    city.run(&["--json", "devices", "revoke", "anna"]).done();
    let refused = phone.run(&["sync", "--once"]);
    refused.failed();
}

fn place_export(city: &City, phone: &Phone) -> Value {
    let file = city.place.path().join("out.geojson");
    phone.run(&["export", "--geojson", file.to_str().unwrap()]).done();
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn a_store_of_a_newer_program_is_refused_with_a_sentence_and_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let phone = lone_phone(&place);
    phone.report(&["--category", "litter", "--at", HERE]);
    newer(&phone.store);
    let before = std::fs::read(&phone.store).unwrap();
    for command in [&["report", "--category", "litter"][..], &["status"], &["sync", "--once"]] {
        let sentence = phone.run(command).failed().to_owned();
        assert!(sentence.to_lowercase().contains("neuer"), "{sentence}");
    }
    assert_eq!(std::fs::read(&phone.store).unwrap(), before);

    let city = City::new();
    let database = city.data.join("kuemmerer.db");
    newer(&database);
    let before = std::fs::read(&database).unwrap();
    for command in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["check"], &["digest", "--now"], &["enrol", "--name", "x"]]
    {
        let ended = city.run(command);
        assert!(ended.failed().contains("newer"), "{ended:?}");
    }
    assert_eq!(std::fs::read(&database).unwrap(), before);

    // A file that is something else altogether is not touched either.
    let other = Phone { store: place.path().join("letter.txt") };
    std::fs::write(&other.store, "Sehr geehrte Damen und Herren").unwrap();
    let ended = other.run(&["report", "--category", "litter"]);
    ended.failed();
    let kept = std::fs::read_dir(place.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    assert_eq!(kept.filter(|bytes| bytes == b"Sehr geehrte Damen und Herren").count(), 1, "{ended:?}");
}

fn newer(database: &std::path::Path) {
    let database = rusqlite::Connection::open(database).unwrap();
    database.pragma_update(None, "journal_mode", "DELETE").unwrap();
    database.pragma_update(None, "user_version", 9_999).unwrap();
}

#[test]
fn one_folder_is_served_once_and_commands_work_beside_it() {
    let city = City::with_districts();
    let server = city.serve();
    let second = city.run(&["serve", "--listen", "127.0.0.1:0"]);
    second.failed();
    let backup = city.place.path().join("backup");
    city.run(&["--json", "backup", backup.to_str().unwrap()]).done();
    city.run(&["restore", backup.to_str().unwrap(), "--replace"]).failed();
    assert!(city.run(&["check"]).done().out.contains("sound"));
    let person = city.run(&["--json", "person", "add", "Emma"]).json();
    assert_eq!(person["name"], "Emma");
    let phone = city.phone(&server, "anna");
    phone.run(&["person", "use", "Emma"]).done();
    assert_eq!(phone.status()["person"], "Emma");

    // A code works once.
    let code = city.run(&["--json", "enrol", "--name", "x"]).json()["code"].as_str().unwrap().to_owned();
    let stores = ["one.db", "two.db"].map(|name| Phone { store: city.place.path().join(name) });
    stores[0].run(&["enrol", &server.url(), &code]).done();
    stores[1].run(&["enrol", &server.url(), &code]).failed();
}

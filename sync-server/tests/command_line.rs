//! What whoever runs the server types, with the real program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::command::{Serving, program, run, run_with};
use serde_json::json;

const NO_MONTH: &[&str] = &["mail", "summaries", "--month", "10-2026"];

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let place = tempfile::tempdir().unwrap();
    for arguments in [&["dance"][..], &[], &["user", "add", "x", "--role", "king"], &["digest"], NO_MONTH] {
        assert_eq!(run(place.path(), arguments).code, 2, "{arguments:?}");
    }
    let no_data = std::process::Command::new(env!("CARGO_BIN_EXE_sync-server")).env_clear().arg("check").output();
    let no_data = no_data.unwrap();
    assert_eq!(no_data.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&no_data.stderr).contains("--data"));

    run(&place.path().join("nowhere"), &["check"]).failed_with("no data folder");
    run(place.path(), &["devices", "revoke", "Telefon 9"]).failed_with("no device Telefon 9");
    run(place.path(), &["digest", "--now", "--department", "x"]).failed_with("no department x");
    run(place.path(), &["city", "init", "--name", "X", "--zone", "Mars/Base"]).failed_with("time zone");
}

#[test]
fn a_configuration_that_is_not_understood_is_refused_with_its_key() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("city.toml");
    std::fs::write(&file, "mail_form = \"x\"\n").unwrap();
    let ended = program(place.path()).args(["devices", "list", "--config"]).arg(&file).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("`mail_form`"));
}

#[test]
fn people_and_phones_are_set_up() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let add = ["user", "add", "Amt", "--role", "reviewer"];
    run_with(&data, &add, "kurz\n").failed_with("at least 8");
    assert_eq!(run_with(&data, &add, "lang genug, wirklich\n").code, 0);

    let person = run(&data, &["person", "add", "Mika", "--team", "nord", "--json"]).json();
    assert_eq!(person["name"], "Mika");

    let shown = run(&data, &["enrol", "--name", "Telefon 1"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains('█') || shown.out.contains('▀'), "the picture: {}", shown.out);
    let enrolment = run(&data, &["enrol", "--name", "Telefon 1", "--team", "nord", "--json"]).json();
    let code = enrolment["code"].as_str().unwrap();
    assert_eq!(enrolment["link"], format!("http://127.0.0.1:8080/app/#enrol={code}"));
    assert_eq!(run(&data, &["devices", "list", "--json"]).json(), json!([]));
}

#[test]
fn summaries_of_a_month_go_out_from_the_command_line() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    run(&data, &["person", "add", "Mika"]);
    let shown = run(&data, &["mail", "summaries", "--month", "2026-10", "--now"]);
    assert_eq!((shown.code, shown.out.trim()), (0, "nobody gets summaries"));
}

#[test]
fn a_layer_is_imported_once() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("districts.geojson");
    std::fs::write(&file, assets::city::DISTRICTS_GEOJSON).unwrap();
    let file = file.to_str().unwrap();
    let data = place.path().join("data");
    let import =
        ["areas", "import", file, "--layer", "districts", "--id-field", "id", "--name-field", "name", "--json"];
    let first = run(&data, &import).json();
    let count = first["imported"].as_u64().unwrap();
    assert!(count > 5);
    assert_eq!(run(&data, &import).json(), json!({ "imported": 0, "unchanged": count, "ended": 0 }));
    run(&data, &["areas", "import", file, "--layer", "x", "--id-field", "key", "--name-field", "name"])
        .failed_with("property key");
}

#[test]
fn a_city_is_loaded_and_loading_it_again_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("city.json");
    std::fs::write(&file, assets::city::CITY_JSON).unwrap();
    let data = place.path().join("data");
    let load = ["city", "load", file.to_str().unwrap(), "--json"];
    let first = run(&data, &load).json();
    let count = first["loaded"].as_u64().unwrap();
    assert!(count > 50 && first["unchanged"] == 0, "{first}");
    assert_eq!(run(&data, &load).json(), json!({ "loaded": 0, "unchanged": count }));

    let fewer = assets::city::CITY_JSON.replacen(r#""duty_phone": "030 23125 201", "#, "", 1);
    assert_ne!(fewer, assets::city::CITY_JSON);
    std::fs::write(&file, fewer).unwrap();
    assert_eq!(run(&data, &load).json(), json!({ "loaded": 1, "unchanged": count - 1 }));
    assert_eq!(run(&data, &["digest", "--now", "--json"]).json()["mailed"], 0);
}

#[test]
fn a_folder_is_served_by_one_server_and_others_work_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let serving = Serving::start(&data);
    std::net::TcpStream::connect(&serving.address).unwrap();
    run(&data, &["serve", "--listen", "127.0.0.1:0"]).failed_with("in use");
    assert_eq!(run(&data, &["person", "add", "Mika"]).code, 0);
    assert_eq!(run(&data, &["check"]).code, 0);
    let backup = place.path().join("backup.tar");
    let backup = backup.to_str().unwrap();
    assert_eq!(run(&data, &["backup", backup]).code, 0);
    run(&data, &["restore", backup, "--replace"]).failed_with("in use");
    drop(serving);
    assert_eq!(run(&data, &["restore", backup, "--replace"]).code, 0);
}

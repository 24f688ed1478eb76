//! What scripts rely on: exit codes, one sentence per failure, JSON.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn phone(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_phone"));
    command.current_dir(folder).args(["--store", "phone.db"]).args(args).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_day_without_network() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| said(&phone(folder.path(), args));
    std::fs::write(folder.path().join("a.jpg"), assets::scenes::scene(assets::scenes::Scene::Bags, 1, 320, 240))
        .unwrap();
    std::fs::write(folder.path().join("b.jpg"), b"no photo").unwrap();

    let (code, out, err) = run(&["--json", "report", "--category", "needles", "--photo", "a.jpg", "b.jpg"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(lines[1]["unreadable"], "photo-unreadable-unknown-format");
    let (_, out, _) = run(&["status", "--json"]);
    let status: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&status["queued"], &status["attachments_queued"], &status["parked"]),
        (&5.into(), &2.into(), &0.into())
    );
    assert_eq!(status["reports"][0]["id"], lines[0]["id"]);
    for name in ["number", "category", "state", "received_at", "attachments", "conflicts"] {
        assert!(status["reports"][0].get(name).is_some(), "{name}");
    }
    let (_, out, _) = run(&["list"]);
    assert_eq!(out, "noch ohne Nummer · Spritze · Auf dem Handy gespeichert\nNoch nicht gesendet. Bitte anrufen.\n");

    let (_, out, _) = run(&["report", "--category", "litter", "--photo", "b.jpg"]);
    assert!(
        out.ends_with("\nAuf dem Handy gespeichert.\nDas ist kein Foto.\nWir heben die Datei trotzdem auf.\n"),
        "{out}"
    );

    let id = lines[0]["id"].as_str().unwrap();
    assert_eq!(run(&["withdraw", id]), (Some(0), "Die Meldung ist zurückgezogen.\n".into(), String::new()));
    assert_eq!(run(&["withdraw", id, "--undo", "--lang", "en"]).1, "The report holds again.\n");
    assert_eq!(run(&["contact", "--topic", "housing", "--outcome", "helped"]).0, Some(0));
    assert_eq!(run(&["visit", "--institution", "school", "--outcome", "talked"]).0, Some(0));
    assert_eq!(run(&["visit", "--institution", "castle", "--outcome", "talked"]).0, Some(2));
    assert_eq!(run(&["export", "--geojson", "out.json"]).0, Some(0));
    let (code, _, err) = run(&["sync", "--once"]);
    assert_eq!(
        (code, err.as_str()),
        (Some(1), "Dieses Handy ist noch nicht angemeldet. Frag im Büro nach einem Code.\n")
    );
}

#[test]
fn what_is_typed_wrong_is_told_from_what_cannot_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| said(&phone(folder.path(), args));
    for (args, code, sentence) in [
        (&["report", "--category", "dragons"][..], 2, "Die Kategorie „dragons“ gibt es nicht."),
        (&["report", "--category", "litter", "--at", "here"], 2, "Der Ort stimmt nicht."),
        (&["report", "--category", "litter", "--photo", "none.jpg"], 1, "Die Datei none.jpg gibt es nicht."),
        (&["gone", "26-01234"], 1, "Diese Meldung gibt es hier nicht."),
        (&["person", "use", "Kim"], 1, "Wir kennen hier niemanden namens Kim."),
        (&["enrol", "city", "code"], 2, "Die Adresse city stimmt nicht."),
        (&["enrol", "http://127.0.0.1:9", "code"], 1, "Kein Netz."),
        (&["dance"], 2, "error: unrecognized subcommand"),
    ] {
        let (was, out, err) = run(args);
        assert_eq!((was, out.as_str()), (Some(code), ""), "{args:?}: {err}");
        assert!(err.starts_with(sentence), "{args:?}: {err}");
    }
    let status: Value = serde_json::from_str(&run(&["--json", "status"]).1).unwrap();
    assert_eq!(status["queued"], 0, "nothing of it is kept");
}

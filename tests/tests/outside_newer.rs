//! Old and new programs, as people start them: what is newer than the program stays as it is, and the sentence says what
//! to do.

mod outside;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use outside::phone::HERE;
use outside::{City, Phone};
use rusqlite::Connection;
use tests::figures::Figure;

/// Names of files that are no longer what they were.
fn changed(folder: &Path, before: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let now = bytes(folder);
    before.iter().filter(|(name, bytes)| now.get(*name) != Some(bytes)).map(|(name, _)| name.clone()).collect()
}

/// What lies in this folder, byte for byte; `-shm` aside, which is SQLite's note about who has the files open.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|file| file.path().is_file());
    let read = |file: std::fs::DirEntry| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap());
    files.map(read).filter(|(name, _)| !name.ends_with("-shm")).collect()
}

/// A newer program was killed while it wrote to this database: a part of it stands in the log beside it.
fn make_newer(database: &Path) {
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy");
    let move_to = |from: &Path, to: &Path| {
        for suffix in ["", "-wal"] {
            let [from, to] = [from, to].map(|path| format!("{}{suffix}", path.display()));
            if Path::new(&from).exists() {
                std::fs::copy(from, to).unwrap();
            }
        }
    };
    move_to(database, &copy);
    let newer = Connection::open(&copy).unwrap();
    newer.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE news (x); PRAGMA user_version = 99").unwrap();
    move_to(&copy, database);
}

#[test]
fn databases_of_newer_programs_are_refused_with_a_sentence_and_not_a_byte_is_touched() {
    let place = tempfile::tempdir().unwrap();
    let phone = Phone { store: place.path().join("phone.db") };
    phone.run(&["status"]).done();
    make_newer(&phone.store);
    let before = bytes(place.path());
    let mut tried = 0;
    for command in [&["status"][..], &["list"], &["sync", "--once"], &["report", "--category", "litter", "--at", HERE]]
    {
        let ended = phone.run(command);
        let sentence = ended.failed();
        assert_eq!(sentence, "Diese Daten sind neuer als die App. Bitte hole die neue App. Nichts ist verloren.");
        tried += 1;
    }
    assert_eq!(changed(place.path(), &before), [""; 0]);

    let city = City::new();
    make_newer(&city.data.join("kuemmerer.db"));
    let before = bytes(&city.data);
    let backup = city.place.path().join("a.tar");
    for command in [&["check"][..], &["serve", "--listen", "127.0.0.1:0"], &["backup", backup.to_str().unwrap()]] {
        let ended = city.run(command);
        assert!(ended.failed().contains("use the newer program"), "{ended:?}");
        tried += 1;
    }
    assert_eq!(changed(&city.data, &before), [""; 0]);
    Figure::harmless(19, "programs started over databases of a newer one", tried).tell();
}

#[test]
fn a_server_that_does_not_speak_to_this_app_any_more_is_said_in_a_sentence() {
    let city = City::new();
    let server = city.serve();
    let phone = city.phone(&server, "Anna");
    phone.report(&["--category", "suggestion", "--at", HERE]);
    let before = phone.status();
    // In its place there is one that has moved on.
    let moved_on = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", moved_on.local_addr().unwrap());
    Connection::open(&phone.store)
        .unwrap()
        .execute("UPDATE phone SET enrolment = json_set(enrolment, '$.server', ?1)", [address])
        .unwrap();
    let answers = std::thread::spawn(move || {
        let (mut stream, _) = moved_on.accept().unwrap();
        let _ = stream.read(&mut [0; 64 * 1024]).unwrap();
        let body = r#"{"code":"too_old","message":"this server speaks version 7"}"#;
        let head =
            format!("HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    });
    let ended = phone.run(&["sync", "--once"]);
    answers.join().unwrap();
    assert_eq!(ended.failed(), "Diese App ist zu alt. Bitte hole die neue App.");
    assert_eq!(phone.status(), before, "everything is kept");
}

//! A tus client that we did not write (tuspy) uploads photos to the real server (fault 5): cut, killed, and refused with
//! the status that the protocol asks for.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod outside;

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use outside::http::call;
use outside::smtp::python;
use outside::{City, Ended, Server, checkout, wait};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::figures::Figure;
use tests::{Break, Dice, Line, Way};
use uuid::Uuid;

/// What a photo may cost again after a break.
const PIECE: u64 = 256 * 1024;
/// Of a few requests, at most.
const HEADERS: u64 = 8 * 1024;
/// Of a whole file in one request.
const UNBOUNDED: u64 = 1 << 40;

/// A device that speaks for itself, without our phone.
struct Client {
    python: PathBuf,
    server: String,
    id: Uuid,
    token: String,
    n: u64,
}

/// An attachment that the server waits for.
struct Photo {
    id: Uuid,
    file: PathBuf,
    size: u64,
}

impl Client {
    fn new(python: PathBuf, city: &City, server: &Server, id: u128) -> Client {
        let code = city.run(&["--json", "enrol", "--name", "Drohne"]).json();
        let (id, address) = (Uuid::from_u128(id), &server.address);
        let ask = json!({ "code": code["code"], "device": id }).to_string();
        let answer = call(address, "POST", "/api/v1/enrol", &[], ask.as_bytes()).json();
        let token = answer["token"].as_str().unwrap().to_owned();
        Client { python, server: address.clone(), id, token, n: 0 }
    }

    /// Tells the server of a report with a photo of these bytes, and keeps the file.
    fn announce(&mut self, city: &City, bytes: &[u8]) -> Photo {
        let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let said = json!({ "sha256": sha256, "size": bytes.len(), "mime": "image/jpeg" });
        let ids = [0, 1].map(|_| {
            self.n += 1;
            Uuid::new_v5(&self.id, &self.n.to_be_bytes())
        });
        let change = |n: u64, kind: &str, record: Uuid, fields: Value| {
            json!({ "id": Uuid::new_v5(&record, b"change"), "n": n, "kind": kind, "record": record,
                    "author": { "device": self.id }, "fields": fields, "made_at": "2026-11-23T12:00:00Z" })
        };
        let fields = json!({ "report": { "value": ids[0] }, "role": { "value": "photo" }, "bytes": { "value": said } });
        let changes = [
            change(self.n - 1, "report", ids[0], json!({ "category": { "value": "litter" } })),
            change(self.n, "attachment", ids[1], fields),
        ];
        let bearer = [("Authorization", format!("Bearer {}", self.token))];
        let push = json!({ "changes": changes }).to_string();
        let bearer = bearer.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = call(&self.server, "POST", "/api/v1/push", &bearer, push.as_bytes()).json();
        assert!(answer["verdicts"][1]["stored"].is_u64(), "{answer}");
        let file = city.place.path().join(format!("{}.bin", ids[1]));
        std::fs::write(&file, bytes).unwrap();
        Photo { id: ids[1], file, size: bytes.len() as u64 }
    }

    fn start(&self, at: &str, photo: &Photo, more: Value) -> Child {
        let mut ask = json!({ "server": format!("{at}/api/v1/uploads/"), "token": self.token, "file": photo.file,
                              "attachment": photo.id, "chunk": PIECE });
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut command = Command::new(&self.python);
        command.arg(checkout("tests/tests/outside/tus.py"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        serde_json::to_writer(child.stdin.take().unwrap(), &ask).unwrap();
        child
    }

    fn run(&self, photo: &Photo, more: Value) -> Value {
        ended(self.start(&format!("http://{}", self.server), photo, more))
    }
}

fn ended(child: Child) -> Value {
    Ended::from(child.wait_with_output().unwrap()).json()
}

fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    Dice::new(seed).fill(&mut bytes);
    bytes
}

/// Bytes of uploads that are not whole yet.
fn held(city: &City) -> u64 {
    let parts = std::fs::read_dir(city.data.join("attachments/partial")).unwrap();
    parts.map(|part| part.unwrap().metadata().map_or(0, |file| file.len())).sum()
}

/// The report of this photo is whole, and so are the bytes on the server's disk.
fn arrived(city: &City, photo: &Photo) {
    let rows = Connection::open(city.data.join("kuemmerer.db")).unwrap();
    let received = "SELECT received_at IS NOT NULL FROM reports
                    WHERE id = (SELECT report FROM attachments WHERE id = ?1 AND blob IS NOT NULL)";
    assert!(rows.query_row(received, [photo.id], |row| row.get::<_, bool>(0)).unwrap());
    assert!(city.run(&["check"]).done().out.contains("sound"));
}

#[test]
fn a_foreign_client_is_cut_and_resumes_after_a_restart() {
    let Some(python) = python() else { return };
    let city = City::with_districts();
    let mut server = city.serve();
    let mut client = Client::new(python, &city, &server, 0xd0);
    let line = Line::to(server.address.parse().unwrap());
    let urls = city.place.path().join("urls.json");
    let (mut again, mut tried) = (0, 0);
    // With a checksum for each piece, as our phone does it; and the whole file in one request, as tuspy does by itself.
    for (seed, (chunk, checksum)) in [(PIECE, true), (PIECE, false), (UNBOUNDED, false)].into_iter().enumerate() {
        // The line breaks and the server starts anew; or server and client die while bytes are on their way.
        for killed in [false, true] {
            let photo = client.announce(&city, &noise(seed as u64 * 2 + u64::from(killed), 900_000));
            let more = json!({ "chunk": chunk, "checksum": checksum, "urls": urls });
            line.carried(Way::Up);
            line.break_after(Way::Up, 600_000, if killed { Break::Stall } else { Break::Close });
            let mut upload = client.start(&line.url(), &photo, more.clone());
            // Nobody has to help: what came, but for a piece, is on the disk.
            wait(60, "bytes on the disk", || (held(&city) > 600_000 - PIECE - HEADERS).then_some(()));
            let address = server.kill();
            if killed {
                upload.kill().unwrap();
                upload.wait().unwrap();
            } else {
                let broken = ended(upload);
                assert_eq!((&broken["done"], &broken["status"]), (&json!(false), &Value::Null), "{broken}");
            }
            assert!(line.mend());
            let carried = line.carried(Way::Up);
            server = city.serve_at(&address);
            let resumed = ended(client.start(&line.url(), &photo, more));
            assert_eq!(resumed["done"], true, "{resumed}");
            again = again.max(carried.saturating_sub(resumed["from"].as_u64().unwrap()));
            tried += 1;
            arrived(&city, &photo);
        }
    }
    // Headers of a few requests are among what the line carried.
    assert!(again <= PIECE + HEADERS, "{again} bytes were sent again");
    let note = format!("900,000 bytes, 3 ways to send them; at most {again} bytes again, headers among them");
    Figure::harmless(5, "tuspy cut or its server killed, then resumed", tried).note(note).tell();
    drop(server);
}

#[test]
fn a_foreign_client_is_told_what_is_wrong_by_the_right_status() {
    let Some(python) = python() else { return };
    let city = City::with_districts();
    let server = city.serve();
    let mut client = Client::new(python.clone(), &city, &server, 0xd1);
    let other = Client::new(python, &city, &server, 0xd2);

    let photo = client.announce(&city, &noise(7, 600_000));
    let lied = client.run(&photo, json!({ "checksum": true, "lies": true }));
    assert_eq!((&lied["status"], &lied["done"]), (&json!(460), &json!(false)), "{lied}");
    let url = &lied["url"];
    let half = client.run(&photo, json!({ "url": url, "until": PIECE, "checksum": true }));
    assert_eq!((&half["from"], &half["done"]), (&json!(0), &json!(true)), "the lie left nothing behind: {half}");
    let skipped = client.run(&photo, json!({ "url": url, "skips": 1 }));
    assert_eq!(skipped["status"], 409, "{skipped}");
    // Another device's upload, and an attachment of another device.
    assert_eq!(other.run(&photo, json!({ "url": url }))["status"], 403);
    assert_eq!(other.run(&photo, json!({}))["status"], 403);
    let nowhere = Photo { id: Uuid::from_u128(9), ..client.announce(&city, b"never sent") };
    assert_eq!(client.run(&nowhere, json!({}))["status"], 404);
    let stranger =
        Client { token: "00".repeat(32), python: client.python.clone(), server: client.server.clone(), ..other };
    assert_eq!(stranger.run(&photo, json!({ "url": url }))["status"], 401);

    let huge = Photo { file: city.place.path().join("huge"), size: 40_000_001, id: photo.id };
    std::fs::File::create(&huge.file).unwrap().set_len(huge.size).unwrap();
    assert_eq!(client.run(&huge, json!({}))["status"], 413);

    // A month later.
    let rows = Connection::open(city.data.join("kuemmerer.db")).unwrap();
    rows.busy_timeout(Duration::from_secs(20)).unwrap();
    rows.execute("UPDATE uploads SET expires_at = 1 WHERE attachment = ?1", [photo.id]).unwrap();
    assert_eq!(client.run(&photo, json!({ "url": url }))["status"], 410);
    let anew = client.run(&photo, json!({ "checksum": true }));
    assert_eq!((&anew["done"], &anew["from"]), (&json!(true), &json!(0)), "{anew}");
    assert_ne!(anew["url"], *url);
    arrived(&city, &photo);
    assert!(!city.log().contains("panic"), "{}", city.log());
    Figure::harmless(5, "tuspy with a wrong checksum, offset, owner, length, date", 8).tell();
}

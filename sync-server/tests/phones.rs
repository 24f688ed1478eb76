//! What phones and whoever pretends to be one get to see, over a real socket.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use common::{Server, noon};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::protocol::{ATTACHMENTS, ENROL, HEADER, PULL, PUSH, UPLOADS};
use sync_server::api::code;
use sync_server::clock::{Clock, FakeClock};
use uuid::Uuid;

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_code_opens_the_door_once_however_it_is_typed() {
    let server = Server::start();
    server.offer("Telefon 1", code::hash("AB01-2345-678"));
    let asked = json!({ "code": " abo1 2345 678 ", "device": Uuid::from_u128(7) });
    let answer = server.post(ENROL, &asked);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["label"], "Telefon 1");
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    let bearer = format!("Bearer {token}");
    assert_eq!(server.call("POST", PULL, &[("Authorization", &bearer)], br#"{"since":{"seq":0}}"#).status, 200);

    // Used, expired and never heard of are told apart by nobody.
    server.offer("Telefon 2", code::hash("AAAA-AAAA-AAA"));
    server.clock.set(noon() + TimeDelta::days(8));
    let answers = ["AB01-2345-678", "AAAA-AAAA-AAA", "ZZZZ-ZZZZ-ZZZ", "", "ß"]
        .map(|code| server.post(ENROL, &json!({ "code": code, "device": Uuid::from_u128(8) })));
    for answer in &answers {
        assert_eq!(answer.refusal(), refused(403, "wrong_code"));
        assert_eq!(answer.body, answers[0].body);
    }
}

#[test]
fn whoever_guesses_is_slowed_down_even_with_the_right_code() {
    let server = Server::start();
    server.offer("Telefon", code::hash("AAAA-AAAA-AAA"));
    let guess = |code: &str| server.post(ENROL, &json!({ "code": code, "device": Uuid::from_u128(8) }));
    for _ in 0..sync_server::api::gate::PER_ADDRESS {
        assert_eq!(guess("ZZZZ-ZZZZ-ZZZ").status, 403);
    }
    let answer = guess("AAAA-AAAA-AAA");
    assert_eq!(answer.refusal(), refused(429, "slow_down"));
    assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
}

#[test]
fn without_a_valid_token_nothing_is_told() {
    let server = Server::start();
    let id = Uuid::from_u128(1);
    for (method, path) in [
        ("POST", PUSH.to_owned()),
        ("POST", PULL.to_owned()),
        ("GET", format!("{ATTACHMENTS}{id}")),
        ("POST", UPLOADS.to_owned()),
        ("PATCH", format!("{UPLOADS}{id}")),
    ] {
        for token in ["", "Bearer", "Bearer wrong", "Basic d3Jvbmc="] {
            let answer = server.call(method, &path, &[("Authorization", token)], b"{}");
            assert_eq!(answer.refusal(), refused(401, "unauthorized"), "{method} {path} {token}");
        }
    }
}

#[test]
fn a_revoked_phone_brings_for_thirty_days_and_reads_nothing() {
    let server = Server::start();
    let phone = server.device("telefon");
    server.app.storage.revoke(phone.id, noon()).unwrap();
    let change = phone.change(1, "report", Uuid::from_u128(1), json!({ "category": "litter" }));
    let push = json!({ "changes": [change] });
    assert_eq!(phone.post(PUSH, &push).json()["verdicts"], json!([{ "parked": "revoked" }]));
    assert_eq!(phone.post(PULL, &json!({ "since": { "seq": 0 } })).refusal(), refused(403, "revoked"));
    assert_eq!(phone.call("POST", UPLOADS, &[], b"").refusal(), refused(403, "revoked"));
    server.clock.set(noon() + TimeDelta::days(31));
    assert_eq!(phone.post(PUSH, &push).refusal(), refused(403, "revoked"));
}

#[test]
fn versions_are_compared_and_always_answered() {
    let server = Server::start();
    let phone = server.device("telefon");
    let pull = |version: &str| phone.call("POST", PULL, &[(HEADER, version)], br#"{"since":{"seq":0}}"#);
    assert_eq!(pull("0").refusal(), refused(426, "too_old"));
    for answer in [pull("1; tus"), pull("7; everything"), pull("0"), server.get("/api/v1/nothing")] {
        assert_eq!(answer.header(HEADER), Some("1; tus, gzip"));
    }
    assert_eq!(server.get("/api/v1/nothing").refusal(), refused(404, "not_found"));
}

#[test]
fn what_is_pushed_is_stored_once_and_pulled_packed() {
    let server = Server::start();
    let phone = server.device("telefon");
    let report = Uuid::from_u128(1);
    let push = json!({ "changes": [phone.change(1, "report", report, json!({ "category": "litter" }))] });
    let first = phone.post(PUSH, &push).json();
    assert!(first["verdicts"][0]["stored"].is_u64(), "{first}");
    assert_eq!(phone.post(PUSH, &push).json()["verdicts"], first["verdicts"]);

    let pulled = phone.call("POST", PULL, &[("Accept-Encoding", "gzip")], br#"{"since":{"seq":0}}"#);
    assert_eq!(pulled.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&pulled.body[..]).read_to_string(&mut text).unwrap();
    let page: Value = serde_json::from_str(&text).unwrap();
    assert!(page["items"].as_array().unwrap().iter().any(|item| item["record"]["id"] == json!(report)), "{page}");
}

#[test]
fn a_photo_is_served_to_its_author_and_to_nobody_else() {
    let server = Server::start();
    let (phone, other) = (server.device("telefon"), server.device("anderes"));
    let mut photo = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(800, 600).write_to(&mut photo, image::ImageFormat::Jpeg).unwrap();
    let photo = photo.into_inner();
    let sha: String = Sha256::digest(&photo).iter().map(|byte| format!("{byte:02x}")).collect();
    let (report, attachment) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let bytes = json!({ "sha256": sha, "size": photo.len(), "mime": "image/jpeg" });
    let changes = [
        phone.change(1, "report", report, json!({ "category": "litter" })),
        phone.change(2, "attachment", attachment, json!({ "report": report, "role": "photo", "bytes": bytes })),
    ];
    let pushed = phone.post(PUSH, &json!({ "changes": changes })).json();
    assert!(pushed["verdicts"][1]["stored"].is_u64(), "{pushed}");

    let path = format!("{ATTACHMENTS}{attachment}");
    assert_eq!(phone.call("GET", &path, &[], b"").refusal(), refused(404, "not_found"), "its bytes are not here yet");
    let metadata = format!("attachment {}", base64(attachment.to_string().as_bytes()));
    let length = photo.len().to_string();
    let tus = [("Tus-Resumable", "1.0.0"), ("Upload-Length", &length), ("Upload-Metadata", &metadata)];
    let sent = [&tus[..], &[("Content-Type", "application/offset+octet-stream")]].concat();
    let answer = phone.call("POST", UPLOADS, &sent, &photo);
    assert_eq!(answer.status, 201, "{answer:?}");

    let answer = phone.call("GET", &path, &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(answer.status, 200);
    let served = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((served.width(), served.height()), (800, 600), "encoded anew, not shrunk");
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("cache-control").unwrap().starts_with("private"));
    let thumb = phone.call("GET", &format!("{path}?size=thumb"), &[], b"");
    assert_eq!(image::load_from_memory(&thumb.body).unwrap().width(), 360);
    assert_eq!(phone.call("GET", &format!("{path}?size=huge"), &[], b"").status, 400);
    assert_eq!(other.call("GET", &path, &[], b"").refusal(), refused(404, "not_found"));
    assert_eq!(phone.call("GET", &format!("{ATTACHMENTS}../x"), &[], b"").status / 100, 4);
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn every_described_path_exists() {
    let server = Server::start();
    let described = server.get("/openapi.json").json();
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.len() >= 9);
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let answer = server.call(&method.to_uppercase(), &path.replace("{id}", "1"), &[], b"");
            assert!(![404, 405].contains(&answer.status), "{method} {path}: {answer:?}");
        }
    }
    assert_eq!(server.get("/health").json()["ready"], true);
    let metrics = String::from_utf8(server.get("/metrics").body).unwrap();
    assert!(metrics.contains("\nkuemmerer_reports 0\n"), "{metrics}");
}

/// A clock that can be broken.
struct Fragile {
    clock: Arc<FakeClock>,
    broken: AtomicBool,
}

impl Clock for Fragile {
    fn now(&self) -> DateTime<Utc> {
        assert!(!self.broken.load(Ordering::Relaxed), "broken for a test");
        self.clock.now()
    }
}

#[test]
fn a_panic_is_one_requests_own() {
    let clock = Arc::new(FakeClock::new(noon()));
    let fragile = Arc::new(Fragile { clock: clock.clone(), broken: AtomicBool::new(false) });
    let server = Server::with_clock(clock, fragile.clone());
    let phone = server.device("telefon");
    fragile.broken.store(true, Ordering::Relaxed);
    assert_eq!(phone.post(PULL, &json!({ "since": { "seq": 0 } })).refusal(), refused(500, "internal"));
    fragile.broken.store(false, Ordering::Relaxed);
    assert_eq!(phone.post(PULL, &json!({ "since": { "seq": 0 } })).status, 200);
}

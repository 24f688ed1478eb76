//! A real server on a real socket, and a client so plain that it can also misbehave.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, dead_code)]

pub mod city;
pub mod command;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sync_server::api::{auth, code};
use sync_server::app::{self, App};
use sync_server::clock::{Clock, FakeClock};
use sync_server::config::Config;
use sync_server::folder::Folder;
use sync_server::storage::Enrolment;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// The day on which tests happen.
pub fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A server on a free port.
pub struct Server {
    pub address: SocketAddr,
    pub app: Arc<App>,
    pub clock: Arc<FakeClock>,
    pub place: TempDir,
    _runtime: Runtime,
}

impl Server {
    pub fn start() -> Server {
        let clock = Arc::new(FakeClock::new(noon()));
        Server::with_clock(clock.clone(), clock)
    }

    pub fn with_clock(clock: Arc<FakeClock>, shown: Arc<dyn Clock>) -> Server {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config { listen: address, ..Config::default() }.complete(&folder).unwrap();
        let app = App::open(folder, config, shown).unwrap();
        app.storage.found_city("Musterstadt", "Europe/Berlin", noon()).unwrap();
        runtime.spawn(app::serve(app.clone(), listener, std::future::pending()));
        Server { address, app, clock, place, _runtime: runtime }
    }

    /// A device that is enrolled, and its token.
    pub fn device(&self, label: &str) -> Device<'_> {
        let (device, token, code) =
            (Uuid::new_v5(&Uuid::NAMESPACE_DNS, label.as_bytes()), label.repeat(8), code::hash(label));
        self.offer(label, code);
        self.app.storage.enrol(&code, device, &auth::token_hash(&token), noon()).unwrap().unwrap();
        Device { server: self, id: device, token }
    }

    /// One that was enrolled before.
    pub fn known_device(&self, label: &str) -> Device<'_> {
        Device { server: self, id: Uuid::new_v5(&Uuid::NAMESPACE_DNS, label.as_bytes()), token: label.repeat(8) }
    }

    /// Makes a code known, by its hash.
    pub fn offer(&self, label: &str, code_hash: [u8; 32]) {
        let expires_at = noon() + TimeDelta::days(7);
        let enrolment = Enrolment { code_hash, label: label.to_owned(), team: None, expires_at };
        self.app.storage.add_enrolment(&enrolment).unwrap();
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &[], body.to_string().as_bytes())
    }

    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        self.raw(&[head.as_bytes(), b"\r\n", body].concat())
    }

    /// Sends these bytes, whatever they are, and reads until the server closes.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that refuses early stops reading: writing fails then, and the answer is there nevertheless.
        let _ = stream.write_all(bytes);
        Answer::read(&mut stream)
    }
}

/// A phone of the test.
pub struct Device<'a> {
    pub server: &'a Server,
    pub id: Uuid,
    pub token: String,
}

impl Device<'_> {
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("Authorization", bearer.as_str())], headers].concat();
        self.server.call(method, path, &headers, body)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &[], body.to_string().as_bytes())
    }

    /// A change of this device.
    pub fn change(&self, n: u64, kind: &str, record: Uuid, fields: Value) -> Value {
        let fields: serde_json::Map<String, Value> =
            fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), json!({ "value": value }))).collect();
        let id = Uuid::new_v5(&self.id, &n.to_be_bytes());
        json!({ "id": id, "n": n, "kind": kind, "record": record, "author": { "device": self.id },
                "fields": fields, "made_at": noon() })
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    fn read(stream: &mut TcpStream) -> Answer {
        let mut bytes = Vec::new();
        let mut block = [0; 16 * 1024];
        // A reset after the answer is no fault of the answer.
        while let Ok(count @ 1..) = stream.read(&mut block) {
            bytes.extend_from_slice(&block[..count]);
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Answer { status: 0, head: String::new(), body: bytes };
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let body = bytes.split_off(end + 4);
        let body = if head.contains("transfer-encoding: chunked") { unchunk(&body) } else { body };
        Answer { status, head, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| *key == name)).map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The status, and the code of its error body.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        whole.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = rest.get(end + length + 4..).unwrap_or_default();
    }
    whole
}

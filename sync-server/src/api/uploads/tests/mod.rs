//! Uploads over a real socket, spoken byte by byte: a client library would hide what these tests are about.

mod faults;
mod memory;
mod protocol;

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use axum::{extract::Request, middleware};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256 as Hasher};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};
use uuid::Uuid;

use super::*;
use crate::{clock::FakeClock, photos::Directory};
use memory::Memory;

const PHONE: Uuid = Uuid::from_u128(0xA);
const OTHER_PHONE: Uuid = Uuid::from_u128(0xB);
const ATTACHMENT: Uuid = Uuid::from_u128(0x1000);
const BYTES: &str = "application/offset+octet-stream";

fn noon() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-02T12:00:00Z").unwrap().to_utc()
}

/// A photo that no two of its pieces look the same in.
fn photo(length: usize) -> Vec<u8> {
    (0..length as u64).map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect()
}

/// A server on a free port, with a clock of its own.
struct Server {
    address: SocketAddr,
    ledger: Arc<Memory>,
    store: Arc<Directory>,
    clock: Arc<FakeClock>,
    root: TempDir,
    _runtime: Runtime,
}

impl Server {
    /// Knows one attachment of [`PHONE`], with these bytes.
    fn expecting(bytes: &[u8]) -> Self {
        Self::with(bytes, Limits { read_timeout: Duration::from_millis(300), piece: 64 * 1024, ..Limits::default() })
    }

    fn with(bytes: &[u8], limits: Limits) -> Self {
        let root = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Memory::default());
        ledger.declare(ATTACHMENT, PHONE, Hasher::digest(bytes).into());
        let store = Arc::new(Directory::open(root.path()).unwrap());
        let clock = Arc::new(FakeClock::new(noon()));
        let state = UploadState { ledger: ledger.clone(), store: store.clone(), clock: clock.clone(), limits };
        // Stands in for the authentication.
        let app = router(state).layer(middleware::map_request(async |mut request: Request| {
            let device = request.headers().get("x-device").and_then(|id| id.to_str().ok()?.parse().ok());
            if let Some(id) = device {
                request.extensions_mut().insert(DeviceId(id));
            }
            request
        }));
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { address, ledger, store, clock, root, _runtime: runtime }
    }

    /// Says something and hears the answer out.
    fn ask(&self, ask: Ask) -> Answer {
        let mut stream = self.say(&ask);
        // The server may refuse while this still is on its way.
        let _ = stream.write_all(&ask.body);
        hear(stream)
    }

    /// Says everything but the body.
    fn say(&self, ask: &Ask) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(ask.head().as_bytes()).unwrap();
        stream
    }

    /// Creates the upload and returns its path.
    fn create(&self, length: usize) -> String {
        let answer = self.ask(Ask::post(length));
        assert_eq!(answer.status, 201);
        answer.header("location").unwrap().to_owned()
    }

    /// How far the upload is; waits while the last request is still being ended.
    fn offset(&self, path: &str) -> u64 {
        loop {
            let answer = self.ask(Ask::head_of(path));
            match answer.status {
                200 => return answer.header("upload-offset").unwrap().parse().unwrap(),
                423 => thread::sleep(Duration::from_millis(5)),
                other => panic!("HEAD: {other}"),
            }
        }
    }

    /// Waits until the upload holds this many bytes; false where it does not soon: asking how far it is may overtake the
    /// request that is asked about, and then that one is refused as the second.
    fn may_come_to(&self, path: &str, offset: u64) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(3) {
            thread::sleep(Duration::from_millis(50));
            if self.offset(path) == offset {
                return true;
            }
        }
        false
    }

    /// Sends the next bytes of an upload up to `end`, lets `finish` break the connection, and waits until they are there.
    fn breaks_off_at(&self, path: &str, bytes: &[u8], end: usize, finish: fn(TcpStream)) {
        let came = (0..20).any(|_| {
            let held = usize::try_from(self.offset(path)).unwrap();
            let ask = Ask::patch(path, held, &bytes[held..]);
            let mut stream = self.say(&ask);
            stream.write_all(&ask.body[..end - held]).unwrap();
            finish(stream);
            self.may_come_to(path, end as u64)
        });
        assert!(came, "stays at {}", self.offset(path));
    }

    /// The blob is there and the receipt given.
    fn has(&self, bytes: &[u8]) -> bool {
        let sha256 = Hasher::digest(bytes).into();
        self.ledger.received(ATTACHMENT) && self.store.read(&sha256).is_ok_and(|stored| stored == bytes)
    }
}

/// A request.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Ask {
    fn new(method: &'static str, path: &str) -> Self {
        let headers = vec![("Tus-Resumable", "1.0.0".to_owned()), ("X-Device", PHONE.to_string())];
        Self { method, path: path.to_owned(), headers, body: Vec::new() }
    }

    fn post(length: usize) -> Self {
        Self::new("POST", UPLOADS)
            .set("Upload-Length", length)
            .set("Upload-Metadata", format!("attachment {}", BASE64_STANDARD.encode(ATTACHMENT.to_string())))
    }

    fn head_of(path: &str) -> Self {
        Self::new("HEAD", path)
    }

    fn patch(path: &str, offset: usize, bytes: &[u8]) -> Self {
        Self::new("PATCH", path).set("Upload-Offset", offset).bytes(bytes)
    }

    fn set(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_string()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.body = bytes.to_vec();
        self.set("Content-Type", BYTES).set("Content-Length", bytes.len())
    }

    /// The same bytes without their number, in chunks.
    fn chunked(mut self) -> Self {
        let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        self.body = self.body.chunks(1000).chain([&[][..]]).flat_map(chunk).collect();
        self.without("Content-Length").set("Transfer-Encoding", "chunked")
    }

    fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

fn hear(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = text.split("\r\n").take_while(|line| !line.is_empty());
    let status = lines.next().expect("an answer").split(' ').nth(1).unwrap().parse().unwrap();
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.into()));
    Answer { status, headers: headers.collect() }
}

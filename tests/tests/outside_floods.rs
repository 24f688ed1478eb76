//! Requests that are none, too large, too many or too slow, at the socket of the real server: refused, nothing half
//! stored, memory flat, and others go on (fault 11). Times are told, never asserted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use outside::http::{Answer, call, flood, get, raw};
use outside::victim::{MB, PUSH, Victim, gzip};
use outside::{City, wait};
use tests::figures::{Figure, is_long, tries};

const PULL: &str = "/api/v1/pull";
const ENROL: &str = "/api/v1/enrol";
const UPLOADS: &str = "/api/v1/uploads/";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// A clear no: for programs the JSON of every refusal, for people a page.
#[track_caller]
fn refused(what: &str, path: &str, answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{what} at {path}: {} {}", answer.status, answer.text());
    if path.starts_with("/api/") {
        let said = answer.json();
        assert!(said["code"].is_string() && said["message"].is_string(), "{what} at {path}: {said}");
    } else {
        assert!(answer.text().contains("</html>"), "{what} at {path}: {}", answer.text());
    }
}

impl Victim {
    fn ask(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = [("Authorization", self.bearer.as_str()), ("Tus-Resumable", "1.0.0")];
        call(&self.server.address, "POST", path, &[&bearer, headers].concat(), body)
    }

    fn head(&self, method: &str, path: &str, more: &str) -> String {
        let Victim { server, bearer, .. } = self;
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: {bearer}\r\n{more}\r\n",
            server.address
        )
    }
}

#[test]
fn bodies_that_burst_are_refused_everywhere_and_leave_nothing() {
    let mut victim = Victim::new();
    victim.others_go_on();
    let (rows, before, mut tried) = (victim.rows(), victim.forget_peak(), 0);
    let begun = Instant::now();

    let spaces = |bytes: u64| gzip(&mut std::io::repeat(b' ').take(bytes));
    let (bomb, nested) = (spaces(400 * MB), gzip(&mut spaces(400 * MB).as_slice()));
    let deep = "[".repeat(200_000);
    let inside = format!(r#"{{"changes":[{{"id":{deep}"#);
    let million =
        format!(r#"{{"changes":[{0}0],"facts":[{0}0],"persons":[{0}0],"code":[{0}0]}}"#, "0,".repeat(1_000_000));
    let packed = gzip(&mut million.as_bytes());
    for path in [PUSH, PULL, ENROL] {
        let plain: [&[u8]; 9] = [
            b"",
            b"hello",
            b"\xff\xfe\x00",
            b"7",
            b"[1,2]",
            b"{",
            deep.as_bytes(),
            inside.as_bytes(),
            million.as_bytes(),
        ];
        for body in plain {
            refused("no JSON", path, &victim.ask(path, &[], body));
        }
        for (encoding, body) in [
            ("gzip", bomb.as_slice()),
            ("gzip", &nested),
            ("gzip, gzip", &nested),
            ("gzip", &packed),
            ("gzip", b"no gzip"),
            ("gzip", &bomb[..bomb.len() / 2]),
            ("br", b"x"),
            ("deflate", b"x"),
            ("zstd", b"\x28\xb5\x2f\xfd"),
            ("\u{1f4a5}", b"x"),
        ] {
            refused(encoding, path, &victim.ask(path, &[("Content-Encoding", encoding)], body));
        }
        tried += 19;
    }
    refused("no upload", UPLOADS, &victim.ask(UPLOADS, &[("Upload-Length", "99999999999999999999")], b""));
    refused(
        "unknown",
        UPLOADS,
        &victim.ask(UPLOADS, &[("Upload-Length", "7"), ("Upload-Metadata", "attachment eA==")], b""),
    );

    // 100 MB, honestly announced, and without a word of how much it will be.
    let block = vec![b'7'; 64 * 1024];
    let chunk = [b"10000\r\n".as_slice(), &block, b"\r\n"].concat();
    for path in [PUSH, PULL, ENROL, UPLOADS, "/office/login", "/answer/nobody"] {
        let kind = format!("{}: {}\r\nTus-Resumable: 1.0.0\r\n", FORM.0, FORM.1);
        let honest = victim.head("POST", path, &format!("{kind}Content-Length: 104857600\r\n"));
        let endless = victim.head("POST", path, &format!("{kind}Transfer-Encoding: chunked\r\n"));
        for (what, head, block) in [("100 MB", honest, &block), ("100 MB in chunks", endless, &chunk)] {
            let (answer, sent) = flood(&victim.server.address, &head, block, 100 << 20);
            refused(what, path, &answer);
            assert!(sent < 100 << 20, "{what} at {path}: all of it was taken");
            tried += 1;
        }
    }
    let form = format!("name={}", "x".repeat(300_000));
    for path in ["/office/login", "/answer/nobody"] {
        refused("a long form", path, &call(&victim.server.address, "POST", path, &[FORM], form.as_bytes()));
    }

    let more = victim.more_than(before);
    victim.nothing_stored_since(&rows);
    let note = format!("{more} MB more memory, {} ms in all", begun.elapsed().as_millis());
    victim.others_go_on();
    victim.nothing_lost();
    Figure::harmless(11, "bodies: no JSON, 100 MB, bombs, deep, a million items", tried + 4).note(note).tell();
}

#[test]
fn requests_of_a_strange_form_are_refused_and_leave_nothing() {
    let mut victim = Victim::new();
    victim.others_go_on();
    let (rows, before) = (victim.rows(), victim.forget_peak());
    let address = victim.server.address.clone();
    let mut tried = 0;

    for path in [
        PUSH,
        PULL,
        ENROL,
        UPLOADS,
        "/api/v1/attachments/1",
        "/api/v1/nothing",
        "/office/login",
        "/answer/x",
        "/nothing",
    ] {
        for method in ["DELETE", "PUT", "PATCH", "TRACE", "FOO", "GET"] {
            let answer = raw(&address, victim.head(method, path, "Content-Length: 0\r\n").as_bytes());
            // Signing in is a page, and so is a link that leads nowhere.
            if method != "GET" || !["/office/login"].contains(&path) {
                refused(method, path, &answer);
            }
            tried += 1;
        }
    }
    let long = "x".repeat(60_000);
    for path in [format!("{UPLOADS}{long}"), format!("/api/v1/attachments/{long}"), format!("{PUSH}?{long}")] {
        let answer = raw(&address, victim.head("GET", &path, "").as_bytes());
        refused("a long address", &path, &answer);
    }
    // Below the level at which an answer has a form.
    let many: String = (0..1_000).map(|n| format!("X-{n}: {n}\r\n")).collect();
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned();
    for request in [
        victim.head("GET", "/health", &many),
        victim.head("GET", "/health", &format!("X: {}\r\n", "x".repeat(1 << 20))),
        victim.head("GET", &format!("/{}", "x".repeat(1 << 20)), ""),
        victim.head("GET", "/health", "no colon\r\n"),
        victim.head("GET", "/health", " folded: x\r\n"),
        victim.head("GE T", "/health", ""),
        preface,
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03 a TLS client\r\n\r\n".to_owned(),
        "GET /health HTTP/9.9\r\n\r\n".to_owned(),
        "\0".repeat(4_000),
    ] {
        let answer = raw(&address, request.as_bytes());
        assert!(answer.status == 0 || (400..500).contains(&answer.status), "{answer:?} to {:.80}", request);
        tried += 1;
    }
    assert_eq!(raw(&address, b"GET /health HTTP/1.0\r\n\r\n").status, 200, "an old client is served");

    // A thousand requests without waiting for an answer: each gets one.
    let ask = |close: &str| format!("GET /health HTTP/1.1\r\nHost: x\r\n{close}\r\n");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut answers = Vec::new();
    std::thread::scope(|scope| {
        let mut writer = stream.try_clone().unwrap();
        scope
            .spawn(move || writer.write_all((ask("").repeat(999) + &ask("Connection: close\r\n")).as_bytes()).unwrap());
        stream.read_to_end(&mut answers).unwrap();
    });
    assert_eq!(answers.windows(12).filter(|bytes| *bytes == b"HTTP/1.1 200").count(), 1_000);

    let more = victim.more_than(before);
    victim.nothing_stored_since(&rows);
    victim.others_go_on();
    victim.nothing_lost();
    let note = format!("{more} MB more memory");
    Figure::harmless(11, "methods, addresses, headers, versions, 1,000 in one go", tried + 5).note(note).tell();
}

/// Somebody who holds a connection and does not get on.
enum Dawdler {
    /// The head never ends.
    Head,
    /// The body never ends.
    Body(&'static str),
    /// The answers are never read.
    Deaf,
}

impl Dawdler {
    fn begin(&self, victim: &Victim) -> TcpStream {
        let mut stream = TcpStream::connect(&victim.server.address).unwrap();
        match self {
            Dawdler::Head => stream.write_all(b"POST /api/v1/push HTTP/1.1\r\nHost: x\r\nX: ").unwrap(),
            Dawdler::Body(path) => {
                let kind = format!("{}: {}\r\n", FORM.0, FORM.1);
                let head =
                    victim.head("POST", path, &format!("{kind}Tus-Resumable: 1.0.0\r\nContent-Length: 2000\r\n"));
                stream.write_all(head.as_bytes()).unwrap();
            }
            Dawdler::Deaf => {
                stream.set_nonblocking(true).unwrap();
                // Until the server no longer reads, since nobody takes what it says.
                let ask = "GET /office/login HTTP/1.1\r\nHost: x\r\n\r\n".repeat(4_000);
                let end = Instant::now() + Duration::from_secs(2);
                let mut left = ask.as_bytes();
                while Instant::now() < end && !left.is_empty() {
                    match stream.write(left) {
                        Ok(count) => left = &left[count..],
                        Err(_) => std::thread::sleep(Duration::from_millis(5)),
                    }
                }
            }
        }
        stream
    }

    /// One more byte.
    fn drip(&self, stream: &mut TcpStream) {
        if !matches!(self, Dawdler::Deaf) {
            let _ = stream.write(b"x");
        }
    }
}

#[test]
fn many_who_dawdle_keep_nobody_waiting() {
    let mut victim = Victim::new();
    victim.others_go_on();
    let (rows, before) = (victim.rows(), victim.forget_peak());
    let kinds = [
        (Dawdler::Head, tries(150, 500)),
        (Dawdler::Body(PUSH), tries(60, 100)),
        (Dawdler::Body(ENROL), tries(60, 100)),
        (Dawdler::Body(UPLOADS), tries(60, 100)),
        (Dawdler::Body("/office/login"), tries(60, 100)),
        (Dawdler::Deaf, tries(4, 20)),
    ];
    let mut held: Vec<(&Dawdler, TcpStream)> = Vec::new();
    for (kind, count) in &kinds {
        held.extend((0..*count).map(|_| (kind, kind.begin(&victim))));
    }
    let mut slowest = Duration::ZERO;
    for round in 0..3 {
        held.iter_mut().for_each(|(kind, stream)| kind.drip(stream));
        if round == 0 {
            victim.nothing_stored_since(&rows);
        }
        let begun = Instant::now();
        victim.others_go_on();
        slowest = slowest.max(begun.elapsed());
    }
    let more = victim.more_than(before);
    let count = held.len() as u64;
    drop(held);
    victim.nothing_lost();
    let note = format!("{more} MB more memory, a report and its sync beside them took {} ms", slowest.as_millis());
    Figure::harmless(11, "slow heads, slow bodies, deaf clients at once", count).note(note).tell();
}

#[test]
fn who_dawdles_loses_the_seat_to_others() {
    let mut city = City::with_districts();
    city.set.push(("KUEMMERER_MAX_CONNECTIONS", "20".to_owned()));
    let mut victim = Victim::of(city);
    victim.others_go_on();
    let kinds = [Dawdler::Head, Dawdler::Body(ENROL), Dawdler::Body("/office/login"), Dawdler::Deaf];
    let mut waited = Vec::new();
    // The others take a minute each.
    let kinds = if is_long() { &kinds[..] } else { &kinds[..1] };
    for kind in kinds {
        let mut held: Vec<TcpStream> = (0..20).map(|_| kind.begin(&victim)).collect();
        let report = victim.phone.report(&["--category", "litter"]);
        let begun = Instant::now();
        wait(300, "seat for a phone", || {
            held.iter_mut().for_each(|stream| kind.drip(stream));
            let ended = victim.phone.run(&["sync", "--once"]);
            (ended.code == Some(0)).then_some(())
        });
        waited.push(begun.elapsed().as_secs());
        victim.saved.push(report);
    }
    assert_eq!(get(&victim.server.address, "/health").status, 200);
    victim.nothing_lost();
    let note = format!("seconds until one is free (of heads, codes, forms, deaf): {waited:?}");
    Figure::harmless(11, "every seat taken by who dawdles", kinds.len() as u64).note(note).tell();
}

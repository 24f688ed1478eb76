//! Bodies that lie, burst or never end: refused with memory flat, while others go on (fault 11).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use common::{Device, Server};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use shared::protocol::{ENROL, PULL, PUSH};
use uuid::Uuid;

/// Peak memory of this process in bytes, server and client together.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

fn others_go_on(phone: &Device) {
    assert_eq!(phone.post(PULL, &json!({ "since": { "seq": 0 } })).status, 200);
}

#[test]
fn no_body_makes_the_server_large() {
    let server = Server::start();
    let phone = server.device("telefon");
    let gzip = |bytes: &mut dyn Read| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        std::io::copy(bytes, &mut encoder).unwrap();
        encoder.finish().unwrap()
    };
    let bomb = gzip(&mut std::io::repeat(b' ').take(200 << 20));
    let million = gzip(&mut std::io::Cursor::new(format!(r#"{{"changes":[{}0]}}"#, "0,".repeat(1_000_000))));
    assert!(bomb.len() < 1 << 20);
    others_go_on(&phone);
    let before = peak();
    for body in [&bomb, &million] {
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let push = || phone.call("POST", PUSH, &[("Content-Encoding", "gzip")], body).status;
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(push)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(answers, [413; 8]);
    }
    let more = (peak() - before) >> 20;
    println!("8 bombs and 8 million items at once: {more} MiB more");
    assert!(more < 50, "{more} MiB more");
    others_go_on(&phone);
}

#[test]
fn a_hundred_megabytes_are_refused_before_they_come() {
    let server = Server::start();
    let phone = server.device("telefon");
    let head = |extra: &str| {
        format!(
            "POST {PUSH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n{extra}\r\n",
            phone.token
        )
    };
    assert_eq!(server.raw(head("Content-Length: 100000000\r\n").as_bytes()).status, 413);

    let before = peak();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(head("Transfer-Encoding: chunked\r\n").as_bytes()).unwrap();
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    let sent = (0..1_600).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    assert!(sent < 1_600, "the server stopped reading");
    assert!((peak() - before) >> 20 < 20);
    others_go_on(&phone);
}

#[test]
fn what_is_no_push_is_refused_and_nothing_of_it_is_stored() {
    let server = Server::start();
    let phone = server.device("telefon");
    let good = phone.change(1, "report", Uuid::from_u128(1), json!({ "category": "litter" }));
    let cut = json!({ "changes": [good] }).to_string();
    let deep = format!(r#"{{"changes":{}"#, "[".repeat(500_000));
    let bodies: [&[u8]; 6] = [b"", b"hello", b"\xff\xfe", b"[1,2]", &cut.as_bytes()[..cut.len() - 1], deep.as_bytes()];
    for body in bodies {
        for path in [PUSH, PULL] {
            let answer = phone.call("POST", path, &[], body);
            assert!([400, 413].contains(&answer.status), "{answer:?}");
        }
    }
    assert_eq!(phone.call("POST", PUSH, &[("Content-Encoding", "br")], b"x").status, 400);
    assert_eq!(phone.call("POST", PUSH, &[("Content-Encoding", "gzip")], b"x").status, 400);
    assert_eq!(server.post(ENROL, &json!({ "code": 7 })).status, 400);
    // A deep change inside a sound push is no reason to refuse the others: it is parked.
    let deep = format!(r#"{{"changes":[{}{}]}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let answer = phone.call("POST", PUSH, &[], deep.as_bytes());
    assert_eq!(answer.json()["verdicts"], json!([{ "parked": "malformed" }]));
    assert_eq!(server.app.storage.overview().unwrap().reports, 0);
}

#[test]
fn a_body_that_is_shorter_than_it_says_stores_nothing() {
    let server = Server::start();
    let phone = server.device("telefon");
    let push = json!({ "changes": [phone.change(1, "report", Uuid::from_u128(1), json!({ "category": "litter" }))] });
    let head = format!(
        "POST {PUSH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{push}",
        phone.token,
        push.to_string().len() + 5
    );
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(server.app.storage.overview().unwrap().reports, 0);
    others_go_on(&phone);
}

#[test]
fn clients_that_say_nothing_keep_nobody_waiting() {
    let server = Server::start();
    let phone = server.device("telefon");
    let silent: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"POST /api/v1/push HTTP/1.1\r\nHost:").unwrap();
            stream
        })
        .collect();
    others_go_on(&phone);
    drop(silent);
}

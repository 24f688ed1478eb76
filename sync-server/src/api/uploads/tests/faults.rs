//! Networks, disks and clients as they are.

use std::{fs, net::Shutdown};

use super::*;

#[test]
fn a_cut_keeps_what_came_and_goes_on_from_there() {
    let bytes = photo(300_000);
    let server = Server::expecting(&bytes);
    let path = server.create(bytes.len());
    // Within the first piece, on its edge, and far beyond.
    for end in [1, 65_536, 200_000] {
        server.breaks_off_at(&path, &bytes, end, drop);
    }
    assert_eq!(server.ask(Ask::patch(&path, 200_000, &bytes[200_000..])).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn a_cut_takes_an_unchecked_chunk_back() {
    let bytes = photo(300_000);
    let server = Server::expecting(&bytes);
    let path = server.create(bytes.len());
    let sum = format!("sha256 {}", BASE64_STANDARD.encode(Hasher::digest(&bytes)));
    let ask = Ask::patch(&path, 0, &bytes).set("Upload-Checksum", sum);
    let mut stream = server.say(&ask);
    stream.write_all(&bytes[..200_000]).unwrap();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    while server.store.len(id).unwrap() == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    drop(stream);
    assert_eq!(server.offset(&path), 0);
    assert_eq!(server.ask(ask).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn a_half_closed_connection_is_a_cut_too() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    server.breaks_off_at(&path, &bytes, 400, |stream| {
        stream.shutdown(Shutdown::Write).unwrap();
        // Open for reading, as a client that still waits for the answer.
        thread::spawn(move || hear(stream));
    });
}

#[test]
fn who_hangs_up_after_the_last_byte_has_delivered() {
    let bytes = photo(100_000);
    for _ in 0..5 {
        let server = Server::expecting(&bytes);
        let path = server.create(bytes.len());
        let ask = Ask::patch(&path, 0, &bytes);
        server.say(&ask).write_all(&ask.body).unwrap();
        let start = Instant::now();
        while !server.has(&bytes) {
            assert!(start.elapsed() < Duration::from_secs(10), "no receipt");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

#[test]
fn a_client_that_falls_silent_is_let_go() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    let start = Instant::now();
    let mut stream = server.say(&Ask::patch(&path, 0, &bytes));
    stream.write_all(&bytes[..400]).unwrap();
    assert_eq!(hear(stream).status, 408);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(server.offset(&path), 400);
}

#[test]
fn a_slow_client_that_goes_on_is_not() {
    let bytes = photo(100);
    let server = Server::expecting(&bytes);
    let path = server.create(100);
    let mut stream = server.say(&Ask::patch(&path, 0, &bytes));
    for piece in bytes.chunks(20) {
        thread::sleep(Duration::from_millis(100));
        stream.write_all(piece).unwrap();
    }
    assert_eq!(hear(stream).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn one_request_at_a_time() {
    let bytes = photo(1000);
    let limits = Limits { at_once: 1, ..Limits::default() };
    let server = Server::with(&bytes, limits);
    server.ledger.declare(Uuid::from_u128(0x2000), PHONE, [0; 32]);
    let path = server.create(1000);
    // The question may come first; then the request that it asks about is the one that is refused.
    let mut tries = (0..20).map(|_| {
        let mut first = server.say(&Ask::patch(&path, 0, &bytes));
        first.write_all(&bytes[..400]).unwrap();
        thread::sleep(Duration::from_millis(100));
        (first, server.ask(Ask::patch(&path, 0, b"")))
    });
    let (mut first, locked) = tries.find(|(_, answer)| answer.status != 204).expect("two at once are never seen");
    assert_eq!((locked.status, locked.header("retry-after")), (423, Some("5")));
    assert_eq!(server.ask(Ask::head_of(&path)).status, 423, "how far it is cannot be said yet");
    let other = Ask::head_of(&format!("{UPLOADS}{}", Uuid::from_u128(9)));
    assert_eq!(server.ask(other).status, 503, "and one in all, where that is the limit");

    first.write_all(&bytes[400..]).unwrap();
    assert_eq!(hear(first).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn more_bytes_than_announced_count_for_nothing() {
    let bytes = photo(200_000);
    let server = Server::expecting(&bytes);
    let path = server.create(bytes.len());
    server.ask(Ask::patch(&path, 0, &bytes[..100]));
    let lying = Ask::patch(&path, 100, &photo(250_000)).chunked();
    assert_eq!(server.ask(lying).status, 413);
    assert_eq!(server.offset(&path), 100);
    let partial = server.store.partials().unwrap()[0];
    assert_eq!(fs::metadata(server.root.path().join(format!("partial/{partial}.part"))).unwrap().len(), 100);
    assert_eq!(server.ask(Ask::patch(&path, 100, &bytes[100..]).chunked()).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn a_large_refused_body_does_not_hide_the_answer() {
    let bytes = photo(400_000);
    let server = Server::expecting(&bytes);
    let path = server.create(bytes.len());
    for _ in 0..20 {
        let ask = Ask::patch(&path, 7, &bytes);
        let mut stream = server.say(&ask);
        for piece in ask.body.chunks(50_000) {
            stream.write_all(piece).expect("no reset while the client is still speaking");
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(hear(stream).status, 409);
    }
}

#[test]
fn a_full_database_costs_no_byte() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    server.ledger.set_broken(true);
    let full = server.ask(Ask::patch(&path, 0, &bytes));
    assert_eq!((full.status, full.header("retry-after")), (507, Some("60")));
    assert_eq!(server.ask(Ask::head_of(&path)).status, 507, "not whole before the receipt is given");
    assert!(!server.has(&bytes));
    server.ledger.set_broken(false);
    assert_eq!(server.offset(&path), 1000, "nothing had to be sent again");
    assert!(server.has(&bytes));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    let part = server.root.path().join(format!("partial/{}.part", path.rsplit('/').next().unwrap()));
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    let full = server.ask(Ask::patch(&path, 0, &bytes));
    assert_eq!((full.status, full.header("retry-after")), (507, Some("60")));
    fs::remove_file(part).unwrap();
    assert_eq!(server.offset(&path), 0);
    assert_eq!(server.ask(Ask::patch(&path, 0, &bytes)).status, 204);
    assert!(server.has(&bytes));
}

/// The server died between the last byte and the receipt: the client, told that nothing is missing, sends nothing more.
#[test]
fn a_whole_upload_without_a_receipt_gets_it_when_asked_about() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
    server.store.append(id, 0, &bytes).unwrap();
    assert_eq!(server.offset(&path), 1000);
    assert!(server.has(&bytes));
}

//! What the protocol promises to any client.

use super::*;

#[test]
fn the_server_says_what_it_speaks_to_anybody() {
    let server = Server::expecting(b"");
    let answer = server.ask(Ask::new("OPTIONS", UPLOADS).without("Tus-Resumable").without("X-Device"));
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("tus-version"), Some("1.0.0"));
    assert_eq!(answer.header("tus-extension"), Some("creation,creation-with-upload,expiration,checksum"));
    assert_eq!(answer.header("tus-max-size"), Some("40000000"));
    assert_eq!(answer.header("tus-checksum-algorithm"), Some("sha1,sha256"));
}

#[test]
fn a_photo_comes_in_pieces() {
    let bytes = photo(300_000);
    let server = Server::expecting(&bytes);
    let path = server.create(bytes.len());
    for (index, piece) in bytes.chunks(100_000).enumerate() {
        assert_eq!(server.offset(&path), index as u64 * 100_000);
        let answer = server.ask(Ask::patch(&path, index * 100_000, piece));
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("upload-offset").unwrap(), ((index + 1) * 100_000).to_string());
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    }
    assert!(server.has(&bytes));
    assert!(server.store.partials().unwrap().is_empty());

    let head = server.ask(Ask::head_of(&path));
    assert_eq!((head.status, head.header("upload-offset")), (200, Some("300000")));
    assert_eq!(head.header("upload-length"), Some("300000"));
    assert_eq!(head.header("cache-control"), Some("no-store"));
    assert_eq!(head.header("upload-expires"), None, "a whole upload does not expire");
    assert!(head.header("upload-metadata").unwrap().starts_with("attachment "));
}

#[test]
fn one_request_may_bring_it_all() {
    let bytes = photo(150_000);
    let server = Server::expecting(&bytes);
    let answer = server.ask(Ask::post(bytes.len()).bytes(&bytes));
    assert_eq!((answer.status, answer.header("upload-offset")), (201, Some("150000")));
    assert!(server.has(&bytes));

    let again = server.ask(Ask::post(bytes.len()).bytes(&bytes));
    assert_eq!((again.status, again.header("upload-offset")), (201, Some("150000")), "the answer was lost");
    assert_eq!(again.header("location"), answer.header("location"));
}

#[test]
fn a_repeated_creation_finds_its_upload_again() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    server.ask(Ask::patch(&path, 0, &bytes[..400]));
    let again = server.ask(Ask::post(1000).bytes(&bytes[..300]));
    assert_eq!((again.status, again.header("upload-offset")), (201, Some("400")));
    assert_eq!(again.header("location"), Some(&*path));
    assert_eq!(server.ask(Ask::post(1001)).status, 409, "another length");
    assert_eq!(server.ask(Ask::patch(&path, 400, &bytes[400..])).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn an_empty_file_is_whole_at_once() {
    let server = Server::expecting(b"");
    let path = server.create(0);
    assert!(server.has(b""));
    assert_eq!(server.offset(&path), 0);
}

#[test]
fn bytes_belong_at_the_end() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    server.ask(Ask::patch(&path, 0, &bytes[..400]));
    for offset in [0, 399, 401] {
        let answer = server.ask(Ask::patch(&path, offset, &bytes[..100]));
        assert_eq!((answer.status, answer.header("upload-offset")), (409, Some("400")));
    }
    assert_eq!(server.offset(&path), 400);
}

#[test]
fn checksums_decide_about_their_chunk() {
    for (algorithm, sum) in [("sha1", sha1_of as fn(&[u8]) -> Vec<u8>), ("sha256", |b| Hasher::digest(b).to_vec())] {
        let bytes = photo(400_000);
        let server = Server::expecting(&bytes);
        let path = server.create(bytes.len());
        // Once within a piece, once over several of them.
        for (start, end) in [(0, 50_000), (50_000, 400_000)] {
            let chunk = &bytes[start..end];
            let good = Ask::patch(&path, start, chunk)
                .set("Upload-Checksum", format!("{algorithm} {}", BASE64_STANDARD.encode(sum(chunk))));
            let mut bad = good.clone();
            bad.body[end - start - 1] ^= 1;
            assert_eq!(server.ask(bad).status, 460);
            assert_eq!(server.offset(&path), start as u64);
            assert_eq!(server.ask(good).status, 204);
        }
        assert!(server.has(&bytes));
    }
}

fn sha1_of(bytes: &[u8]) -> Vec<u8> {
    sha1::Sha1::digest(bytes).to_vec()
}

#[test]
fn a_checksum_counts_for_the_first_bytes_too() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let wrong = format!("sha1 {}", BASE64_STANDARD.encode(sha1_of(b"else")));
    assert_eq!(server.ask(Ask::post(1000).bytes(&bytes).set("Upload-Checksum", wrong)).status, 460);
    assert!(server.store.list().unwrap().is_empty());
    let right = format!("sha1 {}", BASE64_STANDARD.encode(sha1_of(&bytes)));
    assert_eq!(server.ask(Ask::post(1000).bytes(&bytes).set("Upload-Checksum", right)).status, 201);
    assert!(server.has(&bytes));
}

#[test]
fn other_bytes_than_declared_start_anew() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    assert_eq!(server.ask(Ask::patch(&path, 0, &photo(1001)[1..])).status, 460);
    assert_eq!(server.offset(&path), 0);
    assert_eq!(server.ask(Ask::patch(&path, 0, &bytes)).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn an_upload_expires_and_can_be_made_again() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let created = server.ask(Ask::post(1000).bytes(&bytes[..10]));
    assert_eq!(created.header("upload-expires"), Some("Mon, 09 Mar 2026 12:00:00 GMT"));
    let path = created.header("location").unwrap();

    server.clock.set(noon() + chrono::TimeDelta::days(7));
    assert_eq!(server.ask(Ask::head_of(path)).status, 410);
    assert_eq!(server.ask(Ask::patch(path, 10, &bytes[10..])).status, 410);
    assert_eq!(sweep(&*server.store, &*server.ledger, server.clock.now()).unwrap(), 1);

    let again = server.create(1000);
    assert_ne!(again, path);
    assert_eq!(server.ask(Ask::patch(&again, 0, &bytes)).status, 204);
    assert!(server.has(&bytes));
    server.clock.set(noon() + chrono::TimeDelta::days(99));
    assert_eq!(server.offset(&again), 1000, "what is whole does not expire");
}

#[test]
fn the_sweep_leaves_uploads_at_work_alone() {
    let server = Server::expecting(&photo(1000));
    let path = server.create(1000);
    server.ask(Ask::patch(&path, 0, &photo(10)));
    assert_eq!(sweep(&*server.store, &*server.ledger, noon()).unwrap(), 0);
    assert_eq!(server.offset(&path), 10);
}

#[test]
fn a_method_may_be_overridden() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    let mut patch = Ask::patch(&path, 0, &bytes).set("X-HTTP-Method-Override", "PATCH");
    patch.method = "POST";
    assert_eq!(server.ask(patch).status, 204);
    assert!(server.has(&bytes));
}

#[test]
fn what_is_wrong_has_its_status() {
    let bytes = photo(1000);
    let server = Server::expecting(&bytes);
    let path = server.create(1000);
    let patch = Ask::patch(&path, 0, &bytes);
    let nowhere = format!("{UPLOADS}{}", Uuid::from_u128(0xdead));
    let sum = |value: &str| patch.clone().set("Upload-Checksum", value);
    let strange = Ask::post(10).set("Upload-Metadata", format!("attachment {}", BASE64_STANDARD.encode(nowhere_id())));
    let cases = [
        (412, patch.clone().without("Tus-Resumable")),
        (412, patch.clone().set("Tus-Resumable", "0.2.2")),
        (401, patch.clone().without("X-Device")),
        (403, patch.clone().set("X-Device", OTHER_PHONE)),
        (403, Ask::head_of(&path).set("X-Device", OTHER_PHONE)),
        (403, Ask::post(10).set("X-Device", OTHER_PHONE)),
        (404, Ask::head_of(&nowhere)),
        (404, Ask::patch(&nowhere, 0, b"x")),
        (404, Ask::head_of(&format!("{UPLOADS}..%2F..%2Fetc"))),
        (404, strange),
        (405, Ask::new("DELETE", &path)),
        (405, Ask::new("GET", &path)),
        (405, Ask::new("PATCH", UPLOADS)),
        (415, patch.clone().set("Content-Type", "image/jpeg")),
        (415, patch.clone().without("Content-Type")),
        (415, Ask::post(1000).bytes(&bytes).set("Content-Type", "image/jpeg")),
        (400, patch.clone().without("Upload-Offset")),
        (400, patch.clone().set("Upload-Offset", "-1")),
        (400, sum("md5 1B2M2Y8AsgTpgAmY7PhCfg==")),
        (400, sum("sha1 ???")),
        (400, patch.clone().set("X-HTTP-Method-Override", "PA TCH")),
        (400, Ask::post(10).without("Upload-Length").set("Upload-Defer-Length", "1")),
        (400, Ask::post(10).without("Upload-Metadata")),
        (413, Ask::post(40_000_001)),
        (413, Ask::post(10).bytes(&bytes)),
        (413, Ask::patch(&path, 0, &photo(1001))),
    ];
    for (status, ask) in cases {
        let head = ask.head();
        let answer = server.ask(ask);
        assert_eq!(answer.status, status, "{head}");
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"), "{head}");
        assert_eq!(answer.header("tus-version").is_some(), status == 412, "{head}");
    }
    assert_eq!(server.offset(&path), 0, "nothing of it counted");
}

fn nowhere_id() -> String {
    Uuid::from_u128(0xdead).to_string()
}

//! Bodies that lie, burst or never end, at the socket of the real server: refused, while others go on (fault 11).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use outside::http::{Answer, call, raw};
use outside::mails;
use outside::victim::{MB, PUSH, Victim, gzip};
use serde_json::{Value, json};

#[test]
fn bodies_that_are_no_push_are_refused_with_memory_flat_and_others_go_on() {
    let mut victim = Victim::new();
    victim.others_go_on();
    let before = victim.peak();

    let deep = format!(r#"{{"changes":{}"#, "[".repeat(200_000));
    for body in
        [&b""[..], b"hello", b"\xff\xfe\x00", b"[1,2]", b"{\"changes\":7}", b"{\"changes\":[{}]", deep.as_bytes()]
    {
        let answer = victim.push(&[], body);
        assert!((400..500).contains(&answer.status), "{}: {}", answer.status, String::from_utf8_lossy(body).len());
        let said = answer.json();
        assert!(said["code"].is_string() && said["message"].is_string(), "{said}");
    }
    let bomb = gzip(&mut std::io::Read::take(std::io::repeat(b' '), 400 << 20));
    let million = format!(r#"{{"changes":[{}0]}}"#, "0,".repeat(1_000_000));
    let packed = gzip(&mut million.as_bytes());
    std::thread::scope(|scope| {
        for body in [&bomb, &packed, &bomb, &packed] {
            let victim = &victim;
            scope.spawn(move || assert_eq!(victim.push(&[("Content-Encoding", "gzip")], body).status, 413));
        }
    });
    assert_eq!(victim.push(&[], million.as_bytes()).status, 413);
    assert_eq!(victim.push(&[("Content-Encoding", "gzip")], b"no gzip").status, 400);
    assert!((400..500).contains(&victim.push(&[("Content-Encoding", "br")], b"x").status));
    let more = victim.peak().saturating_sub(before) / MB;
    println!("{more} MB more");
    assert!(more < 50, "{more} MB more");
    victim.others_go_on();
    victim.nothing_lost();
}

#[test]
fn a_length_that_lies_stores_nothing() {
    let mut victim = Victim::new();
    let head = format!("POST {PUSH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {}\r\n", victim.bearer);
    let sent = |bytes: String| raw(&victim.server.address, bytes.as_bytes());
    let body = r#"{"changes":[],"facts":[]}"#;
    // Longer than what comes, and then the line goes dead: never answered as if it were whole.
    let mut stream = TcpStream::connect(&victim.server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len() + 10).as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_ne!(Answer::read(&mut stream).status, 200);
    // Shorter: what is left over is no second request.
    assert!((400..500).contains(&sent(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len() - 10)).status));
    assert_eq!(sent(format!("{head}Content-Length: 100000000000\r\n\r\n")).status, 413);
    for length in ["-1", "ten", "1, 2", "18446744073709551616"] {
        assert_eq!(sent(format!("{head}Content-Length: {length}\r\n\r\n{body}")).status, 400, "{length}");
    }
    let both =
        format!("{head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    // Understood by one of the two lengths, refused, or hung up on (0).
    let answer = sent(both);
    assert!([0, 200, 400].contains(&answer.status), "{answer:?}");
    victim.others_go_on();
    victim.nothing_lost();
}

#[test]
fn control_characters_in_every_text_are_parked_or_cleaned_and_reach_no_mail_header() {
    let mut victim = Victim::new();
    let status = victim.phone.status();
    let device = status["device"].as_str().unwrap().to_owned();
    let nasty =
        "a\u{0}\u{1}\u{8}\u{1b}[31m\r\nBcc: victim@example.org\r\n\r\nX\u{202e}\u{2066}\u{feff}\u{7f}\u{85}\u{2028}";
    let change = |n: u32, fields: Value| {
        let fields: serde_json::Map<String, Value> =
            fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), json!({ "value": value }))).collect();
        json!({ "id": uuid::Uuid::from_u128(u128::from(n) << 64 | 7), "n": 1_000 + n, "kind": "report",
                "record": uuid::Uuid::from_u128(u128::from(n) << 64 | 9), "author": { "device": device },
                "fields": fields, "made_at": "2026-11-23T12:00:00Z" })
    };
    let place = json!({ "lat": 51.51, "lon": 7.46, "accuracy": 8.0 });
    let changes = vec![
        change(1, json!({ "category": "needles", "note": nasty, "place": place })),
        change(2, json!({ "category": nasty, "note": "x" })),
        change(3, json!({ "category": "needles", "material": nasty, "amount": "van" })),
        change(4, json!({ "category": "needles", "place": { "lat": nasty, "lon": 7.46 } })),
        change(5, json!({ nasty: nasty, "category": "needles" })),
        change(6, json!({ "category": "needles", "amount": nasty })),
    ];
    let answer = victim.push(&[], json!({ "changes": changes, "facts": [nasty] }).to_string().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    // Free text is kept as it was typed, and a field that nobody knows too; a code or a place of that form is parked.
    let stored: Vec<bool> =
        answer.json()["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["stored"].is_u64()).collect();
    assert_eq!(stored, [true, false, false, false, true, false], "{}", answer.text());
    for header in ["Authorization", "Kuemmerer-Protocol", "Content-Type", "Upload-Metadata"] {
        let asked = format!("POST {PUSH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}: a\u{0}b\u{1b}\r\n\r\n");
        let status = raw(&victim.server.address, asked.as_bytes()).status;
        assert!((400..500).contains(&status), "{header}: {status}");
    }
    let code = json!({ "code": nasty, "device": uuid::Uuid::from_u128(5) }).to_string();
    let enrolled = call(&victim.server.address, "POST", "/api/v1/enrol", &[], code.as_bytes());
    assert!((400..500).contains(&enrolled.status));

    // What a department writes is shown on phones and in terminals.
    victim.others_go_on();
    victim.city.run(&["digest", "--now"]).done();
    victim.phone.sync();
    let asked = victim.phone.shows(&victim.saved[0])["number"].as_str().unwrap().to_owned();
    let mails = mails::read(&victim.city.mails());
    let mail = mails.iter().find(|mail| mail.text().contains(&asked)).unwrap();
    let path = mail.link(&asked, "Erledigt").split('?').next().unwrap().to_owned();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let said = b"outcome=done&note=a%00b%1B%5B2Jc%E2%80%AEd&initials=%07";
    let answer = call(&victim.server.address, "POST", &path, &form, said);
    assert!(answer.status == 303 || (400..500).contains(&answer.status), "{}", answer.status);
    victim.phone.sync();
    for what in ["list", "status"] {
        let shown = victim.phone.run(&[what]).done().out;
        assert!(!shown.contains(['\u{0}', '\u{7}', '\u{1b}', '\u{202e}']), "{shown:?}");
    }

    assert!(mails.iter().any(|mail| mail.text().contains("Hinweis: a[31m Bcc: victim@example.org X\n")));
    for mail in &mails {
        let parsed = mail.parsed();
        assert!(parsed.header("Bcc").is_none());
        assert_eq!(mail.to().len(), 1);
        for text in [mail.subject(), mail.text(), mail.html()] {
            let bad = text
                .chars()
                .find(|c| (c.is_control() && !"\n\r\t".contains(*c)) || "\u{202e}\u{2066}\u{feff}".contains(*c));
            assert_eq!(bad, None, "{text}");
        }
    }
    assert!(!victim.city.log().contains('\u{1b}') && !victim.city.log().contains("panic"));
}

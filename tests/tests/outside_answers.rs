//! What departments do with the links in their mails, and what programs do with them on the way.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;

use outside::http::{Answer, call, get};
use outside::phone::HERE;
use outside::pictures::{bare, decoded};
use outside::{City, Phone, Server, mails};
use sync_server::departments::answers::list_token;
use tests::at;
use tests::dump::Dump;
use uuid::Uuid;

/// Where links of mails lead: in here, to the server.
const PUBLIC: &str = "http://kuemmerer.example.org";

/// Reports of many kinds, one of them with a photo and one dangerous, mailed to whoever is responsible.
fn mailed() -> (City, Server, Phone, Vec<String>) {
    let mut city = City::with_districts();
    city.set.push(("KUEMMERER_PUBLIC_URL", PUBLIC.to_owned()));
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let photo = city.place.path().join("sofa.jpg");
    image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 90])).save(&photo).unwrap();
    let photo = photo.to_str().unwrap();
    let mut reports = vec![
        phone.report(&["--category", "illegal_dumping", "--at", HERE, "--photo", photo, "--note", "Ein <b>Sofa</b>."]),
        phone.report(&["--category", "needles", "--at", HERE]),
    ];
    for category in ["litter", "play_equipment", "broken_glass", "overfull_container", "path_damage"] {
        reports.push(phone.report(&["--category", category, "--at", HERE]));
    }
    phone.sync();
    city.run(&["digest", "--now"]).done();
    phone.sync();
    (city, server, phone, reports)
}

/// The list of a department, signed as the server signs it.
fn list(city: &City, department: &str) -> String {
    let database = rusqlite::Connection::open(city.data.join("kuemmerer.db")).unwrap();
    let secret: [u8; 32] = database.query_row("SELECT secret FROM city", [], |row| row.get(0)).unwrap();
    let find = "SELECT id FROM records WHERE kind = 'department' AND body ->> '$.fields.code.value' = ?1";
    let id: Uuid = database.query_row(find, [department], |row| row.get(0)).unwrap();
    format!("/answer/list/{}", list_token(&secret, id, at("2099-12-31T00:00:00Z")))
}

/// Whatever looks like an address of this server, as scanners find them.
fn addresses(text: &str) -> BTreeSet<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\'');
    let text = text.replace("&amp;", "&");
    let whole = text.split(PUBLIC).skip(1).filter_map(|rest| rest.split(ends).next());
    let quoted = ["href=\"", "src=\"", "action=\""].map(|before| text.split(before).skip(1));
    let rooted = quoted.into_iter().flatten().filter_map(|rest| rest.split('"').next());
    whole.chain(rooted).filter(|path| path.starts_with('/')).map(str::to_owned).collect()
}

fn answer(server: &Server, path: &str, form: &str) -> Answer {
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    call(&server.address, "POST", path, &kind, form.as_bytes())
}

#[test]
fn a_scanner_that_opens_every_link_twice_changes_nothing() {
    let (city, server, _phone, _) = mailed();
    let mut waiting: BTreeSet<String> = ["edg", "tiefbau", "gruen"].map(|code| list(&city, code)).into();
    for mail in mails::read(&city.mails()) {
        waiting.extend(addresses(&mail.text()));
        waiting.extend(addresses(&mail.html()));
    }
    assert!(waiting.len() > 15, "{waiting:?}");
    let before = Dump::of(&city.data.join("kuemmerer.db"));
    let mut seen = BTreeMap::new();
    while let Some(path) = waiting.pop_first() {
        let pages = [0, 1].map(|_| (get(&server.address, &path), call(&server.address, "HEAD", &path, &[], b"")));
        for (page, head) in &pages {
            assert_eq!(page.status, head.status, "{path}");
            assert!(page.status < 500, "{path}: {}", page.text());
        }
        let [(page, _), _] = pages;
        seen.insert(path, page.status);
        // What the pages lead to, too, their own forms by GET among them.
        let found = addresses(&page.text());
        waiting.extend(found.into_iter().filter(|path| path.starts_with("/answer") && !seen.contains_key(path)));
    }
    let opened = seen.iter().filter(|(path, status)| path.starts_with("/answer") && **status == 200).count();
    assert!(opened > 30, "{seen:#?}");
    assert_eq!(before.difference(&Dump::of(&city.data.join("kuemmerer.db"))), Vec::<String>::new());
    assert!(!city.log().contains("panicked"));
}

#[test]
fn every_report_can_be_answered_with_the_text_part_alone() {
    let (city, server, phone, reports) = mailed();
    let mut answered = 0;
    for mail in mails::read(&city.mails()) {
        for line in mail.text().lines() {
            let Some(link) = line.strip_prefix("Erledigt: ") else { continue };
            let path = link.strip_prefix(PUBLIC).unwrap();
            assert!(get(&server.address, path).text().contains("Noch nicht gespeichert"));
            assert_eq!(answer(&server, path, "outcome=done").status, 303);
            answered += 1;
        }
    }
    assert_eq!(answered, reports.len());
    phone.sync();
    for report in &reports {
        assert_eq!(phone.shows(report)["state"], "done");
    }
}

/// A service that wraps links and sends on whoever follows one: `/?url=…`.
fn link_protection() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 8192];
            let count = stream.read(&mut head).unwrap();
            let head = String::from_utf8_lossy(&head[..count]).into_owned();
            let wrapped = head.split(' ').nth(1).unwrap().split_once("url=").unwrap().1.to_owned();
            let link = unescaped(wrapped.split('&').next().unwrap());
            let answer =
                format!("HTTP/1.1 302 Found\r\nLocation: {link}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

fn escaped(link: &str, lower: bool) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ if lower => format!("%{byte:02x}"),
        _ => format!("%{byte:02X}"),
    };
    link.bytes().map(escape).collect()
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        plain.push_str(&part[2..]);
    }
    plain
}

#[test]
fn links_survive_services_that_wrap_them() {
    let (city, server, _phone, _) = mailed();
    let service = link_protection();
    let mail = mails::read(&city.mails()).into_iter().find(|mail| mail.to()[0].contains("edg")).unwrap();
    let text = mail.text();
    let link = text.lines().find_map(|line| line.strip_prefix("Nicht zuständig: ")).unwrap();
    let list = format!("{PUBLIC}{}", list(&city, "edg"));
    for (link, says) in [(link, "„Nicht zuständig“ speichern"), (&list, "Offene Meldungen")] {
        for lower in [false, true] {
            let wrapped = format!("/?url={}&data=05%7C02%7C&reserved=0", escaped(link, lower));
            let sent_on = get(&service, &wrapped);
            let there = sent_on.header("location").unwrap();
            // Some leave their own parameters on it, the bracket of a text, or the full stop after it.
            let more = if there.contains('?') { '&' } else { '?' };
            for left in ["", ">", ".", "%3E", "%3e.", &format!("{more}data=05%7C02%7c&sdata=x%3D%3d")] {
                let path = format!("{there}{left}").split_off(PUBLIC.len());
                let page = get(&server.address, &path.replace('>', "%3E"));
                assert_eq!(page.status, 200, "{path}");
                assert!(page.text().contains(says), "{path}: {}", page.text());
            }
        }
    }
}

#[test]
fn a_photo_that_a_department_sends_is_bare_and_stays_between_it_and_the_office() {
    let (city, server, phone, reports) = mailed();
    let taken = assets::scenes::Shot {
        orientation: 6,
        ..assets::scenes::Shot::new(assets::scenes::Scene::Sofa, 3, 1_600, 1_200)
    };
    let mail = mails::read(&city.mails()).into_iter().find(|mail| mail.text().contains("Sofa")).unwrap();
    let number = phone.shows(&reports[0])["number"].as_str().unwrap().to_owned();
    let path = mail.link(&number, "Erledigt");
    let head = |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    let body = [
        format!("{}done\r\n{}Abgeholt.\r\n", head("outcome"), head("note")).into_bytes(),
        "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"IMG.jpg\"\r\n\r\n".into(),
        taken.jpeg(),
        b"\r\n--x--\r\n".to_vec(),
    ];
    let kind = [("Content-Type", "multipart/form-data; boundary=x")];
    let said = call(&server.address, "POST", &path, &kind, &body.concat());
    assert_eq!(said.status, 303, "{}", said.text());

    let database = rusqlite::Connection::open(city.data.join("kuemmerer.db")).unwrap();
    let find = "SELECT lower(hex(blob)) FROM attachments WHERE role = 'answer' AND received_at IS NOT NULL";
    let blob: String = database.query_row(find, [], |row| row.get(0)).unwrap();
    let kept = std::fs::read(city.data.join("attachments/blobs").join(&blob[..2]).join(&blob[2..])).unwrap();
    bare("what is kept", &kept);
    assert_eq!(decoded(&kept).dimensions(), (1_200, 1_600), "upright");

    let saved = get(&server.address, said.header("location").unwrap()).text();
    let thumb = addresses(&saved).into_iter().find(|path| path.contains("/photo/")).unwrap();
    let thumb = get(&server.address, &thumb);
    assert_eq!(thumb.status, 200);
    bare("what is shown", &thumb.body);

    // The phone reads the answer; the photo is none of what it sees, and no mail carries it.
    phone.sync();
    let shown = phone.shows(&reports[0]);
    assert_eq!((&shown["state"], &shown["answer"]), (&"done".into(), &"Abgeholt.".into()));
    let pictures: Vec<usize> = mails::read(&city.mails()).iter().map(|mail| mail.pictures().len()).collect();
    city.run(&["digest", "--now"]).done();
    assert_eq!(mails::read(&city.mails()).iter().map(|mail| mail.pictures().len()).collect::<Vec<_>>(), pictures);
    city.run(&["check"]).done();
}

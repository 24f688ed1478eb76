//! Mail through a real SMTP server, and the answer's way back to the phone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::BTreeSet;

use outside::http::{Answer, call, get};
use outside::phone::HERE;
use outside::pictures::decoded;
use outside::smtp::{Smtp, free_port, python};
use outside::{City, mails::Mail, oracle, wait};

/// What every mail is made of, whoever it goes to.
fn well_formed(mail: &Mail) {
    let id = mail.header("Message-ID").unwrap();
    assert!(id.starts_with('<') && id.ends_with('>') && id.contains('@'), "{id}");
    assert!(mail.header("List-Id").unwrap().contains('<'));
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    assert!(mail.header("Date").is_some());
    assert!(mail.0.len() <= 1 << 20, "{} bytes", mail.0.len());
    for jpeg in mail.pictures() {
        let (width, height) = decoded(&jpeg).dimensions();
        assert!(width.max(height) <= 240, "{width} × {height}");
    }
    let html = mail.html();
    for word in ["<script", "<link", "<form", "javascript:", "src=\"http"] {
        assert!(!html.contains(word), "{word} in a mail");
    }
    // RFC 5322, 2.1.1: lines of at most 998 characters; RFC 2046: 7 bit or encoded.
    for line in mail.0.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 999, "a line of {} bytes", line.len());
    }
    assert!(mail.0.is_ascii());
}

/// A drawing of the demo as a photo file.
fn photo(city: &City) -> String {
    let path = city.place.path().join("sofa.jpg");
    let picture = image::RgbImage::from_fn(800, 600, |x, y| image::Rgb([(x / 4) as u8, (y / 3) as u8, 90]));
    picture.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

fn answer(address: &str, path: &str, form: &str) -> Answer {
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    call(address, "POST", path.split('?').next().unwrap(), &kind, form.as_bytes())
}

fn snapshot(city: &City) -> i64 {
    let database = rusqlite::Connection::open_with_flags(
        city.data.join("kuemmerer.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    );
    database.unwrap().query_row("SELECT count(*) FROM changes", [], |row| row.get(0)).unwrap()
}

#[test]
fn digest_and_urgent_mail_arrive_and_their_links_bring_the_answer_back_to_the_phone() {
    let Some(python) = python() else { return };
    let (mut city, port) = (City::with_districts(), free_port());
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    let smtp = Smtp::start(&python, port, &city.place.path().join("inbox"));
    let server = city.serve();
    let phone = city.phone(&server, "anna");

    let photo = photo(&city);
    let sofa = phone.report(&[
        "--category",
        "illegal_dumping",
        "--amount",
        "van",
        "--material",
        "Sofa",
        "--at",
        HERE,
        "--photo",
        &photo,
        "--note",
        "Sofa & <b>Schrank</b>\u{1F6CB} am Zaun – „vorne“",
    ]);
    let bottle = phone.report(&["--category", "broken_glass", "--at", HERE]);
    let needle = phone.report(&["--category", "needles", "--at", HERE, "--photo", &photo]);
    phone.sync();

    // The hazard goes by itself.
    let urgent = wait(15, "urgent mail", || smtp.mails().pop());
    assert_eq!(smtp.mails().len(), 1, "the others wait for their hour");
    phone.sync();
    let numbers = [&sofa, &bottle, &needle].map(|id| phone.shows(id)["number"].as_str().unwrap().to_owned());
    well_formed(&urgent);
    assert_eq!(urgent.to(), ["eilig@edg.example.org"]);
    assert!(urgent.subject().starts_with("DRINGEND: "), "{}", urgent.subject());
    assert!(urgent.subject().contains(&numbers[2]) && urgent.text().contains("ACHTUNG: Gefahr"));
    assert_eq!(phone.shows(&needle)["state"], "sent");
    assert_eq!(phone.shows(&sofa)["state"], "assigned");

    city.run(&["digest", "--now"]).done();
    let mails = smtp.mails();
    assert_eq!(mails.len(), 2, "nothing new for the other departments: no mail");
    let digest = &mails[1];
    well_formed(digest);
    assert_eq!(digest.to(), ["meldungen@edg.example.org"]);
    assert_eq!(digest.pictures().len(), 1);
    let text = digest.text();
    for words in
        [&numbers[0], &numbers[1], "Sofa & <b>Schrank</b>\u{1F6CB} am Zaun – „vorne“", "Transporter", "Scherben"]
    {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(!text.contains(&numbers[2]), "announced once, by the urgent mail");
    let html = digest.html();
    assert!(html.contains("Schrank&") && !html.contains("<b>Schrank</b>"), "what people type is text, not HTML");
    let ids: BTreeSet<String> = mails.iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(smtp.envelopes()[1]["to"], serde_json::json!(["meldungen@edg.example.org"]));
    city.run(&["digest", "--now"]).done();
    assert_eq!(smtp.mails().len(), 2, "a second digest at once has nothing to say");

    // A look changes nothing, however often, and whichever link it is.
    let before = snapshot(&city);
    for word in ["Erledigt", "Nicht zuständig", "Frage"] {
        for path in [digest.link(&numbers[0], word), digest.link(&numbers[1], word), urgent.link(&numbers[2], word)] {
            for _ in 0..2 {
                let page = get(&server.address, &path);
                assert_eq!(page.status, 200, "{path}: {}", page.text());
                assert!(page.header("content-security-policy").is_some_and(|policy| !policy.contains("unsafe")));
            }
            assert_eq!(call(&server.address, "HEAD", &path, &[], b"").status, 200);
        }
    }
    assert_eq!(snapshot(&city), before, "a GET changes nothing");

    let path = digest.link(&numbers[0], "Erledigt");
    let said = answer(&server.address, &path, "outcome=done&note=Abgeholt+am+Dienstag&initials=kh");
    assert_eq!(said.status, 303, "{}", said.text());
    let path = digest.link(&numbers[1], "Nicht zuständig");
    assert_eq!(answer(&server.address, &path, "outcome=not_ours&note=&initials=").status, 303);
    let path = urgent.link(&numbers[2], "Frage");
    assert_eq!(answer(&server.address, &path, "outcome=note&note=Welcher+Eingang%3F&initials=").status, 303);

    phone.sync();
    let shown = phone.shows(&sofa);
    assert_eq!((&shown["state"], &shown["answer"]), (&"done".into(), &"Abgeholt am Dienstag".into()));
    assert_eq!(phone.shows(&bottle)["state"], "not_ours");
    assert_eq!(phone.shows(&needle)["state"], "sent", "a question leaves it where it is");

    // Links of somebody else's making open nothing.
    let forged = path.replace(&path[20..24], "AAAA");
    assert_eq!(get(&server.address, &forged).status, 404);
    assert_eq!(answer(&server.address, &forged, "outcome=done&note=&initials=").status, 404);
    oracle(&city, &smtp.folder, &[&phone], &[sofa, bottle, needle]);
}

#[test]
fn a_mail_server_that_is_down_or_says_no_for_now_delays_a_mail_and_doubles_none() {
    let Some(python) = python() else { return };
    let (mut city, port) = (City::with_districts(), free_port());
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let bottle = phone.report(&["--category", "broken_glass", "--at", HERE]);
    let needle = phone.report(&["--category", "needles", "--at", HERE]);
    phone.sync();

    // Nobody listens.
    city.run(&["digest", "--now"]).failed();
    city.run(&["digest", "--now"]).failed();
    phone.sync();
    assert_eq!(phone.shows(&bottle)["state"], "assigned", "what is not sent is not called sent");

    // Somebody listens and wants nothing yet, not even after the whole mail.
    let inbox = city.place.path().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("refuse"), "451 4.7.1 later").unwrap();
    let smtp = Smtp::start(&python, port, &inbox);
    city.run(&["digest", "--now"]).failed();
    assert!(smtp.mails().is_empty());
    std::fs::remove_file(inbox.join("refuse")).unwrap();

    // The job repeats by itself: after a minute, after two, after four.
    wait(400, "mails", || (smtp.mails().len() == 2).then_some(()));
    std::thread::sleep(std::time::Duration::from_secs(6));
    city.run(&["digest", "--now"]).done();
    let mails = smtp.mails();
    assert_eq!(mails.len(), 2);
    mails.iter().for_each(well_formed);
    phone.sync();
    assert_eq!([phone.shows(&bottle)["state"].clone(), phone.shows(&needle)["state"].clone()], ["sent", "sent"]);
    oracle(&city, &smtp.folder, &[&phone], &[bottle, needle]);
}

#[test]
fn an_address_that_is_refused_for_good_is_told_to_staff_and_keeps_nobody_else_waiting() {
    let Some(python) = python() else { return };
    let (mut city, port) = (City::with_districts(), free_port());
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    let inbox = city.place.path().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("refuse"), "550 5.1.1 no such box").unwrap();
    let smtp = Smtp::start(&python, port, &inbox);
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let bottle = phone.report(&["--category", "broken_glass", "--at", HERE]);
    phone.sync();
    city.run(&["digest", "--now"]).failed();
    phone.sync();
    assert_eq!(phone.shows(&bottle)["state"], "bounced");

    std::fs::remove_file(inbox.join("refuse")).unwrap();
    let lamp = phone.report(&["--category", "street_light", "--at", HERE]);
    phone.sync();
    city.run(&["digest", "--now"]).done();
    let to: Vec<_> = smtp.mails().iter().flat_map(Mail::to).collect();
    assert_eq!(to, ["strassen@tiefbau.example.org"]);
    phone.sync();
    assert_eq!(phone.shows(&lamp)["state"], "sent");
}

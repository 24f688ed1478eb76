//! Post through a real mail server, Postfix: it relays the digests, brings one back with a true notification (RFC 3464), and
//! brings a department's reply; and signatures that another library checks.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::path::Path;
use std::process::{Command, Stdio};

use outside::browser::Browser;
use outside::mta::{Mta, NOBODY, hand_over, postfix};
use outside::phone::HERE;
use outside::smtp::{Smtp, free_port, python};
use outside::{City, run, wait};

/// A city of which the user `nobody` is the owner: a mail server runs no command as root.
fn city_of_nobody() -> City {
    let mut city = City::with_districts();
    hand_over(city.place.path(), &city.data.clone(), NOBODY);
    city.user = Some(NOBODY);
    city
}

#[test]
fn a_mail_server_relays_the_digests_and_brings_back_the_one_that_nobody_takes() {
    let Some(python) = python() else { return };
    if !postfix() {
        return;
    }
    let mut city = city_of_nobody();
    let (takes, refuses) = (free_port(), free_port());
    let folder = |name: &str| city.place.path().join(name);
    let edg = Smtp::start(&python, takes, &folder("takes"));
    std::fs::create_dir_all(folder("refuses")).unwrap();
    std::fs::write(folder("refuses").join("refuse"), "550 5.1.1 no such box").unwrap();
    let _nobody = Smtp::start(&python, refuses, &folder("refuses"));
    city.set.push(("KUEMMERER_MAIL_BOUNCES", "post@example.org".to_owned()));
    let mta = Mta::start(&city, takes, ("tiefbau.example.org", refuses));
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{}", mta.port)));
    let user = ["user", "add", "kaya", "--role", "reviewer"];
    city.run_with(&user, "Regen im November\n").done();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let litter = phone.report(&["--category", "litter", "--at", HERE]);
    let lamp = phone.report(&["--category", "street_light", "--at", HERE]);
    phone.sync();
    city.run(&["digest", "--now"]).done();

    // Both were taken by our mail server; one of them comes back.
    let digest = wait(60, "relayed digest", || edg.mails().pop());
    assert_eq!(digest.to(), ["meldungen@edg.example.org"]);
    assert_eq!(edg.envelopes()[0]["from"], "post@example.org");
    wait(60, "bounce", || {
        phone.sync();
        (phone.shows(&lamp)["state"] == "bounced").then_some(())
    });
    assert_eq!(phone.shows(&litter)["state"], "sent", "{}", mta.log());
    assert!(mta.log().contains("status=bounced"), "{}", mta.log());
    let mut kaya = Browser::new(&server.address);
    kaya.sign_in("kaya", "Regen im November");
    let todo = kaya.get("/office/").text();
    assert!(todo.contains("Nicht zugestellt"), "{todo}");
    assert!(kaya.get(&format!("/office/reports/{lamp}")).text().contains("Nicht zugestellt"));
    assert!(kaya.get("/office/inbox?all=1").text().contains("Kam zurück"));

    // A department answers by mail, through the same server.
    let number = phone.shows(&litter)["number"].as_str().unwrap().to_owned();
    let reply = format!(
        "From: meldungen@edg.example.org\r\nTo: post@example.org\r\nSubject: AW: Meldungen ({number})\r\nIn-Reply-To: {}\r\n\r\nErledigt, der Platz ist sauber.\r\n",
        digest.header("Message-ID").unwrap()
    );
    send(&python, mta.port, "meldungen@edg.example.org", "post@example.org", &reply);
    let inbox = wait(60, "reply", || {
        let inbox = kaya.get("/office/inbox").text();
        inbox.contains("der Platz ist sauber").then_some(inbox)
    });
    assert!(inbox.contains("Als Antwort übernehmen: Erledigt"), "{inbox}");
    phone.sync();
    assert_eq!(phone.shows(&litter)["state"], "sent", "a reply changes nothing by itself");
}

/// Gives a message to a mail server, with Python's own client.
fn send(python: &Path, port: u16, from: &str, to: &str, message: &str) {
    let script = "import smtplib, sys\n\
                  smtplib.SMTP('127.0.0.1', int(sys.argv[1])).sendmail(sys.argv[2], sys.argv[3], sys.stdin.buffer.read())";
    let mut command = Command::new(python);
    command.args(["-c", script, &port.to_string(), from, to]).stdout(Stdio::null());
    let ended = run(command, message.as_bytes());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn what_is_sent_is_signed_and_another_library_finds_the_signature_sound() {
    let Some(python) = python() else { return };
    let mut city = City::with_districts();
    let key = city.place.path().join("dkim.pem");
    let made = Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let smtp = Smtp::start(&python, port, &city.place.path().join("inbox"));
    city.set.push(("KUEMMERER_MAIL", format!("smtp://127.0.0.1:{port}")));
    city.set.push(("KUEMMERER_DKIM_KEY", key.display().to_string()));
    let record = city.run(&["--json", "mail", "dkim"]).json();
    assert_eq!(record["name"], "kuemmerer._domainkey.example.org");
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    phone.report(&["--category", "litter", "--at", HERE, "--note", "Sofa  \u{1F6CB}  am Zaun – „vorne“"]);
    phone.sync();
    city.run(&["digest", "--now"]).done();
    let mail = smtp.mails().pop().unwrap();

    // The same mail as a careless relay passes it on: fields folded anew, spaces at ends of lines.
    let text = String::from_utf8(mail.0.clone()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let (head, body) = (head.replacen("\r\nFrom: ", "\r\nFROM:   ", 1), body.replacen("\r\n--=_", "  \r\n--=_", 1));
    let relaxed = format!("{head}\r\n\r\n{body}");
    let changed = text.replacen("Sofa", "Sofb", 1);
    let added = format!("Subject: more\r\n{text}");
    assert!(relaxed != text && changed != text);
    for (message, sound) in [(&text, true), (&relaxed, true), (&changed, false), (&added, false)] {
        assert_eq!(is_sound(&python, record["text"].as_str().unwrap(), message), sound, "{message}");
    }
}

/// What dkimpy says of a message; the DNS holds this one record.
fn is_sound(python: &Path, record: &str, message: &str) -> bool {
    let script = "import dkim, sys\n\
                  name = b'kuemmerer._domainkey.example.org.'\n\
                  dns = lambda asked, timeout=5: sys.argv[1].encode() if asked == name else None\n\
                  print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns))";
    let mut command = Command::new(python);
    command.args(["-c", script, record]);
    let ended = run(command, message.as_bytes());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.out.trim() == "True"
}

//! After each failure it is known whether the other side may have the mail, and whether trying again helps.

use super::smtp_server::{Act, Server, server};
use super::*;
use forwarding::retry::About;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn mail() -> Mail {
    let mut view = view(MailKind::Digest, vec![item("26-00001", "Müll", "Park")]);
    view.to = vec!["a@example.org".into(), "b@example.org".into()];
    compose(&view).unwrap()
}

fn deliver(server: &Server) -> Result<Delivered, DeliveryError> {
    from_url(&server.url).unwrap().deliver(&mail())
}

/// Fails as told, and keeps addresses and the server's words out of the text.
fn fails(script: fn(&str) -> Option<Act>, stage: Stage, permanent: bool, text: &str) {
    let error = deliver(&server(script)).unwrap_err();
    assert_eq!((error.stage, error.permanent, error.text.as_str()), (stage, permanent, text));
}

#[test]
fn accepted_mail_arrives_byte_for_byte() {
    let server = server(|_| None);
    assert_eq!(deliver(&server), Ok(Delivered::default()));
    assert_eq!(server.messages.lock().unwrap()[0].as_bytes(), mail().bytes);
    let heard = server.heard.lock().unwrap();
    assert_eq!(
        heard[..5],
        [
            "EHLO kuemmerer.example.org",
            "MAIL FROM:<quartier@example.org>",
            "RCPT TO:<a@example.org>",
            "RCPT TO:<b@example.org>",
            "DATA",
        ]
    );
}

#[test]
fn one_refused_recipient_does_not_stop_the_others() {
    let server = server(|said| said.contains("<a@").then_some(Act::Say("550 5.1.1 <a@example.org> unknown")));
    let refused = vec![Refusal { address: "a@example.org".into(), permanent: true }];
    assert_eq!(deliver(&server), Ok(Delivered { refused }));
    assert_eq!(server.messages.lock().unwrap().len(), 1);
}

#[test]
fn all_refused_is_permanent_only_if_each_is() {
    let error =
        deliver(&server(|said| said.starts_with("RCPT").then_some(Act::Say("550 5.1.1 <x@example.org>")))).unwrap_err();
    assert_eq!((error.stage, error.permanent, error.refused.len()), (Stage::BeforeData, true, 2));
    assert_eq!(error.text, "RCPT TO: 550 5.1.1");
    let error = deliver(&server(|said| match said {
        said if said.contains("<a@") => Some(Act::Say("450 4.7.1 greylisted")),
        said if said.starts_with("RCPT") => Some(Act::Say("550 no")),
        _ => None,
    }))
    .unwrap_err();
    assert_eq!((error.permanent, error.refused.len()), (false, 2));
}

#[test]
fn failures_before_the_message_are_certain() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = from_url(&format!("smtp://{nobody}?timeout=1")).unwrap().deliver(&mail()).unwrap_err();
    assert_eq!((error.stage, error.permanent), (Stage::BeforeData, false));
    assert_eq!(error.text, "connect: Connection refused (os error 111)");

    let before = Stage::BeforeData;
    fails(|said| (said == "connect").then_some(Act::Say("554 5.3.2 go away")), before, false, "connect: 554 5.3.2");
    fails(|said| (said == "connect").then_some(Act::Say("hello?")), before, false, "connect: no valid answer");
    fails(
        |said| said.starts_with("MAIL").then_some(Act::Say("451 4.3.0 later")),
        before,
        false,
        "MAIL FROM: 451 4.3.0",
    );
    fails(|said| said.starts_with("MAIL").then_some(Act::Say("550 no")), before, false, "MAIL FROM: 550");
    fails(|said| said.contains("<b@").then_some(Act::Drop), before, false, "RCPT TO: no valid answer");
    fails(|said| (said == "DATA").then_some(Act::Say("554 5.5.1 no")), before, true, "DATA: 554 5.5.1");
    fails(|said| (said == "DATA").then_some(Act::Say("250 what?")), before, false, "DATA: 250");
    fails(|said| (said == "DATA").then_some(Act::Drop), before, false, "DATA: no valid answer");
}

#[test]
fn it_is_known_whether_the_way_the_address_or_the_content_is_to_blame() {
    let about = |script| deliver(&server(script)).unwrap_err().about;
    assert_eq!(about(|said| (said == "connect").then_some(Act::Say("554 no"))), About::Way);
    assert_eq!(about(|said| said.starts_with("MAIL").then_some(Act::Say("530 5.7.0 STARTTLS first"))), About::Way);
    assert_eq!(about(|said| said.starts_with("RCPT").then_some(Act::Say("451 later"))), About::Address);
    assert_eq!(about(|said| (said == ".").then_some(Act::Say("554 spam"))), About::Content);
    let reach =
        |script| from_url(&server(script).url).unwrap().reach("quartier@example.org").map_err(|error| error.text);
    assert_eq!(reach(|_| None), Ok(()));
    assert_eq!(reach(|said| said.starts_with("MAIL").then_some(Act::Say("550 no"))), Err("MAIL FROM: 550".to_owned()));
    assert_eq!(reach(|said| (said == "connect").then_some(Act::Say("421 busy"))), Err("connect: 421".to_owned()));
}

#[test]
fn an_answered_end_is_certain_an_unanswered_one_is_not() {
    fails(|said| (said == ".").then_some(Act::Say("552 5.3.4 too big")), Stage::BeforeData, true, "message: 552 5.3.4");
    fails(|said| (said == ".").then_some(Act::Say("451 4.3.0 later")), Stage::BeforeData, false, "message: 451 4.3.0");
    fails(|said| (said == ".").then_some(Act::Drop), Stage::AfterData, false, "message: no valid answer");
    fails(|said| (said == ".").then_some(Act::Say("\u{fffd}")), Stage::AfterData, false, "message: no valid answer");
    // Taken, and then the line breaks: delivered.
    assert!(deliver(&server(|said| (said == "QUIT").then_some(Act::Drop))).is_ok());
    assert!(deliver(&server(|said| (said == "QUIT").then_some(Act::Silence))).is_ok());
}

#[test]
fn silence_ends_in_time() {
    let start = Instant::now();
    fails(|said| (said == "connect").then_some(Act::Silence), Stage::BeforeData, false, "connect: timeout");
    fails(|said| said.starts_with("RCPT").then_some(Act::Silence), Stage::BeforeData, false, "RCPT TO: timeout");
    fails(|said| (said == ".").then_some(Act::Silence), Stage::AfterData, false, "message: timeout");
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}

#[test]
fn a_password_never_travels_unencrypted_unless_told() {
    let server = server(|_| None);
    let with = |user: &str, tls: &str| {
        let url = server.url.replace("//", &format!("//{user}@")).replace("tls=none", tls);
        from_url(&url).unwrap().deliver(&mail())
    };
    for tls in ["tls=required", "tls=opportunistic", "timeout=2"] {
        let error = with("quartier:geheim", tls).unwrap_err();
        assert_eq!((error.stage, error.permanent), (Stage::BeforeData, false), "{tls}");
    }
    assert!(!server.heard.lock().unwrap().iter().any(|line| line.starts_with("AUTH")));
    assert!(with("quartier%40example.org:ge%20heim", "tls=none").is_ok());
    // base64 of "\0quartier@example.org\0ge heim"
    let auth = "AUTH PLAIN AHF1YXJ0aWVyQGV4YW1wbGUub3JnAGdlIGhlaW0=";
    assert!(server.heard.lock().unwrap().iter().any(|line| line == auth));
}

#[test]
fn urls_are_checked_and_errors_keep_the_password() {
    for good in [
        "smtp://mail.example.org",
        "smtp://u:p@mail.example.org:2525?tls=required&timeout=30",
        "smtps://u:p@mail.example.org",
        "smtp://[::1]:25",
        "file:mails",
        "file:///var/mails",
    ] {
        assert!(from_url(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp:///x",
        "file:",
        "file://",
        "smtp://h?tls=sometimes",
        "smtps://h?tls=none",
        "smtp://h?timeout=0",
        "smtp://h?colour=red",
        "smtp://h?ca=/nowhere",
        "smtp://u:geheim%ff@h",
        "smtp://u:geheim@h:99999",
        "smtp://u:geheim@h?tls=geheim",
    ] {
        let error = from_url(bad).err().unwrap_or_else(|| panic!("{bad} is taken"));
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}

#[test]
fn files_are_whole_and_a_repeated_mail_replaces_itself() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file:{}/new/mails", folder.path().display());
    let mut mail = mail();
    for _ in 0..2 {
        mail.bytes.extend_from_slice(b"again\r\n");
        assert_eq!(from_url(&url).unwrap().deliver(&mail), Ok(Delivered::default()));
        let files: Vec<_> = std::fs::read_dir(folder.path().join("new/mails")).unwrap().flatten().collect();
        assert_eq!(files.len(), 1, "no temporary file stays");
        assert_eq!(files[0].file_name(), "0190a5f2-7c31-4d1e-9b7a-2f6c1f0b5e11.eml");
        assert_eq!(std::fs::read(files[0].path()).unwrap(), mail.bytes);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_a_certain_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = from_url(&format!("file:{}", file.display())).unwrap().deliver(&mail()).unwrap_err();
    assert_eq!((error.stage, error.permanent), (Stage::BeforeData, false));
    assert!(error.text.starts_with("file: "), "{}", error.text);
    assert!(!error.text.contains("tmp"), "no paths: {}", error.text);
}

#[test]
fn bounces_come_back_to_their_own_address_and_nothing_comes_back_from_an_alert() {
    let server = server(|_| None);
    let way = Outgoing::new(from_url(&server.url).unwrap(), "bounces@example.org", None);
    way.deliver(&mail()).unwrap();
    way.deliver(&alert(&alert_view()).unwrap()).unwrap();
    let heard = server.heard.lock().unwrap();
    let senders: Vec<_> = heard.iter().filter(|line| line.starts_with("MAIL FROM")).collect();
    assert_eq!(senders, ["MAIL FROM:<bounces@example.org>", "MAIL FROM:<>"]);
    let messages = server.messages.lock().unwrap();
    assert!(messages[0].contains("From: \"") || messages[0].contains("<quartier@example.org>"));
    assert!(messages.iter().all(|message| message.contains("\r\nAuto-Submitted: auto-generated\r\n")));
}

fn alert_view() -> AlertView {
    AlertView {
        message_id: ID.into(),
        language: Language::De,
        from: "quartier@example.org".into(),
        to: address_in("Sozialamt, buero@example.org (Frau Kaya)").unwrap(),
        city: "Dortmund\r\nBcc: all@example.org".into(),
        now: local(23, 7, 0),
        number: "26-01234".into(),
        category: "Spritzen".into(),
        department: "EDG".into(),
        text: "Ist weg.\r\n.\r\nMAIL FROM:<evil@example.org>".into(),
        link: "https://kuemmerer.example.org/office/inbox?report=1".into(),
    }
}

#[test]
fn an_alert_says_what_it_is_about_and_stays_one_message() {
    let mail = alert(&alert_view()).unwrap();
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    assert!(!text.contains("\r\nBcc:") && !text.contains("\r\n.\r\n"), "{text}");
    let parsed = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
    insta::assert_snapshot!(
        "alert",
        format!("{}\n\n{}", parsed.subject().unwrap(), parsed.body_text(0).unwrap().replace("\r\n", "\n"))
    );
}

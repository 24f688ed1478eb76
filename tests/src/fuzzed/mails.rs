//! What people typed, in the mail to a department.

use chrono::DateTime;
use chrono_tz::Tz;
use mail_parser::{HeaderName, MessageParser};
use sync_server::mail::{Item, Language, Links, MailKind, MailView, Occasion, Over, Past, compose, map_link};

use super::split_once;

const ID: &str = "<0190a5f2-7c31-4d1e-9b7a-2f6c1f0b5e11@musterstadt.example.org>";

/// A mail whose every text comes from bytes. It is a mail with our headers and one recipient, whatever they say.
pub fn mail(bytes: &[u8]) {
    let mut texts = Texts(bytes);
    let view = view(&mut texts);
    let mail = compose(&view).expect("bad texts are left out, and the mail goes");
    assert_eq!(mail.to, ["edg@example.org"]);
    assert!(mail.bytes.is_ascii());
    for line in mail.bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(line.len() <= 998 && !line.contains(&b'\r') && !line.contains(&0));
    }
    let message = MessageParser::default().parse(&mail.bytes).expect("a mail");
    assert_eq!(message.to().map(|to| to.iter().count()), Some(1));
    for header in message.headers() {
        let ours = match &header.name {
            HeaderName::Other(name) => {
                ["Auto-Submitted", "X-Auto-Response-Suppress", "Importance"].contains(&name.as_ref())
            }
            name => !matches!(name, HeaderName::Bcc | HeaderName::Cc | HeaderName::ReplyTo | HeaderName::Sender),
        };
        assert!(ours, "{:?}", header.name);
    }
    assert!(!message.subject().expect("a subject").contains(char::is_control));
    let html = message.body_html(0).expect("HTML");
    assert!(!html.to_lowercase().contains("<script"));
}

/// Texts, each ended by a zero.
struct Texts<'a>(&'a [u8]);

impl Texts<'_> {
    fn next(&mut self) -> String {
        let (text, rest) = split_once(self.0, 0);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    fn number(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }
}

fn view(texts: &mut Texts<'_>) -> MailView {
    let urgent = texts.number() % 2 == 1;
    let now = DateTime::from_timestamp(1_795_000_000, 0).expect("a time");
    let items = (0..1 + texts.number() % 3).map(|_| item(texts)).collect();
    MailView {
        message_id: ID.to_owned(),
        kind: if urgent { MailKind::Urgent } else { MailKind::Digest },
        language: Language::De,
        from: "quartier@example.org".to_owned(),
        to: vec!["edg@example.org".to_owned()],
        city: texts.next(),
        department: texts.next(),
        department_for: texts.next(),
        now,
        zone: Tz::Europe__Berlin,
        rhythm: None,
        contact: texts.next(),
        items,
        open: Vec::new(),
        list_link: Some(texts.next()),
        in_reply_to: Some(texts.next()),
    }
}

fn item(texts: &mut Texts<'_>) -> Item {
    const OCCASIONS: [Occasion; 4] = [Occasion::First, Occasion::Reopened(2), Occasion::Withdrawn, Occasion::LatePhoto];
    let time = |hours: u8| DateTime::from_timestamp(1_795_000_000 - 3_600 * i64::from(hours), 0).expect("a time");
    let position = Some((f64::from(texts.number()), f64::from(texts.number())));
    Item {
        number: texts.next(),
        occasion: OCCASIONS[usize::from(texts.number() % 4)],
        category: texts.next(),
        hazard: texts.number() % 2 == 1,
        amount: Some(texts.next()),
        district: Some(texts.next()),
        place: texts.next(),
        position,
        position_uncertain: false,
        map_link: map_link(&texts.next(), (51.5, 7.46)),
        note: Some(texts.next()),
        taken_at: time(texts.number()),
        received_at: time(texts.number()),
        sightings: texts.number().into(),
        history: vec![Past::Over(Over::Closed(texts.next()))],
        thumbs: Vec::new(),
        photos: texts.number().into(),
        photo_pending: false,
        photo_held: false,
        voice: false,
        links: Links {
            done: texts.next(),
            not_ours: texts.next(),
            accepted: Some(texts.next()),
            question: texts.next(),
            photos: Some(texts.next()),
        },
    }
}

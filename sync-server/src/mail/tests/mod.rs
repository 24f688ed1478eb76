//! Fixtures, and what readers of the mails rely on.

mod content;
mod delivery;
mod letters;
mod safety;
mod size;
mod smtp_server;
mod summary;

use super::*;
use crate::photos::picture::Source;
use chrono::{DateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Berlin;
use forwarding::schedule::Rhythm;
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use mail_parser::{Message, MessageParser, MimeHeaders};
use shared::domain::Outcome;

const ID: &str = "<0190a5f2-7c31-4d1e-9b7a-2f6c1f0b5e11@kuemmerer.example.org>";

fn local(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Berlin.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap().to_utc()
}

fn link(number: &str, word: &str) -> String {
    format!("https://kuemmerer.example.org/answer/{}-{word}?v=1&k=2", number.replace('-', ""))
}

fn item(number: &str, category: &str, place: &str) -> Item {
    Item {
        number: number.into(),
        occasion: Occasion::First,
        category: category.into(),
        hazard: false,
        amount: None,
        district: Some("Innenstadt-Nord".into()),
        place: place.into(),
        position: Some((51.523_412, 7.470_256)),
        position_uncertain: false,
        map_link: map_link("https://www.openstreetmap.org/?mlat={lat}&mlon={lon}", (51.523_412, 7.470_256)),
        note: None,
        taken_at: local(22, 9, 42),
        received_at: local(22, 10, 1),
        sightings: 1,
        history: vec![],
        thumbs: vec![],
        photos: 0,
        photo_pending: false,
        photo_held: false,
        voice: false,
        links: Links {
            done: link(number, "done"),
            not_ours: link(number, "not-ours"),
            accepted: None,
            question: link(number, "question"),
            photos: Some(link(number, "photos")),
        },
    }
}

fn view(kind: MailKind, items: Vec<Item>) -> MailView {
    MailView {
        message_id: ID.into(),
        kind,
        language: Language::De,
        from: "quartier@example.org".into(),
        to: vec!["edg@example.org".into()],
        city: "Dortmund".into(),
        department: "EDG".into(),
        department_for: "die EDG".into(),
        now: local(23, 7, 0),
        zone: Berlin,
        rhythm: Some(Rhythm {
            hour: NaiveTime::from_hms_opt(7, 0, 0).unwrap(),
            daily: false,
            works_on_eves: false,
            open_list: Some(Weekday::Mon),
        }),
        contact: "Sozialamt, quartier@example.org".into(),
        items,
        open: vec![],
        list_link: Some("https://kuemmerer.example.org/answer/list/AAAA".into()),
        in_reply_to: None,
    }
}

/// Pictures in which nothing is black.
fn plain(files: Vec<Vec<u8>>) -> Vec<Source> {
    files.into_iter().map(|bytes| Source::new(bytes, Vec::new())).collect()
}

/// A JPEG with enough detail to weigh what a street scene weighs.
fn photo(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let noise =
            (x / 3).wrapping_mul(2_654_435_761).wrapping_add((y / 3).wrapping_mul(40_503)).wrapping_add(seed * 977);
        let noise = ((noise ^ (noise >> 13)).wrapping_mul(1_274_126_177) >> 24) as u8 / 3;
        Rgb([90 + noise, 110 + (y * 60 / height) as u8 + noise / 2, 80 + noise / 3])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 85).encode_image(&picture).unwrap();
    jpeg
}

/// Every kind of item once.
fn rich_digest() -> MailView {
    let mut bulky = item("26-01234", "Sperrmüll", "Spielplatz Heroldwiese, Nordmarkt");
    bulky.amount = Some("etwa 1 Transporter".into());
    bulky.sightings = 2;
    bulky.thumbs = plain(vec![photo(240, 194, 1), photo(240, 180, 2)]);
    bulky.photos = 2;
    bulky.links.accepted = Some(link("26-01234", "accepted"));
    let mut container = item("26-01235", "Container überfüllt", "Mallinckrodtstraße / Leopoldstraße");
    container.taken_at = local(14, 10, 5);
    container.received_at = local(23, 6, 10);
    container.photo_pending = true;
    container.note = Some("Der Deckel klemmt.\nBitte auch <b>Laub</b> mitnehmen & fegen.".into());
    let mut needles = item("26-01240", "Spritze", "Nordmarkt, Bank am Brunnen");
    needles.hazard = true;
    needles.photo_held = true;
    needles.position_uncertain = true;
    let mut litter = item("26-01236", "Müll, wild abgelagert", "Phoenixplatz, am Containerstandort");
    litter.district = Some("Hörde".into());
    litter.taken_at = local(22, 14, 30);
    litter.history = vec![Past::Here { times: 4, since: local(1, 8, 0) - chrono::TimeDelta::days(40) }];
    litter.thumbs = plain(vec![photo(180, 240, 3)]);
    litter.photos = 1;
    let mut nowhere = item("26-01239", "Sonstiges", "");
    (nowhere.district, nowhere.position, nowhere.map_link) = (None, None, None);

    let mut again = item("26-01101", "Scherben", "Blücherpark, Eingang West");
    again.occasion = Occasion::Reopened(2);
    again.history = vec![
        Past::Answered { by: None, outcome: Outcome::Done, note: Some("Gefegt.".into()), at: local(19, 11, 20) },
        Past::Reopened(local(22, 9, 42)),
    ];
    again.thumbs = plain(vec![photo(640, 480, 4)]);
    again.photos = 1;
    let mut corrected = item("26-01188", "Sperrmüll", "Missundestraße 8");
    corrected.occasion = Occasion::Corrected;
    corrected.history = vec![Past::Corrected(vec![Part::Category, Part::Place])];
    let mut returned = item("26-01190", "Ölfleck", "Hafenwiese");
    returned.occasion = Occasion::Returned;
    returned.history = vec![Past::Answered {
        by: Some("Tiefbauamt".into()),
        outcome: Outcome::NotOurs,
        note: None,
        at: local(20, 8, 5),
    }];
    returned.district = Some("Hombruch".into());
    let mut late = item("26-01201", "Sperrmüll", "Steinstraße");
    late.occasion = Occasion::LatePhoto;
    late.thumbs = plain(vec![photo(240, 180, 5)]);
    late.photos = 1;
    let mut withdrawn = item("26-01229", "Scherben", "EKS-Park");
    withdrawn.occasion = Occasion::Withdrawn;
    withdrawn.history = vec![Past::Over(Over::SelfDone)];
    withdrawn.thumbs = plain(vec![photo(240, 180, 6)]);

    view(
        MailKind::Digest,
        vec![withdrawn, late, corrected, again, nowhere, litter, container, bulky, returned, needles],
    )
}

fn urgent() -> MailView {
    let mut needles = item("26-01238", "Spritze", "Spielplatz Heroldwiese, Nordmarkt");
    needles.hazard = true;
    needles.note = Some("Unter der Rutsche.".into());
    needles.thumbs = plain(vec![photo(240, 180, 7), photo(240, 180, 8)]);
    needles.photos = 2;
    needles.taken_at = local(23, 9, 12);
    needles.received_at = local(23, 9, 12);
    let mut view = view(MailKind::Urgent, vec![needles]);
    view.now = local(23, 9, 13);
    view
}

fn parse(mail: &Mail) -> Message<'_> {
    MessageParser::default().parse(&mail.bytes).unwrap()
}

fn text(mail: &Mail) -> String {
    parse(mail).body_text(0).unwrap().replace("\r\n", "\n")
}

fn html(mail: &Mail) -> String {
    parse(mail).body_html(0).unwrap().replace("\r\n", "\n")
}

fn pictures<'m>(message: &'m Message<'_>) -> Vec<&'m mail_parser::MessagePart<'m>> {
    message.parts.iter().filter(|part| part.content_type().is_some_and(|kind| kind.ctype() == "image")).collect()
}

//! Every kind of mail as its reader sees it. `tests/browser/mails.test.js` reads the HTML of these snapshots: it asks whether
//! mail programs understand it, and whether it can be read in every size and dress.

use super::*;

fn open(number: &str, category: &str, place: &str, district: &str, days: i64) -> OpenItem {
    OpenItem {
        number: number.into(),
        category: category.into(),
        hazard: false,
        district: Some(district.into()),
        place: place.into(),
        since: local(23, 7, 0) - chrono::TimeDelta::days(days),
        accepted: false,
        reopened: 0,
        sightings: 1,
    }
}

fn still_open() -> Vec<OpenItem> {
    let mut accepted = open("26-01150", "Sperrmüll", "Blücherpark", "Innenstadt-Nord", 4);
    accepted.accepted = true;
    let mut again = open("26-01002", "Scherben", "Hafenwiese", "Innenstadt-Nord", 41);
    (again.reopened, again.sightings) = (1, 3);
    let mut needles = open("26-01222", "Spritze", "Phoenixplatz", "Hörde", 1);
    needles.hazard = true;
    vec![accepted, again, needles, open("26-01180", "Container überfüllt", "", "Hörde", 3)]
}

/// One item, as its occasion has it.
fn about(kind: MailKind, occasion: Occasion) -> MailView {
    let mut one = item("26-01234", "Sperrmüll", "Spielplatz Heroldwiese, Nordmarkt");
    one.occasion = occasion;
    one.amount = Some("etwa 1 Transporter".into());
    one.thumbs = plain(vec![photo(240, 180, 1)]);
    one.photos = 1;
    one.history = match occasion {
        Occasion::First => vec![Past::Here { times: 4, since: local(1, 8, 0) }],
        Occasion::Reopened(_) => vec![
            Past::Answered { by: None, outcome: Outcome::Done, note: Some("Abgeholt.".into()), at: local(19, 11, 20) },
            Past::Reopened(local(22, 9, 42)),
        ],
        Occasion::Returned => {
            vec![Past::Answered {
                by: Some("Tiefbauamt".into()),
                outcome: Outcome::NotOurs,
                note: None,
                at: local(20, 8, 5),
            }]
        }
        Occasion::Corrected => vec![Past::Corrected(vec![Part::Place, Part::Amount, Part::Text])],
        Occasion::Withdrawn => vec![Past::Over(Over::Elsewhere("Tiefbauamt".into()))],
        Occasion::Resent => {
            vec![Past::Answered { by: None, outcome: Outcome::Accepted, note: None, at: local(12, 11, 20) }]
        }
        Occasion::Escalated | Occasion::LatePhoto | Occasion::NextContact => vec![Past::Seen(local(22, 16, 30))],
    };
    view(kind, vec![one])
}

/// Each with a name.
fn letters() -> Vec<(&'static str, MailView)> {
    let mut letters = vec![("digest", rich_digest()), ("urgent", urgent())];
    for (name, kind, occasion) in [
        ("first", MailKind::Digest, Occasion::First),
        ("reopened", MailKind::Digest, Occasion::Reopened(2)),
        ("returned", MailKind::Digest, Occasion::Returned),
        ("corrected", MailKind::Digest, Occasion::Corrected),
        ("withdrawn", MailKind::Digest, Occasion::Withdrawn),
        ("resent", MailKind::Digest, Occasion::Resent),
        ("late_photo", MailKind::Digest, Occasion::LatePhoto),
        ("escalated", MailKind::Urgent, Occasion::Escalated),
        ("next_contact", MailKind::Urgent, Occasion::NextContact),
        ("urgent_late_photo", MailKind::Urgent, Occasion::LatePhoto),
        ("urgent_withdrawn", MailKind::Urgent, Occasion::Withdrawn),
    ] {
        letters.push((name, about(kind, occasion)));
    }
    let mut late = urgent();
    late.items[0].taken_at = local(23, 0, 12);
    letters.push(("urgent_late", late));

    let mut many = rich_digest();
    let districts = ["Aplerbeck", "Hörde", "Innenstadt-Nord"];
    many.items.extend((0..21).map(|n| Item {
        district: Some(districts[n % 3].into()),
        ..item(&format!("26-013{n:02}"), "Müll, wild abgelagert", "Mallinckrodtstraße / Leopoldstraße")
    }));
    assert_eq!(many.items.len(), 31);
    letters.push(("thirty_one", many));

    letters.push(("open_list", MailView { open: still_open(), ..view(MailKind::OpenList, vec![]) }));
    letters
        .push(("digest_with_open_list", MailView { open: still_open(), ..about(MailKind::Digest, Occasion::First) }));
    let so_many = (0..230).map(|n| open(&format!("26-00{n:03}"), "Müll", "Steinstraße", districts[n % 3], 5)).collect();
    letters.push(("long_open_list", MailView { open: so_many, ..view(MailKind::OpenList, vec![]) }));
    letters
}

#[test]
fn each_says_what_it_is_about() {
    for (name, view) in letters() {
        let mail = compose(&view).unwrap();
        let subject = parse(&mail).subject().unwrap().to_owned();
        insta::assert_snapshot!(format!("{name}_text"), format!("Betreff: {subject}\n\n{}", text(&mail)));
        insta::assert_snapshot!(format!("{name}_html"), html(&mail));
    }
}

#[test]
fn a_list_of_what_is_open_announces_nothing() {
    let mail = compose(&MailView { open: still_open(), ..view(MailKind::OpenList, vec![]) }).unwrap();
    let message = parse(&mail);
    assert_eq!(message.header_raw("List-Id").map(str::trim), Some("<open.kuemmerer.example.org>"));
    let text = text(&mail);
    assert_eq!(text.matches("https://").count(), 1, "one link");
    assert!(!text.lines().any(|line| line.starts_with("26-")), "{text}");
    // Everything was done between the freezing and the sending: the same mail says so.
    let done = compose(&view(MailKind::OpenList, vec![])).unwrap();
    assert!(self::text(&done).contains("Im Moment ist nichts offen."));
}

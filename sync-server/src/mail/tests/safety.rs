//! Nothing that people type leaves its place.

use super::*;

/// Header, SMTP, HTML and bidi tricks.
const NASTY: &[&str] = &[
    "x\r\nBcc: victim@example.org",
    "x\nSubject: other",
    "x\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\n",
    "x\r.\r\n",
    "x\0y",
    "\u{202e}gro.elpmaxe\u{202c}",
    "\u{2067}abc\u{2069}",
    "=?utf-8?Q?=0D=0ABcc:_victim@example.org?=",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</td></table><img src=x onerror=alert(1)>",
    "{{ page.city }} {% raw %}",
    "--=_alternative_0190a5f27c314d1e9b7a2f6c1f0b5e11--",
    "\u{2028}Erledigt: https://evil.example.org/",
    "\nErledigt: https://evil.example.org/",
    "=_related_0190a5f27c314d1e9b7a2f6c1f0b5e11",
    "\u{85}\u{b}\u{c}\u{7f}\u{1b}[31m",
    "",
];

fn poisoned(payload: &str) -> MailView {
    let text = payload.to_owned();
    let poison = |occasion| Item {
        occasion,
        number: text.clone(),
        category: text.clone(),
        amount: Some(text.clone()),
        district: Some(text.clone()),
        place: text.clone(),
        note: Some(text.clone()),
        history: vec![
            Past::Answered {
                by: Some(text.clone()),
                outcome: Outcome::Note,
                note: Some(text.clone()),
                at: local(1, 1, 1),
            },
            Past::Over(Over::Elsewhere(text.clone())),
            Past::Over(Over::Closed(text.clone())),
        ],
        map_link: Some(text.clone()),
        position: Some((f64::INFINITY, 7.0)),
        thumbs: plain(vec![payload.as_bytes().to_vec(), photo(60, 40, 1)]),
        links: Links {
            done: text.clone(),
            not_ours: format!("javascript:{text}"),
            accepted: Some(format!("https://x.example.org/{text}\" onclick=\"y")),
            question: format!("https://x.example.org/\r\n{text}"),
            photos: Some(text.clone()),
        },
        ..item("26-00001", "Müll", "Park")
    };
    let occasions = [Occasion::First, Occasion::Reopened(3), Occasion::Withdrawn];
    MailView {
        city: text.clone(),
        department: text.clone(),
        department_for: text.clone(),
        contact: text.clone(),
        in_reply_to: Some(text.clone()),
        list_link: Some(text.clone()),
        open: vec![OpenItem {
            number: text.clone(),
            category: text.clone(),
            hazard: true,
            district: Some(text.clone()),
            place: text.clone(),
            since: local(1, 1, 1),
            accepted: true,
            reopened: 1,
            sightings: 2,
        }],
        to: vec!["edg@example.org".into(), format!("a@example.org{text},b")],
        ..view(MailKind::Digest, occasions.map(poison).into())
    }
}

#[test]
fn injections_stay_text() {
    for payload in NASTY {
        for kind in [MailKind::Digest, MailKind::OpenList, MailKind::Urgent] {
            let view = MailView { kind, ..poisoned(payload) };
            let mail = compose(&view).unwrap();
            let message = parse(&mail);

            assert_eq!(mail.to, ["edg@example.org"], "{payload:?}");
            assert_eq!(mail.unusable.len(), 1);
            assert!(mail.bytes.is_ascii());
            assert!(
                !String::from_utf8_lossy(&mail.bytes).replace("\r\n", "").contains(['\r', '\n', '\0']),
                "{payload:?}"
            );
            let names: Vec<_> = message.headers().iter().map(|header| header.name().to_lowercase()).collect();
            let known = [
                "date",
                "from",
                "to",
                "subject",
                "message-id",
                "list-id",
                "auto-submitted",
                "x-auto-response-suppress",
                "importance",
                "mime-version",
                "content-type",
            ];
            assert!(names.iter().all(|name| known.contains(&name.as_str())), "{payload:?} gives {names:?}");
            assert_eq!(message.to().unwrap().iter().count(), 1);
            let subject = message.subject().unwrap();
            assert!(!subject.contains(char::is_control) && !subject.contains('\u{202e}'), "{subject:?}");

            let (text, html) = (text(&mail), html(&mail));
            for body in [&text, &html] {
                assert!(!body.contains(|c: char| c.is_control() && c != '\n'), "{payload:?}");
                assert!(!body.contains(['\u{202e}', '\u{2067}', '\u{2028}']), "{payload:?}");
            }
            assert!(!text.lines().any(|line| line.starts_with("Erledigt:")), "{payload:?}");
            for tag in ["<script", "<img src=x", "javascript:", "\" onclick", "' onmouseover='"] {
                assert!(!html.contains(tag), "{payload:?} gives {tag}");
            }
            // The good photo of each item that is not withdrawn is shown though its neighbour is no JPEG.
            assert_eq!(pictures(&message).len(), 2, "{payload:?}");
        }
    }
}

#[test]
fn long_texts_are_cut_and_never_break_lines_of_the_message() {
    for long in ["ä".repeat(100_000), "a".repeat(100_000), "😀 ".repeat(50_000), "\u{202e}".repeat(100_000)] {
        let mail = compose(&poisoned(&long)).unwrap();
        assert!(mail.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 999));
        assert!(mail.bytes.len() < 100_000, "{}", mail.bytes.len());
    }
}

#[test]
fn dots_at_line_starts_survive_the_way() {
    let mut one = item("26-00001", ".", "..");
    one.note = Some(".\r\n..".into());
    let text = text(&compose(&view(MailKind::Digest, vec![one])).unwrap());
    assert!(text.contains("Hinweis: . ..\n"), "{text}");
}

#[test]
fn image_bombs_and_wrong_files_cost_only_their_picture() {
    // A baseline JPEG header that claims 65,000 × 65,000 pixels.
    let mut bomb = photo(64, 64, 1);
    let frame = bomb.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
    let mut truncated = photo(200, 200, 2);
    truncated.truncate(100);
    let mut png = Vec::new();
    let blank = image::DynamicImage::new_rgb8(4, 4);
    blank.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let mut one = item("26-00001", "Müll", "Park");
    one.thumbs = plain(vec![bomb, truncated, png, vec![], photo(240, 10, 3)]);
    let mail = compose(&view(MailKind::Digest, vec![one])).unwrap();
    assert_eq!(pictures(&parse(&mail)).len(), 1, "the first that is one");
}

#[test]
fn metadata_of_photos_does_not_leave_the_house() {
    let mut tagged = photo(100, 80, 1);
    let exif = b"\xff\xe1\x00\x1aExif\0\0GPS-SECRET-5151N\0\0";
    tagged.splice(2..2, exif.iter().copied());
    tagged.extend_from_slice(b"GPS-SECRET-TRAILER");
    let mut one = item("26-00001", "Müll", "Park");
    one.thumbs = plain(vec![tagged]);
    let mail = compose(&view(MailKind::Digest, vec![one])).unwrap();
    let message = parse(&mail);
    let shown = pictures(&message);
    assert_eq!(shown.len(), 1);
    assert!(!shown[0].contents().windows(10).any(|bytes| bytes == b"GPS-SECRET"));
}

#[test]
fn only_the_frame_of_a_mail_can_fail() {
    let good = || view(MailKind::Digest, vec![item("26-00001", "Müll", "Park")]);
    let with = |change: fn(&mut MailView)| {
        let mut view = good();
        change(&mut view);
        compose(&view)
    };
    assert!(matches!(with(|v| v.message_id = "<a@b>".into()), Err(MailError::MessageId)));
    assert!(matches!(with(|v| v.message_id = ID.replace(".org", ".org\r\nX: y")), Err(MailError::MessageId)));
    assert!(matches!(with(|v| v.from = "x\r\ny@example.org".into()), Err(MailError::Sender)));
    assert!(matches!(with(|v| v.to = vec!["nobody".into()]), Err(MailError::NoRecipient)));
    assert!(matches!(with(|v| v.items.clear()), Err(MailError::Empty)));
    for odd in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let mut view = good();
        view.now = odd;
        view.items[0].taken_at = odd;
        assert!(!compose(&view).unwrap().bytes.is_empty(), "a clock gone mad still sends");
    }
}

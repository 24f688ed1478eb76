//! What the mails say, and that other programs read them as meant.

use super::*;

#[test]
fn subject_says_what_is_inside() {
    let subject = |view: &MailView| parse(&compose(view).unwrap()).subject().unwrap().to_owned();
    let mut three = view(MailKind::Digest, (1..=3).map(|n| item(&format!("26-0000{n}"), "Müll", "Park")).collect());
    assert_eq!(subject(&three), "3 neue Meldungen für die EDG (Mo 23.11.)");
    three.items[2].occasion = Occasion::Withdrawn;
    assert_eq!(subject(&three), "2 neue Meldungen für die EDG, 1 zurückgezogen (Mo 23.11.)");
    three.items[1].occasion = Occasion::Reopened(1);
    assert_eq!(subject(&three), "1 neue Meldung für die EDG, 1 wieder offen, 1 zurückgezogen (Mo 23.11.)");
    three.items.remove(0);
    assert_eq!(subject(&three), "Meldungen für die EDG: 1 wieder offen, 1 zurückgezogen (Mo 23.11.)");

    let mut now = urgent();
    assert_eq!(subject(&now), "DRINGEND: Spritze, Spielplatz Heroldwiese, Nordmarkt (26-01238)");
    now.items[0].occasion = Occasion::LatePhoto;
    assert_eq!(subject(&now), "Foto nachgereicht: Spritze, Spielplatz Heroldwiese, Nordmarkt (26-01238)");
    now.items[0].occasion = Occasion::Withdrawn;
    assert_eq!(subject(&now), "Zurückgezogen: Spritze, Spielplatz Heroldwiese, Nordmarkt (26-01238)");
}

#[test]
fn headers_are_those_of_an_automatic_mail_with_a_frozen_id() {
    let mut view = rich_digest();
    view.to = vec!["edg@example.org".into(), "lager@example.org".into()];
    view.in_reply_to = Some(ID.replace("0190", "0191"));
    let mail = compose(&view).unwrap();
    assert_eq!(mail, compose(&view).unwrap(), "the same view gives the same bytes");

    let message = parse(&mail);
    let raw = |name: &'static str| message.header_raw(name).map(str::trim);
    assert_eq!(raw("Message-ID"), Some(ID));
    assert_eq!(raw("Date"), Some("Mon, 23 Nov 2026 06:00:00 +0000"));
    assert_eq!(raw("In-Reply-To"), view.in_reply_to.as_deref());
    assert_eq!(raw("References"), view.in_reply_to.as_deref());
    assert_eq!(raw("List-Id"), Some("<digest.kuemmerer.example.org>"));
    assert_eq!(raw("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(raw("To"), Some("edg@example.org, lager@example.org"));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Quartierskümmerer Dortmund"), Some("quartier@example.org")));
    assert_eq!((mail.from.as_str(), mail.to), ("quartier@example.org", view.to));
    assert_eq!(mail.id.to_string(), "0190a5f2-7c31-4d1e-9b7a-2f6c1f0b5e11");
}

#[test]
fn parts_are_alternative_of_text_and_related_and_all_are_encoded() {
    let mail = compose(&rich_digest()).unwrap();
    let message = parse(&mail);
    let kinds: Vec<_> = message
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap())
        })
        .collect();
    let expected = ["multipart/alternative", "text/plain", "multipart/related", "text/html"];
    assert_eq!(kinds[..4], expected);
    assert_eq!(kinds[4..], ["image/jpeg"; 4], "one each, none for the withdrawn one");
    for part in message.parts.iter().filter(|part| !part.is_multipart()) {
        let encoding = part.content_transfer_encoding().unwrap();
        assert!(["quoted-printable", "base64"].contains(&encoding), "{encoding}");
    }
    let html = html(&mail);
    for part in pictures(&message) {
        assert!(html.contains(&format!("cid:{}\"", part.content_id().unwrap())));
        let picture = image::load_from_memory(part.contents()).unwrap();
        assert!(picture.width() <= 240 && picture.height() <= 240);
    }
    assert!(mail.bytes.is_ascii());
    assert!(mail.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 999), "RFC 5322, 2.1.1");
}

#[test]
fn each_answer_has_its_own_line_in_the_text() {
    let view = rich_digest();
    let text = text(&compose(&view).unwrap());
    for item in view.items.iter().filter(|item| item.occasion != Occasion::Withdrawn) {
        for (word, link) in
            [("Erledigt", &item.links.done), ("Nicht zuständig", &item.links.not_ours), ("Frage", &item.links.question)]
        {
            assert!(text.lines().any(|line| line == format!("{word}: {link}")), "{word} of {}", item.number);
        }
    }
    assert_eq!(text.matches("Angenommen:").count(), 1, "only where the department wants that step");
    assert!(!text.contains(&link("26-01229", "done")), "nothing to answer where it is withdrawn");
}

#[test]
fn hazards_and_repeated_sightings_come_first_in_their_district() {
    let text = text(&compose(&rich_digest()).unwrap());
    let order = [
        "Hörde",
        "26-01236",
        "Innenstadt-Nord",
        "26-01240",
        "26-01234",
        "26-01235",
        "Ohne Stadtbezirk",
        "26-01239",
        "Wieder offen",
        "26-01101",
        "Zurück bei Ihnen",
        "26-01190",
        "Berichtigt",
        "26-01188",
        "26-01201",
        "26-01229",
    ];
    let places: Vec<_> =
        order.iter().map(|word| text.find(word).unwrap_or_else(|| panic!("{word} is missing"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn umlauts_sort_beside_their_vowels() {
    let mut view = view(
        MailKind::Digest,
        ["Scharnhorst", "Lütgendortmund", "Hörde", "Hombruch", "Huckarde"]
            .map(|district| Item { district: Some(district.into()), ..item("26-00001", "Müll", "Park") })
            .into(),
    );
    view.rhythm = None;
    let text = text(&compose(&view).unwrap());
    let headings: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("== ")?.strip_suffix(" ==")).collect();
    assert_eq!(headings, ["Hombruch", "Hörde", "Huckarde", "Lütgendortmund", "Scharnhorst"]);
}

#[test]
fn times_are_local_also_across_the_change_of_the_clock() {
    let mut one = item("26-00001", "Müll", "Park");
    one.taken_at = Utc.with_ymd_and_hms(2026, 10, 24, 22, 30, 0).unwrap();
    one.received_at = one.taken_at;
    let mut view = view(MailKind::Digest, vec![one]);
    view.now = Utc.with_ymd_and_hms(2026, 10, 25, 6, 0, 0).unwrap();
    let mail = compose(&view).unwrap();
    assert!(text(&mail).contains("Aufgenommen: Sonntag 0:30"));
    assert!(parse(&mail).subject().unwrap().ends_with("(So 25.10.)"));
}

#[test]
fn map_links_follow_the_pattern_and_are_https() {
    let at = (51.5, -7.25);
    assert_eq!(
        map_link("https://m.example.org/#19/{lat}/{lon}", at).as_deref(),
        Some("https://m.example.org/#19/51.50000/-7.25000")
    );
    assert_eq!(map_link("http://m.example.org/{lat}", at), None);
    assert_eq!(map_link("https://m.example.org/{lat}", (f64::NAN, 7.0)), None);
    assert_eq!(map_link("https://m.example.org/{lat}", (91.0, 7.0)), None);
}

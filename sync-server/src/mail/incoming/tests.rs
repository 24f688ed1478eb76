use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;

fn corpus() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail/incoming/corpus");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())).collect()
}

/// Real shapes of mail, as programs and servers write it; names and words are made up.
#[test]
fn each_message_of_the_corpus_is_what_it_is() {
    let read: BTreeMap<String, Letter> = corpus().into_iter().map(|(name, bytes)| (name, read(&bytes))).collect();
    insta::assert_json_snapshot!(read);
}

#[test]
fn what_claims_too_much_is_unreadable_and_costs_little() {
    let nested = b"Content-Type: message/rfc822\n\n".repeat(100_000);
    let parts = [b"Content-Type: multipart/mixed; boundary=x\n\n".as_slice(), &b"--x\n\n".repeat(100_000)].concat();
    let fields = b"a:\n".repeat(400_000);
    for bytes in [nested, parts, fields, Vec::new(), vec![b'x'; MAX_POST_BYTES + 1]] {
        assert_eq!(read(&bytes).what, What::Unreadable);
    }
    // Hidden where no count of the outside sees it: nobody looks in there.
    let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let hidden = encode(&b"Content-Type: message/rfc822\n\n".repeat(50_000));
    let message = format!("Subject: a\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{hidden}\n");
    assert!(matches!(read(message.as_bytes()).what, What::Reply(reply) if reply.text.is_empty()));
}

#[test]
fn photos_stay_in_the_message_and_logos_are_none() {
    let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let photo_bytes = vec![0xd8; 9_000];
    let part = |name: &str, bytes: &[u8]| {
        format!(
            "--x\r\nContent-Type: image/jpeg; name={name}\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            encode(bytes)
        )
    };
    let message = format!(
        "From: a@example.org\r\nSubject: 26-01234\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSiehe Foto.\r\n{}{}--x--\r\n",
        part("logo.jpg", &[1; 500]),
        part("foto.jpg", &photo_bytes),
    );
    let What::Reply(reply) = read(message.as_bytes()).what else { panic!() };
    assert_eq!((reply.photos, reply.text.as_str()), (1, "Siehe Foto."));
    assert_eq!(photo(message.as_bytes(), 0).unwrap(), photo_bytes);
    assert_eq!(photo(message.as_bytes(), 1), None);
}

#[test]
fn words_suggest_one_thing_or_nothing() {
    use Outcome::*;
    for (text, meant) in [
        ("Erledigt.", Some(Done)),
        ("Haben wir heute abgeholt, der Platz ist gereinigt.", Some(Done)),
        ("Nicht erledigt", None),
        ("Das ist noch nicht erledigt.", None),
        ("Unerledigt", None),
        ("Wird morgen erledigt.", Some(Accepted)),
        ("Ist in Bearbeitung", Some(Accepted)),
        ("Wir sind nicht zuständig.", Some(NotOurs)),
        ("Wir sind zuständig.", None),
        ("Liegt nicht in unserer Zuständigkeit", Some(NotOurs)),
        ("Wo liegt das?", Some(Note)),
        ("Erledigt. Für das andere sind wir nicht zuständig.", None),
        ("Ist das nicht schon erledigt?", Some(Note)),
        ("Danke für die Meldung.", None),
        ("", None),
    ] {
        assert_eq!(suggestion::of(text), meant, "{text}");
    }
}

#[test]
fn own_words_are_what_is_left() {
    for (text, own) in [
        ("Erledigt\n\n> alt\n> älter\n", "Erledigt"),
        ("Oben\n\nVon: Musterstadt\nGesendet: heute\nAn: uns\n\nalt", "Oben"),
        ("Oben\n\nAm 24.11.26 um 07:00 schrieb Musterstadt:\n\nalt ohne Zeichen", "Oben"),
        ("Am 24.11.26 schrieb M:\n> alt\nunten", "unten"),
        ("Am Montag kommen wir.\nGut?", "Am Montag kommen wir.\nGut?"),
        ("Ja\n-- \nName", "Ja"),
        ("Ja\nMit freundlichen Grüßen\nName", "Ja"),
        ("Von meinem iPhone gesendet", ""),
        ("> nur altes", ""),
    ] {
        assert_eq!(words::cut(text), own, "{text}");
    }
}

#[test]
fn numbers_are_read_whole_or_not_at_all() {
    assert_eq!(numbers("AW: Sofa (26-01234), nochmal 26-01234"), ["26-01234"]);
    assert_eq!(numbers("26-01234, 26-123456"), ["26-01234", "26-123456"]);
    assert!(numbers("2026-01234 0231-50000 26-0123 x26-01234 26-01234-5 26-0123456789").is_empty());
}

proptest! {
    #[test]
    fn whatever_comes_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        read(&bytes);
        whole(&bytes, 100);
        photo(&bytes, 0);
    }

    /// A message of the corpus with a few bytes changed, or cut off.
    #[test]
    fn what_is_damaged_is_read(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte: u8, cut: bool) {
        let corpus = corpus();
        let mut bytes = pick.get(&corpus.values().cloned().collect::<Vec<_>>()).clone();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let letter = read(&bytes);
        let is_one_line = !letter.subject.contains(['\r', '\n', '\u{202e}']);
        prop_assert!(is_one_line);
        photo(&bytes, 0);
    }

    /// Nobody guesses: a report is named by the one number, or it is all that the answered mails announced.
    #[test]
    fn a_reply_is_placed_by_number_only(
        announced in proptest::collection::vec(0_u8..4, 0..4),
        lists: bool,
        numbered in proptest::collection::vec(0_u8..4, 0..3),
        strange in 0_usize..2,
    ) {
        let numbers = numbered.len() + strange;
        let answered = Answered { announced: announced.clone(), lists, numbers, numbered: numbered.clone() };
        match (answered.report(), numbers) {
            (Some(report), 0) => prop_assert!(!lists && announced.iter().all(|other| *other == report)),
            (Some(report), numbers) => {
                prop_assert_eq!((numbers, &numbered), (1, &vec![report]));
                prop_assert!(lists || announced.is_empty() || announced.contains(&report));
            }
            (None, _) => {}
        }
    }
}

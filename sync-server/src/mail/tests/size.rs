//! Mails stay small enough for every mail server, and whole.

use super::*;

fn with_photos(count: u32, source: impl Fn(u32) -> Vec<u8>) -> MailView {
    let items = (0..count).map(|n| {
        let mut item = item(&format!("26-{n:05}"), "Sperrmüll", "Spielplatz Heroldwiese, Nordmarkt");
        item.note = Some("Zwei Sofas und ein Kühlschrank, seit dem Wochenende.".into());
        item.thumbs = plain(vec![source(n)]);
        item.photos = 1;
        item
    });
    view(MailKind::Digest, items.collect())
}

fn all_announced(mail: &Mail, view: &MailView) {
    // Where no HTML fits, the parser offers the text as HTML.
    let (text, html) = (text(mail), html(mail));
    for item in &view.items {
        assert!(text.contains(&item.number) && html.contains(&item.number), "{} is missing", item.number);
        assert_eq!(text.contains(&item.links.done), view.items.len() <= 30, "one link for all where there are many");
    }
}

#[test]
fn thirty_items_with_photos_fit_and_keep_their_pictures() {
    let view = with_photos(30, |n| photo(240, 180, n));
    let mail = compose(&view).unwrap();
    println!("30 items with photos: {} bytes", mail.bytes.len());
    assert!(mail.bytes.len() <= MAX_BYTES);
    all_announced(&mail, &view);
    assert_eq!(pictures(&parse(&mail)).len(), 30);
}

#[test]
fn heavy_pictures_get_coarser_and_then_go_from_the_end() {
    // Noise does not compress: about 40 kB each at the best quality.
    let noise = |seed: u32| {
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        let picture = RgbImage::from_fn(240, 240, |_, _| {
            Rgb([0; 3].map(|_: u8| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state as u8
            }))
        });
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 95).encode_image(&picture).unwrap();
        jpeg
    };
    let view = with_photos(30, noise);
    let mail = compose(&view).unwrap();
    let shown = pictures(&parse(&mail)).len();
    println!("30 items of noise: {} bytes, {shown} pictures", mail.bytes.len());
    assert!(mail.bytes.len() <= MAX_BYTES);
    assert!(mail.bytes.len() > MAX_BYTES * 9 / 10, "the room is used");
    all_announced(&mail, &view);
    let html = html(&mail);
    assert!((5..30).contains(&shown));
    assert!(html.find("Foto zu 26-00000").is_some() && html.find("Foto zu 26-00029").is_none(), "the last went first");
}

#[test]
fn thirty_one_are_a_list_without_pictures() {
    let view = with_photos(31, |n| photo(240, 180, n));
    let mail = compose(&view).unwrap();
    all_announced(&mail, &view);
    assert_eq!(pictures(&parse(&mail)).len(), 0);
    assert_eq!(text(&mail).matches("https://").count(), 1);
    assert_eq!(html(&mail).matches("https://").count(), 1);
}

#[test]
fn after_an_outage_no_item_is_left_out() {
    let view = with_photos(800, |_| vec![]);
    let mail = compose(&view).unwrap();
    println!("800 items: {} bytes", mail.bytes.len());
    assert!(mail.bytes.len() <= MAX_BYTES);
    all_announced(&mail, &view);
}

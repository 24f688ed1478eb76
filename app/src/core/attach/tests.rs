//! What is blacked out on the phone is nowhere any more.

use super::*;
use crate::core::store::attachments::Stage;
use crate::core::tests::{Desk, litter, photo, queue, save, status};
use crate::core::{Correction, Draft, DraftKind, DraftStep, NewReport, Reply, Request};

fn shown(phone: &mut Phone, id: Uuid) -> Option<Shown> {
    let Reply::Photo(shown) = phone.handle(Request::Photo(id)).unwrap().reply else { panic!("no photo") };
    shown
}

fn thumb(phone: &mut Phone, id: Uuid) -> Vec<u8> {
    let Reply::Picture(Some(jpeg)) = phone.handle(Request::Thumb(id)).unwrap().reply else { panic!("no thumb") };
    jpeg
}

fn blacken(phone: &mut Phone, photo: Uuid, points: &[(f64, f64)]) -> Result<(), PhoneError> {
    phone.handle(Request::Blacken { photo, points: points.to_vec() }).map(drop)
}

/// Whether the store, or what SQLite keeps beside it, holds these bytes.
fn lies_on_disk(desk: &Desk, bytes: &[u8]) -> bool {
    let folder = desk.path.parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    files.into_iter().any(|file| file.windows(bytes.len()).any(|window| window == bytes))
}

/// The middle of it: what comes first may look the same in two photos.
fn heart(jpeg: &[u8]) -> Vec<u8> {
    jpeg[jpeg.len() / 2..].iter().copied().take(48).collect()
}

#[test]
fn what_is_blacked_out_is_black_in_both_pictures_and_nowhere_on_the_disk() {
    let desk = Desk::new();
    let mut phone = desk.open();
    save(&mut phone, litter(vec![photo()]));
    let id = phone.prepare_photos().unwrap()[0].attachment;
    let (before, small) = (shown(&mut phone, id).unwrap(), thumb(&mut phone, id));
    assert!(lies_on_disk(&desk, &heart(&before.jpeg)) && lies_on_disk(&desk, &heart(&small)));

    blacken(&mut phone, id, &[(0.5, 0.5), (0.1, 0.1)]).unwrap();
    let after = shown(&mut phone, id).unwrap();
    assert_eq!(after.size, before.size);
    let block = Block::around((0.5, 0.5), after.size);
    let pixels = image_of(&after.jpeg);
    let middle = ((block.left + block.right) / 2, (block.top + block.bottom) / 2);
    for (x, y) in [middle, (block.left, block.top), (block.right - 1, block.bottom - 1), (20, 20)] {
        assert!(pixels.get_pixel(x, y).0.iter().all(|it| *it < 8), "{x} {y}");
    }
    let pixels = image_of(&thumb(&mut phone, id));
    assert!(pixels.get_pixel(pixels.width() / 2, pixels.height() / 2).0.iter().all(|it| *it < 8));
    assert!(!lies_on_disk(&desk, &heart(&before.jpeg)), "the photo as it was");
    assert!(!lies_on_disk(&desk, &heart(&small)), "its thumbnail as it was");

    let changes = queue(&mut phone);
    let [first, second] = [&changes[2], &changes[3]];
    assert_eq!(second.fields["bytes"].base, Some(first.id), "a fact that follows on the one before");
    let sent = phone.store.read(|tx| attachments::piece(tx, id, 0, 1 << 20)).unwrap();
    let told: AttachmentBytes = serde_json::from_value(second.value("bytes").unwrap().clone()).unwrap();
    assert_eq!(told, described(&sent, "image/jpeg"));
    assert_eq!(status(&mut phone).reports[0].attachments[0].stage, Some(Stage::Ready));
}

fn image_of(jpeg: &[u8]) -> image::RgbImage {
    image::load_from_memory(jpeg).unwrap().into_rgb8()
}

#[test]
fn once_a_byte_may_have_left_only_the_office_can_do_it() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let report = save(&mut phone, litter(vec![photo()]));
    assert!(matches!(blacken(&mut phone, report, &[]), Err(PhoneError::OnItsWay)), "no photo");
    let id = phone.prepare_photos().unwrap()[0].attachment;
    let size = shown(&mut phone, id).unwrap().jpeg.len() as u64;
    let upload = |size| attachments::Upload { id, size, url: None };
    phone.store.write(|tx| attachments::set_url(tx, &upload(size + 1), Some("/x"))).unwrap();
    assert!(shown(&mut phone, id).is_some(), "an upload of other bytes was begun: it goes nowhere");
    phone.store.write(|tx| attachments::set_url(tx, &upload(size), Some("/x"))).unwrap();
    phone.store.write(|tx| attachments::set_url(tx, &upload(size), None)).unwrap();
    assert!(shown(&mut phone, id).is_none());
    assert!(matches!(blacken(&mut phone, id, &[(0.5, 0.5)]), Err(PhoneError::OnItsWay)));
    assert_eq!(queue(&mut phone).len(), 3, "nothing has changed");
}

#[test]
fn nobody_changes_the_photo_of_somebody_else() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let hold = |phone: &mut Phone, who: u128| {
        phone.store.write(|tx| crate::core::store::phone::use_person(tx, Some(Uuid::from_u128(who)))).unwrap();
    };
    hold(&mut phone, 1);
    save(&mut phone, litter(vec![photo()]));
    let id = phone.prepare_photos().unwrap()[0].attachment;
    hold(&mut phone, 2);
    assert!(matches!(blacken(&mut phone, id, &[(0.5, 0.5)]), Err(PhoneError::NotYours)));
    hold(&mut phone, 1);
    blacken(&mut phone, id, &[(0.5, 0.5)]).unwrap();
}

/// What a browser records begins like this; the rest is nobody's business here.
fn spoken(length: usize) -> Vec<u8> {
    [0x1A, 0x45, 0xDF, 0xA3].into_iter().chain((0..length).map(|it| it as u8)).collect()
}

fn speak(phone: &mut Phone, draft: Draft, bytes: &[u8]) -> Result<(), PhoneError> {
    let draft = Draft { kind: DraftKind::Voice, ..draft };
    phone.handle(Request::Draft(DraftStep::Speak(draft, bytes.to_vec()))).map(drop)
}

#[test]
fn what_is_said_outlives_a_kill_and_becomes_an_idea_or_joins_a_report() {
    let desk = Desk::new();
    let typed = Draft { note: "Eine Bank".into(), at: "51.5,7.46,8".parse().ok(), ..Draft::default() };
    speak(&mut desk.open(), typed, &spoken(900)).unwrap();
    let mut phone = desk.open();
    let Reply::Sound(Some(heard)) = phone.handle(Request::Spoken).unwrap().reply else { panic!("nothing was said") };
    assert_eq!(heard, spoken(900));
    let idea = NewReport { category: "suggestion".into(), from_draft: true, ..NewReport::default() };
    save(&mut phone, idea);
    let told = status(&mut phone).reports.remove(0);
    assert_eq!((told.note.as_deref(), told.attachments[0].role), (Some("Eine Bank"), AttachmentRole::Voice));
    assert!(told.at.is_some());
    assert!(matches!(phone.handle(Request::Spoken).unwrap().reply, Reply::Sound(None)));

    let report = save(&mut phone, litter(vec![photo()]));
    speak(&mut phone, Draft { report: Some(report), ..Draft::default() }, &spoken(500)).unwrap();
    let to = Correction { from_draft: true, ..Correction::default() };
    phone.handle(Request::Correct { report: report.to_string(), to: to.clone() }).unwrap();
    let again = phone.handle(Request::Correct { report: report.to_string(), to });
    assert!(matches!(again, Err(PhoneError::NothingDifferent)), "it is the report's now");

    phone.prepare_photos().unwrap();
    let changes = queue(&mut phone);
    let told = |change: &&shared::change::Change| change.value("bytes").is_some_and(|it| it["mime"] == "audio/webm");
    assert_eq!(changes.iter().filter(told).count(), 2);
    let id = changes.iter().rev().find(told).unwrap().record;
    let sent = phone.store.read(|tx| attachments::piece(tx, id, 0, 1 << 20)).unwrap();
    assert_eq!(sent, spoken(500), "as it was recorded");
}

#[test]
fn what_is_no_sound_is_sealed_and_what_is_too_long_is_refused() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let long = speak(&mut phone, Draft::default(), &spoken(1_000_000));
    assert!(matches!(long, Err(PhoneError::TooManyBytes { limit: MAX_VOICE_BYTES, .. })));
    let voice = |bytes: Vec<u8>| NewPhoto { role: AttachmentRole::Voice, bytes };
    let odd = [b"<script>".to_vec(), photo().bytes, Vec::new()];
    save(&mut phone, litter(odd.map(voice).into()));
    let done = phone.prepare_photos().unwrap();
    assert!(done.iter().all(|one| one.unreadable.is_some()), "{done:?}");
    let sealed = queue(&mut phone).iter().filter(|change| change.value("sealed") == Some(&true.into())).count();
    assert_eq!(sealed, 3);
    for (bytes, kind) in
        [(&b"\0\0\0\x20ftypM4A "[..], "audio/mp4"), (b"OggS\0", "audio/ogg"), (&spoken(1), "audio/webm")]
    {
        assert_eq!(sound(bytes), Some(kind));
    }
}

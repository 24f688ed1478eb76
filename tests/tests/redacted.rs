//! Staff black out a face: it is gone from every address and every later mail, and stays so after a restore. The original and
//! sealed evidence are for the evidence officer alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use app::core::{NewPhoto, NewReport};
use chrono::TimeDelta;
use http::header::{AUTHORIZATION, COOKIE, ETAG, IF_NONE_MATCH};
use http::{Request, Response};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::change::Kind;
use shared::domain::{AttachmentRole, Black};
use shared::protocol::ATTACHMENTS;
use shared::sync::Rest;
use sync_server::storage::StaffRole;
use tests::{Device, World};
use uuid::Uuid;

/// Where the face is, and a little more.
const FACE: Black = Black { left: 0.58, top: 0.18, right: 0.82, bottom: 0.42 };

/// Grey, with a red face in the upper right.
fn photo(role: AttachmentRole, grey: u8) -> NewPhoto {
    let picture = RgbImage::from_fn(400, 300, |x, y| {
        let face = (240..320).contains(&x) && (60..120).contains(&y);
        if face { Rgb([255, 0, 0]) } else { Rgb([grey, grey, grey]) }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    NewPhoto { role, bytes: bytes.into_inner() }
}

/// Whether anything of the face can be seen.
fn shows(jpeg: &[u8]) -> bool {
    let picture = image::load_from_memory(jpeg).unwrap().into_rgb8();
    let (width, height) = picture.dimensions();
    let inside = |x: u32, y: u32| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        (0.59..0.81).contains(&x) && (0.19..0.41).contains(&y)
    };
    picture.enumerate_pixels().any(|(x, y, pixel)| inside(x, y) && pixel.0.iter().any(|channel| *channel > 40))
}

fn report(phone: &mut Device, photos: Vec<NewPhoto>) -> Uuid {
    let new = NewReport { category: "litter".to_owned(), photos, person_in_photo: true, ..NewReport::default() };
    phone.report_with(new)
}

fn of_role(world: &World, report: Uuid, role: AttachmentRole) -> Uuid {
    world.page(report).attachments.iter().find(|it| it.role == role).unwrap().id
}

fn blacken(world: &World, photo: Uuid, black: &[Black]) {
    world.kaya_edits(Kind::Attachment, photo, json!({ "black": black }), None).unwrap();
}

/// The cookie of somebody signed in.
fn sign_in(world: &World, name: &str, role: StaffRole) -> (Uuid, String) {
    let user = world.storage().put_user(name, role, "", world.now()).unwrap();
    let hash: [u8; 32] = Sha256::digest(name).into();
    world.storage().add_session(&hash, user, "csrf", world.now() + TimeDelta::hours(48)).unwrap();
    (user, format!("kuemmerer_session={name}"))
}

fn staff(world: &World, cookie: &str, path: &str) -> Response<Vec<u8>> {
    world.call(Request::get(path).header(COOKIE, cookie).body(Vec::new()).unwrap())
}

fn phone(world: &World, token: &str, path: &str) -> Response<Vec<u8>> {
    world.call(Request::get(path).header(AUTHORIZATION, format!("Bearer {token}")).body(Vec::new()).unwrap())
}

fn picture(answer: &Response<Vec<u8>>) -> &[u8] {
    assert_eq!(answer.status(), 200);
    answer.body()
}

#[test]
fn what_is_black_is_gone_from_every_address_and_every_mail() {
    let world = World::new();
    let (_, kaya) = sign_in(&world, "kaya", StaffRole::Reviewer);
    let (mut anna, ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let report = report(&mut anna, vec![photo(AttachmentRole::Photo, 120)]);
    anna.sync(&world);
    let id = of_role(&world, report, AttachmentRole::Photo);
    let (office, api) = (format!("/office/attachments/{id}"), format!("{ATTACHMENTS}{id}"));
    let before = staff(&world, &kaya, &office);
    assert!(shows(picture(&before)));
    let letters = world.next_morning();
    assert!(letters.only().files.is_empty(), "nobody has looked at the photo");
    assert_eq!(phone(&world, &ben.token(), &api).status(), 404);

    blacken(&world, id, &[FACE]);
    let again = Request::get(&office).header(COOKIE, &kaya).header(IF_NONE_MATCH, &before.headers()[ETAG]);
    let again = world.call(again.body(Vec::new()).unwrap());
    assert!(!shows(picture(&again)), "no cache keeps the old copy");
    let known = Request::get(&office).header(COOKIE, &kaya).header(IF_NONE_MATCH, &again.headers()[ETAG]);
    assert_eq!(world.call(known.body(Vec::new()).unwrap()).status(), 304);

    world.kaya_sets(report, json!({ "person_in_photo": false }));
    for size in ["", "?size=thumb"] {
        assert!(!shows(picture(&staff(&world, &kaya, &format!("{office}{size}")))));
        for token in [anna.token(), ben.token()] {
            assert!(!shows(picture(&phone(&world, &token, &format!("{api}{size}")))));
        }
    }
    let letters = world.next_morning();
    let [thumb] = letters.only().files.as_slice() else { panic!("{:?}", letters.lines()) };
    assert!(!shows(thumb), "a late photo");
    let link = letters.only().entries[0].link();
    let page = link.split('?').next().unwrap();
    for size in ["", "?size=thumb"] {
        assert!(!shows(picture(&world.opens(&format!("{page}/photo/{id}{size}")))));
    }
    world.kaya_resends(report);
    assert!(!shows(&world.next_morning().only().files[0]));
    assert_eq!(anna.sync(&world), Rest::Done);
    world.assert_same_view(&mut anna);
    world.assert_sound();
}

#[test]
fn originals_and_evidence_are_for_one_role_and_each_look_is_logged() {
    let world = World::new();
    let (officer, cookie) = sign_in(&world, "officer", StaffRole::EvidenceOfficer);
    let mut anna = world.phone_of("Anna");
    let report = report(&mut anna, vec![photo(AttachmentRole::Photo, 120), photo(AttachmentRole::Evidence, 90)]);
    anna.sync(&world);
    let id = of_role(&world, report, AttachmentRole::Photo);
    let hint = of_role(&world, report, AttachmentRole::Evidence);
    let original = |id: Uuid| format!("/office/evidence/{id}/original");
    assert_eq!(staff(&world, &cookie, &original(id)).status(), 404, "a photo like any other is no evidence");
    blacken(&world, id, &[FACE]);
    let others = [StaffRole::Reviewer, StaffRole::Lead, StaffRole::Auditor, StaffRole::Admin];
    for (n, role) in others.into_iter().enumerate() {
        let (_, cookie) = sign_in(&world, &format!("somebody {n}").replace(' ', "-"), role);
        for id in [id, hint] {
            assert_eq!(staff(&world, &cookie, &original(id)).status(), 403);
            assert_eq!(staff(&world, &cookie, &format!("{}?file=1", original(id))).status(), 403);
        }
        assert_eq!(staff(&world, &cookie, &format!("/office/attachments/{hint}")).status(), 403);
    }
    assert_eq!(staff(&world, &cookie, &format!("/office/attachments/{hint}")).status(), 403, "on its own page alone");
    assert_eq!(phone(&world, &anna.token(), &format!("{ATTACHMENTS}{hint}")).status(), 404);
    assert!(world.storage().deeds(Some(id), 0, 10).unwrap().is_empty());

    for id in [id, hint] {
        let answer = staff(&world, &cookie, &original(id));
        assert!(shows(picture(&answer)));
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(world.storage().deeds(Some(id), 0, 10).unwrap().len(), 1);
    }
    let file = staff(&world, &cookie, &format!("{}?file=1", original(hint)));
    assert_eq!(file.headers()["content-type"], "application/octet-stream");
    let deeds = world.storage().deeds(Some(hint), 0, 10).unwrap();
    assert_eq!(deeds.iter().map(|deed| deed.deed.as_str()).collect::<Vec<_>>(), ["evidence_seen"; 2]);
    assert_eq!(deeds[0].staff.as_deref(), Some("officer"));

    // Sealing is for that role's pages; nobody takes it back by "undo".
    world.kaya_edits(Kind::Attachment, id, json!({ "sealed": true }), None).unwrap();
    let seq: i64 =
        world.rows().query_row("SELECT max(seq) FROM changes WHERE record = ?1", [id], |row| row.get(0)).unwrap();
    assert!(world.storage().undo(officer, seq.unsigned_abs(), &|_| true, world.now()).unwrap().is_err());
    assert!(world.storage().attachment(id).unwrap().unwrap().sealed);
}

#[test]
fn a_code_opens_a_hand_over_and_five_wrong_ones_lock_it() {
    let world = World::new();
    let (officer, _) = sign_in(&world, "officer", StaffRole::EvidenceOfficer);
    let mut anna = world.phone_of("Anna");
    let report = report(&mut anna, vec![photo(AttachmentRole::Photo, 120), photo(AttachmentRole::Evidence, 90)]);
    anna.sync(&world);
    let hint = of_role(&world, report, AttachmentRole::Evidence);
    let other = of_role(&world, report, AttachmentRole::Photo);
    let make = |n: u8| sync_server::storage::NewHandOver {
        id: Uuid::from_u128(n.into()),
        report,
        // The photo is no evidence, whatever a form says.
        files: vec![hint, other],
        recipient: "Polizei".to_owned(),
        file_number: "4711/26".to_owned(),
        token_hash: [n; 32],
        code_hash: [9; 32],
        expires_at: world.now() + TimeDelta::days(7),
    };
    let storage = world.storage();
    let open = |n: u8, code: u8| {
        let opened = storage.open_hand_over(&[n; 32], &[code; 32], "PK Beispiel", world.now()).unwrap();
        opened.map(|(_, files)| files.iter().map(|file| file.row.id).collect::<Vec<_>>())
    };
    storage.hand_over(officer, &make(1), world.now()).unwrap();
    assert!(storage.hand_over(officer, &make(2), world.now()).unwrap());
    assert!(!storage.hand_over(officer, &make(2), world.now()).unwrap(), "the same form again");
    let second = make(2).id;
    assert_eq!(open(3, 9), None, "an unknown link");
    for _ in 0..4 {
        assert_eq!(open(1, 8), None);
    }
    assert_eq!(open(1, 9), Some(vec![hint]), "after four wrong codes");
    assert_eq!(open(1, 8), None);
    assert_eq!(open(1, 9), None, "locked");
    assert_eq!(open(2, 9), Some(vec![hint]));
    assert!(storage.fetch(second, hint, world.now()).unwrap().is_some());
    assert!(storage.fetch(second, other, world.now()).unwrap().is_none());
    assert_eq!(storage.hand_over_by_id(second).unwrap().unwrap().taken.unwrap().1, "PK Beispiel");
    let later = world.now() + TimeDelta::days(8);
    assert!(storage.fetch(second, hint, later).unwrap().is_none(), "over");
    assert!(storage.withdraw_hand_over(officer, second, world.now()).unwrap());
    assert_eq!(open(2, 9), None, "taken back");
    assert!(storage.fetch(second, hint, world.now()).unwrap().is_none());
}

#[test]
fn what_was_blacked_out_stays_so_after_a_restore() {
    let world = World::new();
    let (_, kaya) = sign_in(&world, "kaya", StaffRole::Reviewer);
    let mut anna = world.phone_of("Anna");
    let old = report(&mut anna, vec![photo(AttachmentRole::Photo, 120)]);
    anna.sync(&world);
    let evening = world.back_up("evening.tar");
    let new = report(&mut anna, vec![photo(AttachmentRole::Photo, 130)]);
    let uncovered = report(&mut anna, vec![photo(AttachmentRole::Photo, 140)]);
    anna.sync(&world);
    let photos = [old, new, uncovered].map(|report| of_role(&world, report, AttachmentRole::Photo));
    photos.iter().for_each(|photo| blacken(&world, *photo, &[FACE]));
    blacken(&world, photos[2], &[]);

    let world = world.restored(&evening, true);
    let _ = kaya;
    let (_, kaya) = sign_in(&world, "kaya", StaffRole::Reviewer);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.sync(&world), Rest::Done);
    let seen = |photo: Uuid| shows(picture(&staff(&world, &kaya, &format!("/office/attachments/{photo}"))));
    assert_eq!(photos.map(seen), [false, false, true], "also a photo that only a phone still had");
    world.assert_sound();

    // Staff add and take off as before.
    let more = Black { left: 0.0, top: 0.0, right: 0.1, bottom: 0.1 };
    blacken(&world, photos[0], &[FACE, more]);
    assert_eq!(world.storage().attachment(photos[0]).unwrap().unwrap().black, [FACE, more]);
    blacken(&world, photos[0], &[]);
    assert!(seen(photos[0]));
}

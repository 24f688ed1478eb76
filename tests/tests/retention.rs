//! Nothing is kept longer than it may be: exactly what is due goes, its bytes are gone from the disk, the rest stays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use app::core::{NewPhoto, NewReport};
use chrono::{Months, TimeDelta};
use shared::domain::{AttachmentRole, Outcome, Seen};
use shared::state::State;
use shared::sync::Rest;
use sync_server::ops::retention::{Terms, run_if_due};
use sync_server::random::v7;
use sync_server::storage::{AttachmentRow, Erased, NewHandOver};
use tests::retention::NOTHING;
use tests::{Device, World};
use uuid::Uuid;

fn bytes(role: AttachmentRole, shade: u8) -> NewPhoto {
    if role == AttachmentRole::Voice {
        return NewPhoto { role, bytes: [0x1A, 0x45, 0xDF, 0xA3, shade].repeat(400) };
    }
    let picture = image::RgbImage::from_fn(320, 240, |x, y| image::Rgb([shade, x as u8, y as u8]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    NewPhoto { role, bytes: bytes.into_inner() }
}

fn report(phone: &mut Device, photos: Vec<NewPhoto>) -> Uuid {
    phone.report_with(NewReport { category: "litter".to_owned(), photos, ..NewReport::default() })
}

fn of_role(world: &World, report: Uuid, role: AttachmentRole) -> AttachmentRow {
    world.page(report).attachments.into_iter().find(|it| it.role == role).unwrap()
}

/// EDG has mended it.
fn mended(world: &World, report: Uuid) {
    let letters = world.next_morning();
    world.answers(letters.entry("edg", &world.number(report)), Outcome::Done, Some("Abgeholt."));
    assert_eq!(world.state(report), State::Done);
}

#[test]
fn a_voice_goes_after_two_weeks_and_a_photo_half_a_year_after_the_end() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let sofa = report(&mut anna, vec![bytes(AttachmentRole::Photo, 1), bytes(AttachmentRole::Voice, 2)]);
    anna.sync(&world);
    mended(&world, sofa);
    let ended = world.now();
    let [photo, voice] = [AttachmentRole::Photo, AttachmentRole::Voice].map(|role| of_role(&world, sofa, role));

    world.pass(TimeDelta::days(12));
    assert_eq!(world.erase(), NOTHING);
    world.pass(TimeDelta::days(2));
    assert_eq!(world.erase(), Erased { voices: 1, files: 1, ..NOTHING });
    assert!(world.app.photos.read(&voice.blob.unwrap()).is_err(), "gone from the disk");
    assert!(world.app.photos.read(&photo.blob.unwrap()).is_ok());

    world.clock.set(ended + Months::new(6) - TimeDelta::days(1));
    assert_eq!(world.erase().photos, 0);
    world.pass(TimeDelta::days(2));
    let went = world.erase();
    assert_eq!((went.photos, went.files), (1, 1));
    assert!(world.app.photos.list().unwrap().is_empty());
    let after = of_role(&world, sofa, AttachmentRole::Photo);
    assert_eq!((after.blob, after.erased_at), (None, Some(world.now())), "that there was one stays known");
    assert_eq!((world.state(sofa), world.page(sofa).row.status.note.as_deref()), (State::Done, Some("Abgeholt.")));
    assert_eq!(world.erase(), NOTHING, "once");
    // The phone agrees with what it sees now, and nobody else is offered a picture.
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(world.phone_of("Ben").sync(&world), Rest::Done);
    let runs = world.storage().runs(10).unwrap();
    assert_eq!((runs.len(), runs[1].erased.photos), (5, 1), "each run is proof");
}

#[test]
fn what_is_open_keeps_its_photos_for_two_years_and_what_is_opened_again_begins_anew() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let (open, again) = (report(&mut anna, vec![bytes(AttachmentRole::Photo, 1)]), anna.report_with_photo("litter"));
    anna.sync(&world);
    let stored = world.now();
    mended(&world, again);
    anna.sync(&world);
    world.pass(TimeDelta::days(100));
    anna.look_again(again, Seen::StillThere);
    anna.sync(&world);
    assert_eq!(world.state(again), State::Reopened);
    world.pass(TimeDelta::days(100));
    assert_eq!(world.erase().photos, 0, "half a year after the first end, and open");
    world.clock.set(stored + Months::new(24) + TimeDelta::days(1));
    assert_eq!(world.erase().photos, 2);
    assert_eq!(world.state(open), State::Sent);
}

#[test]
fn two_reports_with_the_same_picture_keep_it_until_the_second_ends() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let [first, second] = [(), ()].map(|()| report(&mut anna, vec![bytes(AttachmentRole::Photo, 7)]));
    anna.sync(&world);
    let blob = of_role(&world, second, AttachmentRole::Photo).blob.unwrap();
    assert_eq!(of_role(&world, first, AttachmentRole::Photo).blob, Some(blob));
    mended(&world, first);
    world.clock.set(world.now() + Months::new(6) + TimeDelta::days(1));
    let went = world.erase();
    assert_eq!((went.photos, went.files), (1, 0));
    assert!(world.app.photos.read(&blob).is_ok());
}

#[test]
fn evidence_goes_a_month_after_its_receipt() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let dump = report(&mut anna, vec![bytes(AttachmentRole::Evidence, 3), bytes(AttachmentRole::Evidence, 4)]);
    anna.sync(&world);
    let hints: Vec<Uuid> = world.page(dump).attachments.iter().map(|it| it.id).collect();
    let hand_over = NewHandOver {
        id: v7(world.now()),
        report: dump,
        files: vec![hints[0]],
        recipient: "Polizei".to_owned(),
        file_number: String::new(),
        token_hash: [1; 32],
        code_hash: [2; 32],
        expires_at: world.now() + TimeDelta::days(7),
    };
    assert!(world.storage().hand_over(world.kaya, &hand_over, world.now()).unwrap());
    world.pass(TimeDelta::days(40));
    assert_eq!(world.erase().evidence, 0, "nobody has fetched it");
    world.clock.set(world.now() - TimeDelta::days(39));
    assert!(world.storage().open_hand_over(&[1; 32], &[2; 32], "PK Beispiel", world.now()).unwrap().is_some());
    world.pass(TimeDelta::days(29));
    assert_eq!(world.erase().evidence, 0);
    world.pass(TimeDelta::days(2));
    assert_eq!(world.erase().evidence, 1, "what was handed over, and nothing else");
    assert!(world.storage().attachment(hints[1]).unwrap().unwrap().blob.is_some());
    world.pass(TimeDelta::days(400));
    assert!(world.erase().log > 0, "and the log after a year");
}

#[test]
fn what_was_erased_stays_so_after_a_restore_and_when_a_phone_offers_it_again() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let old = report(&mut anna, vec![bytes(AttachmentRole::Voice, 1)]);
    anna.sync(&world);
    let backup = world.back_up("evening.tar");
    let new = report(&mut anna, vec![bytes(AttachmentRole::Voice, 2)]);
    anna.sync(&world);
    world.pass(TimeDelta::days(15));
    assert_eq!(world.erase().voices, 2);

    let world = world.restored(&backup, true);
    assert!(world.app.photos.list().unwrap().len() == 1, "the backup had it");
    assert_eq!(world.erase(), Erased { files: 1, ..NOTHING });
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.sync(&world), Rest::Done);
    for report in [old, new] {
        let voice = of_role(&world, report, AttachmentRole::Voice);
        assert!(voice.blob.is_none() && voice.erased_at.is_some());
        assert!(world.page(report).row.status.received_at.is_some(), "whole, as it was");
    }
    assert_eq!(world.erase(), NOTHING);
    assert!(world.app.photos.list().unwrap().is_empty());
}

#[test]
fn a_clock_that_jumps_ahead_erases_nothing_at_once() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report_with_photo("litter");
    anna.sync(&world);
    let run = |world: &World| run_if_due(world.kept(), &Terms::default(), world.now()).unwrap();
    assert_eq!(run(&world), None, "the first one only notes that it was there");
    world.pass(TimeDelta::days(1));
    assert_eq!(run(&world).unwrap().erased, NOTHING);
    assert_eq!(run(&world), None, "once a day");
    let right = world.now();
    world.clock.set(right + TimeDelta::days(3_650));
    assert_eq!(run(&world), None);
    world.clock.set(right + TimeDelta::days(1));
    assert_eq!(run(&world), None, "and back");
    world.pass(TimeDelta::days(1));
    assert_eq!(run(&world).unwrap().erased, NOTHING);
    assert_eq!(world.app.photos.list().unwrap().len(), 1);
    // Where it stays there, time has passed.
    world.pass(TimeDelta::days(3_650));
    assert_eq!(run(&world), None);
    world.pass(TimeDelta::days(1));
    assert_eq!(run(&world).unwrap().erased.photos, 1);
}

#[test]
fn mails_that_are_kept_as_files_go_after_three_months() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    anna.report("needles");
    anna.sync(&world);
    world.run_file_mail_job();
    let files = || std::fs::read_dir(world.app.folder.mails()).unwrap().count();
    assert_eq!(files(), 1);
    world.pass(TimeDelta::days(89));
    assert_eq!((world.erase().mails, files()), (0, 1));
    world.pass(TimeDelta::days(2));
    assert_eq!((world.erase().mails, files()), (1, 0));
}

#[test]
fn messages_go_in_their_time_and_what_waits_for_a_person_stays() {
    let world = World::new();
    world.comes_by_mail("From: a@elsewhere.example\nSubject: Gewinn\n\nHallo\n");
    world.comes_by_mail("From: b@elsewhere.example\nAuto-Submitted: auto-replied\nSubject: Weg\n\nHallo\n");
    world.pass(TimeDelta::days(89));
    assert_eq!(world.erase(), NOTHING);
    world.pass(TimeDelta::days(2));
    assert_eq!(world.erase(), Erased { messages: 1, files: 1, ..NOTHING });
    assert_eq!(world.inbox().len(), 1);
}

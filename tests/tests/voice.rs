//! Somebody speaks instead of writing: the office hears it, and no mail carries it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use app::core::{Correction, Draft, DraftKind, DraftStep, NewReport, Request};
use http::Request as HttpRequest;
use shared::domain::AttachmentRole;
use shared::protocol::ATTACHMENTS;
use shared::sync::Rest;
use tests::device::marktplatz;
use tests::{Device, Faulty, World};
use uuid::Uuid;

fn spoken() -> Vec<u8> {
    [0x1A, 0x45, 0xDF, 0xA3].into_iter().chain((0..50_000_u32).map(|it| (it * it) as u8)).collect()
}

fn speak(phone: &mut Device, report: Option<Uuid>) {
    let draft = Draft { kind: DraftKind::Voice, report, at: Some(marktplatz()), ..Draft::default() };
    phone.ask(Request::Draft(DraftStep::Speak(draft, spoken()))).unwrap();
}

#[test]
fn what_is_said_is_heard_in_the_office_and_only_there() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    speak(&mut anna, Some(report));
    anna.restart();
    anna.correct(report, Correction { from_draft: true, ..Correction::default() });
    assert_eq!(anna.sync_over(&Faulty::new(&world, 3, 40), &world), Rest::Done);

    let page = world.page(report);
    let voice = page.attachments.iter().find(|it| it.role == AttachmentRole::Voice).unwrap();
    assert_eq!(voice.mime.as_deref(), Some("audio/webm"));
    assert_eq!(world.app.photos.read(&voice.blob.unwrap()).unwrap(), spoken());
    let get = |token: &str| {
        let request =
            HttpRequest::get(format!("{ATTACHMENTS}{}", voice.id)).header("authorization", format!("Bearer {token}"));
        world.call(request.body(Vec::new()).unwrap())
    };
    let own = get(&anna.token());
    assert_eq!(
        (own.headers()["content-type"].to_str().unwrap(), own.headers()["x-content-type-options"].to_str().unwrap()),
        ("audio/webm", "nosniff")
    );
    assert_eq!(own.body(), &spoken());
    let ben = world.phone_of("Ben");
    assert_eq!(get(&ben.token()).status(), 404, "somebody else's voice");

    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"]);
    let mail = letters.only();
    assert!(mail.text.contains("Sprachnachricht im Büro"), "{}", mail.text);
    assert_eq!(mail.pictures, 1);
    assert_eq!(anna.sync(&world), Rest::Done);
    world.assert_holds(&anna);
    world.assert_same_view(&mut anna);
    world.assert_sound();
}

#[test]
fn a_voice_that_comes_late_is_no_new_mail() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    speak(&mut anna, Some(report));
    anna.correct(report, Correction { from_draft: true, ..Correction::default() });
    anna.sync(&world);
    assert!(world.next_morning().lines().is_empty());
    assert_eq!(world.page(report).attachments.len(), 1);
}

#[test]
fn an_idea_may_be_nothing_but_a_voice() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    speak(&mut anna, None);
    let idea = anna.report_with(NewReport { category: "suggestion".into(), from_draft: true, ..NewReport::default() });
    anna.sync(&world);
    let page = world.page(idea);
    assert_eq!((page.record.text("note"), page.attachments.len()), (None, 1));
    assert!(page.record.value("place").is_some());
    world.assert_sound();
}

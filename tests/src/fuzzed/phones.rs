//! Answers to a phone: not everything that answers is the server.

use app::core::sync::Step;
use http::Response;
use http::header::CONTENT_ENCODING;
use shared::protocol::{PullAnswer, PushAnswer};
use uuid::Uuid;

use crate::device::Device;
use crate::{World, at};

/// A phone with a report that waits and one that the server has.
struct Pocket {
    world: World,
    anna: Device,
    waits: Uuid,
}

impl Pocket {
    fn new() -> Pocket {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        anna.report("litter");
        anna.sync(&world);
        let waits = anna.report("needles");
        Pocket { world, anna, waits }
    }
}

/// Status (the first byte; an even one is 200), whether the phone's report was sent already (the second), and the body:
/// whatever answers, the phone goes on, and what it has not sent it keeps.
pub fn pull_answer(bytes: &[u8]) {
    let [status, sent, body @ ..] = bytes else { return };
    thread_local! {
        static POCKET: std::cell::RefCell<Option<Pocket>> = const { std::cell::RefCell::new(None) };
    }
    POCKET.with_borrow_mut(|pocket| {
        let Pocket { world, anna, waits } = pocket.get_or_insert_with(Pocket::new);
        if sent % 2 == 1 {
            anna.sync(world);
        }
        world.clock.set(at("2026-11-23T10:00:00Z"));
        anna.session.start(&anna.phone);
        let Ok(Step::Send(_)) = anna.session.step(&mut anna.phone) else { panic!("a session begins with a request") };
        let status = if status % 2 == 0 { 200 } else { 100 + u16::from(*status) * 2 };
        let mut answer = Response::builder().status(status);
        if body.starts_with(&[0x1f, 0x8b]) {
            answer = answer.header(CONTENT_ENCODING, "gzip");
        }
        let answer = answer.body(body.to_vec()).expect("an answer");
        anna.session.answered(&mut anna.phone, Ok(answer)).expect("the store holds");
        let queued = anna.status().queued;
        let shown = anna.shown();
        let believed =
            serde_json::from_slice::<PullAnswer>(body).is_ok() || serde_json::from_slice::<PushAnswer>(body).is_ok();
        if !believed {
            assert!(shown.contains(waits) && queued == usize::from(sent % 2 == 0), "{queued} wait");
        }
        // What was believed may have changed the phone: the next bytes meet a fresh one, so that each failure is one of
        // its own bytes.
        if believed || sent % 2 == 1 {
            *pocket = None;
        }
    });
}

//! What the screen relies on, with a server that takes its time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use http::{Request as HttpRequest, Response};

use super::*;
use crate::core::sync::fake::Fake;
use crate::core::sync::{Transport, TransportError};
use crate::core::tests::{Desk, litter, photo};
use crate::core::{Reply, Request, Topic};

/// From request to answer.
const DELAY: Duration = Duration::from_millis(30);

#[derive(Clone)]
struct Slow(Arc<Fake>);

impl Transport for Slow {
    async fn send(&self, request: HttpRequest<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        tokio::time::sleep(DELAY).await;
        self.0.send(request).await
    }
}

/// A screen: asks, and hears.
struct Screen {
    ask: UnboundedSender<ToCore>,
    told: UnboundedReceiver<FromCore>,
    events: Vec<Event>,
    next: u64,
}

impl Screen {
    async fn ask(&mut self, ask: Ask) -> Result<Reply, Trouble> {
        self.next += 1;
        self.ask.unbounded_send(ToCore { id: self.next, ask }).unwrap();
        loop {
            match self.told.next().await.unwrap() {
                FromCore::Answer { id, result } if id == self.next => return result,
                FromCore::Answer { .. } => panic!("an answer that nobody waits for"),
                FromCore::Event(event) => self.events.push(event),
            }
        }
    }

    async fn hears(&mut self, wanted: Event) {
        while !self.events.contains(&wanted) {
            match self.told.next().await.unwrap() {
                FromCore::Event(event) => self.events.push(event),
                FromCore::Answer { .. } => panic!("an answer that nobody waits for"),
            }
        }
        self.events.clear();
    }

    async fn enrol(&mut self) {
        let ask = Ask::Enrol { server: "https://city.example".into(), code: "ABCD".into() };
        assert!(matches!(self.ask(ask).await, Ok(Reply::Done)));
        self.hears(Event::Sync(Sync::Rest(shared::sync::Rest::Done))).await;
    }
}

/// Plays with a core on this thread.
fn play<F: Future<Output = ()>>(desk: &Desk, story: impl FnOnce(Screen, Arc<Fake>) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (ask, asks) = unbounded();
    let (tell, told) = unbounded();
    let fake = Arc::new(Fake::default());
    let core = run(desk.open(), Slow(fake.clone()), asks, move |it| drop(tell.unbounded_send(it)), tokio::time::sleep);
    let screen = Screen { ask, told, events: Vec::new(), next: 0 };
    runtime.block_on(async { tokio::join!(core, story(screen, fake)) });
}

#[test]
fn one_question_to_the_server_is_asked_once_however_long_it_takes() {
    play(&Desk::new(), async |mut screen, fake| {
        screen.enrol().await;
        // The first page begins the view, so it is asked once more.
        assert_eq!(fake.requests(), ["POST /api/v1/enrol", "POST /api/v1/pull", "POST /api/v1/pull"]);
    });
}

#[test]
fn a_report_waits_until_its_saved_screen_is_left() {
    play(&Desk::new(), async |mut screen, fake| {
        screen.enrol().await;
        fake.requests();
        let saved = screen.ask(Ask::Do(Request::Report(litter(vec![photo()])))).await;
        assert!(matches!(saved, Ok(Reply::Saved { .. })));
        // The photo is worked on meanwhile, and nobody waits for it.
        screen.hears(Event::Changed([Topic::Reports, Topic::Queue].into())).await;
        tokio::time::sleep(3 * DELAY).await;
        assert_eq!(fake.requests(), Vec::<String>::new());
        screen.ask(Ask::Release).await.unwrap();
        screen.hears(Event::Sync(Sync::Rest(shared::sync::Rest::Done))).await;
        let Ok(Reply::Overview(overview)) = screen.ask(Ask::Do(Request::Overview)).await else { panic!() };
        assert_eq!((overview.waiting, overview.status.queued, overview.status.attachments_queued), (0, 0, 0));
    });
}

#[test]
fn a_hazard_waits_ten_seconds_at_most() {
    let desk = Desk::new();
    play(&desk, async |mut screen, fake| {
        screen.enrol().await;
        let new = crate::core::NewReport { category: "needles".into(), ..litter(Vec::new()) };
        screen.ask(Ask::Do(Request::Report(new))).await.unwrap();
        desk.clock.fetch_add(HOLD_HAZARD.as_secs() as i64, Ordering::SeqCst);
        screen.ask(Ask::Sync).await.unwrap();
        screen.hears(Event::Sync(Sync::Rest(shared::sync::Rest::Done))).await;
        let requests = fake.requests();
        assert!(requests.iter().any(|request| request.contains("push")), "{requests:?}");
    });
}

#[test]
fn what_goes_to_and_fro_survives_its_encoding() {
    let mut bytes = Vec::new();
    let ask = ToCore { id: 7, ask: Ask::Do(Request::Report(litter(vec![photo()]))) };
    ciborium::into_writer(&ask, &mut bytes).unwrap();
    let read: ToCore = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(format!("{read:?}"), format!("{ask:?}"));
    let draft = crate::core::Draft { photo: true, ..Default::default() };
    let told = FromCore::Answer { id: 7, result: Ok(Reply::Draft(Some(draft))) };
    let mut bytes = Vec::new();
    ciborium::into_writer(&told, &mut bytes).unwrap();
    let read: FromCore = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(format!("{read:?}"), format!("{told:?}"));
}

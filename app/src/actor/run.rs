//! The loop: whoever asks is answered at once, also while a request is on its way; photos are worked on one at a time
//! when nobody asks; the sync goes on by itself.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::Response;
use shared::sync::Rest;

use super::{Ask, Event, FromCore, Sync, ToCore, Trouble};
use crate::core::sync::{Session, Step, Transport, TransportError, enrol};
use crate::core::{Changes, Phone, PhoneError, Reply, Request, Topic};

/// A report that was just saved waits so long for corrections, unless the saved screen is left before.
pub const HOLD: Duration = Duration::from_secs(60);
/// A hazard waits less.
pub const HOLD_HAZARD: Duration = Duration::from_secs(10);
/// From one session to the next.
const PAUSE: Duration = Duration::from_secs(300);
/// After the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

type InFlight = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, TransportError>>>>;

/// Runs until the screen is gone. `sleep` waits by the platform's timer; `tell` must not block.
pub async fn run<T: Transport + Clone + 'static, S: Future<Output = ()>>(
    mut phone: Phone,
    transport: T,
    mut asks: UnboundedReceiver<ToCore>,
    tell: impl Fn(FromCore),
    sleep: impl Fn(Duration) -> S,
) {
    // Where that fails nobody practises, and the screen says so by saying nothing.
    let _ = phone.practise_again();
    let mut session = Session::new(&mut phone);
    session.start(&phone);
    let due = phone.now();
    let mut core = Core {
        phone,
        session,
        transport,
        tell,
        in_flight: None,
        due,
        held: None,
        photos: true,
        room: false,
        sync: Sync::Idle,
    };
    (core.tell)(FromCore::Event(Event::Open));
    loop {
        core.go_on();
        match core.next(&mut asks, &sleep).await {
            Next::Asked(ask) => core.asked(ask).await,
            Next::Answered(answer) => core.answered(answer),
            Next::Timer => core.timer(),
            Next::Over => return,
        }
    }
}

/// What the loop waited for.
enum Next {
    Asked(ToCore),
    Answered(Result<Response<Vec<u8>>, TransportError>),
    Timer,
    Over,
}

struct Core<T, F> {
    phone: Phone,
    session: Session,
    transport: T,
    tell: F,
    in_flight: Option<InFlight>,
    /// When the session does its next step.
    due: DateTime<Utc>,
    /// Nothing goes out before; the saved screen is open.
    held: Option<DateTime<Utc>>,
    /// There may be photos to work on.
    photos: bool,
    /// There may be space to free.
    room: bool,
    sync: Sync,
}

impl<T: Transport + Clone + 'static, F: Fn(FromCore)> Core<T, F> {
    /// Whoever asks goes first.
    async fn next<S: Future<Output = ()>>(
        &mut self,
        asks: &mut UnboundedReceiver<ToCore>,
        sleep: &impl Fn(Duration) -> S,
    ) -> Next {
        let wait = Box::pin(sleep(self.wait()));
        let in_flight = &mut self.in_flight;
        let sent = Box::pin(async move {
            match in_flight {
                Some(sent) => sent.await,
                None => std::future::pending().await,
            }
        });
        match select(asks.next(), select(sent, wait)).await {
            Either::Left((Some(ask), _)) => Next::Asked(ask),
            Either::Left((None, _)) => Next::Over,
            Either::Right((Either::Left((answer, _)), _)) => Next::Answered(answer),
            Either::Right((Either::Right(_), _)) => Next::Timer,
        }
    }

    /// Does what is due and blocks nobody.
    fn go_on(&mut self) {
        let now = self.phone.now();
        if self.held.is_some_and(|until| until <= now) {
            self.held = None;
        }
        // A clock that was set back must not stop the sync.
        self.due = self.due.min(now + TimeDelta::seconds(PAUSE.as_secs() as i64));
        if self.in_flight.is_some() || self.held.is_some() || self.due > now {
            return;
        }
        let step = self.session.step(&mut self.phone);
        self.changed();
        match step {
            Ok(Step::Send(request)) => {
                let transport = self.transport.clone();
                self.in_flight = Some(Box::pin(async move { transport.send(request).await }));
                self.say(Sync::Busy);
            }
            Ok(Step::Wait(until)) => {
                self.due = until;
                self.say(if self.session.is_busy() { Sync::ServerTrouble } else { Sync::Offline });
            }
            Ok(Step::Rest(rest)) => {
                self.rest(PAUSE);
                self.room = true;
                self.say(Sync::Rest(rest));
            }
            Err(error) => self.failed(error),
        }
    }

    /// Until there is something to do without being asked.
    fn wait(&self) -> Duration {
        if self.photos || self.room {
            return Duration::ZERO;
        }
        // The session goes on when the answer is here.
        if self.in_flight.is_some() {
            return PAUSE;
        }
        let until = self.held.map_or(self.due, |held| held.max(self.due));
        (until - self.phone.now()).to_std().unwrap_or_default().min(PAUSE)
    }

    fn rest(&mut self, pause: Duration) {
        self.due = self.phone.now() + TimeDelta::seconds(pause.as_secs() as i64);
    }

    fn timer(&mut self) {
        if !self.photos {
            if self.room {
                self.room = self.phone.make_room();
                return;
            }
            if self.in_flight.is_some() {
                return;
            }
            // An app that stays open forgets in time, too; what fails is tried again the next time.
            let _ = self.phone.grow_older();
            // After a session the next one begins; a wait is over.
            match self.sync {
                Sync::Rest(_) => self.session.start(&self.phone),
                _ => self.session.tick(&self.phone),
            }
            return;
        }
        match self.phone.handle(Request::PreparePhoto) {
            Ok(done) => {
                self.photos = matches!(done.reply, Reply::Prepared(Some(_)));
                if self.photos {
                    self.tell_changes(done.changes);
                }
            }
            Err(error) => {
                self.photos = false;
                self.failed(error);
            }
        }
    }

    fn answered(&mut self, answer: Result<Response<Vec<u8>>, TransportError>) {
        self.in_flight = None;
        if let Err(error) = self.session.answered(&mut self.phone, answer) {
            self.failed(error);
        }
        self.changed();
    }

    async fn asked(&mut self, ToCore { id, ask }: ToCore) {
        let result = match ask {
            Ask::Do(request) => self.handle(request),
            Ask::Enrol { server, code } => self.enrol(&server, &code).await,
            Ask::Hold => self.hold(),
            Ask::Release => {
                self.held = None;
                Ok(Reply::Done)
            }
            Ask::Sync => {
                self.start();
                Ok(Reply::Done)
            }
        };
        (self.tell)(FromCore::Answer { id, result });
    }

    fn handle(&mut self, request: Request) -> Result<Reply, Trouble> {
        let hold = match &request {
            Request::Report(new) if self.phone.is_hazard(&new.category)? => Some(HOLD_HAZARD),
            Request::Report(_) => Some(HOLD),
            _ => None,
        };
        let answer = self.phone.handle(request)?;
        if let Some(hold) = hold {
            self.held = Some(self.phone.now() + TimeDelta::seconds(hold.as_secs() as i64));
            self.photos = true;
        }
        if answer.changes.contains(&Topic::Queue) {
            self.photos = true;
            self.start();
        }
        self.tell_changes(answer.changes);
        Ok(answer.reply)
    }

    /// Where a danger waits, it waits no longer than by its own screen.
    fn hold(&mut self) -> Result<Reply, Trouble> {
        let Reply::Overview(overview) = self.phone.handle(Request::Overview)?.reply else { return Ok(Reply::Done) };
        let hold = if overview.unsent_hazards.is_empty() { HOLD } else { HOLD_HAZARD };
        let until = self.phone.now() + TimeDelta::seconds(hold.as_secs() as i64);
        self.held = Some(self.held.map_or(until, |held| held.max(until)));
        Ok(Reply::Done)
    }

    /// The server's answer is waited for: before the phone belongs to a city, there is nothing else to do.
    async fn enrol(&mut self, server: &str, code: &str) -> Result<Reply, Trouble> {
        enrol(&mut self.phone, &self.transport, server, code).await?;
        self.tell_changes([Topic::Enrolment, Topic::Queue].into());
        self.start();
        Ok(Reply::Done)
    }

    /// The next step of the session is due now, unless a request is on its way already.
    fn start(&mut self) {
        if self.in_flight.is_none() {
            self.session.start(&self.phone);
            self.due = self.phone.now();
        }
    }

    fn failed(&mut self, error: PhoneError) {
        self.rest(AFTER_FAILURE);
        // On a full phone everything can still be read, and the next thing saved says that it is full.
        if Trouble::from(error) == Trouble::Damaged {
            (self.tell)(FromCore::Event(Event::Closed(Trouble::Damaged)));
        }
        self.say(Sync::Rest(Rest::Done));
    }

    fn changed(&mut self) {
        let changes = self.session.take_changes();
        self.tell_changes(changes);
    }

    fn tell_changes(&self, changes: Changes) {
        if !changes.is_empty() {
            (self.tell)(FromCore::Event(Event::Changed(changes)));
        }
    }

    fn say(&mut self, sync: Sync) {
        if self.sync != sync {
            self.sync = sync;
            (self.tell)(FromCore::Event(Event::Sync(sync)));
        }
    }
}

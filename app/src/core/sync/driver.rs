//! A session: does what the engine says, one request at a time.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use http::{Request, Response};
use rusqlite::Transaction;
use shared::protocol::{Cursor, PULL, PUSH, PullAnswer, PushAnswer};
use shared::sync::{Engine, Failure, Input, Output, Rest, Waiting};
use uuid::Uuid;

use super::push::Applied;
use super::transport::TransportError;
use super::upload::{self, Progress};
use super::wire::{self, WireError};
use super::{pull, push};
use crate::core::request::{Changes, Topic};
use crate::core::store::attachments::Upload;
use crate::core::store::phone::Enrolment;
use crate::core::store::{self, Result, StoreError, attachments, chores, facts, outbox, retention};
use crate::core::{Phone, PhoneError};

/// After so many answers that bring an upload no further, the others go first: it is tried again in the next session.
const MAX_STUMBLES: u32 = 4;

/// What the caller has to do.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly every step is a request")]
pub enum Step {
    /// Send this, and tell the answer to [`Session::answered`].
    Send(Request<Vec<u8>>),
    /// Nothing before this time (UTC), unless somebody asks.
    Wait(DateTime<Utc>),
    /// The session is over.
    Rest(Rest),
}

/// What is on its way.
enum Asked {
    Push(push::Asked),
    Upload(upload::Asked),
    Pull(Cursor),
}

/// The sync of one phone. What is lost with it is only where it was: everything else is in the store.
pub struct Session {
    engine: Engine,
    asked: Option<Asked>,
    /// What the server said about the upload that runs.
    offset: Option<(Uuid, u64)>,
    stumbles: u32,
    /// Uploads that go no further in this session.
    skipped: BTreeSet<Uuid>,
    /// Facts that the server did not take in this session: it knows less than this program, or the phone is locked.
    left: BTreeSet<Uuid>,
    busy: bool,
    /// The last push was answered with a number that is taken.
    numbered_anew: bool,
    changes: Changes,
}

/// What waits, for the engine.
fn waiting(tx: &Transaction<'_>, skipped: &BTreeSet<Uuid>, left: &BTreeSet<Uuid>) -> Result<Waiting> {
    let facts = facts::waiting(tx)?.saturating_sub(left.len());
    Ok(Waiting { changes: outbox::waiting(tx)? + facts, uploads: to_send(tx, skipped)?.len() })
}

fn to_send(tx: &Transaction<'_>, skipped: &BTreeSet<Uuid>) -> Result<Vec<Upload>> {
    let mut uploads = attachments::to_send(tx)?;
    uploads.retain(|upload| !skipped.contains(&upload.id));
    Ok(uploads)
}

impl Session {
    /// One that rests. `phone` spreads its waits.
    pub fn new(phone: &mut Phone) -> Session {
        let (_, edge) = phone.parts();
        Session {
            engine: Engine::new(edge.seed()),
            asked: None,
            offset: None,
            stumbles: 0,
            skipped: BTreeSet::new(),
            left: BTreeSet::new(),
            busy: false,
            numbered_anew: false,
            changes: Changes::new(),
        }
    }

    /// Begins now: at start, when the network returns, or when a person asks.
    pub fn start(&mut self, phone: &Phone) {
        self.begin();
        self.engine.handle(phone.now(), Input::Start);
    }

    /// The time of a wait may have come.
    pub fn tick(&mut self, phone: &Phone) {
        self.begin();
        self.engine.handle(phone.now(), Input::Tick);
    }

    /// The last failure came from the server itself.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// What is to be read again since this was last asked.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// What to do next. Photos that are still as taken are worked on first.
    ///
    /// # Errors
    /// Where the store fails; the next call tries again.
    pub fn step(&mut self, phone: &mut Phone) -> Result<Step, PhoneError> {
        let now = phone.now();
        let Some(enrolment) = phone.store.read(store::phone::get)?.enrolment else {
            self.engine.handle(now, Input::Failed(Failure::NotEnrolled));
            return Ok(Step::Rest(Rest::NotEnrolled));
        };
        phone.prepare_photos()?;
        loop {
            let (skipped, left) = (&self.skipped, &self.left);
            let waits = phone.store.read(|tx| waiting(tx, skipped, left))?;
            let made = match self.engine.poll(waits) {
                Output::Wait(until) => return Ok(Step::Wait(until)),
                Output::Rest(rest) => return self.rest(phone, rest),
                Output::Push => self.push(phone, &enrolment)?,
                Output::Upload => self.upload(phone, &enrolment)?,
                Output::Pull { from_start } => self.pull(phone, &enrolment, from_start)?,
            };
            match made {
                Some(Ok((request, asked))) => {
                    self.asked = Some(asked);
                    return Ok(Step::Send(request));
                }
                // Another process has sent it meanwhile.
                None => self.engine.handle(now, Input::Uploaded),
                Some(Err(_)) => self.fail(now, Failure::NotEnrolled),
            }
        }
    }

    /// Takes in the answer to the request that [`Session::step`] made.
    ///
    /// # Errors
    /// Where the store fails; the request is then made again.
    pub fn answered(
        &mut self,
        phone: &mut Phone,
        answer: Result<Response<Vec<u8>>, TransportError>,
    ) -> Result<(), PhoneError> {
        let now = phone.now();
        let input = match self.asked.take() {
            Some(Asked::Push(asked)) => self.pushed(phone, asked, answer)?,
            Some(Asked::Upload(asked)) => self.uploaded(phone, &asked, answer)?,
            Some(Asked::Pull(since)) => self.pulled(phone, since, answer)?,
            None => return Ok(()),
        };
        match input {
            Ok(input) => {
                self.busy = false;
                self.engine.handle(now, input);
            }
            Err(failure) => self.fail(now, failure),
        }
        Ok(())
    }

    fn fail(&mut self, now: DateTime<Utc>, failure: Failure) {
        self.busy = matches!(failure, Failure::Busy(_));
        self.forget_request();
        self.engine.handle(now, Input::Failed(failure));
    }

    fn begin(&mut self) {
        self.skipped.clear();
        self.left.clear();
        self.forget_request();
    }

    fn forget_request(&mut self) {
        self.asked = None;
        self.offset = None;
        self.stumbles = 0;
    }

    fn rest(&mut self, phone: &mut Phone, rest: Rest) -> Result<Step, PhoneError> {
        if rest == Rest::Revoked {
            phone.store.write(retention::forget_acknowledged)?;
            phone.practice = None;
            self.changes.extend([Topic::Reports, Topic::Reference, Topic::Enrolment]);
        }
        Ok(Step::Rest(rest))
    }

    fn push(&mut self, phone: &mut Phone, enrolment: &Enrolment) -> Result<Made, PhoneError> {
        if phone.store.read(chores::any_here)? {
            self.note(phone, chores::go_out)?;
        }
        let left = &self.left;
        let (batch, asked) = phone.store.read(|tx| push::batch(tx, left))?;
        let request = wire::post(&enrolment.server, PUSH, Some(&enrolment.token), &batch);
        Ok(Some(request.map(|request| (request, Asked::Push(asked)))))
    }

    /// What can be taken back of today's chores. On a full disk the sync goes on all the same; only a tap in the very moment
    /// is then taken back too late.
    fn note(&mut self, phone: &mut Phone, what: impl FnOnce(&Transaction<'_>) -> Result<()>) -> Result<(), PhoneError> {
        self.changes.insert(Topic::Reference);
        match phone.store.write(what) {
            Ok(()) | Err(StoreError::Full) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn pushed(&mut self, phone: &mut Phone, asked: push::Asked, answer: Sent) -> Result<Told, PhoneError> {
        let now = phone.now();
        let answer: PushAnswer = match wire::read(answer) {
            Ok(answer) => answer,
            Err(Failure::Offline) if !asked.facts.is_empty() => {
                self.note(phone, chores::come_back)?;
                return Ok(Err(Failure::Offline));
            }
            Err(failure) => return Ok(Err(failure)),
        };
        let (store, edge) = phone.parts();
        let applied = store.write(|tx| push::apply(tx, edge, &asked.changes, &answer, now))?;
        self.left.extend(asked.facts.into_iter().filter(|fact| !answer.facts.contains(fact)));
        self.changes.extend([Topic::Reports, Topic::Queue]);
        let first_time = !std::mem::replace(&mut self.numbered_anew, applied == Applied::NumberedAnew);
        Ok(match applied {
            Applied::Decided => Ok(Input::Pushed),
            Applied::NumberedAnew if first_time => Ok(Input::Pushed),
            // New numbers are taken at once? Rather wait than ask for ever.
            Applied::NumberedAnew | Applied::Nothing => Err(Failure::Busy(None)),
        })
    }

    fn upload(&mut self, phone: &mut Phone, enrolment: &Enrolment) -> Result<Made, PhoneError> {
        let (skipped, offset) = (&self.skipped, self.offset);
        let next = phone.store.read(|tx| {
            let Some(upload) = to_send(tx, skipped)?.into_iter().next() else { return Ok::<_, PhoneError>(None) };
            let known = match offset.filter(|(id, _)| *id == upload.id) {
                Some((id, offset)) => Some((offset, attachments::piece(tx, id, offset, upload::PIECE)?)),
                None => None,
            };
            Ok(Some((upload, known)))
        })?;
        let request = next.map(|(upload, known)| upload::request(enrolment, upload, known));
        Ok(request.map(|made| made.map(|(request, asked)| (request, Asked::Upload(asked)))))
    }

    fn uploaded(&mut self, phone: &mut Phone, asked: &upload::Asked, answer: Sent) -> Result<Told, PhoneError> {
        let Ok(answer) = answer else { return Ok(Err(Failure::Offline)) };
        let id = asked.upload().id;
        match phone.store.write(|tx| upload::apply(tx, asked, &answer))? {
            Progress::At(offset) => {
                // Only bytes that arrived are progress; to begin and to ask may repeat for ever.
                if matches!(asked, upload::Asked::Piece(_)) {
                    let further = self.offset.is_some_and(|(_, before)| offset > before);
                    self.stumbles = if further { 0 } else { self.stumbles + 1 };
                }
                self.offset = Some((id, offset));
            }
            Progress::Over => {
                (self.offset, self.stumbles) = (None, 0);
                self.changes.extend([Topic::Reports, Topic::Queue]);
            }
            Progress::Lost => (self.offset, self.stumbles) = (None, self.stumbles + 1),
            Progress::Failed(failure) => return Ok(Err(failure)),
        }
        if self.stumbles >= MAX_STUMBLES {
            (self.offset, self.stumbles) = (None, 0);
            self.skipped.insert(id);
        }
        Ok(Ok(Input::Uploaded))
    }

    fn pull(&mut self, phone: &mut Phone, enrolment: &Enrolment, from_start: bool) -> Result<Made, PhoneError> {
        if from_start {
            phone.store.write(pull::start_over)?;
        }
        let pull = phone.store.read(pull::request)?;
        let request = wire::post(&enrolment.server, PULL, Some(&enrolment.token), &pull);
        Ok(Some(request.map(|request| (request, Asked::Pull(pull.since)))))
    }

    fn pulled(&mut self, phone: &mut Phone, since: Cursor, answer: Sent) -> Result<Told, PhoneError> {
        let now = phone.now();
        let answer: PullAnswer = match wire::read(answer) {
            Ok(answer) => answer,
            Err(failure) => return Ok(Err(failure)),
        };
        let page = phone.store.write(|tx| pull::apply(tx, since, &answer, now))?;
        self.changes.extend(page.changes);
        Ok(Ok(Input::Pulled { more: page.more, reset: page.reset, agree: page.agree }))
    }
}

type Sent = Result<Response<Vec<u8>>, TransportError>;
type Made = Option<Result<(Request<Vec<u8>>, Asked), WireError>>;
type Told = Result<Input, Failure>;

//! The phone's core: the only owner of the store. It runs on a thread of its own, in a browser's worker or in a command,
//! and everything that is asked of it is a [`Request`].

use std::path::Path;

use super::draft::DraftStep;
use super::error::List;
use super::practice::Practice;
use super::request::{Answer, Changes, ExportFormat, Reply, Request, RoundStep, Topic};
use super::store::{self, Store, StoreError, facts, pins, retention};
use super::{Edge, PhoneError, board, chores, export, find, overview, reference, status, tasks, things};
use assets::words;
use shared::domain::{Fact, FactKind};
use uuid::Uuid;

/// A phone without a screen.
pub struct Phone {
    pub(super) store: Store,
    pub(super) edge: Edge,
    pub(super) practice: Option<Practice>,
}

impl Phone {
    /// Opens the store, or begins one: the phone then chooses its id for good. Several processes may open the same file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: &Path, mut edge: Edge) -> Result<Phone, StoreError> {
        let mut store = Store::open(path)?;
        let now = edge.now();
        if !store.read(store::phone::exists)? {
            let device = edge.v4();
            store.write(|tx| store::phone::begin(tx, device, now))?;
        }
        let mut phone = Phone { store, edge, practice: None };
        phone.grow_older()?;
        Ok(phone)
    }

    /// Lets go what is too old by elapsed time. Whoever leaves the app open calls it now and then.
    ///
    /// # Errors
    /// Those of the store, but for one that is full: that can wait until there is room again.
    pub fn grow_older(&mut self) -> Result<(), StoreError> {
        let now = self.edge.now();
        if !self.store.read(|tx| retention::is_time_to_grow_older(tx, now))? {
            return Ok(());
        }
        match self.store.write(|tx| retention::grow_older(tx, now)) {
            Err(StoreError::Full) => Ok(()),
            other => other,
        }
    }

    /// Does what is asked, in the store that it is for.
    pub(super) fn answer(&mut self, request: Request) -> Result<Answer, PhoneError> {
        use Topic::*;
        let saved = |id: Uuid, topics: &[Topic]| (Reply::Saved { id }, topics.iter().copied().collect());
        let (reply, changes): (Reply, Changes) = match request {
            Request::Report(new) => saved(self.report(new)?, &[Reports, Queue]),
            Request::PreparePhoto => (Reply::Prepared(self.prepare_photo()?), [Reports, Queue].into()),
            Request::Correct { report, to } if to.from_draft => {
                saved(self.correct(&report, to)?, &[Reports, Queue, Draft])
            }
            Request::Correct { report, to } => saved(self.correct(&report, to)?, &[Reports, Queue]),
            Request::Withdraw { report, why } => saved(self.withdraw(&report, why)?, &[Reports, Queue]),
            Request::Sighting { report, seen } => saved(self.sighting(&report, seen)?, &[Queue, Round]),
            Request::Fact(what) => saved(self.fact(what)?, &[Queue]),
            Request::UsePerson(name) => (Reply::Person(self.use_person(name.as_deref())?), [Person].into()),
            Request::Fix(fix) => {
                self.fix(&fix)?;
                (Reply::Done, Changes::new())
            }
            Request::SignIn { person, pin } => (Reply::Person(Some(self.sign_in(person, &pin)?)), [Person].into()),
            Request::ForgotPin { person, code } => {
                (Reply::Person(Some(self.forgot_pin(person, &code)?)), [Person].into())
            }
            Request::SetPin(pin) => {
                self.set_pin(pin.as_deref())?;
                (Reply::Done, [Person].into())
            }
            Request::Round(step) => {
                let changes =
                    if matches!(step, RoundStep::End) { &[Round, Queue, Person][..] } else { &[Round, Queue] };
                (Reply::Round(self.round(step)?), changes.iter().copied().collect())
            }
            Request::ImportTrack { gpx, route } => {
                (Reply::Round(self.import_track(&gpx, route.as_deref())?), [Round, Queue].into())
            }
            Request::Tracks => (Reply::Tracks(self.tracks()?), Changes::new()),
            Request::Track(round) => {
                let (summary, track) = self.track(round)?;
                (Reply::Track(summary, track), Changes::new())
            }
            Request::CutTrack { round, first, last } => {
                self.cut_track(round, first, last)?;
                (Reply::Done, [Round].into())
            }
            Request::ForgetTracks(round) => {
                self.store.write(|tx| store::rounds::forget(tx, round))?;
                (Reply::Done, [Round].into())
            }
            Request::Status => (Reply::Status(self.store.read(status::status)?), Changes::new()),
            Request::List { nearby } => {
                (Reply::Reports(self.store.read(|tx| status::reports(tx, nearby))?), Changes::new())
            }
            Request::HandOver(part) => (Reply::HandedOver(self.hand_over(part)?), [Reports, Queue].into()),
            Request::Draft(step) => {
                let changes = if matches!(step, DraftStep::Look) { Changes::new() } else { [Draft].into() };
                (Reply::Draft(self.draft(step)?), changes)
            }
            Request::Reference => {
                let today = self.edge.today();
                (Reply::Reference(self.store.read(|tx| reference::reference(tx, today))?), Changes::new())
            }
            Request::Board => {
                let today = self.edge.today();
                (Reply::Board(self.store.read(|tx| board::board(tx, today))?), Changes::new())
            }
            Request::Tasks => {
                let today = self.edge.today();
                (Reply::Tasks(self.store.read(|tx| tasks::tasks(tx, today))?), Changes::new())
            }
            // With Home, they are read again where the office's other words are.
            Request::AnswerTask { task, outcome } => saved(self.answer_task(task, outcome)?, &[Queue, Reference]),
            Request::Chores => {
                let today = self.edge.today();
                (Reply::Chores(self.store.read(|tx| chores::chores(tx, today))?), Changes::new())
            }
            Request::DoChore { chore, outcome } => saved(self.do_chore(chore, outcome)?, &[Queue, Reference]),
            Request::Things => (Reply::Things(self.store.read(things::things)?), Changes::new()),
            Request::Lend(thing) => saved(self.lend(&thing)?, &[Queue, Reference]),
            Request::GiveBack(thing) => saved(self.give_back(&thing)?, &[Queue, Reference]),
            Request::Story(name) => (Reply::Story(self.store.read(|tx| status::story(tx, &name))?), Changes::new()),
            Request::Thumb(id) => {
                (Reply::Picture(self.store.read(|tx| store::attachments::thumb(tx, id))?), Changes::new())
            }
            Request::Spoken => (Reply::Sound(self.store.read(store::draft::voice)?), Changes::new()),
            Request::Photo(id) => (Reply::Photo(self.photo(id)?), Changes::new()),
            Request::Blacken { photo, points } => saved(self.blacken(photo, &points)?, &[Reports, Queue]),
            Request::Overview => {
                let changes = self.lock_when_due();
                let today = self.edge.today();
                (Reply::Overview(self.store.read(|tx| overview::overview(tx, today))?), changes)
            }
            Request::Own { before, take } => {
                (Reply::Reports(self.store.read(|tx| status::page(tx, before, take))?), Changes::new())
            }
            Request::Today => (Reply::Today(self.today()?), Changes::new()),
            Request::Choose { key, value } => {
                self.store.write(|tx| store::settings::set(tx, &key, value.as_deref()))?;
                (Reply::Done, [Reference].into())
            }
            Request::Space => (Reply::Space(self.store.size()?), Changes::new()),
            // See [`Phone::handle`].
            Request::Practise(_) => (Reply::Done, Changes::new()),
            Request::Export(ExportFormat::Gpx) => (Reply::File(self.store.read(export::gpx)?), Changes::new()),
            Request::Export(ExportFormat::GeoJson) => (Reply::File(self.store.read(export::geojson)?), Changes::new()),
        };
        Ok(Answer { reply, changes })
    }

    /// Whether reports of this category are a danger to people.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn is_hazard(&mut self, category: &str) -> Result<bool, StoreError> {
        Ok(self.store.read(find::hazards)?.iter().any(|hazard| hazard == category))
    }

    fn use_person(&mut self, name: Option<&str>) -> Result<Option<String>, PhoneError> {
        let today = self.edge.today();
        self.store.write(|tx| {
            let person = name.map(|name| find::person(tx, name, today)).transpose()?;
            if let Some((id, _)) = &person
                && pins::hidden(tx)?.contains(id)
            {
                return Err(PhoneError::WrongPin);
            }
            store::phone::use_person(tx, person.as_ref().map(|(id, _)| *id))?;
            Ok(person.map(|(_, name)| name))
        })
    }

    fn fact(&mut self, what: FactKind) -> Result<Uuid, PhoneError> {
        match &what {
            FactKind::Contact { topic, outcome, .. } => {
                find::code(List::Topic, topic, words::TOPICS)?;
                find::code(List::Outcome, outcome, words::OUTCOMES)?;
            }
            FactKind::Referral { need, offer, outcome, .. } => {
                find::code(List::Need, need, words::NEEDS)?;
                find::code(List::Offer, offer, words::OFFERS)?;
                find::code(List::ReferralOutcome, outcome, words::REFERRAL_OUTCOMES)?;
            }
            FactKind::Visit { institution, outcome, .. } => {
                find::code(List::Institution, institution, words::INSTITUTIONS)?;
                find::code(List::VisitOutcome, outcome, words::VISIT_OUTCOMES)?;
            }
            FactKind::StopVisit { outcome, .. } => find::code(List::StopOutcome, outcome, words::STOP_OUTCOMES)?,
            FactKind::Round { .. } | FactKind::ChoreDone { .. } => {}
        }
        let fact = Fact { id: self.edge.v4(), date: self.edge.today(), what };
        self.store.write(|tx| facts::add(tx, &fact))?;
        Ok(fact.id)
    }
}

//! What each command does.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use shared::domain::{AttachmentRole, FactKind, Seen};
use shared::geo::Position;

use super::args::{Args, Command, CorrectArgs, PersonCommand, ReportArgs};
use super::print::Printer;
use super::words::Words;
use super::{Failed, watch};
use crate::core::attach::MAX_PHOTO_BYTES;
use crate::core::store::{self, StoreError};
use crate::core::sync::{self, HttpTransport, Session};
use crate::core::{Correction, Edge, ExportFormat, NewPhoto, NewReport, Phone, PhoneError, PhotoDone, Reply, Request};

/// A GPX file of a day has about 10 MB at ten points a second.
const MAX_GPX_BYTES: u64 = 50 << 20;

pub async fn run(args: Args, edge: Edge, words: &Words, out: &mut impl Write) -> Result<(), Failed> {
    let path = args.store.clone();
    let phone = Phone::open(&path, edge).map_err(|error| Failed::new(words.store(&error, &path)))?;
    let mut cli = Cli { phone, path, words, print: Printer { json: args.json, words, out } };
    match args.command {
        Command::Enrol { url, code } => cli.enrol(&url, &code).await,
        Command::Sync { watch, .. } => cli.sync(watch).await,
        command => cli.local(command),
    }
}

struct Cli<'a, W> {
    phone: Phone,
    path: PathBuf,
    words: &'a Words,
    print: Printer<'a, W>,
}

impl<W: Write> Cli<'_, W> {
    fn local(&mut self, command: Command) -> Result<(), Failed> {
        match command {
            Command::Report(args) => self.report(args),
            Command::Correct(args) => self.correct(args),
            Command::Withdraw { report, undo: true, .. } => {
                self.changed(Request::Withdraw { report, why: None }, "cli-withdraw-undone")
            }
            Command::Withdraw { report, reason, .. } => {
                self.changed(Request::Withdraw { report, why: Some(reason.into()) }, "cli-withdrawn")
            }
            Command::StillThere { report } => {
                self.changed(Request::Sighting { report, seen: Seen::StillThere }, "cli-still-there")
            }
            Command::Gone { report } => self.changed(Request::Sighting { report, seen: Seen::Gone }, "cli-gone"),
            Command::Contact { topic, outcome, area } => {
                let what = FactKind::Contact { area, topic, outcome };
                self.changed(Request::Fact(what), "cli-contact-saved")
            }
            Command::Referral { need, offer, outcome, area } => {
                let what = FactKind::Referral { area, need, offer, outcome };
                self.changed(Request::Fact(what), "cli-contact-saved")
            }
            Command::Visit { institution, outcome, area } => {
                let what = FactKind::Visit { area, institution, outcome };
                self.changed(Request::Fact(what), "cli-visit-saved")
            }
            Command::Routes => self.routes(),
            Command::Tasks => self.tasks(),
            Command::Task { task, outcome, .. } => {
                let outcome = outcome.map(Into::into);
                self.changed(Request::AnswerTask { task, outcome }, "cli-task-saved")
            }
            Command::Chores => self.chores(),
            Command::Chore { chore, outcome, .. } => {
                let outcome = outcome.map(Into::into);
                self.changed(Request::DoChore { chore, outcome }, "cli-task-saved")
            }
            Command::Things => self.things(),
            Command::Lend { thing } => self.changed(Request::Lend(thing), "cli-lent"),
            Command::Return { thing } => self.changed(Request::GiveBack(thing), "cli-given-back"),
            Command::Person(PersonCommand::Use { name, .. }) => self.person(name),
            Command::Patrol { gpx, route } => self.patrol(&gpx, route),
            Command::Status => self.status(),
            Command::List { nearby } => self.list(nearby),
            Command::Export { gpx: Some(file), .. } => self.export(ExportFormat::Gpx, &file),
            Command::Export { geojson: Some(file), .. } => self.export(ExportFormat::GeoJson, &file),
            Command::Export { .. } | Command::Enrol { .. } | Command::Sync { .. } => Ok(()),
        }
    }

    fn ask(&mut self, request: Request) -> Result<Reply, Failed> {
        match self.phone.handle(request) {
            Ok(answer) => Ok(answer.reply),
            Err(error) => Err(self.refused(error)),
        }
    }

    /// A store that turns out to be damaged is put aside, so that the next command can work.
    fn refused(&self, error: PhoneError) -> Failed {
        let PhoneError::Store(StoreError::Corrupt) = error else { return self.words.refused(&error, &self.path) };
        let error = store::set_aside(&self.path).map_or_else(StoreError::Io, |aside| StoreError::Damaged { aside });
        Failed::new(self.words.store(&error, &self.path))
    }

    fn changed(&mut self, request: Request, sentence: &str) -> Result<(), Failed> {
        if let Reply::Saved { id } = self.ask(request)? {
            self.print.fact(&json!({ "id": id }), &[self.words.get(sentence)]);
        }
        Ok(())
    }

    fn report(&mut self, args: ReportArgs) -> Result<(), Failed> {
        let before = if args.self_done { AttachmentRole::Before } else { AttachmentRole::Photo };
        let mut photos = self.photos(before, &args.photo)?;
        photos.extend(self.photos(AttachmentRole::After, &args.after)?);
        photos.extend(self.photos(AttachmentRole::Voice, args.voice.as_slice())?);
        photos.extend(self.photos(AttachmentRole::Evidence, &args.evidence)?);
        let new = NewReport {
            at: self.position(args.at)?,
            category: args.category,
            note: args.note,
            amount: args.amount.map(Into::into),
            material: args.material,
            self_done: args.self_done,
            person_in_photo: args.person_in_photo,
            photos,
            from_draft: false,
        };
        let Reply::Saved { id } = self.ask(Request::Report(new))? else { return Ok(()) };
        // From here on the report is safe: whatever fails below is told, but the command has done its work.
        self.print.saved(id);
        self.prepare();
        if args.self_done && args.after.is_empty() {
            self.print.note(&self.words.get("cli-after-missing"));
        }
        if let Ok(Reply::Reports(reports)) = self.ask(Request::List { nearby: false })
            && reports.iter().any(|report| report.id == id && report.hazard && !args.self_done)
        {
            self.print.note(&self.words.get("cli-hazard-unsent"));
        }
        Ok(())
    }

    fn correct(&mut self, args: CorrectArgs) -> Result<(), Failed> {
        let mut photos = self.photos(AttachmentRole::Photo, &args.photo)?;
        photos.extend(self.photos(AttachmentRole::After, &args.after)?);
        let to = Correction {
            category: args.category,
            at: self.position(args.at)?,
            note: args.note,
            amount: args.amount.map(Into::into),
            material: args.material,
            photos,
            from_draft: false,
        };
        self.changed(Request::Correct { report: args.report, to }, "cli-corrected")?;
        self.prepare();
        Ok(())
    }

    /// Works on photos and says which of them cannot be read.
    fn prepare(&mut self) {
        match self.phone.prepare_photos() {
            Ok(done) => self.print.photos(&done),
            Err(error) => {
                let failed = self.refused(error);
                self.print.warning(&failed.sentence);
            }
        }
    }

    fn person(&mut self, name: Option<String>) -> Result<(), Failed> {
        if let Reply::Person(person) = self.ask(Request::UsePerson(name))? {
            let sentence = match &person {
                Some(name) => self.words.with("cli-person", "person", name),
                None => self.words.get("cli-no-person"),
            };
            self.print.fact(&json!({ "person": person }), &[sentence]);
        }
        Ok(())
    }

    fn patrol(&mut self, file: &Path, route: Option<String>) -> Result<(), Failed> {
        let gpx = self.read(file, MAX_GPX_BYTES)?;
        match self.phone.handle(Request::ImportTrack { gpx, route }) {
            Ok(answer) => {
                if let Reply::Round(round) = answer.reply {
                    self.print.round(&round);
                }
                Ok(())
            }
            Err(PhoneError::Gpx(_) | PhoneError::EmptyTrack) => {
                Err(Failed::new(self.words.with("cli-track-unreadable", "file", &file.display().to_string())))
            }
            Err(error) => Err(self.refused(error)),
        }
    }

    fn status(&mut self) -> Result<(), Failed> {
        if let Reply::Status(status) = self.ask(Request::Status)? {
            self.print.status(&status);
        }
        Ok(())
    }

    fn list(&mut self, nearby: bool) -> Result<(), Failed> {
        if let Reply::Reports(reports) = self.ask(Request::List { nearby })? {
            self.print.reports(&reports, self.phone.now());
        }
        Ok(())
    }

    fn routes(&mut self) -> Result<(), Failed> {
        if let Reply::Reference(reference) = self.ask(Request::Reference)? {
            self.print.routes(&reference.routes);
        }
        Ok(())
    }

    fn tasks(&mut self) -> Result<(), Failed> {
        if let Reply::Tasks(tasks) = self.ask(Request::Tasks)? {
            self.print.tasks(&tasks);
        }
        Ok(())
    }

    fn chores(&mut self) -> Result<(), Failed> {
        if let Reply::Chores(chores) = self.ask(Request::Chores)? {
            self.print.chores(&chores);
        }
        Ok(())
    }

    fn things(&mut self) -> Result<(), Failed> {
        if let Reply::Things(things) = self.ask(Request::Things)? {
            self.print.things(&things);
        }
        Ok(())
    }

    fn export(&mut self, format: ExportFormat, file: &Path) -> Result<(), Failed> {
        let name = file.display().to_string();
        if let Reply::File(content) = self.ask(Request::Export(format))? {
            let failed = |_| Failed::new(self.words.with("cli-file-not-written", "file", &name));
            std::fs::write(file, content).map_err(failed)?;
            self.print.fact(&json!({ "file": name }), &[self.words.with("cli-exported", "file", &name)]);
        }
        Ok(())
    }

    async fn enrol(&mut self, url: &str, code: &str) -> Result<(), Failed> {
        let transport = HttpTransport::new().map_err(|error| Failed::new(self.words.cannot(&error)))?;
        match sync::enrol(&mut self.phone, &transport, url, code).await {
            Ok(to) => {
                let sentence = self.words.with("cli-enrolled", "city", &to.city_name);
                let fact = json!({ "city": to.city_name, "label": to.label, "team": to.team });
                self.print.fact(&fact, &[sentence]);
                Ok(())
            }
            Err(error) => Err(self.words.not_enrolled(&error, url, &self.path)),
        }
    }

    async fn sync(&mut self, watch: bool) -> Result<(), Failed> {
        let transport = HttpTransport::new().map_err(|error| Failed::new(self.words.cannot(&error)))?;
        let mut session = Session::new(&mut self.phone);
        let done = self.phone.prepare_photos().map_err(|error| self.refused(error))?;
        self.print.photos(&done);
        if watch {
            watch::watch(&mut self.phone, &mut session, &transport, &mut self.print, &self.path).await;
        }
        session.start(&self.phone);
        let ended = sync::run(&mut session, &mut self.phone, &transport).await.map_err(|error| self.refused(error))?;
        if let Reply::Status(status) = self.ask(Request::Status)? {
            self.print.session(ended, &status);
        }
        match self.words.ended(ended) {
            Some(sentence) => Err(Failed::new(sentence)),
            None => Ok(()),
        }
    }

    fn position(&self, at: Option<String>) -> Result<Option<Position>, Failed> {
        let wrong = |_| Failed::usage(self.words.get("cli-position-wrong"));
        at.map(|at| at.parse()).transpose().map_err(wrong)
    }

    fn photos(&self, role: AttachmentRole, files: &[PathBuf]) -> Result<Vec<NewPhoto>, Failed> {
        files.iter().map(|file| Ok(NewPhoto { role, bytes: self.read(file, MAX_PHOTO_BYTES)? })).collect()
    }

    /// Reads a file, but never more than it may have.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, Failed> {
        let name = path.display().to_string();
        let missing = |_| Failed::new(self.words.with("cli-file-missing", "file", &name));
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(missing)?;
        file.take(limit + 1).read_to_end(&mut bytes).map_err(missing)?;
        if bytes.len() as u64 > limit {
            return Err(Failed::new(self.words.with("cli-file-too-large", "file", &name)));
        }
        Ok(bytes)
    }
}

/// Photos that could not be read, for the printer.
pub fn unreadable(done: &[PhotoDone]) -> impl Iterator<Item = (&PhotoDone, &str)> {
    done.iter().filter_map(|photo| Some((photo, photo.unreadable.as_deref()?)))
}

//! A phone in somebody's hands.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::core::sync::{Ended, EnrolError, Session, Step, enrol, run};
use app::core::{
    Correction, Edge, NewPhoto, NewReport, Phone, PhoneError, PhoneStatus, Reply, ReportStatus, Request, TaskToday,
};
use assets::{Language, Texts};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use serde_json::Value;
use shared::change::{Change, MAX_BYTES};
use shared::domain::{AttachmentRole, Seen, TaskOutcome, Withdrawal};
use shared::geo::Position;
use shared::sqlite::open_reader;
use shared::state::Status;
use shared::sync::Rest;
use shared::words::{Audience, key};
use sync_server::clock::{Clock, FakeClock};
use uuid::Uuid;

use crate::world::URL;
use crate::{Dice, Fate, Faulty, Network, World};

/// A phone, its session, and what its user saw as saved.
pub struct Device {
    /// The phone's core.
    pub phone: Phone,
    /// Its sync.
    pub session: Session,
    /// Reports that were shown as saved.
    pub saved: Vec<Uuid>,
    /// The store.
    pub path: PathBuf,
    label: String,
    world_clock: Arc<FakeClock>,
    /// This clock minus the world's, in milliseconds.
    wrong_by: Arc<AtomicI64>,
    dice: Dice,
}

impl Device {
    pub(crate) fn new(path: PathBuf, label: &str, world_clock: Arc<FakeClock>, seed: u64) -> Device {
        let wrong_by = Arc::new(AtomicI64::new(0));
        let mut dice = Dice::new(seed);
        let (phone, session) = open(&path, &world_clock, &wrong_by, &mut dice);
        Device { phone, session, saved: Vec::new(), path, label: label.to_owned(), world_clock, wrong_by, dice }
    }

    /// The program is killed and started again.
    pub fn restart(&mut self) {
        (self.phone, self.session) = open(&self.path, &self.world_clock, &self.wrong_by, &mut self.dice);
    }

    /// A copy of the store as it is now, as a backup of the phone makes one.
    pub fn back_up(&self, to: &Path) {
        open_reader(&self.path).unwrap().execute("VACUUM INTO ?1", [to.to_str()]).unwrap();
    }

    /// The phone goes on with an older copy of its store.
    pub fn set_back(&mut self, copy: &Path) {
        self.path = self.path.with_extension(format!("set-back-{}", self.dice.roll()));
        std::fs::copy(copy, &self.path).unwrap();
        self.restart();
    }

    /// A second phone with a copy of this one's store.
    pub fn twin(&mut self) -> Device {
        let path = self.path.with_extension(format!("twin-{}", self.dice.roll()));
        self.back_up(&path);
        let mut twin = Device::new(path, &self.label, self.world_clock.clone(), self.dice.roll());
        twin.saved.clone_from(&self.saved);
        twin
    }

    /// The phone's clock shows this now, and runs on from there.
    pub fn set_clock(&mut self, shown: DateTime<Utc>) {
        self.wrong_by.store((shown - self.world_clock.now()).num_milliseconds(), Ordering::SeqCst);
    }

    /// Joins the city with a new code.
    pub fn enrol(&mut self, world: &World, team: Option<&str>) {
        self.try_enrol(world, team).unwrap();
    }

    /// As [`Device::enrol`], and it may be refused.
    pub fn try_enrol(&mut self, world: &World, team: Option<&str>) -> Result<(), EnrolError> {
        let code = world.code(&self.label, team);
        let direct = Faulty::never(world);
        world.wait(enrol(&mut self.phone, &direct, URL, &code)).map(drop)
    }

    /// What proves this phone to the server.
    pub fn token(&self) -> String {
        let enrolment = "SELECT enrolment ->> 'token' FROM phone";
        open_reader(&self.path).unwrap().query_row(enrolment, [], |row| row.get(0)).unwrap()
    }

    /// From now on the city is reached at this address.
    pub fn moves_to(&self, server: &str) {
        let rows = Connection::open(&self.path).unwrap();
        rows.execute("UPDATE phone SET enrolment = json_set(enrolment, '$.server', ?1)", [server]).unwrap();
    }

    /// The phone's id.
    pub fn id(&mut self) -> Uuid {
        self.status().device
    }

    /// The number of the phone's last change.
    pub fn last_n(&self) -> i64 {
        open_reader(&self.path).unwrap().query_row("SELECT next_n - 1 FROM phone", [], |row| row.get(0)).unwrap()
    }

    /// What the server last said about a record, as it stands in the store.
    pub fn snapshot(&self, record: Uuid) -> Option<Value> {
        let rows = open_reader(&self.path).unwrap();
        let body = rows.query_row("SELECT body FROM snapshots WHERE id = ?1", [record], |row| row.get::<_, String>(0));
        body.ok().map(|body| serde_json::from_str(&body).unwrap())
    }

    /// A newer program was on this phone for a while and left a change in its outbox.
    pub fn leave_change_of_a_newer_program(&mut self, kind: &str, record: Uuid, body: impl Fn(i64) -> String) {
        let rows = Connection::open(&self.path).unwrap();
        let n: i64 =
            rows.query_row("UPDATE phone SET next_n = next_n + 1 RETURNING next_n - 1", [], |row| row.get(0)).unwrap();
        let body = body(n).into_bytes();
        let change = Change::decode(&body, MAX_BYTES).unwrap();
        rows.execute(
            "INSERT INTO outbox (n, id, kind, record, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            (n, change.id, kind, record, body),
        )
        .unwrap();
    }

    /// Somebody else holds the phone from now on, or nobody.
    pub fn hand_to(&mut self, person: Option<&str>) {
        self.ask(Request::UsePerson(person.map(str::to_owned))).unwrap();
    }

    /// Asks the phone's core.
    pub fn ask(&mut self, request: Request) -> Result<Reply, PhoneError> {
        self.phone.handle(request).map(|answer| answer.reply)
    }

    /// Asks for something that is saved; its id.
    pub fn save(&mut self, request: Request) -> Uuid {
        match self.ask(request).unwrap() {
            Reply::Saved { id } => id,
            other => panic!("not saved: {other:?}"),
        }
    }

    /// Reports something at the Marktplatz, without a photo.
    pub fn report(&mut self, category: &str) -> Uuid {
        self.report_with(NewReport { category: category.to_owned(), ..NewReport::default() })
    }

    /// As [`Device::report`], with a photo.
    pub fn report_with_photo(&mut self, category: &str) -> Uuid {
        let photos = vec![photo(self.dice.roll())];
        self.report_with(NewReport { category: category.to_owned(), photos, ..NewReport::default() })
    }

    /// As [`Device::report`], with everything.
    pub fn report_with(&mut self, new: NewReport) -> Uuid {
        let new = NewReport { at: new.at.or_else(|| Some(marktplatz())), ..new };
        let id = self.save(Request::Report(new));
        self.saved.push(id);
        id
    }

    /// Corrects a report.
    pub fn correct(&mut self, report: Uuid, to: Correction) {
        self.save(Request::Correct { report: report.to_string(), to });
    }

    /// Corrects the note of a report.
    pub fn note(&mut self, report: Uuid, note: &str) {
        self.correct(report, Correction { note: Some(note.to_owned()), ..Correction::default() });
    }

    /// Takes a report back.
    pub fn withdraw(&mut self, report: Uuid) {
        self.save(Request::Withdraw { report: report.to_string(), why: Some(Withdrawal::Mistake) });
    }

    /// Looks at a place again.
    pub fn look_again(&mut self, report: Uuid, seen: Seen) -> Uuid {
        self.save(Request::Sighting { report: report.to_string(), seen })
    }

    /// Open tasks as the round's screen lists them, and what was found at the others.
    pub fn tasks(&mut self) -> Vec<TaskToday> {
        match self.ask(Request::Tasks).unwrap() {
            Reply::Tasks(tasks) => tasks,
            other => panic!("no tasks: {other:?}"),
        }
    }

    /// Says what was found, or that this was a mistake.
    pub fn answer_task(&mut self, task: Uuid, outcome: impl Into<Option<TaskOutcome>>) {
        self.save(Request::AnswerTask { task, outcome: outcome.into() });
    }

    /// How things stand.
    pub fn status(&mut self) -> PhoneStatus {
        match self.ask(Request::Status).unwrap() {
            Reply::Status(status) => status,
            other => panic!("no status: {other:?}"),
        }
    }

    /// A report as this phone shows it, if it does.
    pub fn sees(&mut self, report: Uuid) -> Option<ReportStatus> {
        match self.ask(Request::List { nearby: true }).unwrap() {
            Reply::Reports(all) => all.into_iter().find(|one| one.id == report),
            other => panic!("no list: {other:?}"),
        }
    }

    /// Ids of all reports that this phone shows.
    pub fn shown(&mut self) -> Vec<Uuid> {
        match self.ask(Request::List { nearby: true }).unwrap() {
            Reply::Reports(all) => all.into_iter().map(|one| one.id).collect(),
            other => panic!("no list: {other:?}"),
        }
    }

    /// What the user reads about a report.
    pub fn reads(&mut self, report: Uuid) -> String {
        let Some(report) = self.sees(report) else { return "nichts".to_owned() };
        let department =
            report.department_name.map(|(short, article)| format!("{article} {short}")).unwrap_or_default();
        let status = Status { state: report.state, ..Status::default() };
        let number = report.same_as.unwrap_or_default();
        let args = [("department", (&department).into()), ("when", "morgen um 7".into()), ("number", (&number).into())];
        let words = Texts::new(Language::De).with(&key(Audience::Phone, &status), &args);
        // Fluent wraps what it fills in into marks for mixed writing directions.
        words.replace(['\u{2068}', '\u{2069}'], "")
    }

    /// Brings and reads everything over a good network. How it ended.
    pub fn sync(&mut self, world: &World) -> Rest {
        self.session.start(&self.phone);
        match world.wait(run(&mut self.session, &mut self.phone, &Faulty::never(world))).unwrap() {
            Ended::Rest(rest) => rest,
            waits => panic!("{} waits over a good network: {waits:?}", self.label),
        }
    }

    /// As [`Device::sync`], over a network that keeps what was sent.
    pub fn sync_through(&mut self, world: &World, network: &mut Network) -> Rest {
        self.session.start(&self.phone);
        (0..1_000).find_map(|_| self.step(world, network, Fate::Through)).expect("a session ends")
    }

    /// As [`Device::sync`], over a bad network, again and again until the session ends.
    pub fn sync_over(&mut self, faulty: &Faulty, world: &World) -> Rest {
        let once = |device: &mut Device| {
            device.session.start(&device.phone);
            match world.wait(run(&mut device.session, &mut device.phone, faulty)).unwrap() {
                Ended::Rest(rest) => Some(rest),
                Ended::Waits { .. } => None,
            }
        };
        (0..1_000).find_map(|_| once(self)).expect("some session ends")
    }

    /// One request of the session, whose fate is this; `None` while the session goes on. A wait is cut short.
    pub fn step(&mut self, world: &World, network: &mut Network, fate: Fate) -> Option<Rest> {
        match self.session.step(&mut self.phone).unwrap() {
            Step::Send(request) => {
                let answer = network.send(world, request, fate);
                self.session.answered(&mut self.phone, answer).unwrap();
                None
            }
            Step::Wait(_) => {
                self.session.start(&self.phone);
                None
            }
            Step::Rest(rest) => Some(rest),
        }
    }
}

fn open(path: &Path, world: &Arc<FakeClock>, wrong_by: &Arc<AtomicI64>, dice: &mut Dice) -> (Phone, Session) {
    let (world, wrong_by) = (world.clone(), wrong_by.clone());
    let clock = move || world.now() + TimeDelta::milliseconds(wrong_by.load(Ordering::SeqCst));
    let mut own = Dice::new(dice.roll());
    let mut phone = Phone::open(path, Edge::new(clock, move |bytes| own.fill(bytes))).unwrap();
    let session = Session::new(&mut phone);
    (phone, session)
}

/// In the middle of the north team's quarter.
pub fn marktplatz() -> Position {
    Position::new(51.600_459, 7.300_542, Some(8.0)).unwrap()
}

/// A real JPEG, small and different for each seed.
pub fn photo(seed: u64) -> NewPhoto {
    let bytes = assets::scenes::scene(assets::scenes::Scene::Bags, seed, 32, 24);
    NewPhoto { role: AttachmentRole::Photo, bytes }
}

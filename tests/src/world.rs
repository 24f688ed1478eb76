//! The city.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use shared::ids;
use shared::sync::Rest;
use sync_server::api::code;
use sync_server::app::{App, open_storage, router};
use sync_server::clock::{Clock, FakeClock};
use sync_server::config::Config;
use sync_server::departments::mailing::{Mailing, Settings};
use sync_server::folder::Folder;
use sync_server::ops;
use sync_server::ops::series::{Keep, Series};
use sync_server::photos::AttachmentStore;
use sync_server::storage::{Enrolment, StaffRole, Storage};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use uuid::Uuid;

use crate::dump::Dump;
use crate::{Device, Dice, Letters, Post, city};

/// How phones reach the city; nothing listens there.
pub const URL: &str = "https://musterstadt.example.org";

/// Monday, 10 o'clock in Berlin.
const MORNING: &str = "2026-11-23T09:00:00Z";

/// A time, UTC, as in RFC 3339.
pub fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

/// A city in a folder of its own. It is Monday, 23 November 2026, 10 o'clock in Berlin.
pub struct World {
    /// The server.
    pub app: Arc<App>,
    /// The server's time.
    pub clock: Arc<FakeClock>,
    /// Where mails arrive.
    pub post: Arc<Post>,
    /// Frau Kaya's account.
    pub kaya: Uuid,
    mailing: Mailing,
    router: Router,
    runtime: Runtime,
    phones: Cell<u64>,
    place: TempDir,
}

impl World {
    /// Musterstadt with everything.
    pub fn new() -> World {
        World::of(&city::whole())
    }

    /// Musterstadt with little, set up once and copied from then on: where thousands of worlds are made. All of them are
    /// the same municipality.
    pub fn small() -> World {
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let world = World::of(&city::small());
            let copy = world.place("copy.db");
            world.storage().copy_to(&copy).unwrap();
            std::fs::read(copy).unwrap()
        });
        World::on(at(MORNING), |database| std::fs::write(database, made).unwrap())
    }

    /// A world whose server finds what `put` leaves at the path of its database.
    pub fn on(now: DateTime<Utc>, put: impl FnOnce(&Path)) -> World {
        let (clock, place) = (Arc::new(FakeClock::new(now)), place());
        put(&folder(&place).database());
        let app = open(&place, clock.clone());
        let kaya = app.storage.put_user("kaya", StaffRole::Reviewer, "", now).unwrap();
        World::around(app, clock, Arc::default(), kaya, place)
    }

    fn of(city: &assets::city::City) -> World {
        let clock = Arc::new(FakeClock::new(at(MORNING)));
        let place = place();
        sync_server::city::load(&*open_storage(&folder(&place)).unwrap(), city, clock.now()).unwrap();
        let app = open(&place, clock.clone());
        let kaya = app.storage.put_user("kaya", StaffRole::Reviewer, "", clock.now()).unwrap();
        let world = World::around(app, clock, Arc::default(), kaya, place);
        // From its first run on the job knows when digests are due.
        world.run_mail_job();
        world
    }

    fn around(app: Arc<App>, clock: Arc<FakeClock>, post: Arc<Post>, kaya: Uuid, place: TempDir) -> World {
        World {
            mailing: mailing(app.storage.clone(), &app, post.clone()),
            router: router(&app),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            phones: Cell::new(0),
            app,
            clock,
            post,
            kaya,
            place,
        }
    }

    /// What the server keeps.
    pub fn storage(&self) -> &dyn Storage {
        &*self.app.storage
    }

    /// The server's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Time goes by, for the server and for every phone.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.set(self.now() + time);
    }

    /// A folder for what belongs to this world.
    pub fn place(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// A new phone in the hands of this person, enrolled for the person's team.
    pub fn phone_of(&self, person: &str) -> Device {
        let mut device = self.enrolled_phone_for(person);
        assert_eq!(device.sync(self), Rest::Done);
        device.hand_to(Some(person));
        device
    }

    /// A new phone that has been enrolled for the person's team and has not asked for anything yet.
    pub fn enrolled_phone_for(&self, person: &str) -> Device {
        let mut device = self.new_phone(person);
        device.enrol(self, team_of(self, person).as_deref());
        device
    }

    /// A phone whose store `put` leaves at its path.
    pub fn phone_with(&self, name: &str, put: impl FnOnce(&Path)) -> Device {
        put(&self.place(&format!("{}-{}.phone", self.phones.get() + 1, name.to_lowercase())));
        self.new_phone(name)
    }

    /// A new phone that belongs to no city.
    pub fn new_phone(&self, name: &str) -> Device {
        let number = self.phones.get() + 1;
        self.phones.set(number);
        let path = self.place(&format!("{number}-{}.phone", name.to_lowercase()));
        Device::new(path, name, self.clock.clone(), number)
    }

    /// A code that makes one phone part of the city, given out in the office.
    pub fn code(&self, label: &str, team: Option<&str>) -> String {
        let number = self.phones.get() << 16 | u64::from(self.storage().devices().unwrap().len() as u32);
        let mut random = [0; 7];
        Dice::new(number).fill(&mut random);
        let code = code::new(random);
        let expires_at = self.now() + TimeDelta::days(7);
        let (label, team) = (label.to_owned(), team.map(str::to_owned));
        self.storage().add_enrolment(&Enrolment { code_hash: code::hash(&code), label, team, expires_at }).unwrap();
        code
    }

    /// Sends a request to the server and waits for its answer.
    pub fn call(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.runtime.block_on(self.serve(request))
    }

    /// As [`World::call`], within other work.
    pub async fn serve(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let length = request.body().len();
        let mut request = request.map(Body::from);
        // As every client over a socket does.
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000))));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        Response::from_parts(parts, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    /// Serves on a socket of this machine, too, while [`World::wait`] waits.
    pub fn listen(&self) -> SocketAddr {
        let listener = self.runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        self.runtime.spawn(sync_server::app::serve(self.app.clone(), listener, std::future::pending()));
        address
    }

    /// Waits for work that sends requests.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The mail job runs now; what was delivered by it.
    pub fn run_mail_job(&self) -> Letters {
        let before = self.post.count();
        self.mailing.run(self.now()).unwrap();
        self.post.since(before)
    }

    /// The job of monthly summaries runs now; what was delivered by it.
    pub fn run_summaries(&self) -> Letters {
        let before = self.post.count();
        self.mailing.run_summaries(self.now()).unwrap();
        self.post.since(before)
    }

    /// The next 7 o'clock in Berlin comes, and the mail job runs.
    pub fn next_morning(&self) -> Letters {
        let local = self.now().with_timezone(&Tz::Europe__Berlin);
        let seven = |day: chrono::NaiveDate| day.and_hms_opt(7, 0, 0).unwrap().and_local_timezone(Tz::Europe__Berlin);
        let next = local.date_naive().iter_days().find_map(|day| seven(day).earliest().filter(|at| *at > local));
        self.clock.set(next.unwrap().to_utc());
        self.run_mail_job()
    }

    /// The mail job as it is set for this server runs now: mails become files.
    pub fn run_file_mail_job(&self) {
        self.app.mailing.run(self.now()).unwrap();
    }

    /// The mail job of a further process over the same folder.
    pub fn another_process(&self, post: Arc<Post>) -> Mailing {
        mailing(open_storage(&self.app.folder).unwrap(), &self.app, post)
    }

    /// From now on mail goes through this server.
    pub fn mail_through(&mut self, url: &str) {
        self.mail_with(self.app.photos.clone(), url);
    }

    /// As [`World::mail_through`], with photos from elsewhere.
    pub fn mail_with(&mut self, photos: Arc<dyn AttachmentStore>, url: &str) {
        let mailer = sync_server::mail::from_url(url).unwrap().into();
        self.mailing = Mailing::new(self.app.storage.clone(), photos, mailer, settings(&self.app));
    }

    /// As [`World::mail_through`], where this was set as the contact of the office.
    pub fn mail_saying(&mut self, url: &str, contact: &str) {
        let mailer = sync_server::mail::from_url(url).unwrap().into();
        let settings = Settings { contact: contact.to_owned(), ..settings(&self.app) };
        self.mailing = Mailing::new(self.app.storage.clone(), self.app.photos.clone(), mailer, settings);
    }

    /// The jobs of mail.
    pub fn mailing(&self) -> &Mailing {
        &self.mailing
    }

    /// Time goes by in steps of ten minutes, and the mail job runs after each; what was delivered.
    pub fn pass_with_mail(&self, time: TimeDelta) -> Letters {
        let (before, end) = (self.post.count(), self.now() + time);
        while self.now() < end {
            self.pass(TimeDelta::minutes(10).min(end - self.now()));
            self.run_mail_job();
        }
        self.post.since(before)
    }

    /// Message-IDs that were ever given out.
    pub fn message_ids(&self) -> BTreeSet<String> {
        let rows = self.rows();
        let mut ids = rows.prepare("SELECT message_id FROM mails").unwrap();
        ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// The stored bytes of all changes of a record, oldest first.
    pub fn bodies_of(&self, record: Uuid) -> Vec<Vec<u8>> {
        let rows = self.rows();
        let mut bodies = rows.prepare("SELECT body FROM changes WHERE record = ?1 ORDER BY seq").unwrap();
        bodies.query_map([record], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Every row that the server has.
    pub fn dump(&self) -> Dump {
        Dump::of(&self.app.folder.database())
    }

    /// Nothing is wrong with the server's rows and blobs.
    pub fn assert_sound(&self) {
        let findings = ops::check::check(self.storage(), &*self.app.photos).unwrap();
        assert!(ops::check::is_well(&findings), "{findings:?}");
    }

    /// A backup of now.
    pub fn back_up(&self, name: &str) -> PathBuf {
        let archive = self.place(name);
        ops::backup::backup(self.app.source(), &archive, self.now()).unwrap();
        archive
    }

    /// One more backup in a folder of them; its manifest.
    pub fn back_up_into(&self, folder: &str) -> PathBuf {
        let keep = Keep { number: 30, days: 30 };
        Series::at(&self.place(folder)).add(self.app.source(), keep, self.now()).unwrap().file
    }

    /// The server loses database and photos, and is restored from this backup; with its journal, or without.
    pub fn restored(self, backup: &Path, with_journal: bool) -> World {
        self.down(|folder, now| {
            if !with_journal {
                std::fs::remove_file(folder.journal()).unwrap();
            }
            std::fs::remove_dir_all(folder.attachments()).unwrap();
            ops::restore::restore(folder, backup, true, now).unwrap();
        })
    }

    /// The whole data folder as it is now, for [`World::set_back`].
    pub fn snapshot(&self, name: &str) -> PathBuf {
        let snapshot = self.place(name);
        copy_all(self.app.folder.root(), &snapshot);
        snapshot
    }

    /// The machine is set back: database, journal and photos are as they were, and nobody says so.
    pub fn set_back(self, snapshot: &Path) -> World {
        self.down(|folder, _| {
            std::fs::remove_dir_all(folder.root()).unwrap();
            copy_all(snapshot, folder.root());
        })
    }

    /// The server ends, something happens to its folder, and it comes up again.
    fn down(self, happens: impl FnOnce(&Folder, DateTime<Utc>)) -> World {
        let World { app, clock, post, kaya, mailing, router, runtime, phones, place } = self;
        let folder = app.folder.clone();
        // Work that a request began may still hold the app: the runtime waits for it.
        drop((router, mailing, runtime));
        drop(app);
        happens(&folder, clock.now());
        let app = open(&place, clock.clone());
        World { phones, ..World::around(app, clock, post, kaya, place) }
    }
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

/// In memory where there is such a place: durability is tested elsewhere, by killing processes.
fn place() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn folder(place: &TempDir) -> Folder {
    Folder::create(&place.path().join("city")).unwrap()
}

fn open(place: &TempDir, clock: Arc<FakeClock>) -> Arc<App> {
    let folder = folder(place);
    let contact = "Quartiersbüro, quartier@buero.example.org".to_owned();
    let config = Config { public_url: URL.to_owned(), contact, ..Config::default() }.complete(&folder).unwrap();
    App::open(folder, config, clock).unwrap()
}

fn mailing(storage: Arc<dyn Storage>, app: &App, post: Arc<Post>) -> Mailing {
    Mailing::new(storage, app.photos.clone(), post, settings(app))
}

fn settings(app: &App) -> Settings {
    let config = &app.config;
    Settings {
        from: config.mail_from.clone(),
        contact: config.contact.clone(),
        host: config.message_id_host.clone(),
        public_url: config.public_url.clone(),
        map_link: config.map_link.clone(),
    }
}

fn team_of(world: &World, person: &str) -> Option<String> {
    let persons = world.storage().records(&shared::change::Kind::Person).unwrap();
    let id = ids::named("person", person);
    let record = persons.iter().find(|record| record.id == id).unwrap_or_else(|| panic!("{person} does not work here"));
    record.text("team").map(str::to_owned)
}

//! Musterstadt in a folder of its own, and a browser without a screen.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use assets::scenes::{Scene, scene};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::change::{Author, Change, Edit as FieldEdit, Kind};
use shared::domain::Outcome;
use shared::merge::Record;
use shared::protocol::{PullRequest, PushRequest, Verdict};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

use super::{DeskState, router};
use crate::app::mailing;
use crate::areas::Import;
use crate::clock::{Clock, FakeClock};
use crate::config::Config;
use crate::departments::answers::{link_token, list_token};
use crate::journal::Journal;
use crate::office::hash_password;
use crate::photos::Directory;
use crate::random::to_hex;
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{
    AnswerGiven, Desk, Devices, Edit, Enrolment, Exchange, IncomingKind, Ledger, Mailed, Operations, StaffRole,
};

pub(crate) const PASSWORD: &str = "Regen im November";

/// Every role, with the name of its account.
pub(crate) const ROLES: [(&str, StaffRole); 5] = [
    ("reviewer", StaffRole::Reviewer),
    ("lead", StaffRole::Lead),
    ("officer", StaffRole::EvidenceOfficer),
    ("auditor", StaffRole::Auditor),
    ("admin", StaffRole::Admin),
];

/// The phone that brings everything.
const PHONE: Uuid = id(0x9);

/// A Monday, 18:30 in Berlin.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T17:30:00Z".parse().unwrap()
}

pub(crate) const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Musterstadt, with an account for each role and a phone. It is [`now`], until the clock is set.
pub(crate) struct City {
    pub(crate) storage: Arc<SqliteStorage>,
    pub(crate) photos: Arc<Directory>,
    pub(crate) clock: Arc<FakeClock>,
    changes: AtomicU64,
    /// A look at the same database, from beside.
    rows: rusqlite::Connection,
    folder: TempDir,
}

impl City {
    pub(crate) fn new() -> City {
        // Set up once, and copied from then on.
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let folder = folder();
            let copy = folder.path().join("copy");
            set_up(&open(folder.path())).copy_to(&copy).unwrap();
            std::fs::read(copy).unwrap()
        });
        let folder = folder();
        std::fs::write(folder.path().join("db"), made).unwrap();
        City {
            storage: Arc::new(open(folder.path())),
            photos: Arc::new(Directory::open(&folder.path().join("attachments")).unwrap()),
            clock: Arc::new(FakeClock::new(now())),
            changes: AtomicU64::new(0),
            rows: rusqlite::Connection::open(folder.path().join("db")).unwrap(),
            folder,
        }
    }

    /// It is so many minutes before [`now`].
    pub(crate) fn ago(&self, minutes: i64) {
        self.clock.set(now() - TimeDelta::minutes(minutes));
    }

    fn change(&self, kind: Kind, record: Uuid, base: Option<Uuid>, fields: Value) -> Change {
        let n = self.changes.fetch_add(1, Ordering::Relaxed) + 1;
        Change {
            // A record's first change bears its id.
            id: if base.is_none() { record } else { id(0xc0de << 64 | u128::from(n)) },
            n,
            kind,
            record,
            author: Author { device: PHONE, person: None, copy: None },
            fields: object(fields).map(|(name, value)| (name, FieldEdit { base, value })).collect(),
            made_at: self.clock.now(),
            extra: Default::default(),
        }
    }

    fn push(&self, changes: &[Change]) {
        let raw = |change: &Change| RawValue::from_string(String::from_utf8(change.encode().unwrap()).unwrap());
        let changes = changes.iter().map(|change| raw(change).unwrap()).collect();
        let answer = self.storage.push(PHONE, &PushRequest { changes, facts: Vec::new() }, self.clock.now()).unwrap();
        assert!(answer.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored(_))), "{:?}", answer.verdicts);
    }

    /// A phone brings a report with these photos: their ids and roles. Their bytes come later.
    pub(crate) fn report(&self, n: u128, fields: Value, photos: &[(u128, &str)]) -> Uuid {
        let photos = photos.iter().map(|(photo, role)| {
            let bytes = bytes(id(*photo));
            let bytes = json!({"sha256": to_hex(&Sha256::digest(&bytes)), "size": bytes.len(), "mime": "image/jpeg"});
            self.change(Kind::Attachment, id(*photo), None, json!({"report": id(n), "role": role, "bytes": bytes}))
        });
        let changes: Vec<Change> = photos.chain([self.change(Kind::Report, id(n), None, fields)]).collect();
        self.push(&changes);
        id(n)
    }

    /// The bytes of these photos come.
    pub(crate) fn upload(&self, photos: &[u128]) {
        for photo in photos.iter().map(|n| id(*n)) {
            let now = self.clock.now();
            crate::api::uploads::bring(&*self.photos, &*self.storage, PHONE, photo, &bytes(photo), now).unwrap();
        }
    }

    /// The phone changes its report, and has not heard of anything since it brought it.
    pub(crate) fn correct(&self, report: Uuid, fields: Value) {
        self.push(&[self.change(Kind::Report, report, Some(report), fields)]);
    }

    /// The phone looks again, and knows what has happened so far.
    pub(crate) fn sight(&self, n: u128, report: Uuid, seen: &str) {
        let as_of = self.storage.overview().unwrap().seq;
        let fields = json!({"report": report, "seen": seen, "as_of": as_of});
        self.push(&[self.change(Kind::Sighting, id(n), None, fields)]);
    }

    /// The phone takes a thing.
    pub(crate) fn lend(&self, n: u128, thing: Uuid) {
        self.push(&[self.change(Kind::Loan, id(n), None, json!({"thing": thing, "since": "2026-11-23"}))]);
    }

    /// Somebody in the office writes this into a record.
    pub(crate) fn edit(&self, kind: Kind, record: Uuid, fields: Value) {
        let lead = self.storage.user("lead").unwrap().unwrap().0.id;
        let edit = Edit { kind, record, fields: object(fields).collect(), bases: None };
        self.storage.edit(Some(lead), &[edit], self.clock.now()).unwrap().unwrap();
    }

    /// Everything that waits goes out: the mails.
    pub(crate) fn mail(&self) -> Vec<Uuid> {
        let (storage, now) = (&self.storage, self.clock.now());
        let mut new = || crate::random::v7(now);
        let mut mails = storage.freeze_urgent(&mut new, "example.org", now).unwrap();
        for plan in storage.digests(now).unwrap() {
            mails.extend(storage.freeze_digest(&plan.to.code, new(), "example.org", now).unwrap());
        }
        for mail in &mails {
            storage.mailed(Mailed { mail: *mail, at: now }).unwrap();
        }
        mails
    }

    /// They came back.
    pub(crate) fn bounce(&self, mails: &[Uuid]) {
        for mail in mails {
            self.storage.bounced(*mail, "no such address", self.clock.now()).unwrap();
        }
    }

    /// A mail server hands a message over.
    pub(crate) fn comes(&self, message: &str) -> Option<IncomingKind> {
        let bytes = message.replace('\n', "\r\n");
        let now = self.clock.now();
        crate::departments::ingest::ingest(&*self.storage, &*self.photos, bytes.as_bytes(), now).unwrap().kind
    }

    /// The last forwarding of a report.
    pub(crate) fn forwarding(&self, report: Uuid) -> Uuid {
        self.storage.report(report).unwrap().unwrap().forwardings.last().unwrap().id
    }

    /// Its department answers.
    pub(crate) fn answer(&self, report: Uuid, outcome: Outcome, note: Option<&str>) {
        let forwarding = self.forwarding(report);
        let answer = AnswerGiven { forwarding, outcome, note: note.map(str::to_owned), initials: None };
        self.storage.answer(&answer, self.clock.now()).unwrap().unwrap();
    }

    /// The way to the answer page that stands in the mail.
    pub(crate) fn link(&self, report: Uuid) -> String {
        self.link_to(self.forwarding(report))
    }

    pub(crate) fn link_to(&self, forwarding: Uuid) -> String {
        let secret = self.storage.secret().unwrap();
        format!("/answer/{}", link_token(&secret, forwarding, now() + TimeDelta::days(90)))
    }

    /// The way to everything that is open at a department.
    pub(crate) fn list(&self, department: &str) -> String {
        let secret = self.storage.secret().unwrap();
        let department = shared::ids::named("department", department);
        format!("/answer/list/{}", list_token(&secret, department, now() + TimeDelta::days(90)))
    }

    pub(crate) fn record(&self, report: Uuid) -> Record {
        self.storage.report(report).unwrap().unwrap().record
    }

    pub(crate) fn number(&self, report: Uuid) -> String {
        self.storage.report(report).unwrap().unwrap().row.number
    }

    /// The fields of every change of this kind, in their order.
    pub(crate) fn told(&self, kind: &Kind) -> Vec<Value> {
        let mut bodies = self.rows.prepare("SELECT body FROM changes WHERE kind = ?1 ORDER BY seq").unwrap();
        let bodies = bodies.query_map([kind.as_str()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        let fields = |body: Vec<u8>| {
            let change = Change::decode(&body, usize::MAX).unwrap();
            change.fields.into_iter().map(|(name, edit)| (name, edit.value)).collect()
        };
        bodies.map(|body| fields(body.unwrap())).collect()
    }

    /// Another number after anything was written into the database.
    pub(crate) fn written(&self) -> i64 {
        self.rows.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap()
    }
}

/// In memory where there is such a place.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn open(folder: &Path) -> SqliteStorage {
    SqliteStorage::open(&folder.join("db"), Arc::new(Journal::at(folder.join("journal")))).unwrap()
}

fn set_up(storage: &SqliteStorage) -> &SqliteStorage {
    crate::city::load(storage, &assets::city::demo().unwrap(), now()).unwrap();
    let layer = assets::city::DISTRICTS_LAYER;
    let today = now().date_naive();
    let import = Import { layer, id_field: "id", name_field: "name", valid_from: None, today };
    crate::areas::import(storage, assets::city::DISTRICTS_GEOJSON, import, now()).unwrap();
    let hash = hash_password(PASSWORD, [5; 16]).unwrap();
    for (name, role) in ROLES {
        storage.put_user(name, role, &hash, now()).unwrap();
    }
    let expires_at = now() + TimeDelta::days(1);
    let enrolment = Enrolment { code_hash: [1; 32], label: "Handy 1".into(), team: None, expires_at };
    storage.add_enrolment(&enrolment).unwrap();
    storage.enrol(&[1; 32], PHONE, &[2; 32], now()).unwrap().unwrap();
    storage.pull(PHONE, &PullRequest::default(), now()).unwrap();
    storage
}

/// What a photo shows follows from its id.
fn bytes(photo: Uuid) -> Vec<u8> {
    let seed = photo.as_u64_pair().1;
    scene(Scene::ALL[seed as usize % Scene::ALL.len()], seed, 320, 240)
}

fn object(fields: Value) -> impl Iterator<Item = (String, Value)> {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    fields.into_iter()
}

/// A site and somebody who looks at it.
pub(crate) struct Browser {
    pub(crate) city: City,
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Browser {
        let city = City::new();
        let count = Mutex::new(0_u8);
        let config = Config { mail: format!("file:{}", city.folder.path().display()), ..Config::default() };
        let mailing = mailing(city.storage.clone(), city.photos.clone(), &config).unwrap();
        let state = DeskState {
            mailing: Arc::new(mailing),
            config,
            storage: city.storage.clone(),
            photos: city.photos.clone(),
            clock: city.clock.clone(),
            random: Arc::new(move || {
                let mut count = count.lock().unwrap();
                *count = count.wrapping_add(1);
                [*count; 32]
            }),
            public_url: "https://kuemmerer.example.org".into(),
            secret: city.storage.secret().unwrap(),
            city: "Musterstadt".into(),
            zone: chrono_tz::Europe::Berlin,
            contact: "quartier@example.org".into(),
            map: "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}".into(),
            session: TimeDelta::hours(8),
            behind_proxy: false,
            demo: true,
        };
        Browser { city, router: router(state), cookies: BTreeMap::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        self.send(Method::GET, path, "", String::new()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = super::query(fields).trim_start_matches('?').to_owned();
        self.send(Method::POST, path, "application/x-www-form-urlencoded", body).await
    }

    /// As a form with a file is sent.
    pub(crate) async fn post_with_file(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let fields: Vec<(&str, &[u8])> = fields.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        self.post_parts(path, &fields).await
    }

    /// As [`Browser::post_with_file`], whatever is in the file.
    pub(crate) async fn post_parts(&mut self, path: &str, fields: &[(&str, &[u8])]) -> Seen {
        let part = |(name, value): &(&str, &[u8])| {
            let head = format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            [head.as_bytes(), value, b"\r\n"].concat()
        };
        let mut body: Vec<u8> = fields.iter().flat_map(part).collect();
        body.extend_from_slice(b"--part--\r\n");
        self.send(Method::POST, path, "multipart/form-data; boundary=part", body).await
    }

    async fn send(&mut self, method: Method, path: &str, kind: &str, body: impl Into<Body>) -> Seen {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(&method).uri(path).header(header::COOKIE, cookies.join("; "));
        let request = if kind.is_empty() { request } else { request.header(header::CONTENT_TYPE, kind) };
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Seen { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// Signs in, and returns the CSRF token of the session.
    pub(crate) async fn sign_in(&mut self, name: &str) -> String {
        let csrf = self.get("/office/login").await.hidden("csrf");
        let seen = self.post("/office/login", &[("csrf", &csrf), ("name", name), ("password", PASSWORD)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        let token = Sha256::digest(self.cookies["kuemmerer_session"].as_bytes()).into();
        let now = self.city.clock.now();
        self.city.storage.session(&token, now, now).unwrap().unwrap().csrf
    }

    pub(crate) fn later(&self, time: TimeDelta) {
        self.city.clock.set(now() + time);
    }
}

/// A page without what differs from run to run and without empty lines; ids are counted, icons are named.
pub(crate) fn steady(body: &str, secret: &str, name: &str) -> String {
    let mut body = if secret.is_empty() { body.to_owned() } else { body.replace(secret, name) };
    body = body.replace(super::statics::STYLE_PATH.as_str(), "/assets/pages.css");
    let words = super::Words::new(assets::Language::De, chrono_tz::Europe::Berlin, now());
    for icon in assets::ICONS {
        body = body.replace(words.icon(icon), &format!("<{icon}>"));
    }
    let mut known = Vec::new();
    while let Some((at, found)) = (0..body.len()).find_map(|at| {
        let word = body.get(at..at + 36)?;
        Uuid::try_parse(word).ok().map(|_| (at, word.to_owned()))
    }) {
        known.push(found.clone());
        let (before, rest) = body.split_at(at);
        body = format!("{before}{}", rest.replace(&found, &format!("ID-{}", known.len())));
    }
    body.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// What people try who do not want to report anything.
pub(crate) const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}&lt;script&gt;",
    "\u{202e}gpj.exe\u{0}<iframe src=//evil.example>",
];

/// Nothing of a payload is markup in this page: every tag is one that the templates write.
pub(crate) fn assert_harmless(body: &str) {
    for bad in
        ["<script>", "onerror=alert(1)>", "<svg onload", "<iframe", "<img src=x", "' onmouseover", "href=\"javascript"]
    {
        assert!(!body.contains(bad), "{bad} in {body}");
    }
    assert!(!body.contains(['\u{202e}', '\0']));
}

impl Seen {
    /// Where it leads.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&start).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// What the frame stands around.
    pub(crate) fn work(&self) -> &str {
        let (_, rest) = self.body.split_once("<main class=\"work\" id=\"work\">").unwrap();
        rest.split_once("</main>").unwrap().0
    }
}

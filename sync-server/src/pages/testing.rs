//! A city in memory, and a browser without a screen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use assets::scenes::{Scene, scene};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use shared::change::{Author, Kind, Role};
use shared::ids;
use shared::merge::{Cell, Record};
use tower::ServiceExt;
use uuid::Uuid;

use super::{DeskState, router};
use crate::clock::FakeClock;
use crate::photos::{AttachmentStore, Blob, Sha256, StoreError};
use crate::storage::{
    AnswerGiven, AttachmentRow, Desk, Edit, Edited, Filter, OfferedAnswer, Refused, ReportPage, ReportRow, Result,
    Session, Staff, StaffRole,
};

pub(crate) const SECRET: [u8; 32] = [3; 32];
pub(crate) const PASSWORD: &str = "Regen im November";

/// A Monday, 18:30 in Berlin.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T17:30:00Z".parse().unwrap()
}

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// What the office keeps, and what was written to it.
#[derive(Default)]
pub(crate) struct FakeDesk {
    pub(crate) reports: Mutex<BTreeMap<Uuid, ReportPage>>,
    pub(crate) offered: Mutex<BTreeMap<Uuid, OfferedAnswer>>,
    pub(crate) edits: Mutex<Vec<Edit>>,
    pub(crate) resent: Mutex<Vec<Uuid>>,
    pub(crate) answers: Mutex<Vec<AnswerGiven>>,
    pub(crate) refuse: Mutex<Option<Refused>>,
    sessions: Mutex<BTreeMap<[u8; 32], Session>>,
}

impl FakeDesk {
    /// How often anything but a session was written.
    pub(crate) fn writes(&self) -> usize {
        self.edits.lock().unwrap().len() + self.resent.lock().unwrap().len() + self.answers.lock().unwrap().len()
    }
}

/// The account's role is its name.
fn staff(name: &str) -> Option<Staff> {
    let role = match name {
        "lead" => StaffRole::Lead,
        "auditor" => StaffRole::Auditor,
        "admin" => StaffRole::Admin,
        _ => return None,
    };
    Some(Staff { id: ids::named("staff", name), name: name.to_owned(), role })
}

impl Desk for FakeDesk {
    fn put_user(&self, name: &str, _: StaffRole, _: &str, _: DateTime<Utc>) -> Result<Uuid> {
        Ok(ids::named("staff", name))
    }
    fn user(&self, name: &str) -> Result<Option<(Staff, String)>> {
        let hash = crate::office::hash_password(PASSWORD, [5; 16]).unwrap();
        Ok(staff(name).map(|staff| (staff, hash)))
    }
    fn add_session(&self, token: &[u8; 32], user: Uuid, csrf: &str, expires_at: DateTime<Utc>) -> Result<()> {
        let staff = ["lead", "auditor", "admin"].iter().filter_map(|name| staff(name)).find(|staff| staff.id == user);
        let session = Session { staff: staff.unwrap(), csrf: csrf.to_owned(), expires_at };
        self.sessions.lock().unwrap().insert(*token, session);
        Ok(())
    }
    fn session(&self, token: &[u8; 32], now: DateTime<Utc>, prolong_to: DateTime<Utc>) -> Result<Option<Session>> {
        let mut sessions = self.sessions.lock().unwrap();
        let session = sessions.get_mut(token).filter(|session| session.expires_at > now);
        Ok(session.map(|session| {
            session.expires_at = prolong_to;
            session.clone()
        }))
    }
    fn end_session(&self, token: &[u8; 32]) -> Result<()> {
        self.sessions.lock().unwrap().remove(token);
        Ok(())
    }
    fn edit(
        &self,
        _: Option<Uuid>,
        edits: &[Edit],
        _: DateTime<Utc>,
    ) -> Result<std::result::Result<Vec<Edited>, Refused>> {
        if let Some(refused) = *self.refuse.lock().unwrap() {
            return Ok(Err(refused));
        }
        self.edits.lock().unwrap().extend_from_slice(edits);
        Ok(Ok(vec![Edited::Stored(1); edits.len()]))
    }
    fn close_old_tasks(&self, _: DateTime<Utc>, _: NaiveDate, _: DateTime<Utc>) -> Result<u64> {
        Ok(0)
    }
    fn resend(&self, _: Uuid, report: Uuid, _: DateTime<Utc>) -> Result<std::result::Result<(), Refused>> {
        self.resent.lock().unwrap().push(report);
        Ok(Ok(()))
    }
    fn reports(&self, filter: &Filter) -> Result<(Vec<ReportRow>, u64)> {
        let reports = self.reports.lock().unwrap();
        let fits = |row: &&ReportRow| {
            filter.state.is_none_or(|state| row.status.state == state)
                && filter.category.as_ref().is_none_or(|category| row.category == *category)
                && filter.text.as_ref().is_none_or(|text| row.number.contains(text))
        };
        let mut rows: Vec<ReportRow> = reports.values().map(|page| &page.row).filter(fits).cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.stored_at));
        let total = rows.len() as u64;
        Ok((rows.into_iter().skip(filter.offset as usize).take(filter.limit as usize).collect(), total))
    }
    fn report(&self, id: Uuid) -> Result<Option<ReportPage>> {
        Ok(self.reports.lock().unwrap().get(&id).cloned())
    }
    fn records(&self, kind: &Kind) -> Result<Vec<Record>> {
        let city: Value = serde_json::from_str(assets::city::CITY_JSON).unwrap();
        let list = match kind {
            Kind::Category => city["categories"].clone(),
            Kind::Department => city["departments"].clone(),
            _ => json!([]),
        };
        Ok(list.as_array().unwrap().iter().map(|fields| record(kind.clone(), id(0), fields)).collect())
    }
    fn attachment(&self, id: Uuid) -> Result<Option<AttachmentRow>> {
        let reports = self.reports.lock().unwrap();
        Ok(reports.values().flat_map(|page| &page.attachments).find(|attachment| attachment.id == id).cloned())
    }
    fn phone_may_see(&self, _: Uuid, _: Uuid) -> Result<bool> {
        Ok(false)
    }
    fn offered(&self, forwarding: Uuid) -> Result<Option<OfferedAnswer>> {
        Ok(self.offered.lock().unwrap().get(&forwarding).cloned())
    }
    fn answer(&self, answer: &AnswerGiven, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        let mut offered = self.offered.lock().unwrap();
        let Some(offered) = offered.get_mut(&answer.forwarding) else { return Ok(None) };
        // As the storage has it: what was said last is not said twice.
        if offered.earlier.last().is_some_and(|last| (last.0, &last.1) == (answer.outcome, &answer.note)) {
            return Ok(Some(offered.report.id));
        }
        offered.earlier.push((answer.outcome, answer.note.clone(), now));
        self.answers.lock().unwrap().push(answer.clone());
        Ok(Some(offered.report.id))
    }
}

/// A record whose fields were all set by a phone; each by a change whose id is its place.
pub(crate) fn record(kind: Kind, id: Uuid, fields: &Value) -> Record {
    let author = Author { device: Uuid::from_u128(9), person: None, copy: None };
    let mut record = Record::new(id, kind);
    for (n, (field, value)) in fields.as_object().unwrap().iter().enumerate() {
        let change = Uuid::from_u128(0x100 + n as u128);
        let cell = Cell { value: value.clone(), change, role: Role::Phone, author, losers: Vec::new() };
        record.fields.insert(field.clone(), cell);
    }
    record
}

/// Draws a photo for every hash.
pub(crate) struct FakePhotos;

impl AttachmentStore for FakePhotos {
    fn append(&self, _: Uuid, _: u64, _: &[u8]) -> std::result::Result<u64, StoreError> {
        Err(StoreError::NoSpace)
    }
    fn len(&self, _: Uuid) -> std::result::Result<u64, StoreError> {
        Ok(0)
    }
    fn truncate(&self, _: Uuid, _: u64) -> std::result::Result<(), StoreError> {
        Ok(())
    }
    fn finish(&self, _: Uuid) -> std::result::Result<Blob, StoreError> {
        Err(StoreError::NotFound)
    }
    fn drop_partial(&self, _: Uuid) -> std::result::Result<(), StoreError> {
        Ok(())
    }
    fn put_from(&self, _: &mut dyn std::io::Read) -> std::result::Result<Blob, StoreError> {
        Err(StoreError::NoSpace)
    }
    fn reader(&self, _: &Sha256) -> std::result::Result<(Box<dyn std::io::Read + Send>, u64), StoreError> {
        Err(StoreError::NotFound)
    }
    fn read(&self, sha256: &Sha256) -> std::result::Result<Vec<u8>, StoreError> {
        let kind = Scene::ALL.get(usize::from(sha256[0]) % Scene::ALL.len()).copied().unwrap_or(Scene::Sofa);
        Ok(scene(kind, u64::from(sha256[0]), 800, 600))
    }
    fn remove(&self, _: &Sha256) -> std::result::Result<(), StoreError> {
        Ok(())
    }
    fn list(&self) -> std::result::Result<Vec<Blob>, StoreError> {
        Ok(Vec::new())
    }
    fn partials(&self) -> std::result::Result<Vec<Uuid>, StoreError> {
        Ok(Vec::new())
    }
    fn verify(&self, _: &Sha256) -> std::result::Result<bool, StoreError> {
        Ok(true)
    }
}

/// A site and somebody who looks at it.
pub(crate) struct Browser {
    pub(crate) desk: Arc<FakeDesk>,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) router: Router,
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
        let desk = Arc::new(FakeDesk::default());
        Browser { desk: desk.clone(), ..Browser::over(desk, SECRET) }
    }

    /// Looks at what another storage keeps; `desk` is an empty one then.
    pub(crate) fn over(storage: Arc<dyn Desk>, secret: [u8; 32]) -> Browser {
        let clock = Arc::new(FakeClock::new(now()));
        let count = Mutex::new(0_u8);
        let state = DeskState {
            storage,
            photos: Arc::new(FakePhotos),
            clock: clock.clone(),
            random: Arc::new(move || {
                let mut count = count.lock().unwrap();
                *count = count.wrapping_add(1);
                [*count; 32]
            }),
            public_url: "https://kuemmerer.example.org".into(),
            secret,
            city: "Musterstadt".into(),
            zone: chrono_tz::Europe::Berlin,
            contact: "quartier@example.org".into(),
            map: "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}".into(),
            session: TimeDelta::hours(8),
            behind_proxy: false,
            demo: true,
        };
        Browser { desk: Arc::default(), clock, router: router(state), cookies: BTreeMap::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        self.send(Method::GET, path, &[]).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        self.send(Method::POST, path, fields).await
    }

    async fn send(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut request = Request::builder().method(&method).uri(path);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header(header::COOKIE, cookies.join("; "));
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = super::query(fields).trim_start_matches('?').to_owned();
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
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
        let form = self.get("/office/login").await;
        let csrf = form.hidden("csrf");
        let seen = self.post("/office/login", &[("csrf", &csrf), ("name", name), ("password", PASSWORD)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        let sessions = self.desk.sessions.lock().unwrap();
        sessions.values().find(|session| session.staff.name == name).unwrap().csrf.clone()
    }

    pub(crate) fn later(&self, time: TimeDelta) {
        self.clock.set(now() + time);
    }
}

/// A page without what differs from run to run and without empty lines.
pub(crate) fn steady(body: &str, secret: &str, name: &str) -> String {
    let body = if secret.is_empty() { body.to_owned() } else { body.replace(secret, name) };
    let style = super::statics::STYLE_PATH.as_str();
    let lines =
        body.lines().map(|line| line.replace(style, "/assets/pages.css")).filter(|line| !line.trim().is_empty());
    lines.collect::<Vec<_>>().join("\n")
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
}

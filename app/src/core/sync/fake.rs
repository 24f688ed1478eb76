//! A server in memory: as much of one as a phone can notice. Its faults are scripted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Read;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use flate2::read::GzDecoder;
use http::{Method, Request, Response};
use serde_json::json;
use shared::change::{Change, Kind, MAX_BYTES, Role};
use shared::domain::AttachmentBytes;
use shared::merge::Record;
use shared::protocol::{
    AttachmentView, Cursor, EnrolAnswer, Fingerprint, Item, Parked, PullAnswer, PullRequest, PushAnswer, PushRequest,
    Snapshot, Story, Verdict,
};
use shared::state::{Event, Happening, State, Status};
use uuid::Uuid;

use super::{Transport, TransportError};

/// What goes wrong with a request.
pub enum Fault {
    /// The request never arrives.
    Lost,
    /// The server acts on it, and the answer is lost.
    AnswerLost,
    /// Another answer.
    Status(u16, &'static str),
}

/// The server.
#[derive(Default)]
pub struct Fake {
    pub state: Mutex<State_>,
}

/// What it keeps.
pub struct State_ {
    pub city: Uuid,
    pub epoch: Uuid,
    pub seq: u64,
    pub now: DateTime<Utc>,
    pub backup_covers_seq: u64,
    pub records: BTreeMap<Uuid, (Record, u64)>,
    pub changes: BTreeMap<Uuid, (u64, Vec<u8>)>,
    pub facts: BTreeMap<Uuid, String>,
    /// It acknowledges no facts, as one that is older than they are, or that has locked the phone.
    pub takes_no_facts: bool,
    pub park: BTreeSet<Kind>,
    pub gone: BTreeMap<Uuid, u64>,
    pub uploads: BTreeMap<Uuid, Vec<u8>>,
    pub receipts: BTreeMap<Uuid, u64>,
    pub faults: VecDeque<Option<Fault>>,
    pub requests: Vec<String>,
    pub sent_bytes: usize,
    pub disagree: u32,
}

impl Default for State_ {
    fn default() -> State_ {
        State_ {
            city: Uuid::from_u128(0xc17),
            epoch: Uuid::from_u128(0xe1),
            seq: 0,
            now: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            backup_covers_seq: 0,
            records: BTreeMap::new(),
            changes: BTreeMap::new(),
            facts: BTreeMap::new(),
            takes_no_facts: false,
            park: BTreeSet::new(),
            gone: BTreeMap::new(),
            uploads: BTreeMap::new(),
            receipts: BTreeMap::new(),
            faults: VecDeque::new(),
            requests: Vec::new(),
            sent_bytes: 0,
            disagree: 0,
        }
    }
}

impl Transport for Fake {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut server = self.state.lock().unwrap();
        server.requests.push(format!("{} {}", request.method(), request.uri().path()));
        match server.faults.pop_front().flatten() {
            None => Ok(server.answer(&request)),
            Some(Fault::Lost) => Err(TransportError::new("lost")),
            Some(Fault::AnswerLost) => {
                server.answer(&request);
                Err(TransportError::new("answer lost"))
            }
            Some(Fault::Status(status, body)) => Ok(reply(status, body.as_bytes())),
        }
    }
}

fn reply(status: u16, body: &[u8]) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.to_vec()).unwrap()
}

fn json_reply(value: &impl serde::Serialize) -> Response<Vec<u8>> {
    reply(200, &serde_json::to_vec(value).unwrap())
}

fn read<T: serde::de::DeserializeOwned>(request: &Request<Vec<u8>>) -> T {
    let mut plain = Vec::new();
    GzDecoder::new(request.body().as_slice()).read_to_end(&mut plain).unwrap();
    serde_json::from_slice(&plain).unwrap()
}

impl Fake {
    pub fn with<T>(&self, work: impl FnOnce(&mut State_) -> T) -> T {
        work(&mut self.state.lock().unwrap())
    }

    /// What came in since this was last asked.
    pub fn requests(&self) -> Vec<String> {
        self.with(|server| std::mem::take(&mut server.requests))
    }

    pub fn fail(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.with(|server| server.faults.extend(faults));
    }
}

impl State_ {
    fn answer(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        match (request.method(), request.uri().path()) {
            (_, "/api/v1/enrol") => json_reply(&EnrolAnswer {
                city: self.city,
                city_name: "Musterstadt".into(),
                token: "secret".into(),
                label: "Nord 1".into(),
                team: Some("nord".into()),
            }),
            (_, "/api/v1/push") => self.push(&read(request)),
            (_, "/api/v1/pull") => self.pull(&read(request)),
            (method, path) => self.upload(method, path.rsplit('/').next().unwrap_or_default(), request),
        }
    }

    /// The office or the server sets a field.
    pub fn set(&mut self, kind: Kind, record: Uuid, fields: serde_json::Value) {
        self.seq += 1;
        let change: Change = serde_json::from_value(json!({
            "id": Uuid::from_u128(0xf00 + u128::from(self.seq)), "n": 0, "kind": kind, "record": record,
            "author": { "device": self.city }, "made_at": self.now,
            "fields": fields.as_object().unwrap().iter().map(|(k, v)| (k.clone(), json!({ "value": v })))
                .collect::<serde_json::Map<_, _>>(),
        }))
        .unwrap();
        let entry = self.records.entry(record).or_insert_with(|| (Record::new(record, kind), 0));
        entry.0.apply(&change, Role::Office);
        entry.1 = self.seq;
    }

    fn push(&mut self, push: &PushRequest) -> Response<Vec<u8>> {
        let verdicts = push.changes.iter().map(|raw| self.store(raw.get().as_bytes())).collect();
        let mut facts = Vec::new();
        for fact in push.facts.iter().filter(|_| !self.takes_no_facts) {
            let id = serde_json::from_str::<shared::domain::Fact>(fact.get()).unwrap().id;
            self.facts.insert(id, fact.get().to_owned());
            facts.push(id);
        }
        json_reply(&PushAnswer { epoch: self.epoch, verdicts, facts, now: self.now })
    }

    fn store(&mut self, bytes: &[u8]) -> Verdict {
        let change = Change::decode(bytes, MAX_BYTES).unwrap();
        if self.park.contains(&change.kind) {
            return Verdict::Parked(Parked::NotAllowed);
        }
        if let Some((seq, before)) = self.changes.get(&change.id) {
            assert_eq!(before, bytes, "the bytes never change");
            return Verdict::Stored(*seq);
        }
        self.seq += 1;
        self.changes.insert(change.id, (self.seq, bytes.to_vec()));
        let entry =
            self.records.entry(change.record).or_insert_with(|| (Record::new(change.record, change.kind.clone()), 0));
        entry.0.apply(&change, Role::Phone);
        entry.1 = self.seq;
        if let Some(report) = entry.0.uuid("report") {
            self.touch(report);
        }
        Verdict::Stored(self.seq)
    }

    fn touch(&mut self, report: Uuid) {
        if let Some((_, version)) = self.records.get_mut(&report) {
            *version = self.seq;
        }
    }

    fn attachments(&self, report: Uuid) -> Vec<AttachmentView> {
        let own =
            self.records.values().filter(|(it, _)| it.kind == Kind::Attachment && it.uuid("report") == Some(report));
        own.map(|(it, _)| AttachmentView {
            id: it.id,
            role: serde_json::from_value(it.value("role").unwrap().clone()).unwrap(),
            sealed: it.flag("sealed"),
            received: self.received(it),
        })
        .collect()
    }

    fn received(&self, attachment: &Record) -> bool {
        let Some(bytes) = attachment.value("bytes") else { return false };
        let bytes: AttachmentBytes = serde_json::from_value(bytes.clone()).unwrap();
        self.uploads.get(&attachment.id).is_some_and(|have| have.len() as u64 == bytes.size)
    }

    fn view(&self) -> Vec<Snapshot> {
        let seen = self.records.values().filter(|(it, _)| !matches!(it.kind, Kind::Attachment | Kind::Sighting));
        let seen = seen.filter(|(it, _)| !self.gone.contains_key(&it.id));
        seen.map(|(record, seq)| Snapshot { record: record.clone(), seq: *seq, story: self.story(record, *seq) })
            .collect()
    }

    fn story(&self, record: &Record, seq: u64) -> Option<Story> {
        if record.kind != Kind::Report {
            return None;
        }
        let attachments = self.attachments(record.id);
        let receipt = self.receipts.get(&record.id).copied();
        let history = receipt.map(|seq| Happening { seq, at: self.now, role: Role::Server, event: Event::Received });
        let status = Status {
            state: if receipt.is_some() { State::Received } else { State::Saved },
            received_at: receipt.map(|_| self.now),
            ..Status::default()
        };
        let number = format!("26-{seq:05}");
        let own = !record.flag("foreign");
        let history = history.into_iter().collect();
        Some(Story { number, own, status, same_as_number: None, root: None, told: 0, attachments, history })
    }

    /// A receipt for every report that is whole.
    pub fn give_receipts(&mut self) {
        let reports: Vec<Uuid> =
            self.records.values().filter(|(it, _)| it.kind == Kind::Report).map(|(it, _)| it.id).collect();
        for report in reports {
            if !self.receipts.contains_key(&report) && self.attachments(report).iter().all(|it| it.received) {
                self.seq += 1;
                self.receipts.insert(report, self.seq);
                self.touch(report);
            }
        }
    }

    fn pull(&mut self, pull: &PullRequest) -> Response<Vec<u8>> {
        self.give_receipts();
        let reset = pull.since.epoch != Some(self.epoch);
        let since = if reset { 0 } else { pull.since.seq };
        let view = self.view();
        let mut fingerprint: Fingerprint = view.iter().map(|it| (it.record.id, it.seq)).collect();
        if self.disagree > 0 {
            self.disagree -= 1;
            fingerprint.add(Uuid::nil(), 1);
        }
        let mut items: Vec<Item> = view.into_iter().filter(|it| it.seq > since).map(Item::Record).collect();
        items.extend(self.gone.iter().filter(|(_, seq)| **seq > since).map(|(id, _)| Item::Gone { id: *id }));
        json_reply(&PullAnswer {
            reset,
            items,
            next: Cursor { epoch: Some(self.epoch), seq: self.seq },
            more: false,
            fingerprint: Some(fingerprint),
            backup_covers_seq: self.backup_covers_seq,
            now: self.now,
        })
    }

    fn upload(&mut self, method: &Method, name: &str, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        use base64::Engine as _;
        let number = |name: &str| super::wire::number(request.headers(), name);
        if method == Method::POST {
            let metadata = request.headers()["upload-metadata"].to_str().unwrap().strip_prefix("attachment ").unwrap();
            let id = base64::engine::general_purpose::STANDARD.decode(metadata).unwrap();
            let id: Uuid = String::from_utf8(id).unwrap().parse().unwrap();
            assert!(self.records.contains_key(&id), "the change goes before its bytes");
            self.uploads.entry(id).or_default();
            let location = format!("https://elsewhere.example.org/api/v1/uploads/{id}");
            return Response::builder().status(201).header("location", location).body(Vec::new()).unwrap();
        }
        let Some(have) = name.parse().ok().and_then(|id: Uuid| self.uploads.get_mut(&id)) else {
            return reply(404, b"");
        };
        if method == Method::PATCH {
            if number("upload-offset") != Some(have.len() as u64) {
                return reply(409, b"");
            }
            self.sent_bytes += request.body().len();
            have.extend_from_slice(request.body());
        }
        Response::builder().status(204).header("upload-offset", have.len()).body(Vec::new()).unwrap()
    }
}

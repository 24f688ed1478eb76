//! Frau Kaya in the office, and departments that answer.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use forwarding::concern::Why;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use shared::change::Kind;
use shared::domain::Outcome;
use shared::merge::Record;
use shared::state::State;
use sync_server::departments::ingest::ingest;
use sync_server::storage::{
    Decision, Edit, Edited, Filter, IncomingKind, IncomingList, IncomingRow, Refused, ReportPage, StaffRole,
};
use uuid::Uuid;

use crate::World;
use crate::post::Entry;

impl World {
    /// A report as the office sees it.
    pub fn page(&self, report: Uuid) -> ReportPage {
        self.storage().report(report).unwrap().unwrap_or_else(|| panic!("report {report} is not in the office"))
    }

    /// Its short number.
    pub fn number(&self, report: Uuid) -> String {
        self.page(report).row.number
    }

    /// Its state.
    pub fn state(&self, report: Uuid) -> State {
        self.page(report).row.status.state
    }

    /// All reports of the city.
    pub fn reports(&self) -> Vec<Uuid> {
        let all = Filter { limit: 1_000, ..Filter::default() };
        self.storage().reports(&all).unwrap().0.into_iter().map(|row| row.id).collect()
    }

    /// Frau Kaya writes into fields of a report whose page she has before her.
    pub fn kaya_sets(&self, report: Uuid, fields: Value) {
        self.kaya_tries(report, fields).unwrap();
    }

    /// As [`World::kaya_sets`], and she may be refused.
    pub fn kaya_tries(&self, report: Uuid, fields: Value) -> Result<Vec<Edited>, Refused> {
        let bases = self.page(report).record.fields.iter().map(|(name, cell)| (name.clone(), cell.change)).collect();
        self.kaya_edits(Kind::Report, report, fields, Some(bases))
    }

    /// As [`World::kaya_sets`], with a page that she opened before anybody wrote anything.
    pub fn kaya_sets_on_an_old_page(&self, report: Uuid, fields: Value) -> Result<Vec<Edited>, Refused> {
        self.kaya_edits(Kind::Report, report, fields, Some(BTreeMap::new()))
    }

    /// Frau Kaya writes into any record.
    pub fn kaya_edits(
        &self,
        kind: Kind,
        record: Uuid,
        fields: Value,
        bases: Option<BTreeMap<String, Uuid>>,
    ) -> Result<Vec<Edited>, Refused> {
        let fields: Map<String, Value> = fields.as_object().expect("fields").clone();
        let edit = Edit { kind, record, fields: fields.into_iter().collect(), bases };
        self.storage().edit(Some(self.kaya), &[edit], self.now()).unwrap()
    }

    /// Frau Kaya sends a task, for which she needs a second.
    pub fn kaya_sends_task(&self, fields: Value) -> Uuid {
        self.pass(TimeDelta::seconds(1));
        let task = sync_server::random::v7(self.now());
        self.kaya_edits(Kind::Task, task, fields, None).unwrap();
        task
    }

    /// What the office has of a task.
    pub fn task(&self, task: Uuid) -> Record {
        let all = self.storage().records(&Kind::Task).unwrap();
        all.into_iter().find(|record| record.id == task).expect("the office has sent it")
    }

    /// Frau Kaya has a report mailed again.
    pub fn kaya_resends(&self, report: Uuid) {
        self.storage().resend(self.kaya, report, self.now()).unwrap().unwrap();
    }

    /// The department opens the link in its mail and presses the button.
    pub fn answers(&self, entry: &Entry, outcome: Outcome, note: Option<&str>) {
        let answer = self.post_answer(entry, outcome, note);
        assert_eq!(answer.status(), 303, "{}", String::from_utf8_lossy(answer.body()));
    }

    /// As [`World::answers`], whatever the server says to it.
    pub fn post_answer(&self, entry: &Entry, outcome: Outcome, note: Option<&str>) -> Response<Vec<u8>> {
        let form = format!("outcome={}&note={}&initials=KB", outcome.as_str(), form_encoded(note.unwrap_or_default()));
        let request = Request::post(entry.link()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.call(request.body(form.into_bytes()).unwrap())
    }

    /// A mail server hands a message over; what it is, or none where it had come before.
    pub fn comes_by_mail(&self, message: &str) -> Option<IncomingKind> {
        let bytes = message.replace('\n', "\r\n");
        ingest(self.storage(), &*self.app.photos, bytes.as_bytes(), self.now()).unwrap().kind
    }

    /// What waits in the inbox.
    pub fn inbox(&self) -> Vec<IncomingRow> {
        self.storage().inbox(IncomingList::Open, 0, 100).unwrap().0
    }

    /// Frau Kaya decides about a message.
    pub fn kaya_decides(&self, post: Uuid, decision: Decision) -> Result<(), Refused> {
        self.storage().decide(self.kaya, post, decision, self.now()).unwrap()
    }

    /// Why a report is in *Zu tun*.
    pub fn why(&self, report: Uuid) -> Vec<Why> {
        let todo = self.storage().concerns(report).unwrap().unwrap();
        todo.why.into_iter().map(|(why, _)| why).collect()
    }

    /// Somebody, or some program, opens a link.
    pub fn opens(&self, link: &str) -> Response<Vec<u8>> {
        self.call(Request::get(link).body(Vec::new()).unwrap())
    }
}

/// Somebody who is signed in, and reads.
pub struct Reader<'a> {
    world: &'a World,
    cookie: String,
    /// Of the session: forms carry it.
    pub csrf: String,
}

impl World {
    /// Somebody of this role signs in.
    pub fn signed_in(&self, role: StaffRole) -> Reader<'_> {
        let name = format!("{role:?}");
        let user = self.storage().put_user(&name, role, "", self.now()).unwrap();
        let token = format!("token-of-{name}");
        let until = self.now() + TimeDelta::days(4_000);
        self.storage().add_session(&Sha256::digest(&token).into(), user, "csrf", until).unwrap();
        Reader { world: self, cookie: format!("kuemmerer_session={token}"), csrf: "csrf".to_owned() }
    }
}

impl Reader<'_> {
    /// Opens a page or a file.
    pub fn get(&self, path: &str) -> Response<Vec<u8>> {
        self.world.call(Request::get(path).header("cookie", &self.cookie).body(Vec::new()).unwrap())
    }

    /// Opens what must be there.
    pub fn text(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status(), 200, "{path}");
        String::from_utf8_lossy(answer.body()).into_owned()
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response<Vec<u8>> {
        let csrf = ("csrf", self.csrf.as_str());
        let pairs = fields.iter().chain([&csrf]).map(|(name, value)| format!("{name}={}", form_encoded(value)));
        let request = Request::post(path)
            .header("cookie", &self.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", crate::world::URL);
        self.world.call(request.body(pairs.collect::<Vec<_>>().join("&").into_bytes()).unwrap())
    }
}

fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

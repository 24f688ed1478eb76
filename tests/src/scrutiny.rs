//! What must hold in the end, read from the rows themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;
use serde_json::Value;
use shared::change::{Author, Change, MAX_OFFICE_BYTES};
use shared::merge::Record;
use shared::protocol::Snapshot;
use shared::sqlite::open_reader;
use shared::state::Event;
use shared::sync::Rest;
use sync_server::random::to_hex;
use uuid::Uuid;

use crate::script::Stage;
use crate::{Device, World};

/// What somebody wrote into a field.
struct Said {
    change: Uuid,
    /// Whose hand, on a phone.
    hand: Option<Author>,
    base: Option<Uuid>,
    value: Value,
}

impl World {
    /// Rows of the server.
    pub fn rows(&self) -> Connection {
        open_reader(&self.app.folder.database()).unwrap()
    }

    fn record(&self, id: Uuid) -> Record {
        let body: String =
            self.rows().query_row("SELECT body FROM records WHERE id = ?1", [id], |row| row.get(0)).unwrap();
        serde_json::from_str(&body).unwrap()
    }

    /// Every report that was shown as saved is here once, with every byte of its photos.
    pub fn assert_holds(&self, phone: &Device) {
        let rows = self.rows();
        for report in &phone.saved {
            let begun = "SELECT count(*) FROM changes WHERE record = ?1 AND kind = 'report' AND first = 1";
            let begun: i64 = rows.query_row(begun, [report], |row| row.get(0)).unwrap();
            let kept: i64 =
                rows.query_row("SELECT count(*) FROM reports WHERE id = ?1", [report], |row| row.get(0)).unwrap();
            assert_eq!((begun, kept), (1, 1), "report {report}");
        }
        let store = open_reader(&phone.path).unwrap();
        let mut taken = store.prepare("SELECT id, report, sha256, body FROM attachments").unwrap();
        type Taken = (Uuid, Uuid, String, Option<Vec<u8>>);
        let taken = taken.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        for (id, report, sha256, bytes) in taken.map(Result::<Taken, _>::unwrap) {
            let row = self.storage().attachment(id).unwrap().expect("the photo is announced");
            let blob = row.blob.expect("the photo has arrived");
            assert_eq!(row.report, report);
            assert_eq!(to_hex(&blob), sha256);
            // Once a backup covers them, the phone lets its own bytes go.
            let there = self.app.photos.read(&blob).unwrap();
            assert!(bytes.is_none_or(|here| here == there), "photo {id} has other bytes on the server");
        }
    }

    /// Every value that met another one without knowing of it is kept beside the one that holds. Told from the log by
    /// what each author knew, and by nothing of who wins.
    pub fn assert_losers_are_kept(&self) {
        let rows = self.rows();
        let mut log = rows.prepare("SELECT role, body FROM changes WHERE kind = 'report' ORDER BY seq").unwrap();
        let log = log.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let mut said: BTreeMap<(Uuid, String), Vec<Said>> = BTreeMap::new();
        for (role, body) in log.map(Result::<(String, Vec<u8>), _>::unwrap) {
            let change = Change::decode(&body, MAX_OFFICE_BYTES).unwrap();
            for (field, edit) in change.fields {
                let hand = (role == "phone").then_some(change.author);
                let said = said.entry((change.record, field)).or_default();
                said.push(Said { change: change.id, hand, base: edit.base, value: edit.value });
            }
        }
        for ((record, field), edits) in said {
            let record = self.record(record);
            let cell = &record.fields[&field];
            let kept = |value: &Value| value == &cell.value || cell.losers.iter().any(|loser| &loser.value == value);
            for (at, edit) in edits.iter().enumerate() {
                let (earlier, later) = (&edits[..at], &edits[at + 1..]);
                let said_before = earlier.iter().any(|other| other.value == edit.value);
                let replaced = later.iter().any(|other| other.base == Some(edit.change))
                    || later.first().is_some_and(|next| next.hand.is_some() && next.hand == edit.hand);
                assert!(
                    kept(&edit.value) || said_before || replaced,
                    "{field} of {}: {} is lost",
                    record.id,
                    edit.value
                );
            }
            assert!(edits.iter().any(|edit| edit.value == cell.value), "{field} holds what nobody said");
            let invented = cell.losers.iter().find(|loser| edits.iter().all(|edit| edit.change != loser.change));
            assert_eq!(invented, None, "{field} keeps what nobody said");
        }
    }

    /// Each forwarding that went out is in exactly one mail.
    pub fn assert_announced_once(&self) {
        let letters = self.post.all();
        let announced = letters.announced();
        for (forwarding, mails) in &announced {
            let different: BTreeSet<&String> = mails.iter().collect();
            assert_eq!(different.len(), 1, "forwarding {forwarding} is in {mails:?}");
        }
        let rows = self.rows();
        let mut mailed = rows.prepare("SELECT forwardings.id, message_id, number FROM forwardings JOIN mails ON mails.id = mail JOIN reports ON reports.id = report WHERE forwardings.status = 'mailed' AND occasion <> 'withdrawn'").unwrap();
        let mailed = mailed.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        for (forwarding, message_id, number) in mailed.map(Result::<(Uuid, String, String), _>::unwrap) {
            let its = letters.0.iter().find(|letter| format!("<{}>", letter.message_id) == message_id);
            // A long digest has one link for all.
            if its.is_some_and(|its| its.lists(&number)) {
                continue;
            }
            let mails = announced.get(&forwarding).unwrap_or_else(|| panic!("forwarding {forwarding} is in no mail"));
            assert_eq!(format!("<{}>", mails[0]), message_id);
        }
    }

    /// What a phone shows is what the server has.
    pub fn assert_same_view(&self, phone: &mut Device) {
        let store = open_reader(&phone.path).unwrap();
        let mut bodies = store.prepare("SELECT body FROM snapshots WHERE kind = 'report'").unwrap();
        let bodies: Vec<String> = bodies.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for body in bodies {
            let snapshot: Snapshot = serde_json::from_str(&body).unwrap();
            let story = snapshot.story.expect("a report has a story");
            let page = self.page(snapshot.record.id);
            assert_eq!(story.number, page.row.number);
            assert_eq!(story.status.state, page.row.status.state);
            if story.own {
                assert_eq!(snapshot.record, page.record);
                // Phones read what staff noted off the record.
                let told = page.history.into_iter().filter(|it| !matches!(it.event, Event::Noted { .. }));
                assert_eq!(story.history, told.collect::<Vec<_>>());
            }
        }
        let status = phone.status();
        assert_eq!((status.queued, status.attachments_queued, status.attachments_failed, status.parked), (0, 0, 0, 0));
        for report in &phone.saved.clone() {
            let shown = phone.sees(*report).expect("an own report is shown");
            assert_eq!(shown.state, self.state(*report));
            assert!(shown.number.is_some() && shown.received_at.is_some());
        }
    }
}

impl Stage {
    /// Everything that must hold when nothing is on its way any more.
    pub fn assert_well(&mut self) {
        let Stage { world, phones, .. } = self;
        world.assert_sound();
        world.assert_losers_are_kept();
        world.assert_announced_once();
        for phone in phones {
            world.assert_holds(phone);
            world.assert_same_view(phone);
        }
    }

    /// Everything that was ever sent arrives again, and nothing happens.
    pub fn assert_replay_changes_nothing(&mut self) {
        let before = self.world.dump();
        self.network.replay(&self.world);
        let difference = before.difference(&self.world.dump());
        assert!(difference.is_empty(), "a replay changed rows: {difference:#?}");
        for phone in &mut self.phones {
            assert_eq!(phone.sync(&self.world), Rest::Done);
        }
    }

    /// The server's order follows from arrival alone: no phone's clock moves anything in it, and each device's changes
    /// stand in the order in which it made them.
    pub fn assert_order_is_the_servers(&self) {
        let rows = self.world.rows();
        let mut log =
            rows.prepare("SELECT device, n, received_at FROM changes WHERE role = 'phone' ORDER BY seq").unwrap();
        let log = log.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let (mut last, mut counters) = (i64::MIN, HashMap::new());
        for (device, n, received_at) in log.map(Result::<(Uuid, i64, i64), _>::unwrap) {
            assert!(received_at >= last, "the log runs backwards");
            last = received_at;
            let before = counters.insert(device, n);
            assert!(before.is_none_or(|before| before < n), "device {device}: {n} after {before:?}");
        }
        let parked: i64 = rows.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0)).unwrap();
        assert_eq!(parked, 0, "something was refused");
    }
}

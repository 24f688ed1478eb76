//! What somebody relies on who uses the phone, before any network is there.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use assets::scenes::{Scene, scene};
use chrono::DateTime;
use shared::change::{Author, Change, Kind, MAX_BYTES, Role};
use shared::domain::{AttachmentRole, FactKind, Seen};
use shared::merge::{Cell, Record};
use shared::protocol::Snapshot;
use shared::state::State;
use shared::track::Fix;
use uuid::Uuid;

use super::store::attachments::Stage;
use super::store::{StoreError, attachments, facts, outbox, snapshots};
use super::*;

/// Seconds since 1970 of every test's clock.
pub const NOON: i64 = 1_795_521_600;

/// A phone whose clock and randomness are the test's.
pub struct Desk {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
    pub clock: Arc<AtomicI64>,
    random: Arc<AtomicU64>,
}

impl Desk {
    pub fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        Desk { _folder: folder, path, clock: Arc::new(NOON.into()), random: Arc::new(0.into()) }
    }

    pub fn open(&self) -> Phone {
        self.try_open().unwrap()
    }

    pub fn try_open(&self) -> Result<Phone, StoreError> {
        let (clock, random) = (self.clock.clone(), self.random.clone());
        let now = move || DateTime::from_timestamp(clock.load(Ordering::SeqCst), 0).unwrap();
        let fill = move |bytes: &mut [u8]| {
            let word = random.fetch_add(1, Ordering::SeqCst).to_be_bytes();
            bytes.iter_mut().rev().zip(word.into_iter().rev().cycle()).for_each(|(to, from)| *to = from);
        };
        Phone::open(&self.path, Edge::new(now, fill))
    }
}

pub fn photo() -> NewPhoto {
    NewPhoto { role: AttachmentRole::Photo, bytes: scene(Scene::Bags, 1, 320, 240) }
}

pub fn litter(photos: Vec<NewPhoto>) -> NewReport {
    NewReport { category: "litter".into(), at: Some("51.5,7.46,8".parse().unwrap()), photos, ..NewReport::default() }
}

pub fn save(phone: &mut Phone, new: NewReport) -> Uuid {
    let Reply::Saved { id } = phone.handle(Request::Report(new)).unwrap().reply else { panic!("not saved") };
    id
}

pub fn status(phone: &mut Phone) -> PhoneStatus {
    let Reply::Status(status) = phone.handle(Request::Status).unwrap().reply else { panic!("no status") };
    status
}

/// A record that the office set up, as after a pull.
pub fn told(phone: &mut Phone, kind: Kind, id: u128, fields: serde_json::Value) {
    let (id, author) = (Uuid::from_u128(id), Author { device: Uuid::nil(), person: None, copy: None });
    let cell = |value| Cell { value, change: id, role: Role::Office, author, losers: Vec::new() };
    let serde_json::Value::Object(fields) = fields else { panic!("no fields") };
    let fields = fields.into_iter().map(|(name, value)| (name, cell(value))).collect();
    let snapshot = Snapshot { record: Record { id, kind, fields }, seq: 1, story: None };
    phone.store.write(|tx| snapshots::put(tx, &snapshot)).unwrap();
}

/// The changes that wait, in order.
pub fn queue(phone: &mut Phone) -> Vec<Change> {
    let waiting = phone.store.read(|tx| outbox::next(tx, 1_000, usize::MAX)).unwrap();
    waiting.iter().map(|waiting| Change::decode(&waiting.body, MAX_BYTES).unwrap()).collect()
}

#[test]
fn a_report_is_saved_with_its_photos_before_anything_is_done_with_them() {
    let desk = Desk::new();
    let id = save(&mut desk.open(), litter(vec![photo(), photo()]));
    // Killed here.
    let mut phone = desk.open();
    let changes = queue(&mut phone);
    let kinds: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
    assert_eq!(kinds, ["attachment", "attachment", "report"], "whoever stores the report knows of its photos");
    assert_eq!(changes.iter().map(|change| change.n).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(changes.iter().all(|change| change.about() == Some(id)));
    let raw = phone.store.read(attachments::next_raw).unwrap().unwrap();
    assert_eq!(raw.body, photo().bytes, "as the camera wrote it");
    assert_eq!(status(&mut phone).reports[0].state, State::Saved);

    assert_eq!(phone.prepare_photos().unwrap().len(), 2);
    let changes = queue(&mut phone);
    assert_eq!(changes.len(), 5);
    let bytes = changes[4].value("bytes").unwrap();
    let sent = phone.store.read(|tx| attachments::piece(tx, changes[4].record, 0, 1 << 20)).unwrap();
    assert_eq!(bytes["size"], sent.len());
    assert_ne!(sent, photo().bytes, "the final photo is another one than the original, which is gone");
    assert!(phone.prepare_photos().unwrap().is_empty());
    let status = status(&mut phone);
    insta::assert_json_snapshot!(status);
}

#[test]
fn a_photo_that_nobody_can_read_is_kept_apart_and_the_report_goes_on() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let broken = NewPhoto { role: AttachmentRole::Photo, bytes: b"no photo at all".to_vec() };
    let empty = NewPhoto { role: AttachmentRole::Photo, bytes: Vec::new() };
    save(&mut phone, litter(vec![broken.clone(), empty]));
    let done = phone.prepare_photos().unwrap();
    let keys: Vec<_> = done.iter().map(|photo| photo.unreadable.clone().unwrap()).collect();
    assert_eq!(keys, ["photo-unreadable-unknown-format", "photo-unreadable-empty"]);
    let change = &queue(&mut phone)[3];
    assert_eq!(change.value("sealed").unwrap(), true);
    assert_eq!(change.text("unreadable"), Some("photo-unreadable-unknown-format"));
    assert_eq!(change.value("bytes").unwrap()["size"], broken.bytes.len());
    let kept = phone.store.read(|tx| attachments::piece(tx, change.record, 0, 100)).unwrap();
    assert_eq!(kept, broken.bytes);
    assert_eq!(status(&mut phone).reports[0].attachments[0].stage, Some(Stage::Ready));
}

#[test]
fn a_photo_belongs_to_whoever_took_it_though_the_phone_changes_hands() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let (anna, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
    phone.store.write(|tx| store::phone::use_person(tx, Some(anna))).unwrap();
    let report = save(&mut phone, litter(vec![photo()]));
    phone.store.write(|tx| store::phone::use_person(tx, Some(ben))).unwrap();
    phone.prepare_photos().unwrap();
    assert!(queue(&mut phone).iter().all(|change| change.author.person == Some(anna)));
    let to = Correction { note: Some("mehr".into()), ..Correction::default() };
    let refused = phone.handle(Request::Correct { report: report.to_string(), to });
    assert!(matches!(refused, Err(PhoneError::NotYours)), "the server would park it");
}

#[test]
fn two_processes_on_one_file_take_turns_and_nobody_is_refused() {
    let desk = Desk::new();
    let worker = |desk: &Desk| {
        let mut phone = desk.open();
        for _ in 0..20 {
            save(&mut phone, litter(vec![photo()]));
        }
    };
    std::thread::scope(|scope| {
        let both = [scope.spawn(|| worker(&desk)), scope.spawn(|| worker(&desk))];
        both.into_iter().for_each(|one| one.join().unwrap());
    });
    let mut phone = desk.open();
    assert_eq!(status(&mut phone).reports.len(), 40);
    let numbers: Vec<u64> = queue(&mut phone).iter().map(|change| change.n).collect();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>(), "one counter");
}

#[test]
fn a_correction_builds_on_what_its_author_sees() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let report = save(&mut phone, litter(Vec::new()));
    let first = queue(&mut phone)[0].id;
    let correct = |phone: &mut Phone, note: &str| {
        let to = Correction { note: Some(note.into()), category: Some("graffiti".into()), ..Correction::default() };
        phone.handle(Request::Correct { report: report.to_string().chars().take(13).collect(), to })
    };
    correct(&mut phone, "groß").unwrap();
    let change = queue(&mut phone).pop().unwrap();
    assert_eq!(change.fields["category"].base, Some(first));
    assert_eq!(change.fields["note"].base, None, "it was empty");
    assert!(matches!(correct(&mut phone, "groß"), Err(PhoneError::NothingDifferent)));
    correct(&mut phone, "").unwrap();
    let removed = queue(&mut phone).pop().unwrap();
    assert_eq!(removed.fields.keys().collect::<Vec<_>>(), ["note"], "only what is different");
    assert_eq!((removed.fields["note"].base, removed.value("note").unwrap().is_null()), (Some(change.id), true));

    let take_back = |why| Request::Withdraw { report: report.to_string(), why };
    phone.handle(take_back(Some(shared::domain::Withdrawal::Mistake))).unwrap();
    let withdrawn = queue(&mut phone).pop().unwrap();
    phone.handle(take_back(None)).unwrap();
    let undone = queue(&mut phone).pop().unwrap();
    assert_eq!(undone.fields["withdrawn"].base, Some(withdrawn.id));
    assert!(matches!(phone.handle(take_back(None)), Err(PhoneError::NothingDifferent)));
}

#[test]
fn impossible_values_are_refused_before_they_are_saved() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let odd = NewReport { category: "dragons".into(), ..litter(vec![photo()]) };
    assert!(matches!(phone.handle(Request::Report(odd)), Err(PhoneError::UnknownCode { list: List::Category, .. })));
    let long = NewReport { note: Some("a".repeat(4_001)), ..litter(vec![photo()]) };
    assert!(matches!(phone.handle(Request::Report(long)), Err(PhoneError::Invalid(_))));
    let contact = FactKind::Contact { area: None, topic: "weather".into(), outcome: "helped".into() };
    assert!(matches!(phone.handle(Request::Fact(contact)), Err(PhoneError::UnknownCode { list: List::Topic, .. })));
    let nobody = Request::Sighting { report: "26-00001".into(), seen: Seen::Gone };
    assert!(matches!(phone.handle(nobody), Err(PhoneError::UnknownReport(_))));
    let status = status(&mut phone);
    assert_eq!((status.queued, status.attachments_queued, status.reports.len()), (0, 0, 0), "nothing of it is kept");
}

#[test]
fn what_was_begun_outlives_a_kill_and_becomes_the_report() {
    let desk = Desk::new();
    let draft = |step| match desk.open().handle(Request::Draft(step)).unwrap().reply {
        Reply::Draft(draft) => draft,
        _ => panic!("no draft"),
    };
    let begun = |waits_for_photo| Draft { at: "51.5,7.46,8".parse().ok(), waits_for_photo, ..Draft::default() };
    draft(DraftStep::Begin(begun(false)));
    assert!(draft(DraftStep::Begin(begun(true))).unwrap().waits_for_photo, "begun again");
    assert!(draft(DraftStep::Photo(photo().bytes)).unwrap().photo);
    assert!(draft(DraftStep::Update(begun(false))).unwrap().photo, "a better position keeps the photo");
    assert_eq!(draft(DraftStep::Look).map(|draft| (draft.photo, draft.waits_for_photo)), Some((true, false)));
    save(&mut desk.open(), NewReport { at: None, from_draft: true, ..litter(Vec::new()) });
    let report = status(&mut desk.open()).reports.remove(0);
    assert_eq!((report.attachments.len(), report.at), (1, begun(false).at));
    assert_eq!(draft(DraftStep::Look), None);
}

#[test]
fn a_photo_that_knows_its_place_gives_it_to_the_report() {
    let desk = Desk::new();
    let mut phone = desk.open();
    save(&mut phone, NewReport { at: None, ..litter(vec![photo()]) });
    let at = status(&mut phone).reports[0].at.unwrap();
    assert!((at.lat - 51.6).abs() < 0.02 && (at.lon - 7.3).abs() < 0.02, "{at:?}");
}

#[test]
fn facts_tell_nothing_but_what_was_done() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let contact = FactKind::Contact { area: Some("21".into()), topic: "housing".into(), outcome: "helped".into() };
    phone.handle(Request::Fact(contact)).unwrap();
    let fact: serde_json::Value =
        serde_json::from_str(&phone.store.read(|tx| facts::next(tx, 9, &BTreeSet::new())).unwrap()[0].1).unwrap();
    let keys: Vec<&String> = fact.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["area", "date", "id", "kind", "outcome", "topic"]);
    assert_eq!(fact["id"].as_str().unwrap().parse::<Uuid>().unwrap().get_version_num(), 4);
    assert!(queue(&mut phone).is_empty());
}

#[test]
fn a_round_survives_a_kill_between_any_two_steps() {
    let desk = Desk::new();
    let step = |step: RoundStep| {
        desk.clock.fetch_add(60, Ordering::SeqCst);
        let Reply::Round(round) = desk.open().handle(Request::Round(step))?.reply else { panic!("no round") };
        Ok::<_, PhoneError>(round)
    };
    assert!(matches!(step(RoundStep::Pause), Err(PhoneError::NoRound)));
    let begun = step(RoundStep::Start(None)).unwrap();
    let fix = |second| {
        let at = DateTime::from_timestamp(NOON + second, 0).unwrap();
        desk.clock.fetch_add(60, Ordering::SeqCst);
        desk.open().handle(Request::Fix(Fix { at, lat: 51.5, lon: 7.46, accuracy: None })).unwrap();
    };
    fix(200);
    assert_eq!(step(RoundStep::Start(None)).unwrap().id, begun.id, "it goes on");
    step(RoundStep::Pause).unwrap();
    desk.clock.fetch_add(3_600, Ordering::SeqCst);
    fix(300);
    let round = step(RoundStep::Resume).unwrap();
    assert_eq!((round.points, round.paused), (1, false), "nothing is recorded in a break");
    fix(4_000);
    desk.clock.fetch_add(600, Ordering::SeqCst);
    let round = step(RoundStep::End).unwrap();
    assert_eq!((round.minutes, round.points, round.gaps.len()), (15, 2, 1));
    assert!(matches!(step(RoundStep::End), Err(PhoneError::NoRound)), "facts are made once");
    assert_eq!(status(&mut desk.open()).queued, 1);
    let Reply::File(gpx) = desk.open().handle(Request::Export(ExportFormat::Gpx)).unwrap().reply else { panic!() };
    assert_eq!(gpx.matches("<trkpt").count(), 2);
}

#[test]
fn a_loggers_way_counts_as_a_round_and_checks_what_it_passed() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let place = |code: &str, lat: f64| serde_json::json!({ "code": code, "name": code, "kind": "park", "lat": lat, "lon": 7.46 });
    told(&mut phone, Kind::Stop, 1, place("park-1", 51.5));
    told(&mut phone, Kind::Stop, 2, place("park-2", 51.6));
    let stops = [Uuid::from_u128(1), Uuid::from_u128(2)];
    told(&mut phone, Kind::Route, 3, serde_json::json!({ "code": "nord-1", "name": "Nord", "stops": stops }));
    let point = |minute: u32| {
        let lat = 51.5 + f64::from(minute) * 0.0004;
        format!(r#"<trkpt lat="{lat}" lon="7.46"><time>2026-11-24T09:{minute:02}:00Z</time></trkpt>"#)
    };
    let gpx = format!("<gpx><trk><trkseg>{}</trkseg></trk></gpx>", (0..5).map(point).collect::<String>());
    let import = |route: &str| Request::ImportTrack { gpx: gpx.clone().into_bytes(), route: Some(route.into()) };
    let Reply::Round(round) = phone.handle(import("nord-1")).unwrap().reply else { panic!("no round") };
    assert_eq!((round.stops_done, round.stops_total, round.points), (1, 2, 5));
    let told = phone.store.read(|tx| facts::next(tx, 9, &BTreeSet::new())).unwrap();
    assert_eq!(told.len(), 2, "the round and its one visit, for the office's figures");
    assert!(matches!(phone.handle(import("west-9")), Err(PhoneError::UnknownRoute(_))));
    let nobody = Request::ImportTrack { gpx: b"<gpx></gpx>".to_vec(), route: None };
    assert!(matches!(phone.handle(nobody), Err(PhoneError::EmptyTrack)));
    assert_eq!(phone.store.read(store::rounds::tracks).unwrap().len(), 1, "what is refused leaves nothing");
}

#[test]
fn a_way_is_forgotten_after_seven_days_of_life_and_not_by_a_jump_of_the_clock() {
    let desk = Desk::new();
    let ways = || desk.open().store.read(store::rounds::tracks).unwrap().len();
    desk.open().handle(Request::Round(RoundStep::Start(None))).unwrap();
    desk.open().handle(Request::Round(RoundStep::End)).unwrap();
    desk.clock.fetch_add(10 * 365 * 86_400, Ordering::SeqCst);
    assert_eq!(ways(), 1, "a jump counts a day");
    desk.clock.store(NOON, Ordering::SeqCst);
    for _ in 0..6 {
        assert_eq!(ways(), 1);
        desk.clock.fetch_add(86_400, Ordering::SeqCst);
    }
    assert_eq!(ways(), 0);
}

#[test]
fn a_phone_that_never_syncs_forgets_its_ways_and_nothing_that_it_has_not_sent() {
    let desk = Desk::new();
    let mut phone = desk.open();
    for step in [RoundStep::Start(None), RoundStep::End] {
        phone.handle(Request::Round(step)).unwrap();
    }
    save(&mut phone, litter(vec![photo()]));
    phone.prepare_photos().unwrap();
    let unsent = |phone: &mut Phone| {
        let facts = phone.store.read(|tx| facts::next(tx, 99, &BTreeSet::new())).unwrap().len();
        (queue(phone), facts, phone.store.read(attachments::ready).unwrap())
    };
    let before = unsent(&mut phone);
    assert_eq!((before.1, before.2.len()), (1, 1), "the round's fact and the photo");
    for _ in 0..400 {
        desk.clock.fetch_add(86_400, Ordering::SeqCst);
        phone.grow_older().unwrap();
    }
    assert_eq!(phone.store.read(store::rounds::tracks).unwrap().len(), 0);
    assert_eq!(unsent(&mut phone), before);
}

#[test]
fn a_damaged_store_is_put_aside_and_a_foreign_or_newer_one_left_alone() {
    let desk = Desk::new();
    save(&mut desk.open(), litter(Vec::new()));
    let good = std::fs::read(&desk.path).unwrap();
    std::fs::write(&desk.path, vec![0x5a; good.len()]).unwrap();
    let Err(StoreError::Damaged { aside }) = desk.try_open() else { panic!("not noticed") };
    assert_eq!(std::fs::read(aside).unwrap().len(), good.len(), "never deleted");
    assert_eq!(status(&mut desk.open()).reports.len(), 0, "and the phone works on");

    let raw = |sql: &str| rusqlite::Connection::open(&desk.path).unwrap().execute_batch(sql).unwrap();
    raw("PRAGMA user_version = 99");
    assert!(matches!(desk.try_open(), Err(StoreError::Newer { found: 99, .. })));
    raw("PRAGMA user_version = 1; PRAGMA application_id = 7");
    assert!(matches!(desk.try_open(), Err(StoreError::Foreign)));
}

#[test]
fn a_store_that_may_not_grow_keeps_a_report_whole_or_refuses_it_whole() {
    let desk = Desk::new();
    let mut phone = desk.open();
    let size = |phone: &mut Phone, sql: &str| {
        phone.store.read(|tx| Ok::<i64, StoreError>(tx.query_row(sql, (), |row| row.get(0))?)).unwrap()
    };
    let (mut kept, mut refused) = (Vec::new(), 0);
    for more in 0..40 {
        let pages = size(&mut phone, "SELECT * FROM pragma_page_count");
        size(&mut phone, &format!("PRAGMA max_page_count = {}", pages + more));
        match phone.handle(Request::Report(litter(vec![photo(), photo()]))) {
            Ok(answer) => {
                let Reply::Saved { id } = answer.reply else { panic!("not saved") };
                kept.push(id);
            }
            Err(PhoneError::Store(StoreError::Full)) => refused += 1,
            Err(error) => panic!("{error}"),
        }
        assert_eq!(status(&mut phone).reports.len(), kept.len(), "what is there can be read");
        // A photo is made smaller where there is room for both, or later.
        assert!(matches!(phone.prepare_photos(), Ok(_) | Err(PhoneError::Store(StoreError::Full))));
    }
    assert!(refused > 0 && !kept.is_empty(), "{refused} refused, {} kept", kept.len());
    size(&mut phone, "PRAGMA max_page_count = 1000000");
    phone.prepare_photos().unwrap();
    let changes = queue(&mut phone);
    let begun: Vec<Uuid> = changes.iter().filter(|change| change.kind == Kind::Report).map(|one| one.record).collect();
    assert_eq!(begun, kept);
    // Two photos, the report, and what the photos weigh.
    assert_eq!((changes.len(), status(&mut phone).attachments_queued), (5 * kept.len(), 2 * kept.len()));
}

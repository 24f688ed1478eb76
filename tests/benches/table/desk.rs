//! The review desk over 200,000 reports of two years: pages at the server while four people work, and the map in a browser.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::domain::Outcome;
use shared::protocol::PushRequest;
use sync_server::storage::{AnswerGiven, Desk, Exchange, Ledger, Mailed, StaffRole};
use tests::Dice;
use uuid::Uuid;

use crate::city::{City, open};
use crate::load::Server;
use crate::machine::{Cost, disk, row};
use crate::proof;

const REPORTS: usize = 200_000;
const WEEKS: usize = 104;
const USERS: usize = 4;
/// How often each of them asks for each page.
const ROUNDS: usize = 60;
/// What issue and product ask for.
const BAR: Duration = Duration::from_millis(100);
/// For a report of a month.
const MONTH: Duration = Duration::from_secs(2);
const PASSWORD: &str = "Regen im November";

pub fn rows() {
    let place = disk();
    let data = place.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let (ids, filled) = Cost::of(|| fill(&data));
    let also = "stored, mailed and answered over two years";
    row("reports of a large city", &format!("{REPORTS}"), "–", None, filled.cpu, also);
    let server = Server::start(data.clone());
    let pages = [
        ("Zu tun", vec!["/office/".to_owned()]),
        ("Alle, any filter", filters()),
        ("search by word, place, number", searches()),
        ("map viewport", viewports()),
        ("one report", ids.0.iter().map(|id| format!("/office/reports/{id}")).collect()),
    ];
    for (what, paths) in &pages {
        let times = std::thread::scope(|scope| {
            let work = |user: usize| {
                let server = &server;
                scope.spawn(move || {
                    let mut desk = Browser::sign_in(&server.address, user);
                    (0..ROUNDS).map(|n| desk.get(&paths[(user + n * 7) % paths.len()])).collect::<Vec<_>>()
                })
            };
            let users: Vec<_> = (0..USERS).map(work).collect();
            users.into_iter().flat_map(|user| user.join().unwrap()).collect::<Vec<Duration>>()
        });
        tell(what, times);
    }
    let mut lead = Browser::sign_in(&server.address, 0);
    for (what, path) in proof::pages(ids.1) {
        let mut times: Vec<Duration> = (0..9).map(|_| lead.get(&path)).collect();
        times.sort_unstable();
        let (half, bar) = (times[times.len() / 2], MONTH);
        let s = |time: Duration| format!("{:.2} s", time.as_secs_f64());
        let also = "a month of 41 phones and of this city's reports; the middle of 9";
        row(what, &s(half), &s(bar), Some(half.as_secs_f64() / bar.as_secs_f64()), Duration::ZERO, also);
    }
    in_a_browser(&server.address);
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    let also = format!("p95 of {} answers, {USERS} users at once; half within {}", times.len(), ms(at(0.5)));
    let p95 = at(0.95);
    let ratio = p95.as_secs_f64() / BAR.as_secs_f64();
    row(what, &ms(p95), &ms(BAR), Some(ratio), Duration::ZERO, &also);
}

/// A phone brings everything, week after week; departments are mailed and answer most of it. Some reports to look at.
fn fill(data: &Path) -> (Vec<Uuid>, DateTime<Utc>) {
    let city = City::new();
    city.copy(data);
    let storage = open(data);
    let hash = sync_server::office::hash_password(PASSWORD, [5; 16]).unwrap();
    let mut now = city.world.now() - TimeDelta::weeks(WEEKS as i64);
    for user in 0..USERS {
        storage.put_user(&format!("user{user}"), StaffRole::Lead, &hash, now).unwrap();
    }
    let mut dice = Dice::new(5);
    let mut some = Vec::new();
    for week in 0..WEEKS {
        let reports: Vec<(Uuid, Box<RawValue>)> =
            (0..REPORTS / WEEKS).map(|n| report(&city, &mut dice, week * REPORTS / WEEKS + n, now)).collect();
        some.extend(reports.iter().step_by(40).map(|(id, _)| *id));
        for batch in reports.chunks(100) {
            let changes = batch.iter().map(|(_, change)| change.clone()).collect();
            storage.push(city.device, &PushRequest { changes, facts: Vec::new() }, now).unwrap();
            now += TimeDelta::minutes(5);
        }
        // The last weeks are still on their way.
        let share = if week + 2 < WEEKS { 97 } else { 40 };
        answer(&storage, &mut dice, share, now);
        now = city.world.now() - TimeDelta::weeks((WEEKS - week - 1) as i64);
    }
    proof::fill(data, &storage, now);
    (some, now)
}

fn report(city: &City, dice: &mut Dice, n: usize, now: DateTime<Utc>) -> (Uuid, Box<RawValue>) {
    const EVERYDAY: [&str; 9] = [
        "litter",
        "illegal_dumping",
        "broken_glass",
        "overfull_container",
        "play_equipment",
        "path_damage",
        "street_light",
        "greenery",
        "abandoned_vehicle",
    ];
    const NOTES: [&str; 6] =
        ["Neben der Bank am Weg", "Sofa und zwei Matratzen", "Müll hinter dem Container", "", "", "Seil gerissen"];
    let id = sync_server::random::v7(now + TimeDelta::milliseconds(n as i64));
    let category = if dice.below(40) == 0 { "needles" } else { EVERYDAY[dice.below(9) as usize] };
    let degree = |from: f64, wide: f64, roll: u64| from + wide * roll as f64 / 1e6;
    let mut fields = json!({
        "category": {"value": category},
        "note": {"value": NOTES[dice.below(6) as usize]},
        "taken_at": {"value": now},
        "place": {"value": {
            "lat": degree(51.588, 0.025, dice.below(1_000_000)), "lon": degree(7.282, 0.04, dice.below(1_000_000)),
            "accuracy": 8.0, "source": "device"}},
    });
    if dice.below(2) == 0 {
        fields["self_done"] = json!({"value": true});
    }
    let change = json!({
        "id": id, "n": n + 1_000, "kind": "report", "record": id, "author": {"device": city.device},
        "fields": fields, "made_at": now});
    (id, RawValue::from_string(change.to_string()).unwrap())
}

/// The week's mails go out, and departments say *done* to most of what is in them.
fn answer(storage: &impl Storage, dice: &mut Dice, share: u64, now: DateTime<Utc>) {
    let mut mails = storage.freeze_urgent(&mut || sync_server::random::v7(now), "bench", now).unwrap();
    for department in ["edg", "tiefbau", "gruen", "ordnung", "bezirk"] {
        let mail = sync_server::random::v7(now);
        mails.extend(storage.freeze_digest(department, mail, "bench", now).unwrap());
    }
    for mail in mails {
        storage.mailed(Mailed { mail, at: now }).unwrap();
        for item in storage.frozen_mail(mail).unwrap().unwrap().items {
            if dice.below(100) < share {
                let answer =
                    AnswerGiven { forwarding: item.forwarding, outcome: Outcome::Done, note: None, initials: None };
                storage.answer(&answer, now).unwrap();
            }
        }
    }
}

trait Storage: Desk + Ledger {}
impl<T: Desk + Ledger> Storage for T {}

fn filters() -> Vec<String> {
    let filters = [
        "",
        "state=sent",
        "state=done",
        "state=withdrawn",
        "category=litter",
        "category=needles&state=sent",
        "department=edg",
        "department=tiefbau&state=done&category=path_damage",
        "state=self_done&category=greenery",
        "state=done&page=1500",
    ];
    filters.into_iter().map(|filter| format!("/office/reports?{filter}")).collect()
}

fn searches() -> Vec<String> {
    ["sofa", "bank", "matratzen+container", "26-01234", "1234", "marktplatz", "linden", "nichtszufinden"]
        .into_iter()
        .map(|text| format!("/office/reports?text={text}"))
        .collect()
}

fn viewports() -> Vec<String> {
    let boxes = ["7.28,51.58,7.33,51.62", "7.29,51.595,7.31,51.605", "7.3,51.6,7.302,51.601"];
    let filters = ["", "&state=sent", "&category=litter", "&text=sofa"];
    boxes
        .iter()
        .flat_map(|view| filters.iter().map(move |filter| format!("/office/map/reports?bbox={view}{filter}")))
        .collect()
}

/// Pans and zooms for ten seconds, on a processor that is four times slower.
fn in_a_browser(address: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/pan.js");
    let told =
        Command::new("node").arg(script).args([&format!("http://{address}"), "user0", PASSWORD]).output().unwrap();
    let Ok(told) = serde_json::from_slice::<Value>(&told.stdout) else {
        return row("map in a browser", "–", "–", None, Duration::ZERO, &String::from_utf8_lossy(&told.stderr));
    };
    let frame = told["frame"].as_f64().unwrap();
    let also = format!(
        "p95 frame of {} while panning and zooming at 4× CPU; longest task {} ms (bar 200)",
        told["frames"], told["task"]
    );
    row("map in a browser", &format!("{frame:.0} ms"), "50 ms", Some(frame / 50.0), Duration::ZERO, &also);
}

/// One of the staff.
struct Browser {
    line: TcpStream,
    answers: BufReader<TcpStream>,
    cookie: String,
}

impl Browser {
    fn sign_in(address: &str, user: usize) -> Browser {
        let line = TcpStream::connect(address).unwrap();
        let answers = BufReader::new(line.try_clone().unwrap());
        let mut browser = Browser { line, answers, cookie: String::new() };
        let (head, body) = browser.send("GET /office/login", "");
        let form = cookie(&head);
        let csrf = body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        browser.cookie = form;
        let password = PASSWORD.replace(' ', "+");
        let fields = format!("csrf={csrf}&name=user{user}&password={password}&next=");
        let (head, _) = browser.send("POST /office/login", &fields);
        browser.cookie = cookie(&head);
        browser
    }

    fn get(&mut self, path: &str) -> Duration {
        let begun = Instant::now();
        let (head, _) = self.send(&format!("GET {path}"), "");
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        begun.elapsed()
    }

    fn send(&mut self, request: &str, body: &str) -> (String, String) {
        let head = format!(
            "{request} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        self.line.write_all(head.as_bytes()).unwrap();
        let (head, length) = crate::load::head(&mut self.answers);
        let mut body = vec![0; length as usize];
        self.answers.read_exact(&mut body).unwrap();
        (head, String::from_utf8_lossy(&body).into_owned())
    }
}

fn cookie(head: &str) -> String {
    let set =
        head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).filter_map(|line| line.split(';').next());
    set.filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

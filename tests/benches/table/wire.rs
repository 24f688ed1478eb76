//! What goes over the line, counted by a relay between the phone and a server on a socket.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::core::sync::HttpTransport;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::value::RawValue;
use shared::protocol::PushRequest;
use tests::{Device, World};

use crate::city::City;
use crate::machine::{Cost, row};

/// Counts what passes.
#[derive(Default)]
pub struct Counter {
    up: AtomicU64,
    down: AtomicU64,
    requests: AtomicU64,
}

impl Counter {
    fn take(&self) -> (u64, u64, u64) {
        let take = |number: &AtomicU64| number.swap(0, Ordering::SeqCst);
        (take(&self.up), take(&self.down), take(&self.requests))
    }
}

/// A relay before this address, until the end of the program.
pub fn relay(server: SocketAddr) -> (SocketAddr, Arc<Counter>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, counter) = (listener.local_addr().unwrap(), Arc::new(Counter::default()));
    let counts = counter.clone();
    std::thread::spawn(move || {
        for phone in listener.incoming() {
            let (phone, server) = (phone.unwrap(), TcpStream::connect(server).unwrap());
            let (back, forth) = (server.try_clone().unwrap(), phone.try_clone().unwrap());
            let (up, down) = (counts.clone(), counts.clone());
            std::thread::spawn(move || pump(phone, server, &up.up, Some(&up.requests)));
            std::thread::spawn(move || pump(back, forth, &down.down, None));
        }
    });
    (address, counter)
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64, requests: Option<&AtomicU64>) {
    let mut block = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut block) {
        count.fetch_add(length as u64, Ordering::SeqCst);
        if let Some(requests) = requests.filter(|_| block.starts_with(b"POST ") || block.starts_with(b"HEAD ")) {
            requests.fetch_add(1, Ordering::SeqCst);
        }
        if to.write_all(&block[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

pub fn rows() {
    app();
    nothing_new();
    reports();
}

/// What a first start in a browser fetches: the service worker keeps every file, and the server sends each one compressed
/// where that is smaller.
fn app() {
    let what = "first transfer of the app";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache/web");
    let files = sent(&folder);
    let Some(module) = files.iter().find(|(path, _)| path.ends_with("kuemmerer_bg.wasm")) else {
        return row(what, "–", "–", None, Duration::ZERO, "not built: `make web` builds it");
    };
    let all: u64 = files.iter().map(|(_, bytes)| bytes).sum();
    let kilo = |bytes: u64| bytes.div_ceil(1000);
    let also = format!("{} files, the module {} kB; without headers", files.len(), kilo(module.1));
    row(what, &format!("{} kB", kilo(all)), "–", None, Duration::ZERO, &also);
}

/// The app's files, and the bytes that go over the line for each.
fn sent(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sent(&path));
        } else if path.extension().is_none_or(|kind| kind != "br") {
            let mut packed = path.clone().into_os_string();
            packed.push(".br");
            let bytes =
                [PathBuf::from(packed), path.clone()].iter().find_map(|it| std::fs::metadata(it).ok()).unwrap().len();
            files.push((path, bytes));
        }
    }
    files
}

/// A session in which neither side has news.
fn nothing_new() {
    let world = World::new();
    let (address, counter) = relay(world.listen());
    let mut anna = world.phone_of("Anna");
    for _ in 0..20 {
        anna.report("litter");
    }
    anna.sync(&world);
    anna.moves_to(&format!("http://{address}"));
    let transport = HttpTransport::new().unwrap();
    sync(&world, &mut anna, &transport);
    counter.take();
    let (_, cost) = Cost::of(|| sync(&world, &mut anna, &transport));
    let (up, down, requests) = counter.take();
    let millis = format!("{:.1} ms", cost.wall.as_secs_f64() * 1e3);
    let also = format!("{requests} request, {up} B up, {down} B down, headers included");
    row("sync with nothing new", &format!("{} B", up + down), "–", None, cost.cpu, &format!("{also}, {millis}"));
}

fn sync(world: &World, phone: &mut Device, transport: &HttpTransport) {
    phone.session.start(&phone.phone);
    let ended = world.wait(app::core::sync::run(&mut phone.session, &mut phone.phone, transport)).unwrap();
    assert_eq!(ended, app::core::sync::Ended::Rest(shared::sync::Rest::Done));
}

/// A batch as it is sent, compressed, by report: as it is, and with every id and hash replaced by the same one.
fn reports() {
    let mut city = City::new();
    for n in 0..100 {
        let note = (n % 3 == 0).then(|| "Neben der Bank am Weg".to_owned());
        let category = ["litter", "illegal_dumping", "greenery", "path_damage"][n % 4].to_owned();
        // A minute and a few metres farther on.
        city.world.pass(chrono::TimeDelta::seconds(60 + n as i64 % 17));
        let (lat, lon) = (51.600_459 + (n * 37 % 90) as f64 * 1e-4, 7.300_542 + (n * 53 % 90) as f64 * 1e-4);
        let at = shared::geo::Position::new(lat, lon, Some(3.0 + (n % 11) as f64)).ok();
        city.anna.report_with(app::core::NewReport { category, note, at, ..Default::default() });
    }
    let alone = city.waiting();
    per_report("a report without photo on the wire", &alone, 100);
    let mut city = City::new();
    per_report("a report with 1.6 photos on the wire", &city.walk(60), 60);
}

fn per_report(what: &str, changes: &[Box<RawValue>], reports: usize) {
    let size = |changes: Vec<Box<RawValue>>| {
        let body = serde_json::to_vec(&PushRequest { changes, facts: Vec::new() }).unwrap();
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&body).unwrap();
        packed.finish().unwrap().len() as f64 / reports as f64
    };
    let (with, cost) = Cost::of(|| size(changes.to_vec()));
    let plain = changes.iter().map(|change| without_ids(change)).collect();
    let also = format!("{:.0} B without ids and hashes; batch of {}, gzip", size(plain), changes.len());
    row(what, &format!("{with:.0} B"), "–", None, cost.cpu, &also);
}

/// Every run of 32 or 64 hexadecimal digits, with or without dashes, becomes zeros.
fn without_ids(change: &RawValue) -> Box<RawValue> {
    let plain = change.get().split('"').map(|part| {
        let digits = part.chars().filter(char::is_ascii_hexdigit).count();
        let only = part.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        if only && (digits == 32 || digits == 64) { "0".repeat(part.len()) } else { part.to_owned() }
    });
    RawValue::from_string(plain.collect::<Vec<_>>().join("\"")).unwrap()
}

//! Photos that are none: damaged, cut short, of another kind, or made to do damage (faults 9 and 10). The report always
//! arrives; what nobody can decode is kept sealed and shown to nobody.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use app::core::{NewPhoto, NewReport};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use image::ImageFormat;
use photo::{Limits, Prepared, prepare};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::domain::AttachmentRole;
use shared::protocol::{ATTACHMENTS, PUSH, UPLOADS};
use shared::sync::Rest;
use sync_server::photos::picture::{LARGE, SMALL, Source};
use tests::figures::{Figure, is_long, seed, tries};
use tests::{Device, Dice, World, pictures};
use uuid::Uuid;

/// What a bomb may cost, in bytes.
const MOST_MORE: u64 = 20 << 20;
/// In one report.
const TOGETHER: usize = 10;
/// A world grows slow with its reports.
const REPORTS_A_WORLD: usize = 60;

/// What cameras, networks and people make of photos.
fn damaged(dice: &mut Dice) -> Vec<Vec<u8>> {
    let jpeg = pictures::jpeg(24, 18, false);
    let whole = [
        jpeg.clone(),
        pictures::jpeg(40, 30, true),
        pictures::written(24, 18, ImageFormat::Png),
        pictures::written(24, 18, ImageFormat::WebP),
    ];
    let mut files: Vec<Vec<u8>> = pictures::mislabelled().into_iter().map(|(_, file)| file).collect();
    let cuts = |file: &[u8], few: u64, dice: &mut Dice| -> Vec<usize> {
        let length = file.len() as u64;
        if is_long() { (0..file.len()).collect() } else { (0..few).map(|_| dice.below(length) as usize).collect() }
    };
    for file in &whole {
        files.extend(cuts(file, 25, dice).into_iter().map(|length| file[..length].to_vec()));
        files.extend((0..tries(25, 1_000)).map(|_| pictures::damaged(file, dice)));
    }
    files.extend(whole);
    files
}

fn real() -> Vec<Vec<u8>> {
    let shared = std::env::var("KUEMMERER_SHARED").unwrap_or_else(|_| "../../shared".into());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("data/photos");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("without real photos: {} is not there", folder.display());
        return Vec::new();
    };
    files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn whatever_a_photo_is_its_report_arrives() {
    let mut dice = Dice::new(seed("hostile_photos: damaged"));
    let mut files = damaged(&mut dice);
    files.extend(real());
    let (mut readable, mut sealed) = (0, 0);
    for files in files.chunks(TOGETHER * REPORTS_A_WORLD) {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let expected = files.iter().filter(|file| matches!(prepare(file, &Limits::default()), Prepared::Photo { .. }));
        let expected = expected.count() as i64;
        for photos in files.chunks(TOGETHER) {
            let photos =
                photos.iter().map(|bytes| NewPhoto { role: AttachmentRole::Photo, bytes: bytes.clone() }).collect();
            anna.report_with(NewReport { category: "litter".to_owned(), photos, ..NewReport::default() });
        }
        assert_eq!(anna.sync(&world), Rest::Done);
        for report in anna.saved.clone() {
            assert!(anna.sees(report).unwrap().received_at.is_some(), "the report is whole at the office");
        }
        let shown = world.rows().query_row("SELECT count(*) FROM attachments WHERE NOT sealed", [], |row| row.get(0));
        assert_eq!(shown, Ok(expected), "what cannot be decoded is sealed, and nothing else");
        let mailed = world.next_morning();
        assert_eq!(mailed.lines().len(), anna.saved.len());
        world.assert_sound();
        world.assert_holds(&anna);
        readable += expected as usize;
        sealed += files.len() - expected as usize;
    }
    let note = format!("{sealed} kept sealed, {readable} still pictures");
    Figure::harmless(9, "photos cut, flipped, empty, mislabelled, HEIC", files.len() as u64).note(note).tell();
}

/// A phone without our pipeline.
struct Stranger<'a> {
    world: &'a World,
    device: Uuid,
    bearer: String,
    n: u64,
}

impl Stranger<'_> {
    fn new<'a>(world: &'a World, phone: &mut Device) -> Stranger<'a> {
        let (device, bearer) = (phone.id(), format!("Bearer {}", phone.token()));
        Stranger { world, device, bearer, n: 1_000 }
    }

    fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response<Vec<u8>> {
        let mut request = Request::builder().method(method).uri(path).header("authorization", &self.bearer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.world.call(request.body(body.to_vec()).unwrap())
    }

    fn change(&mut self, kind: &str, record: Uuid, fields: Value) -> Value {
        self.n += 1;
        let fields = fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), json!({ "value": value })));
        let fields: serde_json::Map<String, Value> = fields.collect();
        json!({ "id": Uuid::from_u128(self.n.into()), "n": self.n, "kind": kind, "record": record,
                "author": { "device": self.device }, "fields": fields, "made_at": self.world.now() })
    }

    /// Reports these bytes as the photo that they are not; its id.
    fn report(&mut self, bytes: &[u8]) -> Uuid {
        let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let said = json!({ "sha256": sha256, "size": bytes.len(), "mime": "image/jpeg" });
        let (report, photo) =
            (Uuid::from_u128(1 << 64 | u128::from(self.n)), Uuid::from_u128(2 << 64 | u128::from(self.n)));
        let changes = [
            self.change("report", report, json!({ "category": "litter" })),
            self.change("attachment", photo, json!({ "report": report, "role": "photo", "bytes": said })),
        ];
        let pushed = self.call("POST", PUSH, &[], json!({ "changes": changes }).to_string().as_bytes());
        assert_eq!(pushed.status(), 200);
        let (length, named) = (bytes.len().to_string(), format!("attachment {}", STANDARD.encode(photo.to_string())));
        let tus = [
            ("tus-resumable", "1.0.0"),
            ("upload-length", length.as_str()),
            ("upload-metadata", named.as_str()),
            ("content-type", "application/offset+octet-stream"),
        ];
        let sent = self.call("POST", UPLOADS, &tus, bytes);
        assert_eq!(sent.status(), 201, "{}", String::from_utf8_lossy(sent.body()));
        photo
    }
}

#[test]
fn a_phone_that_sends_anything_as_a_photo_harms_no_page_and_no_mail() {
    let mut dice = Dice::new(seed("hostile_photos: stranger"));
    let mut files = damaged(&mut dice);
    files.extend(real());
    files.extend(pictures::bombs().into_iter().chain(pictures::talkative()).map(|(_, file)| file));
    let (mut pictures, mut refused, mut mailed) = (0, 0, 0);
    for files in files.chunks(REPORTS_A_WORLD) {
        let world = World::small();
        let mut anna = world.phone_of("Anna");
        let mut stranger = Stranger::new(&world, &mut anna);
        for file in files {
            let photo = stranger.report(file);
            for query in ["", "?size=thumb"] {
                let answer = stranger.call("GET", &format!("{ATTACHMENTS}{photo}{query}"), &[], b"");
                match answer.status().as_u16() {
                    200 => {
                        let shown = image::load_from_memory_with_format(answer.body(), ImageFormat::Jpeg).unwrap();
                        assert!(shown.width().max(shown.height()) <= LARGE);
                        pictures += 1;
                    }
                    404 => refused += 1,
                    other => panic!("{other}"),
                }
            }
        }
        let letters = world.next_morning();
        assert_eq!(letters.lines().len(), files.len(), "every report is mailed");
        mailed += letters.lines().len();
        world.assert_sound();
        assert_eq!(anna.sync(&world), Rest::Done);
    }
    let note = format!("{mailed} reports mailed; {refused} times no picture, {pictures} times one encoded anew");
    Figure::harmless(9, "the same, sent as photos by a hostile phone", files.len() as u64).note(note).tell();
}

/// Peak memory of this process in bytes, since it was last forgotten.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Whether either side makes a picture of it.
fn pictured(side: &str, bytes: &[u8]) -> bool {
    match side {
        "phone" => matches!(prepare(bytes, &Limits::default()), Prepared::Photo { .. }),
        _ => Source::new(bytes.to_vec(), Vec::new()).shrink(SMALL, 80).is_some(),
    }
}

/// No test of its own: measures one file in a process where nothing else takes memory.
#[test]
fn a_child_that_measures() {
    let Some(path) = std::env::var_os("KUEMMERER_BOMB") else { return };
    let side = std::env::var("KUEMMERER_SIDE").unwrap();
    let bytes = std::fs::read(path).unwrap();
    // What decoders set up once is no cost of this file.
    assert!(pictured(&side, &pictures::jpeg(64, 48, false)));
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let (before, begun) = (peak(), Instant::now());
    let pictured = pictured(&side, &bytes);
    let took = begun.elapsed().as_micros();
    println!("MEASURED {} {took} {pictured} ", peak() - before);
}

/// Bytes more, microseconds, and whether a picture came of it.
fn measure(side: &str, path: &Path) -> (u64, u64, bool) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_child_that_measures", "--nocapture"]);
    let out = child.env("KUEMMERER_BOMB", path).env("KUEMMERER_SIDE", side).output().unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let words: Vec<&str> = out.split("MEASURED ").nth(1).unwrap_or_else(|| panic!("{out}")).split(' ').collect();
    (words[0].parse().unwrap(), words[1].parse().unwrap(), words[2] == "true")
}

#[test]
fn bombs_cost_neither_side_memory() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("bomb");
    for (side, limit) in [("phone", MOST_MORE), ("server", MOST_MORE)] {
        let (mut tried, mut most, mut slowest) = (0, (0, ""), (0, ""));
        for (what, file) in pictures::bombs() {
            std::fs::write(&path, &file).unwrap();
            let (more, took, pictured) = measure(side, &path);
            println!("{side}: {what}, {} bytes: {} kB more, {took} µs", file.len(), more / 1024);
            assert!(!pictured, "{side}: {what} became a picture");
            assert!(more < limit, "{side}: {what} took {more} bytes more");
            (most, slowest) = (most.max((more, what)), slowest.max((took, what)));
            tried += 1;
        }
        // Pictures for all that; nobody says how long one may take.
        for (what, file) in pictures::talkative() {
            std::fs::write(&path, &file).unwrap();
            let (more, took, _) = measure(side, &path);
            println!("{side}: {what}, {} bytes: {} kB more, {took} µs", file.len(), more / 1024);
            // The server does not even read a file of that size.
            assert!(side == "server" || more < limit, "{side}: {what} took {more} bytes more");
            tried += 1;
        }
        let note =
            format!("at most {} kB more ({}), {} ms ({})", most.0 / 1024, most.1, slowest.0 as f64 / 1000.0, slowest.1);
        Figure::harmless(10, &format!("image bombs, on the {side}"), tried).note(note).tell();
    }
}

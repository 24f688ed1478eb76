//! Files and texts as a stranger would bring them, through the programs: read whole, or refused with a sentence and
//! nothing kept (fault 11).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod outside;

use std::path::Path;
use std::process::Stdio;

use outside::phone::HERE;
use outside::victim::{MOST_MORE, Victim};
use outside::{City, Ended, Phone, wait};
use serde_json::{Value, json};
use tests::dump::Dump;
use tests::figures::Figure;

/// Runs a command and gives the most memory that it took, in megabytes.
fn run_and_measure(mut command: std::process::Command) -> (Ended, u64) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    wait(120, "end of a command", || {
        // Sampled: what is taken for less than a moment does not count, and does no harm.
        for _ in 0..50 {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kb.unwrap_or(0) / 1024);
            if child.try_wait().unwrap().is_some() {
                return Some(());
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        None
    });
    (Ended::from(child.wait_with_output().unwrap()), peak)
}

fn gpx(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{inside}</trkseg></trk></gpx>"#
    )
}

const POINT: &str = r#"<trkpt lat="51.51" lon="7.46"><time>2026-05-28T08:00:00Z</time></trkpt>"#;

#[test]
fn tracks_made_to_exhaust_are_refused_with_a_sentence_and_no_round_is_kept() {
    let city = City::new();
    let server = city.serve();
    let phone = city.phone(&server, "anna");
    let file = city.place.path().join("round.gpx");
    let secret = city.place.path().join("secret.txt");
    std::fs::write(&secret, "TOP SECRET").unwrap();

    let doctype = |entities: &str, name: &str| {
        format!("<!DOCTYPE gpx [{entities}]>{}", gpx(&format!("<name>&{name};</name>{POINT}")))
    };
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let long = "x".repeat(100_000);
    let files = [
        ("a billion laughs", doctype(&format!("<!ENTITY l0 \"lol\">{laughs}"), "l9")),
        ("quadratic blowup", format!("<!DOCTYPE gpx [<!ENTITY q \"{long}\">]>{}", gpx(&"&q;".repeat(50_000)))),
        ("an external entity", doctype(&format!("<!ENTITY x SYSTEM \"file://{}\">", secret.display()), "x")),
        ("an entity from elsewhere", doctype("<!ENTITY x SYSTEM \"http://127.0.0.1:1/x\">", "x")),
        ("a parameter entity", doctype("<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;", "x")),
        ("an external document type", format!("<!DOCTYPE gpx SYSTEM \"http://127.0.0.1:1/gpx.dtd\">{}", gpx(POINT))),
        ("depth", gpx(&"<x>".repeat(1_000_000))),
        ("not closed", gpx(POINT).replace("</gpx>", "")),
        ("cut off in a point", gpx(POINT)[..gpx(POINT).len() - 60].to_owned()),
        ("an open tag without end", format!("<gpx {}", "a=\"1\" ".repeat(500_000))),
        ("half a million points and one", gpx(&POINT.repeat(500_001))),
        ("no coordinates", gpx("<trkpt/>")),
        ("no numbers", gpx(&POINT.replace("51.51", "NaN"))),
        ("infinite", gpx(&POINT.replace("51.51", "1e999"))),
        ("no time", gpx(&POINT.replace("2026-05-28T08:00:00Z", "99999-99-99"))),
        ("another language", "<kml/>".to_owned()),
        ("JSON", "{\"type\":\"gpx\"}".to_owned()),
        ("nothing", String::new()),
        ("zeros", "\0".repeat(10_000)),
        ("60 MB", " ".repeat(60 << 20)),
    ];
    let before = Dump::of(&phone.store);
    let (mut most, mut tried) = (0, 0);
    for (what, text) in &files {
        std::fs::write(&file, text).unwrap();
        let (ended, peak) = run_and_measure(phone.command(&["patrol", "--gpx", file.to_str().unwrap()]));
        let sentence = ended.failed();
        assert!(!ended.out.contains("SECRET") && !sentence.contains("SECRET"), "{what}: {ended:?}");
        let difference = before.difference(&Dump::of(&phone.store));
        assert!(difference.is_empty(), "{what}: {difference:#?}");
        // The file itself is held once.
        let own = text.len() as u64 >> 20;
        most = most.max(peak.saturating_sub(own));
        assert!(peak < own + 2 * MOST_MORE, "{what}: {peak} MB");
        tried += 1;
    }
    std::fs::write(&file, gpx(POINT)).unwrap();
    phone.run(&["patrol", "--gpx", file.to_str().unwrap()]).done();
    phone.sync();
    Figure::harmless(11, "GPX: entity bombs, depth, cut, too long, no numbers", tried)
        .note(format!("the phone took at most {most} MB beside the file"))
        .tell();
}

fn layer(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn area(geometry: Value) -> Value {
    json!({ "type": "Feature", "properties": { "nr": "1", "name": "Nord" }, "geometry": geometry })
}

fn polygon(coordinates: Value) -> Value {
    area(json!({ "type": "Polygon", "coordinates": coordinates }))
}

/// Imports a file of areas and gives the most memory that it took, in megabytes.
fn import(city: &City, file: &Path, text: &[u8]) -> (Ended, u64) {
    std::fs::write(file, text).unwrap();
    let mut command = outside::program("sync-server");
    command.arg("--data").arg(&city.data).args(["areas", "import", file.to_str().unwrap()]);
    command.args(["--layer", "districts", "--id-field", "nr", "--name-field", "name"]);
    run_and_measure(command)
}

#[test]
fn layers_that_are_none_are_refused_with_a_sentence_and_nothing_of_them_is_kept() {
    let city = City::new();
    let file = city.place.path().join("areas.geojson");
    let good = [[7.4, 51.5], [7.5, 51.5], [7.4, 51.6], [7.4, 51.5]];
    let ring = |points: Value| layer(&[polygon(json!([points]))]);
    let million: Vec<[f64; 2]> = (0..1_000_000).map(|n| [7.4 + f64::from(n) * 1e-7, 51.5]).collect();
    let open: Vec<[f64; 2]> = vec![[7.4, 51.5], [7.5, 51.5], [7.4, 51.6]];
    let cut = layer(&[polygon(json!([good]))]);
    let raw = |text: &str| cut.replace("7.4,51.5", text);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a ring that is not closed", ring(json!(open)).into()),
        ("text that is not closed", cut[..cut.len() - 1].into()),
        ("cut in the middle", cut[..cut.len() / 2].into()),
        ("depth", ("[".repeat(1_000_000)).into()),
        ("deep coordinates", cut.replace("[[[", &"[".repeat(50_000)).into()),
        ("a ring of a million points that goes nowhere", ring(json!(million)).into()),
        ("NaN", raw("NaN,51.5").into()),
        ("infinite", raw("1e999,51.5").into()),
        ("null", raw("null,51.5").into()),
        ("texts", raw("\"7.4\",\"51.5\"").into()),
        ("one number", raw("7.4").into()),
        (
            "metres",
            ring(json!([[392000.0, 5700000.0], [393000.0, 5700000.0], [392000.0, 5710000.0], [392000.0, 5700000.0]]))
                .into(),
        ),
        ("no points", ring(json!([])).into()),
        ("two points", ring(json!([[7.4, 51.5], [7.4, 51.5]])).into()),
        ("one place", ring(json!([[7.4, 51.5], [7.4, 51.5], [7.4, 51.5], [7.4, 51.5]])).into()),
        ("one line", ring(json!([[7.4, 51.5], [7.5, 51.5], [7.6, 51.5], [7.4, 51.5]])).into()),
        ("no ring", layer(&[polygon(json!([]))]).into()),
        ("a point", layer(&[area(json!({ "type": "Point", "coordinates": [7.4, 51.5] }))]).into()),
        ("no geometry", layer(&[area(Value::Null)]).into()),
        ("an unknown geometry", layer(&[area(json!({ "type": "Blob", "coordinates": [good] }))]).into()),
        ("a number for a name", cut.replace("\"Nord\"", "[7]").into()),
        ("no key", cut.replace("\"nr\"", "\"xx\"").into()),
        ("a name of 10,000 characters", cut.replace("Nord", &"N".repeat(10_000)).into()),
        ("a name with a mail header", cut.replace("Nord", "Nord\\r\\nBcc: x@example.org").into()),
        ("not a collection", json!({ "type": "Topology" }).to_string().into()),
        ("features that are none", json!({ "type": "FeatureCollection", "features": [1, 2] }).to_string().into()),
        ("a list", "[1,2]".into()),
        ("no UTF-8", b"\xff\xfe{\x00}\x00".to_vec()),
        ("nothing", Vec::new()),
    ];
    let before = Dump::of(&city.data.join("kuemmerer.db"));
    let (mut most, mut tried) = (0, 0);
    for (what, text) in &files {
        let (ended, peak) = import(&city, &file, text);
        assert_eq!(ended.code, Some(1), "{what}: {ended:?}");
        assert!(ended.failed().len() < 500, "{what}: {}", ended.failed().len());
        let difference = before.difference(&Dump::of(&city.data.join("kuemmerer.db")));
        assert!(difference.is_empty(), "{what}: {:.2000}", format!("{difference:#?}"));
        most = most.max(peak);
        tried += 1;
    }
    let (ended, _) = import(&city, &file, cut.as_bytes());
    ended.done();
    Figure::harmless(11, "GeoJSON: not closed, deep, huge, no numbers, wrong types", tried)
        .note(format!("the command took at most {most} MB"))
        .tell();
}

#[test]
fn a_note_is_kept_whole_or_refused_and_never_cut() {
    let mut victim = Victim::new();
    let note = |length: usize| "ä".repeat(length);
    let tell = |phone: &Phone, text: &str| {
        phone.run(&["--json", "report", "--category", "litter", "--at", HERE, "--note", text])
    };
    let kept = tell(&victim.phone, &note(4_000)).json()["id"].as_str().unwrap().to_owned();
    let before = Dump::of(&victim.phone.store);
    for length in [4_001, 10_000, 60_000] {
        let ended = tell(&victim.phone, &note(length));
        assert!(ended.failed().contains("4000") || ended.failed().contains("4.000"), "{ended:?}");
        let corrected = victim.phone.run(&["correct", &kept, "--note", &note(length)]);
        assert!(!corrected.failed().is_empty());
    }
    assert!(before.difference(&Dump::of(&victim.phone.store)).is_empty(), "something of a refused note was kept");
    victim.phone.sync();
    victim.saved.push(kept.clone());
    let rows = victim.rows();
    let whole = format!("\"{}\"", note(4_000));
    assert!(rows.find(&whole).iter().any(|(table, _)| *table == "changes"), "the note arrived whole");

    // A client without our checks.
    let device = victim.phone.status()["device"].clone();
    let change = json!({ "id": uuid::Uuid::from_u128(1), "n": 5_000, "kind": "report", "record": uuid::Uuid::from_u128(2),
        "author": { "device": device }, "made_at": "2026-11-23T12:00:00Z",
        "fields": { "category": { "value": "litter" }, "note": { "value": note(10_000) } } });
    let answer = victim.push(&[], json!({ "changes": [change] }).to_string().as_bytes());
    assert_eq!(answer.status, 200);
    assert!(answer.json()["verdicts"][0]["parked"].is_string(), "{}", answer.text());
    assert!(!victim.rows().0["changes"].iter().any(|row| row.contains(&note(5_000))), "a cut note was stored");
    victim.others_go_on();
    victim.nothing_lost();
    Figure::harmless(11, "notes of 4,001 to 60,000 characters", 7)
        .note("refused by the phone, parked whole by the server")
        .tell();
}

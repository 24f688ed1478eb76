//! A GPS logger's real working day: 8,713 points over 10.6 hours, most timestamps not increasing.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::process::Command;

use outside::{Phone, real, run};
use serde_json::Value;

const FILE: &str = "tracks/workday-paderborn.gpx";
const POINTS: f64 = 8_713.0;

/// Reads GPX with Python's XML parser: names in the namespace of GPX 1.1, positions in degrees, times that increase
/// within each segment. Prints points, segments and hours.
const READER: &str = r#"
import datetime, sys, xml.etree.ElementTree as tree
gpx = "{http://www.topografix.com/GPX/1/1}"
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == gpx + "gpx" and root.get("version") == "1.1" and root.get("creator"), root.attrib
assert all(part.tag in {gpx + name for name in ("gpx", "metadata", "time", "name", "trk", "trkseg", "trkpt")} for part in root.iter())
points, times = 0, []
segments = root.findall(f"{gpx}trk/{gpx}trkseg")
for segment in segments:
    before = None
    for point in segment:
        assert -90 <= float(point.get("lat")) <= 90 and -180 <= float(point.get("lon")) <= 180
        time = datetime.datetime.fromisoformat(point.find(gpx + "time").text.replace("Z", "+00:00"))
        assert before is None or before < time, (before, time)
        before = time
        times.append(time)
        points += 1
print(points, len(segments), (max(times) - min(times)).total_seconds() / 3600)
"#;

#[test]
fn a_working_day_becomes_a_round_with_honest_gaps_and_comes_out_as_gpx() {
    let Some(file) = real(FILE) else { return };
    let place = tempfile::tempdir().unwrap();
    let phone = Phone { store: place.path().join("phone.db") };
    let round = phone.run(&["--json", "patrol", "--gpx", file.to_str().unwrap()]).json();

    let gaps = round["gaps"].as_array().unwrap();
    assert!(!gaps.is_empty(), "a logger that was off for hours: {round}");
    let mut end = String::new();
    for gap in gaps {
        let (from, to) = (gap["from"].as_str().unwrap(), gap["to"].as_str().unwrap());
        assert!(end.as_str() <= from && from < to, "gaps in order, without overlap: {round}");
        end = to.to_owned();
    }

    let stored: i64 = phone.database().query_row("SELECT length(track) FROM rounds", [], |row| row.get(0)).unwrap();
    let export = place.path().join("out.gpx");
    phone.run(&["export", "--gpx", export.to_str().unwrap()]).done();
    let mut reader = Command::new("python3");
    reader.args(["-c", READER]).arg(&export);
    let read = run(reader, b"").done().out;
    let read: Vec<f64> = read.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let (points, segments, hours) = (read[0], read[1], read[2]);
    println!("{points} of {POINTS} points in {stored} bytes, {segments} segments, {} gaps, {hours:.1} h", gaps.len());

    assert!(stored as f64 <= 3.0 * points && stored as f64 <= 3.0 * POINTS, "{stored} bytes for {points} points");
    assert!(points > 1_000.0 && points <= POINTS, "what is kept is most of what can be true");
    assert_eq!(segments as usize, gaps.len() + 1, "a gap is where a segment ends, and nowhere else");
    assert!((10.0..11.0).contains(&hours));
}

#[test]
fn a_file_without_a_way_is_refused_with_a_sentence_and_leaves_no_round() {
    let place = tempfile::tempdir().unwrap();
    let phone = Phone { store: place.path().join("phone.db") };
    let file = place.path().join("in.gpx");
    for text in ["", "no gpx", "<gpx", "<gpx version=\"1.1\" creator=\"x\"></gpx>"] {
        std::fs::write(&file, text).unwrap();
        let ended = phone.run(&["patrol", "--gpx", file.to_str().unwrap()]);
        assert!(ended.failed().contains("in.gpx"), "{ended:?}");
    }
    let rounds: i64 = phone.database().query_row("SELECT count(*) FROM rounds", [], |row| row.get(0)).unwrap();
    assert_eq!(rounds, 0);
    let status: Value = phone.status();
    assert_eq!(status["queued"], 0);
}

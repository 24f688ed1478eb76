//! What the corpora begin with: small, made by our own code, nobody's data.

use std::io::Cursor;

use app::core::sync::Step;
use assets::scenes::{Scene as Motif, Shot};
use chrono::{DateTime, TimeDelta};
use flate2::read::GzDecoder;
use http::Request;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};
use shared::track::{Fix, Track, encode, to_gpx};

use super::server::Scene;
use crate::Device;

/// Names and bytes for a target.
pub fn of(target: &str) -> Vec<(&'static str, Vec<u8>)> {
    match target {
        "answer_form" => answer_forms(),
        "exif" => vec![("phone", exif()), ("file", Shot::new(Motif::Glass, 3, 16, 16).jpeg())],
        "geojson" => geojson(),
        "gpx" => vec![("round", to_gpx(&round(), "Nordrunde").into_bytes()), ("odd", ODD_GPX.into())],
        "mail" => mails(),
        "messages" => messages(),
        "photo" => photos(),
        "pull_answer" => answers(),
        "push" => pushes(),
        "track" => vec![("round", encode(&round())), ("none", encode(&Track::default()))],
        "tus" => Scene::with(|scene| uploads(scene)),
        _ => Vec::new(),
    }
}

const ODD_GPX: &str = r#"<g:gpx xmlns:g="http://www.topografix.com/GPX/1/0"><g:wpt lat="1" lon="2"/><g:trk><g:name>a &amp; b</g:name>
<g:trkseg><g:trkpt lon=" 7.46" lat='51.5'><g:ele>90</g:ele><g:time> 2026-05-28T10:00:00.5+02:00 </g:time></g:trkpt>
<g:trkpt lat="51.6" lon="7.47"><!-- no zone --><g:time>2026-05-28T08:00:05</g:time></g:trkpt></g:trkseg></g:trk></g:gpx>"#;

fn round() -> Track {
    let begin = DateTime::from_timestamp(1_795_000_000, 0).expect("a time");
    let fix = |step: i32| Fix {
        at: begin + TimeDelta::seconds(i64::from(step) * 3),
        lat: 51.6 + f64::from(step) * 4e-5,
        lon: 7.3 + f64::from(step % 7) * 3e-5,
        accuracy: None,
    };
    Track { segments: vec![(0..20).map(fix).collect(), (500..510).map(fix).collect()] }
}

fn answer_forms() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("done", b"outcome=done&note=Abgeholt.&initials=KB".to_vec()),
        ("note", b"outcome=note&note=Wo%20genau%3F%0D%0A%3Cscript%3E&initials=%E2%80%AEMM".to_vec()),
        ("not_ours", b"outcome=not_ours&initials=&note=+".to_vec()),
    ]
}

fn geojson() -> Vec<(&'static str, Vec<u8>)> {
    let square = |x: f64| json!([[x, 51.0], [x + 0.1, 51.0], [x + 0.1, 51.1], [x, 51.1], [x, 51.0]]);
    let area = |id: Value, geometry: Value| json!({"type": "Feature", "properties": {"id": id, "name": "Nord"}, "geometry": geometry});
    let collection = json!({"type": "FeatureCollection", "features": [
        area(json!(1), json!({"type": "Polygon", "coordinates": [square(7.0)]})),
        area(json!("2"), json!({"type": "MultiPolygon", "coordinates": [[square(7.1)], [square(7.3), square(7.32)]]})),
    ]});
    vec![("two", collection.to_string().into_bytes())]
}

fn mails() -> Vec<(&'static str, Vec<u8>)> {
    let nasty = "x\r\nBcc: v@example.org\0=?utf-8?Q?=0D=0A?=\0\u{202e}gro\0\"><script>alert(1)</script>\0https://x.example.org/a\0";
    let plain =
        "Müll\x00etwa 1 Transporter\0Innenstadt-Nord\0Park, am Brunnen\0https://karte.example.org/{lat}/{lon}\0";
    [("nasty", nasty), ("plain", plain)]
        .into_iter()
        .map(|(name, texts)| (name, [&[1, 2], texts.repeat(12).as_bytes()].concat()))
        .collect()
}

/// What a phone sends when it has reported something; unpacked.
fn pushed() -> (Vec<u8>, Vec<u8>) {
    Scene::with(|scene| {
        let anna = &mut scene.anna;
        anna.report_with_photo("litter");
        let packed = request(anna).into_body();
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut GzDecoder::new(packed.as_slice()), &mut plain).expect("packed");
        (plain, packed)
    })
}

fn request(phone: &mut Device) -> Request<Vec<u8>> {
    phone.session.start(&phone.phone);
    match phone.session.step(&mut phone.phone) {
        Ok(Step::Send(request)) => request,
        other => panic!("no request: {other:?}"),
    }
}

fn pushes() -> Vec<(&'static str, Vec<u8>)> {
    let (plain, packed) = pushed();
    let facts = json!({"facts": [{"id": "a2f0c0de-0000-4000-8000-000000000001", "date": "2026-11-23", "kind": "contact",
        "area": null, "topic": "help", "outcome": "helped"}]});
    let odd = json!({"changes": [1, {"id": 7}, "text", null]});
    vec![
        ("report", plain),
        ("packed", packed),
        ("facts", facts.to_string().into_bytes()),
        ("odd", odd.to_string().into_bytes()),
    ]
}

/// What the server says to a first pull, kept small.
fn pulled() -> Vec<u8> {
    Scene::with(|scene| {
        let first = json!({"since": {"epoch": null, "seq": 0}}).to_string();
        let request = scene.phone(http::Method::POST, shared::protocol::PULL);
        let answer = scene.world.call(request.body(first.into_bytes()).expect("a request"));
        let mut answer: Value = serde_json::from_slice(answer.body()).expect("a page");
        let items = answer["items"].as_array_mut().expect("items");
        items.retain(|item| item.to_string().len() < 4_000);
        let reports = items.iter().filter(|item| item["record"]["record"]["kind"] == "report").cloned();
        let few: Vec<Value> = items.iter().take(2).cloned().chain(reports).collect();
        *items = few;
        answer.to_string().into_bytes()
    })
}

fn answers() -> Vec<(&'static str, Vec<u8>)> {
    let epoch = "019ab000-0000-7000-8000-000000000001";
    let push =
        json!({"epoch": epoch, "verdicts": [{"stored": 7}, {"parked": "invalid"}], "now": "2026-11-23T10:00:00Z"});
    let gone = json!({"items": [{"gone": {"id": epoch}}], "next": {"epoch": epoch, "seq": 9}, "more": true,
        "now": "2026-11-23T10:00:00Z", "backup_covers_seq": 9});
    let refused = json!({"code": "revoked", "message": "locked"});
    vec![
        ("pull", [&[0, 1], pulled().as_slice()].concat()),
        ("gone", [&[0, 1], gone.to_string().as_bytes()].concat()),
        ("push", [&[0, 0], push.to_string().as_bytes()].concat()),
        ("refused", [&[151, 0], refused.to_string().as_bytes()].concat()),
        ("portal", [&[0, 0], b"<html>Willkommen im WLAN</html>".as_slice()].concat()),
    ]
}

fn messages() -> Vec<(&'static str, Vec<u8>)> {
    let (push, _) = pushed();
    let parsed: Value = serde_json::from_slice(&push).expect("JSON");
    let change = parsed["changes"][0].to_string();
    let happened = json!([
        {"seq": 1, "at": "2026-11-23T10:00:00Z", "role": "phone", "event": "stored", "of": {"self_done": false}},
        {"seq": 2, "at": "2026-11-23T10:00:00Z", "role": "server", "event": "received"},
        {"seq": 3, "at": "2026-11-23T10:00:00Z", "role": "phone", "event": "sighted", "of": {"seen": "gone", "as_of": 2}},
    ]);
    vec![
        ("change", change.into_bytes()),
        ("push", push),
        ("pull", pulled()),
        ("history", happened.to_string().into_bytes()),
        ("header", shared::protocol::CAPABILITIES.into()),
        ("error", br#"{"code":"slow_down","message":"m"}"#.to_vec()),
        ("verdict", br#"{"parked":"clone"}"#.to_vec()),
    ]
}

/// The EXIF of a drawn photo, without the picture in it.
fn exif() -> Vec<u8> {
    let file = Shot { orientation: 6, ..Shot::new(Motif::Lamp, 3, 16, 16) }.jpeg();
    let at = file.windows(6).position(|bytes| bytes == b"Exif\0\0").expect("metadata");
    file[at + 6..file.len().min(at + 600)].to_vec()
}

fn photos() -> Vec<(&'static str, Vec<u8>)> {
    let shot = Shot { orientation: 8, ..Shot::new(Motif::Graffiti, 5, 40, 24) }.jpeg();
    let picture =
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 9, y as u8, 7])));
    let written = |format| {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).expect("a picture");
        file.into_inner()
    };
    vec![
        ("jpeg", shot),
        ("png", written(ImageFormat::Png)),
        ("webp", written(ImageFormat::WebP)),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
    ]
}

fn uploads(scene: &Scene) -> Vec<(&'static str, Vec<u8>)> {
    use base64::Engine;
    let metadata = base64::engine::general_purpose::STANDARD.encode(scene.attachment.to_string());
    let create = format!("POST\nc\ntus-resumable:1.0.0\nupload-length:300\nupload-metadata:attachment {metadata}\n\n");
    let patch = "PATCH\nu\ntus-resumable:1.0.0\ncontent-type:application/offset+octet-stream\nupload-offset:0\n\
                 upload-checksum:sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n\n";
    [
        ("create", create),
        ("patch", patch.to_owned()),
        ("ask", "HEAD\nu\ntus-resumable:1.0.0\n\n".to_owned()),
        ("options", "OPTIONS\nc\nx-http-method-override:HEAD\n\n".to_owned()),
    ]
    .map(|(name, text)| (name, text.into_bytes()))
    .into()
}

//! Real photos on their way from a phone to everybody who gets to see them: upright, and nothing in them but the picture.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod outside;

use std::collections::BTreeSet;
use std::path::PathBuf;

use image::RgbImage;
use outside::browser::Browser;
use outside::http::{Answer, call, get};
use outside::pictures::{alike, bare, carried, decoded, gist};
use outside::{City, Phone, Server, mails, real};

/// Files that no decoder of ours can turn into a picture: cut off, of another format, broken.
const NO_PICTURES: [&str; 2] = ["corrupted.jpg", "iphone.heic"];

fn photos() -> Option<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(real("photos")?).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    Some(files)
}

fn name(file: &std::path::Path) -> &str {
    file.file_name().unwrap().to_str().unwrap()
}

/// One report for each photo, all the way through.
struct Through {
    city: City,
    server: Server,
    phone: Phone,
    /// File name, report, number, photo.
    reports: Vec<(String, String, String, String)>,
}

impl Through {
    fn new(files: &[PathBuf]) -> Through {
        let city = City::with_districts();
        let server = city.serve();
        let phone = city.phone(&server, "anna");
        let ids: Vec<String> = files
            .iter()
            .map(|file| phone.report(&["--category", "litter", "--photo", file.to_str().unwrap()]))
            .collect();
        phone.sync();
        city.digest();
        phone.sync();
        let reports = files.iter().zip(ids).map(|(file, id)| {
            let shown = phone.shows(&id);
            let [photo] = shown["attachments"].as_array().unwrap().as_slice() else { panic!("{shown}") };
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            assert_eq!(photo["stage"], "received", "{}: {shown}", name(file));
            assert!(shown["received_at"].is_string(), "{}: the report is whole at the office", name(file));
            (name(file).to_owned(), id, text(&shown["number"]), text(&photo["id"]))
        });
        Through { reports: reports.collect(), city, server, phone }
    }

    fn by_phone(&self, photo: &str, query: &str) -> Answer {
        let bearer = format!("Bearer {}", self.phone.token());
        let path = format!("/api/v1/attachments/{photo}{query}");
        call(&self.server.address, "GET", &path, &[("Authorization", &bearer)], b"")
    }

    fn desk(&self) -> Browser {
        self.city.run_with(&["user", "add", "lead", "--role", "lead"], "Regen im November\n").done();
        let mut desk = Browser::new(&self.server.address);
        desk.sign_in("lead", "Regen im November");
        desk
    }

    /// The mail that announces a report, and the path of its answer page.
    fn announced(&self, number: &str) -> (mails::Mail, String) {
        let mut mails = mails::read(&self.city.mails());
        mails.retain(|mail| mail.text().contains(number));
        assert_eq!(mails.len(), 1, "{number} is in exactly one mail");
        let mail = mails.remove(0);
        let link = mail.link(number, "Erledigt");
        (mail, link.split('?').next().unwrap().to_owned())
    }
}

#[track_caller]
fn picture(what: &str, answer: Answer) -> RgbImage {
    assert_eq!(answer.status, 200, "{what}: {}", answer.text());
    assert_eq!(answer.header("content-type"), Some("image/jpeg"), "{what}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    bare(what, &answer.body);
    decoded(&answer.body)
}

#[test]
fn nobody_gets_anything_but_the_picture_and_what_is_no_picture_goes_to_nobody() {
    let Some(files) = photos() else { return };
    assert!(files.iter().any(|file| name(file) == "gps_1.jpg"
        && carried(&std::fs::read(file).unwrap()).iter().any(|segment| segment.contains("Exif"))));
    let through = Through::new(&files);
    let mut desk = through.desk();
    let mut sealed = BTreeSet::new();

    for (file, report, number, photo) in &through.reports {
        let (_, answer_page) = through.announced(number);
        let shown = get(&through.server.address, &answer_page);
        assert_eq!(shown.status, 200);
        let here = format!("{answer_page}/photo/{photo}");
        let page = desk.get(&format!("/office/reports/{report}")).text();
        if through.by_phone(photo, "").status == 200 {
            for query in ["", "?size=thumb"] {
                picture(&format!("{file}{query} for the phone"), through.by_phone(photo, query));
                picture(&format!("{file}{query} for staff"), desk.get(&format!("/office/attachments/{photo}{query}")));
                picture(
                    &format!("{file}{query} for the department"),
                    get(&through.server.address, &format!("{here}{query}")),
                );
            }
            assert!(shown.text().contains(&here), "{file} is on the answer page");
            assert!(
                page.contains(&format!("<img src=\"/office/attachments/{photo}\"")),
                "{file} is on the office's page"
            );
        } else {
            for query in ["", "?size=thumb"] {
                assert_eq!(through.by_phone(photo, query).status, 404, "{file} for the phone");
                assert!(
                    [403, 404].contains(&desk.get(&format!("/office/attachments/{photo}{query}")).status),
                    "{file}"
                );
                assert_eq!(get(&through.server.address, &format!("{here}{query}")).status, 404, "{file}");
            }
            assert!(!shown.text().contains(photo.as_str()), "{file} is not on the answer page");
            assert!(
                !page.contains(&format!("src=\"/office/attachments/{photo}")),
                "{file} is not on the office's page"
            );
            sealed.insert(file.as_str());
        }
    }
    assert_eq!(sealed, BTreeSet::from(NO_PICTURES));

    let mut mailed = 0;
    for mail in mails::read(&through.city.mails()) {
        assert!(mail.0.len() <= 1 << 20, "{} bytes", mail.0.len());
        for jpeg in mail.pictures() {
            bare("a mail's picture", &jpeg);
            let (width, height) = decoded(&jpeg).dimensions();
            assert!(width.max(height) <= 240, "{width} × {height}");
            mailed += 1;
        }
    }
    assert_eq!(mailed, files.len() - sealed.len(), "one thumbnail for each picture");
}

#[test]
fn one_scene_held_three_ways_is_one_picture() {
    let Some(mut files) = photos() else { return };
    files.retain(|file| name(file).starts_with("orientation_"));
    let through = Through::new(&files);
    let mut desk = through.desk();

    let mut views = Vec::new();
    for (file, _, number, photo) in &through.reports {
        let (_, answer_page) = through.announced(number);
        for query in ["", "?size=thumb"] {
            views.push((format!("{file}{query} for the phone"), picture(file, through.by_phone(photo, query))));
            let office = desk.get(&format!("/office/attachments/{photo}{query}"));
            views.push((format!("{file}{query} for staff"), picture(file, office)));
            let department = get(&through.server.address, &format!("{answer_page}/photo/{photo}{query}"));
            views.push((format!("{file}{query} for the department"), picture(file, department)));
        }
    }
    for mail in mails::read(&through.city.mails()) {
        views.extend(mail.pictures().iter().map(|jpeg| ("by mail".to_owned(), decoded(jpeg))));
    }
    assert_eq!(views.len(), 3 * 7);

    let first = gist(&views[0].1);
    for (what, view) in &views {
        let (width, height) = view.dimensions();
        assert!((f64::from(width) / f64::from(height) - 4.0 / 3.0).abs() < 0.02, "{what}: {width} × {height}");
        // White sky above, a dark pool below, red blossoms at the lower left: nothing else is upright.
        let part = |x: u32, y: u32| {
            image::imageops::crop_imm(view, x * width / 2, y * height / 2, width / 2, height / 2).to_image()
        };
        let light =
            |picture: &RgbImage| picture.pixels().map(|p| p.0.iter().map(|c| u64::from(*c)).sum::<u64>()).sum::<u64>();
        let red = |picture: &RgbImage| picture.pixels().filter(|p| p.0[0] > 130 && p.0[1] < 80).count();
        assert!(light(&part(0, 0)) + light(&part(1, 0)) > light(&part(0, 1)) + light(&part(1, 1)), "{what}");
        let elsewhere = [(0, 0), (1, 0), (1, 1)].map(|(x, y)| red(&part(x, y))).into_iter().max().unwrap();
        assert!(red(&part(0, 1)) > 3 * elsewhere, "{what}");
        let alike = alike(&first, &gist(view));
        assert!(alike > 0.97, "{what}: {alike}");
    }
    // The measure tells a picture from the same one upside down.
    assert!(alike(&first, &gist(&image::imageops::rotate180(&views[0].1))) < 0.5);
}

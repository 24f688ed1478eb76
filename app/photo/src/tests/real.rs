//! Photos of real cameras; they lie beside the checkout and belong to others.

use super::{formats::difference, metadata::assert_bare, *};
use ::exif::{In, Reader, Tag, Value};
use image::imageops::{FilterType, resize};
use std::{env, fs, io::Cursor, path::PathBuf};

/// Bytes of a real photo, `None` where there are none.
fn real(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let path = env::var_os("KUEMMERER_SHARED").map_or_else(beside, PathBuf::from).join("data/photos").join(name);
    let bytes = fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is not here", path.display());
    }
    bytes
}

/// Writes what came out to the folder that KUEMMERER_LOOK names, as PNG, to be looked at.
fn look(name: &str, photo: &RgbImage, thumb: &RgbImage) {
    if let Some(folder) = env::var_os("KUEMMERER_LOOK").map(PathBuf::from) {
        photo.save(folder.join(format!("{name}.png"))).unwrap();
        thumb.save(folder.join(format!("{name}.thumb.png"))).unwrap();
    }
}

#[test]
fn what_browsers_show_becomes_a_photo() {
    let names =
        ["gps_1", "gps_2", "gps_3", "orientation_3", "orientation_6", "orientation_8", "invalid_1", "invalid_2"];
    for name in names {
        let Some(file) = real(&format!("{name}.jpg")) else { return };
        let Prepared::Photo { jpeg, thumb, width, height, .. } = prepare(&file, &Limits::default()) else {
            panic!("{name}: {:?}", refusal(&file))
        };
        assert!(width.max(height) <= LONG_EDGE);
        assert_bare(&jpeg);
        assert_bare(&thumb);
        let (photo, thumb, _) = photo(&file);
        assert!(thumb.width().max(thumb.height()) <= THUMB_EDGE);
        look(name, &photo, &thumb);
    }
}

#[test]
fn what_cannot_be_decoded_is_kept() {
    let refusals =
        [("iphone.heic", "image/heic", Unreadable::Heic), ("corrupted.jpg", "image/jpeg", Unreadable::Broken)];
    for (name, mime, why) in refusals {
        let Some(file) = real(name) else { return };
        assert_eq!(refusal(&file), (mime, why), "{name}");
    }
}

#[test]
fn one_scene_held_three_ways_comes_out_as_one() {
    let scenes = ["orientation_3.jpg", "orientation_6.jpg", "orientation_8.jpg"].map(|name| {
        let photo = photo(&real(name)?).0;
        assert_eq!(photo.dimensions(), (600, 450), "{name}");
        Some(resize(&photo, 60, 45, FilterType::Triangle))
    });
    let [Some(a), Some(b), Some(c)] = scenes else { return };
    assert!(difference(&a, &b) < 4.0 && difference(&a, &c) < 4.0);
    let upside_down = image::imageops::rotate180(&a);
    assert!(difference(&a, &upside_down) > 20.0, "the test itself");
}

#[test]
fn cut_at_every_kilobyte_it_is_never_half_a_photo() {
    for name in ["gps_1.jpg", "orientation_6.jpg"] {
        let Some(file) = real(name) else { return };
        for length in (1..file.len()).step_by(1000) {
            let why = refusal(&file[..length]).1;
            assert!(matches!(why, Unreadable::Broken | Unreadable::UnknownFormat), "{name} at {length}: {why}");
        }
    }
}

#[test]
fn claims_agree_with_another_reader_of_exif() {
    for name in ["gps_1.jpg", "gps_2.jpg", "gps_3.jpg"] {
        let Some(file) = real(name) else { return };
        let Captured { taken, position } = photo(&file).2;
        let theirs = Reader::new().read_from_container(&mut Cursor::new(&file)).unwrap();
        let field = |tag| theirs.get_field(tag, In::PRIMARY).unwrap();
        let degrees = |tag| match &field(tag).value {
            Value::Rational(parts) => parts.iter().zip([1.0, 60.0, 3600.0]).map(|(it, unit)| it.to_f64() / unit).sum(),
            _ => f64::NAN,
        };
        // All three lie north of the equator and east of Greenwich.
        let (latitude, longitude) = position.unwrap();
        assert!((latitude - degrees(Tag::GPSLatitude)).abs() < 1e-9, "{name}");
        assert!((longitude - degrees(Tag::GPSLongitude)).abs() < 1e-9, "{name}");
        assert_eq!(taken.unwrap().to_string(), field(Tag::DateTimeOriginal).display_value().to_string(), "{name}");
    }
}

//! Photos of real cameras; they lie beside the checkout and belong to others.

use super::{fixtures::*, formats::difference, metadata::assert_bare, *};
use image::imageops::{FilterType, resize};
use std::{env, fs, path::PathBuf, time::Instant};

/// Bytes of a real photo, `None` where there are none.
fn real(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
    let path = env::var_os("KUEMMERER_SHARED").map_or_else(beside, PathBuf::from).join("data/photos").join(name);
    let bytes = fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is not here", path.display());
    }
    bytes
}

/// Writes what came out to the folder that KUEMMERER_LOOK names, to be looked at.
fn look(name: &str, made: &Prepared) {
    if let (Some(folder), Prepared::Photo { jpeg, thumb, .. }) = (env::var_os("KUEMMERER_LOOK"), made) {
        let folder = PathBuf::from(folder);
        fs::write(folder.join(name), jpeg).unwrap();
        fs::write(folder.join(format!("thumb_{name}")), thumb).unwrap();
    }
}

#[test]
fn every_file_gets_through() {
    let names = ["gps_1", "gps_2", "gps_3", "orientation_3", "orientation_6", "orientation_8"];
    let names = names.into_iter().chain(["invalid_1", "invalid_2", "corrupted"]);
    for name in names.map(|it| format!("{it}.jpg")) {
        let Some(file) = real(&name) else { return };
        let start = Instant::now();
        let made = prepare(&file, &Limits::default());
        match &made {
            Prepared::Photo { jpeg, thumb, width, height, captured } => {
                println!("{name}: {width} × {height}, {} + {} bytes, {captured:?}", jpeg.len(), thumb.len());
                assert_bare(jpeg);
                assert_bare(thumb);
            }
            Prepared::Undecodable { why, .. } => println!("{name}: {why}, {:?}", start.elapsed()),
        }
        look(&name, &made);
    }
}

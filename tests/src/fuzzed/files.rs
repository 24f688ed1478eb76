//! Files that people bring: photos, rounds, areas.

use app::core::patrol::gpx;
use photo::{Captured, LONG_EDGE, Limits, Prepared, THUMB_EDGE, captured, prepare};
use shared::areas::{Area, AreaIndex, SLIVER_M, read_geojson, shape_from_json, shape_to_json};
use shared::geo::Position;
use shared::track::{Rules, Track, clean, to_gpx};
use sync_server::photos::picture::{SMALL, Source};
use uuid::Uuid;

/// Far below those of phones: what is refused at once makes room for more tries.
const LIMITS: Limits = Limits { bytes: 1 << 20, pixels: 1 << 20, memory: 16 << 20, scans: 20 };

/// A photo on the phone, and the same bytes where the server shows them.
pub fn photo(bytes: &[u8]) {
    match prepare(bytes, &LIMITS) {
        Prepared::Photo { jpeg, thumb, width, height, .. } => {
            assert!(width.max(height) <= LONG_EDGE && width.min(height) > 0);
            for (made, edge) in [(&jpeg, LONG_EDGE), (&thumb, THUMB_EDGE)] {
                assert_eq!(captured(made, &LIMITS), Captured::default(), "nothing but pixels leaves the phone");
                let shown = Source::new(made.clone(), Vec::new())
                    .shrink(edge, 80)
                    .expect("what the phone makes, the server shows");
                assert!(shown.width.max(shown.height) <= edge);
            }
        }
        Prepared::Undecodable { why, .. } => assert!(!why.key().is_empty()),
    }
    if let Some(shown) = Source::new(bytes.to_vec(), Vec::new()).shrink(SMALL, 60) {
        assert!(shown.width.max(shown.height) <= SMALL);
        assert_eq!(captured(&shown.jpeg, &LIMITS), Captured::default());
    }
}

/// The readers of metadata, without pixels: bytes as a file, and as the EXIF of one.
pub fn exif(bytes: &[u8]) {
    claims(&captured(bytes, &LIMITS));
    let Ok(length) = u16::try_from(bytes.len() + 8) else { return };
    let mut file = vec![0xff, 0xd8, 0xff, 0xe1];
    file.extend(length.to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(bytes);
    // A scan without data: the readers look no further than its marker.
    file.extend([0xff, 0xda, 0, 2, 0xff, 0xd9]);
    claims(&captured(&file, &LIMITS));
}

fn claims(captured: &Captured) {
    if let Some((lat, lon)) = captured.position {
        assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0);
    }
}

/// A recorded round. What is read, cleaned and written is read again.
pub fn gpx(bytes: &[u8]) {
    let Ok(fixes) = gpx::read(bytes) else { return };
    let (track, _) = clean(&fixes, &Rules::default());
    let track = Track { segments: track.segments };
    let text = to_gpx(&track, "Runde <&> \u{1}");
    let again = gpx::read(text.as_bytes()).expect("what we write we read");
    let whole: Vec<_> = again.iter().map(|fix| (fix.at.timestamp(), fix.lat, fix.lon)).collect();
    assert_eq!(whole, track.fixes().map(|fix| (fix.at.timestamp(), fix.lat, fix.lon)).collect::<Vec<_>>());
}

/// A layer of areas. What is imported travels as JSON and answers for any place.
pub fn geojson(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(imported) = read_geojson(text, "id", "name") else { return };
    let valid_from = chrono::NaiveDate::default();
    let area = |(number, area): (usize, shared::areas::ImportedArea)| {
        assert_eq!(shape_from_json(&shape_to_json(&area.shape)).expect("what we write we read"), area.shape);
        let id = Uuid::from_u128(number as u128);
        let layer = "layer".to_owned();
        Area { id, layer, foreign_id: area.foreign_id, name: area.name, valid_from, valid_to: None, shape: area.shape }
    };
    let areas: Vec<Area> = imported.into_iter().enumerate().map(area).collect();
    let corners: Vec<_> = areas.iter().flat_map(|area| &area.shape.0).map(|part| part.exterior().0[0]).collect();
    let index = AreaIndex::new(areas);
    for corner in corners {
        let at = Position::new(corner.y, corner.x, None).expect("only places on earth are imported");
        assert!(index.locate("layer", &at, valid_from).is_some(), "{SLIVER_M} m around a border belong to an area");
        assert!(index.locate("another", &at, valid_from).is_none());
    }
}

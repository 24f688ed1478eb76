//! A phone's EXIF block, built by hand: TIFF 6.0 directories inside a JPEG APP1 segment (Exif 3.0, CIPA DC-008).

use super::Shot;

/// Offset of the first directory: it follows the TIFF header.
const HEADER: u32 = 8;

/// A value with its TIFF type.
enum Value {
    Ascii(String),
    Short(u16),
    Long(u32),
    Bytes(Vec<u8>),
    Rationals(Vec<(u32, u32)>),
}

impl Value {
    /// Type, count, bytes (little-endian).
    fn encode(&self) -> (u16, u32, Vec<u8>) {
        match self {
            Self::Bytes(bytes) => (1, bytes.len() as u32, bytes.clone()),
            Self::Ascii(text) => (2, text.len() as u32 + 1, [text.as_bytes(), &[0]].concat()),
            Self::Short(value) => (3, 1, value.to_le_bytes().to_vec()),
            Self::Long(value) => (4, 1, value.to_le_bytes().to_vec()),
            Self::Rationals(list) => {
                let bytes = list.iter().flat_map(|(above, below)| [above.to_le_bytes(), below.to_le_bytes()].concat());
                (5, list.len() as u32, bytes.collect())
            }
        }
    }
}

/// The APP1 segment with its marker: make, model, time, orientation, position, and a thumbnail in the second directory.
pub(super) fn segment(shot: &Shot, thumbnail: &[u8]) -> Vec<u8> {
    let time = || Value::Ascii(shot.taken.clone());
    let main = |exif: u32, gps: u32| {
        let mut entries = vec![
            (0x010F, Value::Ascii("Musterstadt".into())),
            (0x0110, Value::Ascii("Demo Phone 1".into())),
            (0x0112, Value::Short(u16::from(shot.orientation))),
            (0x0132, time()),
            (0x8769, Value::Long(exif)),
        ];
        entries.extend(shot.position.map(|_| (0x8825, Value::Long(gps))));
        entries
    };
    let exif = [(0x9003, time()), (0x9004, time())];
    let gps = shot.position.map_or_else(Vec::new, |(lat, lon)| {
        vec![
            (0, Value::Bytes(vec![2, 3, 0, 0])),
            (1, Value::Ascii(if lat < 0.0 { "S" } else { "N" }.into())),
            (2, degrees(lat)),
            (3, Value::Ascii(if lon < 0.0 { "W" } else { "E" }.into())),
            (4, degrees(lon)),
        ]
    });
    let small =
        |at: u32| [(0x0103, Value::Short(6)), (0x0201, Value::Long(at)), (0x0202, Value::Long(thumbnail.len() as u32))];

    // A directory's length does not depend on the offsets in it: measure with zeros, then write.
    let length = |entries: &[(u16, Value)]| directory(entries, 0, 0).len() as u32;
    let exif_at = HEADER + length(&main(0, 0));
    let gps_at = exif_at + length(&exif);
    let small_at = gps_at + length(&gps);
    let thumbnail_at = small_at + length(&small(0));
    let tiff = [
        b"II\x2A\0".to_vec(),
        HEADER.to_le_bytes().to_vec(),
        directory(&main(exif_at, gps_at), HEADER, small_at),
        directory(&exif, exif_at, 0),
        directory(&gps, gps_at, 0),
        directory(&small(thumbnail_at), small_at, 0),
        thumbnail.to_vec(),
    ]
    .concat();
    let length = (tiff.len() + 8) as u16;
    [&[0xFF, 0xE1], &length.to_be_bytes()[..], b"Exif\0\0", &tiff].concat()
}

/// One directory that starts at `offset`: its entries, the offset of the next one, the values longer than four bytes.
fn directory(entries: &[(u16, Value)], offset: u32, next: u32) -> Vec<u8> {
    let mut table = (entries.len() as u16).to_le_bytes().to_vec();
    let mut values = Vec::new();
    let values_at = offset + 2 + 12 * entries.len() as u32 + 4;
    for (tag, value) in entries {
        let (kind, count, mut bytes) = value.encode();
        table.extend(tag.to_le_bytes());
        table.extend(kind.to_le_bytes());
        table.extend(count.to_le_bytes());
        if bytes.len() <= 4 {
            bytes.resize(4, 0);
            table.extend(bytes);
        } else {
            table.extend((values_at + values.len() as u32).to_le_bytes());
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            values.extend(bytes);
        }
    }
    table.extend(next.to_le_bytes());
    table.extend(values);
    table
}

/// Degrees, minutes, hundredths of a second.
fn degrees(value: f64) -> Value {
    let hundredths = (value.abs() * 360_000.0).round() as u32;
    Value::Rationals(vec![(hundredths / 360_000, 1), (hundredths / 6_000 % 60, 1), (hundredths % 6_000, 100)])
}

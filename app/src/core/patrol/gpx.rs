//! Reading what a GPS logger or another program recorded as GPX 1.0 or 1.1.
//!
//! Read are the track points (`gpx/trk/trkseg/trkpt`) in their order, whatever prefix their namespace has. Waypoints and
//! routes are places that someone marked or planned, not where anyone walked. Breaks between segments are not kept:
//! [`shared::track::clean`] finds the gaps from the times. GPX tells no accuracy in metres.

use chrono::{DateTime, NaiveDateTime, Utc};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use shared::geo::Position;
use shared::track::{Fix, MAX_FIXES};

const MAX_BYTES: usize = 50 << 20;
/// GPX needs five levels down to a time; extensions may go deeper.
const MAX_DEPTH: usize = 64;

/// Why a file is not read. Points are counted from 1 through all tracks.
#[derive(Debug, thiserror::Error)]
pub enum GpxError {
    /// More than 50 MiB.
    #[error("{0} bytes are too many, at most {MAX_BYTES} are read")]
    TooManyBytes(usize),
    /// More than 500,000.
    #[error("more than {MAX_FIXES} track points")]
    TooManyPoints,
    /// Elements nested more than 64 deep.
    #[error("nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// GPX has no DTD; entities of one could grow without bound.
    #[error("a document type declaration is not accepted")]
    Doctype,
    /// Broken XML.
    #[error("not well-formed: {0}")]
    Xml(#[from] quick_xml::Error),
    /// The file ends inside an element.
    #[error("the file is cut off")]
    CutOff,
    /// The outermost element is another, or there is none.
    #[error("not a GPX file")]
    NotGpx,
    /// `lat` or `lon` is missing, no number, or not on earth.
    #[error("track point {point} has no valid coordinates")]
    Coordinates {
        /// Its number.
        point: usize,
    },
    /// Without a time, a point has no place in a round; to leave it out unsaid would hide a gap.
    #[error("track point {point} has no valid time")]
    Time {
        /// Its number.
        point: usize,
    },
}

/// The track points of a GPX file, in the order of recording.
pub fn read(bytes: &[u8]) -> Result<Vec<Fix>, GpxError> {
    if bytes.len() > MAX_BYTES {
        return Err(GpxError::TooManyBytes(bytes.len()));
    }
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().expand_empty_elements = true;
    let mut path = Path::default();
    let mut fixes = Vec::new();
    let mut place = None;
    let mut time = Vec::new();
    loop {
        match reader.read_event()? {
            Event::DocType(_) => return Err(GpxError::Doctype),
            Event::Start(element) => {
                path.enter(element.local_name().as_ref())?;
                if path.is(POINT) {
                    if fixes.len() == MAX_FIXES {
                        return Err(GpxError::TooManyPoints);
                    }
                    place = Some(coordinates(&element).ok_or(GpxError::Coordinates { point: fixes.len() + 1 })?);
                    time.clear();
                }
            }
            Event::Text(text) if path.is(TIME) => time.extend_from_slice(&text),
            Event::End(_) => {
                if path.is(POINT)
                    && let Some(place) = place.take()
                {
                    let at = instant(&time).ok_or(GpxError::Time { point: fixes.len() + 1 })?;
                    fixes.push(Fix { at, lat: place.lat, lon: place.lon, accuracy: None });
                }
                path.leave();
            }
            Event::Eof if !path.seen => return Err(GpxError::NotGpx),
            Event::Eof if path.depth > 0 => return Err(GpxError::CutOff),
            Event::Eof => return Ok(fixes),
            _ => {}
        }
    }
}

/// The way down to a time, and at which level of it there is what.
const WAY: [&[u8]; 5] = [b"gpx", b"trk", b"trkseg", b"trkpt", b"time"];
const POINT: usize = 4;
const TIME: usize = 5;

/// Where the reader is.
#[derive(Default)]
struct Path {
    /// Open elements.
    depth: usize,
    /// How many of them, from the outermost, are those of `WAY`.
    along: usize,
    /// Whether the outermost element came.
    seen: bool,
}

impl Path {
    fn enter(&mut self, name: &[u8]) -> Result<(), GpxError> {
        if self.along == self.depth && WAY.get(self.depth) == Some(&name) {
            self.along += 1;
        }
        self.depth += 1;
        self.seen = true;
        match (self.along, self.depth) {
            (0, _) => Err(GpxError::NotGpx),
            (_, depth) if depth > MAX_DEPTH => Err(GpxError::TooDeep),
            _ => Ok(()),
        }
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.along = self.along.min(self.depth);
    }

    /// Whether the innermost open element is the one at this level of `WAY`.
    fn is(&self, level: usize) -> bool {
        self.depth == level && self.along == level
    }
}

fn coordinates(point: &BytesStart<'_>) -> Option<Position> {
    let degrees = |name: &str| {
        let attribute = point.try_get_attribute(name).ok()??;
        std::str::from_utf8(&attribute.value).ok()?.trim().parse().ok()
    };
    Position::new(degrees("lat")?, degrees("lon")?, None).ok()
}

/// An XML Schema dateTime; one without a zone is UTC, as GPX wants all times to be.
fn instant(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.trim();
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => Some(time.to_utc()),
        Err(_) => Some(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?.and_utc()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};
    use proptest::prelude::*;
    use shared::track::{Cleaning, Rules, Track, clean, decode, encode, to_gpx};

    use super::*;

    fn gpx(inside: &str) -> String {
        format!("<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\">{inside}</gpx>")
    }

    fn points(inside: &str) -> Result<Vec<Fix>, GpxError> {
        read(gpx(&format!("<trk><trkseg>{inside}</trkseg></trk>")).as_bytes())
    }

    const GOOD: &str = r#"<trkpt lat="51.5" lon="7.46"><time>2026-05-28T08:00:00Z</time></trkpt>"#;

    #[test]
    fn track_points_are_read_whatever_stands_around_them() {
        let text = r#"<g:gpx xmlns:g="http://www.topografix.com/GPX/1/0"><g:wpt lat="1" lon="2"><g:time>x</g:time></g:wpt>
            <g:trk><g:name>Müll &amp; mehr</g:name><g:trkseg>
            <g:trkpt lon=" 7.46" lat='51.5'><g:ele>90</g:ele><g:time> 2026-05-28T10:00:00.5+02:00 </g:time>
              <g:extensions><x:time xmlns:x="urn:x">never</x:time></g:extensions></g:trkpt>
            <g:trkpt lat="51.6" lon="7.47"><!-- no zone --><g:time>2026-05-28T08:00:05</g:time></g:trkpt>
            </g:trkseg><g:trkseg/></g:trk></g:gpx>"#;
        let eight = Utc.with_ymd_and_hms(2026, 5, 28, 8, 0, 0).unwrap();
        let fix = |at, lat, lon| Fix { at, lat, lon, accuracy: None };
        assert_eq!(
            read(text.as_bytes()).unwrap(),
            [fix(eight + TimeDelta::milliseconds(500), 51.5, 7.46), fix(eight + TimeDelta::seconds(5), 51.6, 7.47)]
        );
        assert_eq!(read(gpx("").as_bytes()).unwrap(), []);
    }

    #[test]
    fn a_bad_point_is_named() {
        for bad in [
            "<trkpt/>",
            r#"<trkpt lat="51,5" lon="7.4"/>"#,
            r#"<trkpt lat="NaN" lon="7"/>"#,
            r#"<trkpt lat="91" lon="7"/>"#,
        ] {
            let refusal = points(&[GOOD, bad].concat());
            assert!(matches!(refusal, Err(GpxError::Coordinates { point: 2 })), "{bad}: {refusal:?}");
        }
        for bad in ["", "<time/>", "<time>yesterday</time>", "<x><time>2026-05-28T08:00:00Z</time></x>"] {
            let refusal = points(&format!(r#"{GOOD}{GOOD}<trkpt lat="51.5" lon="7.4">{bad}</trkpt>"#));
            assert!(matches!(refusal, Err(GpxError::Time { point: 3 })), "{bad}: {refusal:?}");
        }
    }

    #[test]
    fn files_that_are_no_gpx_are_refused() {
        for other in ["", "hello", "<kml><gpx/></kml>", "{}"] {
            assert!(matches!(read(other.as_bytes()), Err(GpxError::NotGpx)), "{other}");
        }
        assert!(matches!(read(b"<gpx><trk></gpx>"), Err(GpxError::Xml(_))));
        assert!(matches!(read(b"<gpx><trk><trkseg>"), Err(GpxError::CutOff)));
    }

    #[test]
    fn files_made_to_exhaust_are_refused() {
        let bomb = format!("<!DOCTYPE gpx [<!ENTITY a \"aaaa\">]>{}", gpx("&a;&a;"));
        assert!(matches!(read(bomb.as_bytes()), Err(GpxError::Doctype)));
        assert!(matches!(read(&vec![b' '; (50 << 20) + 1]), Err(GpxError::TooManyBytes(_))));
        assert!(matches!(read("<gpx>".repeat(65).as_bytes()), Err(GpxError::TooDeep)));
        assert!(matches!(points(&GOOD.repeat(MAX_FIXES + 1)), Err(GpxError::TooManyPoints)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), cut: prop::sample::Index) {
            let _ = read(&bytes);
            let mut damaged = gpx(&format!("<trk><trkseg>{GOOD}</trkseg></trk>")).into_bytes();
            let place = cut.index(damaged.len());
            damaged.splice(place..place, bytes);
            let _ = read(&damaged);
        }

        #[test]
        fn what_we_write_we_read(places in prop::collection::vec((-90.0..=90.0, -180.0..180.0), 0..20), name: String) {
            let begin = Utc.with_ymd_and_hms(2026, 5, 28, 8, 0, 0).unwrap();
            let fixes: Vec<_> = places.into_iter().zip(0..)
                .map(|((lat, lon), second)| Fix { at: begin + TimeDelta::seconds(second), lat, lon, accuracy: None })
                .collect();
            let text = to_gpx(&Track { segments: fixes.chunks(3).map(<[_]>::to_vec).collect() }, &name);
            prop_assert_eq!(read(text.as_bytes()).unwrap(), fixes);
        }
    }

    /// A logger that wrote ten fixes a second with whole seconds of time, and was switched off for most of the day.
    #[test]
    fn a_real_workday_becomes_a_small_round_with_honest_gaps() {
        let shared = std::env::var("KUEMMERER_SHARED").unwrap_or_else(|_| "../../shared".into());
        let path = format!("{shared}/data/tracks/workday-paderborn.gpx");
        let Ok(bytes) = std::fs::read(&path) else {
            println!("skipped: {path} is not there");
            return;
        };
        let recorded = read(&bytes).unwrap();
        assert_eq!(recorded.len(), 8_713);
        let (track, counts) = clean(&recorded, &Rules::default());
        let lengths: Vec<_> = track.segments.iter().map(Vec::len).collect();
        let stored = encode(&track);
        let per_point = stored.len() as f64 / counts.kept as f64;
        println!("{counts:?}, segments {lengths:?}, {} bytes, {per_point:.2} a point", stored.len());
        assert_eq!(counts.kept, track.fixes().count());
        assert_eq!(counts, Cleaning { kept: 1_341, repeated: 756, same_second: 6_616, ..Cleaning::default() });
        assert_eq!(lengths, [864, 1, 476], "289 s and 9.6 h of silence");
        assert!(per_point <= 1.7);

        let kept = decode(&stored).unwrap();
        let again = read(to_gpx(&kept, "Arbeitstag").as_bytes()).unwrap();
        assert_eq!(clean(&again, &Rules::default()).0, kept, "the gaps survive GPX");
    }
}

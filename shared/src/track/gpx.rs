//! A track as GPX 1.1 (<https://www.topografix.com/GPX/1/1/>), for maps and other programs.

use std::fmt::Write as _;

use chrono::SecondsFormat;

use super::Track;

/// The track as a GPX document, a `trkseg` for each segment.
pub fn to_gpx(track: &Track, name: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"Kümmerer\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk>\n",
    );
    // Writing to a String cannot fail.
    let _ = writeln!(out, "<name>{}</name>", escape(name));
    for segment in &track.segments {
        out.push_str("<trkseg>\n");
        for fix in segment {
            // The schema wants longitudes below 180.
            let lon = if fix.lon >= 180.0 { fix.lon - 360.0 } else { fix.lon };
            let time = fix.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let _ = writeln!(out, "<trkpt lat=\"{}\" lon=\"{lon}\"><time>{time}</time></trkpt>", fix.lat);
        }
        out.push_str("</trkseg>\n");
    }
    out.push_str("</trk>\n</gpx>\n");
    out
}

/// Text for an XML element; characters that XML 1.0 (section 2.2) cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
    out
}

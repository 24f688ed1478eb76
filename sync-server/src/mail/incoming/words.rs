//! The sender's own words: what mail programs put around them is cut off.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, PartType};
use shared::domain::MAX_TEXT;
use shared::words::deceives;

use super::decoded;

/// Where the original begins in HTML, as mail programs mark it.
const QUOTE_IN_HTML: [&str; 6] = [
    "<blockquote",
    "class=\"gmail_quote",
    "id=\"divrplyfwdmsg\"",
    "id=\"appendonsend\"",
    "class=\"moz-cite-prefix\"",
    "id=\"mail-editor-reference",
];
/// Lines with which the original begins.
const ORIGINAL: [&str; 8] = [
    "-----ursprüngliche nachricht",
    "----- ursprüngliche nachricht",
    "-----original message",
    "----- original message",
    "-------- ursprüngliche nachricht",
    "-------- original message",
    "-------- weitergeleitete nachricht",
    "________________________________",
];
/// Lines with which a signature begins.
const FAREWELL: [&str; 16] = [
    "mit freundlichen grüßen",
    "mit freundlichem gruß",
    "mit freundlichen gruessen",
    "mit besten grüßen",
    "freundliche grüße",
    "viele grüße",
    "beste grüße",
    "schöne grüße",
    "mfg",
    "i. a.",
    "i.a.",
    "kind regards",
    "best regards",
    "von meinem iphone gesendet",
    "gesendet von",
    "sent from my",
];

pub(super) fn own(message: &Message<'_>) -> String {
    let plain = message.text_bodies().find_map(|part| match decoded(message, part)?.body {
        PartType::Text(text) => Some(text.into_owned()),
        _ => None,
    });
    let html = || {
        message.html_bodies().find_map(|part| match decoded(message, part)?.body {
            PartType::Html(html) => Some(of_html(&html)),
            _ => None,
        })
    };
    cut(&plain.or_else(html).unwrap_or_default())
}

/// HTML as text, up to where the original begins.
fn of_html(html: &str) -> String {
    // The same length: only ASCII letters change.
    let small = html.to_ascii_lowercase();
    let end = QUOTE_IN_HTML.iter().filter_map(|mark| {
        let at = small.find(mark)?;
        // From the beginning of its tag on.
        if mark.starts_with('<') { Some(at) } else { small.get(..at)?.rfind('<') }
    });
    let end = end.min();
    let own = html.get(..end.unwrap_or(html.len())).unwrap_or(html);
    // The library knows line breaks and paragraphs; programs of mail write divisions, too.
    html_to_text(&own.replace("</div>", "<br></div>").replace("</DIV>", "<br></DIV>"))
}

/// Without quoted lines, greeting, signature and what follows them; at most [`MAX_TEXT`] characters.
pub(super) fn cut(text: &str) -> String {
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|c| matches!(c, '\n' | '\t') || !deceives(*c)).collect();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        if let Some(after) = introduction(&lines, at) {
            // Somebody answers below what is quoted, or the original follows unmarked.
            let mut rest = lines.iter().enumerate().skip(after);
            match rest.find(|(_, line)| !line.trim().is_empty()) {
                Some((quoted, line)) if is_quoted(line) => at = quoted,
                _ => break,
            }
            continue;
        }
        if *line == "--" || bare == "--" || begins(bare, &ORIGINAL) || is_outlook(&lines, at) || is_farewell(bare) {
            break;
        }
        if !is_quoted(line) {
            kept.push(line);
        }
        at += 1;
    }
    let own = kept.join("\n");
    own.trim().chars().take(MAX_TEXT).collect()
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn begins(line: &str, with: &[&str]) -> bool {
    let small = line.to_lowercase();
    with.iter().any(|begin| small.starts_with(begin))
}

/// A greeting fills its line, or nearly.
fn is_farewell(line: &str) -> bool {
    line.chars().count() <= 60 && begins(line, &FAREWELL)
}

/// `Am 24.11.26 um 07:00 schrieb Sozialamt:`, also over two or three lines: the line after it.
fn introduction(lines: &[&str], at: usize) -> Option<usize> {
    let first = lines.get(at)?.trim();
    if !(begins(first, &["am ", "on "]) && first.bytes().any(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let end = lines.iter().skip(at).take(3).position(|line| line.ends_with(':'))?;
    let whole = lines.get(at..=at + end)?.join(" ").to_lowercase();
    (whole.contains("schrieb") || whole.contains("wrote")).then_some(at + end + 1)
}

/// The head of the original as Outlook repeats it: `Von: …`, `Gesendet: …`.
fn is_outlook(lines: &[&str], at: usize) -> bool {
    let line = |ahead: usize| lines.get(at + ahead).map_or("", |line| line.trim().trim_start_matches('*'));
    begins(line(0), &["von:", "from:"])
        && (1..=3).any(|ahead| begins(line(ahead), &["gesendet:", "sent:", "datum:", "date:", "an:", "to:"]))
}

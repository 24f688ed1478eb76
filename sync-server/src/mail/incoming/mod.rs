//! Incoming post: the bytes of one message, taken apart. Nothing here asks anybody or knows what the city has; whoever
//! stores the [`Letter`] looks up what it names.
//!
//! A sender can be forged, so nothing of a letter is more than a claim.

mod automatic;
mod photos;
mod returned;
mod suggestion;
#[cfg(test)]
mod tests;
mod words;

use std::mem::ManuallyDrop;

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use shared::domain::Outcome;
use shared::words::deceives;

use super::clean;
pub use photos::photo;
pub use returned::{Fate, Recipient, Returned};

/// A larger message is refused, in bytes. Photos of a whole morning fit.
pub const MAX_POST_BYTES: usize = 25 * 1024 * 1024;

/// What a message may be made of. A few bytes that claim more cost memory without end.
const MAX_BOUNDARIES: usize = 2_000;
const MAX_COLONS: usize = 300_000;
const MAX_NESTED: usize = 20;
/// Message-IDs and numbers that are looked up.
const MAX_NAMED: usize = 50;
const MAX_SUBJECT: usize = 200;

/// A message, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Letter {
    /// Address of the one sender, in small letters; none where there is none, or several.
    pub from: Option<String>,
    /// One line.
    pub subject: String,
    /// What it is.
    pub what: What,
}

/// What a message is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Nobody can read it.
    Unreadable,
    /// A mail server says what became of a mail (RFC 3464).
    Returned(Returned),
    /// A machine wrote it (RFC 3834): nothing follows from it.
    Automatic,
    /// Somebody wrote it.
    Reply(Reply),
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reply {
    /// Short numbers in the subject, each once.
    pub numbers: Vec<String>,
    /// Message-IDs that it answers, with angle brackets.
    pub answers: Vec<String>,
    /// The sender's own words: without what is quoted, without greeting and signature.
    pub text: String,
    /// What the words suggest; none where they say nothing, or several things.
    pub suggested: Option<Outcome>,
    /// How many pictures are attached: see [`photo()`].
    pub photos: usize,
}

/// Takes a message apart. Whatever the bytes are, there is an answer.
pub fn read(bytes: &[u8]) -> Letter {
    // The library promises not to panic; a letter is too cheap a way to find out.
    std::panic::catch_unwind(|| taken_apart(bytes)).ok().flatten().unwrap_or_else(|| Letter {
        from: None,
        subject: String::new(),
        what: What::Unreadable,
    })
}

fn taken_apart(bytes: &[u8]) -> Option<Letter> {
    let message = parsed(bytes)?;
    let from = message.from().and_then(address);
    let subject = clean::line(message.subject().unwrap_or_default(), MAX_SUBJECT);
    let what = if let Some(returned) = Returned::read(&message) {
        What::Returned(returned)
    } else if automatic::is(&message, &subject) {
        What::Automatic
    } else {
        let text = words::own(&message);
        What::Reply(Reply {
            numbers: numbers(&subject),
            answers: answers(&message),
            suggested: suggestion::of(&text),
            photos: photos::count(&message),
            text,
        })
    };
    Some(Letter { from, subject, what })
}

/// All that a message says, for whoever wants to read more than the sender's own words; at most so many characters.
pub fn whole(bytes: &[u8], most: usize) -> String {
    let text = std::panic::catch_unwind(|| {
        let message = parsed(bytes)?;
        match decoded(&message, message.text_part(0)?)?.body {
            PartType::Text(text) => Some(text.into_owned()),
            PartType::Html(html) => Some(html_to_text(&html)),
            _ => None,
        }
    });
    let text = text.ok().flatten();
    let text = text.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    text.chars().filter(|c| *c == '\n' || !deceives(*c)).take(most).collect()
}

/// The message; none where the bytes are none, or claim too much. What is in it is still encoded ([`decoded`]): a message
/// within an encoded part could hide others in itself, any number of times, and the library would copy each.
fn parsed(bytes: &[u8]) -> Option<Message<'_>> {
    let boundaries = bytes.windows(3).filter(|three| *three == b"\n--").count();
    let colons = bytes.iter().filter(|byte| **byte == b':').count();
    if bytes.len() > MAX_POST_BYTES || boundaries > MAX_BOUNDARIES || colons > MAX_COLONS {
        return None;
    }
    // Dropping what lies in itself many times over takes more stack than there is; losing its memory is the lesser evil.
    let parser = MessageParser::new().with_minimal_headers().with_message_ids();
    let parser = parser.ignore_header(HeaderName::ContentTransferEncoding);
    let message = ManuallyDrop::new(parser.parse(bytes)?);
    is_shallow(&message).then(|| ManuallyDrop::into_inner(message)).filter(|message| !message.parts.is_empty())
}

/// A part as its sender meant it. Whatever has parts of its own has none here.
fn decoded<'x>(message: &'x Message<'_>, part: &MessagePart<'_>) -> Option<MessagePart<'x>> {
    let kind = part.content_type().map(|kind| (kind.ctype(), kind.subtype()));
    if matches!(kind, Some(("multipart", _) | ("message", Some("rfc822" | "global")))) {
        return None;
    }
    let (begin, end) = (part.raw_header_offset() as usize, part.raw_end_offset() as usize);
    MessageParser::default().parse(message.raw_message.get(begin..end)?)?.parts.into_iter().next()
}

fn is_shallow(message: &Message<'_>) -> bool {
    let mut level = vec![message];
    for _ in 0..MAX_NESTED {
        level = level.into_iter().flat_map(|message| &message.parts).filter_map(nested).collect();
        if level.is_empty() {
            return true;
        }
    }
    false
}

fn nested<'x, 'y>(part: &'y mail_parser::MessagePart<'x>) -> Option<&'y Message<'x>> {
    match &part.body {
        PartType::Message(message) => Some(message),
        _ => None,
    }
}

/// The one address that stands there.
fn address(address: &Address<'_>) -> Option<String> {
    let mut all = address.iter();
    let only = all.next().filter(|_| all.next().is_none())?;
    Some(clean::address(only.address.as_deref()?)?.to_string().to_lowercase())
}

/// Short numbers, `26-01234`, each once.
fn numbers(subject: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in subject.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
        let is_number = word.split_once('-').is_some_and(|(year, number)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            year.len() == 2 && (5..=9).contains(&number.len()) && digits(year) && digits(number)
        });
        if is_number && !found.iter().any(|known| known == word) && found.len() < MAX_NAMED {
            found.push(word.to_owned());
        }
    }
    found
}

/// What `In-Reply-To` and `References` name, with angle brackets.
fn answers(message: &Message<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for header in [message.in_reply_to(), message.references()] {
        ids(header, &mut found);
    }
    found
}

fn ids(header: &HeaderValue<'_>, found: &mut Vec<String>) {
    let named = match header {
        HeaderValue::Text(id) => std::slice::from_ref(id),
        HeaderValue::TextList(ids) => ids.as_slice(),
        _ => &[],
    };
    for id in named {
        let id = format!("<{}>", id.trim().trim_matches(['<', '>']));
        if (3..=255).contains(&id.len()) && !found.contains(&id) && found.len() < MAX_NAMED {
            found.push(id);
        }
    }
}

/// What decides where a reply belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered<R> {
    /// The reports that the answered mails of ours announced.
    pub announced: Vec<R>,
    /// One of these mails also lists what is open: it says more than it announces.
    pub lists: bool,
    /// The reports that the numbers in the subject name; a number that is none of ours names none.
    pub numbered: Vec<R>,
    /// So many numbers stand in the subject.
    pub numbers: usize,
}

impl<R: Copy + PartialEq> Answered<R> {
    /// The one report that a reply is about, by number only: the number in the subject, else the one report of the mail
    /// that it answers. Where two things are named it is none: a person looks, nobody guesses.
    pub fn report(&self) -> Option<R> {
        match (self.numbers, self.numbered.as_slice()) {
            (0, _) if !self.lists => {
                let first = *self.announced.first()?;
                self.announced.iter().all(|other| *other == first).then_some(first)
            }
            (1, [named]) => {
                let fits = self.lists || self.announced.is_empty() || self.announced.contains(named);
                fits.then_some(*named)
            }
            _ => None,
        }
    }
}

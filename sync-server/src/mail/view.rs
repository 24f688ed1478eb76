//! The plain model of a mail: what has to be said, before any word of it.
//!
//! Texts may hold whatever people typed; composing cleans and shortens them.

use super::clean;
use crate::photos::picture::Source;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use forwarding::schedule::Rhythm;
use shared::domain::Outcome;

/// One mail to one department.
#[derive(Debug, Clone)]
pub struct MailView {
    /// `<uuid@host>`, frozen by the ledger before the first attempt.
    pub message_id: String,
    /// The list by rhythm, a hazard at once, or what is open.
    pub kind: MailKind,
    /// Chooses the templates.
    pub language: Language,
    /// Sender's address; its display name comes from the template and `city`.
    pub from: String,
    /// Addresses of the department.
    pub to: Vec<String>,
    /// The city's name.
    pub city: String,
    /// The department as it is addressed: `EDG`.
    pub department: String,
    /// The department after "für", with its article: `die EDG`.
    pub department_for: String,
    /// When the mail is made: its `Date`, and what "Sonntag" is relative to.
    pub now: DateTime<Utc>,
    /// The city's time zone; all times are shown in it.
    pub zone: Tz,
    /// When the digest comes, told at its end.
    pub rhythm: Option<Rhythm>,
    /// Whom to ask: `Sozialamt, quartier@example.org`.
    pub contact: String,
    /// What the mail announces, in any order.
    pub items: Vec<Item>,
    /// What else is open; it was told before. Empty in mails that do not list it.
    pub open: Vec<OpenItem>,
    /// The page with everything that is open at the department.
    pub list_link: Option<String>,
    /// Message-ID of the mail that this one follows up.
    pub in_reply_to: Option<String>,
}

/// Which of the mails it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// The list by rhythm; perhaps with what else is open.
    Digest,
    /// The weekly list of what is open, where there is nothing new.
    OpenList,
    /// A hazard, at once, and what follows it.
    Urgent,
}

/// Languages that have templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// German.
    #[default]
    De,
}

/// One report in a mail.
#[derive(Debug, Clone)]
pub struct Item {
    /// Short number: `26-01234`.
    pub number: String,
    /// Why it is in this mail.
    pub occasion: Occasion,
    /// The category's word.
    pub category: String,
    /// Needles, hazardous substances, acute danger.
    pub hazard: bool,
    /// Amount in words: `etwa 1 Transporter`.
    pub amount: Option<String>,
    /// Digests are sorted by it; none comes last.
    pub district: Option<String>,
    /// The place in words; may be empty.
    pub place: String,
    /// Latitude and longitude in WGS84 degrees.
    pub position: Option<(f64, f64)>,
    /// The position is known to be poor.
    pub position_uncertain: bool,
    /// Link to a map, see [`map_link`].
    pub map_link: Option<String>,
    /// What the worker wrote; one line of it is shown.
    pub note: Option<String>,
    /// When it was seen, corrected for a wrong clock.
    pub taken_at: DateTime<Utc>,
    /// When it reached the office; shown when that was much later.
    pub received_at: DateTime<Utc>,
    /// How often it was seen, the first time included.
    pub sightings: u32,
    /// What happened so far, in reading order.
    pub history: Vec<Past>,
    /// Pictures, with what is black in them, best first. A digest shows one, an urgent mail three.
    pub thumbs: Vec<Source>,
    /// How many photos the link shows.
    pub photos: usize,
    /// A photo has not arrived yet ("Foto folgt").
    pub photo_pending: bool,
    /// A photo waits for a look by staff ("Foto nach Prüfung").
    pub photo_held: bool,
    /// Somebody spoke ("Sprachnachricht im Büro"); never part of a mail.
    pub voice: bool,
    /// Answer pages.
    pub links: Links,
}

/// Why a report is in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Announced for the first time.
    First,
    /// Seen again after it was done, for the nth time.
    Reopened(u32),
    /// Came back to this department.
    Returned,
    /// Category, place or text changed.
    Corrected,
    /// Nothing to do any more.
    Withdrawn,
    /// Sent again by staff.
    Resent,
    /// A photo that was missing.
    LatePhoto,
    /// Became a hazard.
    Escalated,
    /// An earlier contact has not confirmed the hazard.
    NextContact,
}

/// Something that happened to a report; a mail tells all of it in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past<T = DateTime<Utc>> {
    /// So many like it were there before, in the last months.
    Here {
        /// How many, this one included.
        times: u32,
        /// When the first of them was reported.
        since: T,
    },
    /// Somebody saw it again, the last time then.
    Seen(T),
    /// What was answered last.
    Answered {
        /// The department, where it is another one.
        by: Option<String>,
        /// What.
        outcome: Outcome,
        /// In its words.
        note: Option<String>,
        /// When.
        at: T,
    },
    /// It was seen again after *done*.
    Reopened(T),
    /// What is different since the last mail.
    Corrected(Vec<Part>),
    /// Why there is nothing to do any more.
    Over(Over),
}

/// A part of a report that may be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Its category.
    Category,
    /// Where it is.
    Place,
    /// How much it is.
    Amount,
    /// Its words.
    Text,
}

/// Why there is nothing to do any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// A Kümmerer did it.
    SelfDone,
    /// It was reported by mistake.
    Mistake,
    /// It is the same as another report.
    Same,
    /// Another department has it.
    Elsewhere(String),
    /// The office closed it, for this reason.
    Closed(String),
}

/// A report that the department knows and has not finished.
#[derive(Debug, Clone)]
pub struct OpenItem {
    /// Short number.
    pub number: String,
    /// The category's word.
    pub category: String,
    /// Dangerous to people.
    pub hazard: bool,
    /// Its district.
    pub district: Option<String>,
    /// The place in words; may be empty.
    pub place: String,
    /// When the department heard of it first.
    pub since: DateTime<Utc>,
    /// The department said that it takes care.
    pub accepted: bool,
    /// How often it was seen again after *done*.
    pub reopened: u32,
    /// How often it was seen, the first time included.
    pub sightings: u32,
}

/// Answer pages of one forwarding. Links that are not http(s) are left out of the mail.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// "Erledigt".
    pub done: String,
    /// "Nicht zuständig".
    pub not_ours: String,
    /// "Angenommen", where the department wants that step.
    pub accepted: Option<String>,
    /// "Frage".
    pub question: String,
    /// Photos in full size, as redacted by now.
    pub photos: Option<String>,
}

/// Fills `{lat}` and `{lon}` of a configured pattern with WGS84 degrees, 5 decimals (about 1 m).
/// None where the pattern is not https or the position is impossible.
pub fn map_link(pattern: &str, position: (f64, f64)) -> Option<String> {
    let (lat, lon) = clean::position(position)?;
    let link = pattern.replace("{lat}", &format!("{lat:.5}")).replace("{lon}", &format!("{lon:.5}"));
    clean::url(&link).filter(|link| link.starts_with("https://"))
}

//! A month in an area, for a body that reads along: text, and the same numbers as a table.

use super::clean;
use super::compose::{Mail, MailError, encoded, raw};
use askama::Template;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, To};
use lettre::message::{Body, Mailbox, Mailboxes, Message, MultiPart, SinglePart};
use std::time::SystemTime;

/// What a summary says, before any word of it.
#[derive(Debug, Clone)]
pub struct SummaryView {
    /// The city's name.
    pub city: String,
    /// Who reads it: "Bezirksvertretung Innenstadt-Nord".
    pub body: String,
    /// Name of the area.
    pub area: String,
    /// Year, and month from 1.
    pub month: (i32, u32),
    /// One for each category, by its word.
    pub lines: Vec<SummaryCount>,
    /// From a report to the department's first answer, the middle one, in days.
    pub answered_after: Option<f64>,
    /// What is open for longest, whenever it was reported.
    pub longest: Vec<SummaryOpen>,
    /// Whom to ask: `Sozialamt, quartier@example.org`.
    pub contact: String,
}

/// Reports of a category by what became of them.
#[derive(Debug, Clone)]
pub struct SummaryCount {
    /// The category's word.
    pub category: String,
    /// Mended or gone.
    pub done: u64,
    /// By the Kümmerer.
    pub self_done: u64,
    /// Without repair.
    pub closed: u64,
    /// Not yet.
    pub open: u64,
}

/// A report that is open for long.
#[derive(Debug, Clone)]
pub struct SummaryOpen {
    /// Short number.
    pub number: String,
    /// The category's word.
    pub category: String,
    /// In words; may be empty.
    pub place: String,
    /// Since it came.
    pub days: i64,
}

/// From whom to whom, and under which Message-ID.
#[derive(Debug, Clone)]
pub struct SummaryEnvelope {
    /// `<uuid@host>`, frozen before the first attempt.
    pub message_id: String,
    /// Sender's address.
    pub from: String,
    /// Addresses of the body.
    pub to: Vec<String>,
    /// When the mail is made.
    pub now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "mail/de/summary.txt")]
struct Text<'a> {
    page: &'a SummaryView,
    sum: SummaryCount,
}

#[derive(Template)]
#[template(path = "mail/de/summary-subject.txt")]
struct Subject<'a> {
    page: &'a SummaryView,
}

#[derive(Template)]
#[template(path = "mail/de/summary.csv", escape = "none")]
struct Table<'a> {
    page: &'a SummaryView,
    sum: SummaryCount,
}

impl SummaryView {
    /// What the mail says.
    ///
    /// # Errors
    /// Where the template fails.
    pub fn text(&self) -> Result<String, askama::Error> {
        let page = &self.clean();
        Text { page, sum: page.sum() }.render()
    }

    /// The same numbers for a spreadsheet: UTF-8 with a byte order mark, semicolons, CRLF.
    ///
    /// # Errors
    /// Where the template fails.
    pub fn csv(&self) -> Result<String, askama::Error> {
        let page = &self.clean();
        let table = Table { page, sum: page.sum() }.render()?;
        Ok(format!("\u{FEFF}{}", table.replace('\n', "\r\n")))
    }

    /// Name of the table's file.
    pub fn file(&self) -> String {
        format!("meldungen-{:04}-{:02}.csv", self.month.0, self.month.1)
    }

    /// Nobody's words break a line.
    fn clean(&self) -> SummaryView {
        let lines =
            self.lines.iter().map(|line| SummaryCount { category: clean::line(&line.category, 80), ..line.clone() });
        let longest = self.longest.iter().map(|open| SummaryOpen {
            number: clean::number(&open.number),
            category: clean::line(&open.category, 80),
            place: clean::line(&open.place, 200),
            days: open.days,
        });
        SummaryView {
            city: clean::line(&self.city, 60),
            body: clean::line(&self.body, 120),
            area: clean::line(&self.area, 80),
            contact: clean::line(&self.contact, 200),
            lines: lines.collect(),
            longest: longest.collect(),
            ..self.clone()
        }
    }

    /// All categories together.
    fn sum(&self) -> SummaryCount {
        let empty = SummaryCount { category: String::new(), done: 0, self_done: 0, closed: 0, open: 0 };
        self.lines.iter().fold(empty, |sum, line| SummaryCount {
            done: sum.done + line.done,
            self_done: sum.self_done + line.self_done,
            closed: sum.closed + line.closed,
            open: sum.open + line.open,
            ..sum
        })
    }

    /// Year and month as in tables.
    fn month_code(&self) -> String {
        format!("{:04}-{:02}", self.month.0, self.month.1)
    }

    /// Days with one decimal, as one writes them in German.
    fn answered_days(&self) -> Option<String> {
        self.answered_after.map(|days| format!("{days:.1}").replace('.', ",").replace(",0", ""))
    }
}

impl SummaryCount {
    fn all(&self) -> u64 {
        self.done + self.self_done + self.closed + self.open
    }
}

/// A field of a table. A spreadsheet takes what begins like a formula for one, unless something stands before it.
pub(crate) fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = format!("{guard}{}", text.replace('"', "\"\""));
    if text.contains([';', '"', '\n', '\r', ',']) { format!("\"{text}\"") } else { text }
}

/// Makes the message. The same view gives the same bytes.
///
/// # Errors
/// Where an address or the Message-ID cannot be used, or a template fails.
pub fn summary(view: &SummaryView, envelope: &SummaryEnvelope) -> Result<Mail, MailError> {
    let (id, host) = clean::message_id(&envelope.message_id).ok_or(MailError::MessageId)?;
    let from = clean::address(&envelope.from).ok_or(MailError::Sender)?;
    let (to, unusable): (Vec<_>, Vec<_>) = envelope.to.iter().cloned().partition(|to| clean::address(to).is_some());
    if to.is_empty() {
        return Err(MailError::NoRecipient);
    }
    let recipients: Mailboxes = to.iter().filter_map(|to| clean::address(to)).map(Mailbox::from).collect();
    let page = &view.clean();
    let sender = clean::display_name(&format!("Quartierskümmerer {}", page.city));
    let subject = clean::header(&Subject { page }.render()?, 180);
    let table = SinglePart::builder()
        .header(ContentType::parse("text/csv; charset=utf-8").unwrap_or(ContentType::TEXT_PLAIN))
        .header(ContentDisposition::attachment(&view.file()))
        .body(encoded_table(view.csv()?));
    let message = Message::builder()
        .date(SystemTime::from(clean::time(envelope.now)))
        .from(Mailbox::new(Some(sender).filter(|name| !name.is_empty()), from.clone()))
        .mailbox(To::from(recipients))
        .subject(subject)
        .message_id(Some(envelope.message_id.clone()))
        .raw_header(raw("List-Id", format!("<summary.{host}>")))
        .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(raw("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
    let parts = MultiPart::mixed()
        .boundary(format!("=_mixed_{}", id.simple()))
        .singlepart(encoded(ContentType::TEXT_PLAIN, view.text()?))
        .singlepart(table);
    Ok(Mail {
        id,
        message_id: envelope.message_id.clone(),
        from: from.to_string(),
        to,
        unusable,
        bytes: message.multipart(parts)?.formatted(),
    })
}

/// Base64: no mail program may touch line ends or the byte order mark.
fn encoded_table(csv: String) -> Body {
    let bytes = csv.into_bytes();
    Body::new_with_encoding(bytes, ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
}

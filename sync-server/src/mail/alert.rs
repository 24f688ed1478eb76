//! The mail that tells the office that somebody has written about a hazard. Text alone, with a link into the office.

use std::time::SystemTime;

use askama::Template;
use chrono::{DateTime, Utc};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};

use super::clean;
use super::compose::{Mail, MailError, encoded, raw};
use super::view::Language;

/// What it says.
#[derive(Debug, Clone)]
pub struct AlertView {
    /// `<uuid@host>`, always the same for one message.
    pub message_id: String,
    /// Chooses the templates.
    pub language: Language,
    /// The sender's address.
    pub from: String,
    /// The office.
    pub to: String,
    /// The city's name.
    pub city: String,
    /// When it is made.
    pub now: DateTime<Utc>,
    /// Short number of the report.
    pub number: String,
    /// The category's word.
    pub category: String,
    /// Who wrote, as people say it.
    pub department: String,
    /// The department's words.
    pub text: String,
    /// Where it can be read and decided.
    pub link: String,
}

#[derive(Template)]
#[template(path = "mail/de/alert.txt")]
struct De<'a> {
    number: String,
    category: String,
    department: String,
    city: String,
    text: String,
    link: &'a str,
}

/// Makes the message. Its envelope has no sender (RFC 3834, 3.3): nothing can come back from it, or answer it.
///
/// # Errors
/// As [`compose`](super::compose()).
pub fn alert(view: &AlertView) -> Result<Mail, MailError> {
    let Language::De = view.language;
    let (id, _) = clean::message_id(&view.message_id).ok_or(MailError::MessageId)?;
    let from = clean::address(&view.from).ok_or(MailError::Sender)?;
    let to = clean::address(&view.to).ok_or(MailError::NoRecipient)?;
    let words = De {
        number: clean::number(&view.number),
        category: clean::line(&view.category, 60),
        department: clean::line(&view.department, 60),
        city: clean::line(&view.city, 60),
        text: clean::line(&view.text, 300),
        link: &view.link,
    };
    let rendered = words.render()?;
    let (subject, text) = rendered.split_once('\n').unwrap_or_default();
    let message = Message::builder()
        .date(SystemTime::from(clean::time(view.now)))
        .from(Mailbox::new(Some(clean::display_name(&view.city)).filter(|name| !name.is_empty()), from))
        .to(to.clone().into())
        .subject(clean::header(subject, 180))
        .message_id(Some(view.message_id.clone()))
        .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(raw("X-Auto-Response-Suppress", "All".to_owned()))
        .raw_header(raw("Importance", "high".to_owned()))
        .singlepart(encoded(ContentType::TEXT_PLAIN, text.trim_start().to_owned()))?;
    Ok(Mail {
        id,
        message_id: view.message_id.clone(),
        from: String::new(),
        to: vec![to.to_string()],
        unusable: Vec::new(),
        bytes: message.formatted(),
    })
}

/// The first address in a text such as `Sozialamt, quartier@example.org`.
pub fn address_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || ",;<>()".contains(c));
    words.filter(|word| word.contains('@')).find_map(clean::address).map(|address| address.to_string())
}

//! From the view to the bytes of one message (RFC 5322, RFC 2045–2049, RFC 2387).

use super::clean;
use super::page::{Page, Part, Picture};
use super::view::{self, Language, MailKind, MailView, Over, Past};
use askama::Template;
use lettre::Address;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, HeaderName, HeaderValue, To,
};
use lettre::message::{Body, Mailbox, Mailboxes, Message, MultiPart, SinglePart};
use shared::domain::Outcome;
use std::time::SystemTime;
use uuid::Uuid;

/// A message is no larger than this, whole and encoded, as long as its text alone allows.
pub const MAX_BYTES: usize = 1_000_000;

/// Pictures per item and JPEG quality, from best to least; after that pictures go, the last first.
const PICTURES: [(usize, u8); 4] = [(3, 80), (1, 80), (1, 60), (1, 40)];

/// A message that is ready to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The UUID of the Message-ID.
    pub id: Uuid,
    /// As given: `<uuid@host>`.
    pub message_id: String,
    /// Envelope sender; empty where nothing may come back.
    pub from: String,
    /// Envelope recipients. A caller may narrow them for another attempt.
    pub to: Vec<String>,
    /// Addresses of the view that no mail can be sent to; staff should mend them.
    pub unusable: Vec<String>,
    /// The message, pure ASCII with CRLF line ends.
    pub bytes: Vec<u8>,
}

/// Why no mail could be made. Never caused by an item: bad parts of an item are left out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The ledger must give `<uuid@host>`.
    #[error("Message-ID is not <uuid@host>")]
    MessageId,
    /// The configured sender is no address.
    #[error("sender is not a plain mail address")]
    Sender,
    /// Not one usable address.
    #[error("no usable recipient address")]
    NoRecipient,
    /// A mail about nothing is not sent.
    #[error("no items")]
    Empty,
    /// A template failed.
    #[error("template: {0}")]
    Template(#[from] askama::Error),
    /// The mail library refused.
    #[error("message: {0}")]
    Build(#[from] lettre::error::Error),
}

/// Makes the message. The same view gives the same bytes.
///
/// # Errors
/// Only for what concerns the whole mail: ids, addresses, no items. Recipients that are no addresses are
/// reported in [`Mail::unusable`] and the others still get the mail.
pub fn compose(view: &MailView) -> Result<Mail, MailError> {
    let (id, host) = clean::message_id(&view.message_id).ok_or(MailError::MessageId)?;
    let from = clean::address(&view.from).ok_or(MailError::Sender)?;
    let (to, unusable): (Vec<_>, Vec<_>) = view.to.iter().partition(|to| clean::address(to).is_some());
    let to: Vec<Address> = to.into_iter().filter_map(|to| clean::address(to)).collect();
    if to.is_empty() {
        return Err(MailError::NoRecipient);
    }
    if view.items.is_empty() && view.kind != MailKind::OpenList {
        return Err(MailError::Empty);
    }

    let frame = Frame { view, id, host, from: &from, to: &to };
    let bytes = frame.fitted(Page::new(view))?;
    Ok(Mail {
        id,
        message_id: view.message_id.clone(),
        from: from.to_string(),
        to: to.iter().map(ToString::to_string).collect(),
        unusable: unusable.into_iter().cloned().collect(),
        bytes,
    })
}

/// What surrounds the words.
struct Frame<'a> {
    view: &'a MailView,
    id: Uuid,
    host: &'a str,
    from: &'a Address,
    to: &'a [Address],
}

impl Frame<'_> {
    /// The message within [`MAX_BYTES`]: with as many pictures as fit, as text alone where even the HTML does not.
    fn fitted(&self, mut page: Page<'_>) -> Result<Vec<u8>, MailError> {
        let bare = Words::render(&page, self.view.language)?;
        if self.message(&page, bare.clone())?.len() > MAX_BYTES {
            return self.message(&page, Words { html: None, ..bare });
        }
        let id = format!("{}@{}", self.id, self.host);
        let shown = if page.urgent { 3 } else { 1 };
        let mut bytes = Vec::new();
        for (per_item, quality) in PICTURES.into_iter().filter(|(per_item, _)| *per_item <= shown) {
            page.illustrate(per_item, quality, &id);
            bytes = self.message(&page, Words::render(&page, self.view.language)?)?;
            if bytes.len() <= MAX_BYTES {
                break;
            }
        }
        while bytes.len() > MAX_BYTES && page.drop_last_pictures(bytes.len() - MAX_BYTES) {
            bytes = self.message(&page, Words::render(&page, self.view.language)?)?;
        }
        Ok(bytes)
    }

    fn message(&self, page: &Page<'_>, words: Words) -> Result<Vec<u8>, MailError> {
        let view = self.view;
        let recipients: Mailboxes = self.to.iter().cloned().map(Mailbox::from).collect();
        let list = match view.kind {
            MailKind::Digest => "digest",
            MailKind::OpenList => "open",
            MailKind::Urgent => "urgent",
        };
        let mut message = Message::builder()
            .date(SystemTime::from(clean::time(view.now)))
            .from(Mailbox::new(Some(words.sender).filter(|name| !name.is_empty()), self.from.clone()))
            .mailbox(To::from(recipients))
            .subject(words.subject)
            .message_id(Some(view.message_id.clone()))
            .raw_header(raw("List-Id", format!("<{list}.{}>", self.host)))
            // RFC 3834: no out-of-office replies; the second is what Exchange looks at.
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(raw("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
        if view.kind == MailKind::Urgent {
            message = message.raw_header(raw("Importance", "high".to_owned()));
        }
        if let Some(earlier) = view.in_reply_to.as_ref().filter(|id| clean::message_id(id).is_some()) {
            message = message.in_reply_to(earlier.clone()).references(earlier.clone());
        }

        let mut pictures = page.pictures().peekable();
        let mut alternative = MultiPart::alternative()
            .boundary(self.boundary("alternative"))
            .singlepart(encoded(ContentType::TEXT_PLAIN, words.text));
        if let Some(html) = words.html {
            let html = encoded(ContentType::TEXT_HTML, html);
            alternative = if pictures.peek().is_none() {
                alternative.singlepart(html)
            } else {
                let related = MultiPart::related().boundary(self.boundary("related")).singlepart(html);
                alternative.multipart(pictures.fold(related, |related, picture| related.singlepart(inline(picture))))
            };
        }
        Ok(message.multipart(alternative)?.formatted())
    }

    /// `=_` occurs in no quoted-printable or base64 text, so the boundary in no part (RFC 2045, 6.7).
    fn boundary(&self, name: &str) -> String {
        format!("=_{name}_{}", self.id.simple())
    }
}

/// Quoted-printable always, also for plain ASCII: an unencoded body would reach the wire as it is.
pub(super) fn encoded(kind: ContentType, text: String) -> SinglePart {
    let body = Body::new_with_encoding(text.replace('\n', "\r\n"), ContentTransferEncoding::QuotedPrintable)
        .unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}

fn inline(picture: &Picture) -> SinglePart {
    // A byte vector is always encoded as base64.
    SinglePart::builder()
        .header(ContentType::parse("image/jpeg").unwrap_or(ContentType::TEXT_PLAIN))
        .header(ContentDisposition::inline())
        .header(ContentId::from(format!("<{}>", picture.cid)))
        .body(Body::new(picture.thumb.jpeg.clone()))
}

pub(super) fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// All that templates say, ready for its place.
#[derive(Clone)]
struct Words {
    sender: String,
    subject: String,
    text: String,
    /// None where the message would get too large.
    html: Option<String>,
}

impl Words {
    fn render(page: &Page<'_>, language: Language) -> Result<Self, MailError> {
        let Language::De = language;
        let sender = clean::display_name(&de::Sender { page }.render()?);
        let subject = clean::header(&de::Subject { page }.render()?, 180);
        let (text, html) = if page.urgent {
            (de::UrgentText { page }.render()?, de::UrgentHtml { page, subject: &subject }.render()?)
        } else {
            (de::DigestText { page }.render()?, de::DigestHtml { page, subject: &subject }.render()?)
        };
        Ok(Words { sender, subject, text, html: Some(html) })
    }
}

/// The German templates.
mod de {
    use super::{Outcome, Over, Page, Part, Past, Template, view};

    #[derive(Template)]
    #[template(path = "mail/de/sender.txt")]
    pub(super) struct Sender<'a> {
        pub(super) page: &'a Page<'a>,
    }
    #[derive(Template)]
    #[template(path = "mail/de/subject.txt")]
    pub(super) struct Subject<'a> {
        pub(super) page: &'a Page<'a>,
    }
    #[derive(Template)]
    #[template(path = "mail/de/digest.txt")]
    pub(super) struct DigestText<'a> {
        pub(super) page: &'a Page<'a>,
    }
    #[derive(Template)]
    #[template(path = "mail/de/digest.html")]
    pub(super) struct DigestHtml<'a> {
        pub(super) page: &'a Page<'a>,
        pub(super) subject: &'a str,
    }
    #[derive(Template)]
    #[template(path = "mail/de/urgent.txt")]
    pub(super) struct UrgentText<'a> {
        pub(super) page: &'a Page<'a>,
    }
    #[derive(Template)]
    #[template(path = "mail/de/urgent.html")]
    pub(super) struct UrgentHtml<'a> {
        pub(super) page: &'a Page<'a>,
        pub(super) subject: &'a str,
    }
}

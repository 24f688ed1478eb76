//! Delivery status notifications: what became of a mail, as a mail server tells it (RFC 3462, RFC 3464).

use mail_parser::{HeaderValue, Message, MessagePart, MimeHeaders, PartType};

use super::automatic::OfType;
use super::{decoded, ids, nested};
use crate::mail::clean;

/// Recipients that are read at most.
const MAX_RECIPIENTS: usize = 100;

/// What a mail server says became of a mail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Returned {
    /// Message-IDs that may be the mail's, with angle brackets: of what came back, else what the message itself answers.
    pub mail: Vec<String>,
    /// For whom.
    pub recipients: Vec<Recipient>,
}

/// One recipient of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Recipient {
    /// As the mail was addressed, and where it went in the end; small letters.
    pub addresses: Vec<String>,
    /// What became of it.
    pub fate: Fate,
    /// The code of RFC 3463, `5.1.1`.
    pub status: String,
}

/// The field `Action` of RFC 3464, 2.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It could not be delivered, and the server does not try again.
    Failed,
    /// It tries again.
    Delayed,
    /// Delivered, relayed or expanded: no trouble.
    Fine,
}

impl Returned {
    /// None where the message is no such notification.
    pub(super) fn read(message: &Message<'_>) -> Option<Returned> {
        let kind = message.content_type()?.attribute("report-type").unwrap_or("delivery-status");
        if !message.content_type_is("multipart", "report") || !kind.eq_ignore_ascii_case("delivery-status") {
            return None;
        }
        let status = message.parts.iter().find(|part| is(part, "message", "delivery-status"))?;
        let recipients = recipients(&words(message, status));
        let mut mail = Vec::new();
        for part in &message.parts {
            if let Some(returned) = nested(part) {
                ids(&returned.header("Message-ID").cloned().unwrap_or_default(), &mut mail);
            } else if is(part, "text", "rfc822-headers") {
                let head = fields(&words(message, part).replace("\r\n", "\n"));
                let id = head.into_iter().find(|(name, _)| name == "message-id");
                ids(&HeaderValue::Text(id.map(|(_, id)| id).unwrap_or_default().into()), &mut mail);
            }
        }
        if mail.is_empty() {
            // The mail itself need not come back; some servers say what they answer.
            mail = super::answers(message);
        }
        Some(Returned { mail, recipients })
    }
}

fn words(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    decoded(message, part).map(|part| String::from_utf8_lossy(part.contents()).into_owned()).unwrap_or_default()
}

fn is(part: &MessagePart<'_>, kind: &str, sub: &str) -> bool {
    !matches!(part.body, PartType::Multipart(_))
        && part.content_type().is_some_and(|it| {
            it.ctype().eq_ignore_ascii_case(kind) && it.subtype().is_some_and(|it| it.eq_ignore_ascii_case(sub))
        })
}

/// Groups of fields, parted by empty lines; the first is about the mail, each other one about a recipient.
fn recipients(text: &str) -> Vec<Recipient> {
    let text = text.replace("\r\n", "\n");
    let groups = text.split("\n\n").map(fields).filter(|group| !group.is_empty());
    let recipient = |group: Vec<(String, String)>| {
        let field = |name: &str| group.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let fate = match field("action")?.split_whitespace().next()?.to_lowercase().as_str() {
            "failed" => Fate::Failed,
            "delayed" => Fate::Delayed,
            _ => Fate::Fine,
        };
        // `rfc822; meldungen@edg.example.org`
        let addresses = ["original-recipient", "final-recipient"].into_iter().filter_map(|name| {
            let (_, address) = field(name)?.split_once(';')?;
            Some(clean::address(address.trim().trim_matches(['<', '>']))?.to_string().to_lowercase())
        });
        Some(Recipient { addresses: addresses.collect(), fate, status: code(field("status").unwrap_or_default()) })
    };
    groups.filter_map(recipient).take(MAX_RECIPIENTS).collect()
}

/// Names in small letters, and values; lines that begin with space belong to the one before.
fn fields(group: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in group.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// Digits and dots alone: what else stands there may name somebody.
fn code(status: &str) -> String {
    let code = status.split_whitespace().next().unwrap_or_default();
    let sound = code.len() <= 11 && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if sound { code.to_owned() } else { String::new() }
}

//! What machines write by themselves: out-of-office replies, receipts, lists (RFC 3834). Nobody is to be answered, and
//! nothing follows.

use mail_parser::Message;

/// How subjects begin that mail programs set.
const SUBJECTS: [&str; 12] = [
    "abwesenheit",
    "automatische antwort",
    "automatisch generiert",
    "autoreply",
    "auto reply",
    "auto:",
    "automatic reply",
    "out of office",
    "out of the office",
    "ich bin nicht im büro",
    "gelesen:",
    "read:",
];

pub(super) fn is(message: &Message<'_>, subject: &str) -> bool {
    let header = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_lowercase());
    let says = |name, value: &str| header(name).is_some_and(|said| said == value);
    // RFC 3834, 5: a value, then perhaps parameters.
    let submitted = header("Auto-Submitted").is_some_and(|said| {
        let value = said.split([';', ' ', '(']).next().unwrap_or_default();
        !value.is_empty() && value != "no"
    });
    let precedence = ["bulk", "junk", "list", "auto_reply"].iter().any(|value| says("Precedence", value));
    // No envelope sender; the second is what Postfix' pipe writes for none.
    let nobody = says("Return-Path", "<>") || says("Return-Path", "<mailer-daemon>");
    let marked = [
        "X-Auto-Response-Suppress",
        "X-Autoreply",
        "X-Autorespond",
        "X-Auto-Reply-From",
        "List-Id",
        "List-Unsubscribe",
    ]
    .iter()
    .any(|name| header(name).is_some_and(|said| !matches!(said.as_str(), "" | "no" | "none")));
    let report = message.content_type_is("multipart", "report");
    let subject = subject.to_lowercase();
    submitted || precedence || nobody || marked || report || SUBJECTS.iter().any(|begin| subject.starts_with(begin))
}

/// Whether the message as a whole has this type.
pub(super) trait OfType {
    fn content_type_is(&self, kind: &str, sub: &str) -> bool;
}

impl OfType for Message<'_> {
    fn content_type_is(&self, kind: &str, sub: &str) -> bool {
        use mail_parser::MimeHeaders;
        self.content_type().is_some_and(|it| {
            it.ctype().eq_ignore_ascii_case(kind) && it.subtype().is_some_and(|it| it.eq_ignore_ascii_case(sub))
        })
    }
}

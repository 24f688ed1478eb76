//! Handing a mail over, and knowing what became of it.

use super::compose::Mail;
use super::folder::FolderMailer;
use super::smtp::SmtpMailer;
use forwarding::retry::About;
use std::fmt;

/// Somewhere that mails go. Blocking: call it from a worker thread.
pub trait Mailer: Send + Sync {
    /// Hands one mail over.
    ///
    /// # Errors
    /// When no recipient got it, or nobody knows: see [`DeliveryError::stage`].
    fn deliver(&self, mail: &Mail) -> Result<Delivered, DeliveryError>;

    /// Whether somebody is there who would take a mail from this sender; nothing is handed over.
    ///
    /// # Errors
    /// Always about the way: see [`DeliveryError::about`].
    fn reach(&self, _from: &str) -> Result<(), DeliveryError> {
        Ok(())
    }
}

/// The receiving side took the mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Recipients that were refused while others were taken.
    pub refused: Vec<Refusal>,
}

/// A recipient that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The address.
    pub address: String,
    /// 5xx: trying again will not help. Otherwise the same mail may be tried again for this address alone.
    pub permanent: bool,
}

/// The mail was not handed over, or it is unknown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct DeliveryError {
    /// May the other side have the mail?
    pub stage: Stage,
    /// What was refused. The sender is the same in every mail, so a refusal of it is about the way.
    pub about: About,
    /// The server refused this mail for good (5xx from RCPT on). Faults of connection, TLS, password or sender are
    /// never permanent: they are about the way, and somebody mends it.
    pub permanent: bool,
    /// Recipients that were refused before it failed.
    pub refused: Vec<Refusal>,
    /// Step and code (`RCPT TO: 550 5.1.1`) for staff; neither addresses nor the server's own words.
    pub text: String,
}

/// How far an attempt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Certain that the server has not taken the mail: its end was never sent, or it was answered by a refusal.
    BeforeData,
    /// The end of the mail may have arrived and the answer is missing: repeat only with the same Message-ID.
    AfterData,
}

/// What was being done when an attempt failed. Shown as the protocol names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Connect,
    StartTls,
    Auth,
    MailFrom,
    RcptTo,
    Data,
    Message,
    File,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Connect => "connect",
            Step::StartTls => "STARTTLS",
            Step::Auth => "AUTH",
            Step::MailFrom => "MAIL FROM",
            Step::RcptTo => "RCPT TO",
            Step::Data => "DATA",
            Step::Message => "message",
            Step::File => "file",
        })
    }
}

impl Step {
    pub(super) fn about(self) -> About {
        match self {
            Step::Connect | Step::StartTls | Step::Auth | Step::MailFrom | Step::File => About::Way,
            Step::RcptTo => About::Address,
            Step::Data | Step::Message => About::Content,
        }
    }
}

impl DeliveryError {
    pub(super) fn new(stage: Stage, step: Step, what: impl fmt::Display) -> Self {
        let (about, text) = (step.about(), format!("{step}: {what}"));
        DeliveryError { stage, about, permanent: false, refused: Vec::new(), text }
    }
}

/// A mail URL that cannot be used. Never shows the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum UrlError {
    /// Neither `smtp:`, `smtps:` nor `file:`.
    #[error("mail URL must start with smtp://, smtps:// or file:")]
    Scheme,
    /// Not a URL.
    #[error("mail URL: {0}")]
    Syntax(#[from] url::ParseError),
    /// No server or no folder.
    #[error("mail URL names no server or folder")]
    Nowhere,
    /// `%` escapes in user or password are wrong.
    #[error("mail URL: user or password is not percent-encoded UTF-8")]
    Credentials,
    /// Known are `tls=none|opportunistic|required` (smtp only), `timeout=SECONDS` (1–3600), `ca=FILE`.
    #[error("mail URL: unknown option or value: {0}")]
    Option(String),
    /// The file of `ca` cannot be read.
    #[error("mail URL: certificate: {0}")]
    Certificate(std::io::Error),
    /// The key that signs mails.
    #[error("dkim_key: {0}")]
    Key(#[from] super::dkim::KeyError),
    /// The TLS library refused the host or the certificate.
    #[error("mail URL: TLS: {0}")]
    Tls(lettre::transport::smtp::Error),
}

/// A mailer from configuration:
/// `smtp://[user:password@]host[:port][?tls=none|opportunistic|required][&timeout=SECONDS][&ca=FILE]`,
/// `smtps://…` (TLS from the start), `file:DIR` (a plain path, not percent-encoded).
///
/// Ports default to 25, with a user to 587, for smtps to 465. TLS defaults to required with a user, else to
/// opportunistic. A password goes over an unencrypted connection only with `tls=none`. `ca` names a PEM file with
/// the certificate of the city's own authority.
///
/// # Errors
/// [`UrlError`], without the password.
pub fn from_url(url: &str) -> Result<Box<dyn Mailer>, UrlError> {
    if let Some(path) = url.strip_prefix("file:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(UrlError::Nowhere);
        }
        return Ok(Box::new(FolderMailer::new(path)));
    }
    if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
        return Err(UrlError::Scheme);
    }
    Ok(Box::new(SmtpMailer::from_url(&url::Url::parse(url)?)?))
}

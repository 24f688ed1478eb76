//! SMTP (RFC 5321) step by step, because the ledger must know whether a failed attempt may have delivered.

use super::clean;
use super::compose::Mail;
use super::deliver::{Delivered, DeliveryError, Mailer, Refusal, Stage, Step, UrlError};
use forwarding::retry::About;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use std::error::Error as _;
use std::io;
use std::time::Duration;

/// Waiting for the answer to one command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);
/// Waiting for the answer to the end of a mail: servers scan before they answer, and giving up early makes
/// duplicates (RFC 5321, 4.5.3.2.6).
const FINAL_TIMEOUT: Duration = Duration::from_secs(600);
/// Waiting for the goodbye, which changes nothing any more.
const QUIT_TIMEOUT: Duration = Duration::from_secs(2);

/// When to encrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Never.
    None,
    /// By STARTTLS where the server offers it.
    Opportunistic,
    /// By STARTTLS, or not at all.
    Required,
    /// From the first byte.
    Wrapped,
}

/// Hands mails to one server, a connection per mail.
pub struct SmtpMailer {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    command_timeout: Duration,
    final_timeout: Duration,
}

impl SmtpMailer {
    /// See [`from_url`](super::from_url).
    pub(super) fn from_url(url: &url::Url) -> Result<Self, UrlError> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(UrlError::Nowhere);
        }
        let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8().map(String::from);
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(Credentials::new(
                decode(user).map_err(|_| UrlError::Credentials)?,
                decode(password.unwrap_or_default()).map_err(|_| UrlError::Credentials)?,
            )),
        };
        let wrapped = url.scheme() == "smtps";
        let (port, mut security) = match (wrapped, &credentials) {
            (true, _) => (465, Security::Wrapped),
            (false, Some(_)) => (587, Security::Required),
            (false, None) => (25, Security::Opportunistic),
        };
        let mut timeouts = (COMMAND_TIMEOUT, FINAL_TIMEOUT);
        let mut tls = TlsParameters::builder(host.clone());
        for (key, value) in url.query_pairs() {
            match (&*key, &*value) {
                ("tls", "none") if !wrapped => security = Security::None,
                ("tls", "opportunistic") if !wrapped => security = Security::Opportunistic,
                ("tls", "required") if !wrapped => security = Security::Required,
                ("timeout", seconds) => {
                    let seconds = seconds.parse().ok().filter(|seconds| (1..=3600).contains(seconds));
                    let seconds = Duration::from_secs(seconds.ok_or_else(|| UrlError::Option(key.to_string()))?);
                    timeouts = (seconds, seconds);
                }
                ("ca", path) => {
                    let pem = std::fs::read(path).map_err(UrlError::Certificate)?;
                    tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(UrlError::Tls)?);
                }
                _ => return Err(UrlError::Option(key.into_owned())),
            }
        }
        Ok(SmtpMailer {
            host,
            port: url.port().unwrap_or(port),
            security,
            tls: tls.build().map_err(UrlError::Tls)?,
            credentials,
            command_timeout: timeouts.0,
            final_timeout: timeouts.1,
        })
    }

    /// A connection on which MAIL may follow.
    fn open(&self, hello: &ClientId) -> Result<SmtpConnection, DeliveryError> {
        let wrapped = (self.security == Security::Wrapped).then_some(&self.tls);
        let server = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(server, Some(self.command_timeout), hello, wrapped, None)
            .map_err(|error| failed(Step::Connect, &error))?;
        let upgrade = match self.security {
            Security::Opportunistic => connection.can_starttls(),
            Security::Required => true,
            Security::None | Security::Wrapped => false,
        };
        if upgrade {
            connection.starttls(&self.tls, hello).map_err(|error| failed(Step::StartTls, &error))?;
        }
        if let Some(credentials) = &self.credentials {
            if self.security != Security::None && !connection.is_encrypted() {
                connection.abort();
                return Err(DeliveryError::new(Stage::BeforeData, Step::Auth, "not encrypted"));
            }
            connection.auth(DEFAULT_MECHANISMS, credentials).map_err(|error| failed(Step::Auth, &error))?;
        }
        Ok(connection)
    }

    /// The mail's fate is sealed; a lost goodbye does not change it.
    fn leave(&self, mut connection: SmtpConnection) {
        let _ = connection.set_timeout(Some(QUIT_TIMEOUT.min(self.command_timeout)));
        connection.abort();
    }

    /// Envelope and message; recipients that the server refuses are set aside.
    fn send(&self, connection: &mut SmtpConnection, mail: &Mail) -> Result<Delivered, DeliveryError> {
        begin(connection, &mail.from)?;
        let mut refused = Vec::new();
        let mut last = unusable(Step::RcptTo);
        for address in &mail.to {
            let mut permanent = true;
            if let Some(to) = clean::address(address) {
                match connection.command(Rcpt::new(to, vec![])) {
                    Ok(_) => continue,
                    Err(error) => {
                        permanent = error.is_permanent();
                        last = failed(Step::RcptTo, &error);
                        // No answer, no connection: the others cannot be asked either.
                        if error.status().is_none() {
                            return Err(DeliveryError { refused, ..last });
                        }
                    }
                }
            }
            refused.push(Refusal { address: address.clone(), permanent });
        }
        if refused.len() == mail.to.len() {
            let permanent = refused.iter().all(|refusal| refusal.permanent);
            return Err(DeliveryError { permanent, refused, ..last });
        }
        match self.data(connection, &mail.bytes) {
            Ok(()) => Ok(Delivered { refused }),
            Err(error) => Err(DeliveryError { refused, ..error }),
        }
    }

    /// The message, and whether its end went out.
    fn data(&self, connection: &mut SmtpConnection, bytes: &[u8]) -> Result<(), DeliveryError> {
        let go_on = connection.command(Data).map_err(|error| failed(Step::Data, &error))?;
        if !go_on.has_code(354) {
            return Err(DeliveryError::new(Stage::BeforeData, Step::Data, go_on.code()));
        }
        let io_failed = |error: io::Error| DeliveryError::new(Stage::BeforeData, Step::Data, error.kind());
        connection.set_timeout(Some(self.final_timeout)).map_err(io_failed)?;
        // The library writes CRLF and the dot after the last chunk; that it asked for one more tells that it got there.
        let mut ended = false;
        let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let end = std::iter::from_fn(|| {
            ended = true;
            None
        });
        let answer = connection.message_iter(std::iter::once(body).chain(end));
        answer.map(drop).map_err(|error| {
            let unanswered = ended && error.status().is_none();
            let stage = if unanswered { Stage::AfterData } else { Stage::BeforeData };
            DeliveryError { stage, ..failed(Step::Message, &error) }
        })
    }
}

impl Mailer for SmtpMailer {
    fn deliver(&self, mail: &Mail) -> Result<Delivered, DeliveryError> {
        // The name of the server that mails are about: RFC 5321 wants one that resolves.
        let hello =
            clean::message_id(&mail.message_id).map(|(_, host)| ClientId::Domain(host.to_owned())).unwrap_or_default();
        let mut connection = self.open(&hello)?;
        let result = self.send(&mut connection, mail);
        self.leave(connection);
        result
    }

    fn reach(&self, from: &str) -> Result<(), DeliveryError> {
        let mut connection = self.open(&ClientId::default())?;
        let welcome = begin(&mut connection, from);
        self.leave(connection);
        welcome
    }
}

fn begin(connection: &mut SmtpConnection, from: &str) -> Result<(), DeliveryError> {
    // None at all: nothing may come back.
    let from = match from {
        "" => None,
        from => Some(clean::address(from).ok_or_else(|| unusable(Step::MailFrom))?),
    };
    let answer = connection.command(MailFrom::new(from, vec![]));
    answer.map(drop).map_err(|error| failed(Step::MailFrom, &error))
}

fn unusable(step: Step) -> DeliveryError {
    let permanent = step.about() != About::Way;
    DeliveryError { permanent, ..DeliveryError::new(Stage::BeforeData, step, "not an address") }
}

/// Codes and kinds only: the server's own words may hold addresses.
fn failed(step: Step, error: &Error) -> DeliveryError {
    let what = match error.status() {
        Some(code) => [Some(code.to_string()), enhanced(error)].into_iter().flatten().collect::<Vec<_>>().join(" "),
        None if error.is_client() => "not offered".to_owned(),
        None => io_text(error).unwrap_or_else(|| "no valid answer".to_owned()),
    };
    DeliveryError {
        permanent: step.about() != About::Way && error.is_permanent(),
        ..DeliveryError::new(Stage::BeforeData, step, what)
    }
}

/// The code of RFC 3463 (`5.1.1`) that begins many answers.
fn enhanced(error: &Error) -> Option<String> {
    let answer = error.source()?.to_string();
    let code = answer.split_whitespace().next()?;
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (code.split('.').count() == 3 && code.split('.').all(digits)).then(|| code.to_owned())
}

fn io_text(error: &Error) -> Option<String> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            // Linux reports a socket's read timeout as WouldBlock.
            let timeout = matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
            return Some(if timeout { "timeout".to_owned() } else { cause.to_string() });
        }
        source = cause.source();
    }
    None
}

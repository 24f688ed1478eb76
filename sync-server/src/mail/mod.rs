//! Mails of the forwarding ledger: composing and delivering, independent of storage.
//!
//! Somebody else fills a plain [`MailView`] from the database; [`compose`] turns it into the bytes of one
//! message, a [`Mailer`] hands them over. The Message-ID comes in from outside and is frozen there, so a
//! repeated attempt is the same mail.
//!
//! What users read lies in `templates/mail/<language>/`, none of it in Rust.

mod alert;
mod clean;
mod compose;
mod deliver;
mod dkim;
mod folder;
mod incoming;
mod open;
mod outgoing;
mod page;
mod smtp;
mod summary;
mod view;

#[cfg(test)]
mod tests;

/// Whether mail can be sent to this address.
pub fn is_address(text: &str) -> bool {
    clean::address(text).is_some()
}

pub use alert::{AlertView, address_in, alert};
pub use compose::{MAX_BYTES, Mail, MailError, compose};
pub use deliver::{Delivered, DeliveryError, Mailer, Refusal, Stage, UrlError, from_url};
pub use dkim::{KeyError, Signer};
pub use folder::FolderMailer;
pub use forwarding::retry::About;
pub use incoming::{Answered, Fate, Letter, MAX_POST_BYTES, Recipient, Reply, Returned, What, photo, read, whole};
pub use outgoing::Outgoing;
pub use page::DETAILED;
pub use smtp::{Security, SmtpMailer};
pub(crate) use summary::cell;
pub use summary::{SummaryCount, SummaryEnvelope, SummaryOpen, SummaryView, summary};
pub use view::{Item, Language, Links, MailKind, MailView, Occasion, OpenItem, Over, Part, Past, map_link};

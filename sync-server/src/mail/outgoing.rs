//! What is done to every mail on its way out: where bounces come back to, and the signature.

use super::compose::Mail;
use super::deliver::{Delivered, DeliveryError, Mailer};
use super::dkim::Signer;

/// A mailer that sets the envelope sender and signs.
pub struct Outgoing {
    mailer: Box<dyn Mailer>,
    bounces: String,
    signer: Option<Signer>,
}

impl Outgoing {
    /// Bounces come back to this address; to the mail's own sender where it is empty.
    pub fn new(mailer: Box<dyn Mailer>, bounces: &str, signer: Option<Signer>) -> Outgoing {
        Outgoing { mailer, bounces: bounces.to_owned(), signer }
    }
}

impl Mailer for Outgoing {
    fn deliver(&self, mail: &Mail) -> Result<Delivered, DeliveryError> {
        let mut mail = mail.clone();
        // A mail without a sender is one from which nothing may come back.
        if !mail.from.is_empty() && !self.bounces.is_empty() {
            mail.from.clone_from(&self.bounces);
        }
        if let Some(signer) = &self.signer {
            mail.bytes = signer.sign(&mail.bytes);
        }
        self.mailer.deliver(&mail)
    }

    fn reach(&self, from: &str) -> Result<(), DeliveryError> {
        self.mailer.reach(if self.bounces.is_empty() { from } else { &self.bounces })
    }
}

//! The mail job. It may run in several processes at once and be killed at any point: membership and Message-ID of a mail
//! are frozen in the database before the first attempt, a mail is claimed by one process at a time, and one whose fate is
//! unknown is repeated only under the same Message-ID.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use shared::change::Kind;
use shared::merge::Record;
use uuid::Uuid;

use super::view::{self, Words};
use crate::mail::{self, DeliveryError, Mailer, Stage};
use crate::photos::AttachmentStore;
use crate::storage::{FrozenMail, Mailed, Storage, StorageError, Undelivered};

/// A claimed mail is another process's again after this: longer than any delivery may take.
const CLAIM: Duration = Duration::minutes(15);
/// A digest that could not be handed over is put together afresh after this.
const AGAIN: Duration = Duration::minutes(5);

/// What the configuration says about mail.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Sender.
    pub from: String,
    /// Whom departments ask back.
    pub contact: String,
    /// Right side of Message-IDs.
    pub host: String,
    /// Where answer pages are served, without a slash at the end.
    pub public_url: String,
    /// Pattern of map links, with `{lat}` and `{lon}`.
    pub map_link: String,
}

/// The job.
pub struct Mailing {
    storage: Arc<dyn Storage>,
    photos: Arc<dyn AttachmentStore>,
    mailer: Arc<dyn Mailer>,
    settings: Settings,
    words: Words,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    /// Mails that the receiving server took.
    pub mailed: u32,
    /// Mails that it did not take; they are tried again, or staff see them.
    pub failed: u32,
    /// Mail waits for staff, since the database was restored without its journal.
    pub held: bool,
}

impl Mailing {
    /// A job that sends with this mailer.
    pub fn new(
        storage: Arc<dyn Storage>,
        photos: Arc<dyn AttachmentStore>,
        mailer: Arc<dyn Mailer>,
        settings: Settings,
    ) -> Mailing {
        Mailing { storage, photos, mailer, settings, words: Words::new() }
    }

    /// Everything that is due: urgent mails at once, digests at their hour, repetitions after their wait.
    ///
    /// # Errors
    /// Where the storage fails; what was done until then stands.
    pub fn run(&self, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.send(now, |_, due| due)
    }

    /// As [`Mailing::run`], and digests at once: of this department, or of all.
    ///
    /// # Errors
    /// As [`Mailing::run`].
    pub fn run_now(&self, department: Option<&str>, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.send(now, |code, due| department.is_none_or(|wanted| wanted == code) || due)
    }

    fn send(&self, now: DateTime<Utc>, wanted: impl Fn(&str, bool) -> bool) -> Result<Outcome, StorageError> {
        if self.storage.mail_held()? {
            return Ok(Outcome { held: true, ..Outcome::default() });
        }
        let host = &self.settings.host;
        self.storage.freeze_urgent(&mut || crate::random::v7(now), host, now)?;
        let zone = self.storage.zone()?;
        for plan in self.storage.digests(now)? {
            let (code, rhythm) = (&plan.to.code, &plan.to.rhythm);
            let is_due = |due: Option<DateTime<Utc>>| due.is_some_and(|due| due <= now);
            let due = is_due(plan.next_due);
            let next = rhythm.next_digest(now, zone);
            // Farther away than the digest after the next: the clock had jumped ahead when it was set.
            let after_next = rhythm.next_digest(next, zone);
            let is_sound = plan.next_due.is_some_and(|due| due <= after_next);
            if wanted(code, due || is_due(plan.open_list_due)) {
                self.storage.freeze_digest(code, crate::random::v7(now), host, now)?;
            }
            if due || !is_sound {
                self.storage.set_next_due(code, next)?;
            }
            // A due one was planned anew when it was frozen; what is planned too far ahead is so by a clock, too.
            let next_list = rhythm.next_open_list(now, zone);
            let planned = plan.open_list_due.zip(next_list).is_some_and(|(planned, next)| planned <= next);
            if !planned && plan.open_list_due != next_list {
                self.storage.set_open_list_due(code, next_list)?;
            }
        }
        let mut outcome = Outcome::default();
        while let Some(mail) = self.storage.claim(now, now + CLAIM)? {
            if self.deliver(mail, now)? { outcome.mailed += 1 } else { outcome.failed += 1 }
        }
        Ok(outcome)
    }

    fn deliver(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StorageError> {
        let Some(frozen) = self.storage.frozen_mail(id)? else {
            self.failed(id, 0, true, "the department is not set up any more", now)?;
            return Ok(false);
        };
        if frozen.items.len() < frozen.members {
            // Restored from a backup that is older than these reports: their phones bring them again.
            self.failed(id, frozen.attempts, false, "reports of this mail are not here yet", now)?;
            return Ok(false);
        }
        let mail = match self.compose(&frozen, now) {
            Ok(mail) => mail,
            Err(error) => {
                tracing::error!(mail = %id, %error, "a mail cannot be composed");
                self.failed(id, frozen.attempts, true, "the mail cannot be composed", now)?;
                return Ok(false);
            }
        };
        match self.mailer.deliver(&mail) {
            Ok(_) => {
                self.storage.mailed(Mailed { mail: id, at: now })?;
                Ok(true)
            }
            Err(error) => {
                self.undelivered(&frozen, &error, now)?;
                Ok(false)
            }
        }
    }

    fn compose(&self, frozen: &FrozenMail, now: DateTime<Utc>) -> Result<mail::Mail, ComposeError> {
        let city = self.storage.overview()?.city;
        let (zone, secret) = (self.storage.zone()?, self.storage.secret()?);
        let (settings, words, photos) = (&self.settings, &self.words, &*self.photos);
        let called = |kind, name| -> Result<_, StorageError> {
            Ok(self.storage.records(&kind)?.iter().filter_map(|record| named(record, name)).collect())
        };
        let (categories, departments) = (called(Kind::Category, "name")?, called(Kind::Department, "short")?);
        let desk = view::MailDesk { settings, words, photos, zone, categories, departments, secret };
        let view = desk.view(frozen, city, now);
        Ok(mail::compose(&view)?)
    }

    fn undelivered(&self, frozen: &FrozenMail, error: &DeliveryError, now: DateTime<Utc>) -> Result<(), StorageError> {
        tracing::warn!(mail = %frozen.id, department = frozen.to.code, %error, "mail not delivered");
        // What certainly did not go out rolls into the next digest. An urgent mail has nothing to wait for: the same again.
        let dissolve = error.stage == Stage::BeforeData && !error.permanent && !frozen.urgent;
        let next_attempt = now + if dissolve { AGAIN } else { wait(frozen.attempts) };
        let undelivered = Undelivered {
            mail: frozen.id,
            dissolve,
            permanent: error.permanent,
            why: error.text.clone(),
            next_attempt,
        };
        self.storage.undelivered(&undelivered, now)
    }

    fn failed(
        &self,
        mail: Uuid,
        attempts: u32,
        permanent: bool,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let next_attempt = now + wait(attempts);
        let undelivered = Undelivered { mail, dissolve: false, permanent, why: why.to_owned(), next_attempt };
        self.storage.undelivered(&undelivered, now)
    }
}

/// Code and name of what the city has given a name of its own.
fn named(record: &Record, field: &str) -> Option<(String, String)> {
    let name = record.text(field).filter(|name| !name.is_empty())?;
    Some((record.text("code")?.to_owned(), name.to_owned()))
}

/// One minute, two, four, … at most four hours.
fn wait(attempts: u32) -> Duration {
    Duration::minutes(1 << attempts.min(8)).min(Duration::hours(4))
}

#[derive(Debug, thiserror::Error)]
enum ComposeError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Mail(#[from] mail::MailError),
}

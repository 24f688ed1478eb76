//! The mail jobs. They may run in several processes at once and be killed at any point: membership and Message-ID of a mail
//! are frozen in the database before the first attempt, a mail is claimed by one process at a time, and one whose fate is
//! unknown is repeated only under the same Message-ID.
//!
//! Urgent mail and digests have jobs of their own, and each has more than one: what hangs keeps nothing else waiting.

mod alerts;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use forwarding::retry::{About, Failed, Then, then};
use shared::change::Kind;
use shared::merge::Record;

use super::view::{self, Words};
use crate::mail::{self, DeliveryError, Mailer, Stage};
use crate::photos::AttachmentStore;
use crate::storage::{Claim, FrozenItem, FrozenMail, Mailed, Storage, StorageError, Undelivered, Way};

/// A claimed mail is another process's again after this: longer than a delivery usually takes, even one that hangs. One that
/// takes longer still may be sent twice, under the same Message-ID.
pub(super) const CLAIM: Duration = Duration::minutes(15);
/// Whoever asks whether the mail server is there again knows by then.
const ASKING: Duration = Duration::minutes(10);

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
    pub(super) storage: Arc<dyn Storage>,
    photos: Arc<dyn AttachmentStore>,
    pub(super) mailer: Arc<dyn Mailer>,
    pub(super) settings: Settings,
    pub(super) words: Words,
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
    /// The mail server takes nothing at present.
    pub away: bool,
}

/// What became of one mail.
enum Sent {
    Mailed,
    Failed,
    /// And no other one would have got further.
    Away,
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
        let urgent = self.send_urgent(now)?;
        self.plan_digests(now)?;
        let digests = self.send_digests(now)?;
        Ok(urgent.and(digests))
    }

    /// As [`Mailing::run`], and at once what waits for its hour or for a better moment: of this department, or of all.
    ///
    /// # Errors
    /// As [`Mailing::run`].
    pub fn run_now(&self, department: Option<&str>, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.storage.try_now(department, now)?;
        let urgent = self.send_urgent(now)?;
        self.plan(now, |code, due| department.is_none_or(|wanted| wanted == code) || due)?;
        let digests = self.send_digests(now)?;
        Ok(urgent.and(digests))
    }

    /// Urgent mails that are due, and the next contacts of hazards that nobody has confirmed.
    ///
    /// # Errors
    /// As [`Mailing::run`].
    pub fn send_urgent(&self, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        let host = &self.settings.host;
        let asked = self.storage.ask_next_contacts(&mut || crate::random::v7(now), host, now)?;
        if asked > 0 {
            tracing::warn!(asked, "hazards that nobody has confirmed in time");
        }
        if !self.storage.mail_held()? {
            self.storage.freeze_urgent(&mut || crate::random::v7(now), host, now)?;
        }
        let outcome = self.send(true, now)?;
        if !outcome.held && !outcome.away {
            self.alert_office(now)?;
        }
        Ok(outcome)
    }

    /// Fixes what stands in each digest whose hour has come. Nothing is sent here, so nothing keeps this waiting.
    ///
    /// # Errors
    /// As [`Mailing::run`].
    pub fn plan_digests(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        self.plan(now, |_, due| due)
    }

    /// Digests that are planned and due.
    ///
    /// # Errors
    /// As [`Mailing::run`].
    pub fn send_digests(&self, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.send(false, now)
    }

    fn plan(&self, now: DateTime<Utc>, wanted: impl Fn(&str, bool) -> bool) -> Result<(), StorageError> {
        if self.storage.mail_held()? || !self.is_open(now)? {
            return Ok(());
        }
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
                self.storage.freeze_digest(code, crate::random::v7(now), &self.settings.host, now)?;
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
        Ok(())
    }

    /// Whether mail gets out. While it does not, one asks for all, ever more seldom, and no digest is put together.
    fn is_open(&self, now: DateTime<Utc>) -> Result<bool, StorageError> {
        match self.storage.way(now, now + ASKING)? {
            Way::Open => return Ok(true),
            Way::Closed => return Ok(false),
            Way::Ask => {}
        }
        match self.mailer.reach(&self.settings.from) {
            Ok(()) => self.storage.way_is_open()?,
            Err(error) => {
                tracing::warn!(%error, "the mail server takes nothing");
                self.storage.way_is_closed(&error.text, now)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn send(&self, urgent: bool, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        let mut outcome = Outcome { held: self.storage.mail_held()?, ..Outcome::default() };
        outcome.away = !outcome.held && !self.is_open(now)?;
        while !outcome.held
            && !outcome.away
            && let Some(claim) = self.storage.claim(urgent, now, now + CLAIM)?
        {
            match self.deliver(claim, now)? {
                Sent::Mailed => outcome.mailed += 1,
                Sent::Failed => outcome.failed += 1,
                Sent::Away => (outcome.failed, outcome.away) = (outcome.failed + 1, true),
            }
        }
        Ok(outcome)
    }

    fn deliver(&self, claim: Claim, now: DateTime<Utc>) -> Result<Sent, StorageError> {
        let id = claim.mail;
        let failed = |then, why: &str| {
            let (about, why) = (About::Content, why.to_owned());
            self.undelivered(
                Undelivered { claim, about, certain: true, then, parts: Vec::new(), host: String::new(), why },
                now,
            )
        };
        let Some(frozen) = self.storage.frozen_mail(id)? else {
            return failed(Then::SetAside, "the department is not set up any more");
        };
        if frozen.items.len() < frozen.members {
            // Restored from a backup that is older than these reports: their phones bring them again.
            return failed(Then::Again, "reports of this mail are not here yet");
        }
        let mail = match self.composed(&frozen, now)? {
            Some(mail) => mail,
            None => return self.isolate(claim, &frozen, now),
        };
        self.storage.note_recipients(id, &mail.to)?;
        match self.mailer.deliver(&mail) {
            Ok(delivered) => {
                let refused = delivered.refused.into_iter().map(|refusal| refusal.address);
                let refused: Vec<String> = refused.chain(mail.unusable).collect();
                if !refused.is_empty() {
                    self.storage.partly_refused(id, &refused)?;
                }
                self.storage.mailed(Mailed { mail: id, at: now })?;
                Ok(Sent::Mailed)
            }
            Err(error) => self.not_taken(claim, &frozen, &error, now),
        }
    }

    /// None where the mail cannot be made. A panic costs this mail, and no other one.
    fn composed(&self, frozen: &FrozenMail, now: DateTime<Utc>) -> Result<Option<mail::Mail>, StorageError> {
        match catch_unwind(AssertUnwindSafe(|| self.compose(frozen, now))) {
            Ok(Ok(mail)) => Ok(Some(mail)),
            Ok(Err(ComposeError::Storage(error))) => Err(error),
            Ok(Err(ComposeError::Mail(error))) => {
                tracing::error!(mail = %frozen.id, %error, "a mail cannot be composed");
                Ok(None)
            }
            Err(_) => {
                tracing::error!(mail = %frozen.id, "composing a mail panicked");
                Ok(None)
            }
        }
    }

    fn compose(&self, frozen: &FrozenMail, now: DateTime<Utc>) -> Result<mail::Mail, ComposeError> {
        let city = self.storage.overview()?.city;
        let (zone, secret) = (self.storage.zone()?, self.storage.secret()?);
        let (settings, words, photos) = (&self.settings, &self.words, &*self.photos);
        let (categories, departments) =
            (self.called(&Kind::Category, "name")?, self.called(&Kind::Department, "short")?);
        let desk = view::MailDesk { settings, words, photos, zone, categories, departments, secret };
        let view = desk.view(frozen, city, now);
        Ok(mail::compose(&view)?)
    }

    /// What the city calls these records, by code, where it has given them a name of its own.
    pub(super) fn called(&self, kind: &Kind, field: &str) -> Result<BTreeMap<String, String>, StorageError> {
        Ok(self.storage.records(kind)?.iter().filter_map(|record| named(record, field)).collect())
    }

    /// The mail cannot be made: each report that spoils it goes alone, and so to staff; the others go on together.
    fn isolate(&self, claim: Claim, frozen: &FrozenMail, now: DateTime<Utc>) -> Result<Sent, StorageError> {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for item in frozen.items.iter().filter(|_| frozen.items.len() > 1) {
            let alone = FrozenMail { members: 1, items: vec![item.clone()], ..frozen.clone() };
            if self.composed(&alone, now)?.is_some() { &mut good } else { &mut bad }.push(item.forwarding);
        }
        // Where none can be made it is not about a report, and a mail that may be out is not taken apart.
        let divide = claim.certain && !good.is_empty() && !bad.is_empty();
        let bad = bad.into_iter().map(|one| vec![one]);
        let parts = std::iter::once(good).chain(bad).filter(|_| divide);
        let undelivered = Undelivered {
            claim,
            about: About::Content,
            certain: true,
            then: if divide { Then::Divide } else { Then::SetAside },
            parts: parts.map(|members| (crate::random::v7(now), members)).collect(),
            host: self.settings.host.clone(),
            why: "the mail cannot be composed".to_owned(),
        };
        self.undelivered(undelivered, now)
    }

    fn not_taken(
        &self,
        claim: Claim,
        frozen: &FrozenMail,
        error: &DeliveryError,
        now: DateTime<Utc>,
    ) -> Result<Sent, StorageError> {
        tracing::warn!(mail = %frozen.id, department = frozen.to.code, %error, "mail not delivered");
        let certain = error.stage == Stage::BeforeData;
        let then = then(&Failed {
            about: error.about,
            permanent: error.permanent,
            certain: certain && claim.certain,
            urgent: frozen.urgent,
            members: frozen.items.len(),
            tries: frozen.tries,
            part: frozen.part,
        });
        let halves = frozen.items.chunks(frozen.items.len().div_ceil(2).max(1)).filter(|_| then == Then::Divide);
        let members = |half: &[FrozenItem]| half.iter().map(|item| item.forwarding).collect();
        let undelivered = Undelivered {
            claim,
            about: error.about,
            certain,
            then,
            parts: halves.map(|half| (crate::random::v7(now), members(half))).collect(),
            host: self.settings.host.clone(),
            why: error.text.clone(),
        };
        self.undelivered(undelivered, now)
    }

    fn undelivered(&self, undelivered: Undelivered, now: DateTime<Utc>) -> Result<Sent, StorageError> {
        self.storage.undelivered(&undelivered, now)?;
        Ok(if undelivered.about == About::Way { Sent::Away } else { Sent::Failed })
    }
}

impl Outcome {
    fn and(self, other: Outcome) -> Outcome {
        Outcome {
            mailed: self.mailed + other.mailed,
            failed: self.failed + other.failed,
            held: self.held || other.held,
            away: self.away || other.away,
        }
    }
}

/// Code and name of what the city has given a name of its own.
fn named(record: &Record, field: &str) -> Option<(String, String)> {
    let name = record.text(field).filter(|name| !name.is_empty())?;
    Some((record.text("code")?.to_owned(), name.to_owned()))
}

#[derive(Debug, thiserror::Error)]
pub(super) enum ComposeError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Mail(#[from] mail::MailError),
}

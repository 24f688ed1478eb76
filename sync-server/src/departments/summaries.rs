//! Monthly summaries for bodies that read along: due on the first working day, once for each month and recipient. As with
//! other mails the Message-ID is frozen before the first attempt, and one whose fate is unknown is repeated under it.

use chrono::{DateTime, Utc};
use forwarding::month::{self, Month};
use forwarding::retry::pause;
use shared::change::Kind;
use shared::domain::Recipient;
use uuid::Uuid;

use super::mailing::{CLAIM, ComposeError, Mailing, Outcome};
use super::view::addresses;
use crate::mail::{Mail, Stage, SummaryCount, SummaryEnvelope, SummaryOpen, SummaryView, summary};
use crate::storage::{FrozenSummary, StorageError};

impl Mailing {
    /// Summaries that are due, and repetitions after their wait.
    ///
    /// # Errors
    /// Where the storage fails; what was done until then stands.
    pub fn run_summaries(&self, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.send_summaries(month::due(now, self.storage.zone()?), false, now)
    }

    /// Summaries of this month at once: to everybody who has not got it, also where it was refused before.
    ///
    /// # Errors
    /// As [`Mailing::run_summaries`].
    pub fn run_summaries_now(&self, month: Month, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        self.send_summaries(Some(month), true, now)
    }

    fn send_summaries(&self, month: Option<Month>, retry: bool, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        if self.storage.mail_held()? {
            return Ok(Outcome { held: true, ..Outcome::default() });
        }
        if let Some(month) = month {
            let active: Vec<Uuid> =
                self.recipients()?.into_iter().filter(|(_, to)| !to.ended).map(|(id, _)| id).collect();
            let host = &self.settings.host;
            self.storage.freeze_summaries(&active, month, &mut || crate::random::v7(now), host, retry, now)?;
        }
        let mut outcome = Outcome::default();
        while let Some(frozen) = self.storage.claim_summary(now, now + CLAIM)? {
            if self.send_summary(&frozen, now)? { outcome.mailed += 1 } else { outcome.failed += 1 }
        }
        Ok(outcome)
    }

    fn send_summary(&self, frozen: &FrozenSummary, now: DateTime<Utc>) -> Result<bool, StorageError> {
        let mail = match self.compose_summary(frozen, now) {
            Ok(Some(mail)) => mail,
            Ok(None) => {
                self.storage.summary_undelivered(frozen.mail, "the recipient is not set up any more", None)?;
                return Ok(false);
            }
            Err(error) => {
                tracing::error!(mail = %frozen.mail, %error, "a summary cannot be composed");
                self.storage.summary_undelivered(frozen.mail, "the mail cannot be composed", None)?;
                return Ok(false);
            }
        };
        match self.mailer.deliver(&mail) {
            Ok(_) => {
                self.storage.summary_mailed(frozen.mail, now)?;
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(mail = %frozen.mail, %error, "summary not delivered");
                let certain = error.permanent && error.stage == Stage::BeforeData;
                let next = (!certain).then(|| now + pause(error.about, false, frozen.attempts));
                self.storage.summary_undelivered(frozen.mail, &error.text, next)?;
                Ok(false)
            }
        }
    }

    fn compose_summary(&self, frozen: &FrozenSummary, now: DateTime<Utc>) -> Result<Option<Mail>, ComposeError> {
        let known = self.recipients()?.into_iter().find(|(id, _)| *id == frozen.recipient);
        let Some((_, to)) = known else { return Ok(None) };
        let view = self.summary_view(&to, frozen.month, now)?;
        let (message_id, from) = (frozen.message_id.clone(), self.settings.from.clone());
        Ok(Some(summary(&view, &SummaryEnvelope { message_id, from, to: addresses(&to.email), now })?))
    }

    /// Everybody who gets summaries, or once did.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn recipients(&self) -> Result<Vec<(Uuid, Recipient)>, StorageError> {
        let records = self.storage.records(&Kind::Recipient)?;
        Ok(records.iter().filter_map(|record| Some((record.id, record.read().ok()?))).collect())
    }

    /// What a summary says, as of now.
    ///
    /// # Errors
    /// Where the storage fails.
    pub fn summary_view(&self, to: &Recipient, month: Month, now: DateTime<Utc>) -> Result<SummaryView, StorageError> {
        let span = month.span(self.storage.zone()?);
        let found = self.storage.summary(&to.layer, &to.area, span)?;
        let categories = self.called(&Kind::Category, "name")?;
        let word = |code: &str| categories.get(code).cloned().unwrap_or_else(|| self.words.of("category", code));
        let areas = self.storage.records(&Kind::Area)?;
        let area = areas.iter().find(|area| {
            area.text("layer") == Some(to.layer.as_str()) && area.text("foreign_id") == Some(to.area.as_str())
        });
        let mut lines: Vec<SummaryCount> = found
            .lines
            .iter()
            .map(|line| SummaryCount {
                category: word(&line.category),
                done: line.done,
                self_done: line.self_done,
                closed: line.closed,
                open: line.open,
            })
            .collect();
        lines.sort_by(|a, b| a.category.cmp(&b.category));
        let longest = found.longest.iter().map(|open| SummaryOpen {
            number: open.number.clone(),
            category: word(&open.category),
            place: open.place.clone().unwrap_or_default(),
            days: now.signed_duration_since(open.stored_at).num_days().max(0),
        });
        Ok(SummaryView {
            city: self.storage.overview()?.city,
            body: to.name.clone(),
            area: area.and_then(|area| area.text("name")).unwrap_or(&to.area).to_owned(),
            month: month.number(),
            lines,
            answered_after: found.answered_after.map(|time| time.num_seconds() as f64 / 86_400.0),
            longest: longest.collect(),
            contact: self.settings.contact.clone(),
        })
    }
}

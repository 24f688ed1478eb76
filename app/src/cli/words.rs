//! Sentences for what the core says.

use std::path::Path;

use assets::{Arg, Language, Texts};
use chrono::{DateTime, Utc};
use shared::domain::Invalid;
use shared::sync::{Failure, Rest};

use super::Failed;
use crate::core::store::StoreError;
use crate::core::sync::{Ended, EnrolError};
use crate::core::{List, PhoneError, ReportStatus};
use crate::words::{self, number};

/// The words of one language.
pub struct Words {
    texts: Texts,
}

impl Words {
    pub fn new(language: Language) -> Words {
        Words { texts: Texts::new(language) }
    }

    pub fn get(&self, key: &str) -> String {
        self.texts.get(key)
    }

    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.with(key, &[(name, value.into())])
    }

    pub fn count(&self, key: &str, count: usize) -> String {
        self.texts.with(key, &[("count", number(count))])
    }

    pub fn args(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.texts.with(key, args)
    }

    /// For what should not happen: what was going on is for whoever helps.
    pub fn cannot(&self, error: &dyn std::error::Error) -> String {
        self.with("cli-failed", "reason", &error.to_string())
    }

    pub fn store(&self, error: &StoreError, path: &Path) -> String {
        let file = path.display().to_string();
        match error {
            StoreError::Newer { .. } => self.get("cli-store-newer"),
            StoreError::Foreign => self.with("cli-store-foreign", "file", &file),
            StoreError::Damaged { aside } => self.with("cli-store-damaged", "file", &aside.display().to_string()),
            StoreError::Full => self.get("cli-store-full"),
            StoreError::Busy => self.get("cli-store-busy"),
            StoreError::Corrupt | StoreError::Io(_) => self.with("cli-store-unreadable", "file", &file),
            StoreError::Sqlite(_) => self.with("cli-store-unreadable", "file", &file),
            StoreError::Unreadable(error) => self.cannot(error),
        }
    }

    /// Why the core refused. Codes that do not exist are wrong usage.
    pub fn refused(&self, error: &PhoneError, path: &Path) -> Failed {
        let sentence = match error {
            PhoneError::Store(error) => self.store(error, path),
            PhoneError::Invalid(Invalid::Form { field }) => self.with("cli-value-wrong", "field", field),
            PhoneError::Invalid(Invalid::TooLong { limit, .. }) => self.count("cli-text-too-long", *limit),
            PhoneError::UnknownCode { list, code, known } => {
                let (key, name) = match list {
                    List::Category => ("cli-category-unknown", "category"),
                    List::Topic => ("cli-topic-unknown", "topic"),
                    List::Outcome => ("cli-outcome-unknown", "outcome"),
                    List::Need | List::Offer | List::ReferralOutcome => ("cli-code-unknown", "code"),
                    List::Institution | List::VisitOutcome | List::StopOutcome => ("cli-code-unknown", "code"),
                };
                let known = known.join(", ");
                return Failed::usage(self.args(key, &[(name, code.into()), ("known", (&known).into())]));
            }
            PhoneError::UnknownReport(_) => self.get("cli-report-unknown"),
            PhoneError::AmbiguousReport(_) => self.get("cli-report-ambiguous"),
            PhoneError::NotYours => self.get("cli-not-yours"),
            PhoneError::NothingDifferent => self.get("cli-nothing-to-correct"),
            PhoneError::WrongPin => self.get("trouble-wrong-pin"),
            PhoneError::WrongCode => self.get("trouble-wrong-code"),
            PhoneError::TooManyTries => self.get("trouble-too-many-tries"),
            PhoneError::OnItsWay => self.get("trouble-on-its-way"),
            PhoneError::UnknownPerson(name) => self.with("cli-person-unknown", "person", name),
            PhoneError::UnknownRoute(_) | PhoneError::NoRound => self.get("cli-route-unknown"),
            PhoneError::UnknownTask | PhoneError::UnknownThing(_) => self.get("trouble-unknown"),
            PhoneError::Told => self.get("trouble-told"),
            PhoneError::LentElsewhere => self.get("trouble-lent-elsewhere"),
            PhoneError::UnknownStop(_) => self.get("cli-stop-unknown"),
            PhoneError::EmptyTrack | PhoneError::Gpx(_) => self.cannot(error),
            PhoneError::TooManyBytes { .. } => self.get("photo-unreadable-too-large"),
            PhoneError::OtherCity(city) => self.with("cli-other-city", "city", city),
            PhoneError::Change(error) => self.cannot(error),
        };
        Failed::new(sentence)
    }

    pub fn not_enrolled(&self, error: &EnrolError, url: &str, path: &Path) -> Failed {
        match error {
            EnrolError::Address => Failed::usage(self.with("cli-url-wrong", "url", url)),
            EnrolError::WrongCode => Failed::new(self.get("cli-code-wrong")),
            EnrolError::Failed(Failure::Offline) => Failed::new(self.get("cli-offline")),
            EnrolError::Failed(Failure::TooOld) => Failed::new(self.get("cli-too-old")),
            EnrolError::Failed(_) => Failed::new(self.get("cli-server-trouble")),
            EnrolError::Phone(error) => self.refused(error, path),
        }
    }

    /// Why a session did not end well, if it did not.
    pub fn ended(&self, ended: Ended) -> Option<String> {
        let key = match ended {
            Ended::Rest(Rest::Done) => return None,
            Ended::Rest(Rest::NotEnrolled) => "cli-not-enrolled",
            Ended::Rest(Rest::Revoked) => "cli-revoked",
            Ended::Rest(Rest::TooOld) => "cli-too-old",
            Ended::Rest(Rest::Disagree) => "cli-disagree",
            Ended::Waits { busy: true, .. } => "cli-server-trouble",
            Ended::Waits { busy: false, .. } => "cli-offline",
        };
        Some(self.get(key))
    }

    /// A report in one line.
    pub fn line(&self, report: &ReportStatus, now: DateTime<Utc>) -> String {
        let number = report.number.clone().unwrap_or_else(|| self.get("cli-no-number"));
        let category = self.get(&format!("category-{}", report.category));
        let state = words::state(&self.texts, report, now);
        let args = [("number", (&number).into()), ("category", (&category).into()), ("state", (&state).into())];
        self.args("cli-state-line", &args)
    }
}

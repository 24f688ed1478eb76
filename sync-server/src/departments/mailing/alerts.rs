//! A department has written about a hazard: the office hears of it by mail at once, and once. The mail has no envelope
//! sender and goes to the city's own address alone, so nobody's machine can answer it.

use chrono::{DateTime, Duration, Utc};

use super::{Mailing, named};
use crate::mail::{self, AlertView, Language};
use crate::storage::{IncomingRow, StorageError};
use shared::change::Kind;

/// One that was not taken is tried again after this.
const AGAIN: Duration = Duration::minutes(5);

impl Mailing {
    /// Sends what is due. Where the city names no address, *Zu tun* alone says it.
    pub(super) fn alert_office(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        while let Some(post) = self.storage.claim_alert(now, now + AGAIN)? {
            match self.alert(&post, now)? {
                Some(mail) => match self.mailer.deliver(&mail) {
                    Ok(_) => self.storage.alerted(post.id)?,
                    Err(error) => tracing::warn!(post = %post.id, %error, "an alert was not delivered"),
                },
                None => self.storage.alerted(post.id)?,
            }
        }
        Ok(())
    }

    /// None where there is nobody to tell, or whoever wrote would be told.
    fn alert(&self, post: &IncomingRow, now: DateTime<Utc>) -> Result<Option<mail::Mail>, StorageError> {
        let to = mail::address_in(&self.settings.contact).filter(|to| !to.eq_ignore_ascii_case(&post.sender));
        let (Some(to), Some(report)) = (to, &post.report) else { return Ok(None) };
        let departments = self.storage.records(&Kind::Department)?;
        let department = departments.iter().find(|it| it.text("code") == Some(&post.department));
        let categories = self.storage.records(&Kind::Category)?;
        let mut categories = categories.iter().filter_map(|category| named(category, "name"));
        let category = categories.find(|(code, _)| *code == report.category);
        let view = AlertView {
            message_id: format!("<{}@{}>", post.id, self.settings.host),
            language: Language::De,
            from: self.settings.from.clone(),
            to,
            city: self.storage.overview()?.city,
            now,
            number: report.number.clone(),
            category: category.map_or_else(|| self.words.of("category", &report.category), |(_, name)| name),
            department: department.and_then(|it| it.text("short")).unwrap_or(&post.department).to_owned(),
            text: post.text.clone(),
            link: format!("{}/office/inbox?report={}", self.settings.public_url, report.id),
        };
        Ok(mail::alert(&view).inspect_err(|error| tracing::error!(%error, "an alert cannot be composed")).ok())
    }
}

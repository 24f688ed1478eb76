//! Storing one change: its bytes, its place in the order, and what its record adds up to now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::change::{Author, Change, Edit, Kind, Role};
use shared::domain::{AttachmentBytes, AttachmentRole};
use shared::merge::Record;
use shared::state::{self, Happening};
use uuid::Uuid;

use super::super::Result;
use super::work::Begun;
use super::{Write, rows};

impl Write<'_> {
    /// Stores a change that has been checked. Its report, if it has one, is settled by the caller afterwards.
    pub fn store(&self, change: &Change, bytes: &[u8], role: Role, now: DateTime<Utc>) -> Result<u64> {
        let known = self.take(change.record)?;
        let first = known.is_none();
        let mut begun = known.unwrap_or_else(|| Begun::by(change));
        begun.record.apply(change, role);
        let about = change.about().or_else(|| begun.record.uuid("report"));
        let seq = self.log(change, bytes, role, about, first, now)?;
        // Reports are touched when they are settled; phones see what belongs to a report with it.
        let apart = matches!(
            begun.record.kind,
            Kind::Report | Kind::Attachment | Kind::Sighting | Kind::Answer | Kind::Rule | Kind::Recipient
        );
        self.put(begun, if apart { 0 } else { seq })?;
        Ok(seq)
    }

    /// Stores what the server itself does to a report, and tells how its history goes on. It has no record of its own
    /// beside the ledger.
    pub fn store_event(
        &self,
        kind: Kind,
        record: Uuid,
        report: Uuid,
        fields: Value,
        first: bool,
        now: DateTime<Utc>,
    ) -> Result<Vec<Happening>> {
        let mut fields: BTreeMap<String, Edit> = match fields {
            Value::Object(map) => map.into_iter().map(|(name, value)| (name, Edit { base: None, value })).collect(),
            _ => BTreeMap::new(),
        };
        fields.insert("report".to_owned(), Edit { base: None, value: json!(report) });
        let change = Change {
            id: crate::random::v7(now),
            n: 0,
            kind,
            record,
            author: Author { device: self.city_id()?, person: None, copy: None },
            fields,
            made_at: now,
            extra: Default::default(),
        };
        let seq = self.log(&change, &change.encode()?, Role::Server, Some(report), first, now)?;
        // As it will be read from the rows.
        let at = rows::time(rows::millis(now));
        let events = state::events(&change, first);
        Ok(events.into_iter().map(|event| Happening { seq, at, role: Role::Server, event }).collect())
    }

    pub fn log(
        &self,
        change: &Change,
        bytes: &[u8],
        role: Role,
        about: Option<Uuid>,
        first: bool,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let seq = self.next_seq()?;
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (seq, id, kind, record, about, role, device, n, first, received_at, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute((
                rows::int(seq),
                change.id,
                change.kind.as_str(),
                change.record,
                about,
                rows::name(role),
                change.author.device,
                rows::int(change.n),
                first,
                rows::millis(now),
                bytes,
            ))?;
        Ok(seq)
    }

    pub fn project_attachment(&self, record: &Record, device: Uuid) -> Result<()> {
        let Some(report) = record.uuid("report") else { return Ok(()) };
        let role: AttachmentRole =
            record.value("role").and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or(AttachmentRole::Photo);
        let declared: Option<AttachmentBytes> =
            record.value("bytes").and_then(|value| serde_json::from_value(value.clone()).ok());
        let sealed =
            record.flag("sealed") || role == AttachmentRole::Evidence || self.was_sealed_before_restore(record.id)?;
        let black = self.black_of(record)?;
        let sha256 = declared.as_ref().and_then(|bytes| crate::random::from_hex(&bytes.sha256));
        self.transaction
            .prepare_cached(
                "INSERT INTO attachments (id, report, role, sealed, device, mime, sha256, size, black)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (id) DO UPDATE SET role = excluded.role, sealed = excluded.sealed, mime = excluded.mime,
                     sha256 = excluded.sha256, size = excluded.size, black = excluded.black",
            )?
            .execute((
                record.id,
                report,
                rows::name(role),
                sealed,
                device,
                declared.as_ref().map(|bytes| bytes.mime.as_str()),
                sha256,
                rows::int(declared.as_ref().map_or(0, |bytes| bytes.size)),
                black,
            ))?;
        self.stays_erased(record.id)
    }
}

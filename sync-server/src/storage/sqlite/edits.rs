//! What staff write: the same changes, merged by the same rules.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use shared::change::{self, Author, Change, Kind, Role};
use shared::domain;
use shared::rights::{Whose, may_write};
use uuid::Uuid;

use super::super::{Edit, Edited, Refused, Result, StorageError};
use super::settle::Cause;
use super::{Write, rows};

/// A refusal undoes the whole transaction, so it travels as an error until the edge of the storage.
pub enum Stop {
    Refused(Refused),
    Failed(StorageError),
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Stop::Failed(error)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Stop::Failed(error.into())
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Stop::Failed(error.into())
    }
}

/// Parts a refusal from a failure again.
pub fn part<T>(result: Result<T, Stop>) -> Result<Result<T, Refused>> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

impl Write<'_> {
    pub fn edit_all(&self, staff: Option<Uuid>, edits: &[Edit], now: DateTime<Utc>) -> Result<Vec<Edited>, Stop> {
        let author = Author { device: self.city_id()?, person: staff, copy: None };
        let mut touched = BTreeSet::new();
        let done = edits.iter().map(|edit| self.edit(author, edit, &mut touched, now)).collect::<Result<_, Stop>>()?;
        self.settle_all(&touched, now)?;
        Ok(done)
    }

    fn edit(
        &self,
        author: Author,
        edit: &Edit,
        touched: &mut BTreeSet<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Edited, Stop> {
        let begun = self.begun(edit.record)?;
        let whose = if begun.is_none() { Whose::New } else { Whose::Foreign };
        // Staff take part in reports; they do not begin them, except where the kind is theirs.
        let theirs = edit.kind.is_reference() || matches!(edit.kind, Kind::Sighting | Kind::Task | Kind::Recipient);
        if begun.is_none() && !theirs {
            return Err(Stop::Refused(Refused::Unknown));
        }
        if !edit.fields.keys().all(|field| may_write(&edit.kind, field, Role::Office, whose)) {
            return Err(Stop::Refused(Refused::NotAllowed));
        }
        let before = begun.as_ref().map(|begun| begun.record.clone());
        let holds =
            |field: &str| before.as_ref().and_then(|record| record.value(field)).cloned().unwrap_or(Value::Null);
        // Who says again what holds, and knows it, decides between values that met.
        let settles = |field: &str| {
            let cell = before.as_ref().and_then(|record| record.fields.get(field)).filter(|cell| cell.is_open());
            let base = edit.bases.as_ref().and_then(|bases| bases.get(field));
            cell.is_some_and(|cell| Some(&cell.change) == base)
        };
        let fields: BTreeMap<String, change::Edit> = edit
            .fields
            .iter()
            .filter(|(field, value)| holds(field) != **value || settles(field))
            .map(|(field, value)| {
                let base = match &edit.bases {
                    Some(bases) => bases.get(field).copied(),
                    None => before.as_ref().and_then(|record| record.base(field)),
                };
                (field.clone(), change::Edit { base, value: value.clone() })
            })
            .collect();
        if fields.is_empty() {
            return Ok(Edited::Nothing);
        }
        let change = Change {
            id: crate::random::v7(now),
            n: 0,
            kind: edit.kind.clone(),
            record: edit.record,
            author,
            fields,
            made_at: now,
            extra: Default::default(),
        };
        let bytes = change.encode()?;
        if domain::validate(&change).is_err() || bytes.len() > change::MAX_OFFICE_BYTES {
            return Err(Stop::Refused(Refused::Invalid));
        }
        if let Some(root) = change.uuid("same_as") {
            self.refuse_circle(edit.record, root)?;
        }
        if change.fields.iter().all(|(field, edit)| holds(field) == edit.value) {
            self.is_no_news(change.id)?;
        }
        self.journal_cover(&change)?;
        let seq = self.store(&change, &bytes, Role::Office, now)?;
        // A change of an attachment names no report; the report's photos are others now.
        let of = before.as_ref().filter(|_| edit.kind == Kind::Attachment).and_then(|record| record.uuid("report"));
        touched.extend(change.about().or(of));
        if change.fields.contains_key("same_as") {
            // Both sides of a merge hear of it: what spoke for the group may change.
            let was = before.as_ref().and_then(|record| record.uuid("same_as"));
            self.remember_merge(edit.record, change.uuid("same_as"))?;
            touched.extend(was.into_iter().chain(change.uuid("same_as")));
        }
        if edit.kind == Kind::Person {
            self.touch_reports_of(edit.record)?;
        }
        Ok(Edited::Stored(seq))
    }

    /// Takes tasks from the phones that were answered before this time, or that made sense until a day before this one.
    /// It is a change like any other, so that phones hear of it and both sides go on seeing the same.
    pub fn close_old_tasks(&self, answered: DateTime<Utc>, due: NaiveDate, now: DateTime<Utc>) -> Result<u64, Stop> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT records.id FROM records JOIN changes ON changes.seq = records.touched
             WHERE records.kind = 'task' AND records.kind NOT IN ('report', 'attachment', 'sighting', 'answer')
             AND records.body ->> '$.fields.closed.value' IS NOT 1
             AND (records.body ->> '$.fields.until.value' < ?2
                  OR (records.body ->> '$.fields.outcome.value' IS NOT NULL AND received_at < ?1))",
        )?;
        let old = statement.query_map((rows::millis(answered), due.to_string()), |row| row.get(0))?;
        let close = |record: Uuid| Edit {
            kind: Kind::Task,
            record,
            fields: [("closed".to_owned(), Value::Bool(true))].into(),
            bases: None,
        };
        let edits = old.map(|record| record.map(close)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.edit_all(None, &edits, now)?.len() as u64)
    }

    fn refuse_circle(&self, report: Uuid, root: Uuid) -> Result<(), Stop> {
        let leads_back = self
            .transaction
            .prepare_cached(
                "WITH RECURSIVE up (id) AS (
                     SELECT ?1 UNION SELECT reports.same_as FROM reports JOIN up USING (id)
                     WHERE reports.same_as IS NOT NULL)
                 SELECT 1 FROM up WHERE id = ?2",
            )?
            .exists((root, report))?;
        let known = self.transaction.prepare_cached("SELECT 1 FROM reports WHERE id = ?1")?.exists([root])?;
        match (known, leads_back) {
            (false, _) => Err(Stop::Refused(Refused::Unknown)),
            (true, true) => Err(Stop::Refused(Refused::Circle)),
            (true, false) => Ok(()),
        }
    }

    /// Written ahead of settling, since the ledger of the group is read through it.
    fn remember_merge(&self, report: Uuid, root: Option<Uuid>) -> Result<()> {
        self.transaction.prepare_cached("UPDATE reports SET same_as = ?2 WHERE id = ?1")?.execute((report, root))?;
        Ok(())
    }

    pub fn resend(&self, report: Uuid, now: DateTime<Utc>) -> Result<(), Stop> {
        if self.begun(report)?.is_none() {
            return Err(Stop::Refused(Refused::Unknown));
        }
        Ok(self.settle(report, Cause { resend: true, ..Cause::default() }, now)?)
    }
}

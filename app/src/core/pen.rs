//! Writing changes: numbered, checked and encoded once, in the transaction of everything that belongs to them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde::Serialize;
use serde_json::Value;
use shared::change::{Author, Change, Edit, Kind, MAX_BYTES, Malformed};
use shared::domain;
use shared::merge::Record;
use uuid::Uuid;

use super::store::{StoreError, outbox, phone, snapshots};
use super::{Edge, PhoneError};

/// Writes changes in the name of whoever holds the phone.
pub struct Pen<'a> {
    pub tx: &'a Transaction<'a>,
    pub edge: &'a mut Edge,
    pub author: Author,
    /// The phone's clock, read once: what is written together carries the same time.
    pub now: DateTime<Utc>,
}

/// New values of fields.
#[derive(Default)]
pub struct Fields(BTreeMap<String, Edit>);

impl Fields {
    /// Sets a field that nobody has written to.
    pub fn set(self, field: &str, value: impl Serialize) -> Result<Fields, PhoneError> {
        self.edit(field, None, value)
    }

    /// Sets a field that this change set before.
    pub fn follow(self, base: Uuid, field: &str, value: impl Serialize) -> Result<Fields, PhoneError> {
        self.edit(field, Some(base), value)
    }

    /// As [`Fields::set`]; a field without a value is left out.
    pub fn set_some(self, field: &str, value: Option<impl Serialize>) -> Result<Fields, PhoneError> {
        match value {
            Some(value) => self.set(field, value),
            None => Ok(self),
        }
    }

    /// Sets a field of a record as it is seen, unless it holds that value already.
    pub fn change(self, seen: &Record, field: &str, value: Option<impl Serialize>) -> Result<Fields, PhoneError> {
        let Some(value) = value else { return Ok(self) };
        let value = serde_json::to_value(value).map_err(StoreError::from)?;
        if seen.value(field).unwrap_or(&Value::Null) == &value {
            return Ok(self);
        }
        self.edit(field, seen.base(field), value)
    }

    fn edit(mut self, field: &str, base: Option<Uuid>, value: impl Serialize) -> Result<Fields, PhoneError> {
        let value = serde_json::to_value(value).map_err(StoreError::from)?;
        self.0.insert(field.to_owned(), Edit { base, value });
        Ok(self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Pen<'a> {
    pub fn new(tx: &'a Transaction<'a>, edge: &'a mut Edge) -> Result<Pen<'a>, PhoneError> {
        let row = phone::get(tx)?;
        let author = Author { device: row.device, person: row.person, copy: row.copy };
        Ok(Pen { tx, now: edge.now(), edge, author })
    }

    /// Makes a record. Its first change has the same id: one thing less that cannot be compressed.
    pub fn create(&mut self, kind: Kind, record: Uuid, fields: Fields) -> Result<(), PhoneError> {
        let n = phone::next_n(self.tx)?;
        self.put(record, n, kind, record, fields)
    }

    /// As [`Pen::create`], for a record that belongs to another. Where that one is just being made, too, the ids are kin.
    pub fn create_of(&mut self, kind: Kind, owner: Uuid, fields: Fields) -> Result<Uuid, PhoneError> {
        let n = phone::next_n(self.tx)?;
        let is_new = snapshots::get(self.tx, owner)?.is_none() && !outbox::has(self.tx, owner)?;
        let record = if is_new { self.edge.kin(n, owner) } else { self.edge.v7() };
        self.put(record, n, kind, record, fields)?;
        Ok(record)
    }

    /// Adds a fact to a record that could be no other one: the hash of a photo. Two copies of a phone's store that write
    /// it in the same moment write the same, so its id may be kin.
    pub fn complete(&mut self, kind: Kind, record: Uuid, fields: Fields) -> Result<(), PhoneError> {
        let n = phone::next_n(self.tx)?;
        self.put(self.edge.kin(n, record), n, kind, record, fields)
    }

    /// Changes a record. Others may change it in the same moment and count alike, so the id is kin to nothing.
    pub fn write(&mut self, kind: Kind, record: Uuid, fields: Fields) -> Result<(), PhoneError> {
        let n = phone::next_n(self.tx)?;
        let id = self.edge.v7();
        self.put(id, n, kind, record, fields)
    }

    /// Puts a change into the outbox.
    fn put(&mut self, id: Uuid, n: u64, kind: Kind, record: Uuid, fields: Fields) -> Result<(), PhoneError> {
        let Pen { author, now: made_at, .. } = *self;
        let change = Change { id, n, kind, record, author, fields: fields.0, made_at, extra: Default::default() };
        domain::validate(&change)?;
        let body = change.encode().map_err(StoreError::from)?;
        if body.len() > MAX_BYTES {
            return Err(Malformed::TooLarge(body.len()).into());
        }
        outbox::add(self.tx, &change, &body)?;
        Ok(())
    }
}

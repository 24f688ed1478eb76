//! A write transaction. What it works on is read once, and written once before anybody else looks: the last place in the
//! server's order, what the office set up, and the records that a batch of changes is about.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rusqlite::Transaction;
use shared::change::{Author, Change, Kind};
use shared::merge::Record;
use shared::rights::Whose;
use uuid::Uuid;

use super::super::{Result, StorageError};
use super::reference::Reference;
use super::{SqliteStorage, rows};

/// A write transaction.
pub struct Write<'a> {
    pub transaction: &'a Transaction<'a>,
    pub storage: &'a SqliteStorage,
    seq: Cell<Option<u64>>,
    city: Cell<Option<Uuid>>,
    reference: RefCell<Option<Arc<Reference>>>,
    records: RefCell<BTreeMap<Uuid, Rc<Begun>>>,
    /// Those of `records` that differ from their rows, with the version that phones are to see; 0: as it is.
    unwritten: RefCell<BTreeMap<Uuid, u64>>,
}

/// A record together with who began it.
#[derive(Clone)]
pub struct Begun {
    pub record: Record,
    pub device: Uuid,
    pub person: Option<Uuid>,
}

impl Begun {
    /// A record that this change begins.
    pub fn by(change: &Change) -> Begun {
        let Author { device, person } = change.author;
        Begun { record: Record::new(change.record, change.kind.clone()), device, person }
    }

    /// Own is what the same person began on any phone, or the same phone with nobody signed in.
    pub fn whose(&self, author: &Author) -> Whose {
        let own = match self.person {
            Some(person) => author.person == Some(person),
            None => author.device == self.device,
        };
        if own { Whose::Own } else { Whose::Foreign }
    }
}

impl<'a> Write<'a> {
    pub fn new(transaction: &'a Transaction<'a>, storage: &'a SqliteStorage) -> Write<'a> {
        Write {
            transaction,
            storage,
            seq: Cell::default(),
            city: Cell::default(),
            reference: RefCell::default(),
            records: RefCell::default(),
            unwritten: RefCell::default(),
        }
    }

    /// The last place given in the server's order, within this transaction.
    pub fn last_seq(&self) -> Result<u64> {
        if let Some(seq) = self.seq.get() {
            return Ok(seq);
        }
        let seq: i64 =
            self.transaction.prepare_cached("SELECT seq FROM city")?.query_row([], |row| row.get(0)).map_err(
                |error| match error {
                    rusqlite::Error::QueryReturnedNoRows => StorageError::NoCity,
                    other => other.into(),
                },
            )?;
        self.seq.set(Some(seq.unsigned_abs()));
        Ok(seq.unsigned_abs())
    }

    /// The next place in the server's order.
    pub fn next_seq(&self) -> Result<u64> {
        self.jump(1)
    }

    /// Leaves places out, as a restore does: none is ever given twice.
    pub fn jump(&self, places: u64) -> Result<u64> {
        let seq = self.last_seq()?.saturating_add(places);
        self.seq.set(Some(seq));
        Ok(seq)
    }

    /// The server's own id, as author of what it does itself.
    pub fn city_id(&self) -> Result<Uuid> {
        if let Some(id) = self.city.get() {
            return Ok(id);
        }
        let id = self.transaction.prepare_cached("SELECT id FROM city")?.query_row([], |row| row.get(0))?;
        self.city.set(Some(id));
        Ok(id)
    }

    /// What the office set up, as of now.
    pub fn reference(&self) -> Result<Arc<Reference>> {
        if let Some(known) = &*self.reference.borrow() {
            return Ok(known.clone());
        }
        self.write_down()?;
        let read = self.storage.reference(self.transaction)?;
        Ok(self.reference.borrow_mut().insert(read).clone())
    }

    /// A record as it adds up now.
    pub fn begun(&self, id: Uuid) -> Result<Option<Rc<Begun>>> {
        if let Some(known) = self.records.borrow().get(&id) {
            return Ok(Some(known.clone()));
        }
        let mut statement =
            self.transaction.prepare_cached("SELECT body, device, person FROM records WHERE id = ?1")?;
        let mut found = statement.query([id])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let body = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let begun = Rc::new(Begun { record: serde_json::from_str(body)?, device: row.get(1)?, person: row.get(2)? });
        self.records.borrow_mut().insert(id, begun.clone());
        Ok(Some(begun))
    }

    /// Takes a record in hand to change it; [`Write::put`] brings it back.
    pub fn take(&self, id: Uuid) -> Result<Option<Begun>> {
        let begun = self.begun(id)?;
        self.records.borrow_mut().remove(&id);
        Ok(begun.map(Rc::unwrap_or_clone))
    }

    /// The record adds up to this now; phones that see it by itself see this version.
    pub fn put(&self, begun: Begun, version: u64) -> Result<()> {
        let id = begun.record.id;
        if begun.record.kind.is_reference() {
            // Whoever asks next reads it afresh.
            self.reference.take();
            let sql = "UPDATE city SET reference_seq = ?1";
            self.transaction.prepare_cached(sql)?.execute([rows::int(self.last_seq()?)])?;
        }
        self.unwritten.borrow_mut().entry(id).and_modify(|old| *old = version.max(*old)).or_insert(version);
        self.records.borrow_mut().insert(id, Rc::new(begun));
        Ok(())
    }

    /// Writes the rows of all records that were put, before rows are read that are derived from them.
    pub fn write_down(&self) -> Result<()> {
        for (id, version) in self.unwritten.take() {
            let Some(begun) = self.records.borrow().get(&id).cloned() else { continue };
            let Begun { record, device, person } = &*begun;
            self.transaction
                .prepare_cached(
                    "INSERT INTO records (id, kind, touched, device, person, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (id) DO UPDATE SET body = excluded.body, touched = max(touched, excluded.touched)",
                )?
                .execute((
                    record.id,
                    record.kind.as_str(),
                    rows::int(version),
                    device,
                    person,
                    serde_json::to_string(record)?,
                ))?;
            if record.kind == Kind::Attachment {
                self.project_attachment(record, *device)?;
            }
        }
        Ok(())
    }

    /// Everything that was put off, before the commit.
    pub fn finish(&self) -> Result<()> {
        self.write_down()?;
        if let Some(seq) = self.seq.get() {
            let sql = "UPDATE city SET seq = ?1 WHERE seq <> ?1";
            self.transaction.prepare_cached(sql)?.execute([rows::int(seq)])?;
        }
        Ok(())
    }

    /// Gives a record a new version, so that phones that see it, or saw it, hear of it.
    pub fn touch(&self, record: Uuid) -> Result<()> {
        let seq = self.next_seq()?;
        self.transaction
            .prepare_cached("UPDATE records SET touched = ?2 WHERE id = ?1")?
            .execute((record, rows::int(seq)))?;
        Ok(())
    }
}

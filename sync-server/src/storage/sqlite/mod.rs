//! The storage over SQLite: one writer, a few readers, and a cache of what the office set up that is valid only as long
//! as the database says so.

mod answers;
mod attention;
mod desk;
mod devices;
mod edits;
mod epoch;
mod evidence;
mod forget;
mod inbox;
mod ledger;
mod lending;
mod numbers;
mod open_list;
mod operations;
mod privacy;
mod proof;
mod pull;
mod push;
mod queue;
mod recall;
mod reference;
mod reports;
mod retention;
mod review;
mod rows;
mod settle;
mod setup;
mod store;
mod summaries;
#[cfg(test)]
mod tests;
mod unconfirmed;
mod uploads;
mod work;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use shared::sqlite::{self, OpenError};

use super::{Result, StorageError};
use crate::journal::Journal;
use reference::Reference;
use work::Write;

/// Tells our server databases from other files ("KUEM").
const APPLICATION: i32 = 0x4b55_454d;
const MIGRATIONS: [sqlite::Migration; 6] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];
const READERS: usize = 4;
/// Beside [`sqlite::PRAGMAS`]: a server has memory, and many phones come at once.
/// - `cache_size`: 16 MB of pages, so that indexes are not read again for each change.
/// - `wal_autocheckpoint`: pages that many transactions touch are copied into the database once for about 16 MB of log.
pub const WRITER_PRAGMAS: &str = "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;";

/// The storage.
pub struct SqliteStorage {
    readers: Vec<Mutex<Connection>>,
    /// Closed after the readers, so that it moves the log into the file.
    writer: Mutex<Connection>,
    reference: Mutex<Option<Arc<Reference>>>,
    journal: Arc<Journal>,
}

impl SqliteStorage {
    /// Opens or creates the database at this path.
    ///
    /// # Errors
    /// A database of a newer or another program is refused and left as it is.
    pub fn open(path: &Path, journal: Arc<Journal>) -> Result<SqliteStorage, OpenError> {
        let writer = sqlite::open(path, APPLICATION, &MIGRATIONS)?;
        writer.execute_batch(WRITER_PRAGMAS)?;
        let readers = (0..READERS).map(|_| sqlite::open_reader(path).map(Mutex::new)).collect::<Result<_, _>>()?;
        Ok(SqliteStorage { writer: Mutex::new(writer), readers, reference: Mutex::new(None), journal })
    }

    /// Tells whoever measures each statement that the writer begins: as it is, and with its values filled in.
    ///
    /// # Errors
    /// None in practice.
    pub fn watch_statements(&self, mut watcher: impl FnMut(&str, &str) + Send + 'static) -> Result<()> {
        let told = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event {
                watcher(&statement.sql(), &statement.expanded_sql().unwrap_or_default());
            }
        };
        Ok(lock(&self.writer).trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(told))?)
    }

    /// One transaction of the only writer. What `work` returns is acknowledged only after the commit, which waits for
    /// the disk; an error leaves everything as it was.
    fn write<T, E: From<StorageError>>(&self, work: impl FnOnce(&Write) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StorageError::from)?;
        let write = Write::new(&transaction, self);
        let done = work(&write).and_then(|done| {
            write.finish()?;
            Ok(done)
        });
        let committed = done.and_then(|done| {
            transaction.commit().map_err(StorageError::from)?;
            Ok(done)
        });
        if committed.is_err() {
            // It may have read what the office set up from rows that are now undone.
            *lock(&self.reference) = None;
        }
        committed
    }

    /// A consistent look at the database, beside the writer.
    fn read<T>(&self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let mut connection = match (free, self.readers.first()) {
            (Some(reader), _) => reader,
            (None, Some(first)) => lock(first),
            (None, None) => lock(&self.writer),
        };
        let transaction = connection.transaction()?;
        work(&transaction)
    }

    /// What the office set up, as of this transaction.
    fn reference(&self, transaction: &Transaction) -> Result<Arc<Reference>> {
        let (seq, zone): (i64, String) = transaction
            .prepare_cached("SELECT reference_seq, zone FROM city")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(|error| match error {
                rusqlite::Error::QueryReturnedNoRows => StorageError::NoCity,
                other => other.into(),
            })?;
        if let Some(known) = lock(&self.reference).as_ref().filter(|known| known.is(seq, &zone)) {
            return Ok(known.clone());
        }
        let fresh = Arc::new(Reference::load(transaction, seq, zone)?);
        *lock(&self.reference) = Some(fresh.clone());
        Ok(fresh)
    }
}

/// A poisoned lock only says that a request panicked; its transaction was rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

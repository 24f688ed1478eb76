//! The phone's SQLite file. It is the truth: nothing is kept in memory from one transaction to the next, so that several
//! processes may use the same file at once.
//!
//! Every use case is one transaction ([`Store::write`]); the functions in here are its steps and take it as an argument.

pub mod attachments;
pub mod chores;
pub mod draft;
pub mod facts;
pub mod outbox;
pub mod phone;
pub mod pins;
pub mod retention;
pub mod rounds;
mod rows;
pub mod settings;
pub mod snapshots;
pub mod view;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use shared::sqlite::{self, OpenError};

/// Tells our files from others: "KMPH".
pub const APPLICATION: i32 = 0x4b4d_5048;
const MIGRATIONS: [sqlite::Migration; 4] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];

/// Why the store failed. Nothing of the use case is kept then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was written by a newer program; it is left as it is.
    #[error("the store was written by a newer program (version {found}, known {known})")]
    Newer {
        /// Its version.
        found: usize,
        /// The newest known one.
        known: usize,
    },
    /// The file belongs to another program; it is left as it is.
    #[error("the file is the database of another program")]
    Foreign,
    /// The file was damaged and has been renamed.
    #[error("the store was damaged and is now {}", .aside.display())]
    Damaged {
        /// Its new name.
        aside: PathBuf,
    },
    /// The file turned out to be damaged while it was used: see [`set_aside`].
    #[error("the store is damaged")]
    Corrupt,
    /// No space is left.
    #[error("the disk is full")]
    Full,
    /// Another process has been writing for more than ten seconds.
    #[error("the store is busy")]
    Busy,
    /// SQLite refuses.
    #[error("the store failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// A row cannot be read back or written as JSON.
    #[error("a row of the store cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A damaged file cannot be renamed.
    #[error("the damaged store cannot be renamed: {0}")]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt,
            _ => StoreError::Sqlite(error),
        }
    }
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> StoreError {
        match error {
            OpenError::Full => StoreError::Full,
            OpenError::Newer { found, known } => StoreError::Newer { found, known },
            OpenError::Foreign => StoreError::Foreign,
            OpenError::Sqlite(error) => error.into(),
        }
    }
}

/// What a step returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The open file.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens or creates the file.
    ///
    /// # Errors
    /// A newer or foreign file is refused untouched; a damaged one is renamed, and the next call begins a fresh one.
    pub fn open(path: &Path) -> Result<Store> {
        let opened = match sqlite::open(path, APPLICATION, &MIGRATIONS) {
            // What was saved can still be looked at.
            Err(OpenError::Full) => sqlite::open_alone(path, APPLICATION, &MIGRATIONS),
            opened => opened,
        };
        match opened {
            Ok(connection) => Ok(Store { connection }),
            Err(error) => match StoreError::from(error) {
                StoreError::Corrupt => Err(StoreError::Damaged { aside: set_aside(path)? }),
                error => Err(error),
            },
        }
    }

    /// One in memory, for practice: it is gone with the program.
    ///
    /// # Errors
    /// Where SQLite refuses.
    pub fn in_memory() -> Result<Store> {
        Ok(Store { connection: sqlite::open_in_memory(APPLICATION, &MIGRATIONS)? })
    }

    /// A use case that writes: it happens as a whole or not at all. Other processes wait for it.
    ///
    /// # Errors
    /// Those of `work`, or of the store.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    /// What was replaced is gone from the file, and now also from what SQLite keeps beside it. Where others read just
    /// now, it goes when they are done.
    pub fn forget_replaced(&self) {
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
    }

    /// How many bytes the file takes: what a browser says about that includes what it has set aside.
    ///
    /// # Errors
    /// Where SQLite refuses.
    pub fn size(&self) -> Result<u64> {
        let pragma = |name| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        Ok((pragma("page_count")? * pragma("page_size")?).unsigned_abs())
    }

    /// Lets go a little of what the server has in a backup, or gives a little room back to the device; true while there is
    /// more to do. What fails, because others use the store or the device is full, is tried again after the next session.
    pub fn make_room(&mut self) -> bool {
        // In pages: what will be used again soon, and what takes no time that anybody notices.
        const SPARE: i64 = 256;
        const STEP: i64 = 128;
        if let Ok(true) = self.write(retention::let_go_bytes) {
            return true;
        }
        let free = || self.connection.pragma_query_value(None, "freelist_count", |row| row.get::<_, i64>(0));
        let before = free().unwrap_or_default();
        before >= SPARE
            && self.connection.execute_batch(&format!("PRAGMA incremental_vacuum({STEP})")).is_ok()
            && free().is_ok_and(|after| (SPARE..before).contains(&after))
    }

    /// A use case that reads one state of everything.
    ///
    /// # Errors
    /// Those of `work`, or of the store.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    fn transact<T, E: From<StoreError>>(
        &mut self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.connection.transaction_with_behavior(behavior).map_err(StoreError::from)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }
}

/// Renames a damaged file and what SQLite keeps beside it; a damaged store is never deleted.
///
/// # Errors
/// Where the file system refuses.
pub fn set_aside(path: &Path) -> Result<PathBuf, std::io::Error> {
    let named = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let mut number = 1;
    while named(&format!(".damaged-{number}")).exists() {
        number += 1;
    }
    let aside = named(&format!(".damaged-{number}"));
    std::fs::rename(path, &aside)?;
    for beside in ["-wal", "-shm"] {
        if named(beside).exists() {
            std::fs::rename(named(beside), named(&format!(".damaged-{number}{beside}")))?;
        }
    }
    Ok(aside)
}

//! Opening a database: the pragmas with their reasons, and migrations. Used by the phone and by the server.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi};

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits before it asks again, where SQLite lets nobody wait.
const PAUSE: Duration = Duration::from_millis(100);

/// A numbered file; `PRAGMA user_version` tells how many have run.
pub type Migration = &'static str;

/// Why a database does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It was written by a newer program; it is left as it is.
    #[error("the database has version {found}, this program knows up to {known}: use the newer program")]
    Newer {
        /// Its version.
        found: usize,
        /// The newest version that this program knows.
        known: usize,
    },
    /// It belongs to another program.
    #[error("the file is a database of another program")]
    Foreign,
    /// Not even what readers and writers share fits on the disk.
    #[error("the disk is full: make room and try again")]
    Full,
    /// SQLite refuses it.
    #[error("the database cannot be opened: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl OpenError {
    /// Another process is at work.
    fn is_busy(&self) -> bool {
        matches!(self, OpenError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> OpenError {
        let extended = error.sqlite_error().map(|error| error.extended_code);
        let full = error.sqlite_error_code() == Some(ErrorCode::DiskFull);
        // The file beside the database through which processes see each other cannot grow.
        if full || extended == Some(ffi::SQLITE_IOERR_SHMSIZE) { OpenError::Full } else { OpenError::Sqlite(error) }
    }
}

/// Pragmas of every connection.
/// - `journal_mode=WAL`: readers do not wait for the writer.
/// - `synchronous=FULL`: what is acknowledged survives a power cut.
/// - `secure_delete`: what is erased is gone from the file, too.
/// - `foreign_keys`: a row that points nowhere is a defect.
/// - `cell_size_check`, `trusted_schema=OFF`: a damaged or foreign file is noticed, not obeyed.
pub const PRAGMAS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
";
/// Before the first table, for it is written into the file: erased space can be given back.
const PRAGMAS_OF_A_NEW_FILE: &str = "PRAGMA auto_vacuum = INCREMENTAL;";

/// Opens or creates a database and brings it to the newest version. `application` is the `application_id` that tells
/// our files from others. Waits for another process that writes.
///
/// # Errors
/// A newer or foreign file is refused before anything is written to it.
pub fn open(path: &Path, application: i32, migrations: &[Migration]) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path)?;
    patiently(&mut connection, |connection| prepare(connection, application, migrations))?;
    Ok(connection)
}

/// As [`open`], for this process alone: it needs no room on the disk, so that a full one can still be read. Other
/// processes wait.
///
/// # Errors
/// As [`open`].
pub fn open_alone(path: &Path, application: i32, migrations: &[Migration]) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    patiently(&mut connection, |connection| prepare(connection, application, migrations))?;
    Ok(connection)
}

/// As [`open`], in memory: for tests, and for what is not to last.
///
/// # Errors
/// As [`open`].
pub fn open_in_memory(application: i32, migrations: &[Migration]) -> Result<Connection, OpenError> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&mut connection, application, migrations)?;
    Ok(connection)
}

/// A further connection that only reads.
///
/// # Errors
/// Where SQLite refuses.
pub fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Of several processes that begin a database at once, SQLite refuses some straight away instead of letting them wait.
fn patiently(
    connection: &mut Connection,
    mut step: impl FnMut(&mut Connection) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    connection.busy_timeout(PAUSE)?;
    let mut left = PATIENCE;
    let mut done = step(connection);
    while !left.is_zero() && matches!(&done, Err(error) if error.is_busy()) {
        std::thread::sleep(PAUSE);
        left = left.saturating_sub(PAUSE);
        done = step(connection);
    }
    connection.busy_timeout(PATIENCE)?;
    done
}

fn prepare(connection: &mut Connection, application: i32, migrations: &[Migration]) -> Result<(), OpenError> {
    // Who only looks moves nothing from the log into the file, which closing would do.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let (id, done) = check(connection, application, migrations.len())?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    if done == 0 {
        connection.execute_batch(PRAGMAS_OF_A_NEW_FILE)?;
    }
    connection.execute_batch(PRAGMAS)?;
    // Without it a statement is planned anew for every value that is compared where an index is partial.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    // To open what is there already writes nothing: that costs no sync, and it works on a full disk.
    if (id, done) == (application, migrations.len()) {
        return Ok(());
    }
    // Two processes may start at once: the version is read again inside the write transaction.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = version(&transaction)?;
    for (number, migration) in migrations.iter().enumerate().skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", i64::try_from(number + 1).unwrap_or(i64::MAX))?;
    }
    transaction.pragma_update(None, "application_id", application)?;
    transaction.commit()?;
    Ok(())
}

/// Whose file it is, and how many migrations it has seen.
fn check(connection: &mut Connection, application: i32, known: usize) -> Result<(i32, usize), OpenError> {
    // One state of the file: another process may be creating it right now.
    let connection = connection.transaction()?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != application && (id != 0 || tables > 0) {
        return Err(OpenError::Foreign);
    }
    let found = version(&connection)?;
    if found > known { Err(OpenError::Newer { found, known }) } else { Ok((id, found)) }
}

fn version(connection: &Connection) -> Result<usize, rusqlite::Error> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .map(|v| usize::try_from(v).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "CREATE TABLE a (x INTEGER NOT NULL) STRICT;";
    const TWO: &str = "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 0;";

    fn temporary(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("kuemmerer-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        path
    }

    #[test]
    fn migrates_step_by_step_and_refuses_newer_and_foreign_files() {
        let path = temporary("migrate.db");
        open(&path, 7, &[ONE]).unwrap();
        let connection = open(&path, 7, &[ONE, TWO]).unwrap();
        connection.execute("INSERT INTO a (x, y) VALUES (1, 2)", []).unwrap();
        drop(connection);
        assert!(matches!(open(&path, 7, &[ONE]), Err(OpenError::Newer { found: 2, known: 1 })));
        assert!(matches!(open(&path, 8, &[ONE, TWO]), Err(OpenError::Foreign)));
        let rows: i64 = open_reader(&path).unwrap().query_row("SELECT count(*) FROM a", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn opening_what_is_there_writes_nothing() {
        let path = temporary("open.db");
        drop(open(&path, 7, &[ONE]).unwrap());
        let before = std::fs::read(&path).unwrap();
        // A second connection keeps the log from being cleared away when the first is closed.
        let beside = open(&path, 7, &[ONE]).unwrap();
        drop(open(&path, 7, &[ONE]).unwrap());
        let log = std::fs::metadata(format!("{}-wal", path.display())).unwrap().len();
        assert_eq!(log, 0);
        drop(beside);
        let alone = open_alone(&path, 7, &[ONE]).unwrap();
        assert_eq!(alone.pragma_query_value(None, "auto_vacuum", |row| row.get::<_, i64>(0)).unwrap(), 2);
        drop(alone);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

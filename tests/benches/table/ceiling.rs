//! The same SQL statements without us: what the storage ran is written down with its values, and run again by SQLite
//! alone, prepared and bound, with the same durability.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sync_server::storage::sqlite::{SqliteStorage, WRITER_PRAGMAS};

/// A statement with its values.
pub struct Statement {
    sql: usize,
    values: Vec<Value>,
}

/// Everything that a storage ran.
pub struct Script {
    sqls: Vec<String>,
    pub statements: Vec<Statement>,
}

impl Script {
    /// Writes down what this storage runs during the work.
    pub fn of(storage: &SqliteStorage, work: impl FnOnce()) -> Script {
        let (tell, told) = std::sync::mpsc::channel();
        let note = move |sql: &str, filled_in: &str| drop(tell.send((sql.to_owned(), filled_in.to_owned())));
        storage.watch_statements(note).unwrap();
        work();
        storage.watch_statements(|_, _| {}).unwrap();
        let (mut sqls, mut known, mut statements) = (Vec::new(), HashMap::new(), Vec::new());
        // What the full-text index does for a statement is done again with it.
        let its_own = |sql: &str| sql.contains("'reports_words") || sql.contains("'main'.data_version");
        for (sql, filled_in) in told.iter().filter(|(sql, _)| !its_own(sql)) {
            let values = values(&sql, &filled_in);
            let sql = *known.entry(sql.clone()).or_insert_with(|| {
                sqls.push(sql);
                sqls.len() - 1
            });
            statements.push(Statement { sql, values });
        }
        Script { sqls, statements }
    }

    /// Runs everything again.
    pub fn run(&self, database: &Path) {
        let connection = Connection::open(database).unwrap();
        connection.execute_batch(shared::sqlite::PRAGMAS).unwrap();
        connection.execute_batch(WRITER_PRAGMAS).unwrap();
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
        let mut prepared: Vec<_> = self.sqls.iter().map(|sql| connection.prepare(sql).unwrap()).collect();
        for Statement { sql, values } in &self.statements {
            let mut rows = prepared[*sql].query(params_from_iter(values)).unwrap();
            while rows.next().unwrap().is_some() {}
        }
    }
}

/// Reads the values off a statement that has them filled in, by walking along the one that has not.
fn values(sql: &str, filled_in: &str) -> Vec<Value> {
    let mut found: HashMap<usize, Value> = HashMap::new();
    let (mut rest, mut template) = (filled_in, sql);
    while let Some(at) = template.find('?') {
        rest = &rest[at..];
        template = &template[at + 1..];
        let digits = template.find(|c: char| !c.is_ascii_digit()).unwrap_or(template.len());
        let number: usize = template[..digits].parse().unwrap();
        template = &template[digits..];
        let (value, length) = literal(rest);
        rest = &rest[length..];
        found.insert(number, value);
    }
    (1..=found.len()).map(|number| found.remove(&number).unwrap()).collect()
}

/// The literal at the beginning of a text, and its length.
fn literal(text: &str) -> (Value, usize) {
    if let Some(quoted) = text.strip_prefix('\'') {
        let mut value = String::new();
        let mut rest = quoted;
        loop {
            let end = rest.find('\'').unwrap();
            value.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    rest = more;
                }
                None => return (Value::Text(value), text.len() - rest.len()),
            }
        }
    }
    if let Some(hex) = text.strip_prefix("x'") {
        let end = hex.find('\'').unwrap();
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        return (Value::Blob((0..end).step_by(2).map(digit).collect()), end + 3);
    }
    if text.starts_with("NULL") {
        return (Value::Null, 4);
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(text.len());
    let number = &text[..end];
    let value = number.parse().map(Value::Integer).or_else(|_| number.parse().map(Value::Real));
    (value.unwrap(), end)
}

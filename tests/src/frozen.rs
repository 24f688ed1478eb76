//! Databases as older programs left them, kept as text in `tests/fixtures`: `phone-1.sql` is a phone's store of schema
//! version 1. A new version adds a file (`cargo test -p tests --test versions -- --ignored`) and never alters one.

use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use shared::sqlite::open_reader;

/// Where they lie.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Versions of a database that are frozen, such as `phone`, oldest first.
pub fn versions(name: &str) -> Vec<u32> {
    let files = std::fs::read_dir(fixtures()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let version = |file: String| file.strip_prefix(name)?.strip_prefix('-')?.strip_suffix(".sql")?.parse().ok();
    let mut versions: Vec<u32> = files.filter_map(version).collect();
    versions.sort_unstable();
    versions
}

/// Writes the database at `path` as the frozen one of its version, unless there is one.
pub fn freeze(name: &str, path: &Path) {
    let rows = open_reader(path).unwrap();
    let version: u32 = rows.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let file = fixtures().join(format!("{name}-{version}.sql"));
    if !file.exists() {
        std::fs::write(file, to_sql(&rows)).unwrap();
    }
}

/// Puts the frozen database of this version at `path`.
pub fn thaw(name: &str, version: u32, path: &Path) {
    let sql = std::fs::read_to_string(fixtures().join(format!("{name}-{version}.sql"))).unwrap();
    Connection::open(path).unwrap().execute_batch(&sql).unwrap();
}

/// Tables, columns and indexes, whatever way led there: spaces aside, which `ALTER TABLE` places differently.
pub fn schema(path: &Path) -> Vec<String> {
    let rows = open_reader(path).unwrap();
    let mut tables = rows.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut schema = Vec::new();
    for table in &tables {
        for pragma in ["table_xinfo", "index_list", "foreign_key_list"] {
            let mut about = rows.prepare(&format!("SELECT * FROM pragma_{pragma}('{table}')")).unwrap();
            let width = about.column_count();
            let lines = about.query_map([], |row| Ok((0..width).map(|cell| quoted(row, cell)).collect::<Vec<_>>()));
            schema.extend(lines.unwrap().map(|line| format!("{table} {pragma} {}", line.unwrap().join(" "))));
        }
    }
    let mut rest = rows.prepare("SELECT type, name, sql FROM sqlite_schema WHERE type <> 'table'").unwrap();
    let rest =
        rest.query_map([], |row| Ok((0..3).map(|cell| quoted(row, cell)).collect::<Vec<_>>().join(" "))).unwrap();
    schema.extend(rest.map(Result::unwrap));
    schema.sort();
    schema
}

fn to_sql(rows: &Connection) -> String {
    let pragma = |name| rows.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let mut sql = String::from("PRAGMA auto_vacuum = INCREMENTAL;\nPRAGMA foreign_keys = OFF;\nBEGIN;\n");
    let mut made = rows
        .prepare(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'
             AND name NOT LIKE 'reports_words_%'",
        )
        .unwrap();
    let made = made.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let made: Vec<(String, String, String)> = made.map(Result::unwrap).collect();
    made.iter().for_each(|(.., create)| sql.push_str(&format!("{create};\n")));
    // The words of reports are derived, and lie in tables of the full-text index's own.
    for (_, table, _) in made.iter().filter(|(kind, name, _)| kind == "table" && name != "reports_words") {
        let mut all = rows.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let width = all.column_count();
        let lines = all.query_map([], |row| Ok((0..width).map(|cell| quoted(row, cell)).collect::<Vec<_>>())).unwrap();
        lines.for_each(|line| sql.push_str(&format!("INSERT INTO {table} VALUES ({});\n", line.unwrap().join(", "))));
    }
    let (version, application) = (pragma("user_version"), pragma("application_id"));
    sql + &format!("PRAGMA user_version = {version};\nPRAGMA application_id = {application};\nCOMMIT;\n")
}

fn quoted(row: &Row, cell: usize) -> String {
    match row.get_ref(cell).unwrap() {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => format!("'{}'", String::from_utf8_lossy(text).replace('\'', "''")),
        ValueRef::Blob(bytes) => format!("X'{}'", sync_server::random::to_hex(bytes)),
    }
}

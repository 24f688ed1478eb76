//! Every row of a database, to be compared and searched.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use shared::sqlite::open_reader;

/// A column that says when somebody was last here: the only one that a repeated request may touch.
const NOT_COMPARED: (&str, &str) = ("devices", "last_seen");

/// Each table with its rows as text, sorted. Ids and hashes are hexadecimal, encoded changes are their JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump(pub BTreeMap<String, Vec<String>>);

impl Dump {
    /// The database at this path, as it is now.
    pub fn of(path: &Path) -> Dump {
        let connection = open_reader(path).unwrap();
        let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let dumped = names.into_iter().map(|name| {
            let mut statement = connection.prepare(&format!("SELECT * FROM {name}")).unwrap();
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = Vec::new();
            let mut found = statement.query([]).unwrap();
            while let Some(row) = found.next().unwrap() {
                let cells = columns.iter().enumerate().filter(|(_, column)| (&*name, &***column) != NOT_COMPARED);
                let cells = cells.map(|(at, column)| format!("{column}={}", shown(row.get_ref(at).unwrap())));
                rows.push(cells.collect::<Vec<_>>().join(" "));
            }
            rows.sort();
            (name, rows)
        });
        Dump(dumped.collect())
    }

    /// Rows that only one of the two has: empty where nothing has changed.
    pub fn difference(&self, later: &Dump) -> Vec<String> {
        let rows = |dump: &Dump| -> Vec<String> {
            dump.0.iter().flat_map(|(table, rows)| rows.iter().map(move |row| format!("{table}: {row}"))).collect()
        };
        let (before, after) = (rows(self), rows(later));
        let gone = before.iter().filter(|row| !after.contains(row)).map(|row| format!("- {row}"));
        let new = after.iter().filter(|row| !before.contains(row)).map(|row| format!("+ {row}"));
        gone.chain(new).collect()
    }

    /// Rows in which this text stands, with their table.
    pub fn find(&self, text: &str) -> Vec<(&str, &str)> {
        let rows = self.0.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table.as_str(), row.as_str())));
        rows.filter(|(_, row)| row.contains(text)).collect()
    }
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        // Ids and hashes may happen to be valid text.
        ValueRef::Blob(bytes) if bytes.len() > 32 && std::str::from_utf8(bytes).is_ok() => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        ValueRef::Blob(bytes) => sync_server::random::to_hex(bytes),
    }
}

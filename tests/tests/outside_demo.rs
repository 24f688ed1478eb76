//! The demo from outside: its day is whole by the oracle's word, the oracle is not blind, and the day's rounds and contacts
//! cannot be traced to anybody in the server's database.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oracle/oracle.py");

/// A day that was played once, and copies of it to do harm to.
struct Day {
    folder: tempfile::TempDir,
}

impl Day {
    fn played() -> (Day, String) {
        let folder = tempfile::tempdir().unwrap();
        let program = std::env::current_exe().unwrap().parent().unwrap().with_file_name("sync-server");
        let root = folder.path().join("day");
        let played = Command::new(program)
            .args(["demo", "--once", "--listen", "127.0.0.1:0", "--data"])
            .arg(&root)
            .output()
            .expect("the programs are built first: make tests does");
        let said = String::from_utf8_lossy(&played.stdout).into_owned();
        assert!(played.status.success(), "{said}\n{}", String::from_utf8_lossy(&played.stderr));
        (Day { folder }, said)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("day")
    }

    /// A copy, changed by `harm`, as the oracle sees it.
    fn judged_after(&self, harm: impl Fn(&Path)) -> Output {
        let copy = self.folder.path().join("copy");
        let _ = std::fs::remove_dir_all(&copy);
        assert!(Command::new("cp").arg("-r").arg(self.root()).arg(&copy).status().unwrap().success());
        harm(&copy);
        let mut oracle = Command::new("python3");
        oracle.arg(ORACLE).arg("--server").arg(copy.join("server")).arg("--mails").arg(copy.join("server/mails"));
        for name in ["anna", "ben", "cem"] {
            oracle.arg("--phone").arg(copy.join(format!("phones/{name}.db")));
        }
        oracle.arg("--saved").arg(copy.join("saved.txt")).output().unwrap()
    }

    fn database(&self) -> Connection {
        let path = self.root().join("server/kuemmerer.db");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }
}

fn execute(root: &Path, database: &str, sql: &str) {
    let changed = Connection::open(root.join(database)).unwrap().execute(sql, ()).unwrap();
    assert!(changed > 0, "{sql} changes nothing");
}

fn remove_one(folder: &Path, ending: &str) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let one = entries.into_iter().find(|path| path.to_string_lossy().ends_with(ending)).unwrap();
    std::fs::remove_file(one).unwrap();
}

fn first_file(folder: &Path) -> PathBuf {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    match entries.into_iter().next().unwrap() {
        path if path.is_dir() => first_file(&path),
        path => path,
    }
}

#[test]
fn the_day_is_whole_and_the_oracle_sees_what_is_taken_away() {
    let (day, said) = Day::played();
    assert!(said.trim_end().ends_with("0 lost, 0 doubled, 0 faults"), "{said}");
    assert!(day.judged_after(|_| {}).status.success());

    const SERVER: &str = "server/kuemmerer.db";
    type Harm = Box<dyn Fn(&Path)>;
    let harms: [(&str, Harm); 7] = [
        ("a report's row", Box::new(|root| execute(root, SERVER, "DELETE FROM reports WHERE number = '26-00003'"))),
        (
            "a change",
            Box::new(|root| {
                execute(
                    root,
                    SERVER,
                    "DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes WHERE kind = 'report' AND role = 'phone')",
                )
            }),
        ),
        ("a mail", Box::new(|root| remove_one(&root.join("server/mails"), ".eml"))),
        (
            "a mail twice under another id",
            Box::new(|root| {
                let mails = root.join("server/mails");
                let one = first_file(&mails);
                let text = String::from_utf8(std::fs::read(&one).unwrap()).unwrap();
                std::fs::write(mails.join("again.eml"), text.replace("Message-ID: <", "Message-ID: <again-")).unwrap();
            }),
        ),
        ("a photo", Box::new(|root| std::fs::remove_file(first_file(&root.join("server/attachments/blobs"))).unwrap())),
        (
            "a byte of a photo",
            Box::new(|root| {
                let one = first_file(&root.join("server/attachments/blobs"));
                let mut bytes = std::fs::read(&one).unwrap();
                bytes[5_000] ^= 1;
                std::fs::write(one, bytes).unwrap();
            }),
        ),
        (
            "a snapshot's version",
            Box::new(|root| {
                execute(root, "phones/anna.db", "UPDATE snapshots SET seq = seq + 1 WHERE kind = 'report'")
            }),
        ),
    ];
    for (what, harm) in harms {
        let judged = day.judged_after(harm);
        let said = String::from_utf8_lossy(&judged.stdout).into_owned();
        assert!(judged.status.code() == Some(1) && said.contains("FAULT"), "{what} is not missed:\n{said}");
    }
    nobody_can_be_traced(&day.database());
}

/// Rounds, stop visits, contacts and referrals: a day, a team, a place, and a random id that stands nowhere else.
fn nobody_can_be_traced(database: &Connection) {
    let schema: String =
        database.query_row("SELECT sql FROM sqlite_schema WHERE name = 'facts'", [], |row| row.get(0)).unwrap();
    assert!(schema.contains("WITHOUT ROWID"), "not even the order of insertion: {schema}");
    let columns: Vec<String> = database
        .prepare("SELECT name FROM pragma_table_info('facts')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(columns, ["id", "kind", "date", "team", "body"]);

    let facts: Vec<(Vec<u8>, String, String, String)> = database
        .prepare("SELECT id, kind, date, body FROM facts")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for kind in ["round", "stop_visit", "contact"] {
        assert!(facts.iter().any(|fact| fact.1 == kind), "the day has no {kind}");
    }
    let whose: Vec<uuid::Uuid> = database
        .prepare("SELECT id FROM devices UNION SELECT id FROM records WHERE kind = 'person'")
        .unwrap()
        .query_map([], |row| Ok(uuid::Uuid::from_slice(&row.get::<_, Vec<u8>>(0)?).unwrap()))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(whose.len() >= 6);
    for (id, _, date, body) in &facts {
        assert_eq!(id[6] >> 4, 4, "the id says nothing about time");
        assert_eq!(date.len(), 10, "a day, no time");
        assert!(!body.contains(':') || !body.split('"').any(is_time), "{body}");
        assert!(whose.iter().all(|one| !body.contains(&one.to_string())), "{body}");
    }
    let ids: Vec<&[u8]> = facts.iter().map(|fact| fact.0.as_slice()).collect();
    no_other_table_names(database, &ids);
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(5).any(|w| w[2] == b':' && [w[0], w[1], w[3], w[4]].iter().all(u8::is_ascii_digit))
}

fn no_other_table_names(database: &Connection, ids: &[&[u8]]) {
    let words: Vec<String> = ids.iter().map(|id| uuid::Uuid::from_slice(id).unwrap().to_string()).collect();
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('facts') AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(tables.len() > 10);
    for table in tables {
        let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let named = match row.get::<_, Value>(column).unwrap() {
                    Value::Blob(blob) => {
                        let text = String::from_utf8_lossy(&blob);
                        ids.iter().any(|id| blob.windows(16).any(|w| w == *id))
                            || words.iter().any(|w| text.contains(w))
                    }
                    Value::Text(text) => words.iter().any(|word| text.contains(word)),
                    _ => false,
                };
                assert!(!named, "{table} names a fact");
            }
        }
    }
}

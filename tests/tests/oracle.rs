//! The independent oracle is content with a day of work, and notices when one row, mail or blob is taken away by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use tests::World;

/// Everything that the oracle reads, as copies.
struct Evidence {
    data: PathBuf,
    phones: Vec<PathBuf>,
}

impl Evidence {
    fn copy(world: &World, phones: &[PathBuf], name: &str) -> Evidence {
        let data = world.place(name);
        copy_folder(world.app.folder.root(), &data);
        copy_database(&world.app.folder.database(), &data.join("kuemmerer.db"));
        let copied = |path: &PathBuf| {
            let copy = data.join(path.file_name().unwrap());
            copy_database(path, &copy);
            copy
        };
        Evidence { phones: phones.iter().map(copied).collect(), data }
    }

    /// What the oracle says: its verdict and its lines.
    fn judge(&self) -> (bool, String) {
        let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/oracle.py");
        let mut command = Command::new("python3");
        command.arg(oracle).arg("--server").arg(&self.data).arg("--mails").arg(self.data.join("mails"));
        for phone in &self.phones {
            command.arg("--phone").arg(phone);
        }
        let said = command.output().expect("python3 is on the path");
        let text = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        (said.status.code() == Some(0), text)
    }

    fn execute(&self, sql: &str) {
        let changed = Connection::open(self.data.join("kuemmerer.db")).unwrap().execute(sql, []).unwrap();
        assert_eq!(changed, 1);
    }
}

/// SQLite's own copy: what lies in the log beside a database is part of it.
fn copy_database(from: &Path, to: &Path) {
    let _ = fs::remove_file(to);
    Connection::open(from).unwrap().execute("VACUUM INTO ?1", [to.to_str().unwrap()]).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        let is_database = entry.file_name().to_string_lossy().starts_with("kuemmerer.db");
        match (path.is_dir(), is_database) {
            (true, _) => copy_folder(&path, &copy),
            (false, false) => drop(fs::copy(&path, &copy).unwrap()),
            (false, true) => {}
        }
    }
}

/// A file somewhere below a folder.
fn any_file(folder: &Path) -> PathBuf {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let here = entries.iter().find(|path| path.is_file()).cloned();
    here.or_else(|| entries.iter().filter(|path| path.is_dir()).map(|path| any_file(path)).next()).unwrap()
}

#[test]
fn the_oracle_is_content_and_can_be_discontent() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    for phone in [&mut anna, &mut ben] {
        phone.report_with_photo("litter");
        phone.report("needles");
        phone.sync(&world);
    }
    let withdrawn = anna.report_with_photo("path_damage");
    anna.sync(&world);
    world.run_file_mail_job();
    world.pass(chrono::TimeDelta::hours(21));
    world.run_file_mail_job();
    anna.withdraw(withdrawn);
    anna.sync(&world);
    world.pass(chrono::TimeDelta::hours(24));
    world.run_file_mail_job();
    anna.sync(&world);
    ben.sync(&world);

    let phones = [anna.path.clone(), ben.path.clone()];
    let (content, said) = Evidence::copy(&world, &phones, "whole").judge();
    assert!(content, "{said}");
    assert!(said.contains("0 lost, 0 doubled, 0 faults"), "{said}");

    type Damage = fn(&Evidence);
    let damages: [(&str, Damage); 4] = [
        ("a report", |it| it.execute("DELETE FROM reports WHERE number = '26-00001'")),
        ("a change", |it| {
            it.execute("DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes WHERE role = 'phone')")
        }),
        ("a mail", |it| fs::remove_file(any_file(&it.data.join("mails"))).unwrap()),
        ("a blob", |it| fs::remove_file(any_file(&it.data.join("attachments"))).unwrap()),
    ];
    for (what, damage) in damages {
        let evidence = Evidence::copy(&world, &phones, what);
        damage(&evidence);
        let (content, said) = evidence.judge();
        assert!(!content && said.contains("FAULT: "), "{what} is away, and the oracle says: {said}");
    }
}

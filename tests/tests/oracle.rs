//! The independent oracle is content with a day of work, and notices when one row, mail or blob is taken away by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use app::core::Request;
use rusqlite::Connection;
use serde_json::json;
use shared::change::Kind;
use shared::domain::FactKind;
use shared::ids::named;
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
        if self.saved().exists() {
            command.arg("--saved").arg(self.saved());
        }
        let said = command.output().expect("python3 is on the path");
        let text = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        (said.status.code() == Some(0), text)
    }

    /// Ids that commands acknowledged.
    fn saved(&self) -> PathBuf {
        self.data.join("saved")
    }

    fn execute(&self, sql: &str) {
        self.execute_on(&self.data.join("kuemmerer.db"), sql);
    }

    fn execute_on(&self, database: &Path, sql: &str) {
        let changed = Connection::open(database).unwrap().execute(sql, []).unwrap();
        assert_eq!(changed, 1, "{sql}");
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
    fn find(folder: &Path) -> Option<PathBuf> {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        let here = entries.iter().find(|path| path.is_file()).cloned();
        here.or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| find(path)))
    }
    find(folder).unwrap()
}

#[test]
fn the_oracle_is_content_and_can_be_discontent() {
    let world = World::new();
    let hours = json!({ "days": [1, 2, 3, 4, 5], "from": "07:00", "to": "16:00" });
    let duty = json!([{ "name": "Tag", "email": "tag@edg.example.org", "hours": hours },
        { "name": "Leitstelle", "email": "leitstelle@edg.example.org" }]);
    world.kaya_edits(Kind::Department, named("department", "edg"), json!({ "duty": duty }), None).unwrap();
    let recipient = json!({ "name": "BV", "email": "bv@example.org", "layer": "districts", "area": "01" });
    world.kaya_edits(Kind::Recipient, named("recipient", "bv"), recipient, None).unwrap();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    for phone in [&mut anna, &mut ben] {
        phone.report_with_photo("litter");
        phone.report("needles");
        phone.sync(&world);
    }
    let contact = FactKind::Contact { area: None, topic: "other".to_owned(), outcome: "listened".to_owned() };
    anna.ask(Request::Fact(contact)).unwrap();
    let withdrawn = anna.report_with_photo("path_damage");
    anna.sync(&world);
    world.run_file_mail_job();
    for _ in 0..2 {
        world.pass(chrono::TimeDelta::minutes(15));
        world.run_file_mail_job();
    }
    world.app.mailing.run_summaries_now("2026-10".parse().unwrap(), world.now()).unwrap();
    world.pass(chrono::TimeDelta::minutes(20 * 60 + 30));
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
    let damages: [(&str, Damage); 19] = [
        ("a report", |it| it.execute("DELETE FROM reports WHERE number = '26-00001'")),
        ("a change", |it| {
            it.execute("DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes WHERE role = 'phone')")
        }),
        ("a receipt", |it| {
            it.execute("DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes WHERE kind = 'receipt')")
        }),
        ("a record", |it| it.execute("DELETE FROM records WHERE id = (SELECT id FROM reports LIMIT 1)")),
        ("a category", |it| {
            it.execute("DELETE FROM records WHERE id = (SELECT id FROM records WHERE kind = 'category' LIMIT 1)")
        }),
        ("an attachment", |it| it.execute("DELETE FROM attachments WHERE id = (SELECT id FROM attachments LIMIT 1)")),
        ("a fact", |it| it.execute("DELETE FROM facts")),
        ("a forwarding", |it| {
            it.execute(
                "DELETE FROM forwardings
                 WHERE line = (SELECT line FROM forwardings WHERE status = 'mailed' AND occasion = 'first' LIMIT 1)",
            )
        }),
        ("the forwarding by which the next contact was asked", |it| {
            it.execute(
                "DELETE FROM forwardings
                 WHERE line = (SELECT line FROM forwardings WHERE occasion = 'next_contact' LIMIT 1)",
            )
        }),
        ("a summary's row", |it| it.execute("DELETE FROM summaries")),
        ("a mail's row", |it| it.execute("DELETE FROM mails WHERE id = (SELECT id FROM mails LIMIT 1)")),
        ("a mail", |it| fs::remove_file(any_file(&it.data.join("mails"))).unwrap()),
        ("a blob", |it| fs::remove_file(any_file(&it.data.join("attachments"))).unwrap()),
        ("what a phone sees of its report", |it| {
            it.execute_on(&it.phones[0], "DELETE FROM snapshots WHERE id = (SELECT report FROM attachments LIMIT 1)")
        }),
        ("what a phone sees of another's report", |it| {
            it.execute_on(
                &it.phones[1],
                "DELETE FROM snapshots WHERE id = (SELECT id FROM snapshots WHERE kind = 'report'
                     AND id NOT IN (SELECT record FROM outbox) LIMIT 1)",
            )
        }),
        ("a version that a phone sees", |it| {
            it.execute_on(
                &it.phones[0],
                "UPDATE snapshots SET seq = seq + 1 WHERE id = (SELECT id FROM snapshots WHERE kind = 'report' LIMIT 1)",
            )
        }),
        ("a report that was called saved", |it| {
            fs::write(it.saved(), "01936f2e-0000-7000-8000-000000000000\n").unwrap();
        }),
        ("a byte of a blob", |it| {
            let path = any_file(&it.data.join("attachments"));
            let mut bytes = fs::read(&path).unwrap();
            bytes[100] ^= 1;
            fs::write(path, bytes).unwrap();
        }),
        ("that there is one mail, not two,", |it| {
            let path = any_file(&it.data.join("mails"));
            let again = fs::read_to_string(&path).unwrap().replacen("Message-ID: <", "Message-ID: <again-", 1);
            fs::write(path.with_file_name("again.eml"), again).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let evidence = Evidence::copy(&world, &phones, what);
        damage(&evidence);
        let (content, said) = evidence.judge();
        assert!(!content && said.contains("FAULT: "), "{what} is away, and the oracle says: {said}");
    }
}

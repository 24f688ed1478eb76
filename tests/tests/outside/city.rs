//! A city with a server.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use super::{Ended, Phone, checkout, program, run, wait};

/// A data folder, and how its server is set.
pub struct City {
    pub place: TempDir,
    pub data: PathBuf,
    /// Configuration by environment: `KUEMMERER_…`.
    pub set: Vec<(&'static str, String)>,
    /// Whose programs they are; this test's own where there is none.
    pub user: Option<u32>,
}

impl City {
    /// Departments, categories and rules of the demo city; no areas, nobody's reports. Mail becomes files.
    pub fn new() -> City {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        City::at(data, place)
    }

    /// With its data somewhere else.
    pub fn with_data_at(data: PathBuf) -> City {
        City::at(data, tempfile::tempdir().unwrap())
    }

    fn at(data: PathBuf, place: TempDir) -> City {
        let city = City { data, place, set: Vec::new(), user: None };
        city.run(&["city", "load", checkout("assets/city/city.json").to_str().unwrap()]).done();
        city
    }

    /// And its districts.
    pub fn with_districts() -> City {
        let city = City::new();
        let file = checkout("assets/city/districts.geojson");
        city.import_areas(file.to_str().unwrap(), "id", "name").done();
        city
    }

    pub fn import_areas(&self, file: &str, id: &str, name: &str) -> Ended {
        self.run(&["--json", "areas", "import", file, "--layer", "districts", "--id-field", id, "--name-field", name])
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        run(self.command(arguments), input.as_bytes())
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program("sync-server");
        command.arg("--data").arg(&self.data).envs(self.set.iter().map(|(key, value)| (key, value)));
        command.args(arguments);
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    pub fn serve(&self) -> Server {
        self.serve_at("127.0.0.1:0")
    }

    pub fn serve_at(&self, address: &str) -> Server {
        self.served_by(self.command(&["--json", "serve", "--listen", address]))
            .unwrap_or_else(|_| panic!("{}", self.log()))
    }

    /// Serves with this command; where it does not begin to, it has ended.
    pub fn served_by(&self, command: Command) -> Result<Server, Ended> {
        self.served_telling(File::options().create(true).append(true).open(self.log_file()).unwrap(), command)
    }

    /// As [`City::served_by`], with its log in this file.
    pub fn served_telling(&self, log: File, mut command: Command) -> Result<Server, Ended> {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(facts) = serde_json::from_str::<Value>(&line) else {
            let code = child.wait().unwrap().code();
            let err = self.log().lines().rfind(|line| line.starts_with("sync-server: ")).unwrap_or_default().to_owned();
            return Err(Ended { code, out: line, err });
        };
        Ok(Server { child, address: facts["listening"].as_str().unwrap().to_owned() })
    }

    /// A mail that a program held when it was killed or when its disk failed is due again after a quarter of an hour: now.
    pub fn let_a_quarter_of_an_hour_pass_for_mails(&self) {
        let database = Connection::open(self.data.join("kuemmerer.db")).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database.execute("UPDATE mails SET next_attempt = 0 WHERE status = 'frozen'", []).unwrap();
    }

    /// All mail goes out at once; a server that runs beside may just be sending some of it.
    pub fn digest(&self) {
        self.run(&["digest", "--now"]).done();
        wait(60, "end of a mail", || {
            let database = Connection::open(self.data.join("kuemmerer.db")).unwrap();
            let frozen = "SELECT 1 FROM mails WHERE status = 'frozen' LIMIT 1";
            (!database.prepare(frozen).unwrap().exists([]).unwrap()).then_some(())
        });
    }

    /// What the server told its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    /// On the same disk as its data.
    fn log_file(&self) -> PathBuf {
        self.data.with_file_name("log")
    }

    /// Where mails are files.
    pub fn mails(&self) -> PathBuf {
        self.data.join("mails")
    }

    /// A phone that belongs to this city, by the code that `enrol` prints.
    pub fn phone(&self, server: &Server, name: &str) -> Phone {
        let code = self.run(&["--json", "enrol", "--name", name]).json();
        let phone = Phone { store: self.place.path().join(format!("{name}.db")) };
        phone.run(&["enrol", &server.url(), code["code"].as_str().unwrap()]).done();
        phone.sync();
        phone
    }
}

/// A running server; killed at the end of the test.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut does it.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.address.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

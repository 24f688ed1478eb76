//! A phone without a screen.

use std::path::PathBuf;
use std::process::Command;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::{Ended, program, run};

/// Somewhere in the demo city.
pub const HERE: &str = "51.5100,7.4600,8";

pub struct Phone {
    pub store: PathBuf,
}

impl Phone {
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program("phone");
        command.arg("--store").arg(&self.store).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        run(self.command(arguments), b"")
    }

    /// Saves a report and gives its id.
    #[track_caller]
    pub fn report(&self, arguments: &[&str]) -> String {
        let saved = self.run(&[&["--json", "report"], arguments].concat()).json();
        saved["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn sync(&self) {
        self.run(&["sync", "--once"]).done();
    }

    #[track_caller]
    pub fn status(&self) -> Value {
        self.run(&["--json", "status"]).json()
    }

    /// One report, as the phone shows it.
    #[track_caller]
    pub fn shows(&self, report: &str) -> Value {
        let status = self.status();
        let found = status["reports"].as_array().unwrap().iter().find(|shown| shown["id"] == *report);
        found.unwrap_or_else(|| panic!("no report {report} in {status}")).clone()
    }

    pub fn database(&self) -> Connection {
        Connection::open_with_flags(&self.store, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// What proves the phone to its server.
    pub fn token(&self) -> String {
        let text: String = self.database().query_row("SELECT enrolment FROM phone", [], |row| row.get(0)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["token"].as_str().unwrap().to_owned()
    }
}

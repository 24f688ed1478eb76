//! The phones of the demo: the real `phone` program, one process for each thing that somebody does.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::DemoError;
use super::clock::DayClock;
use crate::clock::Clock;

/// Somebody's phone.
pub struct Phone {
    pub name: &'static str,
    pub store: PathBuf,
    program: PathBuf,
    clock: Arc<DayClock>,
    /// Ids that the program acknowledged as saved, for the oracle.
    pub saved: Vec<String>,
}

impl Phone {
    pub fn new(name: &'static str, folder: &Path, clock: &Arc<DayClock>) -> Result<Phone, DemoError> {
        let beside = std::env::current_exe()?.with_file_name("phone");
        if !beside.exists() {
            return Err(DemoError::NoPhone(beside));
        }
        Ok(Phone {
            name,
            store: folder.join(format!("{name}.db")),
            program: beside,
            clock: clock.clone(),
            saved: Vec::new(),
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--store").arg(&self.store).arg("--json").args(arguments);
        // The phone lives on the demo's day, too.
        command.env("KUEMMERER_NOW", self.clock.now().to_rfc3339()).stdin(Stdio::null());
        command
    }

    /// Runs a command and waits; its lines of JSON.
    pub fn run(&self, arguments: &[&str]) -> Result<Vec<Value>, DemoError> {
        let Output { status, stdout, stderr } = self.command(arguments).output()?;
        if !status.success() {
            let said = String::from_utf8_lossy(&stderr).trim().to_owned();
            return Err(DemoError::Phone { name: self.name, arguments: arguments.join(" "), said });
        }
        let lines = String::from_utf8_lossy(&stdout).into_owned();
        Ok(lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Saves a report; its id. From here on it must not get lost.
    pub fn report(&mut self, category: &str, more: &[&str]) -> Result<String, DemoError> {
        let mut arguments = vec!["report", "--category", category];
        arguments.extend_from_slice(more);
        let said = self.run(&arguments)?;
        let id = said.iter().find_map(|line| line.get("id")?.as_str()).map(str::to_owned);
        let id = id.ok_or(DemoError::Unexpected("a report without an id"))?;
        self.saved.push(id.clone());
        Ok(id)
    }

    pub fn sync(&self) -> Result<(), DemoError> {
        self.run(&["sync", "--once"]).map(drop)
    }

    /// Starts a sync and kills it (SIGKILL) after a while, as a phone does whose battery falls out.
    pub fn sync_and_die(&self, after: Duration) -> Result<(), DemoError> {
        let mut child: Child = self.command(&["sync", "--once"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        sleep(after);
        let _ = child.kill();
        child.wait()?;
        Ok(())
    }

    pub fn status(&self) -> Result<Value, DemoError> {
        self.run(&["status"])?.pop().ok_or(DemoError::Unexpected("a status without a line"))
    }

    /// What the person reads: number, category and state in words.
    pub fn list(&self) -> Result<String, DemoError> {
        let mut command = Command::new(&self.program);
        command.arg("--store").arg(&self.store).arg("list");
        command.env("KUEMMERER_NOW", self.clock.now().to_rfc3339());
        Ok(String::from_utf8_lossy(&command.output()?.stdout).into_owned())
    }
}

/// A way as a GPS logger writes it (GPX 1.1): one point each 8 seconds, a break at the end, and a quarter of an hour
/// without reception in the middle, which must stay a gap.
pub fn gpx(way: &[(f64, f64)], from: DateTime<Utc>) -> String {
    let silent = way.len() * 2 / 5..way.len() / 2;
    let points: String = way
        .iter()
        .enumerate()
        .filter(|(i, _)| !silent.contains(i))
        .map(|(i, (lat, lon))| {
            let seconds = i64::try_from(i).unwrap_or(0) * 8;
            let time = (from + chrono::Duration::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ");
            format!("<trkpt lat=\"{lat:.6}\" lon=\"{lon:.6}\"><time>{time}</time></trkpt>\n")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"demo\" \
         xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>\n{points}</trkseg></trk></gpx>\n"
    )
}

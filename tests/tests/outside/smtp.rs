//! A receiving mail server: aiosmtpd in its own process.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{checkout, mails};

pub struct Smtp {
    child: Child,
    pub folder: PathBuf,
}

/// The interpreter that `.ci/setup` prepares; where it is absent the test says so and ends.
pub fn python() -> Option<PathBuf> {
    let python = checkout(".cache/venv/bin/python");
    if python.is_file() {
        return Some(python);
    }
    println!("skipped: {} is not there, .ci/setup makes it", python.display());
    None
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Smtp {
    pub fn start(python: &Path, port: u16, folder: &Path) -> Smtp {
        std::fs::create_dir_all(folder).unwrap();
        let mut command = Command::new(python);
        command.arg(checkout("tests/tests/outside/smtp.py")).arg(port.to_string()).arg(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready");
        Smtp { child, folder: folder.to_owned() }
    }

    pub fn mails(&self) -> Vec<mails::Mail> {
        mails::read(&self.folder)
    }

    /// Sender and recipients of each message, as the server was told them.
    pub fn envelopes(&self) -> Vec<serde_json::Value> {
        let files = std::fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap().path());
        let mut paths: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        paths.sort();
        paths.iter().map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

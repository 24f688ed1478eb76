//! The real program.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The program with a data folder and nothing of the environment that could change it.
pub fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-server"));
    command.env_clear().arg("--data").arg(data);
    command
}

/// Runs the program to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Ended {
    Ended::from(program(data).args(arguments).output().unwrap())
}

/// Runs it with this on standard input.
pub fn run_with(data: &Path, arguments: &[&str], input: &str) -> Ended {
    let mut command = program(data);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not want its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Ended::from(child.wait_with_output().unwrap())
}

/// What it said and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    /// Its facts, where it ended well.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// It ended well and said this.
    pub fn said(&self, words: &str) {
        assert_eq!(self.code, 0, "{self:?}");
        assert!(self.out.contains(words), "{self:?}");
    }

    /// It failed, with one sentence that contains this.
    pub fn failed_with(&self, words: &str) {
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.contains(words), "{self:?}");
    }
}

/// A server in its own process, ended with the test.
pub struct Serving {
    child: Child,
    pub address: String,
}

impl Serving {
    pub fn start(data: &Path) -> Serving {
        let mut command = program(data);
        command.args(["--json", "serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let facts: Value = serde_json::from_str(&line).unwrap();
        Serving { child, address: facts["listening"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

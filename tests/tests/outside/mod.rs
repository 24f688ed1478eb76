//! The programs as people start them: processes, sockets on 127.0.0.1 and files. Nothing of the product's code runs in
//! here; what it writes is read with other people's readers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(dead_code, unused_imports, missing_docs)]

pub mod browser;
pub mod city;
pub mod disk;
pub mod faults;
pub mod http;
pub mod mails;
pub mod mta;
pub mod phone;
pub mod pictures;
pub mod smtp;
pub mod victim;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

pub use city::{City, Server};
pub use phone::Phone;

/// A program beside this test, with nothing of the environment that could change it.
pub fn program(name: &str) -> Command {
    let here = std::env::current_exe().unwrap();
    let path = here.parent().unwrap().parent().unwrap().join(name);
    assert!(path.is_file(), "{} is not built: `make tests` does that first", path.display());
    let mut command = Command::new(path);
    command.env_clear();
    command
}

/// A file of the checkout.
pub fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}

/// A file of the real data beside the checkout; where it is absent the test says so and ends.
pub fn real(path: &str) -> Option<PathBuf> {
    let beside = std::env::var("KUEMMERER_SHARED").map_or_else(|_| checkout("../shared"), PathBuf::from);
    let path = beside.join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    /// It did its work.
    #[track_caller]
    pub fn done(self) -> Ended {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// Its facts, the first line of them.
    #[track_caller]
    pub fn json(self) -> Value {
        let ended = self.done();
        serde_json::from_str(ended.out.lines().next().unwrap_or_default()).unwrap_or_else(|_| panic!("{ended:?}"))
    }

    /// It did not do its work, and says why in one sentence for people.
    #[track_caller]
    pub fn failed(&self) -> &str {
        assert_eq!(self.code, Some(1), "{self:?}");
        self.sentence()
    }

    /// What it says to people: one line.
    #[track_caller]
    pub fn sentence(&self) -> &str {
        let sentence = self.err.trim_end();
        assert!(!sentence.is_empty() && !sentence.contains('\n'), "no sentence: {self:?}");
        assert!(!sentence.contains("panicked") && !sentence.contains("Error {"), "not for people: {sentence}");
        sentence
    }

    /// It did its work, or it says why not.
    #[track_caller]
    pub fn done_or_failed(&self) -> bool {
        self.code == Some(0) || !self.failed().is_empty()
    }

    /// The id that it acknowledged: a whole line, even where the program did not live to its end.
    pub fn acknowledged(&self) -> Option<String> {
        let (line, _) = self.out.split_once('\n')?;
        let fact: Value = serde_json::from_str(line).unwrap();
        Some(fact["id"].as_str()?.to_owned())
    }
}

/// Runs a program to its end with this on standard input.
pub fn run(mut command: Command, input: &[u8]) -> Ended {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not want its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input);
    Ended::from(child.wait_with_output().unwrap())
}

/// Kills a program after so long, unless it has ended by then.
pub fn killed_after(mut command: Command, time: Duration) -> Ended {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + time;
    while Instant::now() < end && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    Ended::from(child.wait_with_output().unwrap())
}

/// Waits for something that happens in another process.
#[track_caller]
pub fn wait<T>(seconds: u64, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "after {seconds} s: no {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The independent oracle's judgement of what lies on the disks.
#[track_caller]
pub fn oracle(city: &City, mails: &Path, phones: &[&Phone], saved: &[String]) {
    let list = city.place.path().join("saved.txt");
    std::fs::write(&list, saved.join("\n")).unwrap();
    let mut command = Command::new("python3");
    command.arg(checkout("tests/oracle/oracle.py")).arg("--server").arg(&city.data).arg("--mails").arg(mails);
    for phone in phones {
        command.arg("--phone").arg(&phone.store);
    }
    command.arg("--saved").arg(&list);
    let ended = run(command, b"");
    println!("{}", ended.out);
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.err);
}

//! A server of its own, as it is built for a city: idle, and under phones that all come at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use shared::protocol::PUSH;

use crate::city::{City, batches};
use crate::machine::{disk, memory, row};

const CONNECTIONS: usize = 64;
const PHONES: usize = 8;
const REPORTS_EACH: usize = 1_000;

/// A request as it goes over the line.
struct Push {
    bytes: Vec<u8>,
    changes: usize,
}

pub fn rows() {
    let mut city = City::new();
    let mut pushes = Vec::new();
    for _ in 0..PHONES {
        city.anna = city.world.phone_of("Anna");
        let token = city.anna.token();
        for batch in batches(&city.walk(REPORTS_EACH), 100) {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&serde_json::to_vec(&batch).unwrap()).unwrap();
            let body = packed.finish().unwrap();
            let head = format!(
                "POST {PUSH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Encoding: gzip\r\n\
                 Content-Type: application/json\r\nKuemmerer-Protocol: 1\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            pushes.push(Push { bytes: [head.into_bytes(), body].concat(), changes: batch.changes.len() });
        }
    }
    let place = disk();
    std::fs::create_dir(place.path().join("data")).unwrap();
    city.copy(&place.path().join("data"));
    drop(city);

    let server = Server::start(place.path().join("data"));
    std::thread::sleep(Duration::from_secs(2));
    let (idle, _) = memory(server.child.id());
    let none = Duration::ZERO;
    row("memory of an idle server", &format!("{idle:.0} MB"), "30 MB", None, none, "release build");

    let changes: usize = pushes.iter().map(|push| push.changes).sum();
    let begun = Instant::now();
    let queue = Mutex::new(pushes.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let stream = TcpStream::connect(&server.address).unwrap();
                let mut answers = BufReader::new(stream.try_clone().unwrap());
                let mut line = stream;
                // Locked only while the next one is taken.
                while let Some(push) = { queue.lock().unwrap().next() } {
                    line.write_all(&push.bytes).unwrap();
                    assert_eq!(answer(&mut answers), "HTTP/1.1 200 OK");
                }
            });
        }
    });
    let took = begun.elapsed();
    let (_, most) = memory(server.child.id());
    let also = format!("{CONNECTIONS} connections of {PHONES} phones, {changes} changes in batches of 100");
    row("memory under pushing phones", &format!("{most:.0} MB"), "150 MB", None, none, &also);
    let rate = changes as f64 / took.as_secs_f64();
    let also = "over HTTP, gzip, with the clients on the same processors";
    row("changes pushed to that server", &format!("{rate:.0}/s"), "–", None, server.cpu(), also);
}

/// Reads one answer to its end; its first line.
fn answer(answers: &mut impl BufRead) -> String {
    let (head, length) = head(answers);
    std::io::copy(&mut answers.take(length), &mut std::io::sink()).unwrap();
    head.lines().next().unwrap_or_default().to_owned()
}

/// The head of an answer, and how many bytes follow.
pub fn head(answers: &mut impl BufRead) -> (String, u64) {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let begun = head.len();
        answers.read_line(&mut head).unwrap();
        let line = head[begun..].trim_end();
        if line.is_empty() {
            return (head, length);
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
    }
}

/// The program as it is built for a city.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.parent().unwrap().parent().unwrap().join("sync-server")
}

/// It serves, on a port of its own.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    pub fn start(data: PathBuf) -> Server {
        let mut command = Command::new(program());
        command.env_clear().arg("--data").arg(data).args(["--json", "serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("`make bench` builds it");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let facts: serde_json::Value = serde_json::from_str(&line).unwrap();
        Server { child, address: facts["listening"].as_str().unwrap().to_owned() }
    }

    /// Processor time that it has used.
    fn cpu(&self) -> Duration {
        crate::machine::cpu(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

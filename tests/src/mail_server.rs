//! A mail server that does what the test says, at each moment of the conversation. What it takes arrives in a [`Post`].

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sync_server::mail::Mail;

use crate::Post;

/// A moment of a conversation: `connect`, a command line, or `.` when a whole message has come.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Which.
    pub said: String,
    /// Recipients that were taken so far, and the one who is asked for.
    pub to: Vec<String>,
    /// The message, at its end.
    pub message: String,
}

/// What the server does.
#[derive(Clone, Debug)]
pub enum Act {
    /// What a server says to that; a message is taken.
    Polite,
    /// This answer; nothing is taken.
    Say(&'static str),
    /// Says nothing, and waits until the other side gives up.
    Silence,
    /// Closes the connection.
    Drop,
    /// Says that the message may come, and closes the connection in the middle of it.
    Cut,
    /// Takes the message, and says nothing.
    TakeSilently,
    /// Takes the message, and closes the connection.
    TakeAndDrop,
    /// Polite, once the test says so.
    Wait(Arc<Mutex<Receiver<()>>>),
}

type Script = Box<dyn FnMut(&Moment) -> Act + Send>;

/// A running server; it ends with the test.
pub struct MailServer {
    /// Where it listens, as the configuration names it.
    pub url: String,
    script: Arc<Mutex<Script>>,
    connections: Arc<Mutex<u64>>,
}

impl MailServer {
    /// A polite one.
    pub fn start(post: Arc<Post>) -> MailServer {
        MailServer::listen(post, false)
    }

    /// One to which a bare CR and a bare LF end a line, too, and so perhaps a message.
    pub fn lenient(post: Arc<Post>) -> MailServer {
        MailServer::listen(post, true)
    }

    fn listen(post: Arc<Post>, lenient: bool) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}?timeout=1", listener.local_addr().unwrap());
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(|_| Act::Polite)));
        let connections: Arc<Mutex<u64>> = Arc::default();
        let shared = (script.clone(), connections.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                *lock(&shared.1) += 1;
                let _ = client.set_nodelay(true);
                let (script, post) = (shared.0.clone(), post.clone());
                thread::spawn(move || Talk::new(client, lenient).hold(&script, &post));
            }
        });
        MailServer { url, script, connections }
    }

    /// From now on it does this.
    pub fn does(&self, script: impl FnMut(&Moment) -> Act + Send + 'static) {
        *lock(&self.script) = Box::new(script);
    }

    /// Polite again.
    pub fn calm(&self) {
        self.does(|_| Act::Polite);
    }

    /// How often somebody came.
    pub fn connections(&self) -> u64 {
        *lock(&self.connections)
    }
}

/// What one client says.
struct Talk {
    client: TcpStream,
    bytes: BufReader<TcpStream>,
    lenient: bool,
}

impl Talk {
    fn new(client: TcpStream, lenient: bool) -> Talk {
        Talk { bytes: BufReader::new(client.try_clone().unwrap()), client, lenient }
    }

    fn hold(mut self, script: &Mutex<Script>, post: &Post) {
        let mut moment = Moment { said: "connect".to_owned(), to: Vec::new(), message: String::new() };
        loop {
            let polite = match moment.said.get(..4).unwrap_or(&moment.said) {
                "conn" => "220 test",
                "EHLO" => "250 test",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 2.0.0 ok",
            };
            let mut act = lock(script)(&moment);
            if let Act::Wait(until) = act {
                let _ = lock(&until).recv();
                act = Act::Polite;
            }
            if moment.said == "." && matches!(act, Act::Polite | Act::TakeSilently | Act::TakeAndDrop) {
                post.take(received(&moment));
            }
            let answer = match act {
                Act::Polite | Act::Wait(_) => polite,
                Act::Say(answer) => answer,
                Act::Silence | Act::TakeSilently => return drop(self.bytes.read_to_end(&mut Vec::new())),
                Act::Drop | Act::TakeAndDrop => return,
                Act::Cut => {
                    let _ = write!(self.client, "354 go on\r\n");
                    let _ = self.bytes.read_exact(&mut [0; 40]);
                    return;
                }
            };
            if moment.said.starts_with("RCPT") && !answer.starts_with('2') {
                moment.to.pop();
            }
            if write!(self.client, "{answer}\r\n").is_err() || moment.said == "QUIT" {
                return;
            }
            if moment.said == "DATA" && answer.starts_with("354") {
                moment.message.clear();
                while let Some(line) = self.line().filter(|line| line != ".") {
                    moment.message.push_str(line.strip_prefix('.').unwrap_or(&line));
                    moment.message.push_str("\r\n");
                }
                moment.said = ".".to_owned();
            } else {
                let Some(line) = self.line() else { return };
                if line.starts_with("MAIL") {
                    moment.to.clear();
                } else if let Some(to) = line.strip_prefix("RCPT TO:<").and_then(|rest| rest.split('>').next()) {
                    moment.to.push(to.to_owned());
                }
                moment.said = line;
            }
        }
    }

    /// The next line, without its end.
    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        if !self.lenient {
            self.bytes.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
            return Some(String::from_utf8(line).unwrap().trim_end_matches(['\r', '\n']).to_owned());
        }
        loop {
            let mut byte = [0];
            if self.bytes.read(&mut byte).ok()? == 0 {
                return None;
            }
            if matches!(byte, [b'\r' | b'\n']) {
                if byte == [b'\r'] && self.bytes.fill_buf().ok()?.first() == Some(&b'\n') {
                    self.bytes.consume(1);
                }
                return Some(String::from_utf8(line).unwrap());
            }
            line.extend(byte);
        }
    }
}

fn received(moment: &Moment) -> Mail {
    let header = moment.message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
    let id = header.trim_start_matches('<').split('@').next().unwrap_or_default();
    Mail {
        id: id.parse().unwrap_or_default(),
        message_id: header.to_owned(),
        from: String::new(),
        to: moment.to.clone(),
        unusable: Vec::new(),
        bytes: moment.message.clone().into_bytes(),
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

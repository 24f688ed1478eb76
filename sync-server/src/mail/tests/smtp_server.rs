//! An SMTP server that does what the test says.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server does at a moment of the conversation.
pub(super) enum Act {
    Say(&'static str),
    /// Says nothing, and waits until the client gives up.
    Silence,
    /// Closes the connection.
    Drop,
}

/// A running server; it ends with its listener's thread when the test process does.
pub(super) struct Server {
    pub(super) url: String,
    /// Lines of the conversation that the client sent.
    pub(super) heard: Arc<Mutex<Vec<String>>>,
    /// Whole messages, dots unstuffed.
    pub(super) messages: Arc<Mutex<Vec<String>>>,
}

/// Asks `script` at "connect", at each command line and at "." (the end of a message); none is the polite answer.
pub(super) fn server(script: fn(&str) -> Option<Act>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, messages) = (Arc::default(), Arc::default());
    let shared = (Arc::clone(&heard), Arc::clone(&messages));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (heard, messages) = (Arc::clone(&shared.0), Arc::clone(&shared.1));
            thread::spawn(move || talk(client, script, &heard, &messages));
        }
    });
    Server { url: format!("smtp://127.0.0.1:{port}?tls=none&timeout=1"), heard, messages }
}

fn talk(
    mut client: TcpStream,
    script: fn(&str) -> Option<Act>,
    heard: &Mutex<Vec<String>>,
    messages: &Mutex<Vec<String>>,
) {
    let mut lines = BufReader::new(client.try_clone().unwrap()).lines().map_while(Result::ok);
    let mut moment = "connect".to_owned();
    loop {
        let polite = match moment.get(..4).unwrap_or(&moment) {
            "conn" => "220 test",
            "EHLO" => "250-test\r\n250 AUTH PLAIN",
            "AUTH" => "235 2.7.0 ok",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 2.0.0 ok",
        };
        let answer = match script(&moment).unwrap_or(Act::Say(polite)) {
            Act::Say(answer) => answer,
            Act::Silence => {
                lines.by_ref().for_each(drop);
                return;
            }
            Act::Drop => return,
        };
        if write!(client, "{answer}\r\n").is_err() || moment == "QUIT" {
            return;
        }
        if moment == "DATA" && answer.starts_with("354") {
            let body: Vec<_> = lines.by_ref().take_while(|line| line != ".").map(unstuff).collect();
            messages.lock().unwrap().push(body.join("\r\n") + "\r\n");
            moment = ".".to_owned();
        } else {
            let Some(line) = lines.next() else { return };
            heard.lock().unwrap().push(line.clone());
            moment = line;
        }
    }
}

fn unstuff(line: String) -> String {
    line.strip_prefix('.').map_or(line.clone(), str::to_owned)
}

//! What strangers' bytes meet first, each as a function of bytes. `make fuzz` makes bytes up; `make test` replays the
//! corpus that lies in `tests/fuzz/corpus`, a folder for each of [`TARGETS`].
//!
//! Phones, departments and files are the strangers. None may cause a panic or much memory, and what is read must be
//! what was written.

mod files;
mod mails;
mod phones;
pub mod seeds;
mod server;
mod wire;

use std::path::PathBuf;

/// A function that any bytes may be given to; it panics where a promise is broken.
pub type Target = fn(&[u8]);

/// All of them, by the names of their corpora.
pub const TARGETS: [(&str, Target); 11] = [
    ("answer_form", server::answer_form),
    ("exif", files::exif),
    ("geojson", files::geojson),
    ("gpx", files::gpx),
    ("mail", mails::mail),
    ("messages", wire::messages),
    ("photo", files::photo),
    ("pull_answer", phones::pull_answer),
    ("push", server::push),
    ("track", wire::track),
    ("tus", server::tus),
];

/// Where the corpus of a target lies.
pub fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

/// The target of this name; for `fuzz_targets/`.
pub fn target(name: &str) -> Target {
    TARGETS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no target {name}")).1
}

/// Bytes that end at the first of these; the rest is left for what comes next.
fn split_once(bytes: &[u8], end: u8) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == end) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &[]),
    }
}

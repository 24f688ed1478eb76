//! What a fault test tried and what came of it: a line for each, gathered into the table that ends `make test` and
//! `make test-all`.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often a fault was played, and what it cost. Printed, and added to the file that `KUEMMERER_FIGURES` names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// The row of the list of faults, such as 1 for a phone that is killed.
    pub row: u8,
    /// What was done to whom.
    pub fault: String,
    /// How often.
    pub tries: u64,
    /// Reports, photos or mails that are gone.
    pub lost: u64,
    /// Reports, photos or mails that are there more than once.
    pub doubled: u64,
    /// The longest time, in milliseconds, from the end of the fault until everything had arrived; none where nothing had
    /// to recover.
    pub worst_ms: Option<u64>,
    /// What else was measured, in words.
    pub note: String,
}

impl Figure {
    /// A fault that was played so often and cost nothing; a test that finds something lost fails before it says this.
    pub fn harmless(row: u8, fault: &str, tries: u64) -> Figure {
        Figure { row, fault: fault.to_owned(), tries, lost: 0, doubled: 0, worst_ms: None, note: String::new() }
    }

    /// And the longest recovery.
    pub fn worst(self, time: Duration) -> Figure {
        Figure { worst_ms: u64::try_from(time.as_millis()).ok(), ..self }
    }

    /// And something else that was measured.
    pub fn note(self, note: impl Into<String>) -> Figure {
        Figure { note: note.into(), ..self }
    }

    /// Prints it, and adds it to the table.
    pub fn tell(&self) {
        println!("{self}");
        if let Some(path) = std::env::var_os("KUEMMERER_FIGURES") {
            let mut line = serde_json::to_vec(self).unwrap();
            line.push(b'\n');
            // One write of a short line: tests of several processes do not mix theirs.
            File::options().create(true).append(true).open(path).unwrap().write_all(&line).unwrap();
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figure { row, fault, tries, lost, doubled, worst_ms, note } = self;
        let worst = worst_ms.map_or("–".to_owned(), |ms| format!("{ms} ms"));
        write!(f, "{row:>3}  {fault:<58} {tries:>7} {lost:>5} {doubled:>8} {worst:>10}  {note}")
    }
}

/// The table, sorted by row.
pub fn table(mut figures: Vec<Figure>) -> String {
    figures.sort_by(|a, b| (a.row, &a.fault).cmp(&(b.row, &b.fault)));
    let head = format!(
        "{:>3}  {:<58} {:>7} {:>5} {:>8} {:>10}  {}\n",
        "row", "fault", "tries", "lost", "doubled", "worst", "also"
    );
    figures.iter().fold(head, |table, figure| format!("{table}{figure}\n"))
}

/// Whether the long forms were asked for (`make test-all`).
pub fn is_long() -> bool {
    std::env::var_os("KUEMMERER_LONG").is_some()
}

/// So many tries in `make test`, so many in `make test-all`.
pub fn tries(short: u64, long: u64) -> u64 {
    if is_long() { long } else { short }
}

/// The seed of a test that rolls dice: always the same in `make test`, another each time in `make test-all`, and that of
/// `KUEMMERER_SEED` where it is set. Printed, so that a failing run can be played again.
pub fn seed(test: &str) -> u64 {
    let asked = std::env::var("KUEMMERER_SEED").ok().and_then(|text| text.parse().ok());
    let fresh = || {
        let mut bytes = [0; 8];
        std::io::Read::read_exact(&mut File::open("/dev/urandom").unwrap(), &mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    };
    let seed = asked.unwrap_or_else(|| if is_long() { fresh() } else { 20_261_125 });
    println!("{test}: KUEMMERER_SEED={seed} plays this again");
    seed
}

//! Prints the table of faults from the lines that tests left: `faults FILE`.

use tests::figures::table;

fn main() {
    let path = std::env::args().nth(1).expect("usage: faults FILE");
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    let figures = lines.lines().map(|line| serde_json::from_str(line).expect("a figure")).collect();
    print!("\nFaults that were played\n{}", table(figures));
}

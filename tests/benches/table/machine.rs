//! Time, processor time and memory, as the system counts them.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long something took, and how long processors worked for it.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub wall: Duration,
    pub cpu: Duration,
}

impl Cost {
    /// Of this work, by this process.
    pub fn of<T>(work: impl FnOnce() -> T) -> (T, Cost) {
        let (begun, before) = (Instant::now(), cpu(std::process::id()));
        let done = work();
        (done, Cost { wall: begun.elapsed(), cpu: cpu(std::process::id()).saturating_sub(before) })
    }

    /// So many a second.
    pub fn rate(&self, count: usize) -> f64 {
        count as f64 / self.wall.as_secs_f64()
    }
}

/// The quickest of several runs of each, in turn: whatever else the machine does hits both.
pub fn best_of(runs: usize, ours: impl Fn(), ceiling: impl Fn()) -> (Cost, Cost) {
    let (ours, ceilings): (Vec<_>, Vec<_>) = (0..runs).map(|_| (Cost::of(&ours).1, Cost::of(&ceiling).1)).unzip();
    (quickest(ours), quickest(ceilings))
}

/// Of several runs.
pub fn quickest(runs: impl IntoIterator<Item = Cost>) -> Cost {
    runs.into_iter().min_by_key(|cost| cost.wall).unwrap()
}

/// Processor time of a process so far: user and system, in hundredths of a second.
pub fn cpu(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are the 14th and 15th field.
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// A folder on a disk, not in memory: durability costs something here.
pub fn disk() -> tempfile::TempDir {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    tempfile::tempdir_in(place).unwrap()
}

/// Memory that a process holds now, and the most that it ever held, in megabytes.
pub fn memory(process: u32) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    };
    (megabytes("VmRSS:"), megabytes("VmHWM:"))
}

pub fn head() {
    println!("{:<44} {:>14} {:>14} {:>7}  {:>7}  also", "what", "ours", "ceiling", "ratio", "CPU s");
}

/// One row: ours, the ceiling, ours as a part of the ceiling, processor seconds of ours.
pub fn row(what: &str, ours: &str, ceiling: &str, ratio: Option<f64>, cpu: Duration, also: &str) {
    let ratio = ratio.map_or("–".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0));
    println!("{what:<44} {ours:>14} {ceiling:>14} {ratio:>7}  {:>7.2}  {also}", cpu.as_secs_f64());
}

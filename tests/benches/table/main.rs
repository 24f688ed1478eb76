//! `make bench`: what the machine gives, what we make of it. Each row stands beside a ceiling that is measured in the
//! same run, so that the ratio means the same on every machine. Rates are printed and never asserted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a measurement that cannot go on says so by panicking"
)]

mod ceiling;
mod city;
mod desk;
mod digests;
mod load;
mod machine;
mod photos;
mod proof;
mod pull;
mod push;
mod ways;
mod wire;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let rows: [(&str, fn()); 8] = [
        ("push", push::rows),
        ("load", load::rows),
        ("pull", pull::rows),
        ("wire", wire::rows),
        ("photos", photos::rows),
        ("ways", ways::rows),
        ("desk", desk::rows),
        ("digests", digests::rows),
    ];
    machine::head();
    for (name, measure) in rows {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            measure();
        }
    }
}

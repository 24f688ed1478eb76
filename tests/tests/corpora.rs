//! What `make fuzz` feeds to readers of strangers' bytes, once: the inputs that were found worth keeping break nothing.

use tests::figures::Figure;
use tests::fuzzed::{TARGETS, corpus, seeds};

/// `KUEMMERER_SEEDS=write` writes what the corpora begin with anew.
#[test]
fn every_corpus_is_taken_or_refused_without_harm() {
    let mut tries = 0;
    for (name, target) in TARGETS {
        let folder = corpus(name);
        if std::env::var_os("KUEMMERER_SEEDS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            for (seed, bytes) in seeds::of(name) {
                std::fs::write(folder.join(format!("seed-{seed}")), bytes).unwrap();
            }
        }
        let mut inputs: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for input in inputs {
            println!("{name}: {}", input.display());
            target(&std::fs::read(&input).unwrap());
            tries += 1;
        }
    }
    Figure::harmless(9, "readers fed with what fuzzing found", tries).tell();
}

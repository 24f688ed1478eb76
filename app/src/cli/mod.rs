//! The command line: arguments in, sentences or JSON out. Everything else is the core's.
//!
//! Exit code 0: done. 1: not done, one clear sentence on standard error. 2: wrong usage.

mod args;
mod print;
mod run;
mod watch;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::core::Edge;
use args::Args;
use words::Words;

/// Runs a command of this process.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let words = Words::new(args.lang.into());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&words.cannot(&error), 1),
    };
    match runtime.block_on(run::run(args, Edge::device(), &words, &mut io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure.sentence, failure.code),
    }
}

fn fail(sentence: &str, code: u8) -> ExitCode {
    warn(sentence);
    ExitCode::from(code)
}

/// A sentence beside the facts, written at once: several programs may share a log. Where nobody listens, the exit code
/// still tells.
fn warn(sentence: &str) {
    let _ = io::stderr().write_all(format!("{sentence}\n").as_bytes());
}

/// Why a command was not done.
#[derive(Debug)]
struct Failed {
    sentence: String,
    code: u8,
}

impl Failed {
    fn new(sentence: String) -> Failed {
        Failed { sentence, code: 1 }
    }

    fn usage(sentence: String) -> Failed {
        Failed { sentence, code: 2 }
    }
}

//! A phone without a screen, on the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    app::cli::main()
}

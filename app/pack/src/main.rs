//! Builds the phone's app for browsers, as `dx` would, from what a bare Debian has: `pack OUT [--release]`.
//!
//! Compiles `kuemmerer` for `wasm32-unknown-unknown`, binds it to JavaScript, puts the shell (`assets/web`), styles and
//! icons beside it, and compresses every file once. Nothing is fetched at run time from anywhere else.

mod compile;
mod shell;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

/// Why there is no app.
#[derive(Debug, thiserror::Error)]
enum PackError {
    /// No compiler for WebAssembly.
    #[error(
        "no compiler for WebAssembly: run `rustup target add wasm32-unknown-unknown`, or as root on Debian `.ci/setup`"
    )]
    NoCompiler,
    /// The compiler says why.
    #[error("the app does not compile")]
    Compile,
    /// The binding failed.
    #[error("binding to JavaScript failed: {0}")]
    Bind(String),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (flags, places): (Vec<_>, Vec<_>) = args.iter().partition(|arg| arg.starts_with("--"));
    let [out] = places.as_slice() else {
        eprintln!("usage: pack OUT [--release]");
        return ExitCode::from(2);
    };
    match pack(Path::new(out), flags.iter().any(|flag| *flag == "--release")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn pack(out: &Path, release: bool) -> Result<(), PackError> {
    let wasm = compile::compile(if release { "web" } else { "web-dev" })?;
    let bound = out.join("bound");
    std::fs::create_dir_all(&bound).map_err(at(&bound))?;
    let name = "kuemmerer";
    Bindgen::new()
        .input_path(&wasm)
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&bound))
        .map_err(|error| PackError::Bind(error.to_string()))?;
    let files = shell::gather(&bound)?;
    shell::write(out, &files)?;
    std::fs::remove_dir_all(&bound).map_err(at(&bound))
}

/// Says which file it was.
fn at(path: &Path) -> impl Fn(std::io::Error) -> PackError + '_ {
    move |error| PackError::File { path: path.to_owned(), error }
}

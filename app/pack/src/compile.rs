//! The compiler for WebAssembly: the toolchain's own target where rustup has it, otherwise Debian's `rustc-web`, which
//! builds the standard library from source.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::PackError;

const TARGET: &str = "wasm32-unknown-unknown";

/// Parts of SQLite that `sqlite-wasm-rs` would compile in and nobody here asks for.
const WITHOUT: [&str; 14] = [
    "-USQLITE_ENABLE_API_ARMOR",
    "-USQLITE_ENABLE_BYTECODE_VTAB",
    "-USQLITE_ENABLE_COLUMN_METADATA",
    "-USQLITE_ENABLE_DBPAGE_VTAB",
    "-USQLITE_ENABLE_DBSTAT_VTAB",
    "-USQLITE_ENABLE_FTS5",
    "-USQLITE_ENABLE_MATH_FUNCTIONS",
    "-USQLITE_ENABLE_OFFSET_SQL_FUNC",
    "-USQLITE_ENABLE_PREUPDATE_HOOK",
    "-USQLITE_ENABLE_RTREE",
    "-USQLITE_ENABLE_SESSION",
    "-USQLITE_ENABLE_STMTVTAB",
    "-USQLITE_ENABLE_UNLOCK_NOTIFY",
    "-DSQLITE_OMIT_JSON",
];

/// Compiles the app with a profile of the workspace; where the module lies.
pub fn compile(profile: &str) -> Result<PathBuf, PackError> {
    let base = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    // A folder of its own: builds of this and of the other compiler do not wait for each other.
    let folder = base.join("web");
    let mut cargo = cargo()?;
    cargo
        .args(["build", "--locked", "-p", "app", "--bin", "kuemmerer", "--features", "web"])
        .args(["--profile", profile, "--target", TARGET, "--target-dir"])
        .arg(&folder)
        .env_remove("CARGO_TARGET_DIR")
        // SQLite's C code.
        .env("CC_wasm32_unknown_unknown", "clang")
        .env("AR_wasm32_unknown_unknown", "llvm-ar")
        .env("SQLITE_WASM_RS_FLAGS", WITHOUT.join(" "));
    let done = cargo.status().is_ok_and(|status| status.success());
    if done { Ok(folder.join(TARGET).join(profile).join("kuemmerer.wasm")) } else { Err(PackError::Compile) }
}

fn cargo() -> Result<Command, PackError> {
    let clean = |program: &str| {
        let mut command = Command::new(program);
        // What `cargo run` and rustup tell their children must not choose the compiler.
        for name in ["RUSTC", "RUSTDOC", "CARGO", "RUSTFLAGS", "RUSTC_WRAPPER"] {
            command.env_remove(name);
        }
        command
    };
    if has_target() {
        return Ok(clean("cargo"));
    }
    if !Path::new("/usr/lib/rustlib/src/rust/library").exists() {
        return Err(PackError::NoCompiler);
    }
    let mut debian = clean("/usr/bin/cargo");
    debian
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22")
        .arg("-Zbuild-std=std,panic_abort");
    Ok(debian)
}

fn has_target() -> bool {
    let asked =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).stderr(Stdio::null()).output();
    asked.is_ok_and(|told| told.status.success() && Path::new(String::from_utf8_lossy(&told.stdout).trim()).exists())
}

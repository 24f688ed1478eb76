//! The command line: one file for each group of commands. Exit 0 done, 1 failed with one sentence on standard error,
//! 2 wrong usage.

mod areas;
mod city;
mod demo;
mod devices;
mod failure;
mod mail;
mod people;
mod serve;
mod take;
mod tasks;
mod upkeep;

use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};
use serde::Serialize;

use crate::app::{found_if_new, open_storage};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::folder::{Folder, Hold};
use crate::storage::Storage;
use failure::Failure;

/// Kümmerer: takes in what phones bring, forwards it to departments, and brings the answer back.
#[derive(Parser)]
#[command(name = "sync-server", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// Data folder of the city
    #[arg(long, global = true, env = "KUEMMERER_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration, TOML; each key is also an environment variable KUEMMERER_…
    #[arg(long, global = true, env = "KUEMMERER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print facts as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve phones, office and departments
    Serve(serve::Serve),
    /// Accounts of staff
    #[command(subcommand)]
    User(people::User),
    /// Persons who walk
    #[command(subcommand)]
    Person(people::Person),
    /// Give out a code with which one phone joins, once, within 7 days
    Enrol(devices::Enrol),
    /// Phones
    #[command(subcommand)]
    Devices(devices::Devices),
    /// Take in files of phones that do not reach the server
    Take(take::Take),
    /// Districts and other layers of areas
    #[command(subcommand)]
    Areas(areas::Areas),
    /// The city and what belongs to it
    #[command(subcommand)]
    City(city::City),
    /// What rounds are to look at
    #[command(subcommand)]
    Task(tasks::Task),
    /// Send digests
    Digest(mail::Digest),
    /// Mail to departments and from them
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Write a backup, also while the server runs
    Backup(upkeep::Backup),
    /// Put a backup in place; the server must not run
    Restore(upkeep::Restore),
    /// Erase what is kept as long as it may be, and say what that was
    Retention(upkeep::Retention),
    /// Check database and attachments, or a backup
    Check(upkeep::Check),
    /// Play a made-up city's day, from phone to department and back
    Demo(demo::Demo),
}

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let Cli { common, command } = Cli::parse();
    match run(&common, command) {
        Ok(code) => code,
        Err(failure) => {
            remark(&failure);
            ExitCode::FAILURE
        }
    }
}

/// A sentence beside the facts, written at once: several programs may share a log. Where it cannot be said, the exit code
/// says enough.
fn remark(sentence: &dyn Display) {
    let _ = std::io::stderr().write_all(format!("sync-server: {sentence}\n").as_bytes());
}

fn run(common: &Common, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(command) => command.run(common)?,
        Command::User(command) => command.run(common)?,
        Command::Person(command) => command.run(common)?,
        Command::Enrol(command) => command.run(common)?,
        Command::Devices(command) => command.run(common)?,
        Command::Take(command) => command.run(common)?,
        Command::Areas(command) => command.run(common)?,
        Command::City(command) => command.run(common)?,
        Command::Task(command) => command.run(common)?,
        Command::Digest(command) => return command.run(common),
        Command::Mail(command) => return command.run(common),
        Command::Backup(command) => return command.run(common),
        Command::Restore(command) => command.run(common)?,
        Command::Retention(command) => command.run(common)?,
        Command::Check(command) => return command.run(common),
        Command::Demo(command) => command.run(common)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The data folder as a command uses it, beside a running server.
struct Opened {
    folder: Folder,
    config: Config,
    storage: Arc<dyn Storage>,
    now: DateTime<Utc>,
    _hold: Hold,
}

impl Common {
    /// The folder that `--data` names; without it the usage is wrong.
    fn data(&self) -> &PathBuf {
        self.data.as_ref().unwrap_or_else(|| {
            Cli::command()
                .error(ErrorKind::MissingRequiredArgument, "--data DIR is missing: where the city's data lies")
                .exit()
        })
    }

    fn config(&self) -> Result<Config, Failure> {
        Ok(Config::read(self.config.as_deref(), |name| std::env::var(name).ok())?)
    }

    /// Opens the folder, making what is missing.
    fn create(&self) -> Result<Opened, Failure> {
        self.opened(Folder::create(self.data())?)
    }

    /// Opens the folder, which must be there.
    fn open(&self) -> Result<Opened, Failure> {
        self.opened(Folder::open(self.data())?)
    }

    fn opened(&self, folder: Folder) -> Result<Opened, Failure> {
        let config = self.config()?.complete(&folder)?;
        let hold = folder.share()?;
        let (storage, now) = (open_storage(&folder)?, SystemClock.now());
        found_if_new(&*storage, &config, now)?;
        Ok(Opened { folder, config, storage, now, _hold: hold })
    }

    /// Prints facts, for people or as JSON.
    fn print(&self, facts: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.json { serde_json::to_string(facts)? } else { text() };
        let mut out = std::io::stdout().lock();
        Ok(writeln!(out, "{text}").and_then(|()| out.flush())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_put_together_soundly() {
        Cli::command().debug_assert();
    }
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::{Common, Failure, remark};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::folder::Folder;
use crate::ops::backup::Source;
use crate::ops::drill::Drilled;
use crate::ops::schedule::Schedule;
use crate::ops::{backup, check, drill, restore, retention};
use crate::photos::Directory;
use crate::storage::{Erased, Findings};

#[derive(Args)]
pub struct Backup {
    /// A file, which is replaced when the new one is whole, or a folder, where one more is added; without it the folder that
    /// `backup_dir` names
    path: Option<PathBuf>,
}

impl Backup {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let source = Source { folder: &opened.folder, storage: &*opened.storage, photos: &photos };
        let config = match self.path.as_deref().filter(|path| path.is_dir()) {
            Some(path) => {
                Config { backup_dir: path.to_string_lossy().into_owned(), ..opened.config }.complete(&opened.folder)?
            }
            None => opened.config.clone(),
        };
        let done = match (self.path.filter(|path| !path.is_dir()), Schedule::of(&config)) {
            (Some(file), _) => backup::backup(source, &file, opened.now)?,
            (None, Some(schedule)) => schedule.run_now(source, opened.now)?,
            (None, None) => return Err(Failure::NoBackupDir),
        };
        common.print(&done, || {
            let missing = done.missing.iter().map(|id| format!("\nmissing: the bytes of attachment {id}"));
            let missing: String = missing.collect();
            format!(
                "{}: up to {}, {} files, {} bytes written{missing}",
                done.file.display(),
                done.seq,
                done.blobs,
                done.bytes
            )
        })?;
        if !done.missing.is_empty() {
            remark(&"attachments are missing, phones keep what they have");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub struct Restore {
    /// The backup: its file, its manifest in a folder of backups, or the folder, which means the newest one
    file: PathBuf,
    /// Set a database aside that is there
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let folder = Folder::create(common.data())?;
        let done = restore::restore(&folder, &self.file, self.replace, SystemClock.now())?;
        common.print(&done, || {
            let mut text = format!(
                "restored: everything up to {} of {}, {} files; phones offer the rest again",
                done.manifest.seq,
                minute(done.manifest.made_at),
                done.manifest.attachments.len()
            );
            text.push_str(&match done.journal {
                Some(entries) => format!("\njournal: {entries} entries put back"),
                None => "\nno journal".to_owned(),
            });
            text.push_str(match done.mail_held {
                false => ", mail goes on",
                true => ": mail is held until `mail release`, since some may have gone out that is not known here",
            });
            if let Some(aside) = &done.set_aside {
                text.push_str(&format!("\nthe database that was here lies in {}", aside.display()));
            }
            text
        })
    }
}

#[derive(Args)]
pub struct Retention {
    /// Now, and not when the server's job comes to it
    #[arg(long, required = true)]
    now: bool,
}

impl Retention {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let place = retention::Place { storage: &*opened.storage, photos: &photos, folder: &opened.folder };
        let done = retention::run(place, &opened.config.retention, opened.now)?;
        common.print(&done, || {
            let Erased { photos, voices, evidence, files, mails, messages, authors, reports, log } = done.erased;
            format!(
                "erased: {photos} photos, {voices} voice notes, {evidence} pieces of evidence ({files} files), {mails} mails \
                 as files, {messages} messages, {authors} authors, {reports} reports, {log} lines of the log"
            )
        })
    }
}

#[derive(Args)]
pub struct Check {
    /// Check this backup instead, as `restore` would, without touching the data folder
    #[arg(long, value_name = "FILE|DIR")]
    backup: Option<PathBuf>,
}

/// What `check` prints.
#[derive(Serialize)]
struct Checked {
    #[serde(flatten)]
    findings: Findings,
    /// The daily backups are missing or older than two days.
    backup_late: bool,
}

impl Check {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        if let Some(backup) = &self.backup {
            return drilled(backup, common);
        }
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let findings = check::check(&*opened.storage, &photos)?;
        let backup_late = match Schedule::of(&opened.config) {
            Some(schedule) => schedule.is_late(opened.now)?,
            None => false,
        };
        let checked = Checked { findings, backup_late };
        let well = check::is_well(&checked.findings);
        common.print(&checked, || {
            let mut text = said(&checked.findings);
            if well {
                text.push_str("database and attachments are sound");
            }
            if backup_late {
                text.push_str("\nbackups: none since two days");
            }
            text.trim().to_owned()
        })?;
        Ok(match (well, backup_late) {
            (false, _) => {
                remark(&"something is wrong with database or attachments");
                ExitCode::FAILURE
            }
            (true, true) => {
                remark(&"the newest backup is older than two days: the log says why");
                ExitCode::FAILURE
            }
            (true, false) => ExitCode::SUCCESS,
        })
    }
}

fn drilled(backup: &Path, common: &Common) -> Result<ExitCode, Failure> {
    let done = drill::drill(backup, SystemClock.now())?;
    common.print(&done, || {
        let Drilled { made_at, seq, reports, blobs, .. } = &done;
        let what = format!("{}: everything up to {seq} of {}", done.backup.display(), minute(*made_at));
        format!("{}{what}, {reports} reports, {blobs} files", said(&done.findings))
    })?;
    if !done.is_well() {
        remark(&"this backup would not bring everything back");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn minute(at: DateTime<Utc>) -> impl std::fmt::Display {
    at.format("%Y-%m-%d %H:%M UTC")
}

/// Findings, a line for each.
fn said(findings: &Findings) -> String {
    let faults = findings.integrity.iter().map(|fault| format!("database: {fault}\n"));
    let records = findings.records.iter().map(|id| format!("record {id} is not what its changes add up to\n"));
    let blobs = findings.attachments.iter().map(|id| format!("attachment {id}: its bytes are missing or damaged\n"));
    faults.chain(records).chain(blobs).collect()
}

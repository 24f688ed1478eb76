use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Common, Failure};
use crate::clock::{Clock, SystemClock};
use crate::folder::Folder;
use crate::ops::{backup, check, restore};
use crate::photos::Directory;

#[derive(Args)]
pub struct Backup {
    /// Where to; one that is there is replaced when the new one is whole
    file: PathBuf,
}

impl Backup {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let done = backup::backup(&*opened.storage, &photos, &self.file, opened.now)?;
        common.print(&done, || {
            let missing = done.missing.iter().map(|id| format!("\nmissing: the bytes of attachment {id}"));
            format!("{}: up to {}, {} files{}", self.file.display(), done.seq, done.blobs, missing.collect::<String>())
        })?;
        if !done.missing.is_empty() {
            eprintln!("sync-server: attachments are missing, phones keep what they have");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args)]
pub struct Restore {
    /// The backup
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
                done.manifest.made_at,
                done.manifest.attachments.len()
            );
            text.push_str(&match done.journal {
                Some(entries) => format!("\njournal: {entries} entries put back, mail goes on"),
                None => {
                    "\nno journal: mail is held until `mail release`, since it may have gone out already".to_owned()
                }
            });
            if let Some(aside) = &done.set_aside {
                text.push_str(&format!("\nthe database that was here lies in {}", aside.display()));
            }
            text
        })
    }
}

#[derive(Args)]
pub struct Check {}

impl Check {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let findings = check::check(&*opened.storage, &photos)?;
        let well = check::is_well(&findings);
        common.print(&findings, || {
            let faults = findings.integrity.iter().map(|fault| format!("database: {fault}\n"));
            let records = findings.records.iter().map(|id| format!("record {id} is not what its changes add up to\n"));
            let blobs =
                findings.attachments.iter().map(|id| format!("attachment {id}: its bytes are missing or damaged\n"));
            let text: String = faults.chain(records).chain(blobs).collect();
            if well { "database and attachments are sound".to_owned() } else { text.trim_end().to_owned() }
        })?;
        if !well {
            eprintln!("sync-server: something is wrong with database or attachments");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

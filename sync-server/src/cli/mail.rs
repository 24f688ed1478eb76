use std::io::Read;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use forwarding::month::Month;
use serde_json::json;

use super::{Common, Failure, remark};
use crate::app::{mailing, signer};
use crate::departments::ingest::{IngestError, ingest};
use crate::departments::mailing::Outcome;
use crate::mail::MAX_POST_BYTES;
use crate::photos::Directory;

#[derive(Args)]
pub struct Digest {
    /// Send what waits now, not at its hour
    #[arg(long, required = true)]
    now: bool,
    /// To this department only
    #[arg(long, value_name = "CODE")]
    department: Option<String>,
}

impl Digest {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let opened = common.open()?;
        if let Some(code) = &self.department {
            let known = opened.storage.digests(opened.now)?;
            if !known.iter().any(|plan| plan.to.code == *code) {
                return Err(Failure::NoDepartment(code.clone()));
            }
        }
        let photos = Arc::new(Directory::beside(&opened.folder.attachments()));
        let mailing = mailing(opened.storage, photos, &opened.config)?;
        let done = mailing.run_now(self.department.as_deref(), opened.now)?;
        common.print(&done, || format!("{} mails went out", done.mailed))?;
        if done.held {
            remark(&"mail is held since a restore without its journal: see `mail release`");
        } else if done.away {
            remark(&"the mail server takes nothing at present; what waits is kept, and tried again");
        } else if done.failed > 0 {
            remark(&format_args!("{} mails were not taken; they are tried again", done.failed));
        }
        Ok(if done.held || done.away || done.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

#[derive(Subcommand)]
pub enum Mail {
    /// Let mail go again that is held after a restore without its journal
    Release,
    /// Summaries of a month: who has got one, or send what is missing
    Summaries {
        /// The month that they are about, such as 2026-10
        #[arg(long)]
        month: Month,
        /// Send them now, also where they were refused before
        #[arg(long)]
        now: bool,
    },
    /// Take one message in, from standard input: a bounce, a department's reply. May run beside the server
    Ingest(Ingest),
    /// The DNS record that tells the key with which mails are signed
    Dkim,
}

#[derive(Args)]
pub struct Ingest {
    /// Exit as a mail server's pipe expects it (sysexits.h): 75, try again later, where it cannot be stored now; 65 where it
    /// is too large
    #[arg(long)]
    mta: bool,
}

/// `sysexits.h`: the message is at fault.
const EX_DATAERR: u8 = 65;
/// `sysexits.h`: the mail server keeps the message, and tries again.
const EX_TEMPFAIL: u8 = 75;

impl Mail {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        match self {
            Mail::Release => {
                common.open()?.storage.release_mail()?;
                common.print(&json!({ "mail_held": false }), || "mail goes out again".to_owned())?;
                Ok(ExitCode::SUCCESS)
            }
            Mail::Summaries { month, now } => summaries(common, month, now),
            Mail::Ingest(ingest) => ingest.run(common),
            Mail::Dkim => dkim(common),
        }
    }
}

fn dkim(common: &Common) -> Result<ExitCode, Failure> {
    let opened = common.open()?;
    let Some(signer) = signer(&opened.config)? else { return Err(Failure::NoKey) };
    let (name, text) = signer.record();
    // A string of the DNS has 255 characters at most; several are one text.
    let strings: Vec<String> =
        text.as_bytes().chunks(255).map(|part| format!("\"{}\"", String::from_utf8_lossy(part))).collect();
    common.print(&json!({ "name": name, "type": "TXT", "text": text }), || {
        format!("{name}. IN TXT {}", strings.join(" "))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn summaries(common: &Common, month: Month, send: bool) -> Result<ExitCode, Failure> {
    let opened = common.open()?;
    let photos = Arc::new(Directory::beside(&opened.folder.attachments()));
    let mailing = mailing(opened.storage.clone(), photos, &opened.config)?;
    let done = if send { mailing.run_summaries_now(month, opened.now)? } else { Outcome::default() };
    let rows = opened.storage.summaries_of(month)?;
    let status =
        |recipient| rows.iter().find(|row| row.recipient == recipient).map_or("none", |row| row.status.as_str());
    let all: Vec<(String, &str)> = mailing
        .recipients()?
        .into_iter()
        .filter(|(id, to)| !to.ended || status(*id) != "none")
        .map(|(id, to)| (to.name, status(id)))
        .collect();
    let facts: Vec<serde_json::Value> =
        all.iter().map(|(name, status)| json!({ "recipient": name, "status": status })).collect();
    common.print(&json!({ "month": month.to_string(), "summaries": facts }), || {
        let lines: Vec<String> = all.iter().map(|(name, status)| format!("{status:8} {name}")).collect();
        if lines.is_empty() { "nobody gets summaries".to_owned() } else { lines.join("\n") }
    })?;
    if done.held {
        remark(&"mail is held since a restore without its journal: see `mail release`");
    } else if done.failed > 0 {
        remark(&format_args!("{} mails were not taken", done.failed));
    }
    Ok(if done.held || done.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Ingest {
    fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        let done = take_in(common);
        match done {
            Err(failure) if self.mta => {
                remark(&failure);
                let never = matches!(failure, Failure::Ingest(IngestError::Size));
                Ok(ExitCode::from(if never { EX_DATAERR } else { EX_TEMPFAIL }))
            }
            done => done.map(|()| ExitCode::SUCCESS),
        }
    }
}

fn take_in(common: &Common) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_POST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let opened = common.open()?;
    let attachments = opened.folder.attachments();
    // A city that was never served has no place for them yet.
    let posts = if attachments.join("blobs").is_dir() {
        Directory::beside(&attachments)
    } else {
        Directory::open(&attachments)?
    };
    let done = ingest(&*opened.storage, &posts, &bytes, opened.now)?;
    common.print(&done, || done.kind.map_or_else(|| "it had come before".to_owned(), |kind| kind.as_str().to_owned()))
}

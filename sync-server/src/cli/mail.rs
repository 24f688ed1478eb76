use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use forwarding::month::Month;
use serde_json::json;

use super::{Common, Failure, remark};
use crate::app::mailing;
use crate::departments::mailing::Outcome;
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
}

impl Mail {
    pub fn run(self, common: &Common) -> Result<ExitCode, Failure> {
        match self {
            Mail::Release => {
                common.open()?.storage.release_mail()?;
                common.print(&json!({ "mail_held": false }), || "mail goes out again".to_owned())?;
                Ok(ExitCode::SUCCESS)
            }
            Mail::Summaries { month, now } => summaries(common, month, now),
        }
    }
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

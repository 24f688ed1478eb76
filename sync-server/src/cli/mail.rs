use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Common, Failure, remark};
use crate::app::mailing;
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
}

impl Mail {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let Mail::Release = self;
        common.open()?.storage.release_mail()?;
        common.print(&json!({ "mail_held": false }), || "mail goes out again".to_owned())
    }
}

use clap::Subcommand;
use serde_json::json;

use super::{Common, Failure};

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

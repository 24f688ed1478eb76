use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure};
use crate::hand_over::{Taken, take};
use crate::photos::Directory;

/// What a phone has handed over as a file takes the way of a sync; also twice
#[derive(Args)]
pub struct Take {
    /// Files that phones have made (Settings, "Nicht gesendete Sachen als Datei")
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Take {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let opened = common.open()?;
        let photos = Directory::beside(&opened.folder.attachments());
        let mut all = Vec::new();
        for path in &self.files {
            let file = std::fs::read(path).map_err(|error| Failure::File(path.clone(), error))?;
            all.push(take(&*opened.storage, &photos, file, opened.now)?);
        }
        common.print(&all, || all.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}

fn line(taken: &Taken) -> String {
    let Taken { device, stored, parked, facts, attachments, refused } = taken;
    format!(
        "{device}: {stored} changes, {facts} facts and {attachments} attachments are here; {parked} wait for a person, {refused} attachments were refused"
    )
}

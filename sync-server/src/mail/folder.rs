//! Mails as files: the demo's mailbox, and a way out for cities that send by other means.

use super::compose::Mail;
use super::deliver::{Delivered, DeliveryError, Mailer, Stage, Step};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

/// Writes each mail to `<folder>/<uuid>.eml`; a repeated mail replaces itself.
#[derive(Debug, Clone)]
pub struct FolderMailer {
    folder: PathBuf,
}

impl FolderMailer {
    /// The folder is made when the first mail comes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        FolderMailer { folder: folder.into() }
    }

    /// The file appears whole or not at all.
    fn write(&self, mail: &Mail) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let part = self.folder.join(format!(".{}.part", mail.id));
        let whole = self.folder.join(format!("{}.eml", mail.id));
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(&mail.bytes)?;
            file.sync_all()?;
            fs::rename(&part, whole)
        });
        if written.is_err() {
            // The disk may be full: give back what was taken. The error that matters is the first one.
            let _ = fs::remove_file(&part);
        }
        written
    }
}

impl Mailer for FolderMailer {
    fn deliver(&self, mail: &Mail) -> Result<Delivered, DeliveryError> {
        let failed = |stage| move |error: io::Error| DeliveryError::new(stage, Step::File, error.kind());
        self.write(mail).map_err(failed(Stage::BeforeData))?;
        // The name is in the folder but perhaps not yet on the disk.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(failed(Stage::AfterData))?;
        Ok(Delivered::default())
    }
}

//! One clear sentence for each way to fail.

use std::io;
use std::path::PathBuf;

use crate::app::AppError;
use crate::areas::ImportError;
use crate::city::LoadError;
use crate::config::ConfigError;
use crate::demo::DemoError;
use crate::departments::ingest::IngestError;
use crate::folder::FolderError;
use crate::hand_over::TakeError;
use crate::mail::UrlError;
use crate::office::PasswordError;
use crate::ops::backup::BackupError;
use crate::ops::check::CheckError;
use crate::ops::restore::RestoreError;
use crate::ops::retention::RetentionError;
use crate::photos::StoreError;
use crate::pin_code::PinCodeError;
use crate::storage::{Refused, StorageError};
use shared::sqlite::OpenError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the attachments cannot be opened: {0}")]
    Attachments(#[from] StoreError),
    #[error("this cannot be stored: {0}")]
    Refused(#[from] Refused),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Retention(#[from] RetentionError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("it cannot listen at {0}: {1}")]
    Listen(std::net::SocketAddr, #[source] io::Error),
    #[error("the system refuses: {0}")]
    System(#[from] io::Error),
    #[error("the facts cannot be printed: {0}")]
    Print(#[from] serde_json::Error),
    #[error("the link is too long for a picture: {0}")]
    Picture(#[from] qrcode::types::QrError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    PinCode(#[from] PinCodeError),
    #[error("a password has at least {0} characters")]
    ShortPassword(usize),
    #[error("the two passwords differ")]
    OtherPassword,
    #[error("mail: {0}")]
    Mail(#[from] UrlError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(
        "mails are not signed: set dkim_key to the file of an RSA key, as `openssl genrsa -out FILE 2048` makes it"
    )]
    NoKey,
    #[error("where to? Name a file or a folder, or set backup_dir")]
    NoBackupDir,
    #[error("there is no department {0}")]
    NoDepartment(String),
    #[error("there is no {0} {1}")]
    NoSuch(&'static str, String),
    #[error("there is no device {0}")]
    NoDevice(String),
    #[error("several devices are called {0}: name the id")]
    ManyDevices(String),
    #[error("{0} is no time zone of the IANA database, such as Europe/Berlin")]
    Zone(String),
}

//! What must survive a restore: mailed, enrolled, revoked, sealed, blacked out, erased, forgotten. An append-only file outside the
//! database, one JSON object a line, synced before the transaction that it speaks of commits. Replaying an entry twice changes nothing. A mail
//! that was frozen, and of which nobody knows whether it went out, is sent again under the same Message-ID.
//!
//! Entries are appended inside a write transaction of the database, so no two processes do so at the same time.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::domain::Black;
use shared::state::Occasion;
use uuid::Uuid;

use crate::folder::sync_dir;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Entry {
    /// A mail is about to go out: from here on it may have.
    Frozen {
        /// The mail.
        mail: Uuid,
        /// Its Message-ID.
        message_id: String,
        /// Code of the department.
        department: String,
        /// Name of the contact that an urgent mail goes to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<String>,
        /// When it was frozen, UTC.
        at: DateTime<Utc>,
        /// What it announces.
        announces: Vec<Announced>,
    },
    /// A frozen mail carries the list of what is open.
    ListsOpen {
        /// The mail.
        mail: Uuid,
        /// When it was frozen, UTC.
        at: DateTime<Utc>,
    },
    /// The receiving server took it.
    Delivered {
        /// The mail.
        mail: Uuid,
        /// When, UTC.
        at: DateTime<Utc>,
    },
    /// A frozen mail certainly did not go out; its members are free again.
    Dissolved {
        /// The mail.
        mail: Uuid,
    },
    /// A monthly summary is about to go out: from here on it may have.
    Summary {
        /// The mail.
        mail: Uuid,
        /// Record of the recipient.
        recipient: Uuid,
        /// The month that it is about: `2026-10`.
        month: String,
        /// Its Message-ID.
        message_id: String,
        /// When it was frozen, UTC.
        at: DateTime<Utc>,
    },
    /// A device joined, or is welcome again after it was locked.
    Enrolled {
        /// The device.
        device: Uuid,
        /// Hash of its token, hexadecimal.
        token_hash: String,
        /// Its name in the office.
        label: String,
        /// Its team.
        team: Option<String>,
    },
    /// A device was locked.
    Revoked {
        /// The device.
        device: Uuid,
        /// When, UTC.
        at: DateTime<Utc>,
    },
    /// Staff put an attachment under seal, or took it off.
    Sealed {
        /// The attachment.
        attachment: Uuid,
        /// Whether it is sealed now.
        sealed: bool,
    },
    /// The bytes of attachments are gone for good, since they were kept as long as they may be.
    Erased {
        /// The attachments.
        attachments: Vec<Uuid>,
        /// When, UTC.
        at: DateTime<Utc>,
    },
    /// Reports are kept no longer as they were.
    Forgotten {
        /// The reports.
        reports: Vec<Uuid>,
        /// All of them but numbers; otherwise who wrote them until then.
        whole: bool,
        /// When, UTC.
        at: DateTime<Utc>,
    },
    /// Staff said what is black in a picture.
    Blacked {
        /// The attachment.
        attachment: Uuid,
        /// All that is black in it now.
        black: Vec<Black>,
    },
}

/// A forwarding in a mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    /// The forwarding.
    pub forwarding: Uuid,
    /// Its report.
    pub report: Uuid,
    /// The report's short number.
    pub number: String,
    /// Why.
    pub occasion: Occasion,
    /// By urgent mail.
    pub urgent: bool,
    /// Changes and attachments of the report that the mail could tell of: phones bring them again after a restore, and
    /// they are no news then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knew: Vec<Uuid>,
}

/// The file.
pub struct Journal {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Journal {
    /// The journal at this path; it is created with the first entry.
    pub fn at(path: impl Into<PathBuf>) -> Journal {
        Journal { path: path.into(), file: Mutex::new(None) }
    }

    /// Appends an entry and waits until the disk has it.
    ///
    /// # Errors
    /// Where the file cannot be written; the caller's transaction must then not commit.
    pub fn append(&self, entry: &Entry) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let mut guard = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = match guard.as_mut() {
            Some(file) => file,
            None => guard.insert(self.open()?),
        };
        let end = end_of_last_line(file)?;
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        if written.is_err() {
            // What was not acknowledged is not to be read. If this fails too, the next entry tries again.
            let _ = file.set_len(end);
        }
        written
    }

    fn open(&self) -> std::io::Result<File> {
        let file = OpenOptions::new().create(true).read(true).append(true).open(&self.path)?;
        // A new file survives a power cut only if its folder knows it.
        self.path.parent().map_or(Ok(()), sync_dir)?;
        Ok(file)
    }
}

/// Cuts off what a crash or a full disk left of a line, which the next entry would be joined to, and tells the length.
fn end_of_last_line(file: &mut File) -> std::io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(0);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" {
        return Ok(length);
    }
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at as u64 + 1);
    file.set_len(end)?;
    Ok(end)
}

/// Reads a journal; none where there is no file. A last line that a crash cut off says nothing and is passed over.
///
/// # Errors
/// Where the file cannot be read, or a line before the last is damaged.
pub fn read(path: &Path) -> std::io::Result<Option<Vec<Entry>>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let mut entries = Vec::new();
    let mut damaged = None;
    for line in BufReader::new(file).lines() {
        if let Some(error) = damaged {
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                format!("a journal line is damaged: {error}"),
            ));
        }
        match serde_json::from_str(&line?) {
            Ok(entry) => entries.push(entry),
            Err(error) => damaged = Some(error),
        }
    }
    Ok(Some(entries))
}

/// How far a journal went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// So many bytes, which are whole lines.
    pub bytes: u64,
    /// SHA-256 of them, hexadecimal.
    pub sha256: String,
}

/// How far the journal goes now.
///
/// # Errors
/// Where the file cannot be read.
pub fn mark(path: &Path) -> std::io::Result<Mark> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut line = Vec::new();
    if let Some(mut file) = open(path)? {
        while file.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            hasher.update(&line);
            bytes += line.len() as u64;
            line.clear();
        }
    }
    Ok(Mark { bytes, sha256: crate::random::to_hex(&hasher.finalize()) })
}

/// Whether the journal goes on from this mark: it is the same one, and no older.
///
/// # Errors
/// Where the file cannot be read.
pub fn goes_on_from(path: &Path, mark: &Mark) -> std::io::Result<bool> {
    let mut hasher = Sha256::new();
    let bytes = match open(path)? {
        Some(file) => std::io::copy(&mut file.take(mark.bytes), &mut hasher)?,
        None => 0,
    };
    Ok(bytes == mark.bytes && crate::random::to_hex(&hasher.finalize()) == mark.sha256)
}

fn open(path: &Path) -> std::io::Result<Option<BufReader<File>>> {
    match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        file => file.map(|file| Some(BufReader::new(file))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read_and_a_cut_last_line_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        assert!(read(&path).unwrap().is_none());
        let entry = Entry::Revoked { device: Uuid::from_u128(1), at: DateTime::UNIX_EPOCH };
        let journal = Journal::at(&path);
        journal.append(&entry).unwrap();
        journal.append(&entry).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"what\":\"rev").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), [entry.clone(), entry]);
        file.write_all(b"\n{}\n").unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn an_unfinished_line_does_not_spoil_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let entry = Entry::Dissolved { mail: Uuid::from_u128(1) };
        let journal = Journal::at(&path);
        let cut =
            |text: &[u8]| OpenOptions::new().create(true).append(true).open(&path).unwrap().write_all(text).unwrap();
        cut(b"{\"what\":\"rev");
        journal.append(&entry).unwrap();
        cut(b"{");
        journal.append(&entry).unwrap();
        Journal::at(&path).append(&entry).unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), [entry.clone(), entry.clone(), entry]);
    }
}

//! The data folder of one city: what lies where, and who may use it at the same time.
//!
//! ```text
//! kuemmerer.db     everything but bytes of attachments
//! journal.jsonl    what must survive a restore: outside the database, never in a backup
//! attachments/     bytes of photos and voice notes
//! mails/           mails as files, unless they go out by SMTP
//! restoring/       a restore that has not ended
//! in-use.lock      held shared by every command, alone by `restore`
//! serving.lock     held by the one `serve`
//! backup.lock      held by whoever makes a backup
//! ```

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A data folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// What a program holds while it uses the folder; let go when dropped, also by a crash.
#[derive(Debug)]
#[must_use = "the lock ends when this is dropped"]
pub struct Hold {
    file: File,
}

impl Drop for Hold {
    /// Said, and not only closed: a program that is just being started by another thread has a copy of the open file until
    /// it runs, and would keep the lock for that moment.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is none.
    #[error("there is no data folder at {0}")]
    Missing(PathBuf),
    /// It cannot be made or read.
    #[error("the data folder {0} cannot be used: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// Somebody else has it.
    #[error("the data folder {0} is in use by another process: end that first")]
    InUse(PathBuf),
    /// A backup is being made.
    #[error("another backup of {0} is being made")]
    BackingUp(PathBuf),
    /// A restore was interrupted.
    #[error("a restore of {0} was interrupted: run it again")]
    Unfinished(PathBuf),
}

impl Folder {
    /// The folder at `root`, made with everything in it where it does not exist; only its owner may look into it.
    ///
    /// # Errors
    /// [`FolderError::Io`].
    pub fn create(root: &Path) -> Result<Folder, FolderError> {
        let folder = Folder { root: root.to_owned() };
        for path in [root.to_owned(), folder.attachments(), folder.mails()] {
            private_dir(&path).map_err(|error| FolderError::Io(path, error))?;
        }
        Ok(folder)
    }

    /// The folder at `root`, which must exist.
    ///
    /// # Errors
    /// [`FolderError::Missing`].
    pub fn open(root: &Path) -> Result<Folder, FolderError> {
        if root.is_dir() { Ok(Folder { root: root.to_owned() }) } else { Err(FolderError::Missing(root.to_owned())) }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.root.join("kuemmerer.db")
    }

    /// The journal.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal.jsonl")
    }

    /// Bytes of attachments.
    pub fn attachments(&self) -> PathBuf {
        self.root.join("attachments")
    }

    /// Mails as files.
    pub fn mails(&self) -> PathBuf {
        self.root.join("mails")
    }

    /// Where a restore works, until its database is in place.
    pub fn restoring(&self) -> PathBuf {
        self.root.join("restoring")
    }

    /// Uses the folder beside others.
    ///
    /// # Errors
    /// [`FolderError::InUse`] while a `restore` runs, [`FolderError::Unfinished`] after one that was interrupted.
    pub fn share(&self) -> Result<Hold, FolderError> {
        let hold = self.hold("in-use.lock", File::try_lock_shared)?;
        if self.restoring().exists() { Err(FolderError::Unfinished(self.root.clone())) } else { Ok(hold) }
    }

    /// Uses the folder alone.
    ///
    /// # Errors
    /// [`FolderError::InUse`] while anybody else uses it.
    pub fn alone(&self) -> Result<Hold, FolderError> {
        self.hold("in-use.lock", File::try_lock)
    }

    /// Serves the folder, as the only one.
    ///
    /// # Errors
    /// [`FolderError::InUse`] while another process serves it.
    pub fn serving(&self) -> Result<Hold, FolderError> {
        self.hold("serving.lock", File::try_lock)
    }

    /// Whether so many bytes more fit onto the disk, told by writing them and taking them away again.
    ///
    /// # Errors
    /// Where they do not.
    pub fn has_room(&self, bytes: usize) -> io::Result<()> {
        let path = self.root.join(format!("room-{}.tmp", crate::random::v4()));
        let written = fs::write(&path, vec![0; bytes]);
        let _ = fs::remove_file(&path);
        written
    }

    /// Makes a backup, as the only one.
    ///
    /// # Errors
    /// [`FolderError::BackingUp`] while another process, or the clock, makes one.
    pub fn backing_up(&self) -> Result<Hold, FolderError> {
        self.hold("backup.lock", File::try_lock).map_err(|error| match error {
            FolderError::InUse(root) => FolderError::BackingUp(root),
            other => other,
        })
    }

    fn hold(&self, name: &str, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Hold, FolderError> {
        let path = self.root.join(name);
        let failed = |error| FolderError::Io(path.clone(), error);
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match lock(&file) {
            Ok(()) => Ok(Hold { file }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(self.root.clone())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Makes a folder, and those above it, that only its owner may look into.
///
/// # Errors
/// Where the disk fails.
pub fn private_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A name in a folder survives a power cut only when the folder itself is on disk. Windows has no such call.
///
/// # Errors
/// Where the disk fails.
pub fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Moves a file aside under the first free name with this ending; nothing where there is no file.
///
/// # Errors
/// Where the disk fails.
pub fn set_aside(path: &Path, ending: &str) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let named = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{ending}"));
        if number > 0 {
            name.push(format!("-{number}"));
        }
        PathBuf::from(name)
    };
    let free = (0..).map(named).find(|candidate| !candidate.exists()).unwrap_or_else(|| named(u32::MAX));
    fs::rename(path, &free)?;
    Ok(Some(free))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_share_and_one_is_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        let first = folder.share().unwrap();
        let second = folder.share().unwrap();
        assert!(matches!(folder.alone(), Err(FolderError::InUse(_))));
        drop((first, second));
        let alone = folder.alone().unwrap();
        assert!(matches!(folder.share(), Err(FolderError::InUse(_))));
        // As a program has that is just being started.
        let copy = alone.file.try_clone().unwrap();
        drop(alone);
        drop(folder.alone().unwrap());
        drop(copy);
        let _serving = folder.serving().unwrap();
        assert!(matches!(folder.serving(), Err(FolderError::InUse(_))));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_looks_into_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        assert_eq!(fs::metadata(folder.root()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn what_is_set_aside_is_never_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a");
        let mut names = Vec::new();
        for text in ["one", "two"] {
            fs::write(&path, text).unwrap();
            names.push(set_aside(&path, "old").unwrap().unwrap());
        }
        assert_eq!(names.iter().map(|name| fs::read_to_string(name).unwrap()).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(set_aside(&path, "old").unwrap(), None);
    }
}

//! A disk that is soon full.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A file system in memory, gone at the end of the test, also where it fails.
pub struct SmallDisk {
    place: TempDir,
}

impl SmallDisk {
    /// One of so many MiB. Where nothing may be mounted the test says so and ends.
    pub fn of(mib: u64) -> Option<SmallDisk> {
        let place = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mib}m,mode=700"), "tmpfs"]).arg(place.path());
        match mount.output() {
            Ok(done) if done.status.success() => Some(SmallDisk { place }),
            _ => {
                println!("skipped: no small disk may be mounted here");
                None
            }
        }
    }

    pub fn path(&self) -> &Path {
        self.place.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Other people's data, until so many bytes are left.
    pub fn fill(&self, left: usize) {
        let mut filler = File::options().create(true).append(true).open(self.filler()).unwrap();
        let full = |result: io::Result<()>| match result {
            Ok(()) => false,
            Err(error) if error.kind() == io::ErrorKind::StorageFull => true,
            Err(error) => panic!("{error}"),
        };
        for size in [64 * 1024, 4096, 1] {
            while !full(filler.write_all(&vec![b'x'; size])) {}
        }
        let taken = filler.metadata().unwrap().len();
        filler.set_len(taken.saturating_sub(left as u64)).unwrap();
    }

    /// They are taken away.
    pub fn clear(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a program that a failed test has left behind may still sit on it.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

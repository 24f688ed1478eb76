//! What a run of retention leaves behind.

use sync_server::ops::retention::{Place, Terms, run};
use sync_server::storage::Erased;

use crate::World;

/// A run that finds nothing.
pub const NOTHING: Erased =
    Erased { photos: 0, voices: 0, evidence: 0, files: 0, mails: 0, messages: 0, authors: 0, reports: 0, log: 0 };

impl World {
    /// Where the server keeps what may be erased.
    pub fn kept(&self) -> Place<'_> {
        Place { storage: self.storage(), photos: &*self.app.photos, folder: &self.app.folder }
    }

    /// A run of today, and what it erased. Afterwards everything is sound, and no file lies there that no row names.
    pub fn erase(&self) -> Erased {
        let done = run(self.kept(), &Terms::default(), self.now()).unwrap();
        self.assert_sound();
        let named: Vec<[u8; 32]> = self.storage().blobs().unwrap().into_iter().map(|(_, blob)| blob).collect();
        let kept = self.app.photos.list().unwrap();
        assert!(kept.iter().all(|blob| named.contains(&blob.sha256)), "no file lies there that no row names");
        done.erased
    }
}

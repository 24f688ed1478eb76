use std::{sync::Arc, thread};

use super::*;
use crate::photos::conformance::conforms;

#[test]
fn the_directory_conforms() {
    let root = tempfile::tempdir().unwrap();
    conforms(&Directory::open(root.path()).unwrap());
}

#[test]
fn a_restart_keeps_uploads_and_blobs_and_clears_away_what_was_half_written() {
    let root = tempfile::tempdir().unwrap();
    let id = Uuid::from_u128(1);
    let store = Directory::open(root.path()).unwrap();
    store.append(id, 0, b"half").unwrap();
    let blob = store.put(b"whole").unwrap();
    let stale = root.path().join("partial/0.whole");
    fs::write(&stale, b"who").unwrap();

    let store = Directory::open(root.path()).unwrap();
    assert!(!stale.exists());
    assert_eq!(store.len(id).unwrap(), 4);
    assert!(store.verify(&blob.sha256).unwrap());
}

/// The server died after the blob had its name and before the database knew.
#[test]
fn an_upload_that_is_finished_again_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let id = Uuid::from_u128(1);
    let store = Directory::open(root.path()).unwrap();
    store.append(id, 0, b"whole").unwrap();
    let blob = store.finish(id).unwrap();
    assert_eq!(store.finish(id).unwrap(), blob);
    let left: Vec<_> = fs::read_dir(root.path().join("partial")).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left, [store.part(id)]);
}

#[test]
fn a_damaged_blob_is_noticed_and_mended_by_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    let store = Directory::open(root.path()).unwrap();
    let blob = store.put(b"photo").unwrap();
    fs::write(store.blob(&blob.sha256), b"phoTo").unwrap();
    assert!(!store.verify(&blob.sha256).unwrap());
    store.put(b"photo").unwrap();
    assert!(store.verify(&blob.sha256).unwrap());
}

#[test]
fn strangers_in_the_folders_are_no_blobs() {
    let root = tempfile::tempdir().unwrap();
    let store = Directory::open(root.path()).unwrap();
    store.put(b"photo").unwrap();
    fs::create_dir(root.path().join("blobs/zz")).unwrap();
    fs::write(root.path().join("blobs/zz/README"), b"?").unwrap();
    fs::write(root.path().join("blobs/.DS_Store"), b"?").unwrap();
    fs::write(root.path().join("partial/README"), b"?").unwrap();
    assert_eq!(store.list().unwrap().len(), 1);
    assert!(store.partials().unwrap().is_empty());
}

#[test]
fn many_may_store_the_same_photo_at_once() {
    let root = tempfile::tempdir().unwrap();
    let store = Arc::new(Directory::open(root.path()).unwrap());
    let photo = vec![5; 200_000];
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (store, photo) = (store.clone(), photo.clone());
            thread::spawn(move || store.put(&photo).unwrap())
        })
        .collect();
    let blobs: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(store.list().unwrap(), blobs[..1]);
    assert!(store.verify(&blobs[0].sha256).unwrap());
}

/// `/dev/full` says "no space" to every write, so the error that a full disk gives can be had without filling one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_has_its_own_error_and_costs_nothing_that_was_acknowledged() {
    let root = tempfile::tempdir().unwrap();
    let store = Directory::open(root.path()).unwrap();
    let id = Uuid::from_u128(1);
    std::os::unix::fs::symlink("/dev/full", store.part(id)).unwrap();
    assert!(matches!(store.append(id, 0, b"photo"), Err(StoreError::NoSpace)));
    assert_eq!(store.len(id).unwrap(), 0);
}

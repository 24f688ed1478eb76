//! What every attachment store keeps to. A new one is put through [`conforms`] in its tests.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256 as Hasher};
use uuid::Uuid;

use super::{AttachmentStore, Blob, StoreError};

/// Puts an empty store through everything that its callers rely on.
pub fn conforms(store: &dyn AttachmentStore) {
    appends_only_at_the_end(store);
    takes_a_chunk_back(store);
    finishes_as_often_as_asked(store);
    stores_the_same_bytes_once(store);
    forgets_without_complaint(store);
    keeps_an_empty_upload(store);
    assert!(store.partials().unwrap().is_empty());
}

fn blob_of(bytes: &[u8]) -> Blob {
    Blob { sha256: Hasher::digest(bytes).into(), size: bytes.len() as u64 }
}

fn appends_only_at_the_end(store: &dyn AttachmentStore) {
    let id = Uuid::from_u128(1);
    assert_eq!(store.len(id).unwrap(), 0);
    assert!(matches!(store.append(id, 3, b"def"), Err(StoreError::WrongOffset { held: 0, at: 3 })));
    assert_eq!(store.append(id, 0, b"abc").unwrap(), 3);
    for at in [0, 2, 4] {
        assert!(matches!(store.append(id, at, b"x"), Err(StoreError::WrongOffset { held: 3, .. })));
    }
    assert_eq!(store.append(id, 3, b"def").unwrap(), 6);
    assert_eq!(store.len(id).unwrap(), 6);
    let blob = store.finish(id).unwrap();
    assert_eq!(blob, blob_of(b"abcdef"));
    assert_eq!(store.read(&blob.sha256).unwrap(), b"abcdef");
    store.drop_partial(id).unwrap();
    store.remove(&blob.sha256).unwrap();
}

fn takes_a_chunk_back(store: &dyn AttachmentStore) {
    let id = Uuid::from_u128(2);
    store.append(id, 0, b"good").unwrap();
    store.append(id, 4, b"bad").unwrap();
    store.truncate(id, 4).unwrap();
    assert_eq!(store.len(id).unwrap(), 4);
    assert!(matches!(store.truncate(id, 5), Err(StoreError::WrongOffset { held: 4, at: 5 })));
    store.append(id, 4, b"!").unwrap();
    let blob = store.finish(id).unwrap();
    assert_eq!(blob, blob_of(b"good!"));
    store.drop_partial(id).unwrap();
    store.remove(&blob.sha256).unwrap();
}

/// The server may die after the blob is made and before the database knows: then it asks again.
fn finishes_as_often_as_asked(store: &dyn AttachmentStore) {
    let id = Uuid::from_u128(3);
    assert!(matches!(store.finish(id), Err(StoreError::NotFound)));
    store.append(id, 0, b"whole").unwrap();
    assert_eq!(store.partials().unwrap(), [id]);
    let blob = store.finish(id).unwrap();
    assert_eq!(store.finish(id).unwrap(), blob);
    assert_eq!(store.len(id).unwrap(), 5);
    store.drop_partial(id).unwrap();
    assert_eq!(store.len(id).unwrap(), 0);
    assert_eq!(store.read(&blob.sha256).unwrap(), b"whole", "the blob outlives its upload");
    assert_eq!(store.size(&blob.sha256).unwrap(), 5);
    store.remove(&blob.sha256).unwrap();
}

fn stores_the_same_bytes_once(store: &dyn AttachmentStore) {
    let id = Uuid::from_u128(4);
    let made = store.put(b"same").unwrap();
    store.append(id, 0, b"same").unwrap();
    assert_eq!(store.finish(id).unwrap(), made);
    store.drop_partial(id).unwrap();
    let other = store.put(&vec![7; 300_000]).unwrap();
    assert_eq!(other, blob_of(&vec![7; 300_000]));

    let listed = store.list().unwrap();
    assert!(listed.is_sorted_by_key(|blob| blob.sha256));
    let expected = BTreeSet::from([made.sha256, other.sha256]);
    assert_eq!(listed.iter().map(|blob| blob.sha256).collect::<BTreeSet<_>>(), expected);
    assert_eq!(listed.len(), 2);
    assert_eq!(listed.iter().map(|blob| blob.size).sum::<u64>(), 300_004);
    for blob in listed {
        assert!(store.verify(&blob.sha256).unwrap());
        store.remove(&blob.sha256).unwrap();
    }
    assert!(store.list().unwrap().is_empty());
}

fn forgets_without_complaint(store: &dyn AttachmentStore) {
    let nothing = [9; 32];
    store.drop_partial(Uuid::from_u128(5)).unwrap();
    store.remove(&nothing).unwrap();
    assert!(matches!(store.read(&nothing), Err(StoreError::NotFound)));
    assert!(matches!(store.size(&nothing), Err(StoreError::NotFound)));
    assert!(matches!(store.verify(&nothing), Err(StoreError::NotFound)));
}

fn keeps_an_empty_upload(store: &dyn AttachmentStore) {
    let id = Uuid::from_u128(6);
    assert_eq!(store.append(id, 0, b"").unwrap(), 0);
    let blob = store.finish(id).unwrap();
    assert_eq!(blob, blob_of(b""));
    store.drop_partial(id).unwrap();
    store.remove(&blob.sha256).unwrap();
}

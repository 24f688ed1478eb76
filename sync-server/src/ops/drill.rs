//! Would this backup bring everything back? It is unpacked beside nothing and checked; no data folder is touched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::check::is_well;
use super::manifest::{Manifest, digest};
use super::restore::RestoreError;
use super::unpack::{find, unpack};
use crate::journal::Journal;
use crate::random::to_hex;
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Findings, Operations};

/// What a backup would bring back.
#[derive(Clone, Debug, Serialize)]
pub struct Drilled {
    /// Which backup.
    pub backup: PathBuf,
    /// When it was begun, UTC.
    pub made_at: DateTime<Utc>,
    /// Everything up to this place in the server's order.
    pub seq: u64,
    /// Reports.
    pub reports: u64,
    /// Blobs, each of them verified.
    pub blobs: usize,
    /// What is wrong with it.
    pub findings: Findings,
}

impl Drilled {
    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        is_well(&self.findings)
    }
}

/// Unpacks a backup (as `restore` takes it) into a temporary folder and checks all of it.
///
/// # Errors
/// Those with which `restore` would refuse it.
pub fn drill(backup: &Path, now: DateTime<Utc>) -> Result<Drilled, RestoreError> {
    let backup = find(backup, now)?;
    let place = tempfile::tempdir()?;
    let database = place.path().join("database");
    let manifest = unpack(&backup, &database, &mut |bytes| Ok(digest(bytes)?))?;
    let storage = SqliteStorage::open(&database, Journal::at(place.path().join("journal")).into())?;
    let mut findings = storage.check()?;
    let Manifest { made_at, seq, attachments, .. } = manifest;
    let blobs: BTreeSet<String> = attachments.into_iter().collect();
    for (attachment, blob) in storage.blobs()? {
        if !blobs.contains(&to_hex(&blob)) {
            findings.attachments.push(attachment);
        }
    }
    let reports = storage.overview()?.reports;
    Ok(Drilled { backup, made_at, seq, reports, blobs: blobs.len(), findings })
}

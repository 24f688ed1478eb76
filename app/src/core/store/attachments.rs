//! Photos and voice notes: raw → ready → uploaded → received.

use rusqlite::{Row, Transaction};
use serde::{Deserialize, Serialize};
use shared::domain::{AttachmentBytes, AttachmentRole};
use uuid::Uuid;

use super::{Result, StoreError, rows};

/// How far the bytes of an attachment have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// As taken; the pipeline has not run.
    Raw,
    /// Final; to be sent.
    Ready,
    /// Sent completely.
    Uploaded,
    /// The server says that it has them.
    Received,
    /// Given up: refused for good.
    Failed,
}

const STAGES: [(Stage, &str); 5] = [
    (Stage::Raw, "raw"),
    (Stage::Ready, "ready"),
    (Stage::Uploaded, "uploaded"),
    (Stage::Received, "received"),
    (Stage::Failed, "failed"),
];

impl Stage {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, name)| name)
    }

    fn read(name: &str) -> Stage {
        STAGES.iter().find(|(_, known)| *known == name).map_or(Stage::Failed, |(stage, _)| *stage)
    }

    /// Bytes have still to leave the phone.
    pub fn is_queued(self) -> bool {
        matches!(self, Stage::Raw | Stage::Ready)
    }
}

/// An attachment as it is taken.
pub struct Taken<'a> {
    /// Given at capture.
    pub id: Uuid,
    /// What it belongs to.
    pub report: Uuid,
    /// Who held the phone.
    pub person: Option<Uuid>,
    /// What it shows.
    pub role: AttachmentRole,
    /// As the camera wrote it.
    pub body: &'a [u8],
}

/// One that the pipeline has to work on.
pub struct Raw {
    /// Which.
    pub id: Uuid,
    /// Who held the phone when it was taken: author of what follows.
    pub person: Option<Uuid>,
    /// What it shows.
    pub role: AttachmentRole,
    /// As the camera wrote it.
    pub body: Vec<u8>,
}

/// What the pipeline made.
pub struct Final<'a> {
    /// Hash, size and type of `body`.
    pub bytes: &'a AttachmentBytes,
    /// What is sent.
    pub body: &'a [u8],
    /// A small picture for the phone's own lists.
    pub thumb: Option<&'a [u8]>,
    /// Key of the text that says why it could not be read; empty where it could.
    pub why: &'a str,
}

/// One that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub id: Uuid,
    /// Length in bytes.
    pub size: u64,
    /// Where its upload is, once it was begun.
    pub url: Option<String>,
}

/// One of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Which.
    pub id: Uuid,
    /// What it shows.
    pub role: AttachmentRole,
    /// How far it is.
    pub stage: Stage,
    /// Why it could not be read, or was refused; empty otherwise.
    pub why: String,
}

/// Keeps what was taken, in the transaction of its report.
pub fn add(tx: &Transaction<'_>, taken: &Taken<'_>) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO attachments (id, report, person, role, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        (taken.id, taken.report, taken.person, serde_json::to_string(&taken.role)?, taken.body),
    )?;
    Ok(())
}

/// The oldest one that the pipeline has to work on.
pub fn next_raw(tx: &Transaction<'_>) -> Result<Option<Raw>> {
    let sql = "SELECT id, person, role, body FROM attachments WHERE stage = 'raw' ORDER BY no LIMIT 1";
    let found = rows::one(tx, sql, (), |row| Ok((row.get(0)?, row.get(1)?, text(row, 2)?, row.get(3)?)))?;
    let read = |(id, person, role, body): (Uuid, Option<Uuid>, String, Vec<u8>)| {
        Ok::<_, StoreError>(Raw { id, person, role: serde_json::from_str(&role)?, body })
    };
    found.map(read).transpose()
}

/// Replaces what was taken by the final bytes. False where another process was quicker: then nothing happens.
pub fn finish(tx: &Transaction<'_>, id: Uuid, last: &Final<'_>) -> Result<bool> {
    let changed = rows::run(
        tx,
        "UPDATE attachments SET stage = 'ready', mime = ?2, sha256 = ?3, size = ?4, body = ?5, thumb = ?6, why = ?7
         WHERE id = ?1 AND stage = 'raw'",
        (id, &last.bytes.mime, &last.bytes.sha256, rows::int(last.bytes.size), last.body, last.thumb, last.why),
    )?;
    Ok(changed > 0)
}

/// Those whose changes are stored and whose bytes are not, oldest first.
pub fn to_send(tx: &Transaction<'_>) -> Result<Vec<Upload>> {
    rows::all(
        tx,
        "SELECT id, size, url FROM attachments WHERE stage = 'ready'
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE record = attachments.id AND state <> 'stored') ORDER BY no",
        (),
        |row| Ok(Upload { id: row.get(0)?, size: rows::uint(row.get(1)?), url: row.get(2)? }),
    )
}

/// Those whose bytes are not on the server, as far as the phone knows, with their lengths; oldest first.
pub fn ready(tx: &Transaction<'_>) -> Result<Vec<(Uuid, u64)>> {
    let sql = "SELECT id, size FROM attachments WHERE stage = 'ready' AND body IS NOT NULL ORDER BY no";
    rows::all(tx, sql, (), |row| Ok((row.get(0)?, rows::uint(row.get(1)?))))
}

/// How many have bytes that have still to leave the phone.
pub fn queued(tx: &Transaction<'_>) -> Result<usize> {
    count(tx, "SELECT count(*) FROM attachments WHERE stage IN ('raw', 'ready')")
}

/// How many were given up.
pub fn failed(tx: &Transaction<'_>) -> Result<usize> {
    count(tx, "SELECT count(*) FROM attachments WHERE stage = 'failed'")
}

fn count(tx: &Transaction<'_>, sql: &str) -> Result<usize> {
    Ok(rows::count(tx.prepare_cached(sql)?.query_row((), |row| row.get(0))?))
}

/// At most `length` of the final bytes, from `offset` on.
pub fn piece(tx: &Transaction<'_>, id: Uuid, offset: u64, length: u64) -> Result<Vec<u8>> {
    let piece = rows::one(
        tx,
        "SELECT substr(body, ?2 + 1, ?3) FROM attachments WHERE id = ?1 AND body IS NOT NULL",
        (id, rows::int(offset), rows::int(length)),
        |row| row.get(0),
    )?;
    Ok(piece.unwrap_or_default())
}

/// Where the upload of these bytes is from now on; `None`: nowhere. It may have been begun for a photo in which something
/// was blacked out meanwhile.
pub fn set_url(tx: &Transaction<'_>, upload: &Upload, url: Option<&str>) -> Result<()> {
    let sql = "UPDATE attachments SET url = ?2, went_out = 1 WHERE id = ?1 AND stage = 'ready' AND size = ?3";
    rows::run(tx, sql, (upload.id, url, rows::int(upload.size)))?;
    Ok(())
}

/// Its bytes may be outside from now on.
pub fn went_out(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    rows::run(tx, "UPDATE attachments SET went_out = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// A photo that is final and of which no byte has left the phone.
pub struct Still {
    /// What it belongs to.
    pub report: Uuid,
    /// Who held the phone when it was taken.
    pub person: Option<Uuid>,
    /// Of `body`, hexadecimal.
    pub sha256: String,
    /// The JPEG.
    pub body: Vec<u8>,
}

/// The photo, while it can still be changed.
pub fn still(tx: &Transaction<'_>, id: Uuid) -> Result<Option<Still>> {
    rows::one(
        tx,
        "SELECT report, person, sha256, body FROM attachments
         WHERE id = ?1 AND stage = 'ready' AND went_out = 0 AND thumb IS NOT NULL AND body IS NOT NULL",
        [id],
        |row| Ok(Still { report: row.get(0)?, person: row.get(1)?, sha256: row.get(2)?, body: row.get(3)? }),
    )
}

/// Other pixels in the place of those that were `before`. False where they have begun to leave.
pub fn replace(tx: &Transaction<'_>, id: Uuid, before: &str, last: &Final<'_>) -> Result<bool> {
    let changed = rows::run(
        tx,
        "UPDATE attachments SET sha256 = ?3, size = ?4, body = ?5, thumb = ?6
         WHERE id = ?1 AND stage = 'ready' AND went_out = 0 AND sha256 = ?2",
        (id, before, &last.bytes.sha256, rows::int(last.bytes.size), last.body, last.thumb),
    )?;
    Ok(changed > 0)
}

/// Every byte is sent.
pub fn uploaded(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    rows::run(tx, "UPDATE attachments SET stage = 'uploaded', url = NULL WHERE id = ?1 AND stage = 'ready'", [id])?;
    Ok(())
}

/// The server refuses the bytes for good; they stay on the phone.
pub fn fail(tx: &Transaction<'_>, id: Uuid, why: &str) -> Result<()> {
    rows::run(tx, "UPDATE attachments SET stage = 'failed', url = NULL, why = ?2 WHERE id = ?1", (id, why))?;
    Ok(())
}

/// The server has every byte. A backup that covers `covered_by` has them, too.
pub fn received(tx: &Transaction<'_>, id: Uuid, covered_by: u64) -> Result<()> {
    rows::run(
        tx,
        "UPDATE attachments SET stage = 'received', url = NULL, covered_by = ?2, since_s = (SELECT lived_s FROM phone)
         WHERE id = ?1 AND stage IN ('ready', 'uploaded')",
        (id, rows::int(covered_by)),
    )?;
    Ok(())
}

/// The report left the view: what was sent of it completely is not heard of again.
pub fn left_view(tx: &Transaction<'_>, report: Uuid, covered_by: u64) -> Result<()> {
    rows::run(
        tx,
        "UPDATE attachments SET stage = 'received', covered_by = ?2, since_s = (SELECT lived_s FROM phone)
         WHERE report = ?1 AND stage = 'uploaded'",
        (report, rows::int(covered_by)),
    )?;
    Ok(())
}

/// The place of the change that announced it in the server's order, while the phone knows it.
pub fn announced(tx: &Transaction<'_>, id: Uuid) -> Result<Option<u64>> {
    let sql = "SELECT min(seq) FROM outbox WHERE record = ?1 AND state = 'stored'";
    let seq: Option<i64> = tx.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    Ok(seq.map(rows::uint))
}

/// Those of a report, in the order in which they were taken.
pub fn of_report(tx: &Transaction<'_>, report: Uuid) -> Result<Vec<Attachment>> {
    let sql = "SELECT id, role, stage, why FROM attachments WHERE report = ?1 ORDER BY no";
    let found = rows::all(tx, sql, [report], |row| Ok((row.get(0)?, text(row, 1)?, text(row, 2)?, row.get(3)?)))?;
    let read = |(id, role, stage, why): (Uuid, String, String, String)| {
        Ok::<_, StoreError>(Attachment { id, role: serde_json::from_str(&role)?, stage: Stage::read(&stage), why })
    };
    found.into_iter().map(read).collect()
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

/// The small picture, where one was made and is still here.
pub fn thumb(tx: &Transaction<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(rows::one(tx, "SELECT thumb FROM attachments WHERE id = ?1", [id], |row| row.get(0))?.flatten())
}

/// Reports that have a thumbnail on this phone whose photo is already let go.
pub fn with_thumb_only(tx: &Transaction<'_>) -> Result<Vec<Uuid>> {
    rows::all(
        tx,
        "SELECT DISTINCT report FROM attachments WHERE stage = 'received' AND body IS NULL AND thumb IS NOT NULL",
        (),
        |row| row.get(0),
    )
}

/// Forgets what is left of a report's photos whose bytes are already let go.
pub fn forget(tx: &Transaction<'_>, report: Uuid) -> Result<()> {
    rows::run(tx, "DELETE FROM attachments WHERE report = ?1 AND stage = 'received' AND body IS NULL", [report])?;
    Ok(())
}

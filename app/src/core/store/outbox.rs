//! Own changes on their way to the server.

use rusqlite::Transaction;
use shared::change::{Change, MAX_BYTES};
use shared::protocol::Verdict;
use uuid::Uuid;

use super::{Result, rows};

/// An encoded change that waits.
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// Puts a change at the end. The bytes are never made anew. What is about an attachment is about its report.
pub fn add(tx: &Transaction<'_>, change: &Change, body: &[u8]) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO outbox (n, id, kind, record, about, body)
         VALUES (?1, ?2, ?3, ?4, coalesce(?5, (SELECT report FROM attachments WHERE id = ?4)), ?6)",
        (rows::int(change.n), change.id, change.kind.as_str(), change.record, change.about(), body),
    )?;
    Ok(())
}

/// The changes that go next, in the order of the counter: at most so many, and (the first one aside) so many bytes.
pub fn next(tx: &Transaction<'_>, most: usize, most_bytes: usize) -> Result<Vec<Waiting>> {
    let mut statement = tx.prepare_cached("SELECT id, body FROM outbox WHERE state = 'waiting' ORDER BY n LIMIT ?1")?;
    let mut found = statement.query([rows::int(most as u64)])?;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(row) = found.next()? {
        let waiting = Waiting { id: row.get(0)?, body: row.get(1)? };
        bytes += waiting.body.len();
        if bytes > most_bytes && !batch.is_empty() {
            break;
        }
        batch.push(waiting);
    }
    Ok(batch)
}

/// The change with this id, where it still waits, and all that wait after it: by the counter.
pub fn from_here_on(tx: &Transaction<'_>, id: Uuid) -> Result<Vec<Waiting>> {
    rows::all(
        tx,
        "SELECT id, body FROM outbox WHERE state = 'waiting'
         AND n >= (SELECT n FROM outbox WHERE id = ?1 AND state = 'waiting') ORDER BY n",
        [id],
        |row| Ok(Waiting { id: row.get(0)?, body: row.get(1)? }),
    )
}

/// Puts a change in the place of one that nobody has stored.
pub fn replace(tx: &Transaction<'_>, old: Uuid, change: &Change, body: &[u8]) -> Result<()> {
    let new = (old, rows::int(change.n), change.id, body);
    rows::run(tx, "UPDATE outbox SET n = ?2, id = ?3, body = ?4 WHERE id = ?1", new)?;
    Ok(())
}

/// What the server said about a change. A stored one stays stored: another process may have asked, too.
pub fn decide(tx: &Transaction<'_>, id: Uuid, verdict: Verdict) -> Result<()> {
    match verdict {
        Verdict::Stored(seq) => rows::run(
            tx,
            "UPDATE outbox SET state = 'stored', seq = ?2, since_s = (SELECT lived_s FROM phone)
             WHERE id = ?1 AND state = 'waiting'",
            (id, rows::int(seq)),
        )?,
        Verdict::Parked(why) => {
            rows::run(
                tx,
                "UPDATE outbox SET state = 'parked', why = ?2 WHERE id = ?1 AND state = 'waiting'",
                (id, why.as_str()),
            )?;
            // The bytes of an attachment that the server does not know have nowhere to go.
            rows::run(
                tx,
                "UPDATE attachments SET stage = 'failed', why = ?2 WHERE stage = 'ready'
                 AND id = (SELECT record FROM outbox WHERE id = ?1 AND kind = 'attachment')",
                (id, why.as_str()),
            )?
        }
    };
    Ok(())
}

/// Of those that the server acknowledged and the phone still holds, the last one in the server's order.
pub fn newest_stored(tx: &Transaction<'_>) -> Result<Option<Uuid>> {
    rows::one(tx, "SELECT id FROM outbox WHERE state = 'stored' ORDER BY seq DESC LIMIT 1", (), |row| row.get(0))
}

/// How many wait for the server's answer.
pub fn waiting(tx: &Transaction<'_>) -> Result<usize> {
    count(tx, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
}

/// How many the server has parked.
pub fn parked(tx: &Transaction<'_>) -> Result<usize> {
    count(tx, "SELECT count(*) FROM outbox WHERE state = 'parked'")
}

/// How many the server has parked because the phone is locked.
pub fn locked(tx: &Transaction<'_>) -> Result<usize> {
    count(tx, "SELECT count(*) FROM outbox WHERE state = 'parked' AND why = 'revoked'")
}

fn count(tx: &Transaction<'_>, sql: &str) -> Result<usize> {
    Ok(rows::count(tx.prepare_cached(sql)?.query_row((), |row| row.get(0))?))
}

/// The changes of a record that the view does not show yet, oldest first: those that wait, and those that were stored
/// after `seen` in the server's order. Parked ones, too, where the server knows nothing of the record.
pub fn on_top(tx: &Transaction<'_>, record: Uuid, seen: Option<u64>, read: u64) -> Result<Vec<Change>> {
    let bodies: Vec<Vec<u8>> = rows::all(
        tx,
        "SELECT body FROM outbox WHERE record = ?1
         AND (state = 'waiting' OR (state = 'stored' AND seq > ?2) OR (state = 'parked' AND ?3)) ORDER BY n",
        (record, rows::int(read.max(seen.unwrap_or(0))), seen.is_none()),
        |row| row.get(0),
    )?;
    // What this program encoded it can decode; a row that it cannot is left to the server.
    Ok(bodies.iter().filter_map(|body| Change::decode(body, MAX_BYTES).ok()).collect())
}

/// Whether a change is still held.
pub fn has(tx: &Transaction<'_>, id: Uuid) -> Result<bool> {
    Ok(rows::one(tx, "SELECT 1 FROM outbox WHERE id = ?1", [id], |_| Ok(()))?.is_some())
}

/// Own sightings of a report that are still held.
pub fn sightings(tx: &Transaction<'_>, report: Uuid) -> Result<Vec<Change>> {
    let sql = "SELECT body FROM outbox WHERE about = ?1 AND kind = 'sighting'";
    let bodies: Vec<Vec<u8>> = rows::all(tx, sql, [report], |row| row.get(0))?;
    Ok(bodies.iter().filter_map(|body| Change::decode(body, MAX_BYTES).ok()).collect())
}

/// The change that last set a field of a record, while the phone holds it: the `base` of the next one.
pub fn last_of(tx: &Transaction<'_>, record: Uuid, field: &str) -> Result<Option<Uuid>> {
    let sql = "SELECT body FROM outbox WHERE record = ?1 AND state <> 'parked' ORDER BY n DESC";
    let bodies: Vec<Vec<u8>> = rows::all(tx, sql, [record], |row| row.get(0))?;
    let mut changes = bodies.iter().filter_map(|body| Change::decode(body, MAX_BYTES).ok());
    Ok(changes.find(|change| change.value(field).is_some()).map(|change| change.id))
}

/// Everything held is offered again: the server was restored, and knows by id what it has.
pub fn offer_again(tx: &Transaction<'_>) -> Result<()> {
    rows::run(tx, "UPDATE outbox SET state = 'waiting', seq = 0 WHERE state = 'stored'", ())?;
    rows::run(tx, "UPDATE facts SET stored = 0, covered_by = NULL", ())?;
    rows::run(
        tx,
        "UPDATE attachments SET stage = 'ready', url = NULL, covered_by = NULL
         WHERE stage IN ('ready', 'uploaded', 'received') AND body IS NOT NULL",
        (),
    )?;
    Ok(())
}

/// The device is welcome again: what was parked because it was locked goes once more.
pub fn unlock(tx: &Transaction<'_>) -> Result<()> {
    rows::run(
        tx,
        "UPDATE attachments SET stage = 'ready', why = '' WHERE stage = 'failed' AND why = 'revoked'
         AND body IS NOT NULL",
        (),
    )?;
    rows::run(tx, "UPDATE outbox SET state = 'waiting', why = '' WHERE state = 'parked' AND why = 'revoked'", ())?;
    Ok(())
}

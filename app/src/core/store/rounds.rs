//! Rounds with their way and their visits: for the worker, on this phone only. Each step is on disk when it returns, so a
//! round goes on where it was after a kill.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Row, Transaction};
use shared::track::Fix;
use uuid::Uuid;

use super::{Result, rows};

/// A round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Which, on this phone only.
    pub id: Uuid,
    /// The route that it follows, if any.
    pub route: Option<Uuid>,
    /// Its start, by the phone's clock.
    pub started_at: DateTime<Utc>,
    /// Since when it is paused, if it is.
    pub paused_at: Option<DateTime<Utc>>,
    /// Earlier pauses.
    pub paused: TimeDelta,
    /// Its end, once it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, route, started_at, paused_at, paused_ms, ended_at";

fn read(row: &Row<'_>) -> rusqlite::Result<Round> {
    Ok(Round {
        id: row.get(0)?,
        route: row.get(1)?,
        started_at: rows::time(row.get(2)?),
        paused_at: row.get::<_, Option<i64>>(3)?.map(rows::time),
        paused: TimeDelta::milliseconds(row.get(4)?),
        ended_at: row.get::<_, Option<i64>>(5)?.map(rows::time),
    })
}

/// Rounds of whoever holds the phone now.
const OWN: &str = "person IS (SELECT person FROM phone)";

/// Begins a round, of whoever holds the phone.
pub fn begin(tx: &Transaction<'_>, id: Uuid, route: Option<Uuid>, at: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO rounds (id, route, started_at, person) VALUES (?1, ?2, ?3, (SELECT person FROM phone))";
    rows::run(tx, sql, (id, route, rows::millis(at)))?;
    Ok(())
}

/// The round that has not ended; there is at most one.
pub fn open(tx: &Transaction<'_>) -> Result<Option<Round>> {
    rows::one(tx, &format!("SELECT {COLUMNS} FROM rounds WHERE ended_at IS NULL"), (), read)
}

/// Pauses (some time) or goes on (none); `paused` is the sum of the pauses that are over.
pub fn pause(tx: &Transaction<'_>, id: Uuid, at: Option<DateTime<Utc>>, paused: TimeDelta) -> Result<()> {
    let sql = "UPDATE rounds SET paused_at = ?2, paused_ms = ?3 WHERE id = ?1";
    rows::run(tx, sql, (id, at.map(rows::millis), paused.num_milliseconds()))?;
    Ok(())
}

/// Adds a fix to the way.
pub fn add_fix(tx: &Transaction<'_>, id: Uuid, fix: &Fix) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO fixes (round, no, at, lat, lon, accuracy)
         VALUES (?1, (SELECT coalesce(max(no), 0) + 1 FROM fixes WHERE round = ?1), ?2, ?3, ?4, ?5)",
        (id, rows::millis(fix.at), fix.lat, fix.lon, fix.accuracy),
    )?;
    Ok(())
}

/// The way so far, as recorded.
pub fn fixes(tx: &Transaction<'_>, id: Uuid) -> Result<Vec<Fix>> {
    rows::all(tx, "SELECT at, lat, lon, accuracy FROM fixes WHERE round = ?1 ORDER BY no", [id], |row| {
        Ok(Fix { at: rows::time(row.get(0)?), lat: row.get(1)?, lon: row.get(2)?, accuracy: row.get(3)? })
    })
}

/// What was found at a stop; the last word counts.
pub fn visit(tx: &Transaction<'_>, id: Uuid, stop: Uuid, outcome: &str) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO visits (round, stop, outcome) VALUES (?1, ?2, ?3)
         ON CONFLICT (round, stop) DO UPDATE SET outcome = excluded.outcome",
        (id, stop, outcome),
    )?;
    Ok(())
}

/// Stops with what was found there.
pub fn visits(tx: &Transaction<'_>, id: Uuid) -> Result<Vec<(Uuid, String)>> {
    rows::all(tx, "SELECT stop, outcome FROM visits WHERE round = ?1 ORDER BY stop", [id], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Keeps a round as it ended; from now on its way is the encoded track.
pub fn end(tx: &Transaction<'_>, ended: &Round, track: &[u8]) -> Result<()> {
    rows::run(
        tx,
        "UPDATE rounds SET ended_at = ?2, paused_at = NULL, paused_ms = ?3, track = ?4,
             since_s = (SELECT lived_s FROM phone)
         WHERE id = ?1",
        (ended.id, ended.ended_at.map(rows::millis), ended.paused.num_milliseconds(), track),
    )?;
    rows::run(tx, "DELETE FROM fixes WHERE round = ?1", [ended.id])?;
    Ok(())
}

/// Keeps a round that another device recorded.
pub fn begin_ended(tx: &Transaction<'_>, round: &Round, track: &[u8]) -> Result<()> {
    rows::run(
        tx,
        "INSERT INTO rounds (id, route, started_at, ended_at, track, since_s, person)
         SELECT ?1, ?2, ?3, ?4, ?5, lived_s, person FROM phone",
        (round.id, round.route, rows::millis(round.started_at), round.ended_at.map(rows::millis), track),
    )?;
    Ok(())
}

/// Own encoded tracks that are still here, oldest first.
pub fn tracks(tx: &Transaction<'_>) -> Result<Vec<Vec<u8>>> {
    let sql = format!("SELECT track FROM rounds WHERE track IS NOT NULL AND {OWN} ORDER BY started_at, id");
    rows::all(tx, &sql, (), |row| row.get(0))
}

/// Own rounds whose way is still here, newest first, with the encoded track of those that ended.
pub fn own(tx: &Transaction<'_>) -> Result<Vec<(Round, Option<Vec<u8>>)>> {
    let sql = format!(
        "SELECT {COLUMNS}, track FROM rounds WHERE (track IS NOT NULL OR ended_at IS NULL) AND {OWN}
         ORDER BY started_at DESC, id DESC"
    );
    rows::all(tx, &sql, (), |row| Ok((read(row)?, row.get(6)?)))
}

/// Another way for a round that ended.
pub fn set_track(tx: &Transaction<'_>, id: Uuid, track: &[u8]) -> Result<()> {
    rows::run(tx, "UPDATE rounds SET track = ?2 WHERE id = ?1 AND ended_at IS NOT NULL", (id, track))?;
    Ok(())
}

/// Forgets one own round, or all (none). Of a round that goes on, the way so far.
pub fn forget(tx: &Transaction<'_>, id: Option<Uuid>) -> Result<()> {
    let which = format!("{OWN} AND (?1 IS NULL OR id = ?1)");
    rows::run(
        tx,
        &format!("DELETE FROM fixes WHERE round IN (SELECT id FROM rounds WHERE ended_at IS NULL AND {which})"),
        [id],
    )?;
    rows::run(tx, &format!("DELETE FROM rounds WHERE ended_at IS NOT NULL AND {which}"), [id])?;
    Ok(())
}

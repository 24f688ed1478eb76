//! Evidence, its hand-over, and the log.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::super::{Deed, Evidence, EvidenceRow, Exhibit, HandOver, LogRow, NewHandOver, Result, Shelf};
use super::{SqliteStorage, Write, reports, rows};

impl Evidence for SqliteStorage {
    fn base(&self, attachment: Uuid, field: &str) -> Result<Option<Uuid>> {
        self.read(|transaction| Ok(rows::record(transaction, attachment)?.and_then(|record| record.base(field))))
    }

    fn evidence(&self, shelf: Shelf, offset: u32, limit: u32) -> Result<(Vec<EvidenceRow>, u64)> {
        let on = match shelf {
            Shelf::Open => "sealed > 0 AND fetched = 0",
            Shelf::Fetched => "sealed > 0 AND fetched > 0",
            Shelf::Blacked => "blacked > 0",
        };
        let from = format!(
            "FROM (SELECT report, count(*) FILTER (WHERE sealed = 1) AS sealed,
                       count(*) FILTER (WHERE sealed = 0 AND black <> '[]') AS blacked,
                       (SELECT count(*) FROM hand_overs
                        WHERE hand_overs.report = attachments.report AND hand_overs.taken_at IS NOT NULL) AS fetched
                   FROM attachments WHERE blob IS NOT NULL AND (sealed = 1 OR black <> '[]') GROUP BY report)
             JOIN reports ON reports.id = report WHERE {on}"
        );
        self.read(|transaction| {
            let total = transaction.prepare_cached(&format!("SELECT count(*) {from}"))?.query_row([], count)?;
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT report, number, category, place, stored_at, sealed, blacked,
                     (SELECT max(created_at) FROM hand_overs WHERE hand_overs.report = reports.id),
                     (SELECT max(hand_overs.taken_at) FROM hand_overs WHERE hand_overs.report = reports.id)
                 {from} ORDER BY arrival DESC LIMIT ?1 OFFSET ?2"
            ))?;
            let row = |row: &Row| {
                let taken: Option<i64> = row.get(8)?;
                let made: Option<i64> = row.get(7)?;
                Ok(EvidenceRow {
                    report: row.get(0)?,
                    number: row.get(1)?,
                    category: row.get(2)?,
                    place: row.get(3)?,
                    stored_at: rows::time(row.get(4)?),
                    sealed: row.get::<_, i64>(5)?.unsigned_abs(),
                    blacked: row.get::<_, i64>(6)?.unsigned_abs(),
                    handed: made.map(|made| (rows::time(made), taken.map(rows::time))),
                })
            };
            Ok((statement.query_map((limit, offset), row)?.collect::<Result<_, _>>()?, total))
        })
    }

    fn exhibits(&self, report: Uuid) -> Result<Option<(String, Vec<Exhibit>)>> {
        self.read(|transaction| {
            let Some(number) = number(transaction, report)? else { return Ok(None) };
            Ok(Some((number, exhibits(transaction, report)?)))
        })
    }

    fn look(&self, staff: Uuid, attachment: Uuid, now: DateTime<Utc>) -> Result<Option<Exhibit>> {
        self.write(|write| {
            let exhibit = exhibit(write.transaction, attachment)?;
            if let Some(exhibit) = &exhibit {
                write.note(Some(staff), "evidence_seen", attachment, exhibit.sha256_hex(), now)?;
            }
            Ok(exhibit)
        })
    }

    fn hand_over(&self, staff: Uuid, new: &NewHandOver, now: DateTime<Utc>) -> Result<bool> {
        self.write(|write| {
            let made = write
                .transaction
                .prepare_cached(
                    "INSERT INTO hand_overs (id, report, files, recipient, file_number, token_hash, code_hash,
                         created_at, expires_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
                )?
                .execute((
                    new.id,
                    new.report,
                    serde_json::to_string(&new.files)?,
                    &new.recipient,
                    &new.file_number,
                    new.token_hash,
                    new.code_hash,
                    rows::millis(now),
                    rows::millis(new.expires_at),
                ))?;
            if made > 0 {
                write.note(Some(staff), "hand_over_made", new.report, new.recipient.clone(), now)?;
            }
            Ok(made > 0)
        })
    }

    fn hand_overs(&self, report: Uuid) -> Result<Vec<HandOver>> {
        self.read(|transaction| {
            let sql = format!("{HAND_OVER} WHERE hand_overs.report = ?1 ORDER BY created_at DESC, hand_overs.id");
            let mut statement = transaction.prepare_cached(&sql)?;
            Ok(statement.query_map([report], hand_over)?.collect::<Result<_, _>>()?)
        })
    }

    fn hand_over_by_id(&self, id: Uuid) -> Result<Option<HandOver>> {
        self.read(|transaction| by_id(transaction, id))
    }

    fn withdraw_hand_over(&self, staff: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
        self.write(|write| {
            let withdrawn: Option<(Uuid, String)> = write
                .transaction
                .prepare_cached(
                    "UPDATE hand_overs SET withdrawn_at = ?2 WHERE id = ?1 AND withdrawn_at IS NULL
                     RETURNING report, recipient",
                )?
                .query_row((id, rows::millis(now)), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some((report, recipient)) = &withdrawn {
                write.note(Some(staff), "hand_over_withdrawn", *report, recipient.clone(), now)?;
            }
            Ok(withdrawn.is_some())
        })
    }

    fn open_hand_over(
        &self,
        token_hash: &[u8; 32],
        code_hash: &[u8; 32],
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(HandOver, Vec<Exhibit>)>> {
        self.write(|write| {
            let found: Option<(Uuid, [u8; 32])> = write
                .transaction
                .prepare_cached("SELECT id, code_hash FROM hand_overs WHERE token_hash = ?1")?
                .query_row([token_hash], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((id, expected)) = found else { return Ok(None) };
            let Some(known) = by_id(write.transaction, id)?.filter(|known| known.is_open(now)) else { return Ok(None) };
            if !bool::from(expected.ct_eq(code_hash)) {
                let sql = "UPDATE hand_overs SET tries = tries + 1 WHERE id = ?1";
                write.transaction.prepare_cached(sql)?.execute([id])?;
                write.note(None, "hand_over_refused", known.report, known.recipient, now)?;
                return Ok(None);
            }
            let sql = "UPDATE hand_overs SET taken_at = ?2, taken_by = ?3 WHERE id = ?1 AND taken_at IS NULL";
            write.transaction.prepare_cached(sql)?.execute((id, rows::millis(now), by))?;
            write.note(None, "hand_over_taken", known.report, by.to_owned(), now)?;
            let files = handed(write.transaction, &known)?;
            Ok(Some((known, files)))
        })
    }

    fn fetch(&self, hand_over: Uuid, attachment: Uuid, now: DateTime<Utc>) -> Result<Option<Exhibit>> {
        self.write(|write| {
            let Some(known) = by_id(write.transaction, hand_over)?.filter(|known| known.is_open(now)) else {
                return Ok(None);
            };
            let file = handed(write.transaction, &known)?.into_iter().find(|file| file.row.id == attachment);
            if let Some(file) = &file {
                write.note(None, "hand_over_fetched", attachment, file.sha256_hex(), now)?;
            }
            Ok(file)
        })
    }

    fn log(&self, from: DateTime<Utc>, until: DateTime<Utc>, offset: u32, limit: u32) -> Result<(Vec<LogRow>, u64)> {
        let (from, until) = (rows::millis(from), rows::millis(until));
        self.read(|transaction| {
            let total = "SELECT count(*) FROM deeds WHERE at >= ?1 AND at < ?2";
            let total = transaction.prepare_cached(total)?.query_row((from, until), count)?;
            let mut statement = transaction.prepare_cached(
                "SELECT deeds.at, users.name, deed, what, reports.id, reports.number FROM deeds
                 LEFT JOIN users ON users.id = deeds.staff
                 LEFT JOIN attachments ON attachments.id = deeds.about
                 LEFT JOIN reports ON reports.id = coalesce(attachments.report, deeds.about)
                 WHERE deeds.at >= ?1 AND deeds.at < ?2 ORDER BY line DESC LIMIT ?3 OFFSET ?4",
            )?;
            let row = |row: &Row| {
                let report: (Option<Uuid>, Option<String>) = (row.get(4)?, row.get(5)?);
                Ok(LogRow {
                    at: rows::time(row.get(0)?),
                    staff: row.get(1)?,
                    deed: row.get(2)?,
                    what: row.get(3)?,
                    report: report.0.zip(report.1),
                })
            };
            Ok((statement.query_map((from, until, limit, offset), row)?.collect::<Result<_, _>>()?, total))
        })
    }
}

impl Write<'_> {
    fn note(
        &self,
        staff: Option<Uuid>,
        deed: &'static str,
        about: Uuid,
        what: String,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.note_deed(&Deed { staff, deed, about: Some(about), what }, now)
    }
}

fn count(row: &Row) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(0)?.unsigned_abs())
}

fn number(connection: &Connection, report: Uuid) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT number FROM reports WHERE id = ?1")?;
    Ok(statement.query_row([report], |row| row.get(0)).optional()?)
}

/// What of a report is sealed or blacked out, and here.
fn exhibits(connection: &Connection, report: Uuid) -> Result<Vec<Exhibit>> {
    let number = number(connection, report)?.unwrap_or_default();
    let mut exhibits = Vec::new();
    let mut times = connection.prepare_cached("SELECT received_at FROM attachments WHERE id = ?1")?;
    for (row, nth) in reports::attachments(connection, report)?.into_iter().zip(1..) {
        let Some(sha256) = row.blob.filter(|_| row.sealed || !row.black.is_empty()) else { continue };
        let received_at: Option<i64> = times.query_row([row.id], |row| row.get(0))?;
        let base = rows::record(connection, row.id)?.and_then(|record| record.base("sealed"));
        let received_at = rows::time(received_at.unwrap_or_default());
        exhibits.push(Exhibit { row, sha256, number: number.clone(), nth, received_at, base });
    }
    Ok(exhibits)
}

fn exhibit(connection: &Connection, attachment: Uuid) -> Result<Option<Exhibit>> {
    let Some(row) = reports::attachment(connection, attachment)? else { return Ok(None) };
    Ok(exhibits(connection, row.report)?.into_iter().find(|exhibit| exhibit.row.id == attachment))
}

/// What a hand-over hands over: no more than is evidence today.
fn handed(connection: &Connection, hand_over: &HandOver) -> Result<Vec<Exhibit>> {
    let files: BTreeSet<&Uuid> = hand_over.files.iter().collect();
    let all = exhibits(connection, hand_over.report)?.into_iter();
    Ok(all.filter(|exhibit| files.contains(&exhibit.row.id)).collect())
}

const HAND_OVER: &str = "
    SELECT hand_overs.id, report, coalesce(number, ''), files, recipient, file_number, created_at, expires_at,
           withdrawn_at, tries, hand_overs.taken_at, taken_by
    FROM hand_overs LEFT JOIN reports ON reports.id = report";

fn by_id(connection: &Connection, id: Uuid) -> Result<Option<HandOver>> {
    let mut statement = connection.prepare_cached(&format!("{HAND_OVER} WHERE hand_overs.id = ?1"))?;
    Ok(statement.query_row([id], hand_over).optional()?)
}

fn hand_over(row: &Row) -> rusqlite::Result<HandOver> {
    let time = |column| row.get::<_, Option<i64>>(column).map(|at| at.map(rows::time));
    let by: String = row.get(11)?;
    Ok(HandOver {
        id: row.get(0)?,
        report: row.get(1)?,
        number: row.get(2)?,
        // What cannot be read hands over nothing.
        files: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        recipient: row.get(4)?,
        file_number: row.get(5)?,
        created_at: rows::time(row.get(6)?),
        expires_at: rows::time(row.get(7)?),
        withdrawn_at: time(8)?,
        tries: row.get(9)?,
        taken: time(10)?.map(|at| (at, by)),
    })
}

//! What needs a person, and what staff did about it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use forwarding::concern::Why;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;
use shared::change::{Change, Kind, MAX_OFFICE_BYTES};
use shared::merge::Record;
use uuid::Uuid;

use super::super::{
    Counts, Deed, DeedRow, Edit, Edited, Filter, Ledger, ParkedRow, PhoneRow, Queue, Refused, Result, Review, Spot,
    TodoRow, Undone, View,
};
use super::edits::{self, Stop};
use super::lending::LENT_TWICE;
use super::settle::Cause;
use super::{SqliteStorage, Write, devices, reports, rows};

/// A phone that has not come for so long is asked after.
const UNSEEN: Duration = Duration::days(7);
/// And asked after again.
const ASK_AGAIN: Duration = Duration::days(7);
/// What a phone announced is missed after this.
const MISSED: Duration = Duration::days(1);
/// Which derived rows this program writes; raised where they change.
const SETTLED_BY: i64 = 6;
/// Reports that are settled in one transaction while a server starts.
const CATCH_UP: i64 = 500;

impl Review for SqliteStorage {
    fn todo(&self, why: Option<Why>, offset: u32, limit: u32) -> Result<(Vec<TodoRow>, u64)> {
        self.read(|transaction| {
            let rank = why.map(|why| why as i64);
            // Each by an index of its own: the first reason of each report, or one reason of all.
            let (fits, order) = match rank {
                None => ("?1 IS NULL AND first = 1", "rank, since"),
                Some(_) => ("rank = ?1", "since"),
            };
            let total: i64 = transaction
                .prepare_cached(&format!("SELECT count(*) FROM concerns WHERE {fits}"))?
                .query_row([rank], |row| row.get(0))?;
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT report FROM concerns WHERE {fits} ORDER BY {order}, report LIMIT ?2 OFFSET ?3"
            ))?;
            let found: Vec<Uuid> =
                statement.query_map((rank, limit, offset), |row| row.get(0))?.collect::<Result<_, _>>()?;
            let rows: Result<Vec<Option<TodoRow>>> = found.into_iter().map(|id| todo_row(transaction, id)).collect();
            Ok((rows?.into_iter().flatten().collect(), total.unsigned_abs()))
        })
    }

    fn concerns(&self, report: Uuid) -> Result<Option<TodoRow>> {
        self.read(|transaction| todo_row(transaction, report))
    }

    fn concern_counts(&self) -> Result<Vec<(Why, u64)>> {
        self.read(|transaction| {
            let mut statement =
                transaction.prepare_cached("SELECT why, count(*) FROM concerns GROUP BY rank ORDER BY rank")?;
            let counted: Vec<(String, i64)> =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            Ok(counted.iter().filter_map(|(why, n)| Some((Why::named(why)?, n.unsigned_abs()))).collect())
        })
    }

    fn counts(&self, now: DateTime<Utc>) -> Result<Counts> {
        let phones = self.phones(false, now)?.len() as u64;
        let post = if self.mail_held()? { 1 } else { self.lasting_troubles(now)?.len() as u64 };
        self.read(|transaction| {
            let count = |sql: &str| -> Result<u64> {
                Ok(transaction.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
            };
            Ok(Counts {
                reports: count("SELECT count(*) FROM concerns WHERE first = 1")?,
                parked: count("SELECT count(*) FROM quarantine")?,
                // Replies are counted with their reports.
                letters: count("SELECT count(*) FROM inbox WHERE status = 'open' AND kind <> 'reply'")?,
                inbox: count("SELECT count(*) FROM inbox WHERE status = 'open'")?,
                phones,
                post,
                lent_twice: count(LENT_TWICE)?,
                evidence: count(
                    "SELECT count(DISTINCT report) FROM attachments WHERE sealed = 1 AND blob IS NOT NULL
                     AND report NOT IN (SELECT report FROM hand_overs WHERE taken_at IS NOT NULL)",
                )?,
            })
        })
    }

    fn parked(&self, limit: u32) -> Result<Vec<ParkedRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!("{PARKED} ORDER BY quarantine.id LIMIT ?1"))?;
            Ok(statement.query_map([limit], parked_row)?.collect::<Result<_, _>>()?)
        })
    }

    fn parked_change(&self, id: i64) -> Result<Option<ParkedRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!("{PARKED} WHERE quarantine.id = ?1"))?;
            Ok(statement.query_row([id], parked_row).optional()?)
        })
    }

    fn drop_parked(&self, staff: Uuid, id: i64, now: DateTime<Utc>) -> Result<bool> {
        self.write(|write| {
            let dropped: Option<Uuid> = write
                .transaction
                .prepare_cached("DELETE FROM quarantine WHERE id = ?1 RETURNING device")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            if let Some(device) = dropped {
                let what = id.to_string();
                write
                    .note_deed(&Deed { staff: Some(staff), deed: "parked_dropped", about: Some(device), what }, now)?;
            }
            Ok(dropped.is_some())
        })
    }

    fn phones(&self, all: bool, now: DateTime<Utc>) -> Result<Vec<PhoneRow>> {
        let zone = self.read(|transaction| Ok(self.reference(transaction)?.zone))?;
        let today = now.with_timezone(&zone).date_naive();
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT devices.*, asked_on, (
                     SELECT count(*) FROM (
                         SELECT 1 FROM attachments JOIN reports ON reports.id = attachments.report
                         WHERE attachments.device = devices.id AND attachments.received_at IS NULL
                             AND reports.stored_at < ?1 LIMIT 1000))
                 FROM (SELECT id, label, team, revoked_at, last_seen, asked_on FROM devices) AS devices
                 ORDER BY label, id",
            )?;
            let row = |row: &Row| {
                let asked_on: Option<String> = row.get(5)?;
                Ok(PhoneRow {
                    device: devices::device(row)?,
                    asked_on: asked_on.and_then(|day| day.parse().ok()),
                    missing: row.get::<_, i64>(7)?.unsigned_abs(),
                })
            };
            let found: Vec<PhoneRow> =
                statement.query_map([rows::millis(now - MISSED)], row)?.collect::<Result<_, _>>()?;
            Ok(found.into_iter().filter(|phone| all || needs_a_look(phone, today)).collect())
        })
    }

    fn asked_after(&self, staff: Uuid, device: Uuid, now: DateTime<Utc>) -> Result<bool> {
        self.write(|write| {
            let today = write.reference()?.day(now);
            let known = write
                .transaction
                .prepare_cached("UPDATE devices SET asked_on = ?2 WHERE id = ?1")?
                .execute((device, today.to_string()))?;
            let deed = Deed { staff: Some(staff), deed: "device_asked", about: Some(device), what: String::new() };
            write.note_deed(&deed, now)?;
            Ok(known > 0)
        })
    }

    fn edit_untouched(&self, staff: Uuid, edits: &[Edit], now: DateTime<Utc>) -> Result<Result<Vec<Edited>, Refused>> {
        edits::part(self.write(|write| {
            for edit in edits {
                write.refuse_stale(edit)?;
            }
            write.edit_all(Some(staff), edits, now)
        }))
    }

    fn undo(
        &self,
        staff: Uuid,
        seq: u64,
        may: &dyn Fn(&Kind) -> bool,
        now: DateTime<Utc>,
    ) -> Result<Result<Undone, Refused>> {
        edits::part(self.write(|write| write.undo(staff, seq, may, now)))
    }

    fn spots(&self, filter: &Filter, view: &View, limit: u32) -> Result<(Vec<Spot>, bool)> {
        self.read(|transaction| reports::spots(transaction, filter, view, limit))
    }

    fn districts(&self) -> Result<Vec<String>> {
        self.read(|transaction| {
            // From one to the next in the index: as many steps as there are districts.
            let mut statement = transaction.prepare_cached(
                "WITH RECURSIVE seen (name) AS (
                     SELECT min(district) FROM reports
                     UNION ALL SELECT (SELECT min(district) FROM reports WHERE district > name) FROM seen
                     WHERE name IS NOT NULL)
                 SELECT name FROM seen WHERE name IS NOT NULL",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    fn note_deed(&self, deed: &Deed, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| write.note_deed(deed, now))
    }

    fn deeds(&self, about: Option<Uuid>, offset: u32, limit: u32) -> Result<Vec<DeedRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT at, users.name, deed, about, what FROM deeds LEFT JOIN users ON users.id = deeds.staff
                 WHERE ?1 IS NULL OR about = ?1 ORDER BY line DESC LIMIT ?2 OFFSET ?3",
            )?;
            let row = |row: &Row| {
                Ok(DeedRow {
                    at: rows::time(row.get(0)?),
                    staff: row.get(1)?,
                    deed: row.get(2)?,
                    about: row.get(3)?,
                    what: row.get(4)?,
                })
            };
            Ok(statement.query_map((about, limit, offset), row)?.collect::<Result<_, _>>()?)
        })
    }

    fn catch_up(&self, now: DateTime<Utc>) -> Result<u64> {
        let mut settled = 0;
        let settled_by = "SELECT settled_by FROM city";
        if self.read(|transaction| Ok(transaction.query_row(settled_by, [], |row| row.get::<_, i64>(0))?))?
            >= SETTLED_BY
        {
            return Ok(settled);
        }
        let mut arrival = 0_i64;
        loop {
            let last = self.write(|write| {
                let mut statement = write
                    .transaction
                    .prepare_cached("SELECT id, arrival FROM reports WHERE arrival > ?1 ORDER BY arrival LIMIT ?2")?;
                let batch: Vec<(Uuid, i64)> = statement
                    .query_map((arrival, CATCH_UP), |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?;
                for (report, _) in &batch {
                    write.settle(*report, Cause::default(), now)?;
                }
                settled += batch.len() as u64;
                Ok::<_, super::StorageError>(batch.last().map(|(_, arrival)| *arrival))
            })?;
            match last {
                Some(last) => arrival = last,
                None => break,
            }
        }
        self.write(|write| {
            write.transaction.execute("UPDATE city SET settled_by = ?1", [SETTLED_BY])?;
            Ok(settled)
        })
    }
}

const PARKED: &str = "
    SELECT quarantine.id, quarantine.device, coalesce(devices.label, ''), devices.revoked_at IS NOT NULL, why,
           quarantine.received_at, body, reports.id, reports.number
    FROM quarantine LEFT JOIN devices ON devices.id = quarantine.device
    LEFT JOIN reports ON reports.id = quarantine.record";

fn parked_row(row: &Row) -> rusqlite::Result<ParkedRow> {
    let report: (Option<Uuid>, Option<String>) = (row.get(7)?, row.get(8)?);
    Ok(ParkedRow {
        id: row.get(0)?,
        device: row.get(1)?,
        label: row.get(2)?,
        revoked: row.get(3)?,
        why: row.get(4)?,
        received_at: rows::time(row.get(5)?),
        body: row.get(6)?,
        report: report.0.zip(report.1),
    })
}

fn needs_a_look(phone: &PhoneRow, today: NaiveDate) -> bool {
    let unseen = phone.device.last_seen.is_none_or(|day| today - day > UNSEEN);
    let asked = phone.asked_on.is_some_and(|day| today - day < ASK_AGAIN);
    phone.device.revoked_at.is_none() && (unseen || phone.missing > 0) && !asked
}

fn todo_row(connection: &Connection, id: Uuid) -> Result<Option<TodoRow>> {
    let Some(row) = reports::row(connection, id)? else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT why, since, other FROM concerns WHERE report = ?1 ORDER BY rank")?;
    let found: Vec<(String, i64, Option<Uuid>)> =
        statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    let other = found.iter().find_map(|(.., other)| *other);
    let why = found.iter().filter_map(|(why, since, _)| Some((Why::named(why)?, rows::time(*since)))).collect();
    Ok(Some(TodoRow { row, why, other }))
}

impl Write<'_> {
    pub fn note_deed(&self, deed: &Deed, now: DateTime<Utc>) -> Result<()> {
        self.transaction
            .prepare_cached("INSERT INTO deeds (at, staff, deed, about, what) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((rows::millis(now), deed.staff, deed.deed, deed.about, &deed.what))?;
        Ok(())
    }

    fn refuse_stale(&self, edit: &Edit) -> Result<(), Stop> {
        let (Some(begun), Some(bases)) = (self.begun(edit.record)?, &edit.bases) else { return Ok(()) };
        let stale = |(field, value): (&String, &Value)| {
            let cell = begun.record.fields.get(field);
            cell.is_some_and(|cell| bases.get(field) != Some(&cell.change) && cell.value != *value)
        };
        if edit.fields.iter().any(stale) { Err(Stop::Refused(Refused::Stale)) } else { Ok(()) }
    }

    fn undo(&self, staff: Uuid, seq: u64, may: &dyn Fn(&Kind) -> bool, now: DateTime<Utc>) -> Result<Undone, Stop> {
        let found: Option<(Vec<u8>, Uuid)> = self
            .transaction
            .prepare_cached("SELECT body, record FROM changes WHERE seq = ?1 AND role = 'office'")?
            .query_row([rows::int(seq)], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((body, id)) = found else { return Err(Stop::Refused(Refused::Unknown)) };
        let Ok(change) = Change::decode(&body, MAX_OFFICE_BYTES) else { return Err(Stop::Refused(Refused::Unknown)) };
        // Who may cover a picture may not always uncover it: that has pages of its own.
        if change.kind == Kind::Attachment || !may(&change.kind) {
            return Err(Stop::Refused(Refused::NotAllowed));
        }
        let begun = self.begun(id)?.ok_or(Stop::Refused(Refused::Unknown))?;
        let holds = |field: &String| begun.record.fields.get(field).is_some_and(|cell| cell.change == change.id);
        if !change.fields.keys().all(holds) {
            return Err(Stop::Refused(Refused::Stale));
        }
        let before = self.record_before(id, change.kind.clone(), seq)?;
        let value = |field: &String| before.value(field).cloned().unwrap_or(Value::Null);
        let edit = Edit {
            kind: change.kind.clone(),
            record: id,
            fields: change.fields.keys().map(|field| (field.clone(), value(field))).collect(),
            bases: None,
        };
        let seq = match self.edit_all(Some(staff), &[edit], now)?.as_slice() {
            [Edited::Stored(seq)] => Some(*seq),
            _ => None,
        };
        Ok(Undone { kind: change.kind, record: id, seq })
    }

    /// What a record added up to before a place in the order.
    fn record_before(&self, id: Uuid, kind: Kind, seq: u64) -> Result<Record> {
        let about = self
            .transaction
            .prepare_cached("SELECT about FROM changes WHERE seq = ?1")?
            .query_row([rows::int(seq)], |row| row.get::<_, Option<Uuid>>(0))?;
        // Each by an index of its own: records that are about no report are the office's.
        let mut statement = match about {
            Some(_) => self.transaction.prepare_cached(
                "SELECT role, body FROM changes WHERE about = ?1 AND record = ?2 AND seq < ?3 ORDER BY seq",
            )?,
            None => self.transaction.prepare_cached(
                "SELECT role, body FROM changes
                 WHERE ?1 IS NULL AND record = ?2 AND role = 'office' AND seq < ?3 ORDER BY seq",
            )?,
        };
        rows::sum(id, kind, statement.query((about, id, rows::int(seq)))?)
    }
}

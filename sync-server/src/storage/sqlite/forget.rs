//! What is forgotten of a report: first who wrote it, in the end all but numbers. A change that is rewritten keeps its id and its
//! place in the order, so whoever brings it again hears that it is known.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;
use shared::change::{Author, Change, Kind, MAX_OFFICE_BYTES, Role};
use shared::state::Event;
use uuid::Uuid;

use super::super::{Due, Result};
use super::settle::history;
use super::{Write, rows};
use crate::journal::Entry;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// Everything that speaks of a report or of its records; its changes come last, since the others are found by them.
const SPEAKS_OF: &str = "
    INSERT INTO let_go (blob) SELECT blob FROM attachments WHERE report = ?1 AND blob IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO let_go (blob) SELECT blob FROM inbox WHERE report = ?1 ON CONFLICT DO NOTHING;
    INSERT INTO forgotten (id, at, whole)
        SELECT DISTINCT record, ?2, 1 FROM changes WHERE about = ?1 AND kind NOT IN ('receipt', 'forwarding')
        ON CONFLICT (id) DO UPDATE SET whole = 1;
    INSERT INTO forgotten (id, at, whole) VALUES (?1, ?2, 1) ON CONFLICT (id) DO UPDATE SET whole = 1;
    DELETE FROM attachments WHERE report = ?1;
    DELETE FROM uploads WHERE attachment IN (SELECT record FROM changes WHERE about = ?1);
    DELETE FROM sealed WHERE id IN (SELECT record FROM changes WHERE about = ?1);
    DELETE FROM blacked WHERE id IN (SELECT record FROM changes WHERE about = ?1);
    DELETE FROM erased WHERE id IN (SELECT record FROM changes WHERE about = ?1);
    DELETE FROM told WHERE id IN (SELECT id FROM changes WHERE about = ?1 UNION SELECT record FROM changes WHERE about = ?1);
    DELETE FROM records WHERE id IN (SELECT record FROM changes WHERE about = ?1);
    DELETE FROM inbox WHERE report = ?1;
    DELETE FROM hand_overs WHERE report = ?1;
    DELETE FROM forwardings WHERE report = ?1;
    DELETE FROM numbers WHERE report = ?1;
    DELETE FROM concerns WHERE report = ?1 OR other = ?1;
    DELETE FROM reports_words WHERE rowid = (SELECT arrival FROM reports WHERE id = ?1);
    DELETE FROM reports WHERE id = ?1;
    UPDATE changes SET device = zeroblob(16), n = -seq, body = CAST('{}' AS BLOB), rewritten = 1,
        received_at = received_at - received_at % ?3 WHERE about = ?1";

/// What phones could not store of a report: nobody has looked at it in all that time.
const PARKED: &str = "
    DELETE FROM quarantine WHERE record IN (SELECT record FROM changes WHERE about = ?1)
        OR CASE WHEN json_valid(CAST(body AS TEXT)) THEN CAST(body AS TEXT) ->> '$.fields.report.value' END = ?2";

/// Who wrote something of a report, once that is forgotten: the first one, the second … So it stays the same whose edit
/// followed on whose own, and the changes add up to what they did.
fn nobody(nth: usize) -> Author {
    Author { device: Uuid::from_u128(nth as u128), person: None, copy: None }
}

impl Write<'_> {
    /// Reports that ended before, and those that came again after a restore, of which it is still known who wrote them.
    pub fn nameless_now(&self, ended: DateTime<Utc>, most: u32) -> Result<Vec<Uuid>> {
        let mut due = self.transaction.prepare_cached(
            "SELECT id FROM reports WHERE named = 1 AND (ended_at < ?1 OR id IN (SELECT id FROM forgotten WHERE whole = 0))
             LIMIT ?2",
        )?;
        Ok(due.query_map((rows::millis(ended), most), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Reports that are over: whoever reported has had the time to read how it ended, no mail about it is on its way, and
    /// none that was merged into it is still here.
    pub fn over_now(&self, due: &Due, most: u32) -> Result<Vec<Uuid>> {
        let mut over = self.transaction.prepare_cached(
            "SELECT id FROM reports WHERE open = 0 AND named = 0 AND stored_at < ?1 AND ended_at < ?2
                 AND NOT EXISTS (SELECT 1 FROM reports AS merged WHERE merged.same_as = reports.id)
                 AND NOT EXISTS (SELECT 1 FROM forwardings WHERE report = reports.id AND status = 'frozen')
             LIMIT ?3",
        )?;
        let (stored, ended) = (rows::millis(due.text), rows::millis(due.author));
        Ok(over.query_map((stored, ended, most), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Forgets who wrote these; false where there are none.
    pub fn forget_authors(&self, reports: Vec<Uuid>, now: DateTime<Utc>) -> Result<bool> {
        self.forget(reports, false, now, |report| self.forget_author(report, None))
    }

    /// Forgets all of these but numbers; false where there are none.
    pub fn forget_reports(&self, reports: Vec<Uuid>, now: DateTime<Utc>) -> Result<bool> {
        self.forget(reports, true, now, |report| self.forget_report(report, now))
    }

    fn forget(
        &self,
        reports: Vec<Uuid>,
        whole: bool,
        at: DateTime<Utc>,
        one: impl Fn(Uuid) -> Result<()>,
    ) -> Result<bool> {
        if reports.is_empty() {
            return Ok(false);
        }
        self.storage.journal.append(&Entry::Forgotten { reports: reports.clone(), whole, at })?;
        reports.into_iter().try_for_each(one)?;
        Ok(true)
    }

    /// What was forgotten before a restore is forgotten again, also where phones have yet to bring it.
    pub fn forget_again(&self, reports: &[Uuid], whole: bool, at: DateTime<Utc>) -> Result<()> {
        for report in reports {
            let named = "SELECT named FROM reports WHERE id = ?1";
            let named = self.transaction.prepare_cached(named)?.query_row([report], |row| row.get(0)).optional()?;
            match named {
                _ if whole => self.forget_report(*report, at)?,
                Some(true) => self.forget_author(*report, Some(at))?,
                Some(false) => {}
                None => {
                    let sql = "INSERT INTO forgotten (id, at, whole) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING";
                    self.transaction.prepare_cached(sql)?.execute((report, rows::millis(at)))?;
                }
            }
        }
        Ok(())
    }

    /// Nobody can tell any more who reported this, corrected it, took its photos or looked again; until when, where somebody did
    /// so later. Staff stand in the history under their names: colleagues work on it together.
    fn forget_author(&self, report: Uuid, until: Option<DateTime<Utc>>) -> Result<()> {
        self.write_down()?;
        self.rewrite_changes(report, until)?;
        let city = self.city_id()?;
        let mut of_report = self.transaction.prepare_cached("SELECT DISTINCT record FROM changes WHERE about = ?1")?;
        let records: Vec<Uuid> = of_report.query_map([report], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in records {
            // Forwardings and receipts have no record.
            let Some(begun) = self.take(id)? else { continue };
            let mut changes = self
                .transaction
                .prepare_cached("SELECT role, body FROM changes WHERE about = ?1 AND record = ?2 ORDER BY seq")?;
            let record = rows::sum(id, begun.record.kind, changes.query((report, id))?)?;
            self.transaction
                .prepare_cached(
                    "UPDATE records SET body = ?2, person = CASE device WHEN ?3 THEN person END,
                         device = CASE device WHEN ?3 THEN device ELSE zeroblob(16) END WHERE id = ?1",
                )?
                .execute((id, serde_json::to_string(&record)?, city))?;
            self.transaction.prepare_cached("DELETE FROM uploads WHERE attachment = ?1")?.execute([id])?;
        }
        self.transaction
            .prepare_cached("UPDATE attachments SET device = zeroblob(16) WHERE report = ?1 AND device <> ?2")?
            .execute((report, city))?;
        self.transaction
            .prepare_cached(
                "UPDATE reports SET device = zeroblob(16), person = NULL, named = EXISTS (
                     SELECT 1 FROM changes WHERE about = ?1 AND role = 'phone' AND rewritten = 0) WHERE id = ?1",
            )?
            .execute([report])?;
        self.transaction.prepare_cached("DELETE FROM forgotten WHERE id = ?1 AND whole = 0")?.execute([report])?;
        self.forget_marks(report)?;
        self.touch(report)
    }

    fn rewrite_changes(&self, report: Uuid, until: Option<DateTime<Utc>>) -> Result<()> {
        let mut named = self.transaction.prepare_cached(
            "SELECT seq, body FROM changes WHERE about = ?1 AND role = 'phone' AND received_at <= ?2 ORDER BY seq",
        )?;
        let mut found = named.query((report, until.map_or(i64::MAX, rows::millis)))?;
        let (mut changes, mut authors): (Vec<(i64, Vec<u8>)>, Vec<Author>) = Default::default();
        while let Some(row) = found.next()? {
            let body = match Change::decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?, MAX_OFFICE_BYTES)
            {
                Ok(mut change) => {
                    let nth = authors.iter().position(|author| *author == change.author).unwrap_or_else(|| {
                        authors.push(change.author);
                        authors.len() - 1
                    });
                    (change.author, change.n) = (nobody(nth), 0);
                    change.encode()?
                }
                // It adds nothing to its record either.
                Err(_) => b"{}".to_vec(),
            };
            changes.push((row.get(0)?, body));
        }
        let mut rewrite = self.transaction.prepare_cached(
            "UPDATE changes SET device = zeroblob(16), n = -seq, body = ?2, rewritten = 1 WHERE seq = ?1",
        )?;
        changes.into_iter().try_for_each(|change| rewrite.execute(change).map(drop))?;
        Ok(())
    }

    /// Which phones were given the report, and what of it waits for a person.
    fn forget_marks(&self, report: Uuid) -> Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM sent WHERE device IN (SELECT id FROM devices) AND record = ?1")?
            .execute([report])?;
        self.transaction.prepare_cached(PARKED)?.execute((report, report.to_string()))?;
        Ok(())
    }

    /// Numbers are all that is left, and ids by which phones hear that it was here.
    fn forget_report(&self, report: Uuid, at: DateTime<Utc>) -> Result<()> {
        self.write_down()?;
        self.count(report)?;
        self.forget_marks(report)?;
        let values: [&dyn rusqlite::ToSql; 3] = [&report, &rows::millis(at), &DAY];
        for sql in SPEAKS_OF.split(';') {
            let mut statement = self.transaction.prepare_cached(sql)?;
            let used = statement.parameter_count();
            statement.execute(values.get(..used).unwrap_or_default())?;
        }
        Ok(())
    }

    /// One more of its kind, where it is here.
    fn count(&self, report: Uuid) -> Result<()> {
        let Some(begun) = self.take(report)? else { return Ok(()) };
        let mut row =
            self.transaction.prepare_cached("SELECT stored_at, hazard, state, district FROM reports WHERE id = ?1")?;
        let mut found = row.query([report])?;
        let Some(row) = found.next()? else { return Ok(()) };
        let stored_at = rows::time(row.get(0)?);
        let month = stored_at.with_timezone(&self.reference()?.zone).format("%Y-%m").to_string();
        let answered = history(self.transaction, report)?.into_iter().find_map(|it| match it.event {
            Event::Answered { .. } => Some((it.at - stored_at).num_days()),
            _ => None,
        });
        self.transaction
            .prepare_cached(
                "INSERT INTO statistics (month, category, district, state, hazard, self_done, days)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET reports = reports + 1",
            )?
            .execute((
                month,
                begun.record.text("category").unwrap_or_default(),
                row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                row.get::<_, String>(2)?,
                row.get::<_, bool>(1)?,
                begun.record.flag("self_done"),
                answered.unwrap_or(-1),
            ))?;
        Ok(())
    }

    /// A phone has said something about this report: it is known who.
    pub fn is_named(&self, report: Uuid) -> Result<()> {
        let sql = "UPDATE reports SET named = 1 WHERE id = ?1 AND named = 0";
        self.transaction.prepare_cached(sql)?.execute([report])?;
        Ok(())
    }

    /// Nothing of this record is kept, or of the report that it is about.
    pub fn nothing_is_kept(&self, record: Uuid, about: Option<Uuid>) -> Result<bool> {
        let sql = "SELECT 1 FROM forgotten WHERE id IN (?1, ?2) AND whole = 1";
        Ok(self.transaction.prepare_cached(sql)?.exists((record, about))?)
    }

    /// That such a change came is all that is kept of it.
    pub fn store_skeleton(&self, change: &Change, now: DateTime<Utc>) -> Result<u64> {
        let seq = self.log(change, b"{}", Role::Phone, change.about(), false, now)?;
        self.transaction
            .prepare_cached("UPDATE changes SET device = zeroblob(16), n = -seq, rewritten = 1 WHERE seq = ?1")?
            .execute([rows::int(seq)])?;
        if change.kind != Kind::Report {
            self.transaction
                .prepare_cached("INSERT INTO forgotten (id, at, whole) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING")?
                .execute((change.record, rows::millis(now)))?;
        }
        Ok(seq)
    }
}

//! The weekly list of what is open at a department. It announces nothing: whatever stands in it was told before.

use chrono::{DateTime, Utc};
use forwarding::schedule::Rhythm;
use uuid::Uuid;

use super::super::{OpenReport, Result};
use super::{Write, reports, rows};
use crate::journal::Entry;

/// Reports that a department was told of and has not finished, and when it heard of each first. What it says is not its own
/// is none of it any more, and what came back it does not know.
const OPEN: &str = "
    SELECT reports.id, reports.district, min(mailed_at) AS since
    FROM reports JOIN forwardings ON forwardings.report = reports.id
    WHERE reports.department = ?1 AND forwardings.department = ?1 AND forwardings.status IN ('mailed', 'covered')
        AND reports.open = 1 AND reports.state NOT IN ('not_ours', 'bounced')
        AND reports.id NOT IN (SELECT report FROM forwardings WHERE mail = ?2)
    GROUP BY reports.id ORDER BY since, reports.arrival";

impl Write<'_> {
    pub fn set_open_list_due(&self, department: &str, at: Option<DateTime<Utc>>) -> Result<()> {
        self.transaction
            .prepare_cached("UPDATE schedule SET open_list_due = ?2 WHERE department = ?1")?
            .execute((department, at.map(rows::millis)))?;
        Ok(())
    }

    /// Whether a mail that is frozen now carries the list: it is due, and something is open. The next one is planned, so
    /// that no other mail carries it, whatever becomes of this process.
    pub fn takes_open_list(&self, department: &str, now: DateTime<Utc>) -> Result<bool> {
        let reference = self.reference()?;
        let Some(known) = reference.departments.get(department) else { return Ok(false) };
        let Some(next) = Rhythm::from(known).next_open_list(now, reference.zone) else { return Ok(false) };
        let due = "UPDATE schedule SET open_list_due = ?3 WHERE department = ?1 AND open_list_due <= ?2";
        let due =
            self.transaction.prepare_cached(due)?.execute((department, rows::millis(now), rows::millis(next)))? > 0;
        Ok(due && self.transaction.prepare_cached(OPEN)?.exists((department, None::<Uuid>))?)
    }

    /// Notes that a frozen mail carries the list; the journal has it before this returns.
    pub fn carries_open_list(&self, mail: Uuid, now: DateTime<Utc>) -> Result<()> {
        self.transaction.prepare_cached("UPDATE mails SET lists_open = 1 WHERE id = ?1")?.execute([mail])?;
        Ok(self.storage.journal.append(&Entry::ListsOpen { mail, at: now })?)
    }

    /// What is open at a department, oldest first, without what a mail announces by itself.
    pub fn open_at(&self, department: &str, beside: Option<Uuid>) -> Result<Vec<OpenReport>> {
        let mut statement = self.transaction.prepare_cached(OPEN)?;
        let mut found = statement.query((department, beside))?;
        let mut open = Vec::new();
        while let Some(row) = found.next()? {
            let since: Option<i64> = row.get(2)?;
            let Some(report) = reports::row(self.transaction, row.get(0)?)? else { continue };
            let since = since.map_or(report.stored_at, rows::time);
            open.push(OpenReport { district: row.get(1)?, since, report });
        }
        Ok(open)
    }
}

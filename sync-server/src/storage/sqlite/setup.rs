//! Accounts, mails as departments' pages show them, phones' names, and rules on trial.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use forwarding::routing::{Subject, route};
use rusqlite::Transaction;
use shared::domain::Rule;
use shared::geo::Position;
use uuid::Uuid;

use super::super::{Account, Deed, DryRun, MailRow, Moved, Refused, Result, Setup, Staff, StaffRole, StorageError};
use super::edits::{self, Stop};
use super::reference::Reference;
use super::{SqliteStorage, Write, rows};

/// So many days of reports a rule is tried on.
const MONTH: Duration = Duration::days(30);

impl Setup for SqliteStorage {
    fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|transaction| {
            let mut statement = transaction
                .prepare_cached("SELECT id, name, role, closed_at FROM users ORDER BY closed_at IS NOT NULL, name")?;
            let found: Vec<(Uuid, String, String, Option<i64>)> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect::<Result<_, _>>()?;
            let account = |(id, name, role, closed_at): (Uuid, String, String, Option<i64>)| {
                Ok(Account {
                    staff: Staff { id, name, role: rows::named(&role)? },
                    closed_at: closed_at.map(rows::time),
                })
            };
            found.into_iter().map(account).collect()
        })
    }

    fn add_account(&self, name: &str, role: StaffRole, hash: &str, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        self.write(|write| {
            let id = crate::random::v7(now);
            let added = write
                .transaction
                .prepare_cached(
                    "INSERT INTO users (id, name, role, password_hash) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (name) DO NOTHING",
                )?
                .execute((id, name, rows::name(role), hash))?;
            Ok::<_, StorageError>((added > 0).then_some(id))
        })
    }

    fn set_role(&self, account: Uuid, role: StaffRole) -> Result<Result<(), Refused>> {
        edits::part(self.write(|write| {
            let update = "UPDATE users SET role = ?2 WHERE id = ?1 AND closed_at IS NULL";
            let known = write.transaction.prepare_cached(update)?.execute((account, rows::name(role)))?;
            write.keep_an_admin(known)
        }))
    }

    fn close_account(&self, account: Uuid, now: DateTime<Utc>) -> Result<Result<(), Refused>> {
        edits::part(self.write(|write| {
            let close = "UPDATE users SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL";
            let known = write.transaction.prepare_cached(close)?.execute((account, rows::millis(now)))?;
            write.transaction.prepare_cached("DELETE FROM sessions WHERE user = ?1")?.execute([account])?;
            write.keep_an_admin(known)
        }))
    }

    fn set_password(&self, account: Uuid, hash: &str, keep: Option<&[u8; 32]>) -> Result<bool> {
        self.write(|write| {
            let update = "UPDATE users SET password_hash = ?2, closed_at = NULL WHERE id = ?1";
            let known = write.transaction.prepare_cached(update)?.execute((account, hash))?;
            let end = "DELETE FROM sessions WHERE user = ?1 AND token_hash IS NOT ?2";
            write.transaction.prepare_cached(end)?.execute((account, keep))?;
            Ok::<_, StorageError>(known > 0)
        })
    }

    fn mails(&self, department: &str, limit: u32) -> Result<Vec<MailRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT id, urgent, status, frozen_at, mailed_at, why,
                     (SELECT count(DISTINCT report) FROM forwardings WHERE mail = mails.id)
                 FROM mails WHERE department = ?1 ORDER BY frozen_at DESC, id DESC LIMIT ?2",
            )?;
            let found = statement.query_map((department, limit), |row| {
                Ok(MailRow {
                    id: row.get(0)?,
                    urgent: row.get(1)?,
                    status: row.get(2)?,
                    frozen_at: rows::time(row.get(3)?),
                    mailed_at: row.get::<_, Option<i64>>(4)?.map(rows::time),
                    why: row.get(5)?,
                    reports: row.get::<_, i64>(6)?.unsigned_abs(),
                })
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    fn resend_mail(&self, staff: Uuid, mail: Uuid, now: DateTime<Utc>) -> Result<Result<u64, Refused>> {
        edits::part(self.write(|write| {
            let reports: Vec<Uuid> = write
                .transaction
                .prepare_cached(
                    "SELECT DISTINCT report FROM forwardings JOIN mails ON mails.id = forwardings.mail
                     WHERE mails.id = ?1 AND mails.status IN ('bounced', 'failed')",
                )?
                .query_map([mail], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for report in &reports {
                write.resend(*report, now)?;
            }
            let what = reports.len().to_string();
            write.note_deed(&Deed { staff: Some(staff), deed: "mail_resent", about: Some(mail), what }, now)?;
            Ok(reports.len() as u64)
        }))
    }

    fn describe_phone(&self, device: Uuid, label: &str, team: Option<&str>) -> Result<bool> {
        self.write(|write| {
            let update = "UPDATE devices SET label = ?2, team = ?3 WHERE id = ?1";
            let known = write.transaction.prepare_cached(update)?.execute((device, label, team))?;
            Ok::<_, StorageError>(known > 0)
        })
    }

    fn dry_run(&self, rule: &Rule, now: DateTime<Utc>) -> Result<DryRun> {
        self.read(|transaction| {
            let reference = self.reference(transaction)?;
            let before = &reference.rules;
            let mut after: Vec<Rule> = before.iter().filter(|known| known.code != rule.code).cloned().collect();
            after.push(rule.clone());
            let reports = of_last_month(transaction, now)?;
            // Dates of a rule are days of reports to come; the reports of last month are taken as if they came on each.
            let older = before.iter().filter(|known| known.code == rule.code);
            let days = older.chain([rule]).flat_map(|rule| [Some(rule.valid_from), rule.valid_to]).flatten();
            let today = reference.day(now);
            let mut days: Vec<NaiveDate> = days.filter(|day| *day > today).chain([today]).collect();
            days.sort();
            days.dedup();
            let runs = days.into_iter().map(|on| compare(&reference, before, &after, &reports, on));
            let mut first = None;
            for run in runs {
                if !run.moved.is_empty() {
                    return Ok(run);
                }
                first = first.or(Some(run));
            }
            Ok(first.unwrap_or(DryRun { moved: Vec::new(), reports: 0, on: today }))
        })
    }
}

impl Write<'_> {
    /// Somebody must be left who makes accounts.
    fn keep_an_admin(&self, known: usize) -> Result<(), Stop> {
        if known == 0 {
            return Err(Stop::Refused(Refused::Unknown));
        }
        let left = "SELECT 1 FROM users WHERE role = 'admin' AND closed_at IS NULL";
        if self.transaction.prepare_cached(left)?.exists([])? { Ok(()) } else { Err(Stop::Refused(Refused::Invalid)) }
    }
}

/// What rules look at, of a report.
struct Tried {
    category: String,
    hazard: bool,
    at: Option<Position>,
}

/// Reports about which rules decide: not those that staff sent somewhere themselves, nor copies of others.
fn of_last_month(transaction: &Transaction, now: DateTime<Utc>) -> Result<Vec<Tried>> {
    let mut statement = transaction.prepare_cached(
        "SELECT reports.category, hazard, lat, lon FROM reports JOIN records ON records.id = reports.id
         WHERE stored_at >= ?1 AND same_as IS NULL AND records.body ->> '$.fields.department.value' IS NULL",
    )?;
    let found = statement.query_map([rows::millis(now - MONTH)], |row| {
        let at: (Option<f64>, Option<f64>) = (row.get(2)?, row.get(3)?);
        let at = at.0.zip(at.1).map(|(lat, lon)| Position { lat, lon, accuracy: None });
        Ok(Tried { category: row.get(0)?, hazard: row.get(1)?, at })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn compare(reference: &Reference, before: &[Rule], after: &[Rule], reports: &[Tried], on: NaiveDate) -> DryRun {
    let mut moved: Vec<Moved> = Vec::new();
    for report in reports {
        let areas = report.at.as_ref().map(|at| reference.areas_at(at, on)).unwrap_or_default();
        let subject = Subject { category: &report.category, hazard: report.hazard, areas: &areas, on, refused: &[] };
        let (from, to) = (route(before, &subject), route(after, &subject));
        match moved.iter_mut().find(|known| known.from == from && known.to == to) {
            _ if from == to => {}
            Some(known) => known.reports += 1,
            None => moved.push(Moved { from, to, reports: 1 }),
        }
    }
    moved.sort_by_key(|moved| std::cmp::Reverse(moved.reports));
    DryRun { moved, reports: reports.len() as u64, on }
}

//! The outgoing post. A mail is in one hand at a time; what its attempts may have done is known before and after each, so a
//! program that is killed leaves no doubt behind: what was in its hand is sent again under the same Message-ID, or not at all.

use chrono::{DateTime, Duration, Utc};
use forwarding::retry::{About, Then, pause};
use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

use super::super::{Claim, PostRow, Queue, Result, StorageError, Trouble, Undelivered, Way};
use super::{SqliteStorage, Write, rows};
use crate::journal::Entry;

/// No attempt is put off for longer; a later one was set by a clock that had jumped ahead.
const LONGEST_WAIT: Duration = Duration::days(1);
/// Staff are told of what fails for so long.
const LASTING: Duration = Duration::hours(24);

impl Queue for SqliteStorage {
    fn claim(&self, urgent: bool, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<Claim>> {
        self.write(|write| {
            // In the order of their making: halves of a refused digest go before quarters.
            let due = "SELECT id, fate = 'ready' FROM mails
                       WHERE status = 'frozen' AND urgent = ?1 AND (next_attempt <= ?2 OR next_attempt > ?3)
                       ORDER BY frozen_at, rowid LIMIT 1";
            let found: Option<(Uuid, bool)> = write
                .transaction
                .prepare_cached(due)?
                .query_row((urgent, rows::millis(now), rows::millis(now + LONGEST_WAIT)), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            let Some((mail, certain)) = found else { return Ok(None) };
            write
                .transaction
                .prepare_cached("UPDATE mails SET fate = 'in_hand', next_attempt = ?2 WHERE id = ?1")?
                .execute((mail, rows::millis(until)))?;
            Ok(Some(Claim { mail, until, certain }))
        })
    }

    fn partly_refused(&self, mail: Uuid, addresses: &[String]) -> Result<()> {
        self.write(|write| {
            let note = "UPDATE mails SET refused = ?2 WHERE id = ?1";
            write.transaction.prepare_cached(note)?.execute((mail, addresses.join(", ")))?;
            Ok(())
        })
    }

    fn undelivered(&self, undelivered: &Undelivered, now: DateTime<Utc>) -> Result<()> {
        let Undelivered { claim, about, certain, then, why, .. } = undelivered;
        self.write(|write| {
            let held: Option<(String, bool, u32, Option<String>)> = write
                .transaction
                .prepare_cached(
                    "SELECT department, urgent, attempts, contact FROM mails
                     WHERE id = ?1 AND status = 'frozen' AND next_attempt = ?2",
                )?
                .query_row((claim.mail, rows::millis(claim.until)), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()?;
            let Some((department, urgent, attempts, contact)) = held else { return Ok(()) };
            let next_try = match about {
                About::Way => write.close_way(why, now)?,
                About::Address | About::Content => {
                    write.no_trouble_at("", false)?;
                    match then {
                        Then::Again | Then::Dissolve => {
                            let pause = |tries| pause(*about, urgent, tries);
                            write.note_trouble(&department, urgent, pause, why, now)?
                        }
                        // Whether the department gets anything is not known yet.
                        Then::Divide => now,
                        Then::SetAside => write.no_trouble_at(&department, urgent).map(|()| now)?,
                    }
                }
            };
            let (status, next_attempt) = match then {
                Then::Again if *about == About::Way => ("frozen", next_try),
                Then::Again => ("frozen", now + pause(*about, urgent, attempts)),
                Then::Dissolve | Then::Divide => ("dissolved", now),
                Then::SetAside => ("failed", now),
            };
            let fate = if claim.certain && *certain { "ready" } else { "unknown" };
            // That nobody was there is no attempt of this mail.
            let tried = u32::from(*about != About::Way);
            write
                .transaction
                .prepare_cached(
                    "UPDATE mails SET status = ?2, fate = ?3, attempts = attempts + ?4, next_attempt = ?5, why = ?6
                     WHERE id = ?1",
                )?
                .execute((claim.mail, status, fate, tried, rows::millis(next_attempt), why))?;
            match then {
                Then::Again => Ok(()),
                Then::Dissolve => write.dissolve(claim.mail, next_try),
                Then::Divide => {
                    let contact = contact.or_else(|| urgent.then(String::new));
                    write.divide(&department, contact.as_deref(), undelivered, now)
                }
                Then::SetAside => write.came_back(claim.mail, now),
            }
        })
    }

    fn way(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Way> {
        let closed = self.read(|transaction| {
            let mut statement = transaction.prepare_cached("SELECT 1 FROM trouble WHERE department = ''")?;
            Ok(statement.exists([])?)
        })?;
        if !closed {
            return Ok(Way::Open);
        }
        self.write(|write| {
            let ask = "UPDATE trouble SET next_try = ?2
                       WHERE department = '' AND (next_try <= ?1 OR next_try > ?3)";
            let times = (rows::millis(now), rows::millis(until), rows::millis(now + LONGEST_WAIT));
            let mine = write.transaction.prepare_cached(ask)?.execute(times)? > 0;
            Ok(if mine { Way::Ask } else { Way::Closed })
        })
    }

    fn way_is_closed(&self, why: &str, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| write.close_way(why, now).map(drop))
    }

    fn way_is_open(&self) -> Result<()> {
        self.write(|write| write.no_trouble_at("", false))
    }

    fn try_now(&self, department: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        self.write(|write| {
            let (transaction, now) = (write.transaction, rows::millis(now));
            transaction.execute(
                "UPDATE schedule SET next_due = min(next_due, ?1)
                 WHERE ifnull(?2, department) = department AND (
                     department IN (SELECT department FROM trouble)
                     OR next_due <= (SELECT next_try FROM trouble WHERE department = ''))",
                (now, department),
            )?;
            transaction.execute(
                "UPDATE trouble SET next_try = 0 WHERE department IN ('', ifnull(?1, department))",
                [department],
            )?;
            transaction.execute(
                "UPDATE mails SET next_attempt = 0
                 WHERE status = 'frozen' AND fate <> 'in_hand' AND ifnull(?1, department) = department",
                [department],
            )?;
            Ok(())
        })
    }

    fn troubles(&self) -> Result<Vec<Trouble>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT department, urgent, since, tries, next_try, why FROM trouble ORDER BY department <> '', since",
            )?;
            Ok(statement.query_map([], trouble)?.collect::<Result<_, _>>()?)
        })
    }

    fn lasting_troubles(&self, now: DateTime<Utc>) -> Result<Vec<Trouble>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(include_str!("lasting_troubles.sql"))?;
            let mut found: Vec<Trouble> =
                statement.query_map([rows::millis(now - LASTING)], trouble)?.collect::<Result<_, _>>()?;
            if found.first().is_some_and(|first| first.department.is_none()) {
                found.truncate(1);
            }
            Ok(found)
        })
    }

    fn post(&self, limit: u32) -> Result<Vec<PostRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(include_str!("post.sql"))?;
            let mut found: Vec<PostRow> = statement.query_map([limit], post_row)?.collect::<Result<_, _>>()?;
            let mut of_mail = transaction.prepare_cached(
                "SELECT DISTINCT reports.id, number FROM forwardings JOIN reports ON reports.id = report
                 WHERE mail = ?1 ORDER BY arrival",
            )?;
            for row in &mut found {
                let reports = of_mail.query_map([row.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                row.reports = reports.collect::<Result<_, _>>()?;
            }
            Ok(found)
        })
    }
}

fn trouble(row: &Row) -> rusqlite::Result<Trouble> {
    Ok(Trouble {
        department: Some(row.get(0)?).filter(|code: &String| !code.is_empty()),
        urgent: row.get(1)?,
        since: rows::time(row.get(2)?),
        tries: row.get(3)?,
        next_try: rows::time(row.get(4)?),
        why: row.get(5)?,
    })
}

fn post_row(row: &Row) -> rusqlite::Result<PostRow> {
    Ok(PostRow {
        id: row.get(0)?,
        department: row.get(1)?,
        urgent: row.get(2)?,
        status: row.get(3)?,
        unknown: row.get(4)?,
        frozen_at: rows::time(row.get(5)?),
        attempts: row.get(6)?,
        next_attempt: rows::time(row.get(7)?),
        why: row.get(8)?,
        refused: row.get(9)?,
        reports: Vec::new(),
    })
}

impl Write<'_> {
    /// A mail of this department went out: neither the server nor its address is in trouble.
    pub fn no_trouble(&self, mail: Uuid) -> Result<()> {
        self.transaction
            .prepare_cached(
                "DELETE FROM trouble WHERE department = ''
                     OR (department, urgent) = (SELECT department, urgent FROM mails WHERE id = ?1)",
            )?
            .execute([mail])?;
        Ok(())
    }

    fn no_trouble_at(&self, department: &str, urgent: bool) -> Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM trouble WHERE department = ?1 AND urgent = ?2")?
            .execute((department, urgent))?;
        Ok(())
    }

    /// One more failure; when it is tried again.
    fn note_trouble(
        &self,
        department: &str,
        urgent: bool,
        pause: impl Fn(u32) -> Duration,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>> {
        let tries: Option<u32> = self
            .transaction
            .prepare_cached("SELECT tries FROM trouble WHERE department = ?1 AND urgent = ?2")?
            .query_row((department, urgent), |row| row.get(0))
            .optional()?;
        let next_try = now + pause(tries.unwrap_or(0));
        self.transaction
            .prepare_cached(
                "INSERT INTO trouble (department, urgent, since, tries, next_try, why) VALUES (?1, ?2, ?3, 1, ?4, ?5)
                 ON CONFLICT (department, urgent)
                 DO UPDATE SET since = min(since, excluded.since), tries = tries + 1, next_try = ?4, why = ?5",
            )?
            .execute((department, urgent, rows::millis(now), rows::millis(next_try), why))?;
        Ok(next_try)
    }

    /// The mail server takes nothing: every digest that certainly is not out, and in nobody's hand, waits for the next one.
    fn close_way(&self, why: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let next_try = self.note_trouble("", false, |tries| pause(About::Way, false, tries), why, now)?;
        let ready: Vec<Uuid> = self
            .transaction
            .prepare_cached(
                "SELECT id FROM mails WHERE status = 'frozen' AND fate = 'ready' AND urgent = 0 AND part_of IS NULL",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for mail in ready {
            let status = "UPDATE mails SET status = 'dissolved', why = ?2 WHERE id = ?1";
            self.transaction.prepare_cached(status)?.execute((mail, why))?;
            self.dissolve(mail, next_try)?;
        }
        Ok(next_try)
    }

    /// Its members are free again, and the department's digest is due soon.
    fn dissolve(&self, mail: Uuid, next_try: DateTime<Utc>) -> Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE schedule SET next_due = min(next_due, ?2)
                 WHERE department = (SELECT department FROM mails WHERE id = ?1)",
            )?
            .execute((mail, rows::millis(next_try)))?;
        self.free(mail, next_try)
    }

    /// What it announced and listed joins another mail.
    fn free(&self, mail: Uuid, due: DateTime<Utc>) -> Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE schedule SET open_list_due = ?2 FROM mails
                 WHERE mails.id = ?1 AND lists_open = 1 AND mails.department = schedule.department",
            )?
            .execute((mail, rows::millis(due)))?;
        self.transaction
            .prepare_cached("UPDATE forwardings SET status = 'waiting', mail = NULL WHERE mail = ?1")?
            .execute([mail])?;
        Ok(self.storage.journal.append(&Entry::Dissolved { mail })?)
    }

    /// Its members go on in new mails, at once.
    fn divide(
        &self,
        department: &str,
        contact: Option<&str>,
        undelivered: &Undelivered,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let whole = undelivered.claim.mail;
        self.free(whole, now)?;
        for (part, members) in &undelivered.parts {
            self.freeze(*part, department, contact, members, &undelivered.host, now)?;
            self.transaction
                .prepare_cached(
                    "UPDATE mails SET part_of = (SELECT ifnull(part_of, id) FROM mails WHERE id = ?2) WHERE id = ?1",
                )?
                .execute((part, whole))?;
        }
        Ok(())
    }

    /// How many parts of a digest were refused, itself included, and whether one was taken.
    pub fn parts_of(&self, whole: Uuid) -> Result<(u32, bool)> {
        let parts = "SELECT ifnull(sum(status IN ('dissolved', 'failed')), 0), ifnull(max(status = 'mailed'), 0)
                     FROM mails WHERE id = ?1 OR part_of = ?1";
        Ok(self.transaction.prepare_cached(parts)?.query_row([whole], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// How often this mail failed, or the digest that it stands for. A part of one has its own tries.
    pub fn tries(&self, mail: Uuid) -> Result<u32> {
        let tries = "SELECT max(attempts, ifnull((SELECT tries FROM trouble
                         WHERE trouble.department = mails.department AND trouble.urgent = mails.urgent
                             AND part_of IS NULL), 0))
                     FROM mails WHERE id = ?1";
        Ok(self.transaction.prepare_cached(tries)?.query_row([mail], |row| row.get(0))?)
    }

    /// After a restore nobody knows what became of mails that had not gone out then.
    pub fn doubt_frozen_mails(&self) -> Result<(), StorageError> {
        self.transaction.execute("UPDATE mails SET fate = 'unknown' WHERE status = 'frozen'", [])?;
        Ok(())
    }
}

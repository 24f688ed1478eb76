//! Short numbers of reports, counted per city and year: people say them on the phone, so none is ever given twice.

use chrono::{DateTime, Datelike, Utc};
use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::super::Result;
use super::Write;

/// How far numbers jump with a new epoch: phones of the lost days show some that nobody here knows.
const JUMP: i64 = 1_000;

impl Write<'_> {
    /// The number of a new report: the one under which a mail of before a restore told of it, or the next.
    pub fn new_number(&self, report: Uuid, now: DateTime<Utc>) -> Result<String> {
        let told = "SELECT number FROM numbers WHERE report = ?1";
        let told = self.transaction.prepare_cached(told)?.query_row([report], |row| row.get(0)).optional()?;
        match told {
            Some(number) => Ok(number),
            None => self.count_numbers(1, now),
        }
    }

    /// After a restore: numbers that may be known somewhere are left out.
    pub fn leave_out_numbers(&self, now: DateTime<Utc>) -> Result<()> {
        let year = self.number_year(now)?;
        let known = self.last_known_number(year)?;
        let raise = "UPDATE city SET number = max(number, ?2) WHERE number_year = ?1";
        self.transaction.prepare_cached(raise)?.execute((year, known))?;
        self.count_numbers(JUMP, now).map(|_| ())
    }

    /// A clock that jumps to another year and back goes on where it was.
    fn count_numbers(&self, by: i64, now: DateTime<Utc>) -> Result<String> {
        let year = self.number_year(now)?;
        let same = self
            .transaction
            .prepare_cached("UPDATE city SET number = number + ?2 WHERE number_year = ?1 RETURNING number")?
            .query_row((year, by), |row| row.get(0))
            .optional()?;
        let n = match same {
            Some(n) => n,
            None => {
                let n = self.last_known_number(year)? + by;
                let sql = "UPDATE city SET number_year = ?1, number = ?2";
                self.transaction.prepare_cached(sql)?.execute((year, n))?;
                n
            }
        };
        Ok(format!("{year:02}-{n:05}"))
    }

    fn number_year(&self, now: DateTime<Utc>) -> Result<i32> {
        Ok(self.reference()?.day(now).year() % 100)
    }

    fn last_known_number(&self, year: i32) -> Result<i64> {
        let sql = "SELECT coalesce(max(CAST(substr(number, 4) AS INTEGER)), 0)
                   FROM (SELECT number FROM reports UNION ALL SELECT number FROM numbers)
                   WHERE number GLOB printf('%02d-*', ?1)";
        Ok(self.transaction.prepare_cached(sql)?.query_row([year], |row| row.get(0))?)
    }
}

//! Backups by the clock: once a day, at the hour that is set. What is due follows from the newest backup in the folder, so a
//! restart, or a clock that jumps, makes one at most.

use std::io;
use std::path::Path;

use chrono::{DateTime, Duration, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::backup::{BackupError, Report, Source};
use super::series::{Keep, Kept, Series};
use crate::config::Config;
use crate::storage::Overview;

/// Backups that are older than this are a fault.
const LATE: TimeDelta = TimeDelta::days(2);

/// The folder and the rhythm that are set.
#[derive(Clone, Debug)]
pub struct Schedule {
    series: Series,
    at: NaiveTime,
    keep: Keep,
}

impl Schedule {
    /// None where no folder is set.
    pub fn of(config: &Config) -> Option<Schedule> {
        let at = NaiveTime::parse_from_str(&config.backup_at, "%H:%M").ok()?;
        let keep = Keep { number: config.backup_keep as usize, days: config.backup_days };
        let series = Series::at(Path::new(&config.backup_dir));
        (!config.backup_dir.is_empty()).then_some(Schedule { series, at, keep })
    }

    /// Makes the backup that is due, if one is.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn run(&self, source: Source, now: DateTime<Utc>) -> Result<Option<Report>, BackupError> {
        let due = last_due(now, self.at, source.storage.zone()?);
        match self.newest(now)? {
            Some(newest) if newest.made_at >= due => Ok(None),
            _ => self.run_now(source, now).map(Some),
        }
    }

    /// Makes one at once.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn run_now(&self, source: Source, now: DateTime<Utc>) -> Result<Report, BackupError> {
        self.series.add(source, self.keep, now)
    }

    /// When the newest one was made; none where there is none.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn newest(&self, now: DateTime<Utc>) -> io::Result<Option<Kept>> {
        Ok(self.series.whole(now)?.into_iter().next())
    }

    /// Whether the newest one is older than two days, or there is none.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn is_late(&self, now: DateTime<Utc>) -> io::Result<bool> {
        Ok(self.newest(now)?.is_none_or(|newest| now - newest.made_at > LATE))
    }

    /// Whether the folder lies on the same disk as this one, as far as can be told.
    pub fn is_beside(&self, data: &Path) -> bool {
        #[cfg(unix)]
        let disk = |path: &Path| std::fs::metadata(path).ok().map(|it| std::os::unix::fs::MetadataExt::dev(&it));
        #[cfg(not(unix))]
        let disk = |_: &Path| None::<u64>;
        // One that is made later lies where the nearest folder above it does.
        let backups = std::path::absolute(self.series.root()).unwrap_or_default();
        let there = backups.ancestors().find_map(disk);
        there.is_some() && there == disk(data)
    }

    /// Refuses a database that was set back: phones have let go what only the newest backup has.
    ///
    /// # Errors
    /// [`BackupError::SetBack`].
    pub fn refuse_set_back(&self, present: &Overview, now: DateTime<Utc>) -> Result<(), BackupError> {
        let Some(newest) = self.newest(now)? else { return Ok(()) };
        let manifest = newest.read()?;
        let ahead = manifest.epoch == present.epoch && manifest.seq > present.seq;
        if ahead { Err(BackupError::SetBack(newest.manifest)) } else { Ok(()) }
    }
}

/// The last time, up to `now`, at which a backup was due. An hour that the clock change skips counts from the hour after.
fn last_due(now: DateTime<Utc>, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = |day: chrono::NaiveDate| {
        let time = day.and_time(at);
        let skipped = || zone.from_local_datetime(&(time + Duration::hours(1))).earliest();
        zone.from_local_datetime(&time).earliest().or_else(skipped).map(|due| due.to_utc())
    };
    let today = now.with_timezone(&zone).date_naive();
    let days = std::iter::successors(Some(today), |day| day.pred_opt());
    days.take(3).filter_map(local).find(|due| *due <= now).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_due_once_a_day_also_when_the_clock_changes() {
        let due = |now: &str, at: &str| {
            let at = NaiveTime::parse_from_str(at, "%H:%M").unwrap();
            last_due(now.parse().unwrap(), at, Tz::Europe__Berlin).to_rfc3339()
        };
        assert_eq!(due("2026-11-25T01:29:59Z", "02:30"), "2026-11-24T01:30:00+00:00");
        assert_eq!(due("2026-11-25T01:30:00Z", "02:30"), "2026-11-25T01:30:00+00:00");
        assert_eq!(due("2026-11-25T23:30:00Z", "23:59"), "2026-11-25T22:59:00+00:00");
        // 29 March 2026 has no half past two, 25 October two of them.
        assert_eq!(due("2026-03-29T12:00:00Z", "02:30"), "2026-03-29T01:30:00+00:00");
        assert_eq!(due("2026-10-25T12:00:00Z", "02:30"), "2026-10-25T00:30:00+00:00");
    }
}

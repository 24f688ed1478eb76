//! The months that summaries are about.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use crate::schedule::is_holiday;

/// Summaries go out from this local hour on.
const HOUR: u32 = 7;
/// A server that was off on the day itself makes up for it so long.
const LATE: Days = Days::new(6);

/// A month of the city's calendar: `2026-10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Month {
        Month { first: day.with_day(1).unwrap_or(day) }
    }

    /// The one before.
    pub fn before(self) -> Month {
        Month { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// Year, and month from 1.
    pub fn number(self) -> (i32, u32) {
        (self.first.year(), self.first.month())
    }

    /// Its first day and its last.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let next = self.first.checked_add_months(Months::new(1)).unwrap_or(self.first);
        (self.first, next.pred_opt().unwrap_or(next))
    }

    /// From its first moment to the first of the next one, UTC.
    pub fn span(self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        let next = self.first.checked_add_months(Months::new(1)).unwrap_or(self.first);
        (midnight(self.first, zone), midnight(next, zone))
    }

    /// Its first day that is neither weekend nor holiday.
    pub fn first_workday(self) -> NaiveDate {
        let works = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(*day);
        self.first.iter_days().take(14).find(works).unwrap_or(self.first)
    }
}

/// The first moment of a day, UTC.
pub fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let at = day.and_time(NaiveTime::MIN);
    // Where clocks change at midnight, the day begins an hour later.
    let begins = zone.from_local_datetime(&at).earliest();
    let begins = begins.or_else(|| zone.from_local_datetime(&(at + TimeDelta::hours(1))).earliest());
    begins.map_or_else(|| at.and_utc(), |at| at.to_utc())
}

/// The month that summaries are due about: the one before, on the first working day and shortly after.
pub fn due(now: DateTime<Utc>, zone: Tz) -> Option<Month> {
    let local = now.with_timezone(&zone);
    let (today, this) = (local.date_naive(), Month::of(local.date_naive()));
    let first = this.first_workday();
    let is_due = today > first || (today == first && local.hour() >= HOUR);
    let in_time = first.checked_add_days(LATE).is_some_and(|last| today <= last);
    (is_due && in_time).then(|| this.before())
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

/// It is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMonth;

impl fmt::Display for NoMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a month is written as 2026-10")
    }
}

impl std::error::Error for NoMonth {}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Month, NoMonth> {
        let month = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map(Month::of).map_err(|_| NoMonth)?;
        if month.to_string() == text { Ok(month) } else { Err(NoMonth) }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;

    use super::*;

    fn due_at(utc: &str) -> Option<String> {
        due(utc.parse().unwrap(), Berlin).map(|month| month.to_string())
    }

    #[test]
    fn on_the_first_working_day_at_seven_about_the_month_before() {
        assert_eq!(due_at("2026-12-01T05:59:00Z"), None);
        assert_eq!(due_at("2026-12-01T06:00:00Z").unwrap(), "2026-11");
        assert_eq!(due_at("2026-11-01T12:00:00Z"), None, "All Saints', a Sunday");
        assert_eq!(due_at("2026-11-02T06:00:00Z").unwrap(), "2026-10");
        assert_eq!(due_at("2027-01-01T12:00:00Z"), None, "New Year, a Friday");
        assert_eq!(due_at("2027-01-03T12:00:00Z"), None);
        assert_eq!(due_at("2027-01-04T06:00:00Z").unwrap(), "2026-12");
        assert_eq!(due_at("2027-01-10T06:00:00Z").unwrap(), "2026-12", "the server was off");
        assert_eq!(due_at("2027-01-11T06:00:00Z"), None);
    }

    #[test]
    fn a_month_is_the_citys_and_as_long_as_it_is() {
        let month: Month = "2026-10".parse().unwrap();
        let (from, to) = month.span(Berlin);
        assert_eq!(
            (from.to_rfc3339(), to.to_rfc3339()),
            ("2026-09-30T22:00:00+00:00".to_owned(), "2026-10-31T23:00:00+00:00".to_owned())
        );
        assert_eq!(month.number(), (2026, 10));
        assert_eq!("2027-01".parse::<Month>().unwrap().before().to_string(), "2026-12");
        for wrong in ["", "2026", "2026-13", "10-2026", "2026-1", "2026-10-01", "letzter"] {
            assert_eq!(wrong.parse::<Month>(), Err(NoMonth), "{wrong}");
        }
    }
}

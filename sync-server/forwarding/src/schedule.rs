//! When a department's digest is due. The next due time is stored, so a clock that jumps or an hour that is changed sends
//! at most one digest, with everything in it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// The first due time after `after`, for a local hour (`HH:MM`; 07:00 where it is unreadable) on `workdays` or `daily`.
/// An hour that the clock change skips counts from the hour after it.
pub fn next_due(after: DateTime<Utc>, hour: &str, days: &str, zone: Tz) -> DateTime<Utc> {
    let hour = NaiveTime::parse_from_str(hour, "%H:%M").unwrap_or(NaiveTime::MIN + Duration::hours(7));
    let today = after.with_timezone(&zone).date_naive();
    today
        .iter_days()
        .take(16)
        .filter(|day| days == "daily" || is_workday(*day))
        .filter_map(|day| local(day, hour, zone))
        .find(|due| *due > after)
        .unwrap_or(after + Duration::days(1))
}

fn local(day: NaiveDate, hour: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = day.and_time(hour);
    zone.from_local_datetime(&at)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(at + Duration::hours(1))).earliest())
        .map(|due| due.to_utc())
}

/// Monday to Friday, and no public holiday of North Rhine-Westphalia (Feiertagsgesetz NW § 2).
pub fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

fn is_holiday(day: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)];
    // Days after Easter Sunday: Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi.
    const MOVING: [i64; 5] = [-2, 1, 39, 50, 60];
    FIXED.contains(&(day.month(), day.day()))
        || easter(day.year()).is_some_and(|easter| MOVING.contains(&(day - easter).num_days()))
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(after: &str, days: &str) -> String {
        next_due(after.parse().unwrap(), "07:00", days, Tz::Europe__Berlin).to_rfc3339()
    }

    #[test]
    fn working_days_at_seven_in_the_citys_zone() {
        assert_eq!(due("2026-11-23T05:59:00Z", "workdays"), "2026-11-23T06:00:00+00:00");
        assert_eq!(due("2026-11-23T06:00:00Z", "workdays"), "2026-11-24T06:00:00+00:00");
        assert_eq!(due("2026-11-27T06:00:00Z", "workdays"), "2026-11-30T06:00:00+00:00", "over the weekend");
        assert_eq!(due("2026-11-27T06:00:00Z", "daily"), "2026-11-28T06:00:00+00:00");
        assert_eq!(due("2026-07-01T12:00:00Z", "workdays"), "2026-07-02T05:00:00+00:00", "summer time");
    }

    #[test]
    fn no_digest_on_holidays_of_north_rhine_westphalia() {
        assert_eq!(due("2026-04-02T12:00:00Z", "workdays"), "2026-04-07T05:00:00+00:00", "Easter");
        assert_eq!(due("2026-06-03T12:00:00Z", "workdays"), "2026-06-05T05:00:00+00:00", "Corpus Christi");
        assert_eq!(due("2026-12-24T12:00:00Z", "workdays"), "2026-12-28T06:00:00+00:00", "Christmas");
    }

    #[test]
    fn easter_is_when_it_is() {
        for (year, day) in [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25")] {
            assert_eq!(easter(year), Some(day.parse().unwrap()));
        }
    }

    /// By Lichtenberg's form of Gauss's rule, worked out elsewhere: the earliest and latest days, the two years of its
    /// exceptions (1954, 1981), centuries with and without a leap day.
    #[test]
    fn easter_is_when_others_reckon_it() {
        let days = "1818-03-22 1886-04-25 1943-04-25 1954-04-18 1961-04-02 1981-04-19 2000-04-23 2008-03-23 \
                    2011-04-24 2016-03-27 2019-04-21 2027-03-28 2030-04-21 2035-03-25 2049-04-18 2076-04-19 \
                    2100-03-28 2200-04-06 2285-03-22 2299-04-16 2600-03-23 4000-04-09";
        for day in days.split(' ') {
            let day: NaiveDate = day.parse().unwrap();
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn easter_is_a_sunday_in_spring() {
        for year in 1583..4100 {
            let day = easter(year).unwrap();
            assert_eq!(day.weekday(), Weekday::Sun, "{day}");
            let first = NaiveDate::from_ymd_opt(year, 3, 22).unwrap();
            assert!((0..35).contains(&(day - first).num_days()), "{day}");
        }
    }

    #[test]
    fn the_working_days_of_a_year_are_as_many_as_its_calendar_has() {
        for (year, days) in [(2025, 251), (2026, 253), (2027, 254)] {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let of_year = first.iter_days().take_while(|day| day.year() == year);
            assert_eq!(of_year.filter(|day| is_workday(*day)).count(), days, "{year}");
        }
    }

    #[test]
    fn an_hour_that_the_clock_skips_counts_from_the_next_and_one_that_comes_twice_from_the_first() {
        let at = |after: &str, hour| next_due(after.parse().unwrap(), hour, "daily", Tz::Europe__Berlin).to_rfc3339();
        assert_eq!(at("2026-03-28T12:00:00Z", "02:30"), "2026-03-29T01:30:00+00:00", "3:30, there is no 2:30");
        assert_eq!(at("2026-10-24T12:00:00Z", "02:30"), "2026-10-25T00:30:00+00:00");
        assert_eq!(at("2026-11-23T12:00:00Z", "quarter past"), "2026-11-24T06:00:00+00:00", "unreadable: at 7");
    }
}

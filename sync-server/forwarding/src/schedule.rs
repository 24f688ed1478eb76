//! When a department's digest is due. The next due time is stored, so a clock that jumps or an hour that is changed sends
//! at most one digest, with everything in it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use shared::domain::Department;

/// When a department wants mail that can wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Local hour.
    pub hour: NaiveTime,
    /// On every day; on working days otherwise.
    pub daily: bool,
    /// 24 and 31 December are working days.
    pub works_on_eves: bool,
    /// Weekday of the list of what is open.
    pub open_list: Option<Weekday>,
}

impl From<&Department> for Rhythm {
    /// 07:00 where the hour is unreadable, no list where its weekday is none.
    fn from(department: &Department) -> Rhythm {
        Rhythm {
            hour: hour(&department.hour),
            daily: department.days == "daily",
            works_on_eves: department.works_on_eves,
            open_list: department.open_list.parse().ok(),
        }
    }
}

fn hour(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap_or(NaiveTime::MIN + Duration::hours(7))
}

impl Rhythm {
    /// The first due time of a digest after `after`. An hour that the clock change skips counts from the hour after it.
    pub fn next_digest(&self, after: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let today = after.with_timezone(&zone).date_naive();
        self.dues(today, zone).find(|due| *due > after).unwrap_or(after + Duration::days(1))
    }

    /// The first due time of the list after `after`: with the first digest from its weekday on, so that a holiday puts it
    /// off and one mail is enough.
    pub fn next_open_list(&self, after: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let weekday = self.open_list?;
        // The last one may be put off beyond `after`, too.
        let from = after.with_timezone(&zone).date_naive() - Duration::days(14);
        let days = from.iter_days().take(35).filter(|day| day.weekday() == weekday);
        days.filter_map(|day| self.dues(day, zone).next()).find(|due| *due > after)
    }

    /// Due times of digests from a day on; no calendar has so many holidays in a row.
    fn dues(&self, from: NaiveDate, zone: Tz) -> impl Iterator<Item = DateTime<Utc>> {
        let days = from.iter_days().take(16).filter(|day| self.daily || is_workday(*day, self.works_on_eves));
        days.filter_map(move |day| local(day, self.hour, zone))
    }
}

fn local(day: NaiveDate, hour: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = day.and_time(hour);
    zone.from_local_datetime(&at)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(at + Duration::hours(1))).earliest())
        .map(|due| due.to_utc())
}

/// Monday to Friday, and no public holiday of North Rhine-Westphalia (Feiertagsgesetz NW § 2). 24 and 31 December are none,
/// but free where collective agreements say so (TVöD § 6 (3)): `eves` tells.
pub fn is_workday(day: NaiveDate, eves: bool) -> bool {
    let eve = day.month() == 12 && matches!(day.day(), 24 | 31);
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day) && (eves || !eve)
}

/// A public holiday of North Rhine-Westphalia (Feiertagsgesetz NW § 2).
pub fn is_holiday(day: NaiveDate) -> bool {
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

    const ZONE: Tz = Tz::Europe__Berlin;

    fn rhythm(days: &str) -> Rhythm {
        let hour = NaiveTime::from_hms_opt(7, 0, 0).unwrap();
        Rhythm { hour, daily: days == "daily", works_on_eves: false, open_list: Some(Weekday::Mon) }
    }

    fn due(after: &str, days: &str) -> String {
        rhythm(days).next_digest(after.parse().unwrap(), ZONE).to_rfc3339()
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
    fn the_eves_are_working_days_where_the_department_says_so() {
        assert_eq!(due("2026-12-23T12:00:00Z", "workdays"), "2026-12-28T06:00:00+00:00");
        assert_eq!(due("2026-12-30T12:00:00Z", "workdays"), "2027-01-04T06:00:00+00:00");
        let works = Rhythm { works_on_eves: true, ..rhythm("workdays") };
        for eve in ["2026-12-24", "2026-12-31"] {
            let eve: DateTime<Utc> = format!("{eve}T06:00:00Z").parse().unwrap();
            assert_eq!(works.next_digest(eve - Duration::hours(18), ZONE), eve);
        }
    }

    #[test]
    fn the_list_of_what_is_open_comes_once_a_week_with_a_digest() {
        let list = |after: &str| rhythm("workdays").next_open_list(after.parse().unwrap(), ZONE).unwrap().to_rfc3339();
        assert_eq!(list("2026-11-23T05:59:00Z"), "2026-11-23T06:00:00+00:00");
        assert_eq!(list("2026-11-23T06:00:00Z"), "2026-11-30T06:00:00+00:00");
        assert_eq!(list("2026-04-01T12:00:00Z"), "2026-04-07T05:00:00+00:00", "Easter Monday puts it off");
        assert_eq!(list("2026-04-06T12:00:00Z"), "2026-04-07T05:00:00+00:00", "also on that day");
        assert_eq!(list("2026-04-07T05:00:00Z"), "2026-04-13T05:00:00+00:00");
        let never = Rhythm { open_list: None, ..rhythm("daily") };
        assert_eq!(never.next_open_list("2026-11-23T05:59:00Z".parse().unwrap(), ZONE), None);
        let sunday = Rhythm { open_list: Some(Weekday::Sun), ..rhythm("daily") };
        let due = sunday.next_open_list("2026-11-23T05:59:00Z".parse().unwrap(), ZONE).unwrap();
        assert_eq!(due.to_rfc3339(), "2026-11-29T06:00:00+00:00");
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
            assert_eq!(of_year.filter(|day| is_workday(*day, true)).count(), days, "{year}");
        }
    }

    #[test]
    fn an_hour_that_the_clock_skips_counts_from_the_next_and_one_that_comes_twice_from_the_first() {
        let at = |after: &str, at: &str| {
            let rhythm = Rhythm { hour: hour(at), ..rhythm("daily") };
            rhythm.next_digest(after.parse().unwrap(), ZONE).to_rfc3339()
        };
        assert_eq!(at("2026-03-28T12:00:00Z", "02:30"), "2026-03-29T01:30:00+00:00", "3:30, there is no 2:30");
        assert_eq!(at("2026-10-24T12:00:00Z", "02:30"), "2026-10-25T00:30:00+00:00");
        assert_eq!(at("2026-11-23T12:00:00Z", "quarter past"), "2026-11-24T06:00:00+00:00", "unreadable: at 7");
    }
}

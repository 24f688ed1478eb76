//! Times for people: relative first, the exact local one on demand.

use assets::Arg;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::Words;

/// A point in time, ready for a `<time>`.
pub(crate) struct Moment {
    /// For machines: UTC, RFC 3339.
    pub(crate) iso: String,
    /// Local date and time in words.
    pub(crate) exact: String,
    /// How long ago, in words.
    pub(crate) ago: String,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Older times are told by their date.
const RECENT_DAYS: i64 = 14;

impl Words {
    /// A time in the past.
    pub(crate) fn moment(&self, at: DateTime<Utc>) -> Moment {
        let local = at.with_timezone(&self.zone);
        let exact = self.dated("time-exact", local.date_naive(), &clock(&local, true));
        let iso = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Moment { iso, ago: self.ago(at, &local), exact }
    }

    /// A day.
    pub(crate) fn day(&self, date: NaiveDate) -> String {
        self.dated("time-date", date, "")
    }

    fn ago(&self, at: DateTime<Utc>, local: &DateTime<Tz>) -> String {
        let elapsed = self.now - at;
        let days = (self.now.with_timezone(&self.zone).date_naive() - local.date_naive()).num_days();
        let count = |key: &str, n: i64| self.with(key, &[("count", n.into())]);
        if elapsed < TimeDelta::minutes(-2) || days > RECENT_DAYS {
            // The future, by a clock that is wrong, or long ago.
            self.dated("time-date", local.date_naive(), "")
        } else if elapsed < TimeDelta::minutes(1) {
            self.t("ago-now")
        } else if elapsed < TimeDelta::hours(1) {
            count("ago-minutes", elapsed.num_minutes())
        } else if days == 0 || elapsed < TimeDelta::hours(12) {
            count("ago-hours", elapsed.num_hours())
        } else {
            count("ago-days", days)
        }
    }

    /// A planned time: "morgen um 7".
    pub(crate) fn planned(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        let hour = clock(&local, false);
        let date = local.date_naive();
        let days = (date - self.now.with_timezone(&self.zone).date_naive()).num_days();
        let key = match days {
            _ if at <= self.now => "when-now",
            0 => "when-today",
            1 => "when-tomorrow",
            2..=6 => "when-weekday",
            _ => "when-date",
        };
        let weekday = DAYS.get(local.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
        let (day, date) = (self.t(&format!("weekday-{weekday}")), self.dated("time-day", date, ""));
        self.with(key, &[("hour", Arg::Text(&hour)), ("day", Arg::Text(&day)), ("date", Arg::Text(&date))])
    }

    fn dated(&self, key: &str, date: NaiveDate, time: &str) -> String {
        let (day, month) = (format!("{:02}", date.day()), format!("{:02}", date.month()));
        let year = date.year().to_string();
        let args = [("day", &day), ("month", &month), ("year", &year)].map(|(name, text)| (name, Arg::from(text)));
        let [day, month, year] = args;
        self.with(key, &[day, month, year, ("time", Arg::Text(time))])
    }
}

/// `7`, `7:30`; with `minutes` always `7:00`.
fn clock(local: &DateTime<Tz>, minutes: bool) -> String {
    if minutes || local.minute() != 0 {
        format!("{}:{:02}", local.hour(), local.minute())
    } else {
        local.hour().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assets::Language;

    fn words() -> Words {
        // A Monday, 18:30 in Berlin.
        Words::new(Language::De, chrono_tz::Europe::Berlin, utc("2026-11-23T17:30:00Z"))
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_past_is_told_as_people_count() {
        let words = words();
        let ago = |text| words.moment(utc(text)).ago;
        assert_eq!(ago("2026-11-23T17:29:30Z"), "gerade eben");
        assert_eq!(ago("2026-11-23T17:31:00Z"), "gerade eben");
        assert_eq!(ago("2026-11-23T16:48:00Z"), "vor 42 min");
        assert_eq!(ago("2026-11-23T05:30:00Z"), "vor 12 h");
        assert_eq!(ago("2026-11-22T20:00:00Z"), "gestern");
        assert_eq!(ago("2026-11-18T08:00:00Z"), "vor 5 Tagen");
        assert_eq!(ago("2026-07-01T08:00:00Z"), "01.07.2026");
        assert_eq!(ago("2036-07-01T08:00:00Z"), "01.07.2036");
    }

    #[test]
    fn the_exact_time_is_local_in_summer_and_winter() {
        let words = words();
        assert_eq!(words.moment(utc("2026-07-01T08:05:00Z")).exact, "01.07.2026, 10:05 Uhr");
        assert_eq!(words.moment(utc("2026-11-23T23:05:00Z")).exact, "24.11.2026, 0:05 Uhr");
    }

    #[test]
    fn plans_are_told_as_people_speak() {
        let words = words();
        assert_eq!(words.planned(utc("2026-11-24T06:00:00Z")), "morgen um 7");
        assert_eq!(words.planned(utc("2026-11-23T19:30:00Z")), "heute um 20:30");
        assert_eq!(words.planned(utc("2026-11-27T06:00:00Z")), "Freitag um 7");
        assert_eq!(words.planned(utc("2026-12-24T06:00:00Z")), "am 24.12. um 7");
        assert_eq!(words.planned(utc("2026-11-23T06:00:00Z")), "gleich");
    }
}

//! The day of the demo: a clock that runs as the machine's does, moved to the hour that the story tells of.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use forwarding::schedule::is_workday;

use crate::clock::{Clock, SystemClock};

/// A clock with hands that the story moves.
pub struct DayClock {
    zone: Tz,
    day: NaiveDate,
    /// Milliseconds that the hands are ahead of the machine's.
    ahead: AtomicI64,
}

impl DayClock {
    /// The day is the last working day whose next working morning has been, so that nothing lies in the future.
    pub fn new(zone: Tz) -> DayClock {
        let now = SystemClock.now().with_timezone(&zone);
        let mut morning = (now - Duration::hours(10)).date_naive();
        let back = |day: NaiveDate| day.checked_sub_days(Days::new(1)).unwrap_or(day);
        while !is_workday(morning, false) {
            morning = back(morning);
        }
        let mut day = back(morning);
        while !is_workday(day, false) {
            day = back(day);
        }
        DayClock { zone, day, ahead: AtomicI64::new(0) }
    }

    /// The day.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// A local hour of the day, UTC.
    pub fn at(&self, hour: u32, minute: u32) -> DateTime<Utc> {
        self.on(self.day, hour, minute)
    }

    /// As [`DayClock::at`], on the next working day.
    pub fn next_morning(&self, hour: u32, minute: u32) -> DateTime<Utc> {
        let next = self.day.iter_days().skip(1).find(|day| is_workday(*day, false)).unwrap_or(self.day);
        self.on(next, hour, minute)
    }

    fn on(&self, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        self.zone
            .from_local_datetime(&day.and_time(time))
            .earliest()
            .map_or_else(|| SystemClock.now(), |at| at.to_utc())
    }

    /// Moves the hands.
    pub fn set(&self, at: DateTime<Utc>) {
        self.ahead.store((at - SystemClock.now()).num_milliseconds(), Ordering::Relaxed);
    }

    /// From now on the machine's time.
    pub fn let_go(&self) {
        self.ahead.store(0, Ordering::Relaxed);
    }

    /// The local hour, for the narrator.
    pub fn hour(&self) -> String {
        self.now().with_timezone(&self.zone).format("%a %H:%M").to_string()
    }
}

impl Clock for DayClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + Duration::milliseconds(self.ahead.load(Ordering::Relaxed))
    }
}

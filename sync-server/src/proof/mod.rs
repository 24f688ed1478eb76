//! Proof of work: what was done at which places, without watching anybody.
//!
//! Every figure is a sum of *atoms*: what was done on one day by a [`crowd`] that is large enough. So no figure, and no
//! difference between figures, leads to fewer people than such a crowd has.

pub mod activity;
pub mod chores;
pub mod coverage;
pub mod crowd;
pub mod hotspots;
pub(crate) mod paper;
mod setter;
pub(crate) mod sheet;

use chrono::NaiveDate;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Period {
    /// Longer ones are cut: a page is for people who wait for it.
    pub const MOST_DAYS: i64 = 3 * 366;

    /// From a day to a day, at most three years; the other way round where they are.
    pub fn new(a: NaiveDate, b: NaiveDate) -> Period {
        let (from, to) = (a.min(b), a.max(b));
        let earliest = to - chrono::TimeDelta::days(Period::MOST_DAYS);
        Period { from: from.max(earliest), to }
    }

    /// Each day.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }
}

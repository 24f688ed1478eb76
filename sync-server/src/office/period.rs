//! Days and an area, as forms of the office ask for them; the address holds both.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use forwarding::month::midnight;
use serde::Deserialize;

use crate::pages::{Site, query};
use crate::proof::Period;
use crate::proof::crowd::Crowd;
use crate::storage::{Result, Storage};

/// In the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    to: String,
    /// Layer and foreign id; everywhere where empty.
    pub(super) area: String,
    /// Which layer's areas are listed.
    pub(super) layer: String,
    /// Code of the category whose corners are looked for.
    pub(super) category: String,
}

impl Asked {
    /// The days that are asked for, until today; else the usual ones.
    pub(super) fn period(&self, today: NaiveDate, usual: Period) -> Period {
        let day = |text: &str, usual: NaiveDate| text.parse().unwrap_or(usual).min(today);
        Period::new(day(&self.from, usual.from), day(&self.to, usual.to))
    }

    /// Layer and foreign id.
    pub(super) fn area(&self) -> Option<(String, String)> {
        self.area.split_once('/').map(|(layer, id)| (layer.to_owned(), id.to_owned()))
    }

    /// The same question at another address.
    pub(super) fn at(&self, path: &str, period: Period) -> String {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let asked = [
            ("from", from.as_str()),
            ("to", &to),
            ("area", &self.area),
            ("layer", &self.layer),
            ("category", &self.category),
        ];
        format!("{path}{}", query(&asked))
    }
}

/// The last four weeks, with today.
pub(super) fn four_weeks(today: NaiveDate) -> Period {
    Period::new(today - Days::new(27), today)
}

/// The month before this one.
pub(super) fn last_month(today: NaiveDate) -> Period {
    let this = today.with_day(1).unwrap_or(today);
    let last = this.pred_opt().unwrap_or(this);
    Period::new(last.with_day(1).unwrap_or(last), last)
}

/// From the first moment of a period to the first one after it, UTC.
pub(super) fn span(zone: Tz, period: Period) -> (DateTime<Utc>, DateTime<Utc>) {
    (midnight(period.from, zone), midnight(period.to + Days::new(1), zone))
}

/// Who could have made a fact.
pub(crate) fn crowd(storage: &dyn Storage, least: u32) -> Result<Crowd> {
    Ok(Crowd::new(least as usize, storage.roster()?, storage.teams_named()?))
}

impl Site {
    /// The day in the city.
    pub(super) fn today(&self) -> NaiveDate {
        self.day(self.now())
    }

    /// On which day of the city something was.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.city().1).date_naive()
    }
}

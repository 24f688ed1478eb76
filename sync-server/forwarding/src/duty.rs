//! Who of a department is asked about a hazard: the first contact on duty, then the next where nobody confirms in time, and
//! staff at the end.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use shared::domain::{DutyContact, DutyHours};

use crate::schedule::is_holiday;

/// A mail by which a contact was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Name of the contact; none while the mail is not put together.
    pub contact: Option<String>,
    /// Since when it waits for an answer, UTC.
    pub since: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No server has taken it yet.
    OnTheWay,
    /// A server took it.
    Out,
    /// It came back: its contact does not know.
    Returned,
}

/// What is to be done now about a hazard that nobody has confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next<'a> {
    /// Ask this contact, too.
    pub ask: Option<&'a DutyContact>,
    /// Staff should call: nobody is left to ask, or no mail has got out at all.
    pub alarm: bool,
}

/// Who gets an urgent mail now: the first contact on duty, else the last one, who is there at all times.
pub fn first_on_duty(contacts: &[DutyContact], now: DateTime<Utc>, zone: Tz) -> Option<&DutyContact> {
    contacts.iter().find(|contact| is_on_duty(contact, now, zone)).or(contacts.last())
}

/// What to do about a hazard that nobody has confirmed. `asked` is in order of asking; a contact is asked once, however the
/// list of contacts changes meanwhile, and each waits for `patience`.
pub fn next<'a>(
    contacts: &'a [DutyContact],
    asked: &[Asked],
    patience: TimeDelta,
    now: DateTime<Utc>,
    zone: Tz,
) -> Next<'a> {
    let (Some(first), Some(last)) = (asked.first(), asked.last()) else { return Next::default() };
    let is_known = |contact: &DutyContact| asked.iter().any(|it| it.contact.as_deref() == Some(&contact.name));
    let reached = contacts.iter().rposition(is_known).map_or(0, |place| place + 1);
    let is_over = |it: &Asked| it.fate == Fate::Returned || waited(it.since, patience, now);
    // Whoever gets the first mail is chosen when it is put together.
    let left = contacts.get(reached..).filter(|_| last.contact.is_some()).unwrap_or_default();
    let ask = first_on_duty(left, now, zone).filter(|_| is_over(last));
    let nobody_left = left.is_empty() && is_over(last);
    let nothing_out = asked.iter().all(|it| it.fate != Fate::Out) && waited(first.since, patience, now);
    Next { ask, alarm: nobody_left || nothing_out }
}

/// As long as this, or for a time that nobody knows: it was noted under a clock that had jumped ahead.
fn waited(since: DateTime<Utc>, patience: TimeDelta, now: DateTime<Utc>) -> bool {
    let waited = now.signed_duration_since(since);
    waited >= patience || waited < -patience
}

/// Whether somebody reads there now. Hours that nobody can read are taken as always: rather asked once too often.
pub fn is_on_duty(contact: &DutyContact, now: DateTime<Utc>, zone: Tz) -> bool {
    let Some(hours) = &contact.hours else { return true };
    let read = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let (Some(from), Some(to)) = (read(&hours.from), read(&hours.to)) else { return true };
    let local = now.with_timezone(&zone).naive_local();
    let (today, time) = (local.date(), local.time());
    if from < to {
        return begins(hours, today) && (from..to).contains(&time);
    }
    // Through midnight: this night's, or what is left of the last one.
    let last_night = today.checked_sub_days(Days::new(1)).is_some_and(|yesterday| begins(hours, yesterday));
    (begins(hours, today) && time >= from) || (last_night && time < to)
}

/// Whether hours begin on this day. Holidays are Sundays.
fn begins(hours: &DutyHours, day: NaiveDate) -> bool {
    let weekday = if is_holiday(day) { 7 } else { day.weekday().number_from_monday() };
    hours.days.iter().any(|on| u32::from(*on) == weekday)
}

#[cfg(test)]
mod tests;

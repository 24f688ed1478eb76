//! What settling notes for the review desk: why a person should look at a report, and by which words it is found.

use chrono::Duration;
use forwarding::concern::Concern;
use rusqlite::OptionalExtension;
use shared::domain::Report;
use shared::geo::{METRES_PER_DEGREE, Position};
use shared::merge::Record;
use uuid::Uuid;

use super::super::Result;
use super::reference::Whereabouts;
use super::settle::Before;
use super::{Write, rows};

/// Open reports of one category that are nearer than this look alike, in metres.
const ALIKE_M: f64 = 40.0;
/// And came within so many days.
const ALIKE_DAYS: i64 = 14;

impl Write<'_> {
    /// An older open report of this category close by, unless staff have said that it is about something else.
    pub fn alike(&self, before: &Before, report: Uuid, content: &Report) -> Result<Option<Uuid>> {
        let Some(place) = content.place else { return Ok(None) };
        let at = place.position;
        let high = ALIKE_M / METRES_PER_DEGREE;
        let wide = high / at.lat.to_radians().cos().max(0.1);
        let since = rows::millis(before.stored_at - Duration::days(ALIKE_DAYS));
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, lat, lon FROM reports INDEXED BY reports_alike
             WHERE open = 1 AND category = ?1 AND lat BETWEEN ?2 AND ?3 AND lon BETWEEN ?4 AND ?5
                 AND arrival < ?6 AND stored_at >= ?7 AND id <> ?8",
        )?;
        let mut found = statement.query((
            &content.category,
            at.lat - high,
            at.lat + high,
            at.lon - wide,
            at.lon + wide,
            before.arrival,
            since,
            report,
        ))?;
        while let Some(row) = found.next()? {
            let other: Uuid = row.get(0)?;
            let there = Position { lat: row.get(1)?, lon: row.get(2)?, accuracy: None };
            if at.distance_m(&there) <= ALIKE_M && !content.differs.contains(&other) {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    pub fn note_concerns(&self, report: Uuid, concerns: &[Concern], open: bool) -> Result<()> {
        let mut noted = self
            .transaction
            .prepare_cached("SELECT why, since, other FROM concerns WHERE report = ?1 ORDER BY rank")?;
        let noted: Vec<(String, i64, Option<Uuid>)> =
            noted.query_map([report], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
        let now = |it: &Concern| (it.why.as_str().to_owned(), rows::millis(it.since), it.other);
        if noted != concerns.iter().map(now).collect::<Vec<_>>() {
            self.transaction.prepare_cached("DELETE FROM concerns WHERE report = ?1")?.execute([report])?;
            for (nth, it) in concerns.iter().enumerate() {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO concerns (report, why, rank, since, other, first) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    )?
                    .execute((report, it.why.as_str(), it.why as i64, rows::millis(it.since), it.other, nth == 0))?;
            }
        }
        if !open {
            // Nobody asks whether something is the same as what is over.
            self.transaction.prepare_cached("DELETE FROM concerns WHERE other = ?1")?.execute([report])?;
        }
        Ok(())
    }

    /// What a search finds the report by.
    pub fn note_words(&self, before: &Before, record: &Record, place: &Whereabouts) -> Result<()> {
        let texts = ["note", "office_text", "material", "ticket"].into_iter().filter_map(|field| record.text(field));
        let words: Vec<&str> =
            [before.number.as_str()].into_iter().chain(texts).chain(place.words.as_deref()).collect();
        let words = words.join("\n");
        let noted: Option<String> = self
            .transaction
            // Not from the index itself, which would then be written out for each report of a push.
            .prepare_cached("SELECT c0 FROM reports_words_content WHERE id = ?1")?
            .query_row([before.arrival], |row| row.get(0))
            .optional()?;
        match noted {
            Some(noted) if noted == words => return Ok(()),
            Some(_) => self.transaction.prepare_cached("UPDATE reports_words SET words = ?2 WHERE rowid = ?1")?,
            None => self.transaction.prepare_cached("INSERT INTO reports_words (rowid, words) VALUES (?1, ?2)")?,
        }
        .execute((before.arrival, words))?;
        Ok(())
    }
}

//! Monthly summaries: counted from the rows of reports, and a small ledger of their mails.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, TimeDelta, Utc};
use forwarding::month::Month;
use rusqlite::OptionalExtension;
use shared::geo::Position;
use uuid::Uuid;

use super::super::{FrozenSummary, LongOpen, Result, Summaries, Summary, SummaryLine, SummaryRow, median};
use super::{SqliteStorage, rows};
use crate::journal::Entry;

/// So many of the oldest open reports are named.
const LONGEST: usize = 10;
/// No attempt is put off for longer; a later one was set by a clock that had jumped ahead.
const LONGEST_WAIT: Duration = Duration::days(1);

impl Summaries for SqliteStorage {
    fn summary(&self, layer: &str, area: &str, span: (DateTime<Utc>, DateTime<Utc>)) -> Result<Summary> {
        self.read(|transaction| {
            let reference = self.reference(transaction)?;
            let lies_in = |lat: f64, lon: f64, stored_at: i64| {
                let at = Position { lat, lon, accuracy: None };
                let on = reference.day(rows::time(stored_at));
                reference.areas_at(&at, on).iter().any(|(known, id)| known == layer && id == area)
            };
            let mut statement = transaction.prepare_cached(
                "SELECT category, state, open, lat, lon, stored_at,
                     (SELECT min(received_at) FROM changes WHERE about = reports.id AND kind = 'answer' AND first = 1)
                 FROM reports
                 WHERE stored_at >= ?1 AND stored_at < ?2 AND lat IS NOT NULL AND lon IS NOT NULL
                     AND state NOT IN ('withdrawn', 'duplicate')",
            )?;
            let mut found = statement.query((rows::millis(span.0), rows::millis(span.1)))?;
            let mut lines: BTreeMap<String, SummaryLine> = BTreeMap::new();
            let mut waits = Vec::new();
            while let Some(row) = found.next()? {
                let stored_at: i64 = row.get(5)?;
                if !lies_in(row.get(3)?, row.get(4)?, stored_at) {
                    continue;
                }
                let category: String = row.get(0)?;
                let line = lines.entry(category.clone()).or_insert(SummaryLine { category, ..SummaryLine::default() });
                match (row.get::<_, bool>(2)?, row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
                    (true, _) => line.open += 1,
                    (false, "self_done") => line.self_done += 1,
                    (false, "closed") => line.closed += 1,
                    (false, _) => line.done += 1,
                }
                let answered: Option<i64> = row.get(6)?;
                waits.extend(answered.map(|at| TimeDelta::milliseconds(at.saturating_sub(stored_at).max(0))));
            }
            let mut statement = transaction.prepare_cached(
                "SELECT number, category, place, stored_at, lat, lon FROM reports
                 WHERE open = 1 AND lat IS NOT NULL AND lon IS NOT NULL ORDER BY stored_at, arrival",
            )?;
            let mut found = statement.query([])?;
            let mut longest = Vec::new();
            while let Some(row) = found.next()?.filter(|_| longest.len() < LONGEST) {
                let stored_at: i64 = row.get(3)?;
                if lies_in(row.get(4)?, row.get(5)?, stored_at) {
                    longest.push(LongOpen {
                        number: row.get(0)?,
                        category: row.get(1)?,
                        place: row.get(2)?,
                        stored_at: rows::time(stored_at),
                    });
                }
            }
            Ok(Summary { lines: lines.into_values().collect(), answered_after: median(waits), longest })
        })
    }

    fn freeze_summaries(
        &self,
        recipients: &[Uuid],
        month: Month,
        new_id: &mut dyn FnMut() -> Uuid,
        host: &str,
        retry: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.write(|write| {
            for recipient in recipients {
                let mail = new_id();
                let message_id = format!("<{mail}@{host}>");
                let made = write
                    .transaction
                    .prepare_cached(
                        "INSERT INTO summaries (mail, recipient, month, message_id, frozen_at)
                         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (recipient, month) DO NOTHING",
                    )?
                    .execute((mail, recipient, month.to_string(), &message_id, rows::millis(now)))?;
                if made > 0 {
                    let (recipient, month) = (*recipient, month.to_string());
                    self.journal.append(&Entry::Summary { mail, recipient, month, message_id, at: now })?;
                } else if retry {
                    write
                        .transaction
                        .prepare_cached(
                            "UPDATE summaries SET status = 'frozen', next_attempt = 0
                             WHERE recipient = ?1 AND month = ?2 AND status = 'failed'",
                        )?
                        .execute((recipient, month.to_string()))?;
                }
            }
            Ok(())
        })
    }

    fn claim_summary(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<FrozenSummary>> {
        self.write(|write| {
            let claimed: Option<(Uuid, String, Uuid, String, u32)> = write
                .transaction
                .prepare_cached(
                    "UPDATE summaries SET next_attempt = ?2 WHERE mail = (
                         SELECT mail FROM summaries WHERE status = 'frozen' AND (next_attempt <= ?1 OR next_attempt > ?3)
                         ORDER BY frozen_at LIMIT 1)
                     RETURNING mail, message_id, recipient, month, attempts",
                )?
                .query_row((rows::millis(now), rows::millis(until), rows::millis(now + LONGEST_WAIT)), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })
                .optional()?;
            Ok(claimed.and_then(|(mail, message_id, recipient, month, attempts)| {
                Some(FrozenSummary { mail, message_id, recipient, month: month.parse().ok()?, attempts })
            }))
        })
    }

    fn summary_mailed(&self, mail: Uuid, at: DateTime<Utc>) -> Result<()> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached(
                    "UPDATE summaries SET status = 'mailed', mailed_at = ?2, attempts = attempts + 1, why = ''
                     WHERE mail = ?1",
                )?
                .execute((mail, rows::millis(at)))?;
            Ok(self.journal.append(&Entry::Delivered { mail, at })?)
        })
    }

    fn summary_undelivered(&self, mail: Uuid, why: &str, next_attempt: Option<DateTime<Utc>>) -> Result<()> {
        self.write(|write| {
            write
                .transaction
                .prepare_cached(
                    "UPDATE summaries SET status = ?2, attempts = attempts + 1, next_attempt = ?3, why = ?4
                     WHERE mail = ?1 AND status = 'frozen'",
                )?
                .execute((
                    mail,
                    if next_attempt.is_some() { "frozen" } else { "failed" },
                    next_attempt.map_or(0, rows::millis),
                    why,
                ))?;
            Ok(())
        })
    }

    fn summaries_of(&self, month: Month) -> Result<Vec<SummaryRow>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT recipient, status, coalesce(mailed_at, frozen_at), why FROM summaries WHERE month = ?1",
            )?;
            let row = |row: &rusqlite::Row| {
                Ok(SummaryRow {
                    recipient: row.get(0)?,
                    status: row.get(1)?,
                    at: rows::time(row.get(2)?),
                    why: row.get(3)?,
                })
            };
            Ok(statement.query_map([month.to_string()], row)?.collect::<Result<_, _>>()?)
        })
    }
}

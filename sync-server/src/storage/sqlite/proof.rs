//! Proof of work, counted from the rows of facts and reports.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use shared::change::Change;
use shared::domain::FactKind;
use shared::geo::Position;
use uuid::Uuid;

use super::super::{FactCount, Left, Member, Proof, Released, Reported, Result, StorageError};
use super::{SqliteStorage, rows};

impl Proof for SqliteStorage {
    fn facts(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<FactCount>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT date, team, body, count(*) FROM facts WHERE date >= ?1 AND date <= ?2 GROUP BY date, team, body",
            )?;
            let mut found = statement.query((from.to_string(), to.to_string()))?;
            // The same words stand in many rows.
            let mut read: HashMap<String, FactKind> = HashMap::new();
            let mut counts = Vec::new();
            while let Some(row) = found.next()? {
                let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
                let body = text(2)?;
                if !read.contains_key(body) {
                    read.insert(body.to_owned(), serde_json::from_str(body)?);
                }
                let (Some(what), Ok(date)) = (read.get(body).cloned(), text(0)?.parse()) else { continue };
                let count = row.get::<_, i64>(3)?.unsigned_abs();
                counts.push(FactCount { date, team: text(1)?.to_owned(), what, count });
            }
            Ok(counts)
        })
    }

    fn visits_of(&self, stop: Uuid, enough: &mut dyn FnMut(NaiveDate, &str) -> bool) -> Result<()> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT date, team FROM facts WHERE kind = 'stop_visit' AND stop = ?1 ORDER BY date DESC, team",
            )?;
            let mut found = statement.query([stop.to_string()])?;
            while let Some(row) = found.next()? {
                let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
                if let Ok(date) = text(0)?.parse()
                    && enough(date, text(1)?)
                {
                    break;
                }
            }
            Ok(())
        })
    }

    fn roster(&self) -> Result<Vec<Member>> {
        self.read(|transaction| {
            let reference = self.reference(transaction)?;
            let mut statement = transaction.prepare_cached(
                "SELECT received_at, body FROM changes WHERE record = ?1 AND role = 'office' ORDER BY seq",
            )?;
            let mut roster = Vec::new();
            for (person, known) in &reference.persons {
                let mut found = statement.query([person])?;
                let mut spans: Vec<Member> = Vec::new();
                while let Some(row) = found.next()? {
                    let day = reference.day(rows::time(row.get(0)?));
                    let change =
                        serde_json::from_slice::<Change>(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
                    let says = change.fields.get("team").map(|field| field.value.as_str().map(str::to_owned));
                    let team = match (spans.last(), says) {
                        (Some(_), None) => continue,
                        (_, says) => says.flatten(),
                    };
                    if let Some(last) = spans.last_mut() {
                        last.until = Some(day);
                    }
                    spans.push(Member { person: *person, team, from: day, until: None });
                }
                for span in spans {
                    let until = [span.until, known.valid_to].into_iter().flatten().min();
                    roster.push(Member { until, ..span });
                }
            }
            roster.sort_by_key(|member| (member.from, member.person));
            Ok(roster)
        })
    }

    fn teams_named(&self) -> Result<Vec<String>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT team FROM devices WHERE team IS NOT NULL UNION SELECT team FROM facts
                 UNION SELECT body ->> '$.fields.team.value' FROM records WHERE kind = 'route'
                     AND body ->> '$.fields.team.value' IS NOT NULL
                 UNION SELECT body ->> '$.fields.code.value' FROM records WHERE kind = 'team'",
            )?;
            let found = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
            Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
    }

    fn reported(&self, span: (DateTime<Utc>, DateTime<Utc>), area: Option<(&str, &str)>) -> Result<Vec<Reported>> {
        self.read(|transaction| {
            let reference = self.reference(transaction)?;
            let mut statement = transaction.prepare_cached(
                "SELECT id, category, state, open, lat, lon, place, stored_at,
                     (SELECT min(received_at) FROM changes WHERE about = reports.id AND kind = 'answer' AND first = 1)
                 FROM reports
                 WHERE stored_at >= ?1 AND stored_at < ?2 AND state NOT IN ('withdrawn', 'duplicate')
                 ORDER BY arrival",
            )?;
            let found = statement.query_map((rows::millis(span.0), rows::millis(span.1)), |row| {
                let (lat, lon): (Option<f64>, Option<f64>) = (row.get(4)?, row.get(5)?);
                Ok(Reported {
                    id: row.get(0)?,
                    category: row.get(1)?,
                    state: row.get(2)?,
                    open: row.get(3)?,
                    position: lat.zip(lon),
                    place: row.get(6)?,
                    stored_at: rows::time(row.get(7)?),
                    answered_at: row.get::<_, Option<i64>>(8)?.map(rows::time),
                })
            })?;
            let lies = |report: &Reported| {
                let Some((layer, id)) = area else { return true };
                report.position.is_some_and(|(lat, lon)| {
                    let at = Position { lat, lon, accuracy: None };
                    let on = reference.day(report.stored_at);
                    reference.areas_at(&at, on).iter().any(|(known, found)| known == layer && found == id)
                })
            };
            let all: Vec<Reported> = found.collect::<Result<_, _>>()?;
            Ok(all.into_iter().filter(lies).collect())
        })
    }

    fn left(&self) -> Result<Vec<Left>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT month, category, state, sum(reports) FROM statistics
                 WHERE state NOT IN ('withdrawn', 'duplicate') GROUP BY month, category, state",
            )?;
            let found = statement.query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs()))
            })?;
            let left = |(month, category, state, reports): (String, String, String, u64)| {
                Some(Left { month: month.parse().ok()?, category, state, reports })
            };
            Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(left).collect())
        })
    }

    fn located(&self, layer: &str, places: &[((f64, f64), NaiveDate)]) -> Result<Vec<Option<String>>> {
        self.read(|transaction| {
            let reference = self.reference(transaction)?;
            let locate = |((lat, lon), on): &((f64, f64), NaiveDate)| {
                let areas = reference.areas_at(&Position { lat: *lat, lon: *lon, accuracy: None }, *on);
                areas.into_iter().find(|(known, _)| known == layer).map(|(_, id)| id)
            };
            Ok(places.iter().map(locate).collect())
        })
    }

    fn released(&self, reports: &[Uuid], most: usize) -> Result<Vec<Released>> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT attachments.id, attachments.report, role FROM attachments JOIN records ON records.id = attachments.id
                 WHERE attachments.report = ?1 AND sealed = 0 AND received_at IS NOT NULL AND erased_at IS NULL
                     AND role IN ('photo', 'before', 'after')
                     AND records.body ->> '$.fields.released.value' = 1
                     AND NOT EXISTS (SELECT 1 FROM records it WHERE it.id = attachments.report
                         AND coalesce(it.body ->> '$.fields.person_in_photo.value', 0) = 1)
                 ORDER BY role = 'after', attachments.id",
            )?;
            let mut released = Vec::new();
            for report in reports {
                let found = statement
                    .query_map([report], |row| Ok(Released { id: row.get(0)?, report: row.get(1)?, role: row.get(2)? }))?;
                for photo in found {
                    released.push(photo.map_err(StorageError::from)?);
                }
                if released.len() >= most {
                    break;
                }
            }
            Ok(released)
        })
    }
}

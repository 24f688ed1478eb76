//! Settling a report after something happened to it: receipt, ledger, state. Everything that touches a report ends here,
//! in the same transaction, so rows that are derived never lag behind the changes that they are derived from.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use forwarding::concern::{self, Facts, Why};
use forwarding::ledger::{self, Entry, News, Standing, Step, Target};
use forwarding::routing::{Route, Subject, route};
use forwarding::schedule::Rhythm;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use shared::change::{Change, Kind, MAX_OFFICE_BYTES};
use shared::domain::{Checked, Outcome, Report};
use shared::merge::Record;
use shared::state::{self, Event, Happening, Status};
use uuid::Uuid;

use super::super::Result;
use super::reference::{Reference, Whereabouts};
use super::{Write, rows};

/// What only the caller knows; everything else is read off the history.
#[derive(Clone, Copy, Default)]
pub struct Cause {
    /// The last byte of an attachment arrived.
    pub bytes_arrived: bool,
    /// Staff want it sent again.
    pub resend: bool,
}

/// The row of a report before it is settled.
pub struct Before {
    pub arrival: i64,
    pub number: String,
    pub stored_at: DateTime<Utc>,
    received: bool,
    status: Status,
    touched: u64,
}

impl Write<'_> {
    pub fn settle_all(&self, reports: &BTreeSet<Uuid>, now: DateTime<Utc>) -> Result<()> {
        reports.iter().try_for_each(|report| self.settle(*report, Cause::default(), now))
    }

    /// Brings receipt, ledger and state of a report up to date. A report that is not here yet (only its attachments
    /// are) is passed over.
    pub fn settle(&self, report: Uuid, cause: Cause, now: DateTime<Utc>) -> Result<()> {
        self.write_down()?;
        let Some(begun) = self.begun(report)? else { return Ok(()) };
        let reference = self.reference()?;
        let before = match self.before(report)? {
            Some(before) => before,
            None => {
                let before = self.number(report, begun.device, begun.person, now)?;
                self.recall(report, now)?;
                before
            }
        };
        let content: Report = begun.record.read().unwrap_or_default();
        let here = self.here(report)?;
        let whole = here.missing == 0;
        let mut happened = history(self.transaction, report)?;
        if whole && !before.received {
            happened.extend(self.store_event(Kind::Receipt, crate::random::v7(now), report, json!({}), true, now)?);
        }
        let on = reference.day(before.stored_at);
        let at = content.place.map(|place| place.position);
        let place = at.map(|at| reference.whereabouts(&at, on)).unwrap_or_default();
        let status = state::derive(&happened);
        let news = News {
            corrected: self.is_corrected(report, &happened, before.touched)?,
            reopened: status.reopened > before.status.reopened,
            resend: cause.resend,
            late_photo: whole && (cause.bytes_arrived || is_released(&content, &here, &happened, before.touched)),
        };
        let past = Past::of(&happened);
        let (target, stuck) = target(&content, &reference, &place, &past, on);
        let steps = ledger::plan(&target, &self.entries(report)?, &past.refusing, news);
        for step in &steps {
            happened.extend(self.do_step(step, report, status.reopened, &reference, now)?);
        }
        let status = if steps.is_empty() { status } else { state::derive(&happened) };
        let facts = Facts {
            stored_at: before.stored_at,
            hazard: reference.hazard(&content.category),
            stuck,
            placeless: content.place.is_none() && !content.self_done && !content.checked.contains(&Checked::Place),
            photo: here.photo.filter(|_| content.person_in_photo),
            voice: here
                .voice
                .filter(|_| begun.record.text("office_text").is_none() && !content.checked.contains(&Checked::Voice)),
            values: begun.record.conflicts().next().is_some(),
            reply: self.unread_reply(report)?,
            alike: if status.state.is_open() { self.alike(&before, report, &content)? } else { None },
        };
        self.note_concerns(report, &concern::concerns(&happened, &status, &facts), status.state.is_open())?;
        self.note_words(&before, &begun.record, &place)?;
        let ended = happened.last().map(|last| last.at).filter(|_| !status.state.is_open());
        let ended = if self.goes_on(content.same_as)? { None } else { ended };
        self.project(&begun.record, &content, &place, &status, ended, &reference)?;
        if status != before.status {
            self.touch_merged(report)?;
        }
        self.touch(report)
    }

    /// What this one was merged into is open.
    fn goes_on(&self, same_as: Option<Uuid>) -> Result<bool> {
        let Some(root) = same_as else { return Ok(false) };
        Ok(self
            .transaction
            .prepare_cached(
                "WITH RECURSIVE up (id) AS (
                     SELECT ?1 UNION SELECT same_as FROM reports JOIN up USING (id) WHERE same_as IS NOT NULL)
                 SELECT 1 FROM up JOIN reports USING (id) WHERE open = 1",
            )?
            .exists([root])?)
    }

    /// Who reported what was merged into this one hears what becomes of it, and none of them is over before it is.
    fn touch_merged(&self, root: Uuid) -> Result<()> {
        let mut merged = self.transaction.prepare_cached(
            "WITH RECURSIVE family (id) AS (
                 SELECT id FROM reports WHERE same_as = ?1
                 UNION SELECT reports.id FROM reports JOIN family ON reports.same_as = family.id)
             SELECT id FROM family WHERE id <> ?1",
        )?;
        let merged: Vec<Uuid> = merged.query_map([root], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for report in merged {
            self.transaction
                .prepare_cached(
                    "UPDATE reports SET ended_at = (
                         SELECT max(root.ended_at, coalesce(reports.ended_at, 0)) FROM reports AS root WHERE root.id = ?2)
                     WHERE id = ?1",
                )?
                .execute((report, root))?;
            self.touch(report)?;
        }
        Ok(())
    }

    fn before(&self, report: Uuid) -> Result<Option<Before>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT stored_at, received_at IS NOT NULL, status, touched, arrival, number
             FROM reports JOIN records USING (id) WHERE id = ?1",
        )?;
        let mut found = statement.query([report])?;
        let Some(row) = found.next()? else { return Ok(None) };
        Ok(Some(Before {
            stored_at: rows::time(row.get(0)?),
            received: row.get(1)?,
            status: serde_json::from_str(&row.get::<_, String>(2)?)?,
            touched: row.get::<_, i64>(3)?.unsigned_abs(),
            arrival: row.get(4)?,
            number: row.get(5)?,
        }))
    }

    /// Begins the row of a new report, with its short number.
    fn number(&self, report: Uuid, device: Uuid, person: Option<Uuid>, now: DateTime<Utc>) -> Result<Before> {
        let number = self.new_number(report, now)?;
        let arrival = self
            .transaction
            .prepare_cached(
                "INSERT INTO reports (id, number, device, person, stored_at, arrival)
                 VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(arrival), 0) + 1 FROM reports)) RETURNING arrival",
            )?
            .query_row((report, &number, device, person, rows::millis(now)), |row| row.get(0))?;
        Ok(Before { arrival, number, stored_at: now, received: false, status: Status::default(), touched: u64::MAX })
    }

    /// What of the attachments that were announced is on the disk.
    fn here(&self, report: Uuid) -> Result<Here> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE received_at IS NULL),
                     max(received_at) FILTER (WHERE sealed = 0 AND role IN ('photo', 'before', 'after')),
                     max(received_at) FILTER (WHERE sealed = 0 AND role = 'voice')
                 FROM attachments WHERE report = ?1",
            )?
            .query_row([report], |row| {
                let time = |column| row.get::<_, Option<i64>>(column).map(|millis| millis.map(rows::time));
                Ok(Here { missing: row.get(0)?, photo: time(1)?, voice: time(2)? })
            })?)
    }

    /// Since when a department's reply waits for somebody to read it.
    fn unread_reply(&self, report: Uuid) -> Result<Option<DateTime<Utc>>> {
        let oldest: Option<i64> = self
            .transaction
            .prepare_cached(
                "SELECT min(received_at) FROM inbox WHERE report = ?1 AND kind = 'reply' AND status = 'open'",
            )?
            .query_row([report], |row| row.get(0))?;
        Ok(oldest.map(rows::time))
    }

    /// The ledger of a report and of those that are merged into it.
    fn entries(&self, report: Uuid) -> Result<Vec<Entry>> {
        let merged = "SELECT 1 FROM reports WHERE same_as = ?1";
        let mut statement = if self.transaction.prepare_cached(merged)?.exists([report])? {
            self.transaction.prepare_cached(
                "WITH RECURSIVE family (id) AS (
                     SELECT ?1 UNION SELECT reports.id FROM reports JOIN family ON reports.same_as = family.id)
                 SELECT id, report = ?1, department, occasion, urgent, status FROM forwardings
                 WHERE report IN (SELECT id FROM family) ORDER BY line",
            )?
        } else {
            self.transaction.prepare_cached(
                "SELECT id, TRUE, department, occasion, urgent, status FROM forwardings
                 WHERE report = ?1 ORDER BY line",
            )?
        };
        let mut found = statement.query([report])?;
        let mut entries = Vec::new();
        while let Some(row) = found.next()? {
            entries.push(Entry {
                id: row.get(0)?,
                own: row.get(1)?,
                department: row.get(2)?,
                occasion: rows::named(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
                urgent: row.get(4)?,
                standing: match row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)? {
                    "waiting" => Standing::Waiting,
                    "frozen" | "mailed" => Standing::Told,
                    "covered" => Standing::Covered,
                    "bounced" => Standing::Bounced,
                    _ => Standing::Void,
                },
            });
        }
        Ok(entries)
    }

    pub fn do_step(
        &self,
        step: &Step,
        report: Uuid,
        nth: u32,
        reference: &Reference,
        now: DateTime<Utc>,
    ) -> Result<Vec<Happening>> {
        match step {
            Step::Forward { department, occasion, urgent } => {
                let id = crate::random::v7(now);
                let due = if *urgent { None } else { self.due(department, reference, now)? };
                self.transaction
                    .prepare_cached(
                        "INSERT INTO forwardings (id, report, department, occasion, nth, urgent, created_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute((id, report, department, occasion.as_str(), nth, urgent, rows::millis(now)))?;
                let fields = json!({"department": department, "occasion": occasion, "urgent": urgent, "due": due});
                self.store_event(Kind::Forwarding, id, report, fields, true, now)
            }
            Step::Cancel(id) => {
                self.set_status(*id, "cancelled")?;
                self.store_event(Kind::Forwarding, *id, report, json!({"cancelled": now}), false, now)
            }
            Step::Cover(id) => {
                self.set_status(*id, "covered")?;
                self.store_event(Kind::Forwarding, *id, report, json!({"covered": now}), false, now)
            }
            Step::Expedite(id) => {
                self.transaction.prepare_cached("UPDATE forwardings SET urgent = 1 WHERE id = ?1")?.execute([id])?;
                Ok(Vec::new())
            }
        }
    }

    fn set_status(&self, forwarding: Uuid, status: &str) -> Result<()> {
        self.transaction
            .prepare_cached("UPDATE forwardings SET status = ?2 WHERE id = ?1")?
            .execute((forwarding, status))?;
        Ok(())
    }

    fn due(&self, department: &str, reference: &Reference, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let planned: Option<i64> = self
            .transaction
            .prepare_cached("SELECT next_due FROM schedule WHERE department = ?1")?
            .query_row([department], |row| row.get(0))
            .optional()?;
        Ok(planned.map(rows::time).filter(|due| *due > now).or_else(|| {
            let known = reference.departments.get(department)?;
            Some(Rhythm::from(known).next_digest(now, reference.zone))
        }))
    }

    fn project(
        &self,
        record: &Record,
        content: &Report,
        place: &Whereabouts,
        status: &Status,
        ended: Option<DateTime<Utc>>,
        reference: &Reference,
    ) -> Result<()> {
        let at = content.place.map(|place| place.position);
        self.transaction
            .prepare_cached(
                "UPDATE reports SET category = ?2, hazard = ?3, lat = ?4, lon = ?5, place = ?6, district = ?7,
                     note = ?8, taken_at = ?9, received_at = ?10, same_as = ?11, state = ?12, open = ?13,
                     department = ?14, status = ?15, conflicts = ?16,
                     ended_at = CASE WHEN ?17 IS NOT NULL THEN coalesce(ended_at, ?17) END WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                record.id,
                content.category,
                reference.hazard(&content.category),
                at.map(|at| at.lat),
                at.map(|at| at.lon),
                place.words,
                place.district,
                content.note.as_deref().unwrap_or_default(),
                content.taken_at.map(rows::millis),
                status.received_at.map(rows::millis),
                content.same_as,
                status.state.as_str(),
                status.state.is_open(),
                status.department,
                serde_json::to_string(status)?,
                i64::try_from(record.conflicts().count()).unwrap_or(i64::MAX),
                ended.map(rows::millis),
            ])?;
        Ok(())
    }
}

/// What of a report's attachments is on the disk.
struct Here {
    missing: i64,
    /// The last photo that may be shown.
    photo: Option<DateTime<Utc>>,
    voice: Option<DateTime<Utc>>,
}

/// Staff have looked at the photos since, and they may be sent now.
fn is_released(content: &Report, here: &Here, history: &[Happening], since: u64) -> bool {
    let looked = |it: &Happening| matches!(&it.event, Event::Noted { field, .. } if field == "person_in_photo");
    !content.person_in_photo && here.photo.is_some() && history.iter().any(|it| it.seq > since && looked(it))
}

/// Who said *not ours*, and whom staff chose.
#[derive(Default)]
struct Past {
    /// Ever, for the rules.
    refused: Vec<String>,
    /// Since they were last asked.
    refusing: Vec<String>,
    /// The choice of staff, unless its department has refused since.
    chosen: Option<String>,
}

impl Past {
    fn of(history: &[Happening]) -> Past {
        let mut past = Past::default();
        for happening in history {
            match &happening.event {
                Event::Answered { department, outcome: Outcome::NotOurs, .. } => {
                    past.refused.push(department.clone());
                    past.refusing.push(department.clone());
                    past.chosen = past.chosen.filter(|chosen| chosen != department);
                }
                Event::Assigned { department, occasion, .. } if occasion.asks_for_work() => {
                    past.refusing.retain(|refusing| refusing != department);
                }
                Event::Routed(department) => past.chosen.clone_from(department),
                _ => {}
            }
        }
        past.refused.sort();
        past.refused.dedup();
        past
    }
}

/// Who should have the report now; and where nobody gets it, why staff have to look.
fn target(
    report: &Report,
    reference: &Reference,
    place: &Whereabouts,
    past: &Past,
    on: chrono::NaiveDate,
) -> (Target, Option<Why>) {
    if report.same_as.is_some() {
        return (Target::Merged, None);
    }
    if report.withdrawn.is_some() || report.closed.is_some() || report.self_done {
        return (Target::Nobody, None);
    }
    let urgent = reference.hazard(&report.category);
    if let Some(code) = &past.chosen {
        return (Target::Department { code: code.clone(), urgent }, None);
    }
    if report.held {
        return (Target::Held, Some(Why::Held));
    }
    // Two departments have passed it on: rules do not know better, staff decide.
    if past.refused.len() >= 2 {
        return (Target::Held, Some(Why::Nobody));
    }
    let subject =
        Subject { category: &report.category, hazard: urgent, areas: &place.areas, on, refused: &past.refused };
    match route(&reference.rules, &subject) {
        Route::To(code) => (Target::Department { code, urgent }, None),
        Route::Hold(_) => (Target::Held, Some(Why::Held)),
        Route::Nobody => (Target::Held, Some(Why::Nobody)),
    }
}

/// Everything that happened to a report, in the server's order.
pub fn history(connection: &Connection, report: Uuid) -> Result<Vec<Happening>> {
    let mut statement = connection
        .prepare_cached("SELECT seq, received_at, role, first, body FROM changes WHERE about = ?1 ORDER BY seq")?;
    let mut found = statement.query([report])?;
    let mut history = Vec::new();
    while let Some(row) = found.next()? {
        let seq = row.get::<_, i64>(0)?.unsigned_abs();
        let at = rows::time(row.get(1)?);
        let role = rows::role(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
        let body = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
        let Ok(change) = Change::decode(body, MAX_OFFICE_BYTES) else { continue };
        let events = state::events(&change, row.get(3)?);
        history.extend(events.into_iter().map(|event| Happening { seq, at, role, event }));
    }
    Ok(history)
}

//! Reading: what a phone may see, as snapshots since its cursor.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension};
use shared::change::{Author, Kind, Role};
use shared::merge::{Cell, Record};
use shared::protocol::{AttachmentView, Cursor, Fingerprint, Item, MAX_PAGE, PullAnswer, PullRequest, Snapshot, Story};
use shared::state::{Event, Happening, Occasion, Status};
use uuid::Uuid;

use super::super::Result;
use super::push::Bringer;
use super::reference::{Near, Reference};
use super::settle::history;
use super::{Write, rows};

/// A page ends when it is about this large, in bytes of JSON, whatever its number of items.
const PAGE_BYTES: usize = 1024 * 1024;
/// The fields of somebody else's report that a phone may see.
const OTHERS_FIELDS: [&str; 3] = ["category", "place", "taken_at"];

/// What staff write for each other.
const INTERNAL_FIELDS: [&str; 3] = ["comment", "checked", "differs"];

/// Whether it is noted what a phone was given. Without notes it does not hear when something leaves its view; it notices by
/// the fingerprint, and reads afresh.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    Kept,
    None,
}

/// From whose eyes.
struct Viewer<'a> {
    bringer: Bringer,
    notes: Notes,
    near: Near,
    reference: &'a Reference,
}

/// How a phone sees a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    Whole,
    Outline,
    Nothing,
}

impl Write<'_> {
    pub fn pull(&self, device: Uuid, pull: &PullRequest, notes: Notes, now: DateTime<Utc>) -> Result<PullAnswer> {
        let bringer = self.bringer(device)?;
        if bringer.revoked {
            // Locked after its request was let in.
            return Ok(PullAnswer {
                reset: false,
                items: Vec::new(),
                next: pull.since,
                more: false,
                fingerprint: None,
                backup_covers_seq: 0,
                now,
            });
        }
        self.notice_set_back(device, pull, notes, now)?;
        let reference = self.reference()?;
        if notes == Notes::Kept {
            self.seen(&bringer, &pull.persons, reference.day(now), &reference)?;
        }
        let (epoch, covers): (Uuid, i64) = self
            .transaction
            .prepare_cached("SELECT epoch, backup_covers_seq FROM city")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let seq = self.last_seq()?;
        let known = pull.since.epoch == Some(epoch) && pull.since.seq <= seq;
        let near = reference.near(bringer.team.as_deref());
        let viewer = Viewer { bringer, notes, near, reference: &reference };
        let since = if known { pull.since.seq } else { 0 };
        let (items, last, more) = self.page(&viewer, since)?;
        let next = if more { last } else { seq };
        let fingerprint = if more { None } else { Some(self.fingerprint(&viewer)?) };
        Ok(PullAnswer {
            reset: !known,
            items,
            next: Cursor { epoch: Some(epoch), seq: next },
            more,
            fingerprint,
            backup_covers_seq: covers.unsigned_abs(),
            now,
        })
    }

    /// A device has come, with these persons.
    fn seen(&self, bringer: &Bringer, persons: &[Uuid], today: NaiveDate, reference: &Reference) -> Result<()> {
        for person in persons {
            if reference.may_hold(*person, bringer.team.as_deref(), today) {
                self.join(bringer.id, *person)?;
            }
        }
        self.transaction
            .prepare_cached("UPDATE devices SET last_seen = ?2 WHERE id = ?1 AND last_seen IS NOT ?2")?
            .execute((bringer.id, today.to_string()))?;
        Ok(())
    }

    /// A person has begun to use a phone: its reports get a new version, so that the phone hears of them.
    fn join(&self, device: Uuid, person: Uuid) -> Result<()> {
        let new = self
            .transaction
            .prepare_cached("INSERT INTO device_persons (device, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((device, person))?;
        if new > 0 { self.touch_reports_of(person) } else { Ok(()) }
    }

    pub fn touch_reports_of(&self, person: Uuid) -> Result<()> {
        let mut statement = self.transaction.prepare_cached("SELECT id FROM reports WHERE person = ?1")?;
        let reports: Vec<Uuid> = statement.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
        reports.into_iter().try_for_each(|report| self.touch(report))
    }

    fn page(&self, viewer: &Viewer, since: u64) -> Result<(Vec<Item>, u64, bool)> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, kind, touched, device, body FROM records
             WHERE touched > ?1 AND touched > 0 ORDER BY touched",
        )?;
        let mut found = statement.query([rows::int(since)])?;
        let (mut items, mut last, mut bytes) = (Vec::new(), since, 0);
        while let Some(row) = found.next()? {
            if items.len() >= MAX_PAGE || bytes >= PAGE_BYTES {
                return Ok((items, last, true));
            }
            let id: Uuid = row.get(0)?;
            last = row.get::<_, i64>(2)?.unsigned_abs();
            let kind = Kind::from(row.get::<_, String>(1)?);
            let sight = self.sight(viewer, id, &kind, row.get(3)?)?;
            if sight == Sight::Nothing {
                // Who reads from the beginning has nothing that could be gone.
                if since > 0 {
                    items.extend(self.gone(viewer, id)?);
                }
                continue;
            }
            let body = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
            bytes += body.len();
            let record: Record = serde_json::from_str(body)?;
            items.push(Item::Record(self.snapshot(record, last, sight, viewer.bringer.id)?));
            if viewer.notes == Notes::Kept {
                self.transaction
                    .prepare_cached("INSERT INTO sent (device, record) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute((viewer.bringer.id, id))?;
            }
        }
        Ok((items, last, false))
    }

    /// The phone was given it once: it hears that it is gone. The mark stays, since the answer may be lost, and since a late
    /// copy of an old request must not make the server forget what it gave. Whose report it was is forgotten with the mark, so
    /// every phone hears that it is gone.
    fn gone(&self, viewer: &Viewer, id: Uuid) -> Result<Option<Item>> {
        let given = "SELECT 1 FROM sent WHERE device = ?1 AND record = ?2
                     UNION ALL SELECT 1 FROM reports WHERE id = ?2 AND named = 0";
        let given = self.transaction.prepare_cached(given)?.exists((viewer.bringer.id, id))?;
        Ok(given.then_some(Item::Gone { id }))
    }

    fn sight(&self, viewer: &Viewer, id: Uuid, kind: &Kind, begun_by: Uuid) -> Result<Sight> {
        let team = viewer.bringer.team.as_deref();
        let whole = match kind {
            Kind::Report => return report_sight(self.transaction, &viewer.bringer, viewer.near, id),
            Kind::Rule => false,
            Kind::Task => self.is_task_of(viewer, id)?,
            Kind::Loan => self.is_out(id)?,
            Kind::Person => viewer
                .reference
                .persons
                .get(&id)
                .is_some_and(|person| team.is_none() || person.team.is_none() || person.team.as_deref() == team),
            kind if kind.is_reference() => true,
            _ => begun_by == viewer.bringer.id,
        };
        Ok(if whole { Sight::Whole } else { Sight::Nothing })
    }

    /// A task for the phone's team or for one of its routes, until it is closed.
    fn is_task_of(&self, viewer: &Viewer, id: Uuid) -> Result<bool> {
        let (for_team, route, closed): (Option<String>, Option<String>, bool) = self
            .transaction
            .prepare_cached(
                "SELECT body ->> '$.fields.team.value', body ->> '$.fields.route.value',
                     coalesce(body ->> '$.fields.closed.value', 0) FROM records WHERE id = ?1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let team = viewer.bringer.team.as_deref();
        let route_of = || route.as_ref().and_then(|route| viewer.reference.route_teams.get(route)).cloned().flatten();
        let whose = for_team.or_else(route_of);
        Ok(!closed && (team.is_none() || whose.is_none() || whose.as_deref() == team))
    }

    /// Every phone sees that a thing is out, until it is back.
    fn is_out(&self, loan: Uuid) -> Result<bool> {
        let sql = "SELECT 1 FROM records WHERE id = ?1 AND body ->> '$.fields.back.value' IS NULL";
        Ok(self.transaction.prepare_cached(sql)?.exists([loan])?)
    }

    fn snapshot(&self, mut record: Record, seq: u64, sight: Sight, device: Uuid) -> Result<Snapshot> {
        if matches!(record.kind, Kind::Task | Kind::Loan) {
            // Colleagues see what was found, or that a thing is out, and not by whom.
            record.fields.values_mut().filter(|cell| cell.author.device != device).for_each(forget_author);
        }
        if record.kind != Kind::Report {
            return Ok(Snapshot { record, seq, story: None });
        }
        for field in INTERNAL_FIELDS {
            record.fields.remove(field);
        }
        let own = sight == Sight::Whole;
        let (number, status): (String, String) = self
            .transaction
            .prepare_cached("SELECT number, status FROM reports WHERE id = ?1")?
            .query_row([record.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut status: Status = serde_json::from_str(&status)?;
        if !own {
            record.fields.retain(|name, _| OTHERS_FIELDS.contains(&name.as_str()));
            for cell in record.fields.values_mut() {
                // Not even who saw it: that would be a list by author.
                forget_author(cell);
                cell.losers.clear();
            }
            status.note = None;
        }
        let mut history = if own { history(self.transaction, record.id)? } else { Vec::new() };
        let spoken = |it: &&Happening| matches!(&it.event, Event::Noted { field, .. } if field == "message");
        let said = history.iter().rev().find(spoken).map_or(0, |it| it.seq);
        // Phones read what staff noted off the record; older ones would not understand the event. Which contact of a
        // department is asked matters to nobody outside.
        let repeated: Vec<Uuid> = history.iter().filter_map(asks_once_more).collect();
        let again = |it: &Happening| it.event.forwarding().is_some_and(|id| repeated.contains(&id));
        history.retain(|happening| !is_internal(happening) && !again(happening));
        let attachments = self.attachment_views(record.id, own)?;
        let root = if status.same_as.is_some() { self.root(record.id)? } else { None };
        let (same_as_number, root, heard) = match root {
            Some((number, root, heard)) => (Some(number), Some(root), heard),
            None => (None, None, 0),
        };
        let told = said.max(heard);
        let story = Story { number, own, status, same_as_number, root, told, attachments, history };
        Ok(Snapshot { record, seq, story: Some(story) })
    }

    /// The report that speaks for a merged one: its number, what became of it, and where in the order that was last told.
    fn root(&self, report: Uuid) -> Result<Option<(String, Status, u64)>> {
        let found: Option<(Uuid, String, String)> = self
            .transaction
            .prepare_cached(
                "WITH RECURSIVE up (id, depth) AS (
                     SELECT same_as, 1 FROM reports WHERE id = ?1
                     UNION SELECT reports.same_as, depth + 1 FROM reports JOIN up ON reports.id = up.id
                     WHERE reports.same_as IS NOT NULL AND depth < 100)
                 SELECT reports.id, number, status FROM up JOIN reports USING (id) ORDER BY depth DESC LIMIT 1",
            )?
            .query_row([report], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((root, number, status)) = found else { return Ok(None) };
        // The department's words were meant for the other report's author.
        let status = Status { note: None, ..serde_json::from_str(&status)? };
        let heard = history(self.transaction, root)?.iter().rev().find(|it| !is_internal(it)).map_or(0, |it| it.seq);
        Ok(Some((number, status, heard)))
    }

    fn attachment_views(&self, report: Uuid, own: bool) -> Result<Vec<AttachmentView>> {
        // Of others' reports only photos that may be shown: never sealed, never one with a person in it. What departments
        // send stays in the office.
        let mut statement = self.transaction.prepare_cached(
            "SELECT attachments.id, role, sealed, attachments.received_at IS NOT NULL
             FROM attachments JOIN records ON records.id = attachments.report
             WHERE report = ?1 AND role <> 'answer' AND (?2 OR (sealed = 0 AND role IN ('photo', 'before', 'after')
                 AND blob IS NOT NULL
                 AND coalesce(records.body ->> '$.fields.person_in_photo.value', 0) = 0))
             ORDER BY attachments.id",
        )?;
        let mut found = statement.query((report, own))?;
        let mut views = Vec::new();
        while let Some(row) = found.next()? {
            let role = rows::named(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
            views.push(AttachmentView { id: row.get(0)?, role, sealed: row.get(2)?, received: row.get(3)? });
        }
        Ok(views)
    }

    /// Of everything that the phone may see, from the rows and not from what it was sent.
    fn fingerprint(&self, viewer: &Viewer) -> Result<Fingerprint> {
        let mut fingerprint = Fingerprint::default();
        let mut others = self.transaction.prepare_cached(
            "SELECT id, kind, touched, device FROM records
             WHERE kind NOT IN ('report', 'attachment', 'sighting', 'answer') AND touched > 0",
        )?;
        let mut found = others.query([])?;
        while let Some(row) = found.next()? {
            let id: Uuid = row.get(0)?;
            if self.sight(viewer, id, &Kind::from(row.get::<_, String>(1)?), row.get(3)?)? != Sight::Nothing {
                fingerprint.add(id, row.get::<_, i64>(2)?.unsigned_abs());
            }
        }
        let mut reports = self.transaction.prepare_cached(
            "SELECT records.id, touched FROM records JOIN (
                 SELECT id FROM reports WHERE device = ?1 AND person IS NULL
                 UNION SELECT id FROM reports JOIN device_persons USING (person) WHERE device_persons.device = ?1
                 UNION SELECT id FROM reports WHERE open = 1 AND lat BETWEEN ?2 AND ?3 AND lon BETWEEN ?4 AND ?5
             ) AS seen ON seen.id = records.id",
        )?;
        let near = viewer.near;
        let mut found = reports.query((viewer.bringer.id, near.south, near.north, near.west, near.east))?;
        while let Some(row) = found.next()? {
            fingerprint.add(row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs());
        }
        Ok(fingerprint)
    }
}

/// What stays in the office.
fn is_internal(happening: &Happening) -> bool {
    let sent_by_department = happening.role == Role::Department && happening.event == Event::AttachmentAdded;
    sent_by_department || matches!(happening.event, Event::Noted { .. })
}

/// The forwarding by which one more contact is asked.
fn asks_once_more(happening: &Happening) -> Option<Uuid> {
    match happening.event {
        Event::Assigned { forwarding, occasion: Occasion::NextContact, .. } => Some(forwarding),
        _ => None,
    }
}

fn forget_author(cell: &mut Cell) {
    cell.author = Author { device: Uuid::nil(), person: None, copy: None };
}

/// Own reports whole, open ones nearby in outline, nothing else.
fn report_sight(connection: &Connection, bringer: &Bringer, near: Near, report: Uuid) -> Result<Sight> {
    type Row = (Uuid, Option<Uuid>, bool, Option<f64>, Option<f64>, bool);
    let row: Option<Row> = connection
        .prepare_cached(
            "SELECT device, person, open, lat, lon, EXISTS (
                 SELECT 1 FROM device_persons WHERE device_persons.device = ?2 AND device_persons.person = reports.person)
             FROM reports WHERE id = ?1",
        )?
        .query_row((report, bringer.id), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    Ok(match row {
        None => Sight::Nothing,
        Some((device, None, ..)) if device == bringer.id => Sight::Whole,
        Some((.., true)) => Sight::Whole,
        Some((_, _, true, Some(lat), Some(lon), _)) if near.contains(lat, lon) => Sight::Outline,
        Some(_) => Sight::Nothing,
    })
}

/// Whether a phone may see an attachment: of own reports all that are not sealed, of others what their outline shows.
pub fn may_see(connection: &Connection, reference: &Reference, bringer: &Bringer, attachment: Uuid) -> Result<bool> {
    let found: Option<(Uuid, bool, String, bool)> = connection
        .prepare_cached(
            "SELECT report, sealed, role, coalesce(records.body ->> '$.fields.person_in_photo.value', 0) = 0
             FROM attachments JOIN records ON records.id = attachments.report
             WHERE attachments.id = ?1 AND attachments.received_at IS NOT NULL",
        )?
        .query_row([attachment], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((report, sealed, role, shown)) = found else { return Ok(false) };
    if sealed || role == "answer" || bringer.revoked {
        return Ok(false);
    }
    let near = reference.near(bringer.team.as_deref());
    Ok(match report_sight(connection, bringer, near, report)? {
        Sight::Whole => true,
        Sight::Outline => shown && role != "voice",
        Sight::Nothing => false,
    })
}

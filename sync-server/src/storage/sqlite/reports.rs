//! Reading reports for lists and pages.

use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde_json::Value;
use shared::change::{Change, Kind, MAX_OFFICE_BYTES};
use shared::domain::{AttachmentRole, Black};
use shared::merge::Record;
use uuid::Uuid;

use super::super::{
    AttachmentRow, Conflict, FieldEdit, Filter, ForwardingRow, MANY, ReportPage, ReportRow, Result, Spot, View, Written,
};
use super::rows;
use super::settle::history;

/// Every column of a [`ReportRow`]; the photo is the first that may be shown.
const ROW: &str = include_str!("report_row.sql");

/// Where to look for what a filter asks, newest first, so that SQLite finds an index that holds the answer: a `FROM` and its
/// conditions, what it compares with, and the order.
struct Sought {
    from: String,
    values: Vec<Sql>,
    order: &'static str,
}

impl Sought {
    fn by(filter: &Filter) -> Sought {
        let text = |text: Option<&str>| text.map(|text| Sql::Text(text.to_owned()));
        let asked = [
            ("state = ?", text(filter.state.map(|state| state.as_str()))),
            ("category = ?", text(filter.category.as_deref())),
            ("department = ?", text(filter.department.as_deref())),
            ("district = ?", text(filter.district.as_deref())),
            ("reports_words MATCH ?", filter.text.as_deref().and_then(search).map(Sql::Text)),
        ];
        let words = asked.last().is_some_and(|(_, value)| value.is_some());
        let asked = asked.into_iter().filter_map(|(condition, value)| Some((condition, value?)));
        let (conditions, values): (Vec<&str>, Vec<Sql>) = asked.unzip();
        // One condition has an index of its own, in the order of arrival; several are read off the wide one.
        let from = match (words, values.len()) {
            (true, _) => {
                "reports_words CROSS JOIN reports INDEXED BY reports_wide ON reports.arrival = reports_words.rowid"
            }
            (false, 0 | 1) => "reports",
            (false, _) => WIDE,
        };
        Sought {
            from: format!(
                "{from} WHERE {}",
                if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") }
            ),
            values,
            order: if words { "reports_words.rowid DESC" } else { "arrival DESC" },
        }
    }
}

const WIDE: &str = "reports INDEXED BY reports_wide";

pub fn list(connection: &Connection, filter: &Filter) -> Result<(Vec<ReportRow>, u64)> {
    let Sought { from, mut values, order } = Sought::by(filter);
    let page = i64::from(filter.offset) + i64::from(filter.limit);
    values.push(Sql::Integer(page.max(i64::try_from(MANY).unwrap_or(i64::MAX))));
    let mut statement = connection.prepare_cached(&format!("SELECT arrival FROM {from} ORDER BY {order} LIMIT ?"))?;
    let found: Vec<i64> = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let shown = found.iter().skip(filter.offset as usize).take(filter.limit as usize);
    let mut statement = connection.prepare_cached(&format!("{ROW} WHERE arrival = ?1"))?;
    let mut list = Vec::new();
    for arrival in shown {
        let mut rows = statement.query([arrival])?;
        if let Some(row) = rows.next()? {
            list.push(report_row(row)?);
        }
    }
    Ok((list, found.len() as u64))
}

/// Reports in a part of the map, the newest so many; and whether there are more.
pub fn spots(connection: &Connection, filter: &Filter, view: &View, limit: u32) -> Result<(Vec<Spot>, bool)> {
    let Sought { from, mut values, order } = Sought::by(filter);
    // Everything that is asked stands in the wide index.
    let from = from.replacen("reports WHERE", &format!("{WIDE} WHERE"), 1);
    values.extend([view.south, view.north, view.west, view.east].map(Sql::Real));
    values.push(Sql::Integer(i64::from(limit) + 1));
    let mut statement = connection.prepare_cached(&format!(
        "SELECT arrival FROM {from} AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? ORDER BY {order} LIMIT ?"
    ))?;
    let mut found: Vec<i64> =
        statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let spot = |row: &Row| {
        Ok(Spot {
            id: row.get(0)?,
            number: row.get(1)?,
            category: row.get(2)?,
            hazard: row.get(3)?,
            open: row.get(4)?,
            position: (row.get(5)?, row.get(6)?),
        })
    };
    let mut statement = connection
        .prepare_cached("SELECT id, number, category, hazard, open, lat, lon FROM reports WHERE arrival = ?1")?;
    let spots: Result<Vec<Spot>, _> = found.iter().map(|arrival| statement.query_row([arrival], spot)).collect();
    Ok((spots?, more))
}

/// What somebody typed, as words that all must begin like this: `26-01234`, `1234`, `sofa linden`. Only letters and digits
/// reach the query.
fn search(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(8);
    let words: Vec<String> = words
        .map(|word| match word.parse::<u32>() {
            // A short number without its zeros.
            Ok(number) if word.len() < 5 => format!("(\"{word}\"* OR \"{number:05}\")"),
            _ => format!("\"{word}\"*"),
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

pub fn row(connection: &Connection, id: Uuid) -> Result<Option<ReportRow>> {
    let mut statement = connection.prepare_cached(&format!("{ROW} WHERE id = ?1"))?;
    let mut found = statement.query([id])?;
    found.next()?.map(report_row).transpose()
}

fn report_row(row: &Row) -> Result<ReportRow> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.get("lat")?, row.get("lon")?);
    Ok(ReportRow {
        id: row.get("id")?,
        number: row.get("number")?,
        category: row.get("category")?,
        hazard: row.get("hazard")?,
        place: row.get("place")?,
        position: lat.zip(lon),
        taken_at: row.get::<_, Option<i64>>("taken_at")?.map(rows::time),
        stored_at: rows::time(row.get("stored_at")?),
        status: serde_json::from_str(&row.get::<_, String>("status")?)?,
        photo: row.get("photo")?,
        conflicts: row.get("conflicts")?,
    })
}

pub fn page(connection: &Connection, id: Uuid) -> Result<Option<ReportPage>> {
    let (Some(row), Some(record)) = (row(connection, id)?, rows::record(connection, id)?) else { return Ok(None) };
    let number = "SELECT number FROM reports WHERE id = (SELECT same_as FROM reports WHERE id = ?1)";
    let same_as_number = connection.prepare_cached(number)?.query_row([id], |row| row.get(0)).optional()?;
    let mut merged = connection.prepare_cached("SELECT id, number FROM reports WHERE same_as = ?1 ORDER BY number")?;
    let merged = merged.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(Some(ReportPage {
        row,
        attachments: attachments(connection, id)?,
        history: history(connection, id)?,
        signed: signed(connection, id)?,
        written: written(connection, id)?,
        forwardings: forwardings(connection, id)?,
        conflicts: conflicts(&record),
        same_as_number,
        merged,
        record,
    }))
}

/// Which of the staff wrote each change of a report.
fn signed(connection: &Connection, report: Uuid) -> Result<BTreeMap<u64, String>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, users.name FROM changes
         JOIN users ON lower(hex(users.id)) = replace(CAST(changes.body AS TEXT) ->> '$.author.person', '-', '')
         WHERE about = ?1 AND changes.role = 'office'",
    )?;
    let signed = statement.query_map([report], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))?;
    Ok(signed.collect::<Result<_, _>>()?)
}

/// What each change of a report said: its fields are put together once more, step by step.
fn written(connection: &Connection, report: Uuid) -> Result<BTreeMap<u64, Written>> {
    let mut statement =
        connection.prepare_cached("SELECT seq, role, body FROM changes WHERE about = ?1 ORDER BY seq")?;
    let mut found = statement.query([report])?;
    let mut record = Record::new(report, Kind::Report);
    let mut written = BTreeMap::new();
    while let Some(row) = found.next()? {
        let body = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        let Ok(change) = Change::decode(body, MAX_OFFICE_BYTES) else { continue };
        let mut fields = Vec::new();
        if change.record == report {
            let role = rows::role(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
            let before = record.clone();
            for (field, outcome) in record.apply(&change, role) {
                let held = before.fields.get(&field).map(|cell| cell.value.clone());
                let value = change.value(&field).cloned().unwrap_or_default();
                fields.push(FieldEdit { before: held.unwrap_or_default(), value, outcome, field });
            }
        }
        let seq = row.get::<_, i64>(0)?.unsigned_abs();
        written.insert(seq, Written { change: change.id, made_at: change.made_at, fields });
    }
    Ok(written)
}

fn conflicts(record: &Record) -> Vec<Conflict> {
    record
        .fields
        .iter()
        .filter_map(|(field, cell)| {
            let lost: Vec<Value> = cell.losers.iter().filter(|l| !l.settled).map(|l| l.value.clone()).collect();
            (!lost.is_empty()).then(|| Conflict { field: field.clone(), holds: cell.value.clone(), lost })
        })
        .collect()
}

const ATTACHMENT: &str = "
    SELECT attachments.id, report, role, sealed, mime, blob,
           coalesce(records.body ->> '$.fields.person_in_photo.value', 0), black, erased_at,
           coalesce((SELECT own.body ->> '$.fields.released.value' FROM records own WHERE own.id = attachments.id), 0)
    FROM attachments LEFT JOIN records ON records.id = attachments.report";

pub fn attachments(connection: &Connection, report: Uuid) -> Result<Vec<AttachmentRow>> {
    let mut statement =
        connection.prepare_cached(&format!("{ATTACHMENT} WHERE report = ?1 ORDER BY attachments.id"))?;
    Ok(statement.query_map([report], attachment_row)?.collect::<Result<_, _>>()?)
}

pub fn attachment(connection: &Connection, id: Uuid) -> Result<Option<AttachmentRow>> {
    let mut statement = connection.prepare_cached(&format!("{ATTACHMENT} WHERE attachments.id = ?1"))?;
    Ok(statement.query_row([id], attachment_row).optional()?)
}

fn attachment_row(row: &Row) -> rusqlite::Result<AttachmentRow> {
    Ok(AttachmentRow {
        id: row.get(0)?,
        report: row.get(1)?,
        role: rows::named(&row.get::<_, String>(2)?).unwrap_or(AttachmentRole::Photo),
        sealed: row.get(3)?,
        mime: row.get(4)?,
        blob: row.get(5)?,
        unchecked: row.get(6)?,
        // What cannot be read hides everything rather than nothing.
        black: serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or_else(|_| vec![Black::ALL]),
        erased_at: row.get::<_, Option<i64>>(8)?.map(rows::time),
        released: row.get(9)?,
    })
}

const FORWARDING: &str = "
    SELECT forwardings.id, report, forwardings.department, occasion, forwardings.urgent, forwardings.status, created_at,
        forwardings.mailed_at, nth, coalesce(contact, '')
    FROM forwardings LEFT JOIN mails ON mails.id = mail";

fn forwardings(connection: &Connection, report: Uuid) -> Result<Vec<ForwardingRow>> {
    let mut statement = connection.prepare_cached(&format!("{FORWARDING} WHERE report = ?1 ORDER BY line"))?;
    let mut found = statement.query([report])?;
    let mut list = Vec::new();
    while let Some(row) = found.next()? {
        list.push(forwarding_row(row)?);
    }
    Ok(list)
}

pub fn forwarding(connection: &Connection, id: Uuid) -> Result<Option<ForwardingRow>> {
    let mut statement = connection.prepare_cached(&format!("{FORWARDING} WHERE forwardings.id = ?1"))?;
    let mut found = statement.query([id])?;
    found.next()?.map(forwarding_row).transpose()
}

fn forwarding_row(row: &Row) -> Result<ForwardingRow> {
    Ok(ForwardingRow {
        id: row.get(0)?,
        report: row.get(1)?,
        department: row.get(2)?,
        occasion: rows::named(&row.get::<_, String>(3)?)?,
        urgent: row.get(4)?,
        status: row.get(5)?,
        created_at: rows::time(row.get(6)?),
        mailed_at: row.get::<_, Option<i64>>(7)?.map(rows::time),
        nth: row.get(8)?,
        contact: row.get(9)?,
    })
}

//! Reading reports for lists and pages.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;
use shared::domain::AttachmentRole;
use shared::merge::Record;
use uuid::Uuid;

use super::super::{AttachmentRow, Conflict, Filter, ForwardingRow, ReportPage, ReportRow, Result};
use super::rows;
use super::settle::history;

/// Every column of a [`ReportRow`]; the photo is the first that may be shown.
const ROW: &str = include_str!("report_row.sql");

pub fn list(connection: &Connection, filter: &Filter) -> Result<(Vec<ReportRow>, u64)> {
    const WHERE: &str = "
        (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR category = ?2) AND (?3 IS NULL OR department = ?3)
        AND (?4 IS NULL OR instr(number, ?4) OR instr(lower(note), lower(?4)) OR instr(lower(place), lower(?4)))";
    let state = filter.state.map(|state| state.as_str());
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) FROM reports WHERE {WHERE}"))?
        .query_row((state, &filter.category, &filter.department, text), |row| row.get(0))?;
    let mut statement = connection
        .prepare_cached(&format!("{ROW} WHERE {WHERE} ORDER BY stored_at DESC, number DESC LIMIT ?5 OFFSET ?6"))?;
    let mut found =
        statement.query((state, &filter.category, &filter.department, text, filter.limit, filter.offset))?;
    let mut list = Vec::new();
    while let Some(row) = found.next()? {
        list.push(report_row(row)?);
    }
    Ok((list, total.unsigned_abs()))
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
        forwardings: forwardings(connection, id)?,
        conflicts: conflicts(&record),
        same_as_number,
        merged,
        record,
    }))
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
           coalesce(records.body ->> '$.fields.person_in_photo.value', 0)
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
    })
}

const FORWARDING: &str = "
    SELECT id, report, department, occasion, urgent, status, created_at, mailed_at FROM forwardings";

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
    let mut statement = connection.prepare_cached(&format!("{FORWARDING} WHERE id = ?1"))?;
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
    })
}

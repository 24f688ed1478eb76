//! What staff do to a report: plain forms, each with the changes that it builds on.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::change::Kind;
use shared::domain::{Checked, Place, PlaceSource};
use shared::geo::Position;
use uuid::Uuid;

use super::deeds::Deed;
use super::report::{Attempt, Said, view};
use super::rights::May;
use super::session::{Fields, Posted};
use crate::pages::{Shared, Trouble, Words};
use crate::storage::{Edit, Edited, Filter, Refused, ReportPage, Result as Stored, Storage};

/// A form's name in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Act {
    /// Category, amount, material, note.
    Correct,
    /// Text for the department.
    OfficeText,
    /// The voice note says nothing for a department.
    Unspoken,
    Place,
    /// Nobody can say where it is.
    Placeless,
    Department,
    Hold,
    Release,
    Close,
    Reopen,
    Message,
    Comment,
    /// The department knows of the hazard.
    Confirm,
    Merge,
    Unmerge,
    /// Look at another report beside this one.
    Compare,
    Resend,
    /// The value that lost shall hold.
    Settle,
    /// The value that holds shall stay.
    Keep,
}

const CORRECTED: [&str; 4] = ["category", "amount", "material", "note"];

/// New values by field; or the key of a sentence that says why there are none.
type Wanted = Result<BTreeMap<String, Value>, &'static str>;

/// What became of it.
enum Done {
    Saved(Option<u64>),
    Same,
    Resent,
    Compare(Uuid),
    No(&'static str),
}

impl Act {
    /// The part of the page that it belongs to.
    pub(super) fn deed(self) -> Deed {
        match self {
            Act::Correct => Deed::Correct,
            Act::OfficeText | Act::Unspoken => Deed::Voice,
            Act::Place | Act::Placeless => Deed::Place,
            Act::Department => Deed::Department,
            Act::Hold | Act::Release => Deed::Held,
            Act::Close | Act::Reopen => Deed::Close,
            Act::Message => Deed::Message,
            Act::Comment => Deed::Comment,
            Act::Confirm => Deed::Confirm,
            Act::Merge | Act::Unmerge | Act::Compare => Deed::Merge,
            Act::Resend => Deed::Mail,
            Act::Settle | Act::Keep => Deed::Values,
        }
    }
}

pub(super) async fn act(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Path((report, act)): Path<(Uuid, Act)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (author, now) = (posted.allow(May::Review)?.id, site.now());
    let Posted { who, fields } = posted;
    let typed = fields.all().clone();
    let done = site.ask(move |desk| do_it(desk, author, report, act, &fields, now)).await?;
    let here = format!("/office/reports/{report}");
    let to = match done {
        Done::Saved(Some(seq)) => format!("{here}?said=saved&seq={seq}"),
        Done::Saved(None) => format!("{here}?said=saved"),
        Done::Same => format!("{here}?said=same"),
        Done::Resent => format!("{here}?said=resent"),
        Done::Compare(other) => format!("{here}/compare/{other}"),
        Done::No(why) => {
            let said = Said::Refused(Attempt { why, act, typed });
            return view(&site, words, who.session, report, said).await;
        }
    };
    Ok(Redirect::to(&to).into_response())
}

fn do_it(desk: &dyn Storage, author: Uuid, report: Uuid, act: Act, form: &Fields, now: DateTime<Utc>) -> Stored<Done> {
    let Some(page) = desk.report(report)? else { return Ok(Done::No("office-refused-unknown")) };
    if act == Act::Resend {
        return Ok(desk.resend(author, report, now)?.map_or_else(|why| Done::No(refused(why)), |()| Done::Resent));
    }
    if act == Act::Compare {
        let other = by_number(desk, form.get("number").as_deref())?;
        return Ok(other.filter(|other| *other != report).map_or(Done::No("office-refused-number"), Done::Compare));
    }
    let wanted = match act {
        Act::Merge => merged(desk, form)?,
        _ => wanted(&page, act, form, now),
    };
    let fields = match wanted {
        Ok(fields) if fields.is_empty() => return Ok(Done::Same),
        Ok(fields) => fields,
        Err(why) => return Ok(Done::No(why)),
    };
    let base = |field: &String| Some((field.clone(), form.get(&format!("base-{field}"))?.parse().ok()?));
    let bases = Some(fields.keys().filter_map(base).collect());
    let edit = Edit { kind: Kind::Report, record: report, fields, bases };
    Ok(match desk.edit_untouched(author, &[edit], now)? {
        // What was kept has no step back: nothing is other than before.
        Ok(edited) if act == Act::Keep => edited.first().map_or(Done::Same, |_| Done::Saved(None)),
        Ok(edited) => match edited.first() {
            Some(Edited::Stored(seq)) => Done::Saved(Some(*seq)),
            _ => Done::Same,
        },
        Err(why) => Done::No(refused(why)),
    })
}

/// Which fields get which values.
fn wanted(page: &ReportPage, act: Act, form: &Fields, now: DateTime<Utc>) -> Wanted {
    let text = |input: &str| form.get(input).map_or(Value::Null, Value::String);
    let one = |field: &str, value: Value| Ok(BTreeMap::from([(field.to_owned(), value)]));
    let chosen = |field: &str| match text(field) {
        Value::Null => Err("office-refused-empty"),
        value => one(field, value),
    };
    match act {
        Act::Correct => {
            // What was left alone is not said again: somebody else may have changed it meanwhile.
            let touched = CORRECTED.into_iter().filter(|field| form.get(field) != form.get(&format!("was-{field}")));
            let fields: BTreeMap<String, Value> = touched.map(|field| (field.to_owned(), text(field))).collect();
            if fields.get("category") == Some(&Value::Null) { Err("office-refused-empty") } else { Ok(fields) }
        }
        Act::OfficeText => one("office_text", text("office_text")),
        Act::Message => {
            one("message", form.get("message").or_else(|| form.get("reply")).map_or(Value::Null, Value::String))
        }
        Act::Comment => one("comment", text("comment")),
        Act::Unspoken => one("checked", and(page, "checked", json!(Checked::Voice))),
        Act::Placeless => one("checked", and(page, "checked", json!(Checked::Place))),
        Act::Place => match place(form) {
            Some(place) => one("place", json!(place)),
            None => Err("office-refused-place"),
        },
        // Nothing chosen: the rules decide again.
        Act::Department => one("department", text("department")),
        Act::Hold => one("held", true.into()),
        Act::Release => one("held", false.into()),
        Act::Close => chosen("closed"),
        Act::Reopen => one("closed", Value::Null),
        Act::Confirm => one("confirmed", now.to_rfc3339_opts(SecondsFormat::Millis, true).into()),
        Act::Unmerge => one("same_as", Value::Null),
        Act::Settle | Act::Keep => decided(page, act, form).ok_or("office-page-outdated"),
        Act::Merge | Act::Compare | Act::Resend => Err("office-trouble"),
    }
}

/// A list with one more in it.
pub(super) fn and(page: &ReportPage, field: &str, more: Value) -> Value {
    let mut list = page.record.value(field).and_then(Value::as_array).cloned().unwrap_or_default();
    if !list.contains(&more) {
        list.push(more);
    }
    Value::Array(list)
}

/// Typed or taken from the map; else a stop that was chosen.
fn place(form: &Fields) -> Option<Place> {
    let at = form.get("place").or_else(|| form.get("stop"))?;
    let plain: String = at.split_whitespace().collect::<Vec<_>>().join("");
    let position: Position = plain.parse().ok()?;
    Some(Place { position, source: PlaceSource::Chosen })
}

/// Two values met: the form names the change whose value shall hold.
fn decided(page: &ReportPage, act: Act, form: &Fields) -> Option<BTreeMap<String, Value>> {
    let field = form.get("field")?;
    let cell = page.record.fields.get(&field)?;
    let value = match act {
        Act::Keep => &cell.value,
        _ => {
            let change = form.get("change")?;
            &cell.losers.iter().find(|loser| loser.change.to_string() == change)?.value
        }
    };
    Some(BTreeMap::from([(field, value.clone())]))
}

fn merged(desk: &dyn Storage, form: &Fields) -> Stored<Wanted> {
    let other = by_number(desk, form.get("number").as_deref())?;
    let field = |other: Uuid| BTreeMap::from([("same_as".to_owned(), other.to_string().into())]);
    Ok(other.map(field).ok_or("office-refused-number"))
}

/// The report with this short number.
fn by_number(desk: &dyn Storage, number: Option<&str>) -> Stored<Option<Uuid>> {
    let Some(number) = number else { return Ok(None) };
    let filter = Filter { text: Some(number.to_owned()), limit: 20, ..Filter::default() };
    let (rows, _) = desk.reports(&filter)?;
    Ok(rows.iter().find(|row| row.number == number).map(|row| row.id))
}

/// The sentence of a refusal.
pub(super) fn refused(why: Refused) -> &'static str {
    match why {
        Refused::Unknown => "office-refused-unknown",
        Refused::NotAllowed => "office-no-right",
        Refused::Invalid => "office-refused-invalid",
        Refused::Stale => "office-refused-stale",
        Refused::Circle => "office-refused-circle",
    }
}

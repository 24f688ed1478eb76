//! What staff do to a report: plain forms, each about one field, each with the change that it builds on.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;
use shared::change::Kind;
use uuid::Uuid;

use super::report::{Attempt, Said, view};
use super::rights::May;
use super::session::{Fields, Posted};
use crate::pages::{Shared, Trouble, Words};
use crate::storage::{Edit, Edited, Filter, Refused, Result as Stored, Storage};

/// A form's name in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Act {
    Category,
    Note,
    Department,
    Hold,
    Release,
    Close,
    Reopen,
    Merge,
    Unmerge,
    Resend,
    Settle,
}

/// What became of it.
enum Done {
    Saved,
    Same,
    No(&'static str),
}

pub(super) async fn act(
    State(site): State<Shared>,
    Extension(words): Extension<Words>,
    Path((report, act)): Path<(Uuid, Act)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (author, now) = (posted.allow(May::Review)?.id, site.now());
    let Posted { who, fields } = posted;
    let typed = fields.raw("value").to_owned();
    let done = site
        .ask(move |desk| {
            if let Act::Resend = act {
                return Ok(desk.resend(author, report, now)?.map_or_else(refused, |()| Done::Saved));
            }
            let (field, value) = match wanted(desk, report, act, &fields)? {
                Ok(wanted) => wanted,
                Err(why) => return Ok(Done::No(why)),
            };
            let base = fields.get("base").and_then(|id| id.parse().ok());
            let edit = Edit {
                kind: Kind::Report,
                record: report,
                bases: Some(base.map(|base: Uuid| (field.clone(), base)).into_iter().collect()),
                fields: BTreeMap::from([(field, value)]),
            };
            let edited = desk.edit_untouched(author, &[edit], now)?;
            Ok(edited.map_or_else(refused, |all| {
                if all.iter().all(|one| *one == Edited::Nothing) { Done::Same } else { Done::Saved }
            }))
        })
        .await?;
    let here = format!("/office/reports/{report}");
    match done {
        Done::Saved => Ok(Redirect::to(&format!("{here}?said=saved")).into_response()),
        Done::Same => Ok(Redirect::to(&format!("{here}?said=same")).into_response()),
        Done::No(why) => {
            let said = Said::Refused(Attempt { why, act, typed });
            view(&site, words, who.session, report, said).await
        }
    }
}

/// Which field gets which value; or the key of a sentence that says why none does.
fn wanted(desk: &dyn Storage, report: Uuid, act: Act, form: &Fields) -> Stored<Result<(String, Value), &'static str>> {
    let value = form.get("value");
    let text = || value.clone().map_or(Value::Null, Value::String);
    let field = |field: &str, value: Value| Ok((field.to_owned(), value));
    Ok(match act {
        Act::Category if value.is_none() => Err("office-refused-empty"),
        Act::Category => field("category", text()),
        Act::Note => field("note", text()),
        // Nothing chosen: the rules decide again.
        Act::Department => field("department", text()),
        Act::Hold => field("held", true.into()),
        Act::Release => field("held", false.into()),
        Act::Close if value.is_none() => Err("office-refused-empty"),
        Act::Close => field("closed", text()),
        Act::Reopen => field("closed", Value::Null),
        Act::Merge => match by_number(desk, value.as_deref())? {
            Some(other) => field("same_as", other.to_string().into()),
            None => Err("office-refused-number"),
        },
        Act::Unmerge => field("same_as", Value::Null),
        Act::Settle => match lost(desk, report, form)? {
            Some((name, value)) => field(&name, value),
            None => Err("office-page-outdated"),
        },
        Act::Resend => Err("office-trouble"),
    })
}

/// The report with this short number.
fn by_number(desk: &dyn Storage, number: Option<&str>) -> Stored<Option<Uuid>> {
    let Some(number) = number else { return Ok(None) };
    let filter = Filter { text: Some(number.to_owned()), limit: 20, ..Filter::default() };
    let (rows, _) = desk.reports(&filter)?;
    Ok(rows.iter().find(|row| row.number == number).map(|row| row.id))
}

/// The value that lost and shall hold now: the form names its change.
fn lost(desk: &dyn Storage, report: Uuid, form: &Fields) -> Stored<Option<(String, Value)>> {
    let (Some(field), Some(change)) = (form.get("field"), form.get("value")) else { return Ok(None) };
    let Some(page) = desk.report(report)? else { return Ok(None) };
    let cell = page.record.fields.get(&field);
    let loser = cell.and_then(|cell| cell.losers.iter().find(|loser| loser.change.to_string() == change));
    Ok(loser.map(|loser| (field, loser.value.clone())))
}

fn refused(why: Refused) -> Done {
    Done::No(match why {
        Refused::Unknown => "office-refused-unknown",
        Refused::NotAllowed => "office-no-right",
        Refused::Invalid => "office-refused-invalid",
        Refused::Stale => "office-refused-stale",
        Refused::Circle => "office-refused-circle",
    })
}

//! The list of every kind of record: what is offered, what has ended, and what can be set up at once.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::Value;
use shared::change::Kind;
use shared::merge::Record;
use uuid::Uuid;

use super::beside;
use super::choices::{Lookup, Source};
use super::pages::This;
use super::prompt::{Asked, Prompt};
use super::sheets::{Beside, Sheet};
use crate::office::frame::Frame;
use crate::office::session::SignedIn;
use crate::pages::{Shared, Trouble, Words, page};
use crate::storage::{LoanRow, Result as Stored, Storage};

#[derive(Template)]
#[template(path = "office/setup/list.html")]
struct List {
    w: Words,
    frame: Frame,
    sheet: &'static Sheet,
    prompt: Prompt,
    here: String,
    /// What these records are.
    about: String,
    columns: Vec<String>,
    open: Vec<Row>,
    over: Vec<Row>,
    writes: bool,
    /// What can be set up at once.
    quick: Quick,
}

/// A record in its list.
struct Row {
    href: String,
    name: String,
    icon: &'static str,
    /// Label and text.
    cells: Vec<(String, String)>,
}

/// What a list offers to set up at once.
enum Quick {
    Nothing,
    /// Categories of the start set that are not here yet.
    StartSet(usize),
    /// Stops from a file.
    Import,
    /// Departments to suggest rules for.
    Suggest(Vec<(String, String)>),
}

pub(super) async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(sheet.see)?;
    let frame = Frame::new(&site, w.clone(), &who.session, sheet.path).await?;
    let (now, least) = (site.now(), site.state.config.smallest_group);
    let (lookup, counted) = site
        .ask(move |storage| Ok((Lookup::read(storage, sheet)?, Counted::read(storage, sheet, least, now)?)))
        .await?;
    let today = site.today();
    // What was begun and taken back says nothing.
    let says = |record: &&Record| record.fields.values().any(|cell| !cell.value.is_null());
    let mut records: Vec<&Record> = lookup.records(&sheet.kind).iter().filter(says).collect();
    records.sort_by_cached_key(|record| order(sheet, &w, record));
    let (over, open): (Vec<&Record>, Vec<&Record>) = records.into_iter().partition(|it| sheet.is_over(it, today));
    let rows =
        |records: Vec<&Record>| records.into_iter().map(|record| row(&w, sheet, &lookup, &counted, record)).collect();
    let columns = sheet.columns.iter().map(|name| w.t(&format!("city-field-{name}")));
    let list = List {
        columns: columns.chain(beside_column(sheet).map(|key| w.t(key))).collect(),
        open: rows(open),
        over: rows(over),
        about: w.t(&format!("city-about-{}", sheet.word())),
        writes: frame.may(sheet.write),
        quick: quick(&w, sheet, &lookup),
        prompt: asked.into(),
        here: sheet.path.to_owned(),
        sheet,
        frame,
        w,
    };
    page(&list)
}

/// What comes first: by the city's order, rules by priority, tasks by age.
fn order(sheet: &Sheet, w: &Words, record: &Record) -> (i64, String) {
    let number = |field: &str| record.value(field).and_then(Value::as_i64).unwrap_or_default();
    let name = sheet.called(w, record).to_lowercase();
    match sheet.kind {
        Kind::Category => (number("order"), name),
        Kind::Rule => (-number("priority"), name),
        Kind::Task => (-i64::try_from(record.id.as_u128() >> 80).unwrap_or_default(), name),
        _ => (0, name),
    }
}

/// What lists show beside the fields of a record.
enum Counted {
    Nothing,
    /// How often each was done.
    Done(BTreeMap<Uuid, Option<u64>>),
    /// Phones that have something.
    Loans(Vec<LoanRow>),
}

impl Counted {
    fn read(storage: &dyn Storage, sheet: &Sheet, least: u32, now: DateTime<Utc>) -> Stored<Counted> {
        Ok(match sheet.beside {
            Beside::Done => Counted::Done(beside::done(storage, least, now)?),
            Beside::Loans => Counted::Loans(storage.loans()?),
            _ => Counted::Nothing,
        })
    }
}

/// The column of a list that no field fills.
fn beside_column(sheet: &Sheet) -> Option<&'static str> {
    match sheet.beside {
        Beside::Outcome => Some("city-outcome"),
        Beside::Done => Some("city-done"),
        Beside::Loans => Some("city-loans"),
        _ => None,
    }
}

fn row(w: &Words, sheet: &'static Sheet, lookup: &Lookup, counted: &Counted, record: &Record) -> Row {
    let cell = |name: &&str| {
        let field = sheet.fields.iter().find(|field| field.name == *name)?;
        Some((w.t(&format!("city-field-{name}")), lookup.said(w, record, field)))
    };
    let last = beside_column(sheet).map(|key| {
        let said = match counted {
            Counted::Done(done) => match done.get(&record.id).copied().flatten() {
                Some(count) => count.to_string(),
                None => w.t("places-small"),
            },
            Counted::Loans(loans) => {
                let out = loans.iter().filter(|loan| loan.thing == record.id).map(|loan| loan.label.as_str());
                out.collect::<Vec<_>>().join(", ")
            }
            Counted::Nothing => beside::outcome(w, record),
        };
        (w.t(key), said)
    });
    Row {
        href: format!("{}/{}", sheet.path, record.id),
        name: sheet.called(w, record),
        icon: record.text("icon").map_or("", |name| w.icon(name)),
        cells: sheet.columns.iter().filter_map(cell).chain(last).collect(),
    }
}

fn quick(w: &Words, sheet: &Sheet, lookup: &Lookup) -> Quick {
    match sheet.kind {
        Kind::Category => Quick::StartSet(super::quick::missing(lookup.records(&Kind::Category)).count()),
        Kind::Rule => {
            let all = lookup.entries(w, Source::Departments, "").into_iter();
            Quick::Suggest(all.map(|entry| (entry.code, entry.word)).collect())
        }
        Kind::Stop => Quick::Import,
        _ => Quick::Nothing,
    }
}

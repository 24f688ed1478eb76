//! The form and the saving of every kind of record.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use shared::change::Kind;
use shared::ids;
use shared::merge::Record;
use uuid::Uuid;

use super::beside::{self, Side};
use super::choices::Lookup;
use super::form::{Typed, code_of, filled, parsed, taken};
use super::prompt::{Asked, Prompt};
use super::sheets::{Beside, Sheet};
use super::view::{self, Shown};
use super::way;
use crate::office::frame::Frame;
use crate::office::session::{Fields, Posted, SignedIn};
use crate::pages::{Shared, Site, Trouble, Words, page, query};
use crate::storage::{Edit, Edited, Refused, Result as Stored, Session, Storage};

pub(super) type This = Extension<&'static Sheet>;

#[derive(Template)]
#[template(path = "office/setup/edit.html")]
struct EditPage {
    w: Words,
    frame: Frame,
    sheet: &'static Sheet,
    prompt: Prompt,
    here: String,
    heading: String,
    fields: Vec<Shown>,
    writes: bool,
    new: bool,
    over: bool,
    /// A rule is saved only once its trial was seen.
    tried: bool,
    side: Side,
}

/// A form that was posted, or is to be shown.
#[derive(Default)]
struct Form {
    record: Option<Record>,
    typed: Typed,
    wrong: BTreeMap<&'static str, &'static str>,
    stale: bool,
    prompt: Prompt,
    /// The parsed values, where somebody wants to see what they would do.
    trial: Option<BTreeMap<String, Value>>,
}

pub(super) async fn new(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    who: SignedIn,
) -> Result<Response, Trouble> {
    who.allow(sheet.write)?;
    let mut typed = Typed::new();
    let today = site.today().to_string();
    sheet.fields.iter().for_each(|field| field.begin(&mut typed));
    let usual = [("valid_from", today.as_str()), ("priority", "10")];
    for (name, value) in usual.iter().filter(|(name, _)| sheet.fields.iter().any(|field| field.name == *name)) {
        typed.insert((*name).to_owned(), (*value).to_owned());
    }
    let form = Form { record: None, typed, ..Form::default() };
    view(&site, w, sheet, &who.session, form).await
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(sheet.see)?;
    let record = site.ask(move |storage| find(storage, sheet, id)).await?.ok_or(Trouble::NotFound)?;
    let typed = filled(sheet.fields, &record);
    let form = Form { record: Some(record), typed, prompt: asked.into(), ..Form::default() };
    view(&site, w, sheet, &who.session, form).await
}

pub(super) async fn add(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    posted: Posted,
) -> Result<Response, Trouble> {
    store(&site, w, sheet, None, posted).await
}

pub(super) async fn save(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    store(&site, w, sheet, Some(id), posted).await
}

/// Reads the form; stores it, or shows it again with what is wrong, what it would do, or what somebody else has written.
async fn store(
    site: &Site,
    w: Words,
    sheet: &'static Sheet,
    id: Option<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(sheet.write)?.id, site.now());
    let Posted { who, fields } = posted;
    let try_only = fields.raw("act") == "try";
    let done = site
        .ask(move |storage| {
            let lookup = Lookup::read(storage, sheet)?;
            let record = id.and_then(|id| lookup.records(&sheet.kind).iter().find(|known| known.id == id)).cloned();
            let mut typed = taken(sheet.fields, &fields, &lookup);
            if id.is_some() && record.is_none() {
                return Ok(None);
            }
            let pressed = sheet.beside == Beside::Way && way::press(fields.raw("act"), fields.raw("stop"), &mut typed);
            let form = Form { record, typed, ..Form::default() };
            if pressed {
                return Ok(Some(Err(form)));
            }
            let mut values = match parsed(sheet.fields, &form.typed, &lookup) {
                Ok(values) => values,
                Err(wrong) => return Ok(Some(Err(Form { wrong, ..form }))),
            };
            let name = values.get(sheet.name).and_then(Value::as_str).map(str::to_owned);
            let coded = form.record.as_ref().is_some_and(|record| record.text("code").is_some());
            if name.is_none() && !coded {
                return Ok(Some(Err(Form { wrong: [(sheet.name, "city-wrong-empty")].into(), ..form })));
            }
            let target = match id {
                Some(id) => id,
                None if sheet.coded => {
                    let code = free_code(&lookup, sheet, &name.unwrap_or_default());
                    let id = ids::named(sheet.kind.as_str(), &code);
                    values.insert("code".to_owned(), json!(code));
                    id
                }
                None => crate::random::v7(now),
            };
            if try_only {
                return Ok(Some(Err(Form { trial: Some(values), ..form })));
            }
            // What is empty in a new record is not written.
            values.retain(|_, value| id.is_some() || !value.is_null());
            let edit = Edit {
                kind: sheet.kind.clone(),
                record: target,
                bases: id.map(|_| bases(sheet, &fields)),
                fields: values,
            };
            Ok(Some(match storage.edit_untouched(staff, &[edit], now)? {
                Ok(edited) => Ok((target, edited.first().copied())),
                Err(refused) => Err(Form {
                    stale: refused == Refused::Stale,
                    prompt: Prompt::refused(why(refused)),
                    // What holds by now, with its changes: saving again is done knowingly.
                    record: find(storage, sheet, target)?,
                    ..form
                }),
            }))
        })
        .await?;
    match done.ok_or(Trouble::NotFound)? {
        Ok((id, edited)) => Ok(saved(sheet, id, edited, "saved")),
        Err(form) => view(site, w, sheet, &who.session, form).await,
    }
}

pub(super) async fn end(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Extension(sheet): This,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now, today) = (posted.allow(sheet.write)?.id, site.now(), site.today());
    let again = posted.fields.raw("again") == "1";
    let (field, value) = sheet.ending(again, today);
    let done = site
        .ask(move |storage| {
            let Some(record) = find(storage, sheet, id)? else { return Ok(Err(None)) };
            let bases = record.base(field).map(|base| (field.to_owned(), base)).into_iter().collect();
            let fields = BTreeMap::from([(field.to_owned(), value)]);
            let edit = Edit { kind: sheet.kind.clone(), record: id, fields, bases: Some(bases) };
            Ok(storage.edit_untouched(staff, &[edit], now)?.map_err(|refused| Some((record, refused))))
        })
        .await?;
    match done {
        Ok(edited) => Ok(saved(sheet, id, edited.first().copied(), if again { "again" } else { "ended" })),
        Err(None) => Err(Trouble::NotFound),
        Err(Some((record, refused))) => {
            let typed = filled(sheet.fields, &record);
            let form = Form { record: Some(record), typed, prompt: Prompt::refused(why(refused)), ..Form::default() };
            view(&site, w, sheet, &posted.who.session, form).await
        }
    }
}

/// Back to the record, with what was done and the way to take it back.
fn saved(sheet: &Sheet, id: Uuid, edited: Option<Edited>, word: &str) -> Response {
    let (said, seq) = match edited {
        Some(Edited::Stored(seq)) => (word, seq.to_string()),
        _ => ("same", String::new()),
    };
    Redirect::to(&format!("{}/{id}{}", sheet.path, query(&[("said", said), ("seq", &seq)]))).into_response()
}

async fn view(
    site: &Site,
    w: Words,
    sheet: &'static Sheet,
    session: &Session,
    form: Form,
) -> Result<Response, Trouble> {
    let frame = Frame::new(site, w.clone(), session, sheet.path).await?;
    let (now, today, least) = (site.now(), site.today(), site.state.config.smallest_group);
    let Form { record, typed, wrong, stale, prompt, trial } = form;
    let (asked, tried, shown) = (record.clone(), trial.is_some(), typed.clone());
    let words = w.clone();
    let (lookup, side) = site
        .ask(move |storage| {
            let lookup = Lookup::read(storage, sheet)?;
            let side = beside::read(storage, &words, sheet, &lookup, asked.as_ref(), &shown, trial, least, now)?;
            Ok((lookup, side))
        })
        .await?;
    let state = view::State { w: &w, lookup: &lookup, record: record.as_ref(), typed: &typed, wrong: &wrong, stale };
    let refused = !wrong.is_empty() || prompt.refused.is_some();
    let edit = EditPage {
        heading: record
            .as_ref()
            .map_or_else(|| w.t(&format!("city-new-{}", sheet.word())), |record| sheet.called(&w, record)),
        here: record
            .as_ref()
            .map_or_else(|| format!("{}/new", sheet.path), |record| format!("{}/{}", sheet.path, record.id)),
        fields: state.fields(sheet.fields),
        writes: frame.may(sheet.write),
        new: record.is_none(),
        over: record.as_ref().is_some_and(|record| sheet.is_over(record, today)),
        prompt: if wrong.is_empty() { prompt } else { Prompt::refused("city-wrong") },
        tried,
        side,
        sheet,
        frame,
        w,
    };
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page(&edit)?).into_response())
}

pub(super) fn find(storage: &dyn Storage, sheet: &Sheet, id: Uuid) -> Stored<Option<Record>> {
    Ok(storage.records(&sheet.kind)?.into_iter().find(|record| record.id == id))
}

/// The changes that the form showed.
fn bases(sheet: &Sheet, fields: &Fields) -> BTreeMap<String, Uuid> {
    let names = sheet.fields.iter().flat_map(|field| field.writes());
    names.filter_map(|name| Some(((*name).to_owned(), fields.raw(&format!("base.{name}")).parse().ok()?))).collect()
}

/// A code from the name that nothing else has.
fn free_code(lookup: &Lookup, sheet: &Sheet, name: &str) -> String {
    let code = code_of(name);
    let taken = |code: &String| {
        let known = lookup.records(&sheet.kind);
        let fixed = sheet.kind == Kind::Category && assets::words::CATEGORIES.contains(&code.as_str());
        fixed || known.iter().any(|record| record.text("code") == Some(code))
    };
    let numbered = (2..).map(|n: u32| format!("{code}-{n}"));
    std::iter::once(code.clone()).chain(numbered).find(|code| !taken(code)).unwrap_or(code)
}

pub(super) fn why(refused: Refused) -> &'static str {
    match refused {
        Refused::Unknown => "city-refused-unknown",
        Refused::NotAllowed => "office-no-right",
        Refused::Stale => "office-refused-stale",
        Refused::Invalid | Refused::Circle => "city-wrong",
    }
}

//! Stops in bulk from GeoJSON: which field is which, what would happen, and only then it happens.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use shared::areas::read_places;
use shared::change::Kind;

use super::areas::{FIELDS, KEYS, NAMES, choose, properties};
use super::form::code_of;
use super::prompt::Prompt;
use super::quick::back;
use super::sheets::{STOP_KINDS, STOPS};
use super::upload;
use crate::office::frame::Frame;
use crate::office::list::Choice;
use crate::office::rights::May;
use crate::office::session::{SignedIn, same};
use crate::pages::{Shared, Site, Trouble, Words, page};
use crate::places::{Plan, plan};
use crate::storage::{Deed, Session, StorageError};

const PATH: &str = "/office/stops/import";
/// Thousands of places with their fields.
const MAX_BYTES: usize = 8 << 20;
/// So many names are shown of each kind of change.
const SHOWN: usize = 12;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/office/stops/import", get(show).post(take)).layer(DefaultBodyLimit::max(MAX_BYTES))
}

#[derive(Template)]
#[template(path = "office/setup/stops.html")]
struct Stops {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    here: String,
    typed: Typed,
    kinds: Vec<Choice>,
    /// What the file has, where it was not clear which is which.
    fields: Vec<String>,
    /// What the file's reader says, for whoever made the file.
    fault: Option<String>,
    /// What would happen.
    dry: Option<Dry>,
}

struct Dry {
    lines: Vec<Told>,
    same: i64,
    missing: usize,
}

/// What happens to some stops, and their names.
struct Told {
    sentence: String,
    names: String,
}

/// The form.
#[derive(Clone, Default)]
struct Typed {
    csrf: String,
    id_field: String,
    name_field: String,
    kind_field: String,
    kind: String,
    end_missing: bool,
    text: String,
    act: String,
}

impl Typed {
    fn take(&mut self, name: &str, text: String) {
        match name {
            "csrf" => self.csrf = text,
            "id_field" => self.id_field = text,
            "name_field" => self.name_field = text,
            "kind_field" => self.kind_field = text,
            "kind" => self.kind = text,
            "end_missing" => self.end_missing = text == "1",
            "act" => self.act = text,
            "file" | "text" if !text.trim().is_empty() => self.text = text,
            _ => {}
        }
    }
}

/// What a page of this form shows beside the form.
#[derive(Default)]
struct Found {
    fields: Vec<String>,
    fault: Option<String>,
    dry: Option<Dry>,
}

async fn show(State(site): State<Shared>, Extension(w): Extension<Words>, who: SignedIn) -> Result<Response, Trouble> {
    who.allow(May::SetUp)?;
    view(&site, w, &who.session, Prompt::default(), Typed::default(), Found::default()).await
}

async fn view(
    site: &Site,
    w: Words,
    session: &Session,
    prompt: Prompt,
    typed: Typed,
    found: Found,
) -> Result<Response, Trouble> {
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let kind = |code: &&str| Choice {
        code: (*code).to_owned(),
        word: w.t(&format!("stop-kind-{code}")),
        chosen: *code == typed.kind,
    };
    let Found { fields, fault, dry } = found;
    let stops = Stops {
        frame: Frame::new(site, w.clone(), session, STOPS.path).await?,
        kinds: STOP_KINDS.iter().map(kind).collect(),
        here: PATH.to_owned(),
        prompt,
        typed,
        fields,
        fault,
        dry,
        w,
    };
    Ok((status, page(&stops)?).into_response())
}

/// Shows what would happen; with `act=take`, it happens.
async fn take(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    request: Request,
) -> Result<Response, Trouble> {
    let staff = who.allow(May::SetUp)?.id;
    let now = site.now();
    let mut typed = Typed::default();
    let whole = upload::read(request, &site, |name, text| typed.take(name, text)).await;
    if !same(&typed.csrf, &who.session.csrf) {
        return Err(Trouble::Outdated);
    }
    if !whole || typed.text.is_empty() {
        return view(&site, w, &who.session, Prompt::refused("city-wrong-file"), typed, Found::default()).await;
    }
    let found = properties(&typed.text);
    let id_field = choose(&found, &typed.id_field, &KEYS, true);
    let name_field = choose(&found, &typed.name_field, &NAMES, false);
    let (Some(id_field), Some(name_field)) = (id_field, name_field) else {
        let fields: Vec<String> = found.into_keys().take(FIELDS).collect();
        let why = if fields.is_empty() { "city-wrong-file" } else { "city-wrong-fields" };
        return view(&site, w, &who.session, Prompt::refused(why), typed, Found { fields, ..Found::default() }).await;
    };
    let kind_field = Some(typed.kind_field.trim()).filter(|field| !field.is_empty()).map(str::to_owned);
    let places = match read_places(&typed.text, &id_field, &name_field, kind_field.as_deref()) {
        Ok(places) => places,
        Err(error) => {
            let found = Found { fault: Some(error.to_string()), ..Found::default() };
            return view(&site, w, &who.session, Prompt::refused("city-wrong-file"), typed, found).await;
        }
    };
    let usual = STOP_KINDS.iter().find(|kind| **kind == typed.kind).copied().unwrap_or("playground");
    let words: Vec<(String, &str)> =
        STOP_KINDS.iter().map(|kind| (w.t(&format!("stop-kind-{kind}")).to_lowercase(), *kind)).collect();
    let (end_missing, happens) = (typed.end_missing, typed.act == "take");
    (typed.id_field, typed.name_field) = (id_field, name_field);
    let planned = site
        .ask(move |storage| {
            // The publisher's word where it is ours, in code or in language; else what was chosen for the whole file.
            let kind_of = |told: Option<&str>| {
                let told = told.unwrap_or_default().to_lowercase();
                let fits = |(word, code): &&(String, &str)| *word == told || *code == told;
                words.iter().find(fits).map_or(usual, |(_, code)| code).to_owned()
            };
            let plan = plan(&storage.records(&Kind::Stop)?, &places, kind_of, end_missing, code_of);
            if happens {
                let done = storage.edit(Some(staff), &plan.edits, now)?;
                if done.is_err() {
                    return Ok(None);
                }
                let what = plan.edits.len().to_string();
                storage.note_deed(&Deed { staff: Some(staff), deed: "stops_imported", about: None, what }, now)?;
            }
            Ok::<_, StorageError>(Some(plan))
        })
        .await?;
    let Some(planned) = planned else {
        return view(&site, w, &who.session, Prompt::refused("city-wrong"), typed, Found::default()).await;
    };
    if happens {
        return Ok(back(STOPS.path, "stops", i64::try_from(planned.edits.len()).unwrap_or(i64::MAX)));
    }
    let found = Found { dry: Some(dry(&w, &planned)), ..Found::default() };
    view(&site, w, &who.session, Prompt::default(), typed, found).await
}

fn dry(w: &Words, plan: &Plan) -> Dry {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let told = |key: &str, names: &[String]| {
        let mut shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
        shown.extend((names.len() > SHOWN).then_some("…"));
        let sentence = w.with(key, &[("count", count(names.len()).into())]);
        (!names.is_empty()).then(|| Told { sentence, names: shown.join(", ") })
    };
    let lines = [
        told("city-stops-new", &plan.new),
        told("city-stops-changed", &plan.changed),
        told("city-stops-missing", &plan.missing),
    ];
    Dry { lines: lines.into_iter().flatten().collect(), same: count(plan.same), missing: plan.missing.len() }
}

//! Areas: which layers there are, on a map, and taking in a layer that a city publishes.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde_json::Value;
use shared::areas::AreaError;
use shared::change::Kind;

use super::prompt::{Asked, Prompt};
use super::quick::back;
use super::upload;
use crate::areas::{Import, ImportError, import};
use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::{SignedIn, same};
use crate::pages::{Shared, Site, Trouble, Words, page};
use crate::storage::{Deed, Session, StorageError};

const PATH: &str = "/office/areas";
/// The longest name of a layer.
const MOST: usize = 60;
/// Fields of a file that are offered.
pub(super) const FIELDS: usize = 40;
/// What the field with the key, and the one with the name, are often called.
pub(super) const KEYS: [&str; 8] = ["id", "key", "nr", "number", "code", "schluessel", "gid", "objectid"];
pub(super) const NAMES: [&str; 5] = ["name", "bezeichnung", "title", "label", "stadtteil"];

#[derive(Template)]
#[template(path = "office/setup/areas.html")]
struct Areas {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    here: String,
    layers: Vec<Layer>,
    typed: Typed,
    /// What the file has, where it was not clear which is which.
    fields: Vec<String>,
    /// What the file's reader says, for whoever made the file.
    fault: Option<String>,
    writes: bool,
}

struct Layer {
    name: String,
    valid: i64,
    over: i64,
    since: String,
}

/// The form.
#[derive(Default)]
struct Typed {
    csrf: String,
    layer: String,
    id_field: String,
    name_field: String,
    valid_from: String,
    text: String,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::SeeSetUp)?;
    view(&site, w, &who.session, Prompt::from(asked), Typed::default(), Vec::new(), None).await
}

async fn view(
    site: &Site,
    w: Words,
    session: &Session,
    prompt: Prompt,
    typed: Typed,
    fields: Vec<String>,
    fault: Option<String>,
) -> Result<Response, Trouble> {
    let today = site.today();
    let records = site.ask(|storage| storage.records(&Kind::Area)).await?;
    let mut layers: BTreeMap<String, Layer> = BTreeMap::new();
    for area in &records {
        let Some(name) = area.text("layer") else { continue };
        let day = |field: &str| area.text(field).and_then(|day| day.parse::<NaiveDate>().ok());
        let begin = || Layer { name: name.to_owned(), valid: 0, over: 0, since: w.t("city-since-ever") };
        let layer = layers.entry(name.to_owned()).or_insert_with(begin);
        if day("valid_to").is_some_and(|end| end <= today) {
            layer.over += 1
        } else {
            layer.valid += 1
        }
        // The first version of a layer counts since ever.
        let since = day("valid_from").filter(|day| day.to_string().as_str() > "1900-01-01");
        if let Some(day) = since.map(|day| w.day(day)) {
            layer.since = day;
        }
    }
    let frame = Frame::new(site, w.clone(), session, PATH).await?;
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let areas = Areas {
        layers: layers.into_values().collect(),
        writes: frame.may(May::SetUp),
        here: PATH.to_owned(),
        frame,
        prompt,
        typed,
        fields,
        fault,
        w,
    };
    Ok((status, page(&areas)?).into_response())
}

/// The right comes before the first byte of the file.
pub(super) async fn take(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    request: Request,
) -> Result<Response, Trouble> {
    let staff = who.allow(May::SetUp)?.id;
    // One large file at a time.
    let _turn = site.decoding.acquire().await;
    let mut typed = Typed::default();
    let whole = upload::read(request, &site, |name, text| typed.take(name, text)).await;
    if !same(&typed.csrf, &who.session.csrf) {
        return Err(Trouble::Outdated);
    }
    if !whole {
        return view(&site, w, &who.session, Prompt::refused("city-wrong-file"), typed, Vec::new(), None).await;
    }
    let layer = typed.layer.trim().to_owned();
    if layer.is_empty() || layer.chars().count() > MOST || layer.contains(|c: char| c.is_control() || c == '/') {
        return view(&site, w, &who.session, Prompt::refused("city-wrong-layer"), typed, Vec::new(), None).await;
    }
    let (now, today) = (site.now(), site.today());
    let (done, typed) = site
        .ask(move |storage| {
            let found = properties(&typed.text);
            let chosen =
                (choose(&found, &typed.id_field, &KEYS, true), choose(&found, &typed.name_field, &NAMES, false));
            let (Some(id_field), Some(name_field)) = chosen else {
                return Ok((Err(Failed::Fields(found.into_keys().take(FIELDS).collect())), typed));
            };
            let valid_from = typed.valid_from.parse().ok();
            let wanted = Import { layer: &layer, id_field: &id_field, name_field: &name_field, valid_from, today };
            let done = match import(storage, &typed.text, wanted, now) {
                Ok(done) => {
                    let deed = Deed { staff: Some(staff), deed: "areas_imported", about: None, what: layer };
                    storage.note_deed(&deed, now)?;
                    Ok(done.imported)
                }
                Err(ImportError::Storage(error)) => return Err(error),
                Err(ImportError::File(error)) => Err(Failed::File(error)),
                Err(error) => Err(Failed::Other(error.to_string())),
            };
            Ok::<_, StorageError>((done, typed))
        })
        .await?;
    let typed = Typed { text: String::new(), ..typed };
    let (why, fields, fault) = match done {
        Ok(imported) => return Ok(back(PATH, "imported", i64::try_from(imported).unwrap_or(i64::MAX))),
        Err(Failed::Fields(fields)) if fields.is_empty() => ("city-wrong-file", fields, None),
        Err(Failed::Fields(fields)) => ("city-wrong-fields", fields, None),
        Err(Failed::File(error)) => ("city-wrong-file", Vec::new(), Some(error.to_string())),
        Err(Failed::Other(error)) => ("city-wrong-file", Vec::new(), Some(error)),
    };
    view(&site, w, &who.session, Prompt::refused(why), typed, fields, fault).await
}

/// Why nothing was imported.
enum Failed {
    /// It is not clear which of these is the key, and which the name.
    Fields(Vec<String>),
    File(AreaError),
    Other(String),
}

impl Typed {
    fn take(&mut self, name: &str, text: String) {
        match name {
            "csrf" => self.csrf = text,
            "layer" => self.layer = text,
            "id_field" => self.id_field = text,
            "name_field" => self.name_field = text,
            "valid_from" => self.valid_from = text,
            "file" | "text" if !text.trim().is_empty() => self.text = text,
            _ => {}
        }
    }
}

/// Fields that each feature has, and whether their values differ from feature to feature.
pub(super) fn properties(text: &str) -> BTreeMap<String, bool> {
    let Ok(file) = serde_json::from_str::<Value>(text) else { return BTreeMap::new() };
    let features = file.get("features").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of = |feature: &Value, name: &str| {
        let value = feature.get("properties")?.get(name)?;
        (value.is_string() || value.is_number()).then(|| value.to_string())
    };
    let first = features.first().and_then(|feature| feature.get("properties")?.as_object());
    let names = first.into_iter().flat_map(|properties| properties.keys());
    names
        .filter_map(|name| {
            let mut values: Vec<String> = features.iter().map(|feature| of(feature, name)).collect::<Option<_>>()?;
            values.sort();
            let unique = values.windows(2).all(|pair| pair.first() != pair.last());
            Some((name.clone(), unique))
        })
        .collect()
}

/// The field that was named; else the one that is called as such fields are.
pub(super) fn choose(found: &BTreeMap<String, bool>, named: &str, usual: &[&str], unique: bool) -> Option<String> {
    if !named.trim().is_empty() {
        return found.keys().find(|name| *name == named.trim()).cloned();
    }
    let fits = |name: &&String| !unique || found.get(*name) == Some(&true);
    usual.iter().find_map(|word| found.keys().filter(fits).find(|name| name.to_lowercase() == *word)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_name_are_found_by_what_they_are_called() {
        let found = properties(assets::city::DISTRICTS_GEOJSON);
        assert_eq!(choose(&found, "", &KEYS, true).as_deref(), Some("id"));
        assert_eq!(choose(&found, "", &NAMES, false).as_deref(), Some("name"));
        assert_eq!(choose(&found, "size", &NAMES, false), None);
        let twice = r#"{"features":[{"properties":{"id":1}},{"properties":{"id":1}}]}"#;
        assert_eq!(choose(&properties(twice), "", &KEYS, true), None);
        assert!(properties("no json").is_empty());
    }
}

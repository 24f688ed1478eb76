//! Steps that one press does: the start set of categories, a rule for each, a digest at once, a code for a lost PIN.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use shared::change::Kind;
use shared::ids;
use shared::merge::Record;
use uuid::Uuid;

use super::pages::find;
use super::phones::Once;
use super::sheets::{CATEGORIES, DEPARTMENTS, PERSONS, RULES};
use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::Posted;
use crate::pages::{Shared, Trouble, Vocabulary, Words, page, query};
use crate::pin_code::{PinCode, PinCodeError};
use crate::storage::{Deed, Edit, Edited};

/// Categories of the start set that the city has not, with their place in it.
pub(super) fn missing(known: &[Record]) -> impl Iterator<Item = (usize, &'static (&'static str, &'static str, bool))> {
    let set = assets::words::START_SET.iter().enumerate();
    set.filter(|(_, (code, ..))| !known.iter().any(|record| record.text("code") == Some(code)))
}

pub(super) async fn start_set(State(site): State<Shared>, posted: Posted) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let added = site
        .ask(move |storage| {
            let known = storage.records(&Kind::Category)?;
            let edit = |(place, (code, icon, hazard)): (usize, &(&str, &str, bool))| Edit {
                kind: Kind::Category,
                record: ids::named("category", code),
                bases: None,
                fields: [
                    ("code", json!(code)),
                    ("icon", json!(icon)),
                    ("hazard", json!(hazard)),
                    ("order", json!(place + 1)),
                    ("photo_needed", json!(!hazard)),
                ]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            };
            let edits: Vec<Edit> = missing(&known).map(edit).collect();
            Ok(storage.edit_untouched(staff, &edits, now)?.map_or(0, |edited| stored(&edited)))
        })
        .await?;
    Ok(back(CATEGORIES.path, "taken", added))
}

/// A rule for each category that none is about, to one department: a beginning that staff then refine.
pub(super) async fn suggest(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now, today) = (posted.allow(May::SetUp)?.id, site.now(), site.today());
    let department = posted.fields.get("department").unwrap_or_default();
    let added = site
        .ask(move |storage| {
            let vocabulary = Vocabulary::read(storage)?;
            if !vocabulary.departments.iter().any(|known| known.code == department && !known.ended) {
                return Ok(0);
            }
            let rules = storage.records(&Kind::Rule)?;
            let ruled = |code: &str| {
                let about = |rule: &&Record| rule.text("category") == Some(code) || rule.text("code") == Some(code);
                rules.iter().any(|rule| about(&rule))
            };
            let open = vocabulary.categories.iter().filter(|category| !category.ended && !ruled(&category.code));
            let edit = |code: &str| Edit {
                kind: Kind::Rule,
                record: ids::named("rule", code),
                bases: None,
                fields: [
                    ("code", json!(code)),
                    ("name", json!(vocabulary.category(&w, code))),
                    ("category", json!(code)),
                    ("department", json!(department)),
                    ("priority", json!(10)),
                    ("valid_from", json!(today)),
                ]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            };
            let edits: Vec<Edit> = open.map(|category| edit(&category.code)).collect();
            Ok(storage.edit_untouched(staff, &edits, now)?.map_or(0, |edited| stored(&edited)))
        })
        .await?;
    Ok(back(RULES.path, "taken", added))
}

/// What waits for a department goes out now, not at its hour.
pub(super) async fn send(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let mailing = site.state.mailing.clone();
    let done = site
        .ask(move |storage| {
            let Some(department) = find(storage, &DEPARTMENTS, id)? else { return Ok(None) };
            let code = department.text("code").unwrap_or_default().to_owned();
            let done = mailing.run_now(Some(&code), now)?;
            storage.note_deed(&Deed { staff: Some(staff), deed: "digest_sent", about: Some(id), what: code }, now)?;
            Ok(Some(done))
        })
        .await?
        .ok_or(Trouble::NotFound)?;
    let said = if done.mailed > 0 { "sent" } else { "nothing" };
    Ok(back(&format!("{}/{id}", DEPARTMENTS.path), said, done.mailed.into()))
}

/// What a mail told of that did not arrive goes out again.
pub(super) async fn resend(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let mail: Uuid = posted.fields.raw("mail").parse().map_err(|_| Trouble::NotFound)?;
    let again = site.ask(move |storage| storage.resend_mail(staff, mail, now)).await?;
    let count = i64::try_from(again.unwrap_or_default()).unwrap_or(i64::MAX);
    Ok(back(&format!("{}/{id}", DEPARTMENTS.path), "resent", count))
}

/// Shown once: the person types it into the phone.
pub(super) async fn pin(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let made = site
        .ask(move |storage| {
            let code = match PinCode::new(storage, &id.to_string(), Some(staff), now) {
                Ok(code) => code,
                Err(PinCodeError::Storage(error)) => return Err(error),
                Err(_) => return Ok(None),
            };
            let deed = Deed { staff: Some(staff), deed: "pin_reset", about: Some(id), what: String::new() };
            storage.note_deed(&deed, now)?;
            let name = find(storage, &PERSONS, id)?.and_then(|person| person.text("name").map(str::to_owned));
            Ok(Some((code, name.unwrap_or_default())))
        })
        .await?;
    let (code, name) = made.ok_or(Trouble::NotFound)?;
    let once = Once {
        frame: Frame::new(&site, w.clone(), &posted.who.session, PERSONS.path).await?,
        title: w.t1("city-pin-title", "name", &name),
        hint: w.t("city-pin-hint"),
        secret: code.code,
        link: None,
        picture: None,
        until: Some(w.moment(code.until).exact),
        back: format!("{}/{id}", PERSONS.path),
        w,
    };
    page(&once)
}

fn stored(edited: &[Edited]) -> i64 {
    edited.iter().filter(|one| matches!(one, Edited::Stored(_))).count() as i64
}

/// To a page, with what was done.
pub(super) fn back(path: &str, said: &str, count: i64) -> Response {
    Redirect::to(&format!("{path}{}", query(&[("said", said), ("n", &count.to_string())]))).into_response()
}

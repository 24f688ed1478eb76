//! Phones: who has which, which of them are missed, inviting one, locking one.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::change::Kind;
use uuid::Uuid;

use super::choices::{Entry, Lookup, Source};
use super::prompt::{Asked, Prompt};
use super::quick::back;
use crate::invitation::Invitation;
use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::{Posted, SignedIn};
use crate::pages::{Shared, Site, Trouble, Words, page};
use crate::storage::{Deed, PhoneRow, Session};

const PATH: &str = "/office/phones";
/// The longest name of a phone or a team.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "office/setup/phones.html")]
struct List {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    rows: Vec<Row>,
    teams: Vec<Entry>,
    label: String,
    writes: bool,
    here: String,
}

#[derive(Template)]
#[template(path = "office/setup/phone.html")]
struct One {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    row: Row,
    team_code: String,
    teams: Vec<Entry>,
    writes: bool,
    here: String,
}

struct Row {
    id: Uuid,
    label: String,
    team: String,
    /// The day; nothing finer is kept.
    seen: String,
    missing: i64,
    /// The day on which it was locked.
    revoked: Option<String>,
}

/// Something that is shown once and kept nowhere.
#[derive(Template)]
#[template(path = "office/setup/once.html")]
pub(super) struct Once {
    pub(super) w: Words,
    pub(super) frame: Frame,
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) secret: String,
    pub(super) link: Option<String>,
    /// An SVG element.
    pub(super) picture: Option<String>,
    pub(super) until: Option<String>,
    pub(super) back: String,
}

pub(super) async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::SeeSetUp)?;
    view(&site, w, &who.session, asked.into(), String::new()).await
}

async fn view(site: &Site, w: Words, session: &Session, prompt: Prompt, label: String) -> Result<Response, Trouble> {
    let now = site.now();
    let (phones, lookup) = site
        .ask(move |storage| Ok((storage.phones(true, now)?, Lookup::of(storage, &[Kind::Team, Kind::Person])?)))
        .await?;
    let frame = Frame::new(site, w.clone(), session, PATH).await?;
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut rows: Vec<Row> = phones.iter().map(|phone| Row::new(&w, &lookup, phone)).collect();
    rows.sort_by_key(|row| row.revoked.is_some());
    let list = List {
        rows,
        teams: lookup.entries(&w, Source::Teams, ""),
        writes: frame.may(May::SetUp),
        here: PATH.to_owned(),
        frame,
        prompt,
        label,
        w,
    };
    Ok((status, page(&list)?).into_response())
}

/// A code for one phone, shown once.
pub(super) async fn invite(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let (label, team) = (posted.fields.get("label").unwrap_or_default(), posted.fields.get("team"));
    if !is_name(&label) || !team.as_deref().is_none_or(is_name) {
        return view(&site, w, &posted.who.session, Prompt::refused("city-wrong-phone-name"), label).await;
    }
    let (url, named) = (site.state.public_url.clone(), label.clone());
    let invitation = site
        .ask(move |storage| {
            let invitation = Invitation::new(storage, &url, &named, team.as_deref(), now)?;
            let deed = Deed { staff: Some(staff), deed: "device_invited", about: None, what: named };
            storage.note_deed(&deed, now)?;
            Ok(invitation)
        })
        .await?;
    let once = Once {
        frame: Frame::new(&site, w.clone(), &posted.who.session, PATH).await?,
        title: w.t1("city-invite-title", "name", &label),
        hint: w.t("city-invite-hint"),
        // Where the address is too long for a picture, code and link do as well.
        picture: invitation.svg().ok(),
        until: Some(w.moment(invitation.until).exact),
        secret: invitation.code,
        link: Some(invitation.link),
        back: PATH.to_owned(),
        w,
    };
    page(&once)
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::SeeSetUp)?;
    one(&site, w, &who.session, id, asked.into()).await
}

async fn one(site: &Site, w: Words, session: &Session, id: Uuid, prompt: Prompt) -> Result<Response, Trouble> {
    let now = site.now();
    let (phones, lookup) = site
        .ask(move |storage| Ok((storage.phones(true, now)?, Lookup::of(storage, &[Kind::Team, Kind::Person])?)))
        .await?;
    let phone = phones.iter().find(|phone| phone.device.id == id).ok_or(Trouble::NotFound)?;
    let frame = Frame::new(site, w.clone(), session, PATH).await?;
    let team_code = phone.device.team.clone().unwrap_or_default();
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let one = One {
        row: Row::new(&w, &lookup, phone),
        teams: lookup.entries(&w, Source::Teams, &team_code),
        writes: frame.may(May::SetUp),
        here: format!("{PATH}/{id}"),
        team_code,
        frame,
        prompt,
        w,
    };
    Ok((status, page(&one)?).into_response())
}

pub(super) async fn describe(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let (label, team) = (posted.fields.get("label").unwrap_or_default(), posted.fields.get("team"));
    if !is_name(&label) || !team.as_deref().is_none_or(is_name) {
        return one(&site, w, &posted.who.session, id, Prompt::refused("city-wrong-phone-name")).await;
    }
    let known = site
        .ask(move |storage| {
            let known = storage.describe_phone(id, &label, team.as_deref())?;
            let deed = Deed { staff: Some(staff), deed: "device_described", about: Some(id), what: label };
            if known {
                storage.note_deed(&deed, now)?;
            }
            Ok(known)
        })
        .await?;
    if known { Ok(back(&format!("{PATH}/{id}"), "saved", 0)) } else { Err(Trouble::NotFound) }
}

/// From its next request on; what it leaves afterwards waits for staff.
pub(super) async fn revoke(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    site.ask(move |storage| {
        if storage.revoke(id, now)? {
            let deed = Deed { staff: Some(staff), deed: "device_revoked", about: Some(id), what: String::new() };
            storage.note_deed(&deed, now)?;
        }
        Ok(())
    })
    .await?;
    Ok(back(&format!("{PATH}/{id}"), "revoked", 0))
}

/// Staff trust what a locked phone has left.
pub(super) async fn release(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let stored = site
        .ask(move |storage| {
            let stored = storage.release(id, now)?;
            let what = stored.to_string();
            storage.note_deed(&Deed { staff: Some(staff), deed: "device_released", about: Some(id), what }, now)?;
            Ok(stored)
        })
        .await?;
    Ok(back(&format!("{PATH}/{id}"), "released", i64::try_from(stored).unwrap_or(i64::MAX)))
}

impl Row {
    fn new(w: &Words, lookup: &Lookup, phone: &PhoneRow) -> Row {
        let device = &phone.device;
        let team = device.team.as_deref().map(|code| lookup.word(w, Source::Teams, code));
        Row {
            id: device.id,
            label: device.label.clone(),
            team: team.unwrap_or_else(|| w.t("city-no-team")),
            seen: device.last_seen.map_or_else(|| w.t("city-never-seen"), |day| w.day(day)),
            missing: i64::try_from(phone.missing).unwrap_or(i64::MAX),
            revoked: device.revoked_at.map(|at| w.moment(at).exact),
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MOST && !text.contains(char::is_control)
}

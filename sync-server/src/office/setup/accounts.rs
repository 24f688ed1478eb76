//! Accounts of staff: made, changed and closed by whoever may.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::phones::Once;
use super::prompt::{Asked, Prompt};
use super::quick::back;
use crate::api::code;
use crate::office::frame::Frame;
use crate::office::hash_password;
use crate::office::rights::May;
use crate::office::session::{Posted, SignedIn};
use crate::pages::{Shared, Site, Trouble, Words, page};
use crate::random;
use crate::storage::{Account, Deed, Refused, Session, StaffRole};

const PATH: &str = "/office/accounts";
/// The longest name.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "office/setup/accounts.html")]
struct List {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    here: String,
    rows: Vec<Row>,
    roles: Vec<(String, String)>,
    name: String,
}

struct Row {
    id: Uuid,
    name: String,
    role: String,
    word: String,
    closed: Option<String>,
    /// Whoever is signed in changes the own password elsewhere.
    own: bool,
}

pub(super) async fn list(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::Accounts)?;
    view(&site, w, &who.session, asked.into(), String::new()).await
}

async fn view(site: &Site, w: Words, session: &Session, prompt: Prompt, name: String) -> Result<Response, Trouble> {
    let accounts = site.ask(|storage| storage.accounts()).await?;
    let row = |account: &Account| {
        let role = code_of(account.staff.role);
        Row {
            id: account.staff.id,
            name: account.staff.name.clone(),
            word: w.t(&format!("city-role-{role}")),
            role,
            closed: account.closed_at.map(|at| w.moment(at).exact),
            own: account.staff.id == session.staff.id,
        }
    };
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let list = List {
        rows: accounts.iter().map(row).collect(),
        roles: StaffRole::value_variants()
            .iter()
            .map(|role| (code_of(*role), w.t(&format!("city-role-{}", code_of(*role)))))
            .collect(),
        frame: Frame::new(site, w.clone(), session, PATH).await?,
        here: PATH.to_owned(),
        prompt,
        name,
        w,
    };
    Ok((status, page(&list)?).into_response())
}

/// The first password is made here and shown once.
pub(super) async fn add(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Accounts)?.id, site.now());
    let name = posted.fields.get("name").unwrap_or_default();
    let fits = !name.is_empty() && name.chars().count() <= MOST && !name.contains(char::is_control);
    let Some(role) = role_of(posted.fields.raw("role")).filter(|_| fits) else {
        return view(&site, w, &posted.who.session, Prompt::refused("city-wrong-account"), name).await;
    };
    let (password, hash) = new_password(&site).await?;
    let wanted = name.clone();
    let added = site
        .ask(move |storage| {
            let added = storage.add_account(&wanted, role, &hash, now)?;
            if let Some(id) = added {
                let deed = Deed { staff: Some(staff), deed: "account_made", about: Some(id), what: code_of(role) };
                storage.note_deed(&deed, now)?;
            }
            Ok(added)
        })
        .await?;
    match added {
        Some(_) => once(&site, w, &posted.who.session, &name, password).await,
        None => view(&site, w, &posted.who.session, Prompt::refused("city-wrong-account-taken"), name).await,
    }
}

/// What can be done to an account.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    Role,
    Close,
    Password,
}

pub(super) async fn change(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::Accounts)?.id, site.now());
    let act = Act::deserialize(Value::from(posted.fields.raw("act"))).map_err(|_| Trouble::NotFound)?;
    let role = role_of(posted.fields.raw("role"));
    let (password, hash) = match act {
        Act::Password => new_password(&site).await?,
        _ => Default::default(),
    };
    let done = site
        .ask(move |storage| {
            let known = storage.accounts()?.into_iter().find(|known| known.staff.id == id);
            let Some(name) = known.map(|known| known.staff.name) else { return Ok(Err(Refused::Unknown)) };
            let (done, deed, what) = match (act, role) {
                (Act::Role, Some(role)) => (storage.set_role(id, role)?, "account_role", code_of(role)),
                (Act::Role, None) => return Ok(Err(Refused::Unknown)),
                (Act::Close, _) => (storage.close_account(id, now)?, "account_closed", String::new()),
                (Act::Password, _) => {
                    storage.set_password(id, &hash, None)?;
                    (Ok(()), "account_password", String::new())
                }
            };
            if done.is_ok() {
                storage.note_deed(&Deed { staff: Some(staff), deed, about: Some(id), what }, now)?;
            }
            Ok(done.map(|()| name))
        })
        .await?;
    match (done, act) {
        (Ok(name), Act::Password) => once(&site, w, &posted.who.session, &name, password).await,
        (Ok(_), Act::Role) => Ok(back(PATH, "role", 0)),
        (Ok(_), Act::Close) => Ok(back(PATH, "closed", 0)),
        (Err(Refused::Unknown), _) => Err(Trouble::NotFound),
        (Err(_), _) => view(&site, w, &posted.who.session, Prompt::refused("city-last-admin"), String::new()).await,
    }
}

async fn once(site: &Site, w: Words, session: &Session, name: &str, secret: String) -> Result<Response, Trouble> {
    let once = Once {
        frame: Frame::new(site, w.clone(), session, PATH).await?,
        title: w.t1("city-password-title", "name", name),
        hint: w.t("city-password-hint"),
        secret,
        link: None,
        picture: None,
        until: None,
        back: PATH.to_owned(),
        w,
    };
    page(&once)
}

/// A password that nobody has thought of, and its hash.
async fn new_password(site: &Site) -> Result<(String, String), Trouble> {
    let password = code::new(random::bytes());
    let hash = hashed(site, password.clone()).await?;
    Ok((password, hash))
}

/// Takes a moment, in turn.
pub(super) async fn hashed(site: &Site, password: String) -> Result<String, Trouble> {
    let permit = site.hashing.acquire().await;
    let hash = tokio::task::spawn_blocking(move || hash_password(&password, random::bytes())).await?;
    drop(permit);
    Ok(hash?)
}

fn code_of(role: StaffRole) -> String {
    role.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn role_of(code: &str) -> Option<StaffRole> {
    StaffRole::deserialize(Value::from(code)).ok()
}

//! The checklist of a new city. Whether a step is done follows from what is there; nobody ticks it.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use shared::change::Kind;

use super::prompt::{Asked, Prompt};
use super::quick::back;
use crate::config::Config;
use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::{Posted, SignedIn};
use crate::pages::{Shared, Site, Trouble, Words, page};
use crate::storage::{Deed, Result as Stored, Session, Storage};

const PATH: &str = "/office/start";
/// The longest name of a city.
const MOST: usize = 80;

#[derive(Template)]
#[template(path = "office/setup/start.html")]
struct Start {
    w: Words,
    frame: Frame,
    prompt: Prompt,
    here: String,
    steps: Vec<Step>,
    done: i64,
    city: String,
    /// Zones of the continent, and whether it is the city's.
    zones: Vec<(&'static str, bool)>,
}

struct Step {
    word: &'static str,
    title: String,
    text: String,
    done: bool,
    /// Where it is done; none where that is beside these pages.
    href: Option<&'static str>,
}

/// What there is.
struct Found {
    areas: bool,
    teams: bool,
    persons: bool,
    departments: bool,
    categories: bool,
    rules: bool,
    phones: bool,
    reports: bool,
    mails: bool,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    who.allow(May::SetUp)?;
    view(&site, w, &who.session, asked.into()).await
}

async fn view(site: &Site, w: Words, session: &Session, prompt: Prompt) -> Result<Response, Trouble> {
    let found = site.ask(Found::read).await?;
    let (city, zone) = site.city();
    let steps: Vec<Step> = steps(&site.state.config, &city, &found)
        .into_iter()
        .map(|(word, done, href)| Step {
            title: w.t(&format!("city-step-{word}")),
            text: w.t(&format!("city-step-{word}-hint")),
            word,
            done,
            href,
        })
        .collect();
    let status = if prompt.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let start = Start {
        frame: Frame::new(site, w.clone(), session, PATH).await?,
        done: steps.iter().filter(|step| step.done).count() as i64,
        here: PATH.to_owned(),
        zones: chrono_tz::TZ_VARIANTS
            .iter()
            .filter(|known| known.name().starts_with("Europe/") || **known == zone)
            .map(|known| (known.name(), *known == zone))
            .collect(),
        city,
        steps,
        prompt,
        w,
    };
    Ok((status, page(&start)?).into_response())
}

/// In the order in which they follow on each other.
fn steps(config: &Config, city: &str, found: &Found) -> [(&'static str, bool, Option<&'static str>); 12] {
    [
        ("city", city != Config::default().city, None),
        ("areas", found.areas, Some("/office/areas")),
        ("teams", found.teams, Some("/office/teams")),
        ("persons", found.persons, Some("/office/persons")),
        ("departments", found.departments, Some("/office/departments")),
        ("categories", found.categories, Some("/office/categories")),
        ("rules", found.rules, Some("/office/rules")),
        ("phones", found.phones, Some("/office/phones")),
        ("report", found.reports, None),
        ("digest", found.mails, Some("/office/departments")),
        ("mail", !config.mail.starts_with("file:"), None),
        ("backup", !config.backup_dir.is_empty(), None),
    ]
}

impl Found {
    fn read(storage: &dyn Storage) -> Stored<Found> {
        let overview = storage.overview()?;
        let any = |kind: Kind| -> Stored<bool> { Ok(!storage.records(&kind)?.is_empty()) };
        let rules = storage.records(&Kind::Rule)?;
        Ok(Found {
            areas: any(Kind::Area)?,
            teams: any(Kind::Team)?,
            persons: any(Kind::Person)?,
            departments: any(Kind::Department)?,
            categories: any(Kind::Category)?,
            rules: rules.iter().any(|rule| rule.value("department").is_some()),
            phones: overview.devices > 0,
            reports: overview.reports > 0,
            mails: overview.mails > 0,
        })
    }
}

/// Name and zone of the city.
pub(super) async fn rename(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now) = (posted.allow(May::SetUp)?.id, site.now());
    let name = posted.fields.get("name").unwrap_or_default();
    let fits = !name.is_empty() && name.chars().count() <= MOST && !name.contains(char::is_control);
    let zone = posted.fields.raw("zone").parse::<Tz>().ok().filter(|_| fits);
    let Some(zone) = zone else {
        return view(&site, w, &posted.who.session, Prompt::refused("city-wrong-city")).await;
    };
    let called = name.clone();
    site.ask(move |storage| {
        storage.found_city(&called, zone.name(), now)?;
        let deed = Deed { staff: Some(staff), deed: "city_renamed", about: None, what: called };
        storage.note_deed(&deed, now)
    })
    .await?;
    site.renamed(name, zone);
    Ok(back(PATH, "saved", 0))
}

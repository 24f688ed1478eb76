//! Everything that is open at a department, by one link: several answers at once, and a view to print for crews.

use std::cmp::Reverse;
use std::net::IpAddr;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::domain::{MAX_TEXT, Outcome};
use uuid::Uuid;

use super::filled::{Filled, MAX_INITIALS, Mistake};
use super::page::{self, Choice, Earlier, Head, reason};
use super::token::tidy;
use super::{Dead, Opened, admit, link_token, read_list_token};
use crate::pages::{Origin, Shared, Site, Trouble, Vocabulary, Words, page, query};
use crate::storage::{Answered, OfferedAnswer, OpenAt, Storage, StorageError};

/// What the link of a list may ask for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// To print.
    print: Option<String>,
    /// All are ticked.
    all: Option<String>,
    lang: String,
}

#[derive(Template)]
#[template(path = "answer/list.html")]
struct List {
    w: Words,
    department: String,
    /// How many are open, and how many of them are shown.
    count: i64,
    shown: i64,
    groups: Vec<Group>,
    action: String,
    all: String,
    print: String,
    given: Filled,
    first: Choice,
    others: Vec<Choice>,
    max_note: usize,
    max_initials: usize,
    mistake: Option<String>,
    saved: Vec<String>,
    refused: Vec<Refused>,
    contact: Option<String>,
}

#[derive(Template)]
#[template(path = "answer/print.html")]
struct Print {
    w: Words,
    department: String,
    now: String,
    count: i64,
    groups: Vec<Group>,
    back: String,
}

/// Reports of one district.
struct Group {
    district: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    id: Uuid,
    head: Head,
    /// Way to the page of this report alone.
    page: String,
    photo: Option<String>,
    ticked: bool,
    earlier: Vec<Earlier>,
}

/// An answer that was not stored.
struct Refused {
    number: String,
    why: String,
}

/// What became of the answers to those that were ticked.
#[derive(Default)]
struct Done {
    saved: Vec<String>,
    refused: Vec<Refused>,
}

/// Whose list, and until when its link lives.
struct Opening {
    vocabulary: Vocabulary,
    list: OpenAt,
    token: Opened,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Origin(from): Origin,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let token = tidy(&token);
    let opening = match open(&site, from, &token).await? {
        Ok(opening) => opening,
        Err(dead) => return page::dead(&site, w, dead),
    };
    if asked.print.is_some() {
        return opening.print(&site, w, &token, &asked.lang);
    }
    let mut filled = Filled::default();
    if asked.all.is_some() {
        filled.ticked = opening.list.items.iter().map(|item| item.forwarding.id).collect();
    }
    opening.page(&site, w, &token, &asked.lang, filled, None, Done::default())
}

pub(super) async fn give(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Origin(from): Origin,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Trouble> {
    let token = tidy(&token);
    let opening = match open(&site, from, &token).await? {
        Ok(opening) => opening,
        Err(dead) => return page::dead(&site, w, dead),
    };
    let (filled, mistake) = Filled::read(request, &site, Outcome::Done).await;
    let nothing = || filled.ticked.is_empty().then_some(Mistake::NothingTicked);
    if let Some(mistake) = mistake.or_else(|| filled.mistake()).or_else(nothing) {
        return opening.page(&site, w, &token, &asked.lang, filled, Some(mistake), Done::default());
    }
    let code = opening.list.department.code.clone();
    let (store, words) = (site.clone(), w.clone());
    let done = site.ask(move |desk| store_all(&store, desk, &words, &code, &filled)).await?;
    // What is still open now, below what became of the answers.
    match open(&site, from, &token).await? {
        Ok(opening) => opening.page(&site, w, &token, &asked.lang, Filled::default(), None, done),
        Err(dead) => page::dead(&site, w, dead),
    }
}

/// Each answer is stored for itself: one that cannot be does not hold back the others.
fn store_all(
    site: &Site,
    desk: &dyn Storage,
    w: &Words,
    department: &str,
    filled: &Filled,
) -> Result<Done, StorageError> {
    let mut done = Done::default();
    for id in &filled.ticked {
        // Whatever the form says: only what this department was asked.
        let Some(offered) = desk.offered(*id)?.filter(|offered| offered.forwarding.department == department) else {
            continue;
        };
        let number = offered.report.number.clone();
        let now = site.now();
        if site.answers.take(*id, now).is_err() {
            done.refused.push(Refused { number, why: w.t("answer-too-many") });
            continue;
        }
        match desk.answer_by_link(&filled.answer(*id), None, now)? {
            Answered::Stored => done.saved.push(number),
            Answered::NotAsked => {
                let why = desk.offered(*id)?.map_or("answer-unknown", |offered| reason(&offered));
                done.refused.push(Refused { number, why: w.t(why) });
            }
            Answered::Unknown => done.refused.push(Refused { number, why: w.t("answer-unknown") }),
        }
    }
    Ok(done)
}

async fn open(site: &Shared, from: IpAddr, token: &str) -> Result<Result<Opening, Dead>, Trouble> {
    let token = match admit(site, from, read_list_token(&site.state.secret, token, site.now())) {
        Ok(token) => token,
        Err(dead) => return Ok(Err(dead)),
    };
    let read = site.ask(move |desk| Ok((Vocabulary::read(desk)?, desk.open_at(token.id)?))).await?;
    Ok(match read {
        (vocabulary, Some(list)) => Ok(Opening { vocabulary, list, token }),
        (_, None) => Err(Dead::Unknown),
    })
}

impl Opening {
    #[expect(clippy::too_many_arguments, reason = "each part of the page comes from somewhere else")]
    fn page(
        &self,
        site: &Site,
        w: Words,
        token: &str,
        lang: &str,
        given: Filled,
        mistake: Option<Mistake>,
        done: Done,
    ) -> Result<Response, Trouble> {
        let here = |name, value| format!("/answer/list/{token}{}", query(&[(name, value), ("lang", lang)]));
        let groups = self.groups(site, &w, lang, &given.ticked);
        let others = [Outcome::Accepted, Outcome::NotOurs].into_iter();
        let others = others.filter(|outcome| *outcome != Outcome::Accepted || self.list.department.wants_accept);
        let contact = site.state.contact.clone();
        let view = List {
            department: self.list.department.short.clone(),
            count: count(self.list.count),
            shown: count(self.list.items.len()),
            groups,
            action: here("", ""),
            all: here("all", "1"),
            print: here("print", "1"),
            first: Choice::new(&w, Outcome::Done),
            others: others.map(|outcome| Choice::new(&w, outcome)).collect(),
            max_note: MAX_TEXT,
            max_initials: MAX_INITIALS,
            mistake: mistake.map(|mistake| mistake.sentence(&w)),
            saved: done.saved,
            refused: done.refused,
            contact: Some(contact).filter(|contact| !contact.is_empty()),
            given,
            w,
        };
        let status = mistake.map_or(StatusCode::OK, Mistake::status);
        Ok((status, page(&view)?).into_response())
    }

    fn print(&self, site: &Site, w: Words, token: &str, lang: &str) -> Result<Response, Trouble> {
        page(&Print {
            department: self.list.department.short.clone(),
            now: w.moment(site.now()).exact,
            count: count(self.list.items.len()),
            groups: self.groups(site, &w, lang, &[]),
            back: format!("/answer/list/{token}{}", query(&[("lang", lang)])),
            w,
        })
    }

    /// By district; dangerous ones and those that were reopened first.
    fn groups(&self, site: &Site, w: &Words, lang: &str, ticked: &[Uuid]) -> Vec<Group> {
        let mut items: Vec<&OfferedAnswer> = self.list.items.iter().collect();
        items.sort_by_cached_key(|item| {
            let report = &item.report;
            let district = item.district.as_deref().map(str::to_lowercase);
            let again = Reverse((report.status.reopened, report.status.sightings));
            (district.is_none(), district, !report.hazard, again, report.number.clone())
        });
        let mut groups: Vec<Group> = Vec::new();
        for item in items {
            let row = self.row(site, w, lang, item, ticked);
            match groups.last_mut().filter(|group| group.district == item.district) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { district: item.district.clone(), rows: vec![row] }),
            }
        }
        groups
    }

    fn row(&self, site: &Site, w: &Words, lang: &str, item: &OfferedAnswer, ticked: &[Uuid]) -> Row {
        let id = item.forwarding.id;
        let page = format!("/answer/{}", link_token(&site.state.secret, id, self.token.until));
        Row {
            id,
            head: Head::new(site, w, &self.vocabulary, item),
            photo: item.photos.first().map(|photo| format!("{page}/photo/{photo}?size=thumb")),
            page: format!("{page}{}", query(&[("lang", lang)])),
            ticked: ticked.contains(&id),
            earlier: item.earlier.iter().rev().map(|earlier| Earlier::new(w, earlier)).collect(),
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

//! Evidence leaves by a link and a code on another way; the receipt says what left, and who fetched it.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{MAX_DAYS, MAX_WORDS, Open, view};
use crate::api::code;
use crate::office::frame::Frame;
use crate::office::rights::May;
use crate::office::session::{Posted, SignedIn, new_token};
use crate::pages::{Moment, Shared, Site, Trouble, Words, page};
use crate::storage::{Exhibit, HandOver, MAX_TRIES, NewHandOver};

/// A line of the hand-overs of a report.
pub(super) struct Handed {
    pub(super) id: Uuid,
    pub(super) recipient: String,
    pub(super) file_number: String,
    pub(super) made: Moment,
    pub(super) until: String,
    pub(super) state: String,
    pub(super) class: &'static str,
    pub(super) taken: Option<(Moment, String)>,
    pub(super) open: bool,
}

#[derive(Template)]
#[template(path = "office/evidence-receipt.html")]
struct Receipt {
    w: Words,
    frame: Frame,
    city: String,
    report: Uuid,
    number: String,
    recipient: String,
    file_number: String,
    made: Moment,
    until: String,
    taken: Option<(Moment, String)>,
    files: Vec<(String, String)>,
}

impl Handed {
    pub(super) fn new(site: &Site, w: &Words, it: &HandOver) -> Handed {
        let open = it.is_open(site.now());
        let (key, class) = match () {
            () if it.withdrawn_at.is_some() => ("evidence-state-withdrawn", ""),
            () if it.taken.is_some() => ("evidence-state-taken", "good"),
            () if it.tries >= MAX_TRIES => ("evidence-state-locked", "hazard"),
            () if !open => ("evidence-state-over", ""),
            () => ("evidence-state-waiting", "wait"),
        };
        Handed {
            id: it.id,
            recipient: it.recipient.clone(),
            file_number: it.file_number.clone(),
            made: w.moment(it.created_at),
            until: w.moment(it.expires_at).exact,
            state: w.t(key),
            class,
            taken: it.taken.as_ref().map(|(at, by)| (w.moment(*at), by.clone())),
            open,
        }
    }
}

pub(super) async fn hand_over(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    Path(report): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (officer, now) = (posted.allow(May::Evidence)?.id, site.now());
    let Posted { who, fields } = posted;
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let (recipient, file_number) = (text("recipient"), text("file_number"));
    let days = text("days").parse().unwrap_or(0_i64);
    let read = site.ask(move |storage| storage.exhibits(report)).await?.ok_or(Trouble::NotFound)?;
    let chosen = |exhibit: &Exhibit| fields.get(&format!("file-{}", exhibit.row.id)).is_some();
    let files: Vec<Uuid> = read.1.iter().filter(|exhibit| chosen(exhibit)).map(|exhibit| exhibit.row.id).collect();
    let long = [&recipient, &file_number].into_iter().any(|text| text.chars().count() > MAX_WORDS);
    let mistake = if files.is_empty() {
        Some("evidence-no-file")
    } else if recipient.is_empty() || long || !(1..=MAX_DAYS).contains(&days) {
        Some("evidence-no-recipient")
    } else {
        None
    };
    if let Some(mistake) = mistake {
        let open = Open { said: Some((mistake, true)), recipient, file_number, ..Open::default() };
        return view(&site, w, who.session, report, open).await;
    }
    let (token, token_hash) = new_token(&site);
    let secret = (site.state.random)();
    let code = code::new(secret.first_chunk().copied().unwrap_or_default());
    let new = NewHandOver {
        id: fields.get("once").and_then(|id| id.parse().ok()).ok_or(Trouble::Outdated)?,
        report,
        files,
        recipient,
        file_number,
        token_hash,
        code_hash: code::hash(&code),
        expires_at: now + TimeDelta::days(days),
    };
    if !site.ask(move |storage| storage.hand_over(officer, &new, now)).await? {
        let said = Some(("evidence-made-already", true));
        return view(&site, w, who.session, report, Open { said, ..Open::default() }).await;
    }
    let fresh = Some((format!("{}/evidence/{token}", site.state.public_url.trim_end_matches('/')), code));
    view(&site, w, who.session, report, Open { fresh, ..Open::default() }).await
}

pub(super) async fn withdraw(
    State(site): State<Shared>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (officer, now) = (posted.allow(May::Evidence)?.id, site.now());
    let known = site.ask(move |storage| {
        let known = storage.hand_over_by_id(id)?;
        storage.withdraw_hand_over(officer, id, now)?;
        Ok(known)
    });
    let report = known.await?.ok_or(Trouble::NotFound)?.report;
    Ok(Redirect::to(&format!("/office/evidence/{report}?said=withdrawn")).into_response())
}

pub(super) async fn receipt(
    State(site): State<Shared>,
    Extension(w): Extension<Words>,
    who: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Trouble> {
    who.allow(May::Evidence)?;
    let read = site.ask(move |storage| {
        let Some(known) = storage.hand_over_by_id(id)? else { return Ok(None) };
        let exhibits = storage.exhibits(known.report)?.map(|(_, exhibits)| exhibits).unwrap_or_default();
        Ok(Some((known, exhibits)))
    });
    let (known, exhibits) = read.await?.ok_or(Trouble::NotFound)?;
    let files = exhibits.iter().filter(|exhibit| known.files.contains(&exhibit.row.id));
    page(&Receipt {
        frame: Frame::new(&site, w.clone(), &who.session, "/office/evidence").await?,
        city: site.state.city.clone(),
        files: files.map(|exhibit| (exhibit.file_name(), exhibit.sha256_hex())).collect(),
        report: known.report,
        number: known.number,
        recipient: known.recipient,
        file_number: known.file_number,
        made: w.moment(known.created_at),
        until: w.moment(known.expires_at).exact,
        taken: known.taken.map(|(at, by)| (w.moment(at), by)),
        w,
    })
}

//! Which phones have a thing; where more than one has it, somebody asks, and settles here what is back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use shared::change::Kind;
use uuid::Uuid;

use super::sheets::THINGS;
use crate::office::rights::May;
use crate::office::session::Posted;
use crate::pages::{Shared, Trouble, Words};
use crate::storage::{Edit, Edited, LoanRow, Result, Storage};

/// A phone that has a thing.
pub(super) struct Held {
    /// The loan.
    pub(super) id: Uuid,
    /// The phone's name.
    pub(super) phone: String,
    /// Its team, and since when it has the thing.
    pub(super) about: String,
}

/// Who has this thing.
pub(super) fn held(storage: &dyn Storage, w: &Words, thing: Uuid) -> Result<Vec<Held>> {
    let loans = storage.loans()?.into_iter().filter(|loan| loan.thing == thing);
    let held = |LoanRow { id, label, team, since, .. }: LoanRow| {
        let team = team.map(|team| w.t1("todo-phone-team", "team", &team));
        let since = since.map(|day| w.t1("city-loan-since", "day", &w.day(day)));
        Held { id, phone: label, about: [team, since].into_iter().flatten().collect::<Vec<_>>().join(" · ") }
    };
    Ok(loans.map(held).collect())
}

/// Staff have asked: this phone does not have it any more.
pub(super) async fn settle(
    State(site): State<Shared>,
    Path(thing): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (staff, now, today) = (posted.allow(May::Review)?.id, site.now(), site.today());
    let loan: Uuid = posted.fields.raw("loan").parse().map_err(|_| Trouble::NotFound)?;
    let done = site
        .ask(move |storage| {
            if !storage.loans()?.iter().any(|out| out.id == loan && out.thing == thing) {
                // Given back meanwhile, which is as good.
                return Ok(None);
            }
            let fields = [("back".to_owned(), json!(today))].into();
            let edit = Edit { kind: Kind::Loan, record: loan, fields, bases: None };
            Ok(storage.edit(Some(staff), &[edit], now)?.ok().and_then(|edited| edited.first().copied()))
        })
        .await?;
    let said = if let Some(Edited::Stored(_)) = done { "settled" } else { "same" };
    Ok(Redirect::to(&format!("{}/{thing}?said={said}", THINGS.path)).into_response())
}

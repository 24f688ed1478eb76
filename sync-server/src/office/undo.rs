//! One step back: what a change of staff said is replaced by what stood there before. The step is a change, too, so it can
//! itself be taken back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use shared::change::Kind;

use super::rights::{May, may};
use super::session::{Posted, inside};
use crate::pages::{Shared, Trouble};
use crate::storage::{Refused, StaffRole};

/// The form names the change by its place in the order, and the page to come `back` to: a report's own where it does not.
pub(super) async fn undo(State(site): State<Shared>, posted: Posted) -> Result<Response, Trouble> {
    let staff = posted.allow(May::Review).or_else(|_| posted.allow(May::SetUp))?;
    let (id, role, now) = (staff.id, staff.role, site.now());
    let Ok(seq) = posted.fields.raw("seq").parse::<u64>() else { return Err(Trouble::NotFound) };
    let back = posted.fields.get("back").map(|back| inside(Some(&back)).to_owned());
    let undone = site.ask(move |desk| desk.undo(id, seq, &|kind| may_change(role, kind), now)).await?;
    let (back, said, seq) = match undone {
        Ok(undone) => {
            let own = match undone.kind {
                Kind::Report => format!("/office/reports/{}", undone.record),
                _ => "/office/".to_owned(),
            };
            (back.unwrap_or(own), "undone", undone.seq)
        }
        Err(Refused::NotAllowed) => return Err(Trouble::NotAllowed),
        Err(_) => (back.unwrap_or_else(|| "/office/".to_owned()), "late", None),
    };
    let sign = if back.contains('?') { '&' } else { '?' };
    let seq = seq.map(|seq| format!("&seq={seq}")).unwrap_or_default();
    Ok(Redirect::to(&format!("{back}{sign}said={said}{seq}")).into_response())
}

/// Whoever may make a change may take it back.
fn may_change(role: StaffRole, kind: &Kind) -> bool {
    may(role, if kind.is_reference() { May::SetUp } else { May::Review })
}

//! What happened to a report so far, as a department reads it in one line of its mail.

use shared::domain::{Seen, Withdrawal};
use shared::state::{Event, Happening, Occasion, State};

use super::view::MailDesk;
use crate::mail::{Over, Part, Past};
use crate::storage::FrozenItem;

/// For the department of this code; in reading order.
pub fn line(desk: &MailDesk, item: &FrozenItem, department: &str) -> Vec<Past> {
    if item.occasion == Occasion::Withdrawn {
        return over(desk, item, department).map(Past::Over).into_iter().collect();
    }
    let history = &item.history;
    let mut line: Vec<Past> = item.here.map(|(times, since)| Past::Here { times, since }).into_iter().collect();
    let seen = last(history, |event| matches!(event, Event::Sighted { seen: Seen::StillThere, .. }));
    let answer = last(history, |event| matches!(event, Event::Answered { .. }));
    if let Some(Happening { at, event: Event::Answered { department: who, outcome, note }, .. }) = answer {
        let by = (who != department).then(|| desk.department(who));
        line.push(Past::Answered { by, outcome: *outcome, note: note.clone(), at: *at });
    }
    if let Some(seen) = seen {
        let after = answer.is_some_and(|answer| answer.seq < seen.seq);
        let again = item.occasion == Occasion::Reopened && after;
        line.push(if again { Past::Reopened(seen.at) } else { Past::Seen(seen.at) });
    }
    if item.occasion == Occasion::Corrected {
        line.push(Past::Corrected(corrected(history)));
    }
    line
}

fn last(history: &[Happening], fits: impl Fn(&Event) -> bool) -> Option<&Happening> {
    history.iter().rev().find(|happening| fits(&happening.event))
}

/// What changed since departments were told last.
fn corrected(history: &[Happening]) -> Vec<Part> {
    let told = last(history, |event| matches!(event, Event::Mailed { .. })).map_or(0, |told| told.seq);
    let mut parts = Vec::new();
    for happening in history.iter().filter(|happening| happening.seq > told) {
        let Event::Corrected { fields, .. } = &happening.event else { continue };
        parts.extend(fields.iter().filter_map(|field| match field.as_str() {
            "category" => Some(Part::Category),
            "place" => Some(Part::Place),
            "amount" | "material" => Some(Part::Amount),
            "note" | "office_text" => Some(Part::Text),
            _ => None,
        }));
    }
    parts.sort();
    parts.dedup();
    parts
}

fn over(desk: &MailDesk, item: &FrozenItem, department: &str) -> Option<Over> {
    let status = &item.report.status;
    match status.state {
        State::Withdrawn if item.taken_back == Some(Withdrawal::SelfDone) => Some(Over::SelfDone),
        State::SelfDone => Some(Over::SelfDone),
        State::Withdrawn => Some(Over::Mistake),
        State::Duplicate => Some(Over::Same),
        State::Closed => Some(Over::Closed(desk.words.of("close-reason", status.reason.as_deref()?))),
        _ => {
            let other = status.department.as_deref().filter(|other| *other != department)?;
            Some(Over::Elsewhere(desk.department(other)))
        }
    }
}

//! What staff can do to a report. The next step of its first reason comes first and stands open.

use std::collections::BTreeMap;

use forwarding::concern::Why;
use shared::change::Kind;
use shared::domain::{AttachmentRole, Outcome, Stop};
use shared::state::{Event, State};
use uuid::Uuid;

use super::actions::Act;
use super::list::{Choice, categories, departments};
use super::report::{Attempt, Said};
use crate::pages::{Vocabulary, Words};
use crate::storage::{DeedRow, IncomingList, IncomingRow, ReportPage, Result, Storage};

/// So many deeds of one report are read at most.
const DEEDS: u32 = 200;
/// Sentences that staff write often; keys `reply-…`.
const REPLIES: [&str; 8] = ["thanks", "passed_on", "soon", "photo", "place", "private", "not_city", "again"];

/// All that is read for a report's page.
pub(super) struct Seen {
    pub(super) report: ReportPage,
    pub(super) vocabulary: Vocabulary,
    /// By consequence.
    pub(super) why: Vec<Why>,
    /// The report that looks alike.
    pub(super) other: Option<Uuid>,
    pub(super) deeds: Vec<DeedRow>,
    /// What departments wrote by mail.
    pub(super) replies: Vec<IncomingRow>,
    stops: Vec<Stop>,
    duty: Option<Duty>,
}

/// Whom staff call about a hazard.
#[derive(Clone)]
pub(super) struct Duty {
    pub(super) department: String,
    pub(super) number: String,
    /// Digits alone, for a link.
    pub(super) tel: String,
}

impl Seen {
    pub(super) fn read(desk: &dyn Storage, id: Uuid) -> Result<Option<Seen>> {
        let Some(report) = desk.report(id)? else { return Ok(None) };
        let todo = desk.concerns(id)?;
        let mut stops: Vec<Stop> = desk.records(&Kind::Stop)?.iter().filter_map(|it| it.read().ok()).collect();
        stops.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Some(Seen {
            vocabulary: Vocabulary::read(desk)?,
            why: todo.iter().flat_map(|todo| todo.why.iter().map(|(why, _)| *why)).collect(),
            other: todo.and_then(|todo| todo.other),
            deeds: desk.deeds(Some(id), 0, DEEDS)?,
            replies: desk.inbox(IncomingList::Of(id), 0, DEEDS)?.0,
            duty: if report.row.hazard { Duty::read(desk, &report)? } else { None },
            stops,
            report,
        }))
    }
}

impl Duty {
    /// Of the department that the category names, else of the one that has the report.
    fn read(desk: &dyn Storage, report: &ReportPage) -> Result<Option<Duty>> {
        let categories = desk.records(&Kind::Category)?;
        let category = categories.iter().find(|it| it.text("code") == Some(&report.row.category));
        let named = category.and_then(|category| category.text("call"));
        let Some(code) = named.or(report.row.status.department.as_deref()) else { return Ok(None) };
        let departments = desk.records(&Kind::Department)?;
        let Some(department) = departments.iter().find(|it| it.text("code") == Some(code)) else { return Ok(None) };
        let Some(number) = department.text("duty_phone") else { return Ok(None) };
        Ok(Some(Duty {
            department: department.text("short").unwrap_or(code).to_owned(),
            number: number.to_owned(),
            tel: number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        }))
    }
}

/// A form on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Confirm,
    Mail,
    Department,
    Held,
    Message,
    Place,
    Photos,
    Voice,
    Values,
    Correct,
    Comment,
    Merge,
    Close,
}

impl Deed {
    /// The one that a reason asks for, where that is done on this page.
    pub(super) fn of(why: Why) -> Option<Deed> {
        Some(match why {
            // Read and decided in the inbox.
            Why::HazardReply | Why::Reply => return None,
            Why::Unanswered | Why::Urgent => Deed::Confirm,
            Why::Undelivered => Deed::Mail,
            Why::Nobody => Deed::Department,
            Why::Held => Deed::Held,
            Why::Voice => Deed::Voice,
            Why::Question => Deed::Message,
            Why::Place => Deed::Place,
            Why::Photo => Deed::Photos,
            Why::Values => Deed::Values,
            Why::Duplicate => Deed::Merge,
        })
    }

    pub(super) fn anchor(self) -> &'static str {
        match self {
            Deed::Confirm => "confirm",
            Deed::Mail => "mail",
            Deed::Department => "department",
            Deed::Held => "held",
            Deed::Message => "message",
            Deed::Place => "place",
            Deed::Photos => "photos",
            Deed::Voice => "voice",
            Deed::Values => "values",
            Deed::Correct => "correct",
            Deed::Comment => "comment",
            Deed::Merge => "merge",
            Deed::Close => "close",
        }
    }

    /// Those that make sense here; `first` comes first.
    fn all(report: &ReportPage, first: Option<Deed>) -> Vec<Deed> {
        use Deed::*;
        let told = report.forwardings.iter().any(|line| matches!(line.status.as_str(), "mailed" | "bounced"));
        let unchecked = report.attachments.iter().any(|it| it.unchecked && it.role != AttachmentRole::Voice);
        let all = [
            (Confirm, report.row.hazard),
            (Mail, told),
            (Department, true),
            (Photos, unchecked),
            (Voice, true),
            (Place, true),
            (Message, true),
            (Correct, true),
            (Held, true),
            (Merge, true),
            (Close, true),
            (Comment, true),
        ];
        let others = all.into_iter().filter(|(deed, sense)| *sense && Some(*deed) != first).map(|(deed, _)| deed);
        first.filter(|deed| *deed != Values).into_iter().chain(others).collect()
    }
}

/// What to do next.
pub(super) struct Step {
    pub(super) href: String,
    pub(super) word: String,
}

impl Step {
    /// Of the first reason, else of the state.
    pub(super) fn next(w: &Words, seen: &Seen, way: impl Fn(&Why) -> String) -> Option<Step> {
        match seen.why.first() {
            Some(why) => Some(Step { href: way(why), word: w.t(&format!("office-step-{}", why.as_str())) }),
            None => {
                let (deed, key) = Step::of_state(seen.report.row.status.state)?;
                Some(Step { href: format!("#{}", deed.anchor()), word: w.t(key) })
            }
        }
    }

    fn of_state(state: State) -> Option<(Deed, &'static str)> {
        match state {
            State::Saved | State::Received | State::NotOurs => Some((Deed::Department, "office-action-assign")),
            State::Assigned => Some((Deed::Department, "office-action-reroute")),
            State::Bounced => Some((Deed::Mail, "office-action-resend")),
            // The department has it: what is left is a word to whoever reported it.
            State::Sent | State::Reopened | State::Accepted | State::Done | State::Gone => {
                Some((Deed::Message, "office-deed-message"))
            }
            State::Closed => Some((Deed::Close, "office-action-reopen")),
            State::Duplicate => Some((Deed::Merge, "office-action-unmerge")),
            State::SelfDone | State::Withdrawn => None,
        }
    }
}

/// What the forms show, and the changes that they build on.
pub(super) struct Forms {
    pub(super) deeds: Vec<Deed>,
    first: Option<Deed>,
    tried: Option<Attempt>,
    bases: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
    pub(super) categories: Vec<Choice>,
    pub(super) amounts: Vec<Choice>,
    pub(super) departments: Vec<Choice>,
    pub(super) reasons: Vec<Choice>,
    pub(super) stops: Vec<Choice>,
    pub(super) replies: Vec<String>,
    /// Where mails about it went: record, name, address.
    pub(super) mailboxes: Vec<(Uuid, String, String)>,
    pub(super) duty: Option<Duty>,
    /// What a department asks: who, and its words.
    pub(super) question: Option<(String, String)>,
    pub(super) voices: Vec<Uuid>,
    pub(super) held: bool,
    /// A rule holds it back: only a choice of staff lets it go.
    pub(super) held_by_rule: bool,
    pub(super) closed: bool,
    pub(super) merged: bool,
    pub(super) placed: bool,
}

impl Forms {
    pub(super) fn new(w: &Words, seen: &Seen, said: &Said) -> Forms {
        let Seen { report, vocabulary, .. } = seen;
        let (record, fields) = (&report.record, &report.record.fields);
        let tried = match said {
            Said::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        };
        let first = seen.why.first().and_then(|why| Deed::of(*why));
        let first = first.or_else(|| Step::of_state(report.row.status.state).map(|(deed, _)| deed));
        let text = |field: &String| record.text(field).unwrap_or_default().to_owned();
        let is_voice = |it: &&crate::storage::AttachmentRow| it.role == AttachmentRole::Voice && it.blob.is_some();
        let mut forms = Forms {
            deeds: Deed::all(report, first),
            first,
            tried,
            bases: fields.iter().map(|(field, cell)| (field.clone(), cell.change.to_string())).collect(),
            values: fields.keys().map(|field| (field.clone(), text(field))).collect(),
            categories: Vec::new(),
            amounts: Vec::new(),
            departments: Vec::new(),
            reasons: Vec::new(),
            stops: stops(&seen.stops),
            replies: REPLIES.iter().map(|code| w.t(&format!("reply-{code}"))).collect(),
            mailboxes: mailboxes(report, vocabulary),
            duty: seen.duty.clone(),
            question: if seen.why.contains(&Why::Question) { question(report, vocabulary) } else { None },
            voices: report.attachments.iter().filter(is_voice).filter(|it| !it.sealed).map(|it| it.id).collect(),
            held: record.flag("held"),
            held_by_rule: seen.why.contains(&Why::Held) && !record.flag("held"),
            closed: record.value("closed").is_some(),
            merged: record.value("same_as").is_some(),
            placed: record.value("place").is_some(),
        };
        let choice = |family: &'static str, chosen: String| {
            move |code: &&str| Choice { code: (*code).to_owned(), word: w.code(family, code), chosen: *code == chosen }
        };
        forms.categories = categories(w, vocabulary, &forms.typed(Act::Correct, "category"));
        forms.departments = departments(vocabulary, &forms.typed(Act::Department, "department"));
        let chosen = (forms.typed(Act::Correct, "amount"), forms.typed(Act::Close, "closed"));
        forms.amounts = assets::words::AMOUNTS.iter().map(choice("amount", chosen.0)).collect();
        forms.reasons = assets::words::CLOSE_REASONS.iter().map(choice("close-reason", chosen.1)).collect();
        forms
    }

    /// Whether it is the next step.
    pub(super) fn is_first(&self, deed: &Deed) -> bool {
        Some(*deed) == self.first
    }

    /// Whether a form stands open.
    pub(super) fn is_open(&self, deed: &Deed) -> bool {
        self.is_first(deed) || self.tried.as_ref().is_some_and(|tried| tried.act.deed() == *deed)
    }

    /// The change that an edit of a field builds on.
    pub(super) fn base(&self, field: &str) -> &str {
        self.bases.get(field).map_or("", String::as_str)
    }

    /// What the field says.
    pub(super) fn holds(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// What somebody typed and what could not be stored; else what the field says. A field that was left alone follows
    /// what somebody else has written meanwhile.
    pub(super) fn typed(&self, act: Act, field: &str) -> String {
        let tried = self.tried.as_ref().filter(|tried| tried.act == act);
        let typed = tried.and_then(|tried| tried.typed.get(field)).filter(|typed| {
            let was = tried.and_then(|tried| tried.typed.get(&format!("was-{field}")));
            was != Some(typed)
        });
        typed.cloned().unwrap_or_else(|| self.holds(field).to_owned())
    }

    /// As typed, in an input that shows no field's value.
    pub(super) fn only_typed(&self, act: Act, input: &str) -> String {
        let tried = self.tried.as_ref().filter(|tried| tried.act == act);
        tried.and_then(|tried| tried.typed.get(input)).cloned().unwrap_or_default()
    }
}

fn stops(stops: &[Stop]) -> Vec<Choice> {
    let at = |stop: &Stop| format!("{},{}", stop.position.lat, stop.position.lon);
    stops.iter().map(|stop| Choice { code: at(stop), word: stop.name.clone(), chosen: false }).collect()
}

fn mailboxes(report: &ReportPage, vocabulary: &Vocabulary) -> Vec<(Uuid, String, String)> {
    let mut codes: Vec<&str> = report.forwardings.iter().map(|line| line.department.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let known = codes.iter().filter_map(|code| vocabulary.departments.iter().find(|it| it.code == *code));
    let record = |code: &str| shared::ids::named(Kind::Department.as_str(), code);
    known.map(|it| (record(&it.code), it.short.clone(), it.email.clone())).collect()
}

/// The last words of a department that asked.
fn question(report: &ReportPage, vocabulary: &Vocabulary) -> Option<(String, String)> {
    report.history.iter().rev().find_map(|it| match &it.event {
        Event::Answered { department, outcome: Outcome::Note, note: Some(note) } => {
            Some((vocabulary.department(department).to_owned(), note.clone()))
        }
        _ => None,
    })
}

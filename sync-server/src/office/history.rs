//! What happened to a report, and what its departments were told, in words.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::change::Role;
use shared::domain::{AttachmentRole, Seen};
use shared::merge::Outcome;
use shared::state::{Event, Happening, Occasion};
use uuid::Uuid;

use super::parts::value;
use crate::pages::{Moment, Vocabulary, Words};
use crate::storage::{AttachmentRow, DeedRow, FieldEdit, ForwardingRow, IncomingRow, ReportPage};

/// One thing that happened.
pub(super) struct Line {
    pub(super) moment: Moment,
    pub(super) text: String,
    /// A department's own words.
    pub(super) quote: Option<String>,
    /// What stood there and what was said, field by field.
    pub(super) changed: Vec<Changed>,
    /// When, by the phone's clock.
    pub(super) phone: Option<String>,
    /// In which capacity; who it was of the office's own staff alone.
    pub(super) by: String,
}

/// One field of a correction.
pub(super) struct Changed {
    pub(super) field: String,
    pub(super) before: String,
    pub(super) value: String,
    /// Something of the two that is not plain: the new value does not hold, or nothing changed.
    pub(super) remark: Option<String>,
}

/// A forwarding.
pub(super) struct Told {
    pub(super) department: String,
    pub(super) occasion: String,
    pub(super) status: String,
    pub(super) class: &'static str,
    pub(super) urgent: bool,
    /// Who of the department; may be empty.
    pub(super) contact: String,
    pub(super) moment: Moment,
}

/// Who tells what happened.
struct Teller<'a> {
    w: &'a Words,
    vocabulary: &'a Vocabulary,
    report: &'a ReportPage,
    /// The department that each forwarding went to.
    departments: BTreeMap<Uuid, &'a str>,
}

/// What staff did beside changes, as far as it is about the report itself.
const DEEDS: [&str; 4] = ["report_resent", "reply_answered", "reply_noted", "reply_assigned"];

/// Newest first.
pub(super) fn lines(
    w: &Words,
    vocabulary: &Vocabulary,
    report: &ReportPage,
    deeds: &[DeedRow],
    replies: &[IncomingRow],
) -> Vec<Line> {
    let assigned = report.history.iter().filter_map(|happening| match &happening.event {
        Event::Assigned { forwarding, department, .. } => Some((*forwarding, vocabulary.department(department))),
        _ => None,
    });
    let teller = Teller { w, vocabulary, report, departments: assigned.collect() };
    let happened = report.history.iter().map(|happening| (happening.at, teller.line(happening)));
    let deeds = deeds.iter().rev().filter(|deed| DEEDS.contains(&deed.deed.as_str()));
    let done = deeds.map(|deed| (deed.at, teller.deed(deed)));
    // What staff threw away is not told.
    let told = replies.iter().rev().filter(|reply| reply.status != "dismissed");
    let written = told.map(|reply| (reply.received_at, teller.reply(reply)));
    let mut lines: Vec<(DateTime<Utc>, Line)> = happened.chain(done).chain(written).collect();
    // Stable: what the server did because of it stays behind what was done.
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().rev().map(|(_, line)| line).collect()
}

/// Newest first.
pub(super) fn told(w: &Words, vocabulary: &Vocabulary, forwardings: &[ForwardingRow]) -> Vec<Told> {
    let told = |row: &ForwardingRow| Told {
        department: vocabulary.department(&row.department).to_owned(),
        occasion: occasion(w, row.occasion, row.nth),
        status: w.code("forwarding", &row.status),
        class: match row.status.as_str() {
            "bounced" => "hazard",
            "waiting" | "frozen" => "wait",
            "mailed" => "good",
            _ => "",
        },
        urgent: row.urgent,
        contact: row.contact.clone(),
        moment: w.moment(row.mailed_at.unwrap_or(row.created_at)),
    };
    forwardings.iter().rev().map(told).collect()
}

/// Why a department is told.
fn occasion(w: &Words, occasion: Occasion, nth: u32) -> String {
    match occasion {
        Occasion::NextContact if nth > 0 => w.with("occasion-nth_contact", &[("nth", i64::from(nth).into())]),
        other => w.t(&format!("occasion-{}", other.as_str())),
    }
}

impl Teller<'_> {
    fn line(&self, happening: &Happening) -> Line {
        let quote = match &happening.event {
            Event::Answered { note, .. } => note.clone(),
            Event::Noted { field, text } if matches!(field.as_str(), "message" | "comment") => text.clone(),
            _ => None,
        };
        let moment = self.w.moment(happening.at);
        let written = self.report.written.get(&happening.seq);
        let phone = written.filter(|_| happening.role == Role::Phone).map(|it| self.w.moment(it.made_at).exact);
        let changed = match (&happening.event, written) {
            (Event::Corrected { fields, .. }, Some(written)) => {
                let edits = written.fields.iter().filter(|edit| fields.contains(&edit.field));
                edits.map(|edit| self.changed(edit)).collect()
            }
            _ => Vec::new(),
        };
        let by = by_whom(self.w, self.report, happening.role, Some(happening.seq));
        let text = match (&happening.event, happening.role) {
            (Event::AttachmentAdded, Role::Department) => self.w.t("event-attachment-answer"),
            (event, _) => self.text(event),
        };
        Line { moment, text, quote, changed, phone, by }
    }

    fn changed(&self, edit: &FieldEdit) -> Changed {
        let said = |said| value(self.w, self.vocabulary, &edit.field, said);
        let remark = match edit.outcome {
            Outcome::Set => None,
            Outcome::Same => Some("history-stays"),
            Outcome::Won => Some("history-met"),
            Outcome::Lost => Some("history-lost"),
        };
        Changed {
            field: self.w.code("field", &edit.field),
            before: said(&edit.before),
            value: said(&edit.value),
            remark: remark.map(|key| self.w.t(key)),
        }
    }

    fn deed(&self, deed: &DeedRow) -> Line {
        Line {
            moment: self.w.moment(deed.at),
            text: self.w.t(&format!("event-{}", deed.deed)),
            quote: None,
            changed: Vec::new(),
            phone: None,
            by: deed
                .staff
                .as_deref()
                .map_or_else(|| self.w.t(by(Role::Office)), |name| self.w.t1("by-office-name", "name", name)),
        }
    }

    fn reply(&self, reply: &IncomingRow) -> Line {
        let text = match reply.department.as_str() {
            "" => self.w.t("event-reply-unknown"),
            code => self.w.t1("event-reply", "department", self.vocabulary.department(code)),
        };
        Line {
            moment: self.w.moment(reply.received_at),
            text,
            quote: Some(reply.text.clone()).filter(|text| !text.is_empty()),
            changed: Vec::new(),
            phone: None,
            by: reply.sender.clone(),
        }
    }

    fn text(&self, event: &Event) -> String {
        let w = self.w;
        let at = |key: &str, department: &str| w.t1(key, "department", department);
        match event {
            Event::Stored { self_done: true } => w.t("event-self_done"),
            Event::Stored { self_done: false } => w.t("event-recorded"),
            Event::Corrected { fields, .. } => {
                let fields: Vec<String> = fields.iter().map(|field| w.code("field", field)).collect();
                w.t1("event-corrected", "field", &fields.join(", "))
            }
            Event::AttachmentAdded => w.t("event-attachment"),
            Event::Received => w.with("event-received", &[("photos", self.photos().into())]),
            Event::Assigned { forwarding, department, occasion: why, .. } => {
                let nth = self.row(forwarding).map_or(0, |row| row.nth);
                let occasion = occasion(w, *why, nth);
                let department = self.vocabulary.department(department);
                w.with("event-planned", &[("department", department.into()), ("occasion", occasion.as_str().into())])
            }
            Event::Cancelled { forwarding } => at("event-cancelled", self.department_of(forwarding)),
            Event::Mailed { forwarding } => {
                let (department, row) = (self.department_of(forwarding), self.row(forwarding));
                match row.map(|row| row.contact.as_str()).filter(|contact| !contact.is_empty()) {
                    Some(contact) => w.with(
                        "event-mailed-contact",
                        &[("department", department.into()), ("contact", contact.into())],
                    ),
                    None => at("event-mailed", department),
                }
            }
            Event::Bounced { forwarding } => at("event-bounced", self.department_of(forwarding)),
            Event::Answered { department, outcome, .. } => {
                at(&format!("event-answered-{}", outcome.as_str()), self.vocabulary.department(department))
            }
            Event::Sighted { seen: Seen::StillThere, .. } => w.t("event-sighted-still_there"),
            Event::Sighted { seen: Seen::Gone, .. } => w.t("event-sighted-gone"),
            Event::Withdrawn(true) => w.t("event-withdrawn"),
            Event::Withdrawn(false) => w.t("event-withdrawn-undone"),
            Event::Closed(Some(reason)) => w.t1("event-closed", "reason", &w.code("close-reason", reason)),
            Event::Closed(None) => w.t("event-reopened"),
            Event::Merged(Some(other)) => match &self.report.same_as_number {
                Some(number) if self.report.record.uuid("same_as") == Some(*other) => {
                    w.t1("event-merged", "number", number)
                }
                _ => w.t("event-merged-before"),
            },
            Event::Merged(None) => w.t("event-parted"),
            Event::Held(true) => w.t("event-held"),
            Event::Held(false) => w.t("event-released"),
            Event::Routed(Some(department)) => at("event-routed", self.vocabulary.department(department)),
            Event::Routed(None) => w.t("event-routed-rules"),
            Event::Noted { field, .. } => w.t(&format!("event-noted-{field}")),
        }
    }

    fn department_of(&self, forwarding: &Uuid) -> &str {
        self.departments.get(forwarding).copied().unwrap_or("…")
    }

    fn row(&self, forwarding: &Uuid) -> Option<&ForwardingRow> {
        self.report.forwardings.iter().find(|row| row.id == *forwarding)
    }

    fn photos(&self) -> i64 {
        use AttachmentRole::{Answer, Voice};
        let here = |it: &&AttachmentRow| it.blob.is_some() && !matches!(it.role, Voice | Answer);
        i64::try_from(self.report.attachments.iter().filter(here).count()).unwrap_or(i64::MAX)
    }
}

/// In which capacity; of the office's own staff alone, who.
pub(super) fn by_whom(w: &Words, report: &ReportPage, role: Role, seq: Option<u64>) -> String {
    match seq.and_then(|seq| report.signed.get(&seq)) {
        Some(name) => w.t1("by-office-name", "name", name),
        None => w.t(by(role)),
    }
}

fn by(role: Role) -> &'static str {
    match role {
        Role::Phone => "by-phone",
        Role::Office => "by-office",
        Role::Department => "by-department",
        Role::Server => "by-server",
    }
}

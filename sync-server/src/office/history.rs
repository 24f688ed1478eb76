//! What happened to a report, and what its departments were told, in words.

use std::collections::BTreeMap;

use shared::change::Role;
use shared::domain::{AttachmentRole, Seen};
use shared::state::{Event, Happening};
use uuid::Uuid;

use crate::pages::{Moment, Vocabulary, Words};
use crate::storage::{AttachmentRow, ForwardingRow, ReportPage};

/// One thing that happened.
pub(super) struct Line {
    pub(super) moment: Moment,
    pub(super) text: String,
    /// A department's own words.
    pub(super) quote: Option<String>,
    /// In which capacity; who it was of the office's own staff alone.
    pub(super) by: String,
}

/// A forwarding.
pub(super) struct Told {
    pub(super) department: String,
    pub(super) occasion: String,
    pub(super) status: String,
    pub(super) class: &'static str,
    pub(super) urgent: bool,
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

/// Newest first.
pub(super) fn lines(w: &Words, vocabulary: &Vocabulary, report: &ReportPage) -> Vec<Line> {
    let assigned = report.history.iter().filter_map(|happening| match &happening.event {
        Event::Assigned { forwarding, department, .. } => Some((*forwarding, vocabulary.department(department))),
        _ => None,
    });
    let teller = Teller { w, vocabulary, report, departments: assigned.collect() };
    report.history.iter().rev().map(|happening| teller.line(happening)).collect()
}

/// Newest first.
pub(super) fn told(w: &Words, vocabulary: &Vocabulary, forwardings: &[ForwardingRow]) -> Vec<Told> {
    let told = |row: &ForwardingRow| Told {
        department: vocabulary.department(&row.department).to_owned(),
        occasion: w.t(&format!("occasion-{}", row.occasion.as_str())),
        status: w.code("forwarding", &row.status),
        class: match row.status.as_str() {
            "bounced" => "hazard",
            "waiting" | "frozen" => "wait",
            "mailed" => "good",
            _ => "",
        },
        urgent: row.urgent,
        moment: w.moment(row.mailed_at.unwrap_or(row.created_at)),
    };
    forwardings.iter().rev().map(told).collect()
}

impl Teller<'_> {
    fn line(&self, happening: &Happening) -> Line {
        let quote = match &happening.event {
            Event::Answered { note, .. } => note.clone(),
            Event::Noted { field, text } if matches!(field.as_str(), "message" | "comment") => text.clone(),
            _ => None,
        };
        let moment = self.w.moment(happening.at);
        let by = match self.report.signed.get(&happening.seq) {
            Some(name) => self.w.t1("by-office-name", "name", name),
            None => self.w.t(by(happening.role)),
        };
        Line { moment, text: self.text(&happening.event), quote, by }
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
            Event::Assigned { department, occasion, .. } => {
                let occasion = w.t(&format!("occasion-{}", occasion.as_str()));
                let department = self.vocabulary.department(department);
                w.with("event-planned", &[("department", department.into()), ("occasion", occasion.as_str().into())])
            }
            Event::Cancelled { forwarding } => at("event-cancelled", self.department_of(forwarding)),
            Event::Mailed { forwarding } => at("event-mailed", self.department_of(forwarding)),
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

    fn photos(&self) -> i64 {
        let here = |attachment: &&AttachmentRow| attachment.blob.is_some() && attachment.role != AttachmentRole::Voice;
        i64::try_from(self.report.attachments.iter().filter(here).count()).unwrap_or(i64::MAX)
    }
}

pub(super) fn by(role: Role) -> &'static str {
    match role {
        Role::Phone => "by-phone",
        Role::Office => "by-office",
        Role::Department => "by-department",
        Role::Server => "by-server",
    }
}

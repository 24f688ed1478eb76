//! What is printed: sentences for people, or one line of JSON for each fact.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use shared::state::State;
use shared::sync::Rest;
use shared::words::deceives;
use uuid::Uuid;

use super::run::unreadable;
use super::words::Words;
use crate::core::patrol::RoundSummary;
use crate::core::sync::Ended;
use crate::core::{ChoreToday, PhoneStatus, PhotoDone, ReportStatus, TaskToday, ThingToday, Way};
use crate::words::number;

/// Prints. Where nobody listens any more it stays silent: the work is done, and the exit code tells.
pub struct Printer<'a, W> {
    pub json: bool,
    pub words: &'a Words,
    pub out: W,
}

impl<W: Write> Printer<'_, W> {
    /// People type anything, also what a terminal would obey.
    fn line(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| !deceives(*c)).collect();
        let _ = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
    }

    fn value(&mut self, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(value) {
            self.line(&text);
        }
    }

    /// A fact as JSON, or as sentences.
    pub fn fact(&mut self, value: &Value, sentences: &[String]) {
        if self.json {
            self.value(value);
        } else {
            sentences.iter().for_each(|sentence| self.line(sentence));
        }
    }

    /// A report is on disk: its id at once.
    pub fn saved(&mut self, id: Uuid) {
        let sentence = self.words.get("cli-saved");
        self.fact(&json!({ "id": id }), &[id.to_string(), sentence]);
    }

    /// A remark for people.
    pub fn note(&mut self, sentence: &str) {
        if !self.json {
            self.line(sentence);
        }
    }

    /// Something did not work that does not undo what was done.
    pub fn warning(&mut self, sentence: &str) {
        super::warn(sentence);
    }

    /// Photos that cannot be read.
    pub fn photos(&mut self, done: &[PhotoDone]) {
        for (photo, key) in unreadable(done) {
            let sentences = [self.words.get(key), self.words.get("photo-kept")];
            self.fact(&json!({ "attachment": photo.attachment, "unreadable": key }), &sentences);
        }
    }

    /// A round that ended, and where nothing is known of it.
    pub fn round(&mut self, round: &RoundSummary) {
        if self.json {
            return self.value(round);
        }
        let (done, total) = (i64::from(round.stops_done), i64::from(round.stops_total));
        let unknown: i64 = round.gaps.iter().map(|gap| (gap.to - gap.from).num_minutes()).sum();
        let lines = [
            self.words.args("cli-round-done", &[("done", done.into()), ("total", total.into())]),
            self.words.args("cli-round-minutes", &[("minutes", i64::from(round.minutes).into())]),
            self.words.args("cli-round-gaps", &[("count", number(round.gaps.len())), ("minutes", unknown.into())]),
        ];
        lines.iter().for_each(|line| self.line(line));
    }

    /// How things stand.
    pub fn status(&mut self, status: &PhoneStatus) {
        if self.json {
            return self.value(status);
        }
        match &status.city {
            Some(city) => self.line(&self.words.with("cli-enrolled", "city", city)),
            None => self.line(&self.words.get("cli-not-enrolled")),
        }
        match &status.person {
            Some(person) => self.line(&self.words.with("cli-person", "person", person)),
            None => self.line(&self.words.get("cli-no-person")),
        }
        self.queue(status);
    }

    /// Ways, one in a line.
    pub fn routes(&mut self, routes: &[Way]) {
        if self.json {
            return self.value(&routes);
        }
        if routes.is_empty() {
            self.line(&self.words.get("cli-no-routes"));
        }
        for way in routes {
            let today = way.today.then(|| self.words.get("cli-route-today"));
            let parts = [Some(way.name.clone()), Some(way.stops.to_string()), today];
            self.line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
    }

    /// Tasks of the office, one in a line.
    pub fn tasks(&mut self, tasks: &[TaskToday]) {
        if self.json {
            return tasks.iter().for_each(|task| self.value(task));
        }
        if tasks.is_empty() {
            self.line(&self.words.get("cli-no-tasks"));
        }
        for task in tasks {
            let found = task.outcome.map(|outcome| self.words.get(&format!("task-{}", outcome.as_str())));
            let parts = [Some(task.id.to_string()), Some(task.text.clone()), found];
            self.line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
    }

    /// Chores of today, one in a line.
    pub fn chores(&mut self, chores: &[ChoreToday]) {
        if self.json {
            return chores.iter().for_each(|chore| self.value(chore));
        }
        if chores.is_empty() {
            self.line(&self.words.get("cli-no-chores"));
        }
        for chore in chores {
            let came = chore.outcome.map(|outcome| self.words.get(&format!("chore-{}", outcome.as_str())));
            let parts = [Some(chore.id.to_string()), Some(chore.text.clone()), came];
            self.line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        }
    }

    /// What can be lent, one in a line, and below it what is to be looked at.
    pub fn things(&mut self, things: &[ThingToday]) {
        if self.json {
            return things.iter().for_each(|thing| self.value(thing));
        }
        if things.is_empty() {
            self.line(&self.words.get("things-none"));
        }
        for thing in things {
            let who = self.words.get(&format!("thing-{}", thing.holder.as_str()));
            self.line(&format!("{} · {} · {who}", thing.code, thing.name));
            thing.checks.iter().for_each(|check| self.line(&format!("  – {check}")));
        }
    }

    /// What waits, counted as people count: reports and photos.
    fn queue(&mut self, status: &PhoneStatus) {
        let arrived = status.reports.iter().filter(|report| report.received_at.is_some()).count();
        let waiting = status.reports.iter().filter(|report| report.pending).count();
        let counted = [
            ("cli-arrived", arrived),
            ("cli-waiting", waiting),
            ("cli-attachments-waiting", status.attachments_queued),
            ("cli-parked", status.parked),
            ("cli-photos-refused", status.attachments_failed),
        ];
        for (key, count) in counted.into_iter().filter(|(_, count)| *count > 0) {
            self.line(&self.words.count(key, count));
        }
        let key = match (status.queued + status.attachments_queued, waiting + status.attachments_queued) {
            (0, _) => "cli-nothing-waits",
            (_, 0) => "cli-other-waiting",
            _ => "cli-waits-for-network",
        };
        self.line(&self.words.get(key));
    }

    /// Reports, a line each.
    pub fn reports(&mut self, reports: &[ReportStatus], now: DateTime<Utc>) {
        if self.json {
            return reports.iter().for_each(|report| self.value(report));
        }
        if reports.is_empty() {
            self.line(&self.words.get("cli-no-reports"));
        }
        for report in reports {
            self.line(&self.words.line(report, now));
            if report.hazard && report.state == State::Saved {
                self.line(&self.words.get("cli-hazard-unsent"));
            }
            if let Some(answer) = &report.answer {
                self.line(answer);
            }
            if let Some(message) = &report.message {
                self.line(&self.words.with("cli-message", "message", message));
            }
        }
    }

    /// How a session ended. Why it did not end well is said elsewhere.
    pub fn session(&mut self, ended: Ended, status: &PhoneStatus) {
        if self.json {
            let (ended, until) = match ended {
                Ended::Rest(Rest::Done) => ("done", None),
                Ended::Rest(Rest::NotEnrolled) => ("not_enrolled", None),
                Ended::Rest(Rest::Revoked) => ("revoked", None),
                Ended::Rest(Rest::TooOld) => ("too_old", None),
                Ended::Rest(Rest::Disagree) => ("disagree", None),
                Ended::Waits { until, busy: true } => ("busy", Some(until)),
                Ended::Waits { until, busy: false } => ("offline", Some(until)),
            };
            let (queued, attachments) = (status.queued, status.attachments_queued);
            let fact = json!({ "ended": ended, "until": until, "queued": queued, "attachments_queued": attachments,
                "parked": status.parked, "seq": status.seq });
            return self.value(&fact);
        }
        if ended == Ended::Rest(Rest::Done) {
            self.queue(status);
        }
    }
}

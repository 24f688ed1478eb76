//! What the city calls things: its categories and departments, and the words for a report's state.

use assets::Arg;
use shared::change::Kind;
use shared::domain::{Category, Department};
use shared::state::{State, Status};
use shared::words::{Audience, key};

use super::Words;
use crate::storage::{Result, Storage};

/// Read once for a page.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// In the city's order.
    pub(crate) categories: Vec<Category>,
    /// By short name.
    pub(crate) departments: Vec<Department>,
}

/// A state as shape, colour and word.
pub(crate) struct Chip {
    /// CSS class; empty for the plain colour.
    pub(crate) class: &'static str,
    /// Name of the icon.
    pub(crate) icon: &'static str,
    pub(crate) word: String,
}

impl Vocabulary {
    pub(crate) fn read(desk: &dyn Storage) -> Result<Vocabulary> {
        let read = |kind| desk.records(&kind);
        let mut categories: Vec<Category> =
            read(Kind::Category)?.iter().filter_map(|record| record.read().ok()).collect();
        let mut departments: Vec<Department> =
            read(Kind::Department)?.iter().filter_map(|record| record.read().ok()).collect();
        categories.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        departments.sort_by(|a, b| a.short.cmp(&b.short));
        Ok(Vocabulary { categories, departments })
    }

    /// A department as people say it.
    pub(crate) fn department<'a>(&'a self, code: &'a str) -> &'a str {
        self.departments.iter().find(|department| department.code == code).map_or(code, |found| &found.short)
    }

    /// What a category is called: by the city, else by the start set.
    pub(crate) fn category(&self, words: &Words, code: &str) -> String {
        let named = self.categories.iter().find(|known| known.code == code && !known.name.is_empty());
        named.map_or_else(|| words.code("category", code), |category| category.name.clone())
    }

    /// Name of a category's icon.
    pub(crate) fn icon<'a>(&'a self, category: &str) -> &'a str {
        let found = self.categories.iter().find(|known| known.code == category);
        found.map(|category| category.icon.as_str()).filter(|icon| !icon.is_empty()).unwrap_or("ellipsis")
    }

    /// The state as shape and words.
    pub(crate) fn chip(&self, words: &Words, audience: Audience, status: &Status, same_as: Option<&str>) -> Chip {
        let class = match status.state {
            State::Bounced => "hazard",
            State::Saved | State::Received | State::Assigned | State::NotOurs | State::Reopened => "wait",
            State::Done | State::Gone | State::SelfDone => "good",
            State::Sent | State::Accepted | State::Duplicate | State::Withdrawn | State::Closed => "",
        };
        let department = status.department.as_deref().map_or("", |code| self.department(code));
        let when = status.due.map_or_else(|| words.t("when-now"), |due| words.planned(due));
        let reason = status.reason.as_deref().map(|code| words.code("close-reason", code)).unwrap_or_default();
        let mut key = key(audience, status);
        if audience == Audience::Department && status.state == State::Reopened && status.reopened > 0 {
            key.push_str("-count");
        }
        let args = [
            ("department", Arg::Text(department)),
            ("when", Arg::Text(&when)),
            ("reason", Arg::Text(&reason)),
            ("number", Arg::Text(same_as.unwrap_or("…"))),
            // The first time is the report itself.
            ("count", i64::from(status.reopened).saturating_add(1).into()),
        ];
        Chip { class, icon: assets::state_icon(status.state.as_str()), word: words.with(&key, &args) }
    }
}

//! A form as the template shows it.

use std::collections::BTreeMap;

use shared::merge::Record;

use super::choices::Lookup;
use super::form::{Field, Input, Typed, WEEKDAYS, filled};
use super::{duty, way};
use crate::pages::Words;

/// A field, ready to be shown.
pub(super) struct Shown {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    /// Which element it is: `lines`, `check`, `choice`, `boxes`, `icons`, or the type of an input.
    pub(super) element: &'static str,
    pub(super) value: String,
    pub(super) required: bool,
    pub(super) most: usize,
    pub(super) options: Vec<Choice>,
    /// Contacts for urgent mail.
    pub(super) blocks: Vec<duty::Block>,
    /// Stops of a way, in order.
    pub(super) stops: Vec<way::Line>,
    /// What it means to choose nothing.
    pub(super) none: String,
    /// What is wrong with it.
    pub(super) wrong: Option<String>,
    /// What somebody else has written meanwhile.
    pub(super) meanwhile: Option<String>,
    /// The changes that the form builds on.
    pub(super) bases: Vec<(String, String)>,
}

/// Something to choose.
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) word: String,
    pub(super) icon: &'static str,
    pub(super) chosen: bool,
}

/// What a form is shown with.
pub(super) struct State<'a> {
    pub(super) w: &'a Words,
    pub(super) lookup: &'a Lookup,
    /// None while it is new.
    pub(super) record: Option<&'a Record>,
    pub(super) typed: &'a Typed,
    pub(super) wrong: &'a BTreeMap<&'static str, &'static str>,
    /// Somebody else was quicker: what holds is shown beside what was typed.
    pub(super) stale: bool,
}

impl State<'_> {
    pub(super) fn fields(&self, fields: &[Field]) -> Vec<Shown> {
        fields.iter().map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &Field) -> Shown {
        let w = self.w;
        let value = self.typed.get(field.name).cloned().unwrap_or_default();
        let base = |name: &&str| Some(((*name).to_owned(), self.record?.base(name)?.to_string()));
        Shown {
            name: field.name,
            label: w.t(&format!("city-field-{}", field.name)),
            hint: field.hint.map(|hint| w.t(&format!("city-hint-{hint}"))),
            element: element(field.input),
            required: field.required && !matches!(field.input, Input::Check),
            most: field.input.most(),
            options: self.options(field, &value),
            blocks: if field.input == Input::Duty { duty::blocks(w, field, self.typed) } else { Vec::new() },
            stops: if field.input == Input::Stops { way::lines(w, self.lookup, &value) } else { Vec::new() },
            none: w.t(match field.input {
                Input::Area if !field.required => "city-anywhere",
                Input::Either => "city-no-matter",
                _ if field.required => "office-close-choose",
                _ => "city-choose",
            }),
            wrong: self.wrong.get(field.name).map(|key| w.t(key)),
            meanwhile: self.meanwhile(field),
            bases: field.writes().iter().filter_map(base).collect(),
            value,
        }
    }

    fn meanwhile(&self, field: &Field) -> Option<String> {
        let record = self.record.filter(|_| self.stale)?;
        let holds = filled(std::slice::from_ref(field), record);
        let own = |name: &&String| **name == field.name || name.starts_with(&format!("{}.", field.name));
        let typed: Typed =
            self.typed.iter().filter(|(name, _)| own(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
        (holds != typed).then(|| {
            let said = self.lookup.said(self.w, record, field);
            if said.is_empty() { self.w.t("city-nothing") } else { said }
        })
    }

    fn options(&self, field: &Field, value: &str) -> Vec<Choice> {
        let w = self.w;
        let choice = |code: &str, word: String| Choice {
            name: field.name.to_owned(),
            code: code.to_owned(),
            word,
            icon: "",
            chosen: code == value,
        };
        match field.input {
            Input::Choice(source) => {
                let all = self.lookup.entries(w, source, value).into_iter();
                all.map(|entry| choice(&entry.code, entry.word)).collect()
            }
            Input::Many(source) => {
                let all = self.lookup.entries(w, source, "").into_iter();
                all.map(|entry| {
                    let name = field.boxed(&entry.code);
                    let chosen = self.typed.contains_key(&name);
                    Choice { name, code: "1".to_owned(), word: entry.word, icon: "", chosen }
                })
                .collect()
            }
            Input::Weekdays => {
                let day = |day: &&str| {
                    let (name, word) = (field.boxed(day), w.t(&format!("city-duty-day-{day}")));
                    let chosen = self.typed.contains_key(&name);
                    Choice { name, code: "1".to_owned(), word, icon: "", chosen }
                };
                WEEKDAYS.iter().map(day).collect()
            }
            Input::Stops => {
                let all = way::offered(w, self.lookup, value).into_iter();
                all.map(|(id, word)| choice(&id, word)).collect()
            }
            Input::Either => ["yes", "no"].map(|code| choice(code, w.t(&format!("city-either-{code}")))).into(),
            Input::Area => {
                let mut areas = self.lookup.areas();
                if !value.is_empty() && !areas.iter().any(|(key, _)| key == value) {
                    areas.push((value.to_owned(), value.to_owned()));
                }
                areas.into_iter().map(|(key, word)| choice(&key, word)).collect()
            }
            Input::Icon => {
                let all = ICONS.iter().map(|name| Choice { icon: w.icon(name), ..choice(name, (*name).to_owned()) });
                all.collect()
            }
            _ => Vec::new(),
        }
    }
}

fn element(input: Input) -> &'static str {
    match input {
        Input::Line | Input::Place | Input::At => "text",
        Input::Lines(_) | Input::Checks => "lines",
        Input::Mail => "email",
        Input::Phone => "tel",
        Input::Time => "time",
        Input::Day | Input::LastDay => "date",
        Input::Number | Input::Minutes => "number",
        Input::Check => "check",
        Input::Either | Input::Choice(_) | Input::Area => "choice",
        Input::Many(_) | Input::Weekdays => "boxes",
        Input::Stops => "stops",
        Input::Icon => "icons",
        Input::Duty => "duty",
    }
}

/// What a category may look like: things, not what programs do.
pub(super) const ICONS: [&str; 31] = [
    "syringe",
    "skull",
    "triangle-alert",
    "shield-alert",
    "shopping-bag",
    "sofa",
    "wine",
    "trash-2",
    "swing",
    "road",
    "lamp",
    "tree-deciduous",
    "car",
    "spray-can",
    "lightbulb",
    "ellipsis",
    "baby",
    "ban",
    "briefcase",
    "coffee",
    "door-closed",
    "ear",
    "footprints",
    "house",
    "life-buoy",
    "megaphone",
    "package",
    "route",
    "sparkles",
    "stethoscope",
    "users",
];

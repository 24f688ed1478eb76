//! What one can choose from: the city's own records, and a few fixed lists.

use std::collections::BTreeMap;

use shared::change::Kind;
use shared::merge::Record;

use super::form::{Field, Input};
use super::sheets::Sheet;
use crate::pages::Words;
use crate::storage::{Result, Storage};

/// Where choices come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Codes, and the family of their texts.
    Fixed(&'static [&'static str], &'static str),
    Departments,
    /// Categories, and `*` for each.
    Categories,
    Teams,
    Routes,
    Stops,
}

/// The records that a page chooses from and names.
#[derive(Default)]
pub(super) struct Lookup {
    records: BTreeMap<Kind, Vec<Record>>,
}

/// An entry of a list of choices.
pub(super) struct Entry {
    pub(super) code: String,
    pub(super) word: String,
}

impl Source {
    fn kind(self) -> Option<Kind> {
        match self {
            Source::Fixed(..) => None,
            Source::Departments => Some(Kind::Department),
            Source::Categories => Some(Kind::Category),
            Source::Teams => Some(Kind::Team),
            Source::Routes => Some(Kind::Route),
            Source::Stops => Some(Kind::Stop),
        }
    }
}

impl Lookup {
    /// What the forms of this kind choose from, and its own records.
    pub(super) fn read(storage: &dyn Storage, sheet: &Sheet) -> Result<Lookup> {
        let mut kinds = vec![sheet.kind.clone()];
        kinds.extend(sheet.fields.iter().filter_map(|field| match field.input {
            Input::Choice(source) | Input::Many(source) => source.kind(),
            Input::Area => Some(Kind::Area),
            Input::Stops => Some(Kind::Stop),
            _ => None,
        }));
        Lookup::of(storage, &kinds)
    }

    pub(super) fn of(storage: &dyn Storage, kinds: &[Kind]) -> Result<Lookup> {
        let mut lookup = Lookup::default();
        for kind in kinds {
            if !lookup.records.contains_key(kind) {
                lookup.records.insert(kind.clone(), storage.records(kind)?);
            }
        }
        Ok(lookup)
    }

    pub(super) fn records(&self, kind: &Kind) -> &[Record] {
        self.records.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Every code of a source.
    pub(super) fn codes(&self, source: Source) -> Vec<String> {
        let own = source.kind().map(|kind| self.records(&kind)).unwrap_or_default();
        let mut codes: Vec<String> = own.iter().filter_map(|record| Some(record.text("code")?.to_owned())).collect();
        match source {
            Source::Fixed(known, _) => codes.extend(known.iter().map(|code| (*code).to_owned())),
            Source::Categories => codes.push("*".to_owned()),
            Source::Teams => codes.extend(self.nameless_teams()),
            // All versions of a way have one code.
            Source::Routes => {
                codes.sort();
                codes.dedup();
            }
            _ => {}
        }
        codes
    }

    /// Teams that persons and phones name, and that have no record of their own: the command line knows only names.
    fn nameless_teams(&self) -> Vec<String> {
        let known = self.records(&Kind::Team);
        let naming = self.records.iter().filter(|(kind, _)| **kind != Kind::Team).flat_map(|(_, records)| records);
        let mut named: Vec<String> = naming.filter_map(|record| record.text("team").map(str::to_owned)).collect();
        named.retain(|code| !known.iter().any(|team| team.text("code") == Some(code)));
        named.sort();
        named.dedup();
        named
    }

    /// What a source offers, in words; ended ones only where chosen.
    pub(super) fn entries(&self, w: &Words, source: Source, chosen: &str) -> Vec<Entry> {
        let own = source.kind().map(|kind| self.records(&kind)).unwrap_or_default();
        let ended = |code: &String| {
            own.iter().any(|record| record.text("code") == Some(code) && record.flag("ended")) && code != chosen
        };
        let mut codes = self.codes(source);
        codes.retain(|code| !ended(code));
        // What stands in the record is offered, whatever became of it: saving must not drop it.
        if !chosen.is_empty() && !codes.iter().any(|code| code == chosen) {
            codes.push(chosen.to_owned());
        }
        let entry = |code: String| Entry { word: self.word(w, source, &code), code };
        let mut entries: Vec<Entry> = codes.into_iter().map(entry).collect();
        if !matches!(source, Source::Fixed(..)) {
            entries.sort_by_key(|entry| (entry.code != "*", entry.word.to_lowercase()));
        }
        entries
    }

    /// A code of a source in words.
    pub(super) fn word(&self, w: &Words, source: Source, code: &str) -> String {
        let kind = match source {
            Source::Fixed(_, family) => return w.code(family, code),
            Source::Categories if code == "*" => return w.t("city-each-category"),
            other => other.kind(),
        };
        let records = kind.map(|kind| self.records(&kind)).unwrap_or_default();
        let found = records.iter().find(|record| record.text("code") == Some(code));
        let named = found.and_then(|record| {
            let short = record.text("short").filter(|short| !short.is_empty());
            short.or_else(|| record.text("name")).filter(|name| !name.is_empty())
        });
        match named {
            Some(name) => name.to_owned(),
            None if source == Source::Categories => w.code("category", code),
            None => code.to_owned(),
        }
    }

    /// Areas that are valid or will be: layer and key, and what people call them.
    pub(super) fn areas(&self) -> Vec<(String, String)> {
        let open = self.records(&Kind::Area).iter().filter(|record| record.value("valid_to").is_none());
        let mut areas: Vec<(String, String)> = open
            .filter_map(|area| {
                let (layer, name) = (area.text("layer")?, area.text("name")?);
                Some((format!("{layer}/{}", area.text("foreign_id")?), format!("{layer}: {name}")))
            })
            .collect();
        areas.sort_by(|a, b| a.1.cmp(&b.1));
        areas.dedup();
        areas
    }

    /// What a record says in a field, for people.
    pub(super) fn said(&self, w: &Words, record: &Record, field: &Field) -> String {
        let text = record.text(field.name).unwrap_or_default();
        match field.input {
            Input::Choice(source) if !text.is_empty() => self.word(w, source, text),
            Input::Area if !text.is_empty() => {
                let key = format!("{}/{text}", record.text("layer").unwrap_or_default());
                self.areas().into_iter().find(|(known, _)| *known == key).map_or(key, |(_, word)| word)
            }
            Input::Many(source) => {
                let codes = record.value(field.name).and_then(|value| value.as_array()).into_iter().flatten();
                let words: Vec<String> =
                    codes.filter_map(|code| code.as_str()).map(|code| self.word(w, source, code)).collect();
                words.join(", ")
            }
            Input::Check if record.flag(field.name) => w.t("city-yes"),
            Input::Check => w.t("city-no"),
            Input::Day => text.parse().map_or_else(|_| text.to_owned(), |day| w.day(day)),
            Input::LastDay => {
                let last = text.parse::<chrono::NaiveDate>().ok().and_then(|day| day.pred_opt());
                last.map_or_else(|| text.to_owned(), |day| w.day(day))
            }
            Input::Duty => super::duty::said(field, record),
            Input::Weekdays => {
                let days = record.value(field.name).and_then(|value| value.as_array()).into_iter().flatten();
                days.map(|day| w.t(&format!("city-duty-day-{day}"))).collect::<Vec<_>>().join(", ")
            }
            Input::Stops => {
                let stops = record.value(field.name).and_then(|value| value.as_array()).map_or(0, Vec::len);
                w.with("city-stops-count", &[("count", i64::try_from(stops).unwrap_or(i64::MAX).into())])
            }
            Input::At => {
                super::form::filled(std::slice::from_ref(field), record).remove(field.name).unwrap_or_default()
            }
            Input::Number | Input::Minutes => record.value(field.name).map(ToString::to_string).unwrap_or_default(),
            _ => text.to_owned(),
        }
    }
}

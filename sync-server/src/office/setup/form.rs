//! Forms as data: which fields a kind of record has, how each is typed, and what it becomes.
//!
//! A form's state is what it would post, as text by name. It comes from the record, or from what was typed; pages and
//! parsing know only that.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use serde_json::{Value, json};
use shared::domain::Thing;
use shared::geo::Position;
use shared::merge::Record;

use super::choices::{Lookup, Source};
use super::{duty, way};
use crate::office::session::Fields;

/// Days of the week, as forms name them.
pub(super) const WEEKDAYS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];
/// A name, a word, an address.
const LINE: usize = 200;
/// A check list.
const CHECKS: usize = 1_000;

/// What a form would post.
pub(super) type Typed = BTreeMap<String, String>;

/// A field of a form.
pub(super) struct Field {
    /// In the record and in the form; its label is the text `city-field-…`.
    pub(super) name: &'static str,
    pub(super) input: Input,
    pub(super) required: bool,
    /// The end of the text `city-hint-…` that stands below it.
    pub(super) hint: Option<&'static str>,
    /// What a form holds where the record has never said.
    usual: Option<&'static str>,
}

/// How a value is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// One line.
    Line,
    /// Some lines, at most so many characters.
    Lines(usize),
    /// A check list, a line each.
    Checks,
    Mail,
    Phone,
    /// `HH:MM`.
    Time,
    Day,
    /// The last day; the record keeps the day after it.
    LastDay,
    Number,
    Check,
    /// Yes, no, or no matter.
    Either,
    Choice(Source),
    Many(Source),
    /// An icon that the app has.
    Icon,
    /// An area; the record keeps its layer beside it.
    Area,
    /// Latitude and longitude.
    Place,
    /// A number of minutes up to a day; nothing where empty.
    Minutes,
    /// Contacts for urgent mail.
    Duty,
    /// Where something stands: the record keeps `lat` and `lon`.
    At,
    /// Days of the week; the record keeps their numbers, 1 is Monday.
    Weekdays,
    /// Stops in order.
    Stops,
}

impl Input {
    /// The longest text that it takes, in characters.
    pub(super) fn most(self) -> usize {
        match self {
            Input::Lines(most) => most,
            Input::Checks => CHECKS,
            _ => LINE,
        }
    }
}

/// A field that is not there yet: [`Field::required`] and [`Field::hinted`] say more.
pub(super) const fn field(name: &'static str, input: Input) -> Field {
    Field { name, input, required: false, hint: None, usual: None }
}

impl Field {
    pub(super) const fn required(self) -> Field {
        Field { required: true, ..self }
    }

    pub(super) const fn hinted(self) -> Field {
        Field { hint: Some(self.name), ..self }
    }

    pub(super) const fn usual(self, usual: &'static str) -> Field {
        Field { usual: Some(usual), ..self }
    }

    pub(super) const fn hint(self, hint: &'static str) -> Field {
        Field { hint: Some(hint), ..self }
    }

    /// The fields of the record that it writes.
    pub(super) fn writes(&self) -> &[&'static str] {
        match self.input {
            Input::Area => &["layer", "area"],
            Input::At => &["lat", "lon"],
            _ => std::slice::from_ref(&self.name),
        }
    }

    /// The name of one of many boxes.
    pub(super) fn boxed(&self, code: &str) -> String {
        format!("{}.{code}", self.name)
    }

    /// Puts what the record says into the form.
    fn fill(&self, record: &Record, typed: &mut Typed) {
        if self.input == Input::Duty {
            return duty::fill(self, record, typed);
        }
        let value = record.value(self.name);
        let text = match (self.input, value) {
            (Input::At, _) => match ["lat", "lon"].map(|field| record.value(field).and_then(Value::as_f64)) {
                [Some(lat), Some(lon)] => Some(format!("{lat},{lon}")),
                _ => None,
            },
            (Input::Weekdays, Some(Value::Array(days))) => {
                let days = days.iter().filter_map(Value::as_u64);
                typed.extend(days.map(|day| (self.boxed(&day.to_string()), "1".to_owned())));
                None
            }
            (Input::Stops, Some(stops)) => Some(way::typed(stops)),
            (Input::Check, _) => record.flag(self.name).then(|| "1".to_owned()),
            (Input::Many(_), Some(Value::Array(codes))) => {
                let codes = codes.iter().filter_map(Value::as_str);
                typed.extend(codes.map(|code| (self.boxed(code), "1".to_owned())));
                None
            }
            (Input::Area, Some(Value::String(area))) => {
                Some(format!("{}/{area}", record.text("layer").unwrap_or_default()))
            }
            (Input::LastDay, Some(day)) => day_of(day).and_then(|day| day.pred_opt()).map(|day| day.to_string()),
            (Input::Either, Some(yes)) => Some(if *yes == Value::Bool(true) { "yes" } else { "no" }.to_owned()),
            (Input::Place, Some(place)) => {
                serde_json::from_value::<Position>(place.clone()).ok().map(|at| format!("{},{}", at.lat, at.lon))
            }
            (_, Some(Value::String(text))) => Some(text.clone()),
            (_, Some(Value::Number(number))) => Some(number.to_string()),
            _ => self.usual.map(str::to_owned),
        };
        typed.extend(text.map(|text| (self.name.to_owned(), text)));
    }

    /// The form of a record that is not there yet.
    pub(super) fn begin(&self, typed: &mut Typed) {
        typed.extend(self.usual.map(|usual| (self.name.to_owned(), usual.to_owned())));
    }

    /// Takes what was posted.
    fn take(&self, posted: &Fields, lookup: &Lookup, typed: &mut Typed) {
        let mut names = vec![self.name.to_owned()];
        if let Input::Many(source) = self.input {
            names = lookup.codes(source).iter().map(|code| self.boxed(code)).collect();
        }
        if self.input == Input::Weekdays {
            names = WEEKDAYS.map(|day| self.boxed(day)).into();
        }
        if self.input == Input::Duty {
            names = duty::inputs(self);
        }
        typed.extend(names.into_iter().filter_map(|name| posted.get(&name).map(|text| (name, text))));
    }

    /// What it becomes in the record; or the key of a sentence that says why it does not.
    fn parse(&self, typed: &Typed, lookup: &Lookup) -> Result<Vec<Value>, &'static str> {
        if let Input::Many(source) = self.input {
            let codes = lookup.codes(source);
            let chosen: Vec<&String> = codes.iter().filter(|code| typed.contains_key(&self.boxed(code))).collect();
            return Ok(vec![json!(chosen)]);
        }
        match self.input {
            Input::Duty => return duty::parse(self, typed).map(|contacts| vec![contacts]),
            Input::Weekdays => {
                let days = WEEKDAYS.iter().zip(1_u8..).filter(|(day, _)| typed.contains_key(&self.boxed(day)));
                return Ok(vec![json!(days.map(|(_, number)| number).collect::<Vec<_>>())]);
            }
            Input::Stops => {
                return way::parse(typed.get(self.name).map_or("", String::as_str), lookup).map(|stops| vec![stops]);
            }
            _ => {}
        }
        let Some(text) = typed.get(self.name).map(String::as_str) else {
            return match self.input {
                _ if self.required => Err("city-wrong-empty"),
                Input::Check => Ok(vec![json!(false)]),
                Input::Number => Ok(vec![json!(0)]),
                _ => Ok(vec![Value::Null; self.writes().len()]),
            };
        };
        let longest = self.input.most();
        let lines = matches!(self.input, Input::Lines(_) | Input::Checks);
        if text.chars().count() > longest {
            return Err("city-wrong-long");
        }
        if text.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
            return Err("city-wrong-form");
        }
        let value = match self.input {
            Input::Check => json!(true),
            Input::Checks if text.lines().filter(|line| !line.trim().is_empty()).count() > Thing::MAX_CHECKS => {
                return Err("city-wrong-checks");
            }
            Input::Number => json!(text.parse::<i32>().map_err(|_| "city-wrong-number")?),
            Input::Either => json!(text == "yes"),
            // Several, with commas between them.
            Input::Mail if are_addresses(text) => json!(text),
            Input::Mail => return Err("city-wrong-mail"),
            Input::Phone if is_phone(text) => json!(text),
            Input::Phone => return Err("city-wrong-phone"),
            Input::Time => json!(time(text)?),
            Input::Minutes => match text.parse::<u32>() {
                Ok(minutes @ 1..=1_440) => json!(minutes),
                _ => return Err("city-wrong-minutes"),
            },
            Input::Day => json!(text.parse::<NaiveDate>().map_err(|_| "city-wrong-day")?),
            Input::LastDay => {
                let last = text.parse::<NaiveDate>().map_err(|_| "city-wrong-day")?;
                json!(last.checked_add_days(Days::new(1)).ok_or("city-wrong-day")?)
            }
            Input::Place => json!(text.parse::<Position>().map_err(|_| "city-wrong-place")?),
            Input::At => {
                let Position { lat, lon, .. } = text.parse::<Position>().map_err(|_| "city-wrong-place")?;
                return Ok(vec![json!(lat), json!(lon)]);
            }
            Input::Choice(source) if !lookup.codes(source).iter().any(|code| code == text) => {
                return Err("city-wrong-choice");
            }
            Input::Icon if assets::icon(text).is_none() => return Err("city-wrong-choice"),
            Input::Area => {
                let (layer, area) = text.split_once('/').ok_or("city-wrong-choice")?;
                return Ok(vec![json!(layer), json!(area)]);
            }
            _ => json!(text),
        };
        Ok(vec![value])
    }
}

/// What the record says, as its form would post it.
pub(super) fn filled(fields: &[Field], record: &Record) -> Typed {
    let mut typed = Typed::new();
    fields.iter().for_each(|field| field.fill(record, &mut typed));
    typed
}

/// What was posted.
pub(super) fn taken(fields: &[Field], posted: &Fields, lookup: &Lookup) -> Typed {
    let mut typed = Typed::new();
    fields.iter().for_each(|field| field.take(posted, lookup, &mut typed));
    typed
}

/// What it becomes in the record; or what is wrong, by field.
pub(super) fn parsed(
    fields: &[Field],
    typed: &Typed,
    lookup: &Lookup,
) -> Result<BTreeMap<String, Value>, BTreeMap<&'static str, &'static str>> {
    let (mut values, mut wrong) = (BTreeMap::new(), BTreeMap::new());
    for field in fields {
        match field.parse(typed, lookup) {
            Ok(parsed) => values.extend(field.writes().iter().map(|name| (*name).to_owned()).zip(parsed)),
            Err(why) => _ = wrong.insert(field.name, why),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// One address, or several with commas between them.
pub(super) fn are_addresses(text: &str) -> bool {
    text.split(',').all(|one| crate::mail::is_address(one.trim()))
}

/// `HH:MM`, with all digits.
pub(super) fn time(text: &str) -> Result<String, &'static str> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "city-wrong-time")?;
    Ok(time.format("%H:%M").to_string())
}

fn day_of(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

fn is_phone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || " +-/()".contains(c)) && text.chars().any(|c| c.is_ascii_digit())
}

/// A code that stands for a name: short, in plain letters, the same for the same name.
pub(super) fn code_of(name: &str) -> String {
    let mut code = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => code.push(letter),
            'ä' => code.push_str("ae"),
            'ö' => code.push_str("oe"),
            'ü' => code.push_str("ue"),
            'ß' => code.push_str("ss"),
            _ if code.is_empty() || code.ends_with('-') => {}
            _ => code.push('-'),
        }
        if code.len() >= 40 {
            break;
        }
    }
    code.truncate(code.trim_end_matches('-').len());
    if code.is_empty() { crate::random::to_hex(&crate::random::bytes::<4>()) } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_plain_letters() {
        assert_eq!(code_of("Grünflächenamt (Süd)"), "gruenflaechenamt-sued");
        assert_eq!(code_of("  \"><img src=x>"), "img-src-x");
        assert_eq!(code_of("🙂").len(), 8);
        assert!(code_of(&"x".repeat(500)).len() <= 41);
    }

    #[test]
    fn telephone_numbers_are_digits_and_what_stands_between_them() {
        assert!(is_phone("+49 30 23125-000") && is_phone("(030) 23125/1"));
        assert!(!is_phone("ruf an") && !is_phone("+") && !is_phone("javascript:1"));
    }
}

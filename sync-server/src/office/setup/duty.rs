//! The part of a form in which a department's contacts for urgent mail stand: one block each, in order. Works without
//! scripts: two blocks are empty at first, one more each time the page comes back; emptying a block takes it away.

use serde_json::{Value, json};
use shared::domain::{DutyContact, DutyFault, DutyHours, MAX_CONTACTS, check_duty};
use shared::merge::Record;

use super::form::{Field, Typed};
use super::view::Choice;
use crate::pages::Words;

/// What one block posts, beside its days.
const PARTS: [&str; 6] = ["name", "email", "place", "always", "from", "to"];
const DAYS: std::ops::RangeInclusive<u8> = 1..=7;

/// A block, as the template shows it.
pub(super) struct Block {
    /// Nothing stands in it: it takes room once somebody wants it.
    pub(super) folded: bool,
    /// Begins the names of its inputs.
    pub(super) stem: String,
    pub(super) title: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) place: String,
    pub(super) always: bool,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) days: Vec<Choice>,
}

/// `duty.0.name`
fn input(field: &Field, block: usize, part: &str) -> String {
    format!("{}.{block}.{part}", field.name)
}

fn day(field: &Field, block: usize, day: u8) -> String {
    input(field, block, &format!("day{day}"))
}

/// Every input of all blocks.
pub(super) fn inputs(field: &Field) -> Vec<String> {
    let of = |block| {
        let parts = PARTS.into_iter().map(move |part| input(field, block, part));
        parts.chain(DAYS.map(move |weekday| day(field, block, weekday)))
    };
    (0..MAX_CONTACTS).flat_map(of).collect()
}

/// Puts what the record says into the form.
pub(super) fn fill(field: &Field, record: &Record, typed: &mut Typed) {
    for (block, contact) in contacts(field, record).into_iter().enumerate() {
        let mut put = |part: &str, text: String| typed.insert(input(field, block, part), text);
        put("name", contact.name);
        put("email", contact.email);
        put("place", (block + 1).to_string());
        match contact.hours {
            None => drop(put("always", "1".to_owned())),
            Some(DutyHours { days, from, to }) => {
                put("from", from);
                put("to", to);
                typed.extend(days.into_iter().map(|weekday| (day(field, block, weekday), "1".to_owned())));
            }
        }
    }
}

fn contacts(field: &Field, record: &Record) -> Vec<DutyContact> {
    let value = record.value(field.name).cloned().unwrap_or_default();
    serde_json::from_value(value).unwrap_or_default()
}

/// Names of the contacts, for lists and for what somebody else has written.
pub(super) fn said(field: &Field, record: &Record) -> String {
    contacts(field, record).into_iter().map(|contact| contact.name).collect::<Vec<_>>().join(", ")
}

/// What the blocks become in the record; or the key of a sentence that says what to do.
pub(super) fn parse(field: &Field, typed: &Typed) -> Result<Value, &'static str> {
    let get = |block, part: &str| typed.get(&input(field, block, part)).map_or("", String::as_str);
    let mut placed: Vec<(usize, DutyContact)> = Vec::new();
    for block in 0..MAX_CONTACTS {
        let (name, email) = (get(block, "name"), get(block, "email"));
        if name.is_empty() && email.is_empty() {
            continue;
        }
        if name.is_empty() {
            return Err("city-wrong-duty-name");
        }
        if name.chars().count() > 80 {
            return Err("city-wrong-long");
        }
        if name.chars().any(char::is_control) {
            return Err("city-wrong-form");
        }
        if !super::form::are_addresses(email) {
            return Err("city-wrong-mail");
        }
        let hours = if get(block, "always") == "1" { None } else { Some(hours(field, typed, block)?) };
        // What has no place stands where it was typed.
        let place = get(block, "place").parse().unwrap_or(block + 1);
        placed.push((place, DutyContact { name: name.to_owned(), email: email.to_owned(), hours }));
    }
    placed.sort_by_key(|(place, _)| *place);
    let contacts: Vec<DutyContact> = placed.into_iter().map(|(_, contact)| contact).collect();
    check_duty(&contacts).map_err(|fault| match fault {
        DutyFault::TooMany => "city-wrong-long",
        DutyFault::SameName => "city-wrong-duty-same",
        DutyFault::NoDay => "city-wrong-duty-day",
        DutyFault::LastNotAlways => "city-wrong-duty-last",
    })?;
    Ok(if contacts.is_empty() { Value::Null } else { json!(contacts) })
}

fn hours(field: &Field, typed: &Typed, block: usize) -> Result<DutyHours, &'static str> {
    let days: Vec<u8> = DAYS.filter(|weekday| typed.contains_key(&day(field, block, *weekday))).collect();
    if days.is_empty() {
        return Err("city-wrong-duty-day");
    }
    let time = |part: &str| {
        let text = typed.get(&input(field, block, part)).ok_or("city-wrong-duty-hours")?;
        super::form::time(text)
    };
    Ok(DutyHours { days, from: time("from")?, to: time("to")? })
}

/// The blocks that are filled, and empty ones for what may be added.
pub(super) fn blocks(w: &Words, field: &Field, typed: &Typed) -> Vec<Block> {
    let is_filled =
        |block: &usize| ["name", "email"].iter().any(|part| typed.contains_key(&input(field, *block, part)));
    let filled = (0..MAX_CONTACTS).filter(is_filled).max().map_or(0, |last| last + 1);
    let shown = (filled + 1).clamp(2, MAX_CONTACTS);
    (0..shown).map(|block| block_of(w, field, typed, block, is_filled(&block))).collect()
}

fn block_of(w: &Words, field: &Field, typed: &Typed, block: usize, is_filled: bool) -> Block {
    let get = |part: &str| typed.get(&input(field, block, part)).cloned().unwrap_or_default();
    let number = i64::try_from(block + 1).unwrap_or_default();
    let weekday = |weekday: u8| {
        let name = day(field, block, weekday);
        let chosen = typed.contains_key(&name);
        let word = w.t(&format!("city-duty-day-{weekday}"));
        Choice { name, code: "1".to_owned(), word, icon: "", chosen }
    };
    let stem = format!("{}.{block}", field.name);
    Block {
        folded: !typed.keys().any(|name| name.strip_prefix(&stem).is_some_and(|part| part.starts_with('.'))),
        stem,
        title: if is_filled { w.with("city-duty-nth", &[("n", number.into())]) } else { w.t("city-duty-more") },
        name: get("name"),
        email: get("email"),
        place: get("place"),
        always: get("always") == "1",
        from: get("from"),
        to: get("to"),
        days: DAYS.map(weekday).collect(),
    }
}

#[cfg(test)]
mod tests {
    use shared::change::Kind;
    use uuid::Uuid;

    use super::super::form::{Input, field};
    use super::*;

    fn typed(inputs: &[(&str, &str)]) -> Typed {
        inputs.iter().map(|(name, text)| (format!("duty.{name}"), (*text).to_owned())).collect()
    }

    const LEAD: [(&str, &str); 5] = [
        ("0.name", "Einsatzleitung"),
        ("0.email", "tag@example.org"),
        ("0.day1", "1"),
        ("0.from", "7:00"),
        ("0.to", "16:00"),
    ];
    const CENTRE: [(&str, &str); 3] = [("1.name", "Leitstelle"), ("1.email", "immer@example.org"), ("1.always", "1")];

    fn parsed(inputs: &[(&str, &str)]) -> Result<Value, &'static str> {
        parse(&field("duty", Input::Duty), &typed(inputs))
    }

    #[test]
    fn blocks_become_contacts_in_the_order_of_their_places() {
        let both = parsed(&[&LEAD[..], &CENTRE[..]].concat()).unwrap();
        assert_eq!(
            both,
            json!([
                { "name": "Einsatzleitung", "email": "tag@example.org",
                  "hours": { "days": [1], "from": "07:00", "to": "16:00" } },
                { "name": "Leitstelle", "email": "immer@example.org" },
            ])
        );
        let turned = [&LEAD[..], &CENTRE[..], &[("0.place", "2"), ("1.place", "1")]].concat();
        assert_eq!(parsed(&turned), Err("city-wrong-duty-last"), "nobody at night");
        assert_eq!(parsed(&[]), Ok(Value::Null), "one address, as before");
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(parsed(&LEAD), Err("city-wrong-duty-last"));
        assert_eq!(parsed(&[("0.email", "a@example.org")]), Err("city-wrong-duty-name"));
        assert_eq!(parsed(&[("0.name", "A"), ("0.email", "nobody")]), Err("city-wrong-mail"));
        assert_eq!(parsed(&LEAD[..2]), Err("city-wrong-duty-day"));
        assert_eq!(parsed(&LEAD[..3]), Err("city-wrong-duty-hours"));
        assert_eq!(parsed(&[&LEAD[..4], &[("0.to", "soon")]].concat()), Err("city-wrong-time"));
        let twice =
            [&CENTRE[..], &[("0.name", "Leitstelle"), ("0.email", "b@example.org"), ("0.always", "1")]].concat();
        assert_eq!(parsed(&twice), Err("city-wrong-duty-same"));
    }

    #[test]
    fn what_the_record_says_comes_back_as_it_was() {
        let field = field("duty", Input::Duty);
        let value = parsed(&[&LEAD[..], &CENTRE[..]].concat()).unwrap();
        let change = shared::change::Change {
            id: Uuid::from_u128(1),
            n: 1,
            kind: Kind::Department,
            record: Uuid::from_u128(2),
            author: shared::change::Author { device: Uuid::nil(), person: None, copy: None },
            fields: [("duty".to_owned(), shared::change::Edit { base: None, value: value.clone() })].into(),
            made_at: chrono::DateTime::UNIX_EPOCH,
            extra: Default::default(),
        };
        let mut record = Record::new(Uuid::from_u128(2), Kind::Department);
        record.apply(&change, shared::change::Role::Office);
        let mut filled = Typed::new();
        fill(&field, &record, &mut filled);
        assert_eq!(parse(&field, &filled), Ok(value));
        assert!(filled.keys().all(|name| inputs(&field).contains(name)));
        assert_eq!(said(&field, &record), "Einsatzleitung, Leitstelle");
    }
}

//! Rounds, visits, contacts and referrals are counted, and lead to nobody.

use app::core::{Request, RoundStep};
use chrono::TimeDelta;
use shared::domain::FactKind;
use shared::ids;
use tests::{Device, World};
use uuid::Uuid;

fn a_day(world: &World, phone: &mut Device, route: &str, stops: [&str; 2]) {
    let round = |phone: &mut Device, step| drop(phone.ask(Request::Round(step)).unwrap());
    round(phone, RoundStep::Start(Some(route.to_owned())));
    for stop in stops {
        world.pass(TimeDelta::minutes(17));
        round(phone, RoundStep::Visit { stop: stop.to_owned(), outcome: "ok".to_owned() });
        let (topic, outcome) = ("letters".to_owned(), "helped".to_owned());
        phone.save(Request::Fact(FactKind::Contact { area: None, topic, outcome }));
        phone.sync(world);
    }
    round(phone, RoundStep::End);
    let (need, offer, outcome) = ("debt".to_owned(), "debt_advice".to_owned(), "goes".to_owned());
    phone.save(Request::Fact(FactKind::Referral { area: None, need, offer, outcome }));
    let (institution, outcome) = ("school".to_owned(), "talked".to_owned());
    phone.save(Request::Fact(FactKind::Visit { area: None, institution, outcome }));
    phone.report("litter");
    phone.sync(world);
}

#[test]
fn nothing_links_a_fact_to_a_device_a_person_or_a_time_of_day() {
    let world = World::new();
    let (mut anna, mut cem) = (world.phone_of("Anna"), world.phone_of("Cem"));
    a_day(&world, &mut anna, "nordrunde", ["n1", "n2"]);
    a_day(&world, &mut cem, "suedrunde", ["s1", "s2"]);

    let rows = world.rows();
    let schema: String =
        rows.query_row("SELECT sql FROM sqlite_schema WHERE name = 'facts'", [], |row| row.get(0)).unwrap();
    assert!(schema.contains("WITHOUT ROWID"), "not even the order of arrival is kept");
    let mut columns = rows.prepare("SELECT name FROM pragma_table_info('facts')").unwrap();
    let columns: Vec<String> = columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(columns, ["id", "kind", "date", "team", "body"]);
    // Indexes are in the order of what rows say, never of their arrival.
    let mut indexes = rows
        .prepare(
            "SELECT name || ': ' || (SELECT group_concat(name, ' ') FROM pragma_index_info(it.name)) FROM sqlite_schema it
             WHERE tbl_name = 'facts' AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name",
        )
        .unwrap();
    let indexes: Vec<String> = indexes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(indexes, ["facts_date: date kind", "facts_stop: stop date team"]);

    let dump = world.dump();
    let facts = &dump.0["facts"];
    assert_eq!(facts.len(), 14, "of each: a round, two checked stops, two contacts, a referral, a visit");
    let secrets: Vec<Uuid> = [anna.id(), cem.id()]
        .into_iter()
        .chain(["Anna", "Cem"].map(|name| ids::named("person", name)))
        .chain(anna.saved.iter().chain(&cem.saved).copied())
        .collect();
    for row in facts {
        for secret in &secrets {
            assert!(!row.contains(&secret.to_string()) && !row.contains(&secret.simple().to_string()), "{row}");
        }
        assert!(!has_time_of_day(row), "{row}");
    }
    for id in fact_ids(&world) {
        assert_eq!(id.get_version_num(), 4, "a random id says nothing about time");
        for text in [id.to_string(), id.simple().to_string()] {
            let elsewhere: Vec<_> = dump.find(&text).into_iter().filter(|(table, _)| *table != "facts").collect();
            assert!(elsewhere.is_empty(), "{elsewhere:?}");
        }
    }
    // What the server knows of a device's presence is a day.
    let mut seen = rows.prepare("SELECT last_seen FROM devices").unwrap();
    let seen: Vec<String> = seen.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(seen, ["2026-11-23", "2026-11-23"]);
}

fn fact_ids(world: &World) -> Vec<Uuid> {
    let rows = world.rows();
    let mut ids = rows.prepare("SELECT id FROM facts").unwrap();
    ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// `09:17`, or a number as large as milliseconds since 1970.
fn has_time_of_day(text: &str) -> bool {
    let clock = text.as_bytes().windows(5).any(|five| {
        let digit = |at: usize| five[at].is_ascii_digit();
        digit(0) && digit(1) && five[2] == b':' && digit(3) && digit(4)
    });
    let without_ids: String = text.split_whitespace().filter(|part| !part.starts_with("id=")).collect();
    let longest = without_ids.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    clock || longest.is_some_and(|digits| digits >= 12)
}

//! Rounds, visits, contacts and referrals are counted, and lead to nobody.

use std::io::Read;

use app::core::{Reply, Request, RoundStep};
use chrono::TimeDelta;
use shared::domain::FactKind;
use shared::ids;
use shared::track::Fix;
use tests::{Device, Network, World};
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

/// Everything that a phone sends in a day is caught on its way: no place and no time of the track is in it.
#[test]
fn no_track_leaves_a_phone() {
    let world = World::new();
    let (mut anna, mut network) = (world.phone_of("Anna"), Network::default());
    anna.ask(Request::Round(RoundStep::Start(Some("nordrunde".to_owned())))).unwrap();
    let mut secrets = Vec::new();
    for n in 0..240_i32 {
        world.pass(TimeDelta::seconds(20));
        // A way past the stops, with places that stand nowhere else.
        let (lat, lon) = (51.600_459 + f64::from(n) * 0.000_031_7, 7.300_542 + f64::from(n) * 0.000_017_3);
        anna.ask(Request::Fix(Fix { at: world.now(), lat, lon, accuracy: Some(5.0) })).unwrap();
        // Also as whole numbers of tiny parts of a degree, as codecs have them.
        for degrees in [lat, lon] {
            secrets.extend([format!("{degrees:.4}"), format!("{:.0}", degrees * 1e6)]);
        }
        secrets.extend([world.now().format("%H:%M:%S").to_string(), world.now().timestamp_millis().to_string()]);
        if n % 40 == 0 {
            anna.sync_through(&world, &mut network);
        }
    }
    anna.ask(Request::Round(RoundStep::Visit { stop: "n1".to_owned(), outcome: "ok".to_owned() })).unwrap();
    let Reply::Round(walked) = anna.ask(Request::Round(RoundStep::End)).unwrap() else { panic!("no round") };
    assert!(walked.points > 0, "the phone has a track that could leave it");
    world.pass(TimeDelta::hours(1));
    anna.sync_through(&world, &mut network);
    world.pass(TimeDelta::hours(20));
    anna.sync_through(&world, &mut network);

    let rounds: i64 =
        world.rows().query_row("SELECT count(*) FROM facts WHERE kind = 'round'", [], |row| row.get(0)).unwrap();
    assert_eq!(rounds, 1, "the round is counted");
    assert!(network.arrived.len() >= 8, "{} requests of a day", network.arrived.len());
    for request in &network.arrived {
        let said = format!("{} {:?} {}", request.uri(), request.headers(), plain(request));
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{secret} left the phone: {}", request.uri());
        }
        assert!(plain(request).len() < 2_000, "nothing as long as a track");
    }
}

/// The body as it was before it was compressed.
fn plain(request: &http::Request<Vec<u8>>) -> String {
    let mut text = String::new();
    if request.headers().get("content-encoding").is_some_and(|how| how == "gzip") {
        flate2::read::GzDecoder::new(request.body().as_slice()).read_to_string(&mut text).unwrap();
        return text;
    }
    String::from_utf8_lossy(request.body()).into_owned()
}

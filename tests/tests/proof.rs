//! Proof of work: the report says what an independent count says, and no page, file or answer leads to a person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};
use shared::change::Kind;
use shared::domain::{ChoreOutcome, FactKind};
use shared::ids;
use sync_server::storage::StaffRole;
use tests::office::Reader;
use tests::{Dice, World, at};
use uuid::Uuid;

const TOPICS: [&str; 4] = ["letters", "housing", "fear", "other"];
const NEEDS: [&str; 3] = ["debt", "health", "work"];

/// A worker: a name, and the team.
type Worker = (String, String);

/// Musterstadt with these workers alone, and the day after they were entered.
fn city_of(workers: &[Worker]) -> (World, NaiveDate) {
    let world = World::new();
    // Whoever the demo brings along no longer works here.
    for person in world.storage().records(&Kind::Person).unwrap() {
        world.kaya_edits(Kind::Person, person.id, json!({ "valid_to": "2026-11-23" }), None).unwrap();
    }
    for (name, team) in workers {
        let record = ids::named("person", name);
        world.kaya_edits(Kind::Person, record, json!({ "name": name, "team": team }), None).unwrap();
    }
    world.clock.set(at("2026-11-24T09:00:00Z"));
    (world, "2026-11-24".parse().unwrap())
}

fn rows(world: &World) -> Connection {
    Connection::open(world.app.folder.database()).unwrap()
}

fn put_fact(rows: &Connection, dice: &mut Dice, date: NaiveDate, team: &str, what: &FactKind) -> Uuid {
    let mut random = [0; 16];
    dice.fill(&mut random);
    let id = uuid::Builder::from_random_bytes(random).into_uuid();
    rows.prepare_cached("INSERT INTO facts (id, kind, date, team, body) VALUES (?1, ?2, ?3, ?4, ?5)")
        .unwrap()
        .execute((id, what.name(), date.to_string(), team, serde_json::to_string(what).unwrap()))
        .unwrap();
    id
}

/// The lines of the report's file: part and row, to their first number.
fn told(csv: &str) -> BTreeMap<(String, String), u64> {
    let mut told = BTreeMap::new();
    for line in csv.trim_start_matches('\u{FEFF}').lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let [_, _, _, part, row, _, number] = cells[..] else { panic!("{line}") };
        if let Ok(number) = number.parse() {
            told.entry((part.to_owned(), row.to_owned())).or_insert(number);
        }
    }
    told
}

/// What the generator of a year wrote down by itself.
#[derive(Default)]
struct Truth {
    rounds: u64,
    checks: u64,
    problems: u64,
    contacts: u64,
    by_topic: BTreeMap<&'static str, u64>,
    referrals: u64,
    visits: u64,
}

/// 41 phones work for a year, each on some days, some of them in teams of one or two.
fn a_year(
    world: &World,
    first: NaiveDate,
    dice: &mut Dice,
    workers: &[Worker],
    month: (NaiveDate, NaiveDate),
) -> Truth {
    let stops: Vec<Uuid> = world.storage().records(&Kind::Stop).unwrap().iter().map(|it| it.id).collect();
    let mut truth = Truth::default();
    let mut rows = rows(world);
    let transaction = rows.transaction().unwrap();
    for day in first.iter_days().take(365) {
        let counts = month.0 <= day && day <= month.1;
        let count = u64::from(counts);
        for (_, team) in workers {
            // Sparse, so that many years can be tried.
            if dice.below(8) != 0 {
                continue;
            }
            let mut put = |what: FactKind| {
                put_fact(&transaction, dice, day, team, &what);
            };
            put(FactKind::Round { route: None, stops_done: 2, stops_total: 8, minutes: 120 });
            truth.rounds += count;
            for outcome in ["ok", "problem"].iter().take(1 + day.day() as usize % 2) {
                let stop = stops[day.ordinal() as usize % stops.len()];
                put(FactKind::StopVisit { stop, outcome: (*outcome).to_owned() });
                truth.checks += count;
                truth.problems += count * u64::from(*outcome == "problem");
            }
            let topic = TOPICS[day.ordinal() as usize % TOPICS.len()];
            put(FactKind::Contact { area: None, topic: topic.to_owned(), outcome: "helped".to_owned() });
            truth.contacts += count;
            *truth.by_topic.entry(topic).or_default() += count;
            let need = NEEDS[day.ordinal() as usize % NEEDS.len()].to_owned();
            put(FactKind::Referral { area: None, need, offer: "debt_advice".to_owned(), outcome: "goes".to_owned() });
            truth.referrals += count;
            if day.day() == 3 {
                put(FactKind::Visit { area: None, institution: "school".to_owned(), outcome: "talked".to_owned() });
                truth.visits += count;
            }
        }
    }
    transaction.commit().unwrap();
    truth
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("KUEMMERER_LONG").is_some() { 24 } else { 3 }, ..ProptestConfig::default() })]

    /// Whatever the teams are, the whole city's sums are those of an independent count.
    #[test]
    fn the_totals_of_a_year_of_41_phones_are_right(seed in any::<u64>(), start in 0_i64..330, length in 0_i64..34) {
        let mut dice = Dice::new(seed);
        let workers: Vec<Worker> = (0..41).map(|n| (format!("W{n}"), format!("team-{}", dice.below(14)))).collect();
        let (world, first) = city_of(&workers);
        let from = first + TimeDelta::days(start);
        let to = from + TimeDelta::days(length);
        let truth = a_year(&world, first, &mut dice, &workers, (from, to));
        // Reports come through the door, on some days of it.
        let mut anna = world.phone_of("W0");
        let mut litter = 0;
        for _ in 0..6 {
            world.clock.set((from + TimeDelta::days(dice.below(length as u64 + 1) as i64)).and_hms_opt(9, 0, 0).unwrap().and_utc().max(world.now()));
            let inside = world.now().date_naive() <= to;
            anna.report("litter");
            anna.sync(&world);
            litter += u64::from(inside);
        }
        world.clock.set(at("2027-11-24T09:00:00Z"));
        let lead = world.signed_in(StaffRole::Lead);
        let told = told(&lead.text(&format!("/office/activity.csv?from={from}&to={to}")));
        let said = |part: &str, row: &str| told.get(&(part.to_owned(), row.to_owned())).copied().unwrap_or_default();
        let glance = |row: &str| said("Auf einen Blick", row);
        prop_assert_eq!(glance("Runden"), truth.rounds);
        prop_assert_eq!(glance("Stopps geprüft"), truth.checks);
        prop_assert_eq!(glance("davon mit Problem"), truth.problems);
        prop_assert_eq!(glance("Gespräche"), truth.contacts);
        prop_assert_eq!(glance("Hilfen vermittelt"), truth.referrals);
        prop_assert_eq!(glance("Besuche bei Einrichtungen"), truth.visits);
        prop_assert_eq!(glance("Meldungen"), litter);
        for (topic, word) in [("letters", "Amt, Brief"), ("housing", "Wohnen"), ("fear", "Angst, Streit"), ("other", "Anderes")] {
            let told = told.iter().find(|((part, row), _)| part == "Gespräche nach Thema" && row.trim_matches('"') == word);
            prop_assert_eq!(told.map_or(0, |(_, n)| *n), truth.by_topic.get(topic).copied().unwrap_or_default(), "{}", topic);
        }
    }
}

/// Every page and file that shows what was done, for each day and area, as each of these roles sees it.
fn everything(world: &World, readers: &[Reader], days: &[NaiveDate]) -> BTreeMap<String, String> {
    let mut paths = vec![
        "/office/".to_owned(),
        "/office/reports".to_owned(),
        "/office/persons".to_owned(),
        "/office/teams".to_owned(),
        "/office/phones".to_owned(),
        "/office/stops".to_owned(),
        "/office/routes".to_owned(),
        "/office/tasks".to_owned(),
        "/office/chores".to_owned(),
        "/office/things".to_owned(),
        "/office/privacy".to_owned(),
        "/office/summaries".to_owned(),
        "/office/log".to_owned(),
        "/office/map/ground".to_owned(),
        "/office/map/reports".to_owned(),
        "/office/reports.csv".to_owned(),
        "/office/reports.geojson".to_owned(),
    ];
    let areas: BTreeSet<String> = world
        .storage()
        .records(&Kind::Area)
        .unwrap()
        .iter()
        .filter_map(|area| Some(format!("{}%2F{}", area.text("layer")?, area.text("foreign_id")?)))
        .collect();
    let (first, last) = (days[0], days[days.len() - 1]);
    let spans = days.iter().map(|day| (*day, *day)).chain([(first, last)]);
    for (from, to) in spans {
        let span = format!("?from={from}&to={to}");
        paths.push(format!("/office/places{span}"));
        paths.push(format!("/office/map/places{span}"));
        paths.push(format!("/office/activity{span}"));
        paths.push(format!("/office/activity.csv{span}"));
        paths.extend(areas.iter().map(|area| format!("/office/activity.csv{span}&area={area}")));
    }
    let mut shown = BTreeMap::new();
    for path in paths {
        for (n, reader) in readers.iter().enumerate() {
            let answer = reader.get(&path);
            let text = String::from_utf8_lossy(answer.body()).into_owned();
            // That somebody took a file is in the log, and not what this is about.
            if !path.ends_with("/log") && !path.ends_with("/privacy") {
                shown.insert(format!("{n} {} {path}", answer.status()), text);
            }
        }
    }
    shown
}

/// Whoever holds all that reviewer, lead and auditor can get, and knows who is of which team: for each visit and each talk at
/// least three people could have made it, since the same pages would stand there if another one had.
#[test]
fn no_page_file_or_answer_links_a_visit_or_a_talk_to_a_person() {
    let teams = [("nord", 4), ("sued", 1), ("west", 1), ("ost", 2), ("mitte", 3)];
    let workers: Vec<Worker> = teams
        .iter()
        .flat_map(|(team, size)| (0..*size).map(move |n| (format!("{team}{n}"), (*team).to_owned())))
        .collect();
    let (world, first) = city_of(&workers);
    let wanted = sync_server::areas::Import {
        layer: assets::city::DISTRICTS_LAYER,
        id_field: "id",
        name_field: "name",
        valid_from: None,
        today: first,
    };
    sync_server::areas::import(world.storage(), assets::city::DISTRICTS_GEOJSON, wanted, world.now()).unwrap();
    let days: Vec<NaiveDate> = first.iter_days().take(2).collect();
    let mut dice = Dice::new(7);
    let stops: Vec<Uuid> = world.storage().records(&Kind::Stop).unwrap().iter().map(|it| it.id).collect();
    let chore = world.storage().records(&Kind::Chore).unwrap()[0].id;
    let route = world.storage().records(&Kind::Route).unwrap()[0].id;
    let connection = rows(&world);
    let mut facts: Vec<(Uuid, String)> = Vec::new();
    for (place, day) in days.iter().enumerate() {
        for (n, (team, _)) in teams.iter().enumerate() {
            let stop = stops[(n * 3 + place) % stops.len()];
            let area = Some(format!("{}", 1 + (n + place) % 3));
            let all = [
                FactKind::Round { route: Some(route), stops_done: 1, stops_total: 8, minutes: 60 },
                FactKind::StopVisit { stop, outcome: "ok".to_owned() },
                FactKind::Contact { area, topic: TOPICS[n % 4].to_owned(), outcome: "helped".to_owned() },
                FactKind::ChoreDone { chore, outcome: ChoreOutcome::Done },
            ];
            for what in all {
                facts.push((put_fact(&connection, &mut dice, *day, team, &what), (*team).to_owned()));
            }
        }
    }
    // A report, so that lists are not empty.
    let mut anna = world.phone_of("nord0");
    anna.report("litter");
    anna.sync(&world);
    world.clock.set(at("2026-11-28T09:00:00Z"));
    let readers = [StaffRole::Reviewer, StaffRole::Lead, StaffRole::Auditor].map(|role| world.signed_in(role));
    let shown = everything(&world, &readers, &days);
    let told = shown.iter().filter(|(path, _)| path.contains("200 OK")).count();
    assert!(told > 60, "{told} pages were read");
    let sum = told_sum(&shown, "Gespräche");
    assert_eq!(sum, 10, "everybody counts in the whole city");

    for (fact, team) in &facts {
        let mut could = 0;
        for (other, size) in teams {
            connection.execute("UPDATE facts SET team = ?2 WHERE id = ?1", (fact, other)).unwrap();
            if other == team || everything(&world, &readers, &days) == shown {
                could += size;
            }
        }
        connection.execute("UPDATE facts SET team = ?2 WHERE id = ?1", (fact, team)).unwrap();
        assert!(could >= 3, "a fact of {team} leads to {could} people");
        assert!(could >= teams.iter().find(|(known, _)| known == team).unwrap().1);
    }

    // Nothing that is stored or shown names who it was.
    let roster: Vec<&str> = workers.iter().map(|(name, _)| name.as_str()).collect();
    for (path, text) in
        shown.iter().filter(|(path, _)| ["places", "activity", "map"].iter().any(|it| path.contains(it)))
    {
        let named: Vec<&&str> = roster.iter().filter(|name| text.contains(**name)).collect();
        assert!(named.is_empty(), "{path} names {named:?}");
        assert!(teams.iter().all(|(team, _)| !text.contains(&format!(">{team}<"))), "{path} names a team");
    }
}

fn told_sum(shown: &BTreeMap<String, String>, row: &str) -> u64 {
    let whole = shown.iter().find(|(path, _)| {
        path.starts_with("1 200")
            && path.contains("activity.csv?from=2026-11-24&to=2026-11-25")
            && !path.contains("area")
    });
    told(whole.unwrap().1)[&("Auf einen Blick".to_owned(), row.to_owned())]
}

/// A redrawn area takes no old report with it.
#[test]
fn an_old_report_stays_in_the_area_of_its_day() {
    let (world, first) =
        city_of(&[("A".into(), "nord".into()), ("B".into(), "nord".into()), ("C".into(), "nord".into())]);
    let square = |name: &str, west: f64, east: f64| {
        let ring = [[west, 51.0], [east, 51.0], [east, 52.0], [west, 52.0], [west, 51.0]];
        json!({ "type": "Feature", "properties": { "id": name, "name": name },
                "geometry": { "type": "Polygon", "coordinates": [ring] } })
    };
    let draw = |border: f64, valid_from: Option<NaiveDate>| {
        let features: Vec<Value> = vec![square("west", 7.0, border), square("ost", border, 8.0)];
        let text = json!({ "type": "FeatureCollection", "features": features }).to_string();
        let wanted =
            sync_server::areas::Import { layer: "zwei", id_field: "id", name_field: "name", valid_from, today: first };
        sync_server::areas::import(world.storage(), &text, wanted, world.now()).unwrap();
    };
    draw(7.5, None);
    let mut anna = world.phone_of("A");
    // The market lies at 7.3: west, until the border moves.
    anna.report("litter");
    anna.sync(&world);
    draw(7.2, Some("2026-12-01".parse().unwrap()));
    world.clock.set(at("2026-12-02T09:00:00Z"));
    anna.report("litter");
    anna.sync(&world);
    let lead = world.signed_in(StaffRole::Lead);
    let of = |area: &str, from: &str, to: &str| {
        let csv = lead.text(&format!("/office/activity.csv?from={from}&to={to}&area=zwei%2F{area}"));
        told(&csv)[&("Auf einen Blick".to_owned(), "Meldungen".to_owned())]
    };
    assert_eq!((of("west", "2026-11-24", "2026-11-30"), of("ost", "2026-11-24", "2026-11-30")), (1, 0));
    assert_eq!((of("west", "2026-12-01", "2026-12-02"), of("ost", "2026-12-01", "2026-12-02")), (0, 1));
    assert_eq!((of("west", "2026-11-24", "2026-12-02"), of("ost", "2026-11-24", "2026-12-02")), (1, 1));
}

/// What one person may know is one file, and the log says who took it and why.
#[test]
fn a_person_gets_the_own_data_and_the_log_says_so() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    let (own, other) = (anna.report("litter"), ben.report("graffiti"));
    anna.sync(&world);
    ben.sync(&world);
    let auditor = world.signed_in(StaffRole::Auditor);
    let person = ids::named("person", "Anna").to_string();
    let refused = auditor.post("/office/privacy/person", &[("person", &person), ("reason", "")]);
    assert_eq!(refused.status(), 422);
    let fields = [("person", person.as_str()), ("reason", "Antrag vom 3. November")];
    assert_eq!(world.signed_in(StaffRole::Lead).post("/office/privacy/person", &fields).status(), 403);
    let answer = auditor.post("/office/privacy/person", &fields);
    assert_eq!(answer.status(), 200);
    let data: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(data["person"]["name"], "Anna");
    let text = data.to_string();
    assert!(text.contains(&own.to_string()) && text.contains(&world.number(own)));
    assert!(!text.contains(&other.to_string()) && !text.contains("Ben"), "{text}");
    let log = auditor.text("/office/log");
    assert_eq!(log.matches("Auskunft über eine Person geholt").count(), 1);
    assert!(log.contains("Antrag vom 3. November"));
}

//! Monthly summaries: once for each month and recipient, about its area alone, with numbers that anybody can count.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use app::core::NewReport;
use assets::city::{DISTRICTS_GEOJSON, DISTRICTS_LAYER};
use chrono::TimeDelta;
use rusqlite::Connection;
use serde_json::json;
use shared::change::Kind;
use shared::domain::Outcome;
use shared::geo::Position;
use sync_server::areas::{Import, import};
use sync_server::mail::{About, DeliveryError, Stage};
use tests::post::Trouble;
use tests::{Letters, World, at};
use uuid::Uuid;

/// Musterstadt with its districts.
fn city() -> World {
    let world = World::new();
    let layer = DISTRICTS_LAYER;
    let today = world.now().date_naive();
    let wanted = Import { layer, id_field: "id", name_field: "name", valid_from: None, today };
    import(world.storage(), DISTRICTS_GEOJSON, wanted, world.now()).unwrap();
    world
}

fn rows(world: &World) -> Connection {
    Connection::open(world.app.folder.database()).unwrap()
}

/// Foreign id and name of the district of a report.
fn district(world: &World, report: Uuid) -> (String, String) {
    let name: String =
        rows(world).query_row("SELECT district FROM reports WHERE id = ?1", [report], |row| row.get(0)).unwrap();
    let areas = world.storage().records(&Kind::Area).unwrap();
    let area = areas.iter().find(|area| area.text("name") == Some(&name)).unwrap();
    (area.text("foreign_id").unwrap().to_owned(), name)
}

/// A recipient of an area.
fn reads_along(world: &World, name: &str, area: &str) -> Uuid {
    let record = sync_server::random::v7(world.now());
    let email = format!("{}@rat.example.org", name.to_lowercase());
    let fields = json!({ "name": format!("Bezirksvertretung {name}"), "email": email, "layer": DISTRICTS_LAYER,
        "area": area });
    world.kaya_edits(Kind::Recipient, record, fields, None).unwrap();
    record
}

/// The rows of the table below its heading, up to the first empty line.
fn table(csv: &[u8]) -> BTreeMap<String, Vec<u64>> {
    let text = std::str::from_utf8(csv).unwrap().strip_prefix('\u{FEFF}').expect("a byte order mark");
    let lines = text.split("\r\n").skip(1).take_while(|line| !line.is_empty());
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            (cells[2].to_owned(), cells[3..].iter().map(|cell| cell.parse().unwrap()).collect())
        })
        .collect()
}

/// A week's work in two districts: done, closed, own work, doubled, taken back, and one that stays open.
fn november() -> (World, Uuid, String) {
    let world = city();
    let mut anna = world.phone_of("Anna");
    let report = |anna: &mut tests::Device, category: &str| {
        world.pass(TimeDelta::seconds(1));
        anna.report(category)
    };
    let first = report(&mut anna, "litter");
    let done = report(&mut anna, "litter");
    let closed = report(&mut anna, "path_damage");
    let same = report(&mut anna, "litter");
    let mistake = report(&mut anna, "graffiti");
    let own = NewReport { category: "litter".to_owned(), self_done: true, ..NewReport::default() };
    anna.report_with(own);
    let far = Position::new(51.588, 7.285, None).unwrap();
    let elsewhere = NewReport { category: "litter".to_owned(), at: Some(far), ..NewReport::default() };
    anna.report_with(elsewhere);
    anna.withdraw(mistake);
    anna.sync(&world);
    world.kaya_sets(closed, json!({ "closed": "private" }));
    world.kaya_sets(same, json!({ "same_as": first }));
    let letters = world.next_morning();
    world.pass(TimeDelta::days(2));
    world.answers(letters.entry("edg", &world.number(done)), Outcome::Done, None);
    let (area, _) = district(&world, first);
    (world, first, area)
}

fn summaries(letters: &Letters) -> Vec<(&str, &str)> {
    letters.0.iter().map(|letter| (letter.to.as_str(), letter.subject.as_str())).collect()
}

#[test]
fn on_the_first_working_day_the_numbers_are_what_anybody_counts() {
    let (world, first, area) = november();
    let name = district(&world, first).1;
    reads_along(&world, "Mitte", &area);
    assert!(summaries(&world.run_summaries()).is_empty(), "the month is not over");
    world.clock.set(at("2026-12-01T05:59:00Z"));
    assert!(summaries(&world.run_summaries()).is_empty());
    world.clock.set(at("2026-12-01T06:00:00Z"));
    let letters = world.run_summaries();
    assert_eq!(
        summaries(&letters),
        [("mitte@rat.example.org", format!("Meldungen im November 2026: {name}").as_str())]
    );
    let letter = letters.only();
    let counted = table(&letter.files[0]);
    // By the rows alone, with the name that settling has noted.
    let sql = "SELECT CASE category WHEN 'litter' THEN 'Müll' ELSE category END, count(*),
            count(*) FILTER (WHERE state IN ('done', 'gone')), count(*) FILTER (WHERE state = 'self_done'),
            count(*) FILTER (WHERE state = 'closed'), count(*) FILTER (WHERE open = 1)
        FROM reports WHERE district = ?1 AND state NOT IN ('withdrawn', 'duplicate')
            AND stored_at BETWEEN 1793487600000 AND 1796079599999 GROUP BY category";
    let rows = rows(&world);
    let mut statement = rows.prepare(sql).unwrap();
    let mut by_rows: Vec<Vec<u64>> = statement
        .query_map([&name], |row| (1..6).map(|n| Ok(row.get::<_, i64>(n)? as u64)).collect())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut all = vec![0; 5];
    by_rows.iter().for_each(|row| all.iter_mut().zip(row).for_each(|(sum, n)| *sum += n));
    assert_eq!(all, [4, 1, 1, 1, 1], "the story");
    assert_eq!(counted["Alle"], all);
    let mut told: Vec<Vec<u64>> = counted.into_iter().filter(|(name, _)| name != "Alle").map(|(_, row)| row).collect();
    by_rows.sort();
    told.sort();
    assert_eq!(told, by_rows);

    let text = &letter.text;
    assert!(text.contains("4 Meldungen aufgenommen"), "{text}");
    assert!(text.contains(&format!("{}  ", world.number(first))), "open for longest: {text}");
    assert!(text.contains("Median"), "{text}");
    for hidden in ["Anna", "/answer/", "http"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert!(!letter.urgent && letter.entries.iter().all(|entry| entry.link.is_none()));

    assert!(summaries(&world.run_summaries()).is_empty());
    world.clock.set(at("2026-12-02T06:00:00Z"));
    assert!(summaries(&world.run_summaries()).is_empty());
    world.assert_announced_once();
    world.assert_sound();
}

#[test]
fn killed_at_any_delivery_each_gets_one() {
    for nth in 0..2 {
        for dies in [Trouble::DiesBefore, Trouble::DiesAfter] {
            let (world, _, area) = november();
            reads_along(&world, "Mitte", &area);
            reads_along(&world, "Nord", &area);
            world.clock.set(at("2026-12-01T06:00:00Z"));
            let before = world.post.count();
            world.post.expect((0..nth).map(|_| Trouble::None).chain([dies.clone()]));
            assert!(catch_unwind(AssertUnwindSafe(|| world.run_summaries())).is_err());
            world.pass(TimeDelta::minutes(16));
            world.run_summaries();
            world.pass(TimeDelta::days(1));
            world.run_summaries();
            let mut by_id: BTreeMap<String, String> = BTreeMap::new();
            for letter in world.post.since(before).0 {
                let other = by_id.insert(letter.message_id, letter.to.clone());
                assert!(other.is_none_or(|to| to == letter.to));
            }
            let mut to: Vec<&str> = by_id.values().map(String::as_str).collect();
            to.sort_unstable();
            assert_eq!(to, ["mitte@rat.example.org", "nord@rat.example.org"]);
        }
    }
}

#[test]
fn an_address_that_refuses_is_set_aside_and_others_get_theirs() {
    let (world, _, area) = november();
    let both = [reads_along(&world, "Mitte", &area), reads_along(&world, "Nord", &area)];
    world.clock.set(at("2026-12-01T06:00:00Z"));
    let refused = DeliveryError {
        stage: Stage::BeforeData,
        about: About::Address,
        permanent: true,
        refused: Vec::new(),
        text: "RCPT TO: 550 5.1.1".to_owned(),
    };
    world.post.expect([Trouble::Fails(refused)]);
    assert_eq!(world.run_summaries().0.len(), 1);
    let month = "2026-11".parse().unwrap();
    let failed: Vec<Uuid> = world
        .storage()
        .summaries_of(month)
        .unwrap()
        .into_iter()
        .filter(|row| row.status == "failed")
        .map(|row| row.recipient)
        .collect();
    let [failed] = failed[..] else { panic!("one was refused: {failed:?}") };
    assert!(both.contains(&failed));
    world.pass(TimeDelta::hours(5));
    assert!(world.run_summaries().0.is_empty(), "staff mend the address first");
    world.kaya_edits(Kind::Recipient, failed, json!({ "email": "neu@rat.example.org" }), None).unwrap();
    let again = world.another_process(world.post.clone());
    again.run_summaries_now(month, world.now()).unwrap();
    assert_eq!(world.post.all().0.last().unwrap().to, "neu@rat.example.org");
}

#[test]
fn after_a_restore_the_journal_knows_who_has_theirs() {
    let (world, _, area) = november();
    reads_along(&world, "Mitte", &area);
    world.clock.set(at("2026-12-01T05:00:00Z"));
    let backup = world.back_up("before.tar");
    world.clock.set(at("2026-12-01T06:00:00Z"));
    assert_eq!(world.run_summaries().0.len(), 1);
    let world = world.restored(&backup, true);
    assert!(world.run_summaries().0.is_empty());
}

#[test]
fn who_no_longer_reads_gets_none_and_phones_never_hear_of_recipients() {
    let (world, _, area) = november();
    let mitte = reads_along(&world, "Mitte", &area);
    world.kaya_edits(Kind::Recipient, mitte, json!({ "ended": true }), None).unwrap();
    let mut ben = world.phone_of("Ben");
    ben.sync(&world);
    assert!(ben.snapshot(mitte).is_none());
    world.clock.set(at("2026-12-01T06:00:00Z"));
    assert!(world.run_summaries().0.is_empty());
    world.assert_sound();
}

//! A year of 41 phones behind the review desk: what they did as anonymous facts, to be counted for a month's report.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use serde_json::json;
use shared::change::Kind;
use shared::domain::FactKind;
use sync_server::storage::{Desk, Edit};
use tests::Dice;
use uuid::Uuid;

const PHONES: usize = 41;
const DAYS: i64 = 365;
/// Of one worker and day, as the product counts them.
const STOPS: usize = 25;
const CONTACTS: usize = 8;

/// Fills the year until this time; people have been there for two.
pub fn fill(data: &Path, storage: &impl Desk, now: DateTime<Utc>) {
    let edits: Vec<Edit> = (0..PHONES)
        .map(|n| Edit {
            kind: Kind::Person,
            record: shared::ids::named("person", &format!("W{n}")),
            bases: None,
            fields: [("name", json!(format!("W{n}"))), ("team", json!(format!("team-{}", n / 4)))]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
        })
        .collect();
    storage.edit(None, &edits, now).unwrap().unwrap();
    let stops: Vec<Uuid> = storage.records(&Kind::Stop).unwrap().iter().map(|it| it.id).collect();
    let mut dice = Dice::new(41);
    let mut rows = Connection::open(data.join("kuemmerer.db")).unwrap();
    rows.execute("UPDATE changes SET received_at = received_at - 63072000000 WHERE kind = 'person'", []).unwrap();
    let transaction = rows.transaction().unwrap();
    let mut put = |day: String, team: &str, what: FactKind| {
        let mut random = [0; 16];
        dice.fill(&mut random);
        let id = uuid::Builder::from_random_bytes(random).into_uuid();
        transaction
            .prepare_cached("INSERT INTO facts (id, kind, date, team, body) VALUES (?1, ?2, ?3, ?4, ?5)")
            .unwrap()
            .execute((id, what.name(), day, team, serde_json::to_string(&what).unwrap()))
            .unwrap();
    };
    for back in 0..DAYS {
        let day = (now - TimeDelta::days(back)).date_naive().to_string();
        for phone in 0..PHONES {
            let team = format!("team-{}", phone / 4);
            put(day.clone(), &team, FactKind::Round { route: None, stops_done: 25, stops_total: 25, minutes: 240 });
            for n in 0..STOPS {
                let stop = stops[(phone + n) % stops.len()];
                put(day.clone(), &team, FactKind::StopVisit { stop, outcome: "ok".to_owned() });
            }
            for n in 0..CONTACTS {
                let topic = ["letters", "housing", "fear", "other"][n % 4].to_owned();
                put(day.clone(), &team, FactKind::Contact { area: None, topic, outcome: "helped".to_owned() });
            }
        }
    }
    transaction.commit().unwrap();
}

/// A month's report in its forms, and a month's coverage.
pub fn pages(now: DateTime<Utc>) -> [(&'static str, String); 4] {
    let (from, to) = ((now - TimeDelta::days(30)).date_naive(), now.date_naive());
    let of = |path: &str| format!("{path}?from={from}&to={to}");
    [
        ("report of a month, page", of("/office/activity")),
        ("report of a month, CSV", of("/office/activity.csv")),
        ("report of a month, PDF", of("/office/activity.pdf")),
        ("coverage of a month", of("/office/places")),
    ]
}

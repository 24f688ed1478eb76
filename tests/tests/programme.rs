//! The programme beside the reports: what comes again, and what is lent.

use app::core::{ChoreToday, Holder, Overview, PhoneError, Reply, Request, ThingToday};
use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::domain::ChoreOutcome::{self, Done, NotPossible};
use shared::ids::{self, named};
use shared::sync::Rest;
use sync_server::proof::Period;
use sync_server::proof::chores::done as done_in;
use sync_server::proof::crowd::Crowd;
use sync_server::storage::Refused;
use tests::figures::seed;
use tests::{Device, Dice, Fate, Network, World};
use uuid::Uuid;

fn chores(phone: &mut Device) -> Vec<ChoreToday> {
    let Reply::Chores(chores) = phone.ask(Request::Chores).unwrap() else { panic!("no chores") };
    chores
}

fn texts(phone: &mut Device) -> Vec<String> {
    chores(phone).into_iter().map(|chore| chore.text).collect()
}

fn tap(phone: &mut Device, chore: Uuid, outcome: Option<ChoreOutcome>) -> Result<(), PhoneError> {
    phone.ask(Request::DoChore { chore, outcome }).map(drop)
}

/// How often the office sees that it was done.
fn done(world: &World, chore: Uuid) -> u64 {
    let today = world.now().date_naive();
    let crowd = Crowd::new(2, world.storage().roster().unwrap(), world.storage().teams_named().unwrap());
    let period = Period::new(today - TimeDelta::days(30), today);
    done_in(world.storage(), &crowd, period).unwrap()[&chore].unwrap_or_default()
}

fn chore(world: &World, name: &str, fields: serde_json::Value) -> Uuid {
    let chore = named("chore", name);
    world.kaya_edits(Kind::Chore, chore, fields, None).unwrap();
    chore
}

/// A sync without any network: one request, and no answer.
fn try_in_vain(phone: &mut Device, world: &World) -> Option<Rest> {
    phone.session.start(&phone.phone);
    phone.step(world, &mut Network::default(), Fate::Lost)
}

#[test]
fn what_comes_again_is_done_offline_and_counted_without_anybody() {
    let world = World::new();
    let north = json!({ "layer": "districts", "foreign_id": "02", "name": "Nordviertel", "valid_from": "2020-01-01" });
    world.kaya_edits(Kind::Area, named("area", "north"), north, None).unwrap();
    // It is Monday.
    let stairs =
        chore(&world, "stairs", json!({ "text": "Treppe kehren", "team": "nord", "weekdays": ["mon", "tue"] }));
    chore(&world, "friday", json!({ "text": "Nur freitags", "weekdays": ["fri"] }));
    chore(&world, "south", json!({ "text": "Im Süden", "route": "suedrunde" }));
    let (mut anna, mut ben, mut cem) = (world.phone_of("Anna"), world.phone_of("Ben"), world.phone_of("Cem"));
    let courts = "Höfe im Nordviertel ansehen. Sind die Wege frei?";
    let mut north = texts(&mut anna);
    north.sort();
    assert_eq!(north, [courts, "Treppe kehren"], "her team's, due today");
    assert_eq!(texts(&mut cem), ["Im Süden"], "by the team of its route");
    let area = chores(&mut anna).into_iter().find(|chore| chore.text == courts).unwrap().area;
    assert_eq!(area.as_deref(), Some("Nordviertel"), "the own area in words");

    // Without a network: a mistake, taken back, and then what holds.
    tap(&mut anna, stairs, Some(NotPossible)).unwrap();
    assert_eq!(try_in_vain(&mut anna, &world), None);
    tap(&mut anna, stairs, None).unwrap();
    tap(&mut anna, stairs, Some(Done)).unwrap();
    tap(&mut ben, stairs, Some(NotPossible)).unwrap();
    assert_eq!(done(&world, stairs), 0);
    assert_eq!((anna.sync(&world), ben.sync(&world)), (Rest::Done, Rest::Done));
    assert_eq!(done(&world, stairs), 1, "what was not possible does not count");
    assert!(matches!(tap(&mut anna, stairs, None), Err(PhoneError::Told)), "it has gone out");
    anna.restart();
    assert_eq!(chores(&mut anna).into_iter().find(|it| it.id == stairs).unwrap().outcome, Some(Done));

    world.pass(TimeDelta::days(1));
    tap(&mut anna, stairs, Some(Done)).unwrap();
    anna.sync(&world);
    assert_eq!(done(&world, stairs), 2);
    world.pass(TimeDelta::days(30));
    assert_eq!(done(&world, stairs), 1, "yesterday's of a month ago is over");

    let rows = world.rows();
    let told = "SELECT group_concat(body, '|') FROM facts WHERE kind = 'chore_done'";
    let told: String = rows.query_row(told, [], |row| row.get(0)).unwrap();
    for secret in [anna.id(), ben.id(), ids::named("person", "Anna")] {
        assert!(!told.contains(&secret.to_string()), "{told}");
    }
    world.assert_same_view(&mut anna);
    world.assert_sound();
}

#[test]
fn only_the_office_says_what_comes_again_and_what_can_be_lent() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let wrong = |kind: Kind, fields| world.kaya_edits(kind, named("wrong", "one"), fields, None);
    assert_eq!(wrong(Kind::Chore, json!({ "text": "Kehren", "weekdays": ["someday"] })), Err(Refused::Invalid));
    let eleven = "Punkt\n".repeat(11);
    assert_eq!(wrong(Kind::Thing, json!({ "name": "Rad", "checks": eleven })), Err(Refused::Invalid));
    let begun = json!({ "thing": thing(), "since": "2026-11-23" });
    assert_eq!(wrong(Kind::Loan, begun), Err(Refused::Unknown), "the office begins no loan");

    let device = anna.id();
    for (nth, kind) in ["chore", "thing"].into_iter().enumerate() {
        let record = named(kind, "own");
        anna.leave_change_of_a_newer_program(kind, record, |n| {
            json!({ "id": named("change", kind), "n": n, "kind": kind, "record": record,
                "author": { "device": device }, "made_at": "2026-11-23T09:00:00Z",
                "fields": { "text": { "value": "Für alle" } } })
            .to_string()
        });
        anna.sync(&world);
        assert_eq!(world.storage().overview().unwrap().parked, nth as u64 + 1, "{kind}");
    }
}

fn thing() -> Uuid {
    named("thing", "e-rikscha")
}

fn rickshaw(phone: &mut Device) -> ThingToday {
    let Reply::Things(things) = phone.ask(Request::Things).unwrap() else { panic!("no things") };
    things.into_iter().find(|one| one.id == thing()).expect("it can be lent")
}

fn holder(phone: &mut Device) -> Holder {
    rickshaw(phone).holder
}

fn lend(phone: &mut Device) -> Result<(), PhoneError> {
    phone.ask(Request::Lend("e-rikscha".to_owned())).map(drop)
}

fn give_back(phone: &mut Device) {
    phone.ask(Request::GiveBack("e-rikscha".to_owned())).map(drop).unwrap();
}

/// Names of the phones that have it, for the office.
fn out(world: &World) -> Vec<String> {
    let mut out: Vec<String> = world.storage().loans().unwrap().into_iter().map(|loan| loan.label).collect();
    out.sort();
    out
}

/// How many things stand in *Zu tun*.
fn lent_twice(world: &World) -> u64 {
    world.storage().counts(world.now()).unwrap().lent_twice
}

#[test]
fn two_phones_take_the_rickshaw_offline_and_everybody_hears_of_it() {
    let world = World::new();
    let (mut anna, mut ben) = (world.phone_of("Anna"), world.phone_of("Ben"));
    assert_eq!(rickshaw(&mut anna).checks.len(), 5);
    lend(&mut anna).unwrap();
    lend(&mut ben).unwrap();
    assert_eq!((holder(&mut anna), holder(&mut ben)), (Holder::Here, Holder::Here), "nobody can know yet");
    anna.sync(&world);
    ben.sync(&world);
    anna.sync(&world);
    for phone in [&mut anna, &mut ben] {
        assert_eq!((holder(phone), rickshaw(phone).phones), (Holder::Both, 2));
        let Reply::Overview(Overview { lent, .. }) = phone.ask(Request::Overview).unwrap() else { panic!("no Home") };
        assert_eq!(lent.iter().map(|thing| thing.holder).collect::<Vec<_>>(), [Holder::Both], "Home says so");
    }
    assert_eq!((out(&world), lent_twice(&world)), (vec!["Anna".to_owned(), "Ben".to_owned()], 1));
    // Colleagues see that it is out, and not by whom.
    let theirs = world.storage().loans().unwrap().into_iter().find(|loan| loan.label == "Ben").unwrap();
    let seen = anna.snapshot(theirs.id).unwrap().to_string();
    assert!(
        !seen.contains(&ben.id().to_string()) && !seen.contains(&ids::named("person", "Ben").to_string()),
        "{seen}"
    );
    let bodies = world.bodies_of(theirs.id);
    let person = ids::named("person", "Ben").to_string();
    assert!(bodies.iter().all(|body| !String::from_utf8_lossy(body).contains(&person)), "a device, no person");

    // Ben has walked home without it.
    give_back(&mut ben);
    ben.sync(&world);
    anna.sync(&world);
    assert_eq!((holder(&mut anna), holder(&mut ben)), (Holder::Here, Holder::Elsewhere));
    assert!(matches!(lend(&mut ben), Err(PhoneError::LentElsewhere)));
    assert_eq!((out(&world), lent_twice(&world)), (vec!["Anna".to_owned()], 0));

    // Frau Kaya has it before her eyes; Anna's phone hears of it.
    let loan = world.storage().loans().unwrap()[0].id;
    world.kaya_edits(Kind::Loan, loan, json!({ "back": "2026-11-23" }), None).unwrap();
    anna.sync(&world);
    ben.sync(&world);
    assert_eq!((holder(&mut anna), holder(&mut ben)), (Holder::Free, Holder::Free));
    assert!(anna.snapshot(loan).is_none() && out(&world).is_empty());
    world.assert_same_view(&mut anna);
    world.assert_same_view(&mut ben);
    world.assert_sound();
}

/// What one of two phones does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Take(usize),
    GiveBack(usize),
    Sync(usize),
}

/// Does it, and tells whether it was something: nobody takes what another one is known to have.
fn does(world: &World, phones: &mut [Device; 2], act: Act) -> bool {
    match act {
        Act::Take(one) => holder(&mut phones[one]) == Holder::Free && lend(&mut phones[one]).is_ok(),
        Act::GiveBack(one) if holder(&mut phones[one]).is_here() => {
            give_back(&mut phones[one]);
            true
        }
        Act::GiveBack(_) => false,
        Act::Sync(one) => phones[one].sync(world) == Rest::Done,
    }
}

/// Once both have synced, both know who has it: nobody believes to have it alone while another one has it, too, and no mark
/// is lost.
fn assert_all_know(world: &World, phones: &mut [Device; 2], way: &[Act]) {
    let held: Vec<bool> = phones.iter_mut().map(|phone| holder(phone).is_here()).collect();
    for one in [0, 1, 0] {
        assert_eq!(phones[one].sync(world), Rest::Done);
    }
    let [anna, ben] = phones;
    let told = match (held[0], held[1]) {
        (true, true) => (Holder::Both, Holder::Both),
        (true, false) => (Holder::Here, Holder::Elsewhere),
        (false, true) => (Holder::Elsewhere, Holder::Here),
        (false, false) => (Holder::Free, Holder::Free),
    };
    assert_eq!((holder(anna), holder(ben)), told, "{way:?}");
    let names = ["Anna", "Ben"].into_iter().zip(held).filter(|(_, held)| *held).map(|(name, _)| name);
    assert_eq!(out(world), names.collect::<Vec<_>>(), "{way:?}");
    assert_eq!(lent_twice(world), u64::from(told.0 == Holder::Both), "{way:?}");
}

const ACTS: [Act; 6] = [Act::Take(0), Act::Take(1), Act::GiveBack(0), Act::GiveBack(1), Act::Sync(0), Act::Sync(1)];

#[test]
fn in_whatever_order_two_phones_take_return_and_sync_both_know_in_the_end() {
    let world = World::small();
    let rickshaw = json!({ "code": "e-rikscha", "name": "E-Rikscha" });
    world.kaya_edits(Kind::Thing, thing(), rickshaw, None).unwrap();
    let mut phones = [world.phone_of("Anna"), world.phone_of("Ben")];
    let (mut ways, mut tried) = (vec![Vec::new()], 0);
    while let Some(way) = ways.pop() {
        let mut all = true;
        for act in &way {
            all &= does(&world, &mut phones, *act);
        }
        assert_all_know(&world, &mut phones, &way);
        for one in [0, 1] {
            does(&world, &mut phones, Act::GiveBack(one));
        }
        assert_all_know(&world, &mut phones, &way);
        // What does nothing is the shorter way, which is tried anyway.
        if all && way.len() < 4 {
            ways.extend(ACTS.map(|act| [way.as_slice(), &[act]].concat()));
        }
        tried += 1;
    }
    assert!(tried > 300, "{tried} ways");
    world.assert_sound();
}

#[test]
fn on_long_ways_with_an_office_that_settles_nobody_believes_to_have_it_alone() {
    let mut dice = Dice::new(seed("long_ways"));
    let world = World::small();
    world.kaya_edits(Kind::Thing, thing(), json!({ "code": "e-rikscha", "name": "E-Rikscha" }), None).unwrap();
    let mut phones = [world.phone_of("Anna"), world.phone_of("Ben")];
    for _ in 0..20 {
        let mut way = Vec::new();
        for _ in 0..dice.below(12) {
            if dice.below(8) == 0
                && let Some(loan) = world.storage().loans().unwrap().first()
            {
                world.kaya_edits(Kind::Loan, loan.id, json!({ "back": "2026-11-23" }), None).unwrap();
            }
            let act = ACTS[dice.below(6) as usize];
            does(&world, &mut phones, act);
            way.push(act);
        }
        for one in [0, 1, 0] {
            phones[one].sync(&world);
        }
        // From here on the phones know of what the office did.
        assert_all_know(&world, &mut phones, &way);
        world.pass(TimeDelta::hours(5));
    }
    for phone in &mut phones {
        world.assert_same_view(phone);
    }
}

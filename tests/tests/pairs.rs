//! Two people do something to the same report: every pair of actions, by every pair of hands, with and without knowing of
//! each other, in either order. Everybody sees the same in the end, and nothing that somebody wrote is dropped.

use std::collections::BTreeMap;

use app::core::{Correction, PhoneError, Request};
use serde_json::json;
use shared::change::Kind;
use shared::domain::{Amount, Outcome, Seen, Withdrawal};
use shared::geo::Position;
use shared::state::State;
use shared::sync::Rest;
use tests::device::{marktplatz, photo};
use tests::figures::Figure;
use tests::{Device, Letters, World};
use uuid::Uuid;

/// Whose hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// The phone that made the report.
    Own,
    /// The same person, with another phone.
    OtherPhone,
    /// Somebody else, who sees it on the map.
    Foreign,
    Office,
    Department,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Note,
    Category,
    Place,
    Amount,
    Photo,
    Withdraw,
    StillThere,
    Gone,
    Hold,
    Close,
    Merge,
    Route,
    Resend,
    Done,
    NotOurs,
    Accept,
    /// It was over before.
    Nothing,
}

use Deed::*;

const HANDS: [(Who, &[Deed]); 5] = [
    (Who::Own, &[Note, Category, Place, Amount, Photo, Withdraw, StillThere, Gone]),
    (Who::OtherPhone, &[Note, Category, Place, Amount, Photo, Withdraw, StillThere, Gone]),
    (Who::Foreign, &[StillThere, Gone]),
    (Who::Office, &[Note, Category, Place, Amount, Hold, Close, Merge, Route, Resend]),
    (Who::Department, &[Done, NotOurs, Accept]),
];

/// A report, and what happens to it.
struct Case {
    report: Uuid,
    deeds: [Deed; 2],
    /// What each of the two writes: the same, or something else.
    values: [u8; 2],
    /// The page that Frau Kaya has open from before.
    page: BTreeMap<String, Uuid>,
}

struct Scene {
    world: World,
    own: Device,
    other: Device,
    foreign: Device,
    letters: Letters,
    /// The report that others are merged into.
    main: Uuid,
    cases: Vec<Case>,
}

impl Scene {
    /// A report for each pair of deeds; all of them are mailed, and everybody has seen that.
    fn new(first: &[Deed], second: &[Deed]) -> Scene {
        let world = World::small();
        let (mut own, other, foreign) = (world.phone_of("Anna"), world.phone_of("Anna"), world.phone_of("Ben"));
        let main = own.report("litter");
        let mut cases = Vec::new();
        for a in first {
            for b in second {
                let same_field = a == b && matches!(a, Note | Category | Place | Amount);
                let values: &[[u8; 2]] = if same_field { &[[1, 2], [1, 1]] } else { &[[1, 2]] };
                for values in values {
                    let report = own.report("litter");
                    cases.push(Case { report, deeds: [*a, *b], values: *values, page: BTreeMap::new() });
                }
            }
        }
        own.sync(&world);
        let letters = world.next_morning();
        let mut scene = Scene { world, own, other, foreign, letters, main, cases };
        scene.sync_all();
        for case in &mut scene.cases {
            let page = scene.world.page(case.report).record;
            case.page = page.fields.into_iter().map(|(name, cell)| (name, cell.change)).collect();
        }
        scene
    }

    fn sync_all(&mut self) {
        for phone in [&mut self.own, &mut self.other, &mut self.foreign] {
            assert_eq!(phone.sync(&self.world), Rest::Done);
        }
    }

    fn sync(&mut self, who: Who) {
        if let Some(phone) = phone(who, &mut self.own, &mut self.other, &mut self.foreign) {
            assert_eq!(phone.sync(&self.world), Rest::Done);
        }
    }

    /// One does the deeds of all cases; on a page from before, where that makes a difference.
    fn act(&mut self, nth: usize, who: Who, old_page: bool) {
        let Scene { world, own, other, foreign, letters, main, cases } = self;
        for case in cases.iter_mut() {
            let (deed, value, report) = (case.deeds[nth], case.values[nth], case.report);
            let done = match (who, phone(who, own, other, foreign)) {
                (_, Some(phone)) => on_phone(phone, report, deed, value),
                (Who::Office, _) => in_office(world, case, *main, deed, value, old_page),
                _ => {
                    let entry = letters.entry("edg", &world.number(report));
                    let outcome = match deed {
                        Done => Outcome::Done,
                        NotOurs => Outcome::NotOurs,
                        _ => Outcome::Accepted,
                    };
                    // A link that is over says so.
                    let said = world.post_answer(entry, outcome, None).status().as_u16();
                    assert!(matches!(said, 200 | 303 | 410), "{deed:?}: {said}");
                    said == 303
                }
            };
            if !done {
                case.deeds[nth] = Nothing;
            }
        }
    }
}

fn phone<'a>(who: Who, own: &'a mut Device, other: &'a mut Device, foreign: &'a mut Device) -> Option<&'a mut Device> {
    match who {
        Who::Own => Some(own),
        Who::OtherPhone => Some(other),
        Who::Foreign => Some(foreign),
        Who::Office | Who::Department => None,
    }
}

fn beside(value: u8) -> Position {
    let at = marktplatz();
    Position::new(at.lat + f64::from(value) / 10_000.0, at.lon, at.accuracy).unwrap()
}

fn category(value: u8) -> &'static str {
    if value == 1 { "path_damage" } else { "play_equipment" }
}

/// False where it is said already, or is over and has left a foreign phone.
fn on_phone(phone: &mut Device, report: Uuid, deed: Deed, value: u8) -> bool {
    let nothing = Correction::default();
    let correction = match deed {
        Note => Correction { note: Some(format!("Hinweis {value}")), ..nothing },
        Category => Correction { category: Some(category(value).to_owned()), ..nothing },
        Place => Correction { at: Some(beside(value)), ..nothing },
        Amount => Correction { amount: Some(amount(value)), ..nothing },
        Photo => Correction { photos: vec![photo(report.as_u128() as u64 ^ u64::from(value))], ..nothing },
        _ => nothing,
    };
    let name = report.to_string();
    let done = phone.ask(match deed {
        Withdraw => Request::Withdraw { report: name, why: Some(Withdrawal::Mistake) },
        StillThere => Request::Sighting { report: name, seen: Seen::StillThere },
        Gone => Request::Sighting { report: name, seen: Seen::Gone },
        _ => Request::Correct { report: name, to: correction },
    });
    let over = matches!(done, Err(PhoneError::NothingDifferent | PhoneError::UnknownReport(_)));
    assert!(done.is_ok() || over, "{deed:?}: {done:?}");
    done.is_ok()
}

fn amount(value: u8) -> Amount {
    if value == 1 { Amount::Bag } else { Amount::Van }
}

fn in_office(world: &World, case: &Case, main: Uuid, deed: Deed, value: u8, old_page: bool) -> bool {
    let place = json!({ "lat": beside(value).lat, "lon": marktplatz().lon, "accuracy": 8.0, "source": "device" });
    let fields = match deed {
        Note => json!({ "note": format!("Hinweis {value}") }),
        Category => json!({ "category": category(value) }),
        Place => json!({ "place": place }),
        Amount => json!({ "amount": amount(value).as_str() }),
        Hold => json!({ "held": true }),
        Close => json!({ "closed": "private_ground" }),
        Merge => json!({ "same_as": main }),
        Route => json!({ "department": "gruen" }),
        _ => {
            world.kaya_resends(case.report);
            return true;
        }
    };
    if old_page {
        world.kaya_edits(Kind::Report, case.report, fields, Some(case.page.clone())).unwrap();
    } else {
        world.kaya_sets(case.report, fields);
    }
    true
}

/// What people would say that the report is now; none where several answers make sense.
fn state([first, second]: [Deed; 2], seen: bool) -> Option<State> {
    let either = |deed: Deed| first == deed || second == deed;
    let moves = |deed: Deed| !matches!(deed, Note | Amount | Photo | Place | Nothing);
    if either(Withdraw) {
        return Some(State::Withdrawn);
    }
    if either(Merge) {
        return Some(State::Duplicate);
    }
    if either(Close) {
        return Some(State::Closed);
    }
    match (first, second) {
        // Who has not heard of the "done" cannot mean that it is there again.
        (Done, StillThere) => Some(if seen { State::Reopened } else { State::Done }),
        (Gone, StillThere) => Some(State::Reopened),
        (Done, Gone) | (Gone | StillThere, Done) | (Done, Done) => Some(State::Done),
        (Gone | StillThere, Gone) => Some(State::Gone),
        (Done, other) | (other, Done) if !moves(other) => Some(State::Done),
        (Gone, other) | (other, Gone) if !moves(other) => Some(State::Gone),
        _ => None,
    }
}

/// Nobody has ended it.
fn is_open([first, second]: [Deed; 2]) -> bool {
    ![first, second].iter().any(|deed| matches!(deed, Withdraw | Merge | Close | Done | Gone))
}

#[test]
fn whoever_does_what_beside_whom_everybody_sees_the_same_and_nothing_is_dropped() {
    let (mut pairs, mut conflicts) = (0, 0);
    for (first, first_deeds) in HANDS {
        for (second, second_deeds) in HANDS {
            for seen in [true, false] {
                let mut scene = Scene::new(first_deeds, second_deeds);
                if seen {
                    scene.act(0, first, false);
                    scene.sync(first);
                    scene.sync(second);
                    scene.act(1, second, false);
                } else if phone(second, &mut scene.own, &mut scene.other, &mut scene.foreign).is_some() {
                    // Without a network, before the first is known anywhere; it arrives after it.
                    if first == second {
                        scene.act(0, first, false);
                        scene.act(1, second, false);
                    } else {
                        scene.act(1, second, false);
                        scene.act(0, first, false);
                        scene.sync(first);
                    }
                } else {
                    scene.act(0, first, false);
                    scene.sync(first);
                    scene.act(1, second, true);
                }
                scene.sync(second);
                scene.sync_all();
                scene.sync_all();
                let Scene { world, own, other, foreign, cases, .. } = &mut scene;
                world.assert_sound();
                world.assert_losers_are_kept();
                for phone in [own, other, foreign] {
                    world.assert_holds(phone);
                    world.assert_same_view(phone);
                }
                assert_eq!(world.storage().overview().unwrap().parked, 0);
                for case in cases.iter() {
                    let page = world.page(case.report);
                    let told = format!("{first:?} {:?}, then {second:?} (seen: {seen})", case.deeds);
                    let state_is = page.row.status.state;
                    // The one pair of hands that is one hand has always seen what it did itself.
                    if let Some(expected) = state(case.deeds, seen || first == second) {
                        assert_eq!(state_is, expected, "{told}");
                    }
                    assert!(!is_open(case.deeds) || state_is.is_open(), "{told}: {state_is:?}");
                    conflicts += usize::from(page.record.conflicts().count() > 0);
                    pairs += 1;
                }
                world.next_morning();
                world.assert_announced_once();
            }
        }
    }
    let figure = Figure::harmless(7, "pairs of deeds × hands × order × knowing of each other", pairs);
    figure.note(format!("{conflicts} met and keep both values")).tell();
}

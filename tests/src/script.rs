//! What three people do with three phones while the network does what it wants.

use app::core::{Correction, NewReport, PhoneError, Request};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shared::domain::{Amount, FactKind, Seen, TaskOutcome, Withdrawal};
use shared::geo::Position;
use shared::sync::Rest;
use uuid::Uuid;

use crate::device::{marktplatz, photo};
use crate::{Device, Fate, Network, World};

const CATEGORIES: [&str; 4] = ["litter", "path_damage", "needles", "graffiti"];

/// Something that happens. Numbers choose among what there is, whatever that is.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the numbers mean nothing by themselves")]
pub enum Act {
    /// A report with so many photos.
    Report { category: u8, photos: u8 },
    /// A field of an own report gets one of a few values.
    Correct { which: u8, field: u8, value: u8 },
    /// An own report is taken back, or that is taken back.
    Withdraw { which: u8, back: bool },
    /// Somebody looks again at anything the phone shows.
    LookAgain { which: u8, gone: bool },
    /// Somebody is talked to.
    Contact,
    /// Frau Kaya sends a task, or somebody answers one that the phone shows.
    Task { which: u8, what: u8 },
    /// The next request of the session, and its fate.
    Send(Fate),
    /// A copy that was given up arrives.
    Late(u8),
    /// Frau Kaya edits a report, on a fresh page or on one from before.
    Office { which: u8, what: u8, old_page: bool },
    /// The program is killed and started again.
    Restart,
    /// The phone's clock is set.
    Clock(DateTime<Utc>),
    /// The phone's store is copied.
    BackUp,
    /// The phone goes on with the copy, if it has sent everything: what is in neither would be gone with the file.
    SetBack,
    /// The office locks the phone; its user asks for a new code when it says so.
    Lock,
    /// Some minutes go by.
    Pass(u8),
    /// The next morning's digests go out.
    Morning,
}

/// The world, three phones and the network between them.
pub struct Stage {
    /// The city.
    pub world: World,
    /// Anna's, Ben's and Cem's.
    pub phones: Vec<Device>,
    /// Between them.
    pub network: Network,
    photos: u64,
}

impl Default for Stage {
    fn default() -> Self {
        Stage::of(3)
    }
}

impl Stage {
    /// So many phones, in the hands of Anna, Ben and Cem by turns.
    pub fn of(phones: usize) -> Stage {
        let (world, mut network) = (World::small(), Network::default());
        // What they ask first is on the network, too, and may be repeated.
        let mut first_day = |person: &str| {
            let mut phone = world.enrolled_phone_for(person);
            assert_eq!(phone.sync_through(&world, &mut network), Rest::Done);
            phone.hand_to(Some(person));
            phone
        };
        let phones = ["Anna", "Ben", "Cem"].iter().cycle().take(phones).map(|person| first_day(person)).collect();
        Stage { world, phones, network, photos: 0 }
    }

    /// One of the phones does something.
    pub fn act(&mut self, who: u8, act: &Act) {
        let Stage { world, phones, network, photos } = self;
        let which = usize::from(who) % phones.len();
        let phone = &mut phones[which];
        match act {
            Act::Report { category, photos: count } => {
                let mut taken = || {
                    *photos += 1;
                    photo(*photos)
                };
                let photos = (0..*count).map(|_| taken()).collect();
                let category = pick(&CATEGORIES, *category).to_owned();
                phone.report_with(NewReport { category, photos, ..NewReport::default() });
            }
            Act::Correct { which, field, value } => {
                let Some(report) = own(phone, *which) else { return };
                tolerant(phone.ask(Request::Correct { report: report.to_string(), to: correction(*field, *value) }));
            }
            Act::Withdraw { which, back } => {
                let Some(report) = own(phone, *which) else { return };
                let why = (!back).then_some(Withdrawal::Mistake);
                tolerant(phone.ask(Request::Withdraw { report: report.to_string(), why }));
            }
            Act::LookAgain { which, gone } => {
                let shown = phone.shown();
                if let Some(report) = some(&shown, *which) {
                    phone.look_again(*report, if *gone { Seen::Gone } else { Seen::StillThere });
                }
            }
            Act::Contact => {
                let (topic, outcome) = ("info".to_owned(), "helped".to_owned());
                phone.save(Request::Fact(FactKind::Contact { area: None, topic, outcome }));
            }
            Act::Task { which, what } => task(world, phone, *which, *what),
            Act::Send(fate) => {
                if let Some(rest) = phone.step(world, network, *fate) {
                    ask_for_a_code(phone, world, rest);
                    phone.session.start(&phone.phone);
                    phone.step(world, network, *fate);
                }
            }
            Act::Late(which) => network.deliver_late(world, usize::from(*which)),
            Act::Office { which, what, old_page } => office(world, *which, *what, *old_page),
            Act::Restart => phone.restart(),
            Act::Clock(shown) => phone.set_clock(*shown),
            Act::BackUp => {
                let copy = world.place(&format!("{which}.copy"));
                let _ = std::fs::remove_file(&copy);
                phone.back_up(&copy);
            }
            Act::SetBack => {
                let copy = world.place(&format!("{which}.copy"));
                let status = phone.status();
                if copy.exists() && (status.queued, status.attachments_queued, status.parked) == (0, 0, 0) {
                    phone.set_back(&copy);
                }
            }
            Act::Lock => {
                let device = phone.id();
                world.storage().revoke(device, world.now()).unwrap();
            }
            Act::Pass(minutes) => world.pass(TimeDelta::minutes(i64::from(*minutes))),
            Act::Morning => drop(world.next_morning()),
        }
    }

    /// Whatever is on its way arrives, and everybody syncs until nothing is new.
    pub fn quiet_down(&mut self) {
        self.network.deliver_all_late(&self.world);
        for _ in 0..2 {
            for phone in &mut self.phones {
                let rest = phone.sync_through(&self.world, &mut self.network);
                if ask_for_a_code(phone, &self.world, rest) {
                    assert_eq!(phone.sync_through(&self.world, &mut self.network), Rest::Done);
                }
            }
        }
    }
}

/// Whose phone is locked, or not known any more, asks in the office.
fn ask_for_a_code(phone: &mut Device, world: &World, rest: Rest) -> bool {
    match rest {
        Rest::Done => false,
        Rest::Revoked | Rest::NotEnrolled => {
            let team = phone.status().team;
            phone.enrol(world, team.as_deref());
            true
        }
        Rest::TooOld | Rest::Disagree => panic!("{rest:?}"),
    }
}

fn pick<'a>(from: &[&'a str], which: u8) -> &'a str {
    from[usize::from(which) % from.len()]
}

fn some<T>(from: &[T], which: u8) -> Option<&T> {
    from.get(usize::from(which) % from.len().max(1))
}

fn own(phone: &Device, which: u8) -> Option<Uuid> {
    some(&phone.saved, which).copied()
}

/// To say what is said already is no fault, nor to ask for what a phone does not show that was locked or set back.
fn tolerant<T: std::fmt::Debug>(done: Result<T, PhoneError>) {
    assert!(matches!(done, Ok(_) | Err(PhoneError::NothingDifferent | PhoneError::UnknownReport(_))), "{done:?}");
}

fn beside(metres: u8) -> Position {
    let at = marktplatz();
    Position::new(at.lat + f64::from(metres) / 111_000.0, at.lon, at.accuracy).unwrap()
}

fn correction(field: u8, value: u8) -> Correction {
    let nothing = Correction::default();
    match field % 4 {
        0 => Correction { note: Some(format!("Hinweis {value}")), ..nothing },
        1 => Correction { category: Some(pick(&CATEGORIES, value).to_owned()), ..nothing },
        2 => Correction { at: Some(beside(value)), ..nothing },
        _ => Correction { amount: Some(if value.is_multiple_of(2) { Amount::Bag } else { Amount::Van }), ..nothing },
    }
}

fn task(world: &World, phone: &mut Device, which: u8, what: u8) {
    let whose = [json!({ "team": "nord" }), json!({ "route": "suedrunde" }), json!({})];
    let outcomes = [Some(TaskOutcome::Seen), Some(TaskOutcome::NotFound), None];
    if what.is_multiple_of(4) {
        let mut fields = whose[usize::from(which) % whose.len()].clone();
        fields["text"] = json!(format!("Auftrag {what}"));
        world.kaya_sends_task(fields);
        return;
    }
    let shown = phone.tasks();
    if let Some(task) = some(&shown, which) {
        phone.answer_task(task.id, outcomes[usize::from(what) % outcomes.len()]);
    }
}

fn office(world: &World, which: u8, what: u8, old_page: bool) {
    let all: Vec<Uuid> = world.reports();
    let Some(report) = some(&all, which).copied() else { return };
    let other = some(&all, which.wrapping_add(what)).copied().filter(|other| *other != report);
    let place = json!({ "lat": beside(what).lat, "lon": marktplatz().lon, "source": "chosen" });
    let fields: Value = match what % 9 {
        0 => json!({ "category": pick(&CATEGORIES, what / 9) }),
        1 => json!({ "place": place }),
        2 => json!({ "note": format!("Büro {what}") }),
        3 => json!({ "held": what >= 128 }),
        4 => json!({ "closed": if what >= 128 { json!("private_ground") } else { Value::Null } }),
        5 => json!({ "same_as": other }),
        6 => json!({ "same_as": null }),
        7 => json!({ "department": if what >= 128 { json!("gruen") } else { Value::Null } }),
        _ => return world.kaya_resends(report),
    };
    if old_page {
        // A circle of merges is refused; nothing is stored then.
        let _ = world.kaya_sets_on_an_old_page(report, fields);
    } else {
        let _ = world.kaya_tries(report, fields);
    }
}

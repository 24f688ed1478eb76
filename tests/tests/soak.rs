//! A city's day in a second: many phones for hours of virtual time, with every fault that the other tests play alone.
//! `KUEMMERER_SEED` plays one day again.

use chrono::TimeDelta;
use shared::domain::Outcome;
use tests::figures::{Figure, is_long, seed, tries};
use tests::network::FATES;
use tests::script::{Act, Stage};
use tests::{Dice, Fate, at};

/// How long, and how busy.
struct Day {
    phones: usize,
    minutes: u64,
    /// Of a thousand minutes, how many a phone does something in, and sends something in.
    acts: u64,
    sends: u64,
}

fn byte(dice: &mut Dice) -> u8 {
    dice.roll() as u8
}

fn fate(dice: &mut Dice) -> Fate {
    if dice.below(3) == 0 { FATES[dice.below(FATES.len() as u64) as usize] } else { Fate::Through }
}

fn act(dice: &mut Dice) -> Act {
    match dice.below(40) {
        0..8 => Act::Report { category: byte(dice), photos: dice.below(3) as u8 },
        8..16 => Act::Correct { which: byte(dice), field: byte(dice), value: byte(dice) },
        16..18 => Act::Withdraw { which: byte(dice), back: dice.below(2) == 0 },
        18..24 => Act::LookAgain { which: byte(dice), gone: dice.below(3) == 0 },
        24..26 => Act::Contact,
        26..29 => Act::Late(byte(dice)),
        29..35 => Act::Office { which: byte(dice), what: byte(dice), old_page: dice.below(3) == 0 },
        35 => Act::Restart,
        36 => Act::Clock(at("1970-01-01T00:00:00Z") + TimeDelta::hours(dice.below(70 * 8_766) as i64)),
        37 => Act::BackUp,
        38 => Act::SetBack,
        _ => Act::Lock,
    }
}

/// One such day; how many reports there were.
fn live(day: &Day, seed: u64) -> usize {
    let mut dice = Dice::new(seed);
    let mut stage = Stage::of(day.phones);
    for minute in 0..day.minutes {
        for who in 0..day.phones as u8 {
            if dice.below(1_000) < day.acts {
                stage.act(who, &act(&mut dice));
            }
            if dice.below(1_000) < day.sends {
                for _ in 0..=dice.below(8) {
                    stage.act(who, &Act::Send(fate(&mut dice)));
                }
            }
        }
        stage.act(0, &Act::Pass(1));
        if minute % 10 == 0 {
            let letters = stage.world.run_mail_job();
            for entry in letters.0.iter().flat_map(|letter| &letter.entries).filter(|entry| entry.link.is_some()) {
                let outcomes = [Outcome::Done, Outcome::NotOurs, Outcome::Accepted, Outcome::Note];
                if let Some(outcome) = outcomes.get(dice.below(8) as usize) {
                    stage.world.post_answer(entry, *outcome, Some("Kurz gesagt"));
                }
            }
        }
    }
    stage.quiet_down();
    stage.assert_well();
    stage.phones.iter().map(|phone| phone.saved.len()).sum()
}

/// Lives so many of these days; a seed that fails is named, and `KUEMMERER_SEED` plays it first.
fn soak(name: &str, days: u64, day: &Day) {
    let (first, mut reports) = (seed(name), 0);
    for one in first..first + days {
        println!("{name}: KUEMMERER_SEED={one}");
        reports += live(day, one);
    }
    let fault = format!("{} phones × {} h with faults of every kind", day.phones, day.minutes / 60);
    Figure::harmless(21, &fault, days).note(format!("{reports} reports, seeds from {first}")).tell();
}

#[test]
fn eight_phones_for_two_hours() {
    let day = Day { phones: 8, minutes: 120, acts: 250, sends: 150 };
    soak("eight_phones_for_two_hours", tries(6, 1_000), &day);
}

#[test]
fn two_hundred_phones_for_a_day() {
    if is_long() {
        let day = Day { phones: 200, minutes: 24 * 60, acts: 8, sends: 12 };
        soak("two_hundred_phones_for_a_day", 3, &day);
    }
}

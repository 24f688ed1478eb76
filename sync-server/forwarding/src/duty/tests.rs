use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

use super::*;

fn contact(name: &str, hours: Option<(&[u8], &str, &str)>) -> DutyContact {
    let hours =
        hours.map(|(days, from, to)| DutyHours { days: days.to_vec(), from: from.to_owned(), to: to.to_owned() });
    DutyContact { name: name.to_owned(), email: format!("{name}@example.org"), hours }
}

/// By day, by night and on Sundays, always.
fn three() -> Vec<DutyContact> {
    vec![
        contact("day", Some((&[1, 2, 3, 4, 5], "07:00", "16:00"))),
        contact("night", Some((&[1, 2, 3, 4, 5, 6, 7], "20:00", "06:00"))),
        contact("always", None),
    ]
}

/// A local time in Berlin.
fn at(local: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    local.and_local_timezone(Berlin).earliest().unwrap().to_utc()
}

fn first(local: &str) -> String {
    first_on_duty(&three(), at(local), Berlin).unwrap().name.clone()
}

#[test]
fn the_first_on_duty_by_the_hour_of_the_city() {
    for (local, name) in [
        ("2026-11-23 06:59", "always"),
        ("2026-11-23 07:00", "day"),
        ("2026-11-23 15:59", "day"),
        ("2026-11-23 16:00", "always"),
        ("2026-11-23 20:00", "night"),
        ("2026-11-24 05:59", "night"),
        ("2026-11-24 06:00", "always"),
        ("2026-11-28 10:00", "always"),
    ] {
        assert_eq!(first(local), name, "{local}");
    }
}

#[test]
fn holidays_are_sundays() {
    let sundays = [contact("sundays", Some((&[7], "00:00", "00:00"))), contact("others", None)];
    let reads = |local: &str| first_on_duty(&sundays, at(local), Berlin).unwrap().name.clone();
    assert_eq!(reads("2026-04-06 12:00"), "sundays", "Easter Monday");
    assert_eq!(reads("2026-05-01 23:59"), "sundays", "a Friday");
    assert_eq!(reads("2026-05-02 00:00"), "others");
    assert_eq!(reads("2026-11-22 00:00"), "sundays");
    assert_eq!(first("2026-05-01 10:00"), "always", "no working day");
}

#[test]
fn when_the_clocks_change_hours_are_those_on_the_wall() {
    let early = [contact("early", Some((&[7], "02:00", "04:00"))), contact("others", None)];
    let reads = |utc: &str| first_on_duty(&early, utc.parse().unwrap(), Berlin).unwrap().name.clone();
    // 25 October 2026, 2:30 comes twice; 29 March 2026 there is no 2 o'clock.
    assert_eq!([reads("2026-10-25T00:30:00Z"), reads("2026-10-25T01:30:00Z")], ["early", "early"]);
    assert_eq!(reads("2026-10-25T03:00:00Z"), "others");
    assert_eq!([reads("2026-03-29T00:59:00Z"), reads("2026-03-29T01:00:00Z")], ["others", "early"]);
}

#[test]
fn where_nobody_is_on_duty_the_last_one_is_asked_and_unreadable_hours_count_as_always() {
    let gaps = [contact("monday", Some((&[1], "07:00", "08:00"))), contact("tuesday", Some((&[2], "07:00", "08:00")))];
    assert_eq!(first_on_duty(&gaps, at("2026-11-25 10:00"), Berlin).unwrap().name, "tuesday");
    let broken = [contact("broken", Some((&[1], "seven", "late"))), contact("others", None)];
    assert_eq!(first_on_duty(&broken, at("2026-11-25 10:00"), Berlin).unwrap().name, "broken");
    assert_eq!(first_on_duty(&[], at("2026-11-25 10:00"), Berlin), None);
}

fn asked(contact: &str, since: DateTime<Utc>, fate: Fate) -> Asked {
    Asked { contact: (!contact.is_empty()).then(|| contact.to_owned()), since, fate }
}

/// Name of who is asked, and whether there is an alarm.
fn verdict(asked: &[Asked], now: DateTime<Utc>) -> (Option<String>, bool) {
    let contacts = three();
    let next = next(&contacts, asked, TimeDelta::minutes(15), now, Berlin);
    (next.ask.map(|contact| contact.name.clone()), next.alarm)
}

#[test]
fn each_waits_for_its_quarter_of_an_hour_and_then_staff_are_alarmed() {
    let (ten, later) = (at("2026-11-23 10:00"), |minutes| at("2026-11-23 10:00") + TimeDelta::minutes(minutes));
    let mut story = vec![asked("day", ten, Fate::Out)];
    assert_eq!(verdict(&story, later(14)), (None, false));
    assert_eq!(verdict(&story, later(15)), (Some("always".to_owned()), false), "by day nobody is there for the night");
    story.push(asked("always", later(15), Fate::Out));
    assert_eq!(verdict(&story, later(29)), (None, false));
    assert_eq!(verdict(&story, later(30)), (None, true));
    assert_eq!(verdict(&[], later(30)), (None, false), "no department was asked");
}

#[test]
fn what_came_back_is_waited_for_no_longer() {
    let ten = at("2026-11-23 10:00");
    assert_eq!(verdict(&[asked("day", ten, Fate::Returned)], ten), (Some("always".to_owned()), false));
    let both = [asked("day", ten, Fate::Out), asked("always", ten, Fate::Returned)];
    assert_eq!(verdict(&both, ten), (None, true));
}

#[test]
fn where_no_mail_gets_out_staff_hear_of_it_and_others_are_asked_all_the_same() {
    let (ten, later) = (at("2026-11-23 10:00"), at("2026-11-23 10:15"));
    assert_eq!(verdict(&[asked("day", ten, Fate::OnTheWay)], later), (Some("always".to_owned()), true));
    assert_eq!(verdict(&[asked("", ten, Fate::OnTheWay)], later), (None, true), "held: no mail at all");
}

#[test]
fn a_contact_that_is_gone_or_new_changes_nothing_about_who_was_asked() {
    let (ten, later) = (at("2026-11-23 10:00"), at("2026-11-23 10:15"));
    assert_eq!(verdict(&[asked("renamed", ten, Fate::Out)], later), (Some("day".to_owned()), false));
    let both = [asked("always", ten, Fate::Out), asked("renamed", ten, Fate::Out)];
    assert_eq!(verdict(&both, later), (None, true));
}

#[test]
fn a_clock_that_jumps_asks_at_most_one_too_early() {
    let ten = at("2026-11-23 10:00");
    let ahead = asked("day", ten + TimeDelta::days(400), Fate::Out);
    assert_eq!(verdict(std::slice::from_ref(&ahead), ten), (Some("always".to_owned()), false), "who knows how long");
    assert_eq!(verdict(&[ahead, asked("always", ten, Fate::Out)], ten), (None, false));
    let second = asked("day", ten + TimeDelta::seconds(2), Fate::Out);
    assert_eq!(verdict(&[second], ten), (None, false), "a clock that was set right by seconds");
}

fn any_hours() -> impl Strategy<Value = Option<DutyHours>> {
    let time = (0..24u32, 0..60u32).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let days = proptest::collection::vec(1..8u8, 1..7);
    proptest::option::of((days, time.clone(), time).prop_map(|(days, from, to)| DutyHours { days, from, to }))
}

/// Up to five contacts, the last one always there.
fn any_contacts() -> impl Strategy<Value = Vec<DutyContact>> {
    proptest::collection::vec(any_hours(), 1..5).prop_map(|hours| {
        let last = hours.len() - 1;
        let hours = hours.into_iter().enumerate();
        hours
            .map(|(n, hours)| DutyContact {
                name: format!("contact {n}"),
                email: String::new(),
                hours: hours.filter(|_| n < last),
            })
            .collect()
    })
}

/// What happens between two looks of the job.
#[derive(Clone, Debug)]
enum Turn {
    /// Minutes go by; the clock may be set back.
    Pass(i64),
    /// The last mail gets out.
    Out,
    /// It comes back.
    Returned,
    /// Staff set up other contacts.
    Contacts(Vec<DutyContact>),
}

fn any_turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        6 => (0..40i64).prop_map(Turn::Pass),
        1 => (-2_000..2_000i64).prop_map(Turn::Pass),
        3 => Just(Turn::Out),
        1 => Just(Turn::Returned),
        1 => any_contacts().prop_map(Turn::Contacts),
    ]
}

proptest! {
    /// However clocks, mails and the set-up go: nobody is asked twice, who is asked is on duty or the last, whoever was
    /// passed over is not asked later, looking twice says the same, and in the end staff are alarmed.
    #[test]
    fn each_is_asked_once_in_order_and_in_the_end_staff_hear(
        contacts in any_contacts(),
        turns in proptest::collection::vec(any_turn(), 0..30),
        start in 0..(400 * 24 * 60i64),
    ) {
        let patience = TimeDelta::minutes(15);
        let mut contacts = contacts;
        let mut now = at("2026-01-01 00:00") + TimeDelta::minutes(start);
        let to = first_on_duty(&contacts, now, Berlin).unwrap().name.clone();
        let mut story = vec![asked(&to, now, Fate::OnTheWay)];
        let (end, mut alarmed) = (turns.len(), false);
        for (n, turn) in turns.into_iter().chain(std::iter::repeat_n(Turn::Pass(15), 12)).enumerate() {
            match turn {
                Turn::Pass(minutes) => now += TimeDelta::minutes(minutes),
                Turn::Contacts(others) => contacts = others,
                Turn::Out => story.last_mut().unwrap().fate = Fate::Out,
                Turn::Returned => story.last_mut().unwrap().fate = Fate::Returned,
            }
            let verdict = next(&contacts, &story, patience, now, Berlin);
            prop_assert_eq!(verdict, next(&contacts, &story, patience, now, Berlin));
            alarmed |= verdict.alarm && n >= end;
            if let Some(contact) = verdict.ask {
                prop_assert!(!story.iter().any(|it| it.contact.as_ref() == Some(&contact.name)));
                prop_assert!(is_on_duty(contact, now, Berlin) || contacts.last() == Some(contact));
                let place = contacts.iter().position(|it| it == contact).unwrap();
                let later = |it: &DutyContact| story.iter().any(|asked| asked.contact.as_ref() == Some(&it.name));
                prop_assert!(!contacts[place..].iter().any(later));
                story.push(asked(&contact.name.clone(), now, Fate::OnTheWay));
                prop_assert_eq!(next(&contacts, &story, patience, now, Berlin).ask, None, "one at a time");
            }
        }
        prop_assert!(alarmed);
        prop_assert!(story.len() <= 31 * 5);
    }
}

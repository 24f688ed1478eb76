//! What a department called done is looked at again, once, by whoever walks by.

use app::core::{NewReport, Reply, Request, RoundStep};
use chrono::TimeDelta;
use shared::domain::{Outcome, Seen};
use shared::state::State;
use shared::sync::Rest;
use tests::{Device, World};
use uuid::Uuid;

/// What the round's screen asks about.
fn asked(phone: &mut Device) -> Vec<Uuid> {
    match phone.ask(Request::Today).unwrap() {
        Reply::Today(Some(today)) => today.rechecks.iter().map(|report| report.id).collect(),
        other => panic!("no round: {other:?}"),
    }
}

fn walks(phone: &mut Device, route: Option<&str>) {
    phone.ask(Request::Round(RoundStep::Start(route.map(str::to_owned)))).unwrap();
}

/// Anna has reported three things. Two of them lie on the way of the Nordrunde.
fn three(world: &World, anna: &mut Device) -> [Uuid; 3] {
    let far = Some("51.597843,7.299957,8".parse().unwrap());
    let reports = [
        anna.report("litter"),
        anna.report("broken_glass"),
        anna.report_with(NewReport { category: "litter".into(), at: far, ..NewReport::default() }),
    ];
    anna.sync(world);
    reports
}

#[test]
fn a_report_that_is_done_is_asked_about_on_the_round_that_passes_it() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let idea = anna.report("suggestion");
    let [bags, glass, far] = three(&world, &mut anna);
    walks(&mut anna, Some("nordrunde"));
    assert!(asked(&mut anna).is_empty(), "nothing is done yet");
    let letters = world.next_morning();
    for report in [glass, bags, far] {
        world.answers(letters.entry("edg", &world.number(report)), Outcome::Done, None);
    }
    world.pass(TimeDelta::hours(2));
    let ideas = world.run_mail_job();
    world.answers(ideas.entry("bezirk", &world.number(idea)), Outcome::Done, None);
    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(asked(&mut anna), [glass, bags], "what is done longest comes first");

    // Without a network, and the program is killed in between.
    anna.look_again(glass, Seen::Gone);
    anna.restart();
    assert_eq!(asked(&mut anna), [bags]);
    anna.look_again(bags, Seen::StillThere);
    assert!(asked(&mut anna).is_empty());
    anna.sync(&world);
    assert!(asked(&mut anna).is_empty());
    assert_eq!((world.state(glass), world.state(bags)), (State::Done, State::Reopened));

    // Done again, it is asked about again.
    let again = world.next_morning();
    world.answers(again.entry("edg", &world.number(bags)), Outcome::Done, None);
    anna.sync(&world);
    assert_eq!(asked(&mut anna), [bags]);

    anna.ask(Request::Round(RoundStep::End)).unwrap();
    anna.hand_to(Some("Anna"));
    walks(&mut anna, None);
    assert_eq!(asked(&mut anna), [far, bags], "a round without stops passes by anywhere");
    world.pass(TimeDelta::days(15));
    assert!(asked(&mut anna).is_empty());
}

#[test]
fn who_did_not_know_of_the_answer_is_asked() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let [bags, ..] = three(&world, &mut anna);
    let letters = world.next_morning();
    anna.sync(&world);
    world.answers(letters.entry("edg", &world.number(bags)), Outcome::Done, None);
    anna.look_again(bags, Seen::StillThere);
    anna.sync(&world);
    walks(&mut anna, Some("nordrunde"));
    assert_eq!(asked(&mut anna), [bags]);
}

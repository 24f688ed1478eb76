//! One report all the way, told from the field, the office and the department.

use shared::domain::Outcome;
use shared::state::State;
use shared::sync::Rest;
use tests::World;

#[test]
fn from_the_phone_to_the_department_and_back() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    assert_eq!(anna.reads(report), "Auf dem Handy gespeichert");

    assert_eq!(anna.sync(&world), Rest::Done);
    assert_eq!(anna.reads(report), "Geht morgen um 7 an die EDG");

    let letters = world.next_morning();
    assert_eq!(letters.lines(), ["edg: Neu 26-00001"]);
    assert_eq!(letters.only().pictures, 1);
    anna.sync(&world);
    assert_eq!(anna.reads(report), "An die EDG geschickt");

    world.answers(letters.entry("edg", "26-00001"), Outcome::Done, Some("Haben wir mitgenommen."));
    anna.sync(&world);
    assert_eq!(anna.reads(report), "Erledigt. Danke!");
    assert_eq!(anna.sees(report).unwrap().answer.as_deref(), Some("Haben wir mitgenommen."));
    assert_eq!(world.state(report), State::Done);
    world.assert_sound();
}

//! A whole day is lost (fault 17): phones were told that everything had arrived, departments had their mails, the office
//! had locked a phone, welcomed another and put a photo under seal. Then the evening's backup is all there is.

use serde_json::json;
use shared::change::Kind;
use shared::sync::Rest;
use tests::figures::{Figure, seed, tries};
use tests::{Device, Dice, World};
use uuid::Uuid;

/// How the day was lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// The disk with the database and the photos.
    AllButJournal,
    /// The whole machine.
    All,
    /// The machine is as a snapshot of the evening had it, and nobody says so.
    SetBack,
}

/// After the loss.
struct Lost {
    world: World,
    phones: Vec<Device>,
    /// Stolen on the day.
    stolen: Uuid,
    /// A photo that was sealed on the day.
    sealed: Uuid,
    /// Reports that came in after the mail of the day.
    late: Vec<Uuid>,
    reports: u64,
}

/// Photos whose bytes the phone has let go.
fn let_go(phone: &Device) -> i64 {
    let store = shared::sqlite::open_reader(&phone.path).unwrap();
    store.query_row("SELECT count(*) FROM attachments WHERE body IS NULL", [], |row| row.get(0)).unwrap()
}

fn photo_of(world: &World, report: Uuid) -> Uuid {
    world.page(report).attachments[0].id
}

fn lose(test: &str, loss: Loss) -> Lost {
    let world = World::new();
    let mut dice = Dice::new(seed(test));
    let mut phones: Vec<Device> = ["Anna", "Ben", "Cem"].map(|person| world.phone_of(person)).into();
    let mut stolen = world.phone_of("Ben");
    let reports = tries(60, 1_000);
    for phone in &mut phones {
        phone.report_with_photo("litter");
        assert_eq!(phone.sync(&world), Rest::Done);
    }
    world.next_morning();
    let evening = world.back_up_into("backups");
    for phone in &mut phones {
        assert_eq!(phone.sync(&world), Rest::Done);
        assert_eq!(let_go(phone), 1, "the backup covers it");
    }
    let snapshot = world.snapshot("evening");

    // Enrolled on the day, so the backup does not know it.
    phones.push(world.phone_of("Anna"));
    for _ in 0..reports {
        let phone = &mut phones[dice.below(4) as usize];
        match dice.below(10) {
            0 => phone.report_with_photo("litter"),
            1 => phone.report("needles"),
            2..=5 => phone.report("path_damage"),
            _ => phone.report("litter"),
        };
        if dice.below(20) == 0 {
            assert_eq!(phone.sync(&world), Rest::Done);
        }
    }
    let shown = phones[0].report_with_photo("litter");
    phones.iter_mut().for_each(|phone| assert_eq!(phone.sync(&world), Rest::Done));
    world.next_morning();
    let sealed = photo_of(&world, shown);
    world.kaya_edits(Kind::Attachment, sealed, json!({ "sealed": true }), None).unwrap();
    let stolen = {
        let id = stolen.id();
        world.storage().revoke(id, world.now()).unwrap();
        id
    };
    let late: Vec<Uuid> = phones.iter_mut().map(|phone| phone.report_with_photo("path_damage")).collect();
    phones.iter_mut().for_each(|phone| assert_eq!(phone.sync(&world), Rest::Done));
    let world = match loss {
        Loss::AllButJournal => world.restored(&evening, true),
        Loss::All => world.restored(&evening, false),
        Loss::SetBack => world.set_back(&snapshot),
    };
    Lost { world, phones, stolen, sealed, late, reports }
}

/// All that phones made is here again, photos too, and both sides see the same.
fn assert_all_is_back(world: &World, phones: &mut [Device]) {
    for phone in &mut *phones {
        assert_eq!(phone.sync(world), Rest::Done);
    }
    for phone in phones {
        assert_eq!(phone.sync(world), Rest::Done);
        world.assert_holds(phone);
        world.assert_same_view(phone);
    }
    world.assert_sound();
}

#[test]
fn with_the_journal_a_lost_day_comes_back_and_nothing_is_mailed_twice() {
    let Lost { world, mut phones, stolen, sealed, late, reports } =
        lose("with_the_journal_a_lost_day_comes_back_and_nothing_is_mailed_twice", Loss::AllButJournal);
    assert!(!world.storage().mail_held().unwrap());
    assert_all_is_back(&world, &mut phones);
    let mut expected: Vec<String> =
        late.iter().map(|report| format!("tiefbau: Neu {}", world.number(*report))).collect();
    let mut lines = world.next_morning().lines();
    expected.sort();
    lines.sort();
    assert_eq!(lines, expected, "only what no mail had told of");
    assert!(world.next_morning().lines().is_empty());
    world.assert_announced_once();
    assert!(
        world.storage().attachment(sealed).unwrap().unwrap().sealed,
        "also for a photo that only a phone still had"
    );
    let devices = world.storage().devices().unwrap();
    assert!(devices.iter().find(|device| device.id == stolen).unwrap().revoked_at.is_some());
    Figure::harmless(17, "restored, with the journal: reports of the lost day", reports).tell();
}

#[test]
fn without_the_journal_a_lost_day_comes_back_and_staff_release_the_mail() {
    let test = "without_the_journal_a_lost_day_comes_back_and_staff_release_the_mail";
    let reports = comes_back_and_waits_for_staff(lose(test, Loss::All));
    Figure::harmless(17, "restored, without the journal: reports of the lost day", reports).tell();
}

#[test]
fn on_a_machine_that_was_set_back_a_lost_day_comes_back_and_staff_release_the_mail() {
    let test = "on_a_machine_that_was_set_back_a_lost_day_comes_back_and_staff_release_the_mail";
    let reports = comes_back_and_waits_for_staff(lose(test, Loss::SetBack));
    Figure::harmless(17, "machine set back: reports of the lost day", reports).tell();
}

fn comes_back_and_waits_for_staff(lost: Lost) -> u64 {
    let Lost { world, mut phones, reports, .. } = lost;
    // The phone that joined on the day is a stranger now: it keeps everything until it is welcomed again.
    let mut joined = phones.pop().unwrap();
    assert_all_is_back(&world, &mut phones);
    assert!(world.storage().mail_held().unwrap());
    assert_eq!(joined.sync(&world), Rest::NotEnrolled);
    joined.enrol(&world, Some("nord"));
    phones.push(joined);
    assert_all_is_back(&world, &mut phones);
    assert!(world.next_morning().lines().is_empty(), "nobody knows what was mailed");
    world.storage().release_mail().unwrap();
    assert!(!world.next_morning().lines().is_empty());
    assert!(world.next_morning().lines().is_empty());
    reports
}

#[test]
fn a_photo_that_no_backup_has_comes_back_from_its_phone() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let report = anna.report_with_photo("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().lines(), ["edg: Neu 26-00001"]);
    // The server's disk rots before the first backup; the phone was never told to let go.
    let blob = world.page(report).attachments[0].blob.unwrap();
    world.app.photos.remove(&blob).unwrap();
    let backup = world.back_up_into("backups");
    anna.sync(&world);
    assert_eq!(let_go(&anna), 0);
    let world = world.restored(&backup, true);
    assert_all_is_back(&world, std::slice::from_mut(&mut anna));
    assert!(world.next_morning().lines().is_empty(), "its photo is no news");
    Figure::harmless(17, "restored, a photo was damaged before the backup", 1).tell();
}

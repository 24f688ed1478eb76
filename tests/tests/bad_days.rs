//! Everything that a mail server does on a bad day (fault 16), on a fake clock, by a scripted server over real SMTP.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use serde_json::json;
use shared::change::Kind;
use shared::state::State;
use sync_server::photos::{AttachmentStore, Blob, Sha256, StoreError};
use tests::figures::Figure;
use tests::mail_server::{Act, Moment};
use tests::{Letters, MailServer, World};
use uuid::Uuid;

/// Reports for three departments and two dangers, on Monday at ten, and the server through which they go.
fn city() -> (World, MailServer, Vec<Uuid>) {
    let mut world = World::new();
    let server = MailServer::start(world.post.clone());
    world.mail_through(&server.url);
    let mut anna = world.phone_of("Anna");
    let categories = ["litter", "path_damage", "play_equipment", "litter", "needles", "acute_danger", "path_damage"];
    let reports = categories.map(|category| anna.report(category));
    anna.sync(&world);
    (world, server, reports.to_vec())
}

/// Digests that a department got, by Message-ID.
fn digests(letters: &Letters) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for letter in letters.0.iter().filter(|letter| !letter.urgent && !letter.open_list) {
        found.entry(letter.department.clone()).or_default().insert(letter.message_id.clone());
    }
    found
}

#[track_caller]
fn assert_one_digest_each(letters: &Letters, departments: usize) {
    let digests = digests(letters);
    assert_eq!(digests.len(), departments, "{digests:?}");
    assert!(digests.values().all(|ids| ids.len() == 1), "{digests:?}");
}

#[track_caller]
fn assert_all_announced(world: &World, reports: usize) {
    world.assert_announced_once();
    world.assert_sound();
    assert_eq!(world.post.all().announced().len(), reports, "{:?}", world.post.all().lines());
    assert!(world.storage().troubles().unwrap().is_empty());
    assert!(world.pass_with_mail(TimeDelta::days(1)).lines().is_empty(), "nothing is left");
}

/// What *Zu tun* says of the post.
fn told(world: &World) -> Vec<Option<String>> {
    let lasting = world.storage().lasting_troubles(world.now()).unwrap();
    let told: Vec<_> = lasting.into_iter().map(|trouble| trouble.department).collect();
    assert_eq!(world.storage().counts(world.now()).unwrap().post, told.len() as u64);
    told
}

#[test]
fn a_server_that_takes_nothing_for_five_days_gets_one_digest_for_each_department() {
    let says = |said: &'static str, answer: &'static str| {
        move |moment: &Moment| if moment.said.starts_with(said) { Act::Say(answer) } else { Act::Polite }
    };
    let mut most = 0;
    type Script = Box<dyn FnMut(&Moment) -> Act + Send>;
    let away: [(&str, Script); 6] = [
        ("refuses the connection", Box::new(says("connect", "554 5.3.2 no service"))),
        ("is full", Box::new(says("connect", "421 4.3.2 too many connections"))),
        ("closes at once", Box::new(|_| Act::Drop)),
        (
            "cannot encrypt",
            Box::new(|moment| match moment.said.get(..4) {
                Some("EHLO") => Act::Say("250-test\r\n250 STARTTLS"),
                Some("STAR") => Act::Say("454 4.7.0 TLS not available"),
                _ => Act::Polite,
            }),
        ),
        ("refuses our sender", Box::new(says("MAIL", "550 5.7.1 sender rejected"))),
        ("wants a password", Box::new(says("MAIL", "530 5.7.0 authentication required"))),
    ];
    let tries = away.len() as u64;
    for (what, script) in away {
        let (world, server, mut reports) = city();
        server.does(script);
        assert!(world.pass_with_mail(TimeDelta::hours(23)).lines().is_empty(), "{what}");
        assert!(told(&world).is_empty(), "{what}: staff are not alarmed by every hiccup");
        // What comes meanwhile goes with it.
        let mut ben = world.phone_of("Ben");
        reports.push(ben.report("litter"));
        ben.sync(&world);
        world.pass_with_mail(TimeDelta::hours(2));
        assert_eq!(told(&world), [None], "{what}: once, whatever number of departments hears nothing");
        assert!(world.pass_with_mail(TimeDelta::days(4)).lines().is_empty(), "{what}");
        assert_eq!(told(&world), [None], "{what}");
        assert!(reports.iter().all(|report| world.state(*report) != State::Bounced), "{what}: no mail is to blame");
        let frozen = world.message_ids().len();
        assert!(frozen < 60, "{what}: {frozen} mails were put together in vain");

        server.calm();
        let letters = world.pass_with_mail(TimeDelta::hours(1));
        most = most.max(server.connections());
        assert_one_digest_each(&letters, 3);
        assert!(told(&world).is_empty(), "{what}");
        assert_all_announced(&world, 8);
    }
    Figure::harmless(16, "mail server away for 5 days: connection, TLS, sender, password", tries)
        .note(format!("one digest each within an hour, staff told after 24 h, at most {most} connections"))
        .tell();
}

#[test]
fn greylisting_costs_some_minutes_and_doubles_nothing() {
    let (world, server, _) = city();
    let seen = Mutex::new(BTreeSet::new());
    server.does(move |moment| {
        let known = !moment.said.starts_with("RCPT") || !seen.lock().unwrap().insert(moment.said.clone());
        if known { Act::Polite } else { Act::Say("451 4.7.1 greylisted, come again") }
    });
    world.run_mail_job();
    let urgent = world.pass_with_mail(TimeDelta::minutes(10));
    assert_eq!(urgent.0.iter().filter(|letter| letter.urgent).count(), 2);
    assert!(world.next_morning().lines().is_empty());
    assert_one_digest_each(&world.pass_with_mail(TimeDelta::minutes(10)), 3);
    assert_all_announced(&world, 7);
    Figure::harmless(16, "greylisting (4xx at RCPT, once for each address)", 1).tell();
}

#[test]
fn an_address_that_is_gone_or_busy_keeps_no_other_department_waiting() {
    for (answer, gone) in [("550 5.1.1 no such box", true), ("452 4.2.2 box is full", false)] {
        let (world, server, reports) = city();
        server.does(move |moment| {
            let edg = moment.said.starts_with("RCPT TO:<meldungen@edg.");
            if edg { Act::Say(answer) } else { Act::Polite }
        });
        world.run_mail_job();
        let letters = world.next_morning();
        assert_one_digest_each(&letters, 2);
        let of_edg = [reports[0], reports[3]].map(|report| world.state(report));
        assert_eq!(of_edg, [if gone { State::Bounced } else { State::Assigned }; 2]);
        assert_eq!(world.state(reports[1]), State::Sent);
        world.pass_with_mail(TimeDelta::hours(25));
        assert_eq!(told(&world), if gone { vec![] } else { vec![Some("edg".to_owned())] });

        server.calm();
        if gone {
            reports.iter().for_each(|report| {
                if world.state(*report) == State::Bounced {
                    world.kaya_resends(*report);
                }
            });
        }
        assert_one_digest_each(&world.pass_with_mail(TimeDelta::days(1)), 1);
        assert_all_announced(&world, 7);
    }
    Figure::harmless(16, "5xx and days of 4xx for one address", 2).tell();
}

#[test]
fn a_department_of_which_one_address_is_gone_gets_its_mail_and_staff_see_which() {
    let (world, server, _) = city();
    let edg = shared::ids::named("department", "edg");
    let emails = json!({"email": "meldungen@edg.example.org, lager@edg.example.org"});
    world.kaya_edits(Kind::Department, edg, emails, None).unwrap();
    server.does(|moment| match moment.said.contains("<lager@") {
        true => Act::Say("550 5.1.1 no such box"),
        false => Act::Polite,
    });
    world.run_mail_job();
    assert_one_digest_each(&world.next_morning(), 3);
    let post = world.storage().post(10).unwrap();
    assert_eq!(post.len(), 1);
    assert_eq!((post[0].status.as_str(), post[0].refused.as_str()), ("mailed", "lager@edg.example.org"));
    assert_all_announced(&world, 7);
    // The address is mended, and the next mail says so.
    world.kaya_edits(Kind::Department, edg, json!({"email": "meldungen@edg.example.org"}), None).unwrap();
    let mut ben = world.phone_of("Ben");
    ben.report("litter");
    ben.sync(&world);
    world.pass_with_mail(TimeDelta::days(3));
    assert!(world.storage().post(10).unwrap().is_empty());
    Figure::harmless(16, "one of two addresses refused", 1).tell();
}

#[test]
fn what_may_have_arrived_goes_again_as_it_was_whatever_happens_then() {
    let ends: [(&str, Act); 3] =
        [("silence", Act::TakeSilently), ("the line breaks", Act::TakeAndDrop), ("cut", Act::Cut)];
    let then: [(&str, &str, Act); 4] = [
        ("nothing", "", Act::Polite),
        ("the server is away", "connect", Act::Drop),
        ("greylisting", "RCPT", Act::Say("451 4.7.1 later")),
        ("the end is refused for now", ".", Act::Say("451 4.3.0 later")),
    ];
    let mut repeated = 0;
    for (end, act) in &ends {
        for (next, at, answer) in &then {
            let (world, server, _) = city();
            let (act, answer, at) = (act.clone(), answer.clone(), (*at).to_owned());
            let moment_of = if matches!(act, Act::Cut) { "DATA" } else { "." };
            server.does(move |moment| if moment.said == moment_of { act.clone() } else { Act::Polite });
            world.run_mail_job();
            world.next_morning();
            let frozen = world.message_ids();
            assert_eq!(frozen.len(), 5, "{end}");
            server.does(
                move |moment| {
                    if !at.is_empty() && moment.said.starts_with(&at) { answer.clone() } else { Act::Polite }
                },
            );
            world.pass_with_mail(TimeDelta::hours(2));
            server.calm();
            world.pass_with_mail(TimeDelta::hours(5));
            assert_eq!(world.message_ids(), frozen, "{end}, then {next}: never under another id");
            repeated += world.post.count() - 5;
            assert_all_announced(&world, 7);
        }
    }
    Figure::harmless(16, "silence after DATA and cuts inside it, then other failures", 12)
        .note(format!("{repeated} mails arrived twice under their Message-ID, none under another"))
        .tell();
}

/// So many reports for one department; one has this note.
fn full_digest(reports: usize, note: &str) -> (World, MailServer, Vec<Uuid>) {
    let mut world = World::new();
    let server = MailServer::start(world.post.clone());
    world.mail_through(&server.url);
    let mut anna = world.phone_of("Anna");
    let ids: Vec<Uuid> = (0..reports).map(|_| anna.report("litter")).collect();
    anna.note(ids[reports / 3], note);
    anna.report("path_damage");
    anna.sync(&world);
    (world, server, ids)
}

#[test]
fn one_report_that_a_filter_refuses_is_found_and_shown_and_delays_no_other() {
    for answer in ["554 5.7.1 this looks like spam", "451 4.7.1 the scanner failed"] {
        let (world, server, reports) = full_digest(24, "Viagra");
        server.does(move |moment| {
            let refused = moment.said == "." && moment.message.contains("Viagra");
            if refused { Act::Say(answer) } else { Act::Polite }
        });
        let morning = world.next_morning();
        assert_eq!(digests(&morning).get("tiefbau").map(BTreeSet::len), Some(1), "the others have theirs");
        world.pass_with_mail(TimeDelta::days(2));
        let bad = reports[8];
        for report in &reports {
            let state = if *report == bad { State::Bounced } else { State::Sent };
            assert_eq!(world.state(*report), state, "{answer}");
        }
        assert!(told(&world).is_empty(), "{answer}: it stands in Zu tun as a report");
        let all = world.post.all();
        assert!(digests(&all)["edg"].len() <= 10, "{answer}: {:?}", digests(&all));
        assert_all_announced(&world, 24);
    }
    Figure::harmless(16, "one report of 24 that a filter refuses, for good or for now", 2).tell();
}

#[test]
fn a_server_that_refuses_whatever_we_say_is_not_asked_about_each_report() {
    let (world, server, reports) = full_digest(40, "nichts");
    server.does(|moment| if moment.said == "." { Act::Say("554 5.7.1 policy") } else { Act::Polite });
    world.next_morning();
    assert!(server.connections() < 18, "{} connections", server.connections());
    world.pass_with_mail(TimeDelta::days(2));
    assert!(server.connections() < 300, "in ever longer pauses: {} connections", server.connections());
    assert!(reports.iter().all(|report| world.state(*report) == State::Assigned), "none is set aside");
    assert_eq!(told(&world), [Some("edg".to_owned())]);
    server.calm();
    assert_eq!(digests(&world.pass_with_mail(TimeDelta::hours(5)))["edg"].len(), 1);
    world.assert_announced_once();
    world.assert_sound();
}

/// A store in which one photo ends whoever looks at it. Mail only reads.
struct Poisoned(Arc<dyn AttachmentStore>, Sha256);

impl AttachmentStore for Poisoned {
    fn read(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        assert_ne!(*sha256, self.1, "a photo that makes a program fail");
        self.0.read(sha256)
    }
    fn append(&self, _: Uuid, _: u64, _: &[u8]) -> Result<u64, StoreError> {
        unreachable!()
    }
    fn len(&self, _: Uuid) -> Result<u64, StoreError> {
        unreachable!()
    }
    fn truncate(&self, _: Uuid, _: u64) -> Result<(), StoreError> {
        unreachable!()
    }
    fn finish(&self, _: Uuid) -> Result<Blob, StoreError> {
        unreachable!()
    }
    fn drop_partial(&self, _: Uuid) -> Result<(), StoreError> {
        unreachable!()
    }
    fn partials(&self) -> Result<Vec<Uuid>, StoreError> {
        unreachable!()
    }
    fn put_from(&self, _: &mut dyn Read) -> Result<Blob, StoreError> {
        unreachable!()
    }
    fn reader(&self, _: &Sha256) -> Result<(Box<dyn Read + Send>, u64), StoreError> {
        unreachable!()
    }
    fn remove(&self, _: &Sha256) -> Result<(), StoreError> {
        unreachable!()
    }
    fn list(&self) -> Result<Vec<Blob>, StoreError> {
        unreachable!()
    }
    fn verify(&self, _: &Sha256) -> Result<bool, StoreError> {
        unreachable!()
    }
}

#[test]
fn one_report_whose_mail_cannot_be_made_is_set_aside_and_the_others_go_in_one_mail() {
    let mut world = World::new();
    let server = MailServer::start(world.post.clone());
    let mut anna = world.phone_of("Anna");
    let reports: Vec<Uuid> = (0..5).map(|_| anna.report("litter")).collect();
    let bad = anna.report_with_photo("litter");
    anna.sync(&world);
    let photo = world.page(bad).attachments[0].blob.unwrap();
    world.mail_with(Arc::new(Poisoned(world.app.photos.clone(), photo)), &server.url);
    let letters = world.next_morning();
    assert_eq!(letters.only().entries.len(), 5);
    assert!(reports.iter().all(|report| world.state(*report) == State::Sent));
    assert_eq!(world.state(bad), State::Bounced);
    let post = world.storage().post(10).unwrap();
    assert_eq!(post.len(), 1);
    assert_eq!((post[0].why.as_str(), post[0].reports[0].0), ("the mail cannot be composed", bad));
    // Mended.
    world.mail_through(&server.url);
    world.kaya_resends(bad);
    assert_eq!(world.next_morning().lines(), [format!("edg: Noch einmal gesendet {}", world.number(bad))]);
    assert!(world.storage().post(10).unwrap().is_empty());
    Figure::harmless(16, "composing one of 6 reports panics", 1).tell();
}

#[test]
fn a_digest_that_hangs_keeps_neither_danger_nor_other_departments_waiting() {
    let (world, server, _) = city();
    let (reached, hangs) = channel();
    let (release, released) = channel::<()>();
    let released = Arc::new(Mutex::new(released));
    world.run_mail_job();
    let mut ben = world.phone_of("Ben");
    ben.report("needles");
    ben.sync(&world);
    world.pass(TimeDelta::hours(21));
    server.does(move |moment| {
        if moment.said != "." || !moment.to.iter().any(|to| to.starts_with("meldungen@edg.")) {
            return Act::Polite;
        }
        reached.send(()).unwrap();
        Act::Wait(released.clone())
    });
    let (mailing, now) = (world.mailing(), world.now());
    mailing.plan_digests(now).unwrap();
    std::thread::scope(|threads| {
        let hanging = threads.spawn(|| mailing.send_digests(now).unwrap());
        hangs.recv().unwrap();
        assert_eq!(mailing.send_urgent(now).unwrap().mailed, 1, "the danger");
        assert!(mailing.send_digests(now).unwrap().mailed >= 1, "and whoever else is due");
        release.send(()).unwrap();
        hanging.join().unwrap();
    });
    assert_all_announced(&world, 8);
}

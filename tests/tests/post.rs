//! What comes back by mail: a department's reply, a stranger's, a machine's, and mails that nobody took.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::TimeDelta;
use forwarding::concern::Why;
use shared::domain::Outcome;
use shared::state::State;
use sync_server::storage::{Decision, IncomingKind, Refused};
use tests::{Letter, World};

const EDG: &str = "meldungen@edg.example.org";
const URGENT: &str = "eilig@edg.example.org";

/// A reply to a mail, as a mail program writes it.
fn reply(from: &str, to: &Letter, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\nTo: kuemmerer@example.org\nSubject: {subject}\nIn-Reply-To: <{0}>\nReferences: <{0}>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\nAm 24.11.26 um 07:00 schrieb Musterstadt:\n> Erledigt: https://example.org\n",
        to.message_id
    )
}

/// What a mail server writes of a mail, and for whom (RFC 3464).
fn returned(mail: &Letter, recipient: &str, action: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.1.1\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{}>\n--b--\n",
        mail.message_id
    )
}

#[test]
fn a_reply_to_a_hazard_alerts_staff_and_changes_nothing_until_frau_kaya_takes_it_over() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let needle = anna.report("needles");
    anna.sync(&world);
    let urgent = world.run_mail_job().only().clone();
    let message = reply(URGENT, &urgent, "AW: dringend", "Haben wir abgeholt.");
    assert_eq!(world.comes_by_mail(&message), Some(IncomingKind::Reply));
    assert_eq!(world.comes_by_mail(&message), None, "the same bytes again");
    assert_eq!(world.state(needle), State::Sent);
    assert_eq!(world.why(needle), [Why::HazardReply, Why::Urgent]);

    // The office hears of it, once, by a mail from which nothing can come back.
    let alert = world.run_mail_job().only().clone();
    assert!(
        alert.subject.starts_with("DRINGEND: ") && alert.subject.contains(&world.number(needle)),
        "{}",
        alert.subject
    );
    assert!(
        alert.text.contains("Haben wir abgeholt.") && alert.text.contains("/office/inbox?report="),
        "{}",
        alert.text
    );
    assert_eq!(alert.department, "buero");
    world.pass(TimeDelta::minutes(6));
    assert!(world.run_mail_job().0.is_empty());

    let [post] = world.inbox().try_into().unwrap();
    assert_eq!(
        (post.text.as_str(), post.suggested, post.department.as_str()),
        ("Haben wir abgeholt.", Some(Outcome::Done), "edg")
    );
    world.kaya_decides(post.id, Decision::Answer(Outcome::Done)).unwrap();
    assert_eq!(world.kaya_decides(post.id, Decision::Note), Err(Refused::Stale), "somebody else was quicker");
    assert_eq!((world.state(needle), world.why(needle)), (State::Done, Vec::new()));
    anna.sync(&world);
    assert_eq!(anna.reads(needle), "Erledigt. Danke!");
}

#[test]
fn a_reply_belongs_to_a_report_by_number_only() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let (litter, glass) = (anna.report("litter"), anna.report("broken_glass"));
    anna.sync(&world);
    let digest = world.next_morning().only().clone();
    assert_eq!(digest.entries.len(), 2);
    let number = world.number(glass);
    let say = |subject: &str, text: &str| world.comes_by_mail(&reply(EDG, &digest, subject, text));
    // A digest of several, and no number: nobody guesses, whatever the text says.
    assert_eq!(say("AW: Meldungen", &format!("{number} ist erledigt")), Some(IncomingKind::Unplaced));
    assert_eq!(say(&format!("{number} und {}", world.number(litter)), "erledigt"), Some(IncomingKind::Unplaced));
    assert_eq!(say("AW: 26-99999", "erledigt"), Some(IncomingKind::Unplaced));
    assert!(world.why(litter).is_empty() && world.why(glass).is_empty());
    assert_eq!(say(&format!("AW: Meldungen ({number})"), "Wir sind nicht zuständig."), Some(IncomingKind::Reply));
    assert_eq!((world.why(glass), world.why(litter)), (vec![Why::Reply], Vec::new()));
    assert_eq!(world.state(glass), State::Sent);

    // Staff know what the first one is about.
    let inbox = world.inbox();
    let first = inbox.iter().find(|post| post.subject == "AW: Meldungen").unwrap();
    assert_eq!(world.kaya_decides(first.id, Decision::Note), Err(Refused::Invalid), "of which report?");
    world.kaya_decides(first.id, Decision::Assign(litter)).unwrap();
    assert_eq!(world.why(litter), [Why::Reply]);
    world.kaya_decides(first.id, Decision::Note).unwrap();
    assert_eq!((world.state(litter), world.why(litter)), (State::Sent, Vec::new()));
    let answered = inbox.iter().find(|post| post.kind == IncomingKind::Reply).unwrap();
    world.kaya_decides(answered.id, Decision::Answer(Outcome::NotOurs)).unwrap();
    assert_ne!(world.state(glass), State::Sent);
}

#[test]
fn whoever_has_no_business_with_a_report_is_kept_apart_from_it() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let needle = anna.report("needles");
    anna.sync(&world);
    let urgent = world.run_mail_job().only().clone();
    let subject = format!("Re: {}", world.number(needle));
    for from in [
        "somebody@elsewhere.example",
        "parks@gruen.example.org",
        "eilig@edg.example.org.evil.example",
        "a@edg.example.org, eilig@edg.example.org",
    ] {
        assert_eq!(
            world.comes_by_mail(&reply(from, &urgent, &subject, "erledigt")),
            Some(IncomingKind::Stranger),
            "{from}"
        );
    }
    assert_eq!(world.why(needle), [Why::Urgent]);
    assert!(world.run_mail_job().0.is_empty(), "nobody is alerted by strangers");
    assert_eq!((world.inbox().len(), world.storage().counts(world.now()).unwrap().letters), (4, 4));
}

#[test]
fn what_machines_write_is_noted_and_answered_by_nobody() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let needle = anna.report("needles");
    anna.sync(&world);
    let urgent = world.run_mail_job().only().clone();
    let plain = reply(URGENT, &urgent, &world.number(needle), "erledigt");
    for mark in [
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Return-Path: <>",
        "Return-Path: <MAILER-DAEMON>",
    ] {
        assert_eq!(world.comes_by_mail(&format!("{mark}\n{plain}")), Some(IncomingKind::Automatic), "{mark}");
    }
    // Our own mail, sent round in a circle.
    assert_eq!(
        world.comes_by_mail("From: kuemmerer@example.org\nAuto-Submitted: auto-generated\nSubject: a\n\nb\n"),
        Some(IncomingKind::Automatic)
    );
    let nested = "Content-Type: message/rfc822\n\n".repeat(30);
    assert_eq!(world.comes_by_mail(&nested), Some(IncomingKind::Unreadable));
    assert_eq!((world.why(needle), world.state(needle)), (vec![Why::Urgent], State::Sent));
    assert!(world.run_mail_job().0.is_empty());
}

#[test]
fn a_mail_that_comes_back_changes_the_words_back_and_can_be_sent_again() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let litter = anna.report("litter");
    anna.sync(&world);
    let digest = world.next_morning().only().clone();
    assert_eq!(world.comes_by_mail(&returned(&digest, EDG, "delayed")), Some(IncomingKind::Delay));
    // Somebody behind the department's own address: a person looks.
    assert_eq!(world.comes_by_mail(&returned(&digest, "kai@edg.example.org", "failed")), Some(IncomingKind::Bounce));
    assert_eq!((world.state(litter), world.inbox().len()), (State::Sent, 1));
    let gone = returned(&digest, EDG, "failed");
    assert_eq!(world.comes_by_mail(&gone), Some(IncomingKind::Bounce));
    assert_eq!((world.state(litter), world.why(litter)), (State::Bounced, vec![Why::Undelivered]));
    anna.sync(&world);
    assert_eq!(anna.reads(litter), "Im Büro angekommen");

    world.kaya_resends(litter);
    let again = world.next_morning().only().clone();
    assert_eq!((world.state(litter), world.why(litter)), (State::Sent, Vec::new()));
    assert_ne!(again.message_id, digest.message_id);
    // A second notification of the first mail, days later.
    world.comes_by_mail(&returned(&digest, EDG, "failed").replace("Sorry", "Really sorry"));
    assert_eq!(world.state(litter), State::Sent);
    // One of no mail of ours.
    assert_eq!(
        world.comes_by_mail(&gone.replace(&digest.message_id, "x@elsewhere.example")),
        Some(IncomingKind::Bounce)
    );
    assert_eq!(world.inbox().len(), 1);
}

#[test]
fn frau_kaya_says_that_a_mail_came_back() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let litter = anna.report("litter");
    anna.sync(&world);
    let digest = world.next_morning().only().clone();
    world.comes_by_mail(&returned(&digest, "kai@edg.example.org", "failed"));
    let [post] = world.inbox().try_into().unwrap();
    world.kaya_decides(post.id, Decision::Bounced).unwrap();
    assert_eq!(world.state(litter), State::Bounced);
}

#[test]
fn a_late_photo_alone_threads_behind_its_first_mail_and_a_list_never_does() {
    let world = World::new();
    let mut anna = world.phone_of("Anna");
    let litter = anna.report("litter");
    anna.sync(&world);
    let first = world.next_morning().only().clone();
    assert_eq!(first.in_reply_to, None);
    anna.note(litter, "Es sind zwei Säcke.");
    anna.sync(&world);
    let correction = world.next_morning().only().clone();
    assert_eq!(correction.in_reply_to.as_deref(), Some(first.message_id.as_str()));
    anna.note(litter, "Es sind drei Säcke.");
    anna.report("litter");
    anna.sync(&world);
    assert_eq!(world.next_morning().only().in_reply_to, None, "something new is in it");
}

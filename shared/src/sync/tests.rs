use super::*;

const NOTHING: Waiting = Waiting { changes: 0, uploads: 0 };

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn started() -> Engine {
    let mut engine = Engine::new(7);
    engine.handle(at(0), Input::Start);
    engine
}

fn last_page(agree: bool) -> Input {
    Input::Pulled { more: false, reset: false, agree }
}

#[test]
fn nothing_new_takes_one_request() {
    let mut engine = started();
    assert_eq!(engine.poll(NOTHING), Output::Pull { from_start: false });
    engine.handle(at(1), last_page(true));
    assert_eq!(engine.poll(NOTHING), Output::Rest(Rest::Done));
}

#[test]
fn changes_go_before_bytes_and_bytes_before_reading() {
    let mut engine = started();
    assert_eq!(engine.poll(Waiting { changes: 3, uploads: 2 }), Output::Push);
    engine.handle(at(1), Input::Pushed);
    assert_eq!(engine.poll(Waiting { changes: 0, uploads: 2 }), Output::Upload);
    engine.handle(at(2), Input::Uploaded);
    assert_eq!(engine.poll(Waiting { changes: 1, uploads: 1 }), Output::Push, "a hazard overtakes photos");
}

#[test]
fn offline_waits_longer_each_time_and_any_success_resets_it() {
    let mut engine = started();
    let mut last = Duration::ZERO;
    for _ in 0..12 {
        engine.handle(at(0), Input::Failed(Failure::Offline));
        let Output::Wait(until) = engine.poll(NOTHING) else { panic!("does not wait") };
        let wait = (until - at(0)).to_std().unwrap();
        assert!(wait >= last / 2 && wait <= LONGEST_WAIT && wait >= Duration::from_millis(1500));
        last = wait;
    }
    assert!(last > LONGEST_WAIT / 2);
    engine.handle(at(1), Input::Tick);
    assert!(matches!(engine.poll(NOTHING), Output::Wait(_)), "too early");
    engine.handle(at(1_000), Input::Tick);
    assert!(matches!(engine.poll(NOTHING), Output::Pull { .. }));
    engine.handle(at(1_000), last_page(true));
    engine.handle(at(1_000), Input::Start);
    engine.handle(at(1_000), Input::Failed(Failure::Offline));
    let Output::Wait(until) = engine.poll(NOTHING) else { panic!("does not wait") };
    assert!(until <= at(1_002));
}

#[test]
fn a_server_that_says_when_is_believed_up_to_a_limit() {
    let mut engine = started();
    engine.handle(at(0), Input::Failed(Failure::Busy(Some(Duration::from_secs(30)))));
    assert_eq!(engine.poll(NOTHING), Output::Wait(at(30)));
    engine.handle(at(0), Input::Failed(Failure::Busy(Some(Duration::from_secs(1 << 40)))));
    assert_eq!(engine.poll(NOTHING), Output::Wait(at(300)));
}

#[test]
fn a_restored_server_is_offered_everything_again() {
    let mut engine = started();
    engine.poll(NOTHING);
    engine.handle(at(1), Input::Pulled { more: false, reset: true, agree: false });
    assert_eq!(engine.poll(Waiting { changes: 9, uploads: 0 }), Output::Push);
}

#[test]
fn disagreement_is_read_afresh_once_and_then_said() {
    let mut engine = started();
    engine.poll(NOTHING);
    engine.handle(at(1), last_page(false));
    assert_eq!(engine.poll(NOTHING), Output::Pull { from_start: true });
    engine.handle(at(1), Input::Pulled { more: true, reset: true, agree: false });
    assert_eq!(engine.poll(NOTHING), Output::Pull { from_start: false });
    engine.handle(at(2), last_page(false));
    assert_eq!(engine.poll(NOTHING), Output::Rest(Rest::Disagree));
}

#[test]
fn a_locked_phone_rests_until_somebody_starts_it() {
    for (failure, rest) in
        [(Failure::Revoked, Rest::Revoked), (Failure::NotEnrolled, Rest::NotEnrolled), (Failure::TooOld, Rest::TooOld)]
    {
        let mut engine = started();
        engine.handle(at(0), Input::Failed(failure));
        assert_eq!(engine.poll(NOTHING), Output::Rest(rest));
        engine.handle(at(9_999), Input::Tick);
        assert_eq!(engine.poll(NOTHING), Output::Rest(rest));
    }
}

fn wait_after(engine: &mut Engine, failure: Failure) -> Duration {
    engine.handle(at(0), Input::Failed(failure));
    let Output::Wait(until) = engine.poll(NOTHING) else { panic!("does not wait") };
    (until - at(0)).to_std().unwrap()
}

#[test]
fn waits_double_up_to_five_minutes_and_are_shortened_by_a_quarter_at_most() {
    let mut engine = started();
    for full in [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000, 300_000] {
        let wait = wait_after(&mut engine, Failure::Offline).as_millis();
        assert!(wait > full * 3 / 4 && wait <= full, "{wait} of {full}");
    }
    engine.handle(at(1), Input::Uploaded);
    assert!(wait_after(&mut engine, Failure::Offline) <= FIRST_WAIT, "something went through");
}

#[test]
fn many_phones_that_lose_the_network_together_come_back_one_by_one() {
    let waits: std::collections::BTreeSet<_> =
        (0..100).map(|seed| wait_after(&mut Engine::new(seed), Failure::Offline)).collect();
    assert!(waits.len() > 80, "{}", waits.len());
}

#[test]
fn a_server_that_was_busy_counts_as_a_failure() {
    let mut engine = started();
    assert_eq!(wait_after(&mut engine, Failure::Busy(Some(Duration::from_secs(9)))), Duration::from_secs(9));
    assert_eq!(wait_after(&mut engine, Failure::Busy(Some(Duration::from_secs(9)))), Duration::from_secs(9));
    let wait = wait_after(&mut engine, Failure::Busy(None));
    assert!(wait > Duration::from_secs(6) && wait <= Duration::from_secs(8), "the third wait: {wait:?}");
}

#[test]
fn a_new_session_may_read_afresh_again() {
    let mut engine = started();
    for _ in 0..2 {
        engine.poll(NOTHING);
        engine.handle(at(1), last_page(false));
        assert_eq!(engine.poll(NOTHING), Output::Pull { from_start: true });
        engine.handle(at(2), last_page(false));
        assert_eq!(engine.poll(NOTHING), Output::Rest(Rest::Disagree));
        engine.handle(at(3), Input::Start);
    }
}

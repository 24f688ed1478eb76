//! Whatever the network does to the requests of three phones, everything arrives once and everybody sees the same.
//! A failing case is kept in `proptest-regressions` and tried first from then on.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use tests::figures::{Figure, tries};
use tests::script::{Act, Stage};
use tests::{Fate, at};

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        5 => Just(Fate::Through),
        1 => Just(Fate::Lost),
        1 => Just(Fate::AnswerLost),
        1 => Just(Fate::Doubled),
        1 => Just(Fate::Delayed),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (any::<u8>(), 0..=2u8).prop_map(|(category, photos)| Act::Report { category, photos }),
        3 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(which, field, value)| Act::Correct { which, field, value }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(which, back)| Act::Withdraw { which, back }),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(which, gone)| Act::LookAgain { which, gone }),
        1 => Just(Act::Contact),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(which, what)| Act::Task { which, what }),
        16 => fate().prop_map(Act::Send),
        2 => any::<u8>().prop_map(Act::Late),
        4 => (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(which, what, old_page)| Act::Office { which, what, old_page }),
        1 => Just(Act::Restart),
        1 => any::<u8>().prop_map(Act::Pass),
        1 => Just(Act::Morning),
    ]
}

fn turns(acts: impl Strategy<Value = Act>) -> impl Strategy<Value = Vec<(u8, Act)>> {
    prop::collection::vec((0..3u8, acts), 200..=200)
}

/// Clocks as they are found on real phones.
fn clock() -> impl Strategy<Value = Act> {
    let shown = ["1970-01-01T00:00:00Z", "2040-06-01T12:00:00Z", "2026-11-22T09:00:00Z", "2026-11-24T20:00:00Z"];
    prop::sample::select(shown.to_vec()).prop_map(|shown| Act::Clock(at(shown)))
}

fn cases(short: u64, long: u64) -> ProptestConfig {
    let cases = u32::try_from(tries(short, long)).unwrap();
    let failure_persistence = Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions")) as _);
    let source_file = Some(file!());
    ProptestConfig { cases, max_shrink_iters: 400, source_file, failure_persistence, ..ProptestConfig::default() }
}

#[test]
fn any_interleaving_converges_and_a_replay_changes_nothing() {
    let config = cases(192, 7_500);
    let tried = u64::from(config.cases);
    proptest!(config, |(turns in turns(act()))| {
        let mut stage = Stage::default();
        for (who, act) in &turns {
            stage.act(*who, act);
        }
        stage.quiet_down();
        stage.assert_well();
        stage.assert_replay_changes_nothing();
    });
    let fault = "requests doubled, reordered, delayed, replayed: 3 phones × 200";
    Figure::harmless(6, fault, tried).note("a replay changes 0 rows").tell();
}

#[test]
fn a_wrong_clock_changes_no_order_and_refuses_nothing() {
    let config = cases(64, 2_500);
    let tried = u64::from(config.cases);
    proptest!(config, |(turns in turns(prop_oneof![4 => act(), 1 => clock()]))| {
        let mut stage = Stage::default();
        for (who, act) in &turns {
            stage.act(*who, act);
        }
        stage.quiet_down();
        stage.assert_well();
        stage.assert_order_is_the_servers();
    });
    Figure::harmless(6, "the same, and clocks of phones are set: 3 phones × 200", tried).tell();
}

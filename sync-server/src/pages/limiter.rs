//! How often somebody may try: token buckets in memory, one for all and one for each key.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Above this many keys those that have recovered are forgotten.
const MANY: usize = 4_096;

/// A bucket's size, and how long one token takes to come back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) burst: u32,
    pub(crate) every: TimeDelta,
}

/// Limits by key and over all keys.
pub(crate) struct Limiter<K> {
    each: Rate,
    all: Rate,
    state: Mutex<State<K>>,
}

struct State<K> {
    all: Bucket,
    keys: HashMap<K, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Tokens taken and not come back yet.
    taken: f64,
    at: DateTime<Utc>,
}

impl<K: Eq + Hash> Limiter<K> {
    pub(crate) fn new(each: Rate, all: Rate) -> Self {
        let empty = Bucket { taken: 0.0, at: DateTime::UNIX_EPOCH };
        Limiter { each, all, state: Mutex::new(State { all: empty, keys: HashMap::new() }) }
    }

    /// Takes a token, or says how long to wait for one. Nothing is taken by an attempt that is refused, so a caller who
    /// hammers does not shut out others.
    pub(crate) fn take(&self, key: K, now: DateTime<Utc>) -> Result<(), TimeDelta> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { all, keys } = &mut *state;
        if keys.len() >= MANY {
            keys.retain(|_, bucket| bucket.recovered(self.each, now) > 0.0);
        }
        let bucket = keys.entry(key).or_insert(Bucket { taken: 0.0, at: now });
        let wait = bucket.wait(self.each, now).max(all.wait(self.all, now));
        if wait > TimeDelta::zero() {
            return Err(wait);
        }
        bucket.taken += 1.0;
        all.taken += 1.0;
        Ok(())
    }

    /// Gives back a token: the attempt was an honest one.
    pub(crate) fn give_back(&self, key: &K) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.all.taken = (state.all.taken - 1.0).max(0.0);
        if let Some(bucket) = state.keys.get_mut(key) {
            bucket.taken = (bucket.taken - 1.0).max(0.0);
        }
    }
}

impl Bucket {
    /// How many tokens are missing by now. A clock that was set back lets nothing recover and breaks nothing.
    fn recovered(&mut self, rate: Rate, now: DateTime<Utc>) -> f64 {
        let elapsed = (now - self.at).max(TimeDelta::zero());
        self.at = now;
        self.taken = (self.taken - elapsed.as_seconds_f64() / rate.every.as_seconds_f64()).max(0.0);
        self.taken
    }

    fn wait(&mut self, rate: Rate, now: DateTime<Utc>) -> TimeDelta {
        let short = self.recovered(rate, now) + 1.0 - f64::from(rate.burst);
        if short <= 0.0 {
            return TimeDelta::zero();
        }
        let seconds = (short * rate.every.as_seconds_f64()).ceil();
        TimeDelta::seconds(seconds as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    fn limiter() -> Limiter<u8> {
        let each = Rate { burst: 3, every: TimeDelta::seconds(30) };
        Limiter::new(each, Rate { burst: 5, every: TimeDelta::seconds(1) })
    }

    #[test]
    fn a_guesser_waits_and_others_do_not() {
        let limiter = limiter();
        for _ in 0..3 {
            limiter.take(1, at(0)).unwrap();
        }
        for _ in 0..100 {
            assert_eq!(limiter.take(1, at(0)), Err(TimeDelta::seconds(30)));
        }
        limiter.take(2, at(0)).unwrap();
        assert_eq!(limiter.take(1, at(30)), Ok(()));
        assert!(limiter.take(1, at(30)).is_err());
    }

    #[test]
    fn many_guessers_together_meet_the_limit_for_all() {
        let limiter = limiter();
        let through = (0..20).filter(|key| limiter.take(*key, at(0)).is_ok()).count();
        assert_eq!(through, 5);
    }

    #[test]
    fn success_and_a_clock_set_back_harm_nobody() {
        let limiter = limiter();
        for _ in 0..50 {
            limiter.take(1, at(0)).unwrap();
            limiter.give_back(&1);
        }
        for _ in 0..3 {
            limiter.take(1, at(0)).unwrap();
        }
        assert!(limiter.take(1, at(-90_000)).is_err());
        assert_eq!(limiter.take(1, at(-90_000 + 30)), Ok(()));
    }

    #[test]
    fn memory_stays_small() {
        let each = Rate { burst: 3, every: TimeDelta::seconds(1) };
        let limiter = Limiter::new(each, Rate { burst: u32::MAX, every: TimeDelta::seconds(1) });
        for key in 0..20_000_i64 {
            limiter.take(key, at(key)).unwrap();
        }
        assert!(limiter.state.lock().unwrap().keys.len() <= MANY);
    }
}

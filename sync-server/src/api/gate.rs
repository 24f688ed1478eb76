//! Guessing codes: a few wrong ones per address, and not many in all, before anybody looks one up. Right ones do not
//! count, so that a whole team behind one address can enrol in a morning.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong codes of one address in a [`WINDOW`].
pub const PER_ADDRESS: u32 = 10;
/// Wrong codes of all addresses in a [`WINDOW`]. At this rate 55 bits outlast their 7 days with odds of 1 : 10¹¹.
pub const GLOBAL: u32 = 200;
/// How long a wrong code counts.
pub const WINDOW: Duration = Duration::from_secs(600);

/// Counts attempts. In memory only: a restart forgives, and the odds bear it.
#[derive(Debug, Default)]
pub struct Gate {
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: Count,
    /// At most [`GLOBAL`] fresh ones: nobody enters when the common count is full.
    addresses: HashMap<IpAddr, Count>,
}

/// Attempts since a time.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    since: Option<Instant>,
    attempts: u32,
}

impl Count {
    /// How long an attempt has to wait, if it does.
    fn wait(&mut self, limit: u32, now: Instant) -> Option<Duration> {
        let age = self.since.map(|since| now.saturating_duration_since(since));
        match age.filter(|age| *age < WINDOW) {
            Some(age) => (self.attempts >= limit).then(|| WINDOW - age),
            None => {
                *self = Count { since: Some(now), attempts: 0 };
                None
            }
        }
    }
}

impl Gate {
    /// Counts an attempt of this address.
    ///
    /// # Errors
    /// How long to wait where there were too many.
    pub fn enter(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { all, addresses } = &mut *counts;
        if let Some(wait) = all.wait(GLOBAL, now) {
            return Err(wait);
        }
        addresses.retain(|_, count| count.since.is_some_and(|since| now.saturating_duration_since(since) < WINDOW));
        let own = addresses.entry(network(address)).or_default();
        if let Some(wait) = own.wait(PER_ADDRESS, now) {
            return Err(wait);
        }
        own.attempts += 1;
        all.attempts += 1;
        Ok(())
    }

    /// The attempt was right and does not count.
    pub fn forgive(&self, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all.attempts = counts.all.attempts.saturating_sub(1);
        if let Some(own) = counts.addresses.get_mut(&network(address)) {
            own.attempts = own.attempts.saturating_sub(1);
        }
    }
}

/// An IPv6 customer has 2⁶⁴ addresses or more: they are one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn one_address_guesses_a_few_times_and_others_go_on() {
        let (gate, now) = (Gate::default(), Instant::now());
        for _ in 0..PER_ADDRESS {
            gate.enter(address(1), now).unwrap();
        }
        let wait = gate.enter(address(1), now + Duration::from_secs(60)).unwrap_err();
        assert_eq!(wait, WINDOW - Duration::from_secs(60));
        gate.enter(address(2), now).unwrap();
        gate.enter(address(1), now + WINDOW).unwrap();
    }

    #[test]
    fn many_addresses_meet_the_common_limit() {
        let (gate, now) = (Gate::default(), Instant::now());
        let let_in = (0..=255).filter(|last| gate.enter(address(*last), now).is_ok()).count();
        assert_eq!(let_in, GLOBAL as usize);
    }

    #[test]
    fn right_codes_do_not_count() {
        let (gate, now) = (Gate::default(), Instant::now());
        for _ in 0..1_000 {
            gate.enter(address(1), now).unwrap();
            gate.forgive(address(1));
        }
    }

    #[test]
    fn a_whole_ipv6_network_is_one_address() {
        let (gate, now) = (Gate::default(), Instant::now());
        let refused = (0..=PER_ADDRESS as u16).map(|i| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, i]));
        assert_eq!(refused.filter(|one| gate.enter(*one, now).is_err()).count(), 1);
    }
}

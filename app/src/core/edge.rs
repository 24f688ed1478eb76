//! The only place that reads the clock and randomness. Tests bring their own.

use std::hash::{BuildHasher, Hasher, RandomState};

use chrono::{DateTime, Local, NaiveDate, Utc};
use shared::ids;
use uuid::Uuid;

type Clock = Box<dyn Fn() -> DateTime<Utc> + Send>;
type Random = Box<dyn FnMut(&mut [u8]) + Send>;

/// Time and randomness of this device.
pub struct Edge {
    clock: Clock,
    random: Random,
}

impl Edge {
    /// Those that the caller brings: `clock` tells UTC, `random` fills all bytes.
    pub fn new(
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        random: impl FnMut(&mut [u8]) + Send + 'static,
    ) -> Edge {
        Edge { clock: Box::new(clock), random: Box::new(random) }
    }

    /// Those of the operating system. A demo or a test may set the clock: `KUEMMERER_NOW`, RFC 3339.
    #[allow(clippy::disallowed_methods, reason = "this is the edge")]
    pub fn device() -> Edge {
        let set = std::env::var("KUEMMERER_NOW").ok().and_then(|now| DateTime::parse_from_rfc3339(&now).ok());
        match set {
            Some(now) => Edge::new(move || now.to_utc(), fill),
            None => Edge::new(Utc::now, fill),
        }
    }

    /// The phone's clock, UTC: a claim. Real phones are wrong by days.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The day, where the phone is.
    pub fn today(&self) -> NaiveDate {
        local_date(self.now())
    }

    /// An id that sorts by the phone's clock.
    pub fn v7(&mut self) -> Uuid {
        let mut random = [0; 8];
        (self.random)(&mut random);
        ids::root(self.now(), random)
    }

    /// An id of something that belongs to `kin`, the `count`th thing that this device writes.
    pub fn kin(&self, count: u64, kin: Uuid) -> Uuid {
        ids::kin(self.now(), count, kin)
    }

    /// An id that says nothing.
    pub fn v4(&mut self) -> Uuid {
        let mut random = [0; 16];
        (self.random)(&mut random);
        ids::v4(random)
    }

    /// Bytes that do not come twice.
    pub fn nonce(&mut self) -> [u8; 24] {
        let mut random = [0; 24];
        (self.random)(&mut random);
        random
    }

    /// A number to spread the waits of many phones.
    pub fn seed(&mut self) -> u64 {
        let mut random = [0; 8];
        (self.random)(&mut random);
        u64::from_ne_bytes(random)
    }
}

/// The day of a time, where the phone is.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Local).date_naive()
}

fn fill(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        // A sandbox without a source: the keys of the standard hasher are the next best thing, and a report is saved.
        for part in bytes.chunks_mut(8) {
            let word = RandomState::new().build_hasher().finish().to_ne_bytes();
            part.iter_mut().zip(word).for_each(|(byte, random)| *byte = random);
        }
    }
}

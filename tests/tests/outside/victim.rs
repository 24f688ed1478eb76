//! A server that somebody means no good, and somebody else's day beside it.

use std::io::Read;

use flate2::{Compression, write::GzEncoder};
use tests::dump::Dump;

use super::http::{Answer, call, get};
use super::phone::HERE;
use super::{City, Phone, Server, oracle};

pub const PUSH: &str = "/api/v1/push";
pub const MB: u64 = 1 << 20;
/// What an attack may cost.
pub const MOST_MORE: u64 = 50;

pub struct Victim {
    pub city: City,
    pub server: Server,
    pub phone: Phone,
    pub bearer: String,
    pub saved: Vec<String>,
}

impl Victim {
    pub fn new() -> Victim {
        Victim::of(City::with_districts())
    }

    pub fn of(city: City) -> Victim {
        let server = city.serve();
        let phone = city.phone(&server, "anna");
        let bearer = format!("Bearer {}", phone.token());
        Victim { city, server, phone, bearer, saved: Vec::new() }
    }

    pub fn push(&self, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let headers = [&[("Authorization", self.bearer.as_str())], headers].concat();
        call(&self.server.address, "POST", PUSH, &headers, body)
    }

    /// Somebody else's day, as if nothing happened.
    pub fn others_go_on(&mut self) {
        let report = self.phone.report(&["--category", "litter", "--at", HERE]);
        self.phone.sync();
        assert_eq!(self.phone.shows(&report)["state"], "assigned");
        self.saved.push(report);
        assert_eq!(get(&self.server.address, "/health").status, 200);
    }

    /// From now on peaks count.
    pub fn forget_peak(&self) -> u64 {
        std::fs::write(format!("/proc/{}/clear_refs", self.server.id()), "5").unwrap();
        self.peak()
    }

    /// Every row of the server, but for who was here last.
    pub fn rows(&self) -> Dump {
        Dump::of(&self.city.data.join("kuemmerer.db"))
    }

    /// Nothing has been stored since, not even half.
    #[track_caller]
    pub fn nothing_stored_since(&self, before: &Dump) {
        let difference = before.difference(&self.rows());
        assert!(difference.is_empty(), "{difference:#?}");
        let parts = std::fs::read_dir(self.city.data.join("attachments/partial")).unwrap();
        assert_eq!(parts.count(), 0, "bytes of uploads that were refused");
    }

    /// Peak memory of the server in bytes.
    pub fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Megabytes that the server took beyond this.
    #[track_caller]
    pub fn more_than(&self, before: u64) -> u64 {
        let more = self.peak().saturating_sub(before) / MB;
        assert!(more < MOST_MORE, "{more} MB more");
        more
    }

    pub fn nothing_lost(self) {
        self.city.run(&["digest", "--now"]).done();
        self.phone.sync();
        oracle(&self.city, &self.city.mails(), &[&self.phone], &self.saved);
        assert!(!self.city.log().contains("panic"), "{}", self.city.log());
    }
}

pub fn gzip(bytes: &mut dyn Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(bytes, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

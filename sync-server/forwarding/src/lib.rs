//! Forwarding, as it is decided: who is responsible for a report, what each department must be told about it, and when. Plain
//! computation on what the storage read; the storage applies it.

pub mod ledger;
pub mod routing;
pub mod schedule;

//! Forwarding, as it is decided: who is responsible for a report, what each department must be told about it, and when; and
//! what needs a person instead. Plain computation on what the storage read; the storage applies it.

pub mod concern;
pub mod duty;
pub mod ledger;
pub mod month;
pub mod retry;
pub mod routing;
pub mod schedule;

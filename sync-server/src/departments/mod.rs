//! Forwarding: who is responsible, what each department must be told, and when. Pure decisions; storage applies them.

pub mod ledger;
pub mod routing;
pub mod schedule;

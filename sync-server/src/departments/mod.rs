//! Forwarding: who is responsible, what each department must be told, and when; the mails, and the pages on which
//! departments answer.

pub mod answers;
pub mod ledger;
pub mod mailing;
pub mod routing;
pub mod schedule;
mod view;

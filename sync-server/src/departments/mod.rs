//! What departments see: the mails, and the pages on which they answer. What they must be told, the crate `forwarding` decides.

pub mod answers;
pub mod ingest;
pub mod mailing;
mod past;
mod summaries;
mod view;

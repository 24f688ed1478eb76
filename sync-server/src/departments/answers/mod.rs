//! Answers.
mod token;
pub use token::{TokenError, link_token, read_token};

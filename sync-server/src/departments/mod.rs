//! Departments: they have no account, and answer through links in their mails.

pub mod answers;

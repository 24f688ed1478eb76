//! The words for a state, by who reads them: keys of the Fluent files and their arguments. The texts themselves live in
//! the `assets` crate; the table is in the product's description.

use crate::state::{State, Status};

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A Kümmerer.
    Phone,
    /// Staff.
    Office,
    /// A department.
    Department,
}

/// Key of the text for a state. A bounce is staff's business: the Kümmerer reads that the report is in the office.
pub fn key(audience: Audience, status: &Status) -> String {
    let state = match (audience, status.state) {
        (Audience::Phone, State::Bounced) => State::Received,
        (_, state) => state,
    };
    let prefix = match audience {
        Audience::Phone => "phone",
        Audience::Office => "office",
        Audience::Department => "department",
    };
    format!("{prefix}-state-{}", state.as_str())
}

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

/// Characters that no view shows, whoever typed them: control characters but line breaks and tabs (a terminal obeys
/// them), bidi controls (Unicode Standard Annex 9), and invisible ones that make two different texts look the same.
/// Joiners are none of them: scripts and emoji need those.
pub fn deceives(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

//! Who may do what in the office.

use crate::storage::StaffRole;

/// What pages and forms ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// See reports.
    Read,
    /// Correct, forward, close, answer.
    Review,
    /// See how the city is set up: departments, rules, phones. No citizen's word stands there.
    SeeSetUp,
    /// Change that.
    SetUp,
    /// Make accounts and close them.
    Accounts,
    /// Have mail that waits tried again.
    Send,
    /// Take black parts off a photo again.
    Uncover,
    /// Look at sealed evidence and hand it over.
    Evidence,
    /// Read what staff did.
    Log,
    /// Read what bodies outside read each month.
    Summaries,
    /// Read what proves the work of a period.
    Prove,
    /// Take reports out of the house as a file; release a photo for it.
    Export,
    /// Read what is kept, how long, and what was erased.
    Privacy,
    /// Give a person what is stored about that person.
    PersonalData,
}

pub(super) fn may(role: StaffRole, what: May) -> bool {
    use StaffRole::*;
    match what {
        May::SeeSetUp => true,
        May::Read => role != Admin,
        May::Review => matches!(role, Reviewer | Lead | EvidenceOfficer),
        May::Send => role != Auditor,
        May::Uncover => matches!(role, Lead | EvidenceOfficer),
        May::SetUp => matches!(role, Lead | Admin),
        May::Accounts => role == Admin,
        May::Evidence => role == EvidenceOfficer,
        May::Log => role == Auditor,
        May::Summaries | May::Export => role == Lead,
        May::Prove | May::Privacy => matches!(role, Lead | Auditor),
        // Whoever plans the rounds reads no file about one of the team.
        May::PersonalData => role == Auditor,
    }
}

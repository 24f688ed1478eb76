//! Who may write what: a table of kind × field × role. What breaks it is parked, and a person looks at it.

use crate::change::{Kind, Role};

/// Whose record it is, seen from the author of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's yet: the change begins it.
    New,
    /// Begun by the same person, or by the same device where nobody was signed in.
    Own,
    /// Somebody else's.
    Foreign,
}

/// The fields of a report that staff decide on; a phone never writes them.
const OFFICE_ONLY: [&str; 11] = [
    "held",
    "closed",
    "same_as",
    "department",
    "ticket",
    "office_text",
    "message",
    "comment",
    "confirmed",
    "checked",
    "differs",
];
/// The fields of a report that staff may set as well as its author.
const SHARED: [&str; 7] = ["category", "place", "note", "amount", "material", "person_in_photo", "hazard"];

/// Whether this role may write this field of such a record.
pub fn may_write(kind: &Kind, field: &str, role: Role, whose: Whose) -> bool {
    use Role::*;
    let theirs = whose != Whose::Foreign;
    match (kind, role) {
        (Kind::Report, Phone) => theirs && !OFFICE_ONLY.contains(&field),
        (Kind::Report, Office) => OFFICE_ONLY.contains(&field) || SHARED.contains(&field),
        (Kind::Attachment, Phone) => theirs && !matches!(field, "black" | "released"),
        (Kind::Attachment, Office) => matches!(field, "sealed" | "black" | "released"),
        (Kind::Sighting, Phone | Office) => theirs,
        (Kind::Answer, Department | Office) => theirs,
        // What it sends with its answer.
        (Kind::Attachment, Department) => whose == Whose::New,
        (Kind::Receipt | Kind::Forwarding, Server) => true,
        (Kind::Other(_), Phone) => theirs,
        // Sent by the office, answered by whoever walks there: a phone begins none.
        (Kind::Task, Phone) => field == "outcome" && whose != Whose::New,
        (Kind::Task, Office) => field != "outcome",
        // A phone marks what it took; the office only settles that it is back.
        (Kind::Loan, Phone) => theirs,
        (Kind::Loan, Office) => field == "back" && whose != Whose::New,
        (Kind::Recipient, Office) => true,
        (kind, Office) => kind.is_reference(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_adds_sightings_to_foreign_reports_and_nothing_else() {
        use Whose::*;
        assert!(may_write(&Kind::Sighting, "seen", Role::Phone, New));
        assert!(!may_write(&Kind::Report, "note", Role::Phone, Foreign));
        assert!(!may_write(&Kind::Attachment, "role", Role::Phone, Foreign));
        assert!(may_write(&Kind::Report, "note", Role::Phone, Own));
    }

    #[test]
    fn nobody_but_the_server_writes_the_ledger_and_receipts() {
        for role in [Role::Phone, Role::Office, Role::Department] {
            assert!(!may_write(&Kind::Forwarding, "mailed", role, Whose::New));
            assert!(!may_write(&Kind::Receipt, "at", role, Whose::New));
        }
        assert!(!may_write(&Kind::Report, "closed", Role::Phone, Whose::Own));
        assert!(!may_write(&Kind::Rule, "department", Role::Phone, Whose::New));
    }

    #[test]
    fn fields_and_kinds_of_a_newer_phone_pass_for_its_own_records() {
        assert!(may_write(&Kind::Report, "smell", Role::Phone, Whose::Own));
        assert!(may_write(&Kind::Other("drone".into()), "x", Role::Phone, Whose::New));
        assert!(!may_write(&Kind::Other("drone".into()), "x", Role::Phone, Whose::Foreign));
    }

    #[test]
    fn staff_decide_and_correct_but_do_not_take_back_for_others() {
        for field in ["closed", "held", "department", "category", "note", "hazard"] {
            assert!(may_write(&Kind::Report, field, Role::Office, Whose::Foreign), "{field}");
        }
        assert!(!may_write(&Kind::Report, "withdrawn", Role::Office, Whose::Foreign));
        assert!(may_write(&Kind::Attachment, "sealed", Role::Office, Whose::Foreign));
        assert!(may_write(&Kind::Attachment, "black", Role::Office, Whose::Foreign));
        assert!(!may_write(&Kind::Attachment, "black", Role::Phone, Whose::Foreign));
        assert!(!may_write(&Kind::Attachment, "bytes", Role::Office, Whose::Foreign));
        assert!(may_write(&Kind::Attachment, "bytes", Role::Phone, Whose::Own));
        assert!(may_write(&Kind::Rule, "department", Role::Office, Whose::Foreign));
        assert!(!may_write(&Kind::Forwarding, "mailed", Role::Office, Whose::New));
        assert!(!may_write(&Kind::Other("drone".into()), "x", Role::Office, Whose::New));
    }

    #[test]
    fn a_phone_answers_tasks_and_the_office_sends_them() {
        use Whose::*;
        assert!(may_write(&Kind::Task, "outcome", Role::Phone, Foreign));
        assert!(!may_write(&Kind::Task, "outcome", Role::Phone, New), "it begins none");
        for field in ["text", "route", "team", "stop", "place", "until", "closed"] {
            assert!(may_write(&Kind::Task, field, Role::Office, New), "{field}");
            assert!(!may_write(&Kind::Task, field, Role::Phone, Foreign), "{field}");
            assert!(!may_write(&Kind::Task, field, Role::Department, Foreign), "{field}");
        }
        assert!(!may_write(&Kind::Task, "outcome", Role::Office, Foreign));
    }

    #[test]
    fn a_phone_marks_its_own_loans_and_the_office_sets_up_what_can_be_lent_or_comes_again() {
        use Whose::*;
        for (field, whose) in [("thing", New), ("since", New), ("back", Own)] {
            assert!(may_write(&Kind::Loan, field, Role::Phone, whose), "{field}");
            assert!(!may_write(&Kind::Loan, field, Role::Phone, Foreign), "{field}");
            assert!(!may_write(&Kind::Loan, field, Role::Department, whose), "{field}");
            assert_eq!(may_write(&Kind::Loan, field, Role::Office, Foreign), field == "back");
        }
        assert!(!may_write(&Kind::Loan, "back", Role::Office, New), "it begins none");
        for (kind, field) in [(Kind::Thing, "checks"), (Kind::Chore, "weekdays")] {
            assert!(may_write(&kind, field, Role::Office, New) && may_write(&kind, field, Role::Office, Foreign));
            for whose in [New, Own, Foreign] {
                assert!(!may_write(&kind, field, Role::Phone, whose), "{field}");
            }
        }
    }

    #[test]
    fn departments_answer_and_answers_are_not_rewritten() {
        assert!(may_write(&Kind::Answer, "outcome", Role::Department, Whose::New));
        assert!(may_write(&Kind::Answer, "outcome", Role::Office, Whose::New));
        assert!(!may_write(&Kind::Answer, "outcome", Role::Department, Whose::Foreign));
        assert!(!may_write(&Kind::Answer, "outcome", Role::Phone, Whose::New));
        assert!(!may_write(&Kind::Report, "note", Role::Department, Whose::New));
        assert!(may_write(&Kind::Attachment, "bytes", Role::Department, Whose::New));
        assert!(!may_write(&Kind::Attachment, "bytes", Role::Department, Whose::Own));
        assert!(!may_write(&Kind::Sighting, "seen", Role::Phone, Whose::Foreign));
        assert!(may_write(&Kind::Receipt, "at", Role::Server, Whose::New));
        assert!(may_write(&Kind::Forwarding, "mailed", Role::Server, Whose::Own));
        assert!(!may_write(&Kind::Report, "note", Role::Server, Whose::New));
    }
}

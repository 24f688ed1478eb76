//! What becomes of a mail that was not handed over, and when it is tried again.
//!
//! Three things can be wrong: the way (nobody gets mail, and no mail is to blame), the address (one department's), the content
//! (one mail's). A mail of which an attempt may have arrived is only ever repeated as it is.

use chrono::Duration;

/// What a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Connection, TLS, password, sender: the mail server takes nothing of ours at present.
    Way,
    /// The address of a recipient.
    Address,
    /// What the mail says, or how large it is.
    Content,
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug)]
pub struct Failed {
    /// What it is about.
    pub about: About,
    /// Trying the same again will not help.
    pub permanent: bool,
    /// Neither this attempt nor an earlier one can have arrived.
    pub certain: bool,
    /// At once, about one report.
    pub urgent: bool,
    /// How many forwardings the mail announces.
    pub members: usize,
    /// How often it failed before, or the digest that it stands for.
    pub tries: u32,
    /// It is a part of a digest that was refused: how many of those parts were refused, and whether one was taken.
    pub part: Option<(u32, bool)>,
}

/// What becomes of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The same mail again, later.
    Again,
    /// Nobody has it: what it announces joins the next digest.
    Dissolve,
    /// Nobody has it, and something in it is not wanted: its halves go on their own, so that one report is found and the others
    /// arrive.
    Divide,
    /// Staff must look.
    SetAside,
}

/// So many refusals for now, over about a night, say that something in the mail is not wanted.
const PATIENCE: u32 = 8;
/// Where a digest, its halves and its quarters are refused, it is not about one report: the server wants nothing of ours.
const REFUSALS: u32 = 7;

/// The plan for a mail that was not handed over.
pub fn then(failed: &Failed) -> Then {
    let Failed { about, certain, urgent, members, .. } = *failed;
    // A half of a digest that was in trouble all night need not be so for another one.
    let patience = if failed.part.is_some() && members > 1 { PATIENCE / 4 } else { PATIENCE };
    let later = if certain && !urgent && failed.part.is_none() { Then::Dissolve } else { Then::Again };
    match about {
        About::Way => later,
        About::Address if failed.permanent => Then::SetAside,
        About::Address => later,
        About::Content if !failed.permanent && failed.tries < patience => later,
        About::Content if !certain && !failed.permanent => Then::Again,
        About::Content if !certain || members <= 1 => Then::SetAside,
        About::Content => match failed.part {
            Some((refused, false)) if refused >= REFUSALS => Then::Dissolve,
            _ => Then::Divide,
        },
    }
}

/// How long to wait after so many failures: for the way one minute, two, four, … a quarter of an hour, since asking costs
/// little and somebody may be in danger; for a mail five minutes, ten, … four hours.
pub fn pause(about: About, urgent: bool, tries: u32) -> Duration {
    let doubled = |first: i64, most: i64| Duration::minutes((first << tries.min(12)).min(most));
    match about {
        About::Way => doubled(1, 15),
        _ if urgent => doubled(1, 15),
        About::Address | About::Content => doubled(5, 240),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: Failed =
        Failed { about: About::Way, permanent: false, certain: true, urgent: false, members: 8, tries: 0, part: None };

    #[test]
    fn a_mail_that_may_have_arrived_is_only_repeated() {
        for about in [About::Way, About::Address, About::Content] {
            for tries in [0, 100] {
                let failed = Failed { about, certain: false, tries, ..DIGEST };
                assert_eq!(then(&failed), Then::Again, "{about:?}");
            }
        }
    }

    #[test]
    fn the_way_is_never_a_mails_fault() {
        assert_eq!(then(&Failed { tries: 1_000, ..DIGEST }), Then::Dissolve);
        assert_eq!(then(&Failed { tries: 1_000, urgent: true, members: 1, ..DIGEST }), Then::Again);
    }

    #[test]
    fn an_address_that_is_gone_is_for_staff_and_one_that_is_busy_waits() {
        assert_eq!(then(&Failed { about: About::Address, permanent: true, ..DIGEST }), Then::SetAside);
        assert_eq!(then(&Failed { about: About::Address, tries: 1_000, ..DIGEST }), Then::Dissolve);
    }

    #[test]
    fn content_that_is_refused_is_looked_for_until_one_report_is_left() {
        let refused = Failed { about: About::Content, permanent: true, ..DIGEST };
        assert_eq!(then(&refused), Then::Divide);
        assert_eq!(then(&Failed { members: 1, ..refused }), Then::SetAside);
        assert_eq!(then(&Failed { part: Some((20, true)), ..refused }), Then::Divide, "others are taken");
        assert_eq!(then(&Failed { part: Some((7, false)), ..refused }), Then::Dissolve, "nothing is taken");
        let for_now = Failed { permanent: false, ..refused };
        assert_eq!(then(&for_now), Then::Dissolve);
        assert_eq!(then(&Failed { tries: 8, ..for_now }), Then::Divide, "a whole night long");
        assert_eq!(then(&Failed { part: Some((1, true)), tries: 2, ..for_now }), Then::Divide, "and not another one");
        assert_eq!(then(&Failed { part: Some((1, true)), members: 1, ..for_now }), Then::Again, "it waits alone");
    }

    #[test]
    fn pauses_grow_and_end() {
        let minutes = |about, urgent| [0, 1, 2, 30].map(|tries| pause(about, urgent, tries).num_minutes());
        assert_eq!(minutes(About::Way, false), [1, 2, 4, 15]);
        assert_eq!(minutes(About::Address, false), [5, 10, 20, 240]);
        assert_eq!(minutes(About::Content, true), [1, 2, 4, 15]);
    }
}
